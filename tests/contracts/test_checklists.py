"""The checklists we ship, those of one's own, and what was answered to them, on a real disk."""

import json
import os
from pathlib import Path

import pytest

from samklang.catalog.rigs import RigFolders
from samklang.domain.dslr import Answer, Answers, DslrLink, PointKind, from_checklist
from samklang.engine.ports import Refused
from samklang.store.checklists import JsonChecklists
from samklang.wording import LANGUAGES, Wording

OURS = Path(__file__).parents[2] / "hardware_profiles"
RIG = """
schema = 1
id = "mine"
laptop = "office"
microphone = "usb-desk"
camera = "CAMERA"
expected_faces = 1
[name]
en = "Mine"
"""
CAMERA = """
schema = 1
id = "own-camera"
kind = "usb"
dslr = "usb_tether"
points = ["own-point", "mains-adapter"]
[name]
en = "x"
"""
OWN_POINT = """
[[point]]
id = "own-point"
kind = "other"
source = "ours"
[point.text]
en = "Take the cap off."
"""


def camera(own: Path, camera_id: str):
    (own / "rigs").mkdir(exist_ok=True)
    (own / "rigs" / "mine.toml").write_text(RIG.replace("CAMERA", camera_id))
    return RigFolders((own, OURS), Wording("en")).rig("mine").camera


DSLRS = [file.stem for file in sorted((OURS / "cameras").glob("*.toml")) if "\ndslr = " in file.read_text()]


def test_every_way_in_has_a_profile(tmp_path: Path):
    assert {camera(tmp_path, each).dslr for each in DSLRS} == set(DslrLink)


@pytest.mark.parametrize("camera_id", DSLRS)
def test_every_dslr_has_a_checklist_that_tells_what_a_reading_would(tmp_path: Path, camera_id: str):
    points = camera(tmp_path, camera_id).checklist
    assert len({point.id for point in points}) == len(points)
    kinds = {point.kind for point in points}
    assert {PointKind.MAINS, PointKind.AUTO_OFF, PointKind.LIVE_VIEW, PointKind.FOCUS, PointKind.WHITE_BALANCE} <= kinds
    for point in points:
        assert set(point.text) == set(LANGUAGES)
        assert point.source
    told = from_checklist(points, {point.id: Answer.DONE for point in points})
    assert (told.on_mains, told.auto_off_s, told.live_view_blocks) == (1.0, 0.0, ())


def test_hdmi_asks_for_a_clean_picture(tmp_path: Path):
    kinds = {point.kind for point in camera(tmp_path, "dslr-hdmi-capture").checklist}
    assert PointKind.CLEAN_PICTURE in kinds


def test_a_webcam_has_no_checklist(tmp_path: Path):
    webcam = camera(tmp_path, "usb-webcam-1080p")
    assert webcam.dslr is None
    assert webcam.checklist == ()


def test_ones_own_points_join_ours(tmp_path: Path):
    (tmp_path / "cameras").mkdir()
    (tmp_path / "cameras" / "own-camera.toml").write_text(CAMERA)
    (tmp_path / "checklist.toml").write_text("schema = 1\n" + OWN_POINT)
    assert [point.id for point in camera(tmp_path, "own-camera").checklist] == ["own-point", "mains-adapter"]


@pytest.mark.parametrize(
    ("profile", "checklist"),
    [
        (CAMERA, "schema = 1\n"),
        (CAMERA.replace("usb_tether", "magic"), "schema = 1\n" + OWN_POINT),
        (CAMERA, "schema = 1\n" + OWN_POINT.replace('"other"', '"mood"')),
        (CAMERA, "schema = 1\n" + OWN_POINT.replace('source = "ours"', "")),
        (CAMERA, "schema = 2\n" + OWN_POINT),
        (CAMERA, "schema = 1\n" + OWN_POINT + "\n[[point.more]]\n"),
    ],
    ids=["no such point", "no such way in", "no such kind", "no source", "another schema", "more than we know"],
)
def test_what_makes_no_sense_is_refused_in_one_line(tmp_path: Path, profile: str, checklist: str):
    (tmp_path / "cameras").mkdir()
    (tmp_path / "cameras" / "own-camera.toml").write_text(profile)
    (tmp_path / "checklist.toml").write_text(checklist)
    with pytest.raises(Refused) as refusal:
        camera(tmp_path, "own-camera")
    assert "\n" not in str(refusal.value)
    assert ".toml" in str(refusal.value)


# --- answers

ANSWERS = Answers(
    "room-4", "dslr-hdmi-capture", 1_795_000_000_000, (("mains-adapter", Answer.DONE), ("air", Answer.NOT_POSSIBLE))
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "checklists"


@pytest.fixture
def checklists(folder: Path) -> JsonChecklists:
    return JsonChecklists(folder, Wording("en"))


def test_nothing_kept_is_none_and_makes_no_folder(checklists: JsonChecklists, folder: Path):
    assert checklists.load("room-4") is None
    assert checklists.remark is None
    assert not folder.exists()


def test_what_was_answered_is_there_again(checklists: JsonChecklists, folder: Path):
    checklists.save(ANSWERS)
    assert JsonChecklists(folder, Wording("da")).load("room-4") == ANSWERS
    assert checklists.load("room-5") is None


def test_the_last_answers_count(checklists: JsonChecklists):
    checklists.save(ANSWERS)
    later = Answers("room-4", "dslr-hdmi-capture", 1_795_000_000_001, (("air", Answer.DONE),))
    checklists.save(later)
    assert checklists.load("room-4") == later


def test_forgotten_is_forgotten(checklists: JsonChecklists):
    checklists.save(ANSWERS)
    checklists.forget("room-4")
    checklists.forget("room-4")
    assert checklists.load("room-4") is None


@pytest.mark.parametrize("rig_id", ["", "..", "../room-4", "Room 4", "a" * 65])
def test_no_name_leads_out_of_the_folder(checklists: JsonChecklists, folder: Path, rig_id: str):
    folder.mkdir(parents=True)
    (folder.parent / "room-4.json").write_text("{}")
    assert checklists.load(rig_id) is None
    checklists.forget(rig_id)
    assert (folder.parent / "room-4.json").exists()


GOOD: dict[str, object] = {
    "schema": 1,
    "rig": "room-4",
    "camera": "dslr-hdmi-capture",
    "answered_utc_ms": 1,
    "answers": {"air": "done"},
}


WRONG: tuple[dict[str, object], ...] = (
    {"schema": 2},
    {"rig": "elsewhere"},
    {"camera": "../x"},
    {"camera": 4},
    {"answered_utc_ms": -1},
    {"answered_utc_ms": "now"},
    {"answers": []},
    {"answers": {"air": "perhaps"}},
    {"answers": {"../air": "done"}},
    {"answers": {f"p{number}": "done" for number in range(201)}},
)
DAMAGED = (b"", b"\xff\xfe", b"[" * 100_000, b" " * 100_001, b"[]")


@pytest.mark.parametrize("content", [*DAMAGED, *(json.dumps(GOOD | wrong).encode() for wrong in WRONG)])
def test_damaged_answers_are_none_and_said_so(checklists: JsonChecklists, folder: Path, content: bytes):
    folder.mkdir(parents=True)
    (folder / "room-4.json").write_bytes(content)
    assert checklists.load("room-4") is None
    assert checklists.remark == "dslr.answers_damaged"
    checklists.save(ANSWERS)
    assert checklists.load("room-4") == ANSWERS
    assert checklists.remark is None


@pytest.mark.skipif(os.name == "nt", reason="files of an owner")
def test_only_the_owner_may_read_them(checklists: JsonChecklists, folder: Path):
    checklists.save(ANSWERS)
    assert (folder / "room-4.json").stat().st_mode & 0o077 == 0


def test_where_nothing_can_be_saved_it_is_said_in_one_line(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused, match="could not be saved"):
        JsonChecklists(tmp_path / "file", Wording("en")).save(ANSWERS)
    with pytest.raises(Refused, match="could not be saved"):
        JsonChecklists(tmp_path / "file", Wording("en")).forget("room-4")
