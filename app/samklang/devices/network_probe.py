"""The way to Teams, asked once and only after the user's yes: how long an answer takes, and how many never come."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import msgspec

from samklang.domain.laptop import NetworkMeasures, ProbeNow
from samklang.engine.ports import Refused
from samklang.wording import Wording
from samklang.workers.supervisor import Patience, Supervisor, WorkerState

HOST: Final = "worldaz.tr.teams.microsoft.com"
"""Teams' transport relay, where a meeting's sound and picture go through: `PORT` by UDP, or `TCP_PORT`.

Source: Microsoft Learn, "Implement VPN split tunneling for Microsoft 365", names this host to test the way to Teams'
media by; "Microsoft 365 URLs and IP address ranges" gives the ports of media: UDP 3478-3481, else TCP 443.
"""
PORT: Final = 3478
TCP_PORT: Final = 443

_TARGET: Final = "samklang.devices.network_worker:run"
_PATIENCE: Final = Patience(silence_s=6.0, restarts=0)
"""Nothing is asked twice: a probe whose worker is lost has failed."""
_LOOK_EVERY_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Pace:
    """How a host is asked. All ours.

    Attributes:
        requests: So many by UDP.
        every_s: Between two of them. Ten seconds in all: 1 % of loss is two requests; a call sends one every 20 ms.
        latest_s: An answer that takes longer is lost: no call waits so long for a piece of sound.
        give_up_after: Without any answer to the first so many, UDP does not get through.
        connections: So many by TCP then.
        connect_every_s: Between two of them.
    """

    requests: int = 200
    every_s: float = 0.05
    latest_s: float = 1.0
    give_up_after: int = 30
    connections: int = 12
    connect_every_s: float = 0.25


class Asked(msgspec.Struct, frozen=True, tag=True):
    """So much of the probe is done."""

    share_done: float


class Answered(msgspec.Struct, frozen=True, tag=True):
    """The probe is done."""

    measures: NetworkMeasures


ProbeReport: TypeAlias = Asked | Answered

_PACE: Final = Pace()


class WorkerNetworkProbe:
    """The port `engine.ports.NetworkProbe` in a worker process. Nothing is sent before `start`.

    Args:
        host: What is asked; its name is looked up in the worker.
        port: By UDP.
        tcp_port: Where UDP has no answer.
        pace: How often it is asked.
        environment: Added to the worker's.
        target: What runs in the worker instead of its own; tests hand in one that hangs.
        patience: When its worker is given up.
    """

    def __init__(  # noqa: PLR0913 - where to, and what the tests exchange
        self,
        host: str = HOST,
        port: int = PORT,
        tcp_port: int = TCP_PORT,
        *,
        pace: Pace = _PACE,
        environment: Mapping[str, str] | None = None,
        target: str = _TARGET,
        patience: Patience = _PATIENCE,
    ) -> None:
        self._host = host
        self._worker: Supervisor[ProbeReport] = Supervisor(
            target,
            {"host": host, "port": port, "tcp_port": tcp_port, "pace": pace},
            ProbeReport,  # type: ignore[arg-type] # a union of structs is no `type` to mypy
            patience=patience,
            environment=environment,
        )
        self._now = ProbeNow(0.0)

    @property
    def host(self) -> str:
        """What will be asked, by name."""
        return self._host

    def start(self) -> None:
        """Begin."""
        self._worker.start()

    def poll(self) -> ProbeNow:
        """How far it is, and what it found."""
        state = self._worker.status.state
        for report in self._worker.poll():
            match report:
                case Asked(share_done):
                    self._now = ProbeNow(share_done)
                case Answered(measures):
                    self._now = ProbeNow(1.0, measures)
        if self._now.measures is None and state is WorkerState.FAILED:
            self._now = ProbeNow(self._now.share_done, failed=True)
        return self._now

    def close(self) -> None:
        """Give up, or clean up."""
        self._worker.close()


def probe_network(probe: WorkerNetworkProbe, wording: Wording, progress: Callable[[float], None]) -> NetworkMeasures:
    """Run a probe and wait for it.

    Args:
        probe: Not started yet; the user has said yes.
        wording: The language of the refusal.
        progress: Called with the share done, 0..1.

    Raises:
        Refused: The worker was lost.
    """
    probe.start()
    try:
        while True:
            now = probe.poll()
            progress(now.share_done)
            if now.measures is not None:
                return now.measures
            if now.failed:
                raise Refused(wording("laptop.not_probed"))
            time.sleep(_LOOK_EVERY_S)
    finally:
        probe.close()
