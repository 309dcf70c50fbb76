"""Rigs that people make of what is plugged in: written once, read back as meant, removed again."""

from pathlib import Path

import pytest

from samklang.catalog.own_rigs import OwnRigs, id_of
from samklang.catalog.rigs import RigFolders
from samklang.domain.live import DeviceForm
from samklang.domain.rig import Bound, BoundDevice
from samklang.engine.ports import Refused, RigDraft
from samklang.store.atomic import write_once
from samklang.wording import LANGUAGES, Wording

OURS = Path(__file__).parents[2] / "hardware_profiles"
BOUND = Bound(
    BoundDevice("Yeti", DeviceForm.USB, "pulse:alsa_input.usb-Blue"), BoundDevice("Cam Link 4K"), "ThinkPad T14"
)
DRAFT = RigDraft("Rum 4", "laptop-microphone-dslr", BOUND)


@pytest.fixture
def own(tmp_path: Path) -> OwnRigs:
    return OwnRigs(RigFolders((tmp_path, OURS), Wording("en")), Wording("en"), write_once)


def test_it_is_read_back_as_it_was_meant(own: OwnRigs, tmp_path: Path):
    made = own.bind(DRAFT)
    assert (made.id, made.bound) == ("rum-4", BOUND)
    assert made == RigFolders((tmp_path, OURS), Wording("da")).rig("rum-4")
    like = RigFolders((OURS,), Wording("en")).rig("laptop-microphone-dslr")
    assert (made.laptop, made.microphone, made.camera) == (like.laptop, like.microphone, like.camera)
    assert made.targets == like.targets
    assert set(made.name.items()) == {(language, "Rum 4") for language in LANGUAGES}
    assert own.is_own("rum-4")
    assert not own.is_own("laptop-microphone-dslr")


def test_only_targets_that_differ_are_written(own: OwnRigs, tmp_path: Path):
    own.bind(DRAFT)
    text = (tmp_path / "rigs" / "rum-4.toml").read_text(encoding="utf-8")
    assert text.count("[[target]]") == 1  # the full picture asked of a DSLR


@pytest.mark.parametrize(
    "bound",
    [Bound(camera=BoundDevice('Kamera "Æ" \\ 4\u00e9')), Bound(BoundDevice("M")), Bound(BoundDevice("M"), None, "X1")],
)
def test_each_part_alone_and_odd_names(own: OwnRigs, bound: Bound):
    assert own.bind(RigDraft("Stue", "laptop-alone", bound, "stue")).bound == bound


def test_what_was_bound_is_removed_again(own: OwnRigs, tmp_path: Path):
    own.bind(DRAFT)
    own.remove("rum-4")
    assert list((tmp_path / "rigs").iterdir()) == []
    own.bind(DRAFT)  # and can be made anew


def test_nobodys_file_is_overwritten(own: OwnRigs, tmp_path: Path):
    own.bind(DRAFT)
    before = (tmp_path / "rigs" / "rum-4.toml").read_bytes()
    for draft in (DRAFT, RigDraft("x", "laptop-alone", BOUND, "laptop-alone")):
        with pytest.raises(Refused, match="already"):
            own.bind(draft)
    assert (tmp_path / "rigs" / "rum-4.toml").read_bytes() == before
    broken = tmp_path / "rigs" / "mine.toml"
    broken.write_text("= = =")
    with pytest.raises(Refused, match="already"):
        own.bind(RigDraft("Mine", "laptop-alone", BOUND))
    assert broken.read_text() == "= = ="


def test_of_two_at_once_one_is_refused(tmp_path: Path):
    def somebody_was_first(path: Path, content: bytes) -> bool:
        path.write_bytes(content)
        return False

    own = OwnRigs(RigFolders((tmp_path, OURS), Wording("en")), Wording("en"), somebody_was_first)
    with pytest.raises(Refused, match="already"):
        own.bind(DRAFT)
    assert (tmp_path / "rigs" / "rum-4.toml").exists()


@pytest.mark.parametrize(
    "draft",
    [
        RigDraft("", "laptop-alone", BOUND),
        RigDraft("  ", "laptop-alone", BOUND, "room"),
        RigDraft("!!!", "laptop-alone", BOUND),
        RigDraft("Room", "laptop-alone", BOUND, "../room"),
        RigDraft("Room", "laptop-alone", BOUND, "Room"),
        RigDraft("Room", "nowhere", BOUND),
        RigDraft("Room", "laptop-alone", Bound()),
        RigDraft("Room", "laptop-alone", Bound(BoundDevice(" "))),
        RigDraft("Room", "laptop-alone", Bound(BoundDevice("\x1b[31m"))),
        RigDraft("Room", "laptop-alone", Bound(BoundDevice("x" * 300))),
    ],
)
def test_a_rig_that_makes_no_sense_is_refused_in_one_line_and_leaves_nothing(
    own: OwnRigs, tmp_path: Path, draft: RigDraft
):
    with pytest.raises(Refused) as refusal:
        own.bind(draft)
    assert "\n" not in str(refusal.value)
    assert not list(tmp_path.rglob("*.toml"))


@pytest.mark.parametrize("rig_id", ["laptop-alone", "nowhere", "../x"])
def test_only_ones_own_is_removed(own: OwnRigs, rig_id: str):
    with pytest.raises(Refused):
        own.remove(rig_id)


def test_a_folder_that_cannot_be_made_is_refused_in_one_line(tmp_path: Path):
    (tmp_path / "own").write_text("a file")
    own = OwnRigs(RigFolders((tmp_path / "own", OURS), Wording("en")), Wording("en"), write_once)
    with pytest.raises(Refused, match="could not be saved"):
        own.bind(DRAFT)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Rum 4, østfløjen", "rum-4-oestfloejen"),
        ("Ålborg", "aalborg"),
        ("  -- x --  ", "x"),
        ("Été", "ete"),
        ("###", ""),
        ("a" * 90, "a" * 40),
    ],
)
def test_an_id_is_made_of_a_name(name: str, made: str):
    assert id_of(name) == made


BAD = {
    "nothing": "[bound]\n",
    "a laptop alone": '[bound]\nlaptop = "T14"\n',
    "unknown key": '[bound]\nkeyboard = "K"\n[bound.camera]\nname = "C"\n',
    "no name": '[bound.camera]\nform = "usb"\n',
    "an unknown form": '[bound.camera]\nname = "C"\nform = "glued"\n',
    "no table": 'bound = "C"\n',
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_binding_in_a_file_is_refused_in_one_line(tmp_path: Path, what: str):
    (tmp_path / "rigs").mkdir()
    head, _, name = (OURS / "rigs" / "laptop-alone.toml").read_text(encoding="utf-8").partition("[name]")
    names = name.partition("#")[0]
    text = f"{head}{BAD[what]}[name]{names}".replace('id = "laptop-alone"', 'id = "mine"')
    (tmp_path / "rigs" / "mine.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        RigFolders((tmp_path, OURS), Wording("en")).rig("mine")
    assert "mine.toml" in str(refusal.value)
    assert "\n" not in str(refusal.value)
