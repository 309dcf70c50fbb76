"""The saved good check on a real disk."""

import json
import os
from pathlib import Path

import pytest
from tests.unit.check_examples import picture, sound

from samklang.domain.measures import Unknown
from samklang.domain.reference import Reference, differences, reference_of
from samklang.engine.ports import Refused
from samklang.store.references import JsonReferences
from samklang.wording import Wording

DAMAGED = {
    "nothing": b"",
    "no JSON": b"{",
    "no text": b"\xff\xfe",
    "too deep": b"[" * 100_000,
    "too large": b" " * 100_001,
    "a list": b"[]",
}
WRONG: dict[str, dict[str, object]] = {
    "a later schema": {"schema": 3},
    "another rig": {"rig": "elsewhere"},
    "no time": {"saved_utc_ms": "yesterday"},
    "before time": {"saved_utc_ms": -1},
    "after all calendars": {"saved_utc_ms": 10**30},
    "no name": {"microphone_name": None},
    "no measures": {"measures": [1.0]},
    "measures in words": {"measures": {"snr_db": "good"}},
    "measures beyond numbers": {"measures": {"snr_db": float("nan")}},
    "no reasons": {"reasons": None},
    "reasons in sentences": {"reasons": {"snr_db": "It was loud."}},
    "a camera without a name": {"camera_name": 7},
    "a picture in words": {"picture": {"sharpness": "fine"}},
    "its reasons in sentences": {"picture_reasons": {"sharpness": "It was dark."}},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "references"


@pytest.fixture
def references(folder: Path) -> JsonReferences:
    return JsonReferences(folder, Wording("en"))


def reference(rig_id: str = "room-4", level_dbfs: float = -20.0) -> Reference:
    return reference_of(
        sound(active_speech_level_dbfs=level_dbfs, noise_floor_dbfs=Unknown("no_silence")),
        rig_id=rig_id,
        microphone_id="usb-1",
        microphone_name="Mikrofon på bordet",
        saved_utc_ms=1_763_700_000_000,
        program_version="0.3.0",
        picture=picture(sharpness=Unknown("no_face")),
        camera_id="video0",
        camera_name="Kamera på skærmen",
    )


def test_nothing_saved_is_none_and_makes_no_folder(references: JsonReferences, folder: Path):
    assert references.load("room-4") is None
    assert references.remark is None
    assert not folder.exists()


def test_what_was_saved_is_there_after_the_next_start(references: JsonReferences, folder: Path):
    references.save(reference())
    found = JsonReferences(folder, Wording("en")).load("room-4")
    assert found is not None
    assert (found.microphone_id, found.microphone_name) == ("usb-1", "Mikrofon på bordet")
    assert (found.saved_utc_ms, found.program_version) == (1_763_700_000_000, "0.3.0")
    assert dict(found.measures) == dict(reference().measures)
    assert (found.camera_id, found.camera_name) == ("video0", "Kamera på skærmen")
    assert dict(found.picture) == dict(reference().picture)
    assert differences(found, reference()) == ()


def test_each_rig_has_its_own_and_the_last_one_counts(references: JsonReferences):
    references.save(reference())
    references.save(reference("other", -18.0))
    references.save(reference(level_dbfs=-22.0))
    found, other = references.load("room-4"), references.load("other")
    assert found is not None
    assert other is not None
    assert found.measures["active_speech_level_dbfs"] == -22.0
    assert other.measures["active_speech_level_dbfs"] == -18.0


def test_only_numbers_and_names_are_kept(references: JsonReferences, folder: Path):
    references.save(reference())
    document = json.loads((folder / "room-4.json").read_text(encoding="utf-8"))
    assert set(document) == {
        *("schema", "rig", "saved_utc_ms", "program_version", "microphone_id", "microphone_name"),
        *("measures", "reasons", "camera_id", "camera_name", "picture", "picture_reasons"),
    }
    measures = [*document["measures"].values(), *document["picture"].values()]
    assert all(isinstance(each, int | float) for each in measures)
    assert (folder / "room-4.json").stat().st_mode & 0o077 == 0


def test_what_is_forgotten_is_gone(references: JsonReferences, folder: Path):
    references.save(reference())
    references.forget("room-4")
    references.forget("room-4")
    references.forget("../room-4")
    assert references.load("room-4") is None
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("what", DAMAGED)
def test_what_cannot_be_read_is_none_with_a_remark(references: JsonReferences, folder: Path, what: str):
    folder.mkdir(parents=True)
    (folder / "room-4.json").write_bytes(DAMAGED[what])
    assert references.load("room-4") is None
    assert references.remark == "store.reference_damaged"
    assert references.load("other") is None
    assert references.remark is None


@pytest.mark.parametrize("what", WRONG)
def test_what_is_not_ours_is_none_with_a_remark(references: JsonReferences, folder: Path, what: str):
    references.save(reference())
    path = folder / "room-4.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **WRONG[what]}))
    assert references.load("room-4") is None
    assert references.remark == "store.reference_damaged"


def test_a_damaged_one_is_replaced_by_the_next(references: JsonReferences, folder: Path):
    folder.mkdir(parents=True)
    (folder / "room-4.json").write_bytes(b"{")
    references.save(reference())
    assert references.load("room-4") is not None
    assert references.remark is None


@pytest.mark.parametrize("rig_id", ["", "..", "../settings", "/etc/passwd", "a/b", "Å"])
def test_a_name_that_is_no_id_reads_nothing(references: JsonReferences, folder: Path, rig_id: str):
    folder.mkdir(parents=True)
    (folder.parent / "settings.json").write_text("{}")
    assert references.load(rig_id) is None
    assert references.remark is None


def test_a_folder_that_cannot_be_made_is_refused_in_one_line(folder: Path):
    folder.parent.mkdir()
    folder.write_text("a file")
    references = JsonReferences(folder, Wording("en"))
    with pytest.raises(Refused, match="could not be saved as good") as refusal:
        references.save(reference())
    assert "\n" not in str(refusal.value)


@pytest.mark.skipif(os.name == "nt", reason="a folder there takes no such rights")
def test_what_cannot_be_removed_is_refused(references: JsonReferences, folder: Path):
    (folder / "room-4.json" / "inside").mkdir(parents=True)
    with pytest.raises(Refused):
        references.forget("room-4")


def test_one_saved_before_the_picture_was_kept_still_counts(references: JsonReferences, folder: Path):
    references.save(reference())
    path = folder / "room-4.json"
    old = json.loads(path.read_text(encoding="utf-8"))
    for name in ("camera_id", "camera_name", "picture", "picture_reasons"):
        del old[name]
    path.write_text(json.dumps({**old, "schema": 1}), encoding="utf-8")
    found = references.load("room-4")
    assert found is not None
    assert references.remark is None
    assert (dict(found.measures), dict(found.picture), found.camera_id) == (dict(reference().measures), {}, "")


SMALL_PICTURE = b"\xff\xd8\xff\xe0 a picture"


def test_a_small_picture_lives_beside_the_reference_and_goes_with_it(references: JsonReferences, folder: Path):
    references.save(reference())
    assert references.thumbnail("room-4") is None
    references.save_thumbnail("room-4", SMALL_PICTURE)
    assert references.thumbnail("room-4") == SMALL_PICTURE
    references.forget("room-4")
    assert references.thumbnail("room-4") is None
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("picture", [b"", b"GIF89a", SMALL_PICTURE + bytes(500_000)])
def test_what_is_no_small_jpeg_is_not_kept_as_a_picture(references: JsonReferences, folder: Path, picture: bytes):
    references.save_thumbnail("room-4", SMALL_PICTURE)
    with pytest.raises(Refused):
        references.save_thumbnail("room-4", picture)
    assert references.thumbnail("room-4") == SMALL_PICTURE
    (folder / "room-4.jpg").write_bytes(picture)
    assert references.thumbnail("room-4") is None


def test_a_small_picture_needs_a_rig_and_a_folder(references: JsonReferences, folder: Path):
    with pytest.raises(ValueError, match="no id"):
        references.save_thumbnail("../room-4", SMALL_PICTURE)
    assert references.thumbnail("../room-4") is None
    folder.parent.mkdir()
    folder.write_text("a file")
    with pytest.raises(Refused):
        references.save_thumbnail("room-4", SMALL_PICTURE)
    assert references.thumbnail("room-4") is None
