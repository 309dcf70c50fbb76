"""The way to a host, asked of a real STUN server on the loopback that is slow, loses answers, or is not there."""

import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.lab.stun import StunServer

from samklang.devices.network_probe import HOST, Pace, WorkerNetworkProbe, probe_network
from samklang.devices.network_worker import jitter_ms, measured
from samklang.domain.laptop import Method, NetworkMeasures, ProbeNow
from samklang.domain.measures import Unknown
from samklang.engine.ports import Refused
from samklang.wording import Wording
from samklang.workers.supervisor import Patience

QUICK = Pace(requests=40, every_s=0.01, latest_s=0.3, give_up_after=10, connections=5, connect_every_s=0.02)
HERE = "127.0.0.1"
LAB = {"PYTHONPATH": str(Path(__file__).parents[2])}
"""With it a worker finds what the tests let hang."""


def probe(delay_s: Callable[[int], float | None], pace: Pace = QUICK) -> tuple[NetworkMeasures, list[bytes]]:
    with StunServer(delay_s) as server:
        found = probe_network(WorkerNetworkProbe(HERE, server.port, 9, pace=pace), Wording("en"), lambda _share: None)
        return found, server.requests


def number(value: object) -> float:
    assert isinstance(value, float)
    return value


def test_a_quick_way_is_seen_as_one():
    found, _ = probe(lambda _number: 0.0)
    assert found.probed_host == HERE
    assert found.method is Method.STUN
    assert found.loss_percent == 0.0
    assert number(found.round_trip_ms) < 60.0


def test_a_long_way_takes_as_long_as_it_is():
    found, _ = probe(lambda _number: 0.12)
    assert 120.0 <= number(found.round_trip_ms) < 180.0


def test_lost_answers_are_counted():
    found, _ = probe(lambda number: None if number % 10 == 3 else 0.0)
    assert found.loss_percent == pytest.approx(10.0)


def test_an_answer_that_comes_too_late_is_lost():
    found, _ = probe(lambda number: 0.6 if number % 4 == 0 else 0.0)
    assert found.loss_percent == pytest.approx(25.0)


def test_answers_that_swing_are_jitter():
    steady, _ = probe(lambda _number: 0.04)
    swinging, _ = probe(lambda number: 0.02 if number % 2 else 0.1)
    assert 60.0 < number(swinging.jitter_ms) < 110.0
    assert number(steady.jitter_ms) < 30.0


def test_nothing_is_sent_before_it_is_begun():
    with StunServer(lambda _number: 0.0) as server:
        asked = WorkerNetworkProbe(HERE, server.port, 9, pace=QUICK)
        assert asked.host == HERE
        assert asked.poll() == ProbeNow(0.0)
        time.sleep(0.2)
        assert server.requests == []


def test_a_request_holds_nothing_but_chance():
    """Type, length 0, cookie, 12 random bytes: no name, no address, no software attribute."""
    _, requests = probe(lambda _number: 0.0)
    assert len(requests) == QUICK.requests
    assert {request[:8] for request in requests} == {bytes.fromhex("000100002112a442")}
    assert {len(request) for request in requests} == {20}
    assert len({request[8:] for request in requests}) == QUICK.requests


def test_a_probe_that_is_given_up_sends_nothing_more():
    with StunServer(lambda _number: 0.0) as server:
        asked = WorkerNetworkProbe(HERE, server.port, 9, pace=Pace(requests=10_000, every_s=0.02))
        asked.start()
        ends = time.monotonic() + 20
        while not server.requests and time.monotonic() < ends:
            time.sleep(0.02)
        assert 0.0 <= asked.poll().share_done < 0.5
        asked.close()
        time.sleep(1.0)
        sent = len(server.requests)
        time.sleep(0.3)
        assert 0 < len(server.requests) == sent
        assert asked.poll().measures is None


def test_where_udp_does_not_get_through_connections_are_timed():
    with socket.create_server((HERE, 0)) as listener, StunServer(lambda _number: None) as silent:
        asked = WorkerNetworkProbe(HERE, silent.port, listener.getsockname()[1], pace=QUICK)
        shares: list[float] = []
        found = probe_network(asked, Wording("en"), shares.append)
    assert found.method is Method.TCP
    assert number(found.round_trip_ms) < 100.0
    assert found.loss_percent == Unknown("hidden_by_tcp")
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_host_that_is_not_there_is_said_to_be_so():
    unknown = WorkerNetworkProbe("no-such-host.invalid", 1, 1, pace=QUICK)
    nothing = Unknown("no_such_host")
    assert probe_network(unknown, Wording("en"), lambda _share: None) == NetworkMeasures(
        "no-such-host.invalid", nothing, nothing, nothing
    )


def test_a_host_that_never_answers_is_said_to_be_so():
    with StunServer(lambda _number: None) as silent, socket.socket() as closed:
        closed.bind((HERE, 0))  # nobody listens there
        asked = WorkerNetworkProbe(HERE, silent.port, closed.getsockname()[1], pace=QUICK)
        found = probe_network(asked, Wording("en"), lambda _share: None)
    assert found.round_trip_ms == found.loss_percent == found.jitter_ms == Unknown("no_answer")


def test_a_probe_that_hangs_is_ended(caplog: pytest.LogCaptureFixture):
    hanging = WorkerNetworkProbe(
        environment=LAB, target="tests.lab.beneath_targets:hang_probe", patience=Patience(silence_s=0.3, restarts=0)
    )
    with pytest.raises(Refused, match="could not be tried"):
        probe_network(hanging, Wording("en"), lambda _share: None)
    assert hanging.poll().failed
    assert "silent" in caplog.text


def test_teams_own_relay_is_asked_unless_told_otherwise():
    assert WorkerNetworkProbe().host == HOST == "worldaz.tr.teams.microsoft.com"


def test_jitter_is_that_of_rfc_3550():
    assert jitter_ms([0.02] * 50) == 0.0
    assert jitter_ms([0.02, 0.04] * 200) == pytest.approx(20.0)
    assert jitter_ms([0.02]) == Unknown("too_few")
    calm_then_wild = jitter_ms([0.02] * 100 + [0.02, 0.05] * 50)
    wild_then_calm = jitter_ms([0.02, 0.05] * 50 + [0.02] * 100)
    assert isinstance(calm_then_wild, float)
    assert isinstance(wild_then_calm, float)
    assert calm_then_wild > wild_then_calm  # the end counts more than the beginning


def test_the_median_is_told_and_every_loss_counts():
    found = measured("h", [0.01, None, 0.03, 0.5])
    assert found.round_trip_ms == pytest.approx(30.0)
    assert found.loss_percent == pytest.approx(25.0)
