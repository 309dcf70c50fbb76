"""What lies beneath a check, on this very computer and with libgphoto2's virtual camera."""

from pathlib import Path

import pytest
from tests.end_to_end.check_lab import Command

from samklang.domain.dslr import Answer, Answers
from samklang.store.checklists import JsonChecklists
from samklang.wording import Wording


def test_the_computer_and_a_dslr_are_looked_at(check: Command, tmp_path: Path):
    pytest.importorskip("gphoto2")
    found = check("--laptop", "--dslr", "--rig", "laptop-microphone-dslr", "--json", VCAMERADIR=str(tmp_path))
    assert found.code in {0, 1, 2}, found.err
    document = found.document
    assert (document["sound"], document["picture"], document["sync"]) == (None, None, None)
    assert document["laptop"]["memory_total_gb"] > 0.5
    assert document["laptop"]["disk_free_gb"] > 0
    assert document["laptop"]["probe"] is None
    assert document["dslr"]["read_from_camera"] is True
    assert document["dslr"]["battery_percent"] == 50
    assert {each["section"] for each in document["verdicts"]} == {"laptop", "dslr"}
    battery = next(each for each in document["verdicts"] if each["check"] == "dslr_power")
    assert (battery["part"], battery["status"], battery["value"]) == ("dslr_battery", "warn", 50.0)


def test_no_camera_is_one_line_and_exit_code_3(check: Command):
    found = check("--dslr")
    assert found.code == 3
    assert found.err.count("\n") == 1
    assert "checklist" in found.err


def test_a_rigs_checklist_stands_for_a_camera_that_cannot_be_read(check: Command, environment: dict[str, str]):
    folder = Path(environment["SAMKLANG_HOME"]) / "checklists"
    given = (("auto-power-off", Answer.DONE), ("live-view-timer", Answer.DONE), ("manual-focus", Answer.OPEN))
    JsonChecklists(folder, Wording("en")).save(Answers("laptop-microphone-dslr", "dslr-hdmi-capture", 1_000, given))
    found = check("--dslr", "--rig", "laptop-microphone-dslr", "--json")
    assert found.code in {0, 1, 2}, found.err
    dslr = found.document["dslr"]
    assert (dslr["read_from_camera"], dslr["auto_off_s"], dslr["focus_mode"]) == (False, 0.0, None)
    assert found.status("dslr_auto_off") == "pass"
    assert found.status("dslr_focus") == "unknown"
