"""What every folder of hardware profiles must hold to, ours first, and how a bad one is refused."""

import re
import shutil
from pathlib import Path

import pytest

from samklang.catalog.folder import FolderCatalog
from samklang.catalog.rigs import RigFolders
from samklang.domain.checks import UNITS
from samklang.domain.rig import Camera, CameraKind, Laptop, Microphone, MicrophoneKind, Range
from samklang.engine.ports import Refused
from samklang.wording import LANGUAGES, Wording

OURS = Path(__file__).parents[2] / "hardware_profiles"
RIG = """
schema = 1
id = "mine"
laptop = "office"
microphone = "usb-desk"
camera = "usb-webcam-1080p"
expected_faces = 2
[name]
en = "Mine"
"""

TARGET = '[[target]]\ncheck = "noise"\npass = { high = -60.0 }\nwarn = { high = -45.0 }\nsource = "ours"\n'


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "rigs").mkdir()
    return tmp_path


def rigs(*folders: Path) -> RigFolders:
    return RigFolders((*folders, OURS), Wording("en"))


def test_the_three_rigs_are_there():
    assert [rig.id for rig in rigs().rigs()] == ["laptop-alone", "laptop-microphone-dslr", "laptop-usb-microphone"]
    dslr = rigs().rig("laptop-microphone-dslr")
    assert (dslr.microphone.kind, dslr.camera.kind) == (MicrophoneKind.INTERFACE, CameraKind.HDMI_CAPTURE)


def test_a_dslr_is_asked_for_1080_lines_and_a_laptop_for_720():
    sizes = {rig.id: rig.target("frame_size") for rig in rigs().rigs()}
    assert {rig_id: target and target.pass_range for rig_id, target in sizes.items()} == {
        "laptop-alone": Range(720.0),
        "laptop-microphone-dslr": Range(1080.0),
        "laptop-usb-microphone": Range(720.0),
    }


@pytest.mark.parametrize("rig_id", ["laptop-alone", "laptop-usb-microphone", "laptop-microphone-dslr"])
def test_every_check_has_a_target_with_its_source(rig_id: str):
    rig = rigs().rig(rig_id)
    assert {target.check for target in rig.targets} == set(UNITS)
    for target in rig.targets:
        assert target.source
        assert target.warn_range.covers(target.pass_range)


def test_the_speech_target_is_what_the_two_sources_share():
    target = rigs().rig("laptop-alone").target("speech_level")
    assert target is not None
    assert (target.pass_range, target.warn_range) == (Range(-24.0, -16.0), Range(-28.0, -14.0))
    assert "RFC 7874" in target.source
    assert "Microsoft Teams" in target.source


@pytest.mark.parametrize("kind", ["laptops", "microphones", "cameras"])
def test_every_profile_we_ship_can_be_put_into_a_rig_and_speaks_all_languages(kind: str, own: Path):
    for profile in sorted((OURS / kind).glob("*.toml")):
        key = kind.removesuffix("s")
        text = re.sub(rf'^{key} = ".*"$', f'{key} = "{profile.stem}"', RIG, flags=re.MULTILINE)
        (own / "rigs" / "mine.toml").write_text(text)
        rig = rigs(own).rig("mine")
        parts: dict[str, Laptop | Microphone | Camera]
        parts = {"laptop": rig.laptop, "microphone": rig.microphone, "camera": rig.camera}
        part = parts[key]
        assert part.id == profile.stem
        assert set(part.name) == set(LANGUAGES)
        assert all(set(quirk.text) == set(LANGUAGES) and quirk.source for quirk in part.quirks)


def test_the_rigs_we_ship_speak_all_languages():
    assert all(set(rig.name) == set(LANGUAGES) for rig in rigs().rigs())


def test_ones_own_rig_lies_on_top_and_two_people_are_expected(own: Path):
    (own / "rigs" / "mine.toml").write_text(RIG)
    rig = rigs(own).rig("mine")
    face = rig.target("face")
    assert face is not None
    assert (rig.expected_faces, face.pass_range) == (2, Range(2, 2))
    assert rig.laptop.id == "office"
    assert [each.id for each in rigs(own).rigs()][-1] == "mine"


def test_ones_own_file_takes_the_place_of_ours(own: Path):
    text = (OURS / "rigs" / "laptop-alone.toml").read_text().replace("expected_faces = 1", "expected_faces = 2")
    (own / "rigs" / "laptop-alone.toml").write_text(text)
    assert rigs(own).rig("laptop-alone").expected_faces == 2
    assert len(rigs(own).rigs()) == 3


def test_ones_own_targets_count_for_every_rig(own: Path):
    (own / "targets.toml").write_text("schema = 1\n" + TARGET.replace("-60.0", "-55.0"))
    rig = rigs(own).rig("laptop-alone")
    target = rig.target("noise")
    assert target is not None
    assert target.pass_range == Range(high=-55.0)
    assert {each.check for each in rig.targets} == set(UNITS)


def test_a_bad_file_of_ones_own_targets_is_refused(own: Path):
    (own / "targets.toml").write_text("schema = 1\n" + TARGET.replace("noise", "mood"))
    with pytest.raises(Refused, match=r"targets\.toml"):
        rigs(own).rig("laptop-alone")
    assert len(rigs(own).refusals()) == 1, "told once, not for every rig"


def test_a_bad_file_hides_no_other(own: Path):
    (own / "rigs" / "broken.toml").write_text("= = =")
    assert len(rigs(own).rigs()) == 3


def test_the_catalogue_offers_them():
    catalog = FolderCatalog((OURS.parent,), Wording("en"))
    assert [rig.id for rig in catalog.rigs()] == [rig.id for rig in rigs().rigs()]
    assert catalog.rig("laptop-alone") == rigs().rig("laptop-alone")


BAD = {
    "not TOML": RIG.replace("schema = 1", "schema = "),
    "not TOML at all": "\x00\x01\x02",
    "another schema": RIG.replace("schema = 1", "schema = 2"),
    "another id": RIG.replace('id = "mine"', 'id = "yours"'),
    "no id": RIG.replace('id = "mine"', ""),
    "unknown key": RIG.replace("schema = 1", "schema = 1\ncolour = 3"),
    "a number for a name": RIG.replace('laptop = "office"', "laptop = 7"),
    "a path for an id": RIG.replace('"office"', '"../rigs/mine"'),
    "a profile that is not there": RIG.replace('"office"', '"abacus"'),
    "no faces": RIG.replace("expected_faces = 2", "expected_faces = 0"),
    "a truth value for a count": RIG.replace("expected_faces = 2", "expected_faces = true"),
    "a name in no language of ours": RIG.replace('en = "Mine"', 'xx = "Mine"'),
    "no name": RIG.replace('en = "Mine"', ""),
    "an empty name": RIG.replace('en = "Mine"', 'en = " "'),
    "nested too deep": RIG.replace("schema = 1", f"schema = {'[' * 5000}{']' * 5000}"),
    "target: unknown check": RIG + TARGET.replace("noise", "mood"),
    "target: twice": RIG + TARGET + TARGET,
    "target: no source": RIG + TARGET.replace('source = "ours"', ""),
    "target: empty source": RIG + TARGET.replace('"ours"', '"  "'),
    "target: no end": RIG + TARGET.replace("pass = { high = -60.0 }", "pass = {}"),
    "target: not covered": RIG + TARGET.replace("high = -45.0", "high = -70.0"),
    "target: upside down": RIG + TARGET.replace("pass = { high = -60.0 }", "pass = { low = -50.0, high = -60.0 }"),
    "target: not a number": RIG + TARGET.replace("-60.0", "nan"),
    "target: endless": RIG + TARGET.replace("-60.0", "-inf"),
    "target: words": RIG + TARGET.replace("-60.0", '"low"'),
    "target: no list": RIG.replace("schema = 1", "schema = 1\ntarget = 3"),
    "target: unknown key": RIG + TARGET + "mood = 1\n",
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_rig_is_refused_in_one_line_that_names_the_file(what: str, own: Path):
    (own / "rigs" / "mine.toml").write_text(BAD[what])
    with pytest.raises(Refused) as refusal:
        rigs(own).rig("mine")
    line = str(refusal.value)
    assert "\n" not in line
    assert ".toml" in line
    assert len(line) < 400


BAD_QUIRKS = {
    "no source": '[[quirk]]\n[quirk.text]\nen = "It hums."\n',
    "no text": '[[quirk]]\nsource = "ours"\n',
    "unknown key": '[[quirk]]\nsource = "ours"\nmood = 1\n[quirk.text]\nen = "It hums."\n',
}


@pytest.mark.parametrize("what", BAD_QUIRKS)
@pytest.mark.parametrize("kind", ["laptops/office", "microphones/usb-desk", "cameras/usb-webcam-1080p"])
def test_a_claim_without_a_source_is_refused(what: str, kind: str, own: Path):
    (own / "rigs" / "mine.toml").write_text(RIG)
    profile = own / f"{kind}.toml"
    profile.parent.mkdir()
    shutil.copy(OURS / f"{kind}.toml", profile)
    assert rigs(own).rig("mine").id == "mine"
    with profile.open("a") as file:
        file.write(BAD_QUIRKS[what])
    with pytest.raises(Refused, match=profile.name):
        rigs(own).rig("mine")


@pytest.mark.parametrize("kind", ["microphones/usb-desk", "cameras/usb-webcam-1080p"])
def test_an_unknown_kind_of_equipment_is_refused(kind: str, own: Path):
    (own / "rigs" / "mine.toml").write_text(RIG)
    profile = own / f"{kind}.toml"
    profile.parent.mkdir()
    profile.write_text((OURS / f"{kind}.toml").read_text().replace('kind = "usb"', 'kind = "telepathy"'))
    with pytest.raises(Refused, match="telepathy"):
        rigs(own).rig("mine")


@pytest.mark.parametrize(
    "rig_id", ["", "nobody", "../rigs/laptop-alone", "laptop-alone.toml", "a\nb", "\x1b[31m", "x" * 9999]
)
def test_a_rig_that_is_not_there_is_refused_with_those_that_are(rig_id: str):
    with pytest.raises(Refused, match="laptop-usb-microphone") as refusal:
        rigs().rig(rig_id)
    assert str(refusal.value).isprintable()
    assert len(str(refusal.value)) < 400


def test_a_link_out_of_the_folder_is_not_followed(own: Path, tmp_path_factory: pytest.TempPathFactory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "mine.toml"
    elsewhere.write_text(RIG)
    (own / "rigs" / "mine.toml").symlink_to(elsewhere)
    with pytest.raises(Refused):
        rigs(own).rig("mine")


def test_no_folder_at_all_is_no_rigs(tmp_path: Path):
    nothing = RigFolders((tmp_path / "nowhere",), Wording("en"))
    assert nothing.rigs() == ()
    with pytest.raises(Refused):
        nothing.rig("laptop-alone")


def test_the_example_in_the_readme_is_a_rig(own: Path):
    example = (OURS / "README.md").read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    (own / "rigs" / "room-4.toml").write_text(example, encoding="utf-8")
    rig = rigs(own).rig("room-4")
    target = rig.target("noise")
    assert target is not None
    assert (rig.expected_faces, target.pass_range) == (2, Range(high=-55.0))
