"""The bag: sealed so that others can check it, refused by name when a single byte differs."""

import shutil
import subprocess
from pathlib import Path

import bagit
import pytest
from tests.lab.short_bag import PLAN, seal_again

from samklang.bootstrap import SamklangHouse
from samklang.domain.sequence import Flaw
from samklang.engine.ports import Refused, SealedBag
from samklang.playback.bag import TAG_MANIFEST, verify_bag
from samklang.playback.mastering.make import make_sequence

REAL = Path(__file__).parents[2] / "media" / "rest-body-short"


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def flaws(folder: Path) -> tuple[Flaw, ...]:
    found = verify_bag(folder)
    assert not isinstance(found, SealedBag)
    return found


@pytest.mark.parametrize("which", ["real", "short"])
def test_others_find_it_whole_too(which: str, short_folder: Path):
    folder = REAL if which == "real" else short_folder
    assert isinstance(verify_bag(folder), SealedBag)
    assert bagit.Bag(str(folder)).is_valid()
    if shutil.which("sha256sum"):
        done = subprocess.run(["sha256sum", "-c", "manifest-sha256.txt"], cwd=folder, capture_output=True, check=False)  # noqa: S607 - the system's own
        assert done.returncode == 0, done.stdout


def test_one_byte_anywhere_is_named(own_copy: Path):
    for path in files(own_copy):
        name = path.relative_to(own_copy).as_posix()
        whole = path.read_bytes()
        for place in (0, len(whole) // 2, len(whole) - 2):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            assert any(name in flaw.where or flaw.where in whole.decode(errors="replace") for flaw in flaws(own_copy))
            if name != TAG_MANIFEST:
                assert Flaw("changed", name) in flaws(own_copy)
        path.write_bytes(whole)
    assert isinstance(verify_bag(own_copy), SealedBag)


def test_a_file_that_is_gone_is_named(own_copy: Path):
    for path in files(own_copy):
        name = path.relative_to(own_copy).as_posix()
        path.rename(own_copy.parent / "aside")
        assert Flaw("missing", name) in flaws(own_copy)
        (own_copy.parent / "aside").rename(path)


@pytest.mark.parametrize("name", ["data/media/more.mkv", "data/readme.txt", "notes.txt", ".hidden", "data/x/y"])
def test_a_file_too_many_is_named(own_copy: Path, name: str):
    (own_copy / name).parent.mkdir(exist_ok=True)
    (own_copy / name).write_text("hello")
    assert flaws(own_copy) == (Flaw("extra", name),)


def test_a_renamed_file_is_named_twice(own_copy: Path):
    (own_copy / "data/media/scan.mkv").rename(own_copy / "data/media/scan2.mkv")
    assert flaws(own_copy) == (Flaw("extra", "data/media/scan2.mkv"), Flaw("missing", "data/media/scan.mkv"))


def test_two_files_that_changed_places_are_named(own_copy: Path):
    one, other = own_copy / "data/media/scan.mkv", own_copy / "data/media/movement.mkv"
    kept = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(kept)
    assert {flaw.where for flaw in flaws(own_copy)} == {"data/media/scan.mkv", "data/media/movement.mkv"}


def test_a_link_is_never_followed(own_copy: Path):
    target = own_copy / "data/media/scan.mkv"
    target.rename(own_copy.parent / "elsewhere.mkv")
    target.symlink_to(own_copy.parent / "elsewhere.mkv")
    assert flaws(own_copy) == (Flaw("link", "data/media/scan.mkv"),)


@pytest.mark.parametrize(
    "line", ["nonsense", f"{'a' * 64}  ../outside", f"{'a' * 64}  data/../../x", f"{'a' * 64}  /etc/x"]
)
def test_a_manifest_that_leads_out_is_refused(own_copy: Path, line: str):
    manifest = own_copy / "manifest-sha256.txt"
    manifest.write_text(manifest.read_text() + line + "\n")
    assert any(flaw.code == "manifest_line" for flaw in flaws(own_copy))


def test_a_sealed_file_nobody_asked_for_is_unknown(own_copy: Path):
    (own_copy / "data/media/more.mkv").write_text("hello")
    seal_again(own_copy)
    assert flaws(own_copy) == (Flaw("unknown", "data/media/more.mkv"),)


def test_a_cue_outside_its_part_is_refused_though_sealed(own_copy: Path):
    description = own_copy / "data/sequence.json"
    description.write_text(description.read_text().replace('"end_ms": 4000', '"end_ms": 64000'))
    seal_again(own_copy)
    assert flaws(own_copy) == (Flaw("cue_outside", "movement/rise"),)


def test_captions_that_fit_nothing_are_refused_though_sealed(own_copy: Path):
    captions = own_copy / "data/captions.da.vtt"
    captions.write_text(captions.read_text().replace("movement/rise/1", "movement/fall/1"))
    seal_again(own_copy)
    assert flaws(own_copy) == (Flaw("caption_cue", "captions.da.vtt: movement/fall/1"),)
    captions.write_text("hello")
    seal_again(own_copy)
    assert flaws(own_copy)[0].code == "captions"


def test_a_description_that_cannot_be_read_is_refused_though_sealed(own_copy: Path):
    (own_copy / "data/sequence.json").write_text("{}")
    seal_again(own_copy)
    assert flaws(own_copy)[0].code == "description"


def test_what_is_no_bag_is_told(tmp_path: Path):
    assert flaws(tmp_path / "nothing") == (Flaw("no_bag", "nothing"),)
    assert {flaw.code for flaw in flaws(tmp_path)} == {"missing"}


def test_the_real_sequence_was_made_from_the_plan_beside_it():
    assert (REAL / "data/plan.toml").read_bytes() == REAL.with_suffix(".toml").read_bytes()


def test_the_real_sequence_is_as_loud_as_it_should_be():
    found = verify_bag(REAL)
    assert isinstance(found, SealedBag)
    for part in found.sequence.parts:
        for track in part.tracks:
            assert abs(track.loudness_lufs + 23) <= 0.5
            assert track.true_peak_dbtp <= -1


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ('motion = "arms_float"', 'motion = "jump"', "movement/rise: motion 'jump'"),
        ('da = ["Op."], ', "", "movement/rise: no text in da"),
        ("length_s = 2\noperator", "length_s = 0.4\noperator", "movement/rise: .* too short for its text"),
        ("hold_s = 1.0", "hold_s = 0.1", "hold_s"),
        ('id = "a-short-one"', 'id = "a short one"', "id"),
        ("[master]", "[mastering]", "mastering"),
    ],
)
def test_a_plan_that_cannot_be_made_is_refused_by_name(tmp_path: Path, before: str, after: str, named: str):
    plan = tmp_path / "plan.toml"
    assert before in PLAN.read_text()
    plan.write_text(PLAN.read_text().replace(before, after, 1))
    with pytest.raises(Refused, match=named):
        make_sequence(plan, tmp_path / "bag")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.toml"]


def test_captions_come_by_part(tmp_path: Path):
    house = SamklangHouse(folder=tmp_path)
    found = house.verify_bag(REAL)
    assert isinstance(found, SealedBag)
    for part in found.sequence.parts:
        captions = house.part_captions(found, part, "da")
        assert captions[0].start_ms < 8000
        assert captions[-1].end_ms <= part.duration_ms
    assert house.part_captions(found, found.sequence.parts[0], "fi") == ()
