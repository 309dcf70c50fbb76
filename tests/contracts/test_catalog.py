"""The catalogue on a real disk: our own packs, the user's on top, and packs nobody should trust."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from samklang.catalog.bag import read_description
from samklang.catalog.folder import FolderCatalog, installed_folder
from samklang.catalog.packs import read_pack
from samklang.domain.programme import PhaseKind, SessionKind
from samklang.domain.sequence import Sequence
from samklang.engine.ports import Refused
from samklang.engine.sequence_file import encode_sequence
from samklang.wording import LANGUAGES, Wording

DANISH = Wording("da")
REST = installed_folder() / "sessions" / "rest"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root with a copy of REST that a test may spoil."""
    shutil.copytree(REST, tmp_path / "own" / "sessions" / "rest")
    return tmp_path / "own"


@pytest.fixture
def pack(root: Path) -> Path:
    return root / "sessions" / "rest"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- our own


def test_rest_is_valid_and_complete_in_every_language():
    review = FolderCatalog((installed_folder(),), DANISH).review(REST)
    assert review.refusal is None
    assert review.missing_texts == {}


def test_first_and_last_sessions_have_their_variants_and_all_take_the_planned_time():
    rest = FolderCatalog((installed_folder(),), DANISH).programme("rest")
    talks = [plan for plan in rest.sessions if plan.kind is SessionKind.CONVERSATION]
    kinds = [{phase.kind for phase in plan.phases} for plan in talks]
    assert [PhaseKind.INTRODUCTION in it for it in kinds] == [True, False, False, False, False]
    assert [PhaseKind.FAREWELL in it for it in kinds] == [False, False, False, False, True]
    assert {plan.planned_s for plan in talks} == {150 * 60}
    assert [plan.planned_s for plan in rest.sessions if plan.kind is SessionKind.BODY] == [90 * 60]
    assert set(rest.texts) == set(LANGUAGES)


# --- whose counts


def test_the_users_own_pack_counts_before_ours(root: Path, pack: Path):
    change(pack / "programme.toml", 'version = "1.0.0"', 'version = "9.0.0"')
    catalog = FolderCatalog((root, installed_folder()), DANISH)
    assert catalog.programme("rest").version == "9.0.0"
    assert [it.version for it in catalog.programmes() if it.id == "rest"] == ["9.0.0"]


def test_a_pack_is_found_by_its_id_whatever_its_folder_is_called(root: Path, pack: Path):
    change(pack / "programme.toml", 'id = "rest"', 'id = "andet"')
    pack.rename(root / "sessions" / "whatever")
    catalog = FolderCatalog((root, installed_folder()), DANISH)
    assert [it.id for it in catalog.programmes()] == ["andet", "rest"]
    assert catalog.programme("andet").id == "andet"


def test_a_broken_own_pack_is_said_and_does_not_hide_the_others(root: Path, pack: Path):
    (pack / "programme.toml").write_text("broken")
    catalog = FolderCatalog((root, installed_folder()), DANISH)
    assert [it.id for it in catalog.programmes()] == ["rest"]
    with pytest.raises(Refused, match="TOML"):
        catalog.programme("rest")


def test_no_such_programme_tells_which_there_are(root: Path):
    with pytest.raises(Refused, match="Her er: rest"):
        FolderCatalog((root,), DANISH).programme("none")
    with pytest.raises(Refused, match="ingen endnu"):
        FolderCatalog((root / "nowhere",), DANISH).programme("rest")


def test_no_such_sequence_tells_which_there_are(root: Path):
    with pytest.raises(Refused, match="ingen endnu"):
        FolderCatalog((root,), DANISH).sequence_folder("none")


def test_a_folder_that_a_link_leads_out_to_is_not_read(root: Path, pack: Path, tmp_path: Path):
    shutil.move(pack, tmp_path / "elsewhere")
    pack.symlink_to(tmp_path / "elsewhere")
    assert FolderCatalog((root,), DANISH).programmes() == ()


def test_a_link_in_a_circle_beside_a_pack_hides_nothing(root: Path, pack: Path):
    (pack.parent / "circle").symlink_to(pack.parent / "circle")
    assert [programme.id for programme in FolderCatalog((root,), DANISH).programmes()] == ["rest"]


# --- packs nobody should trust


def line_of(pack: Path) -> str:
    """What the review says; one line whichever way it says it."""
    try:
        refusal = FolderCatalog((), DANISH).review(pack).refusal
    except Refused as refused:
        refusal = f"unreadable: {refused}"
    assert refusal
    assert "\n" not in refusal
    assert "catalog." not in refusal
    return refusal


UNREADABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty of sense": (lambda it: it.write_text("= ="), "ikke gyldig TOML"),
    "two lines of sense": (lambda it: it.write_text("id = 1\nid = 2"), "ikke gyldig TOML"),
    "nested lists": (lambda it: it.write_text("x = " + "[" * 100_000), "lag inden i hinanden"),
    "nested keys": (lambda it: it.write_text("x" + ".x" * 100_000 + " = 1"), "lag inden i hinanden"),
    "nested quoted keys": (lambda it: it.write_text("x" + ' . "a"' * 50_000 + " = 1"), "lag inden i hinanden"),
    "nested headers": (lambda it: it.write_text("[x" + ".x" * 100_000 + "]"), "lag inden i hinanden"),
    "nested inside": (lambda it: it.write_text("x = {x" + ".x" * 100_000 + " = 1}"), "lag inden i hinanden"),
    "a deep table of many": (lambda it: it.write_text(f"[x{'.x' * 2000}]\n" + "y\n" * 9000), "lag inden i hinanden"),
    "one long word": (lambda it: it.write_text("x" * 900_000), "ikke gyldig TOML"),
    "nothing but quotes": (lambda it: it.write_text('x = "' + "'\\\"" * 300_000), "ikke gyldig TOML"),
    "a number without end": (lambda it: it.write_text("x = " + "9" * 50_000), "programme.toml"),
    "too large": (lambda it: it.write_text("#" * 1_000_001), "større end 1 MB"),
    "latin-1": (lambda it: it.write_bytes("id = 'blåbær'".encode("latin-1")), "UTF-8"),
    "zeroes": (lambda it: it.write_bytes(bytes(1000)), "ikke gyldig TOML"),
}


@pytest.mark.parametrize("file", ["programme.toml", "text/sv.toml"])
@pytest.mark.parametrize(("harm", "said"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_is_one_line(pack: Path, file: str, harm: Callable[[Path], object], said: str):
    harm(pack / file)
    assert said.replace("programme.toml", Path(file).name) in line_of(pack)


def test_a_pack_without_its_description_is_one_line(pack: Path):
    (pack / "programme.toml").unlink()
    assert "programme.toml findes ikke" in line_of(pack)


def test_no_such_folder_is_one_line(tmp_path: Path):
    assert "findes ikke" in line_of(tmp_path / "nowhere")


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _circle(file: Path) -> None:
    file.unlink()
    file.symlink_to(file)


def _outside(file: Path) -> None:
    file.rename(file.parents[4] / "outside.toml")
    file.symlink_to(file.parents[4] / "outside.toml")


@pytest.mark.parametrize(
    ("harm", "said"), [(_folder, "findes ikke"), (_circle, "kan ikke læses"), (_outside, "ud af sin egen mappe")]
)
def test_only_a_file_inside_the_pack_is_read(pack: Path, harm: Callable[[Path], None], said: str):
    harm(pack / "text" / "da.toml")
    assert said in line_of(pack)


WRONG: dict[str, tuple[str, str, str]] = {
    "no id": ('id = "rest"', "", "id mangler"),
    "id a path": ('id = "rest"', 'id = "../rest"', "små bogstaver"),
    "id of a drive": ('id = "rest"', 'id = "c:rest"', "små bogstaver"),
    "id too long": ('id = "rest"', f'id = "{"x" * 65}"', "små bogstaver"),
    "id with a line in it": ('id = "rest"', 'id = "re\\nst"', "re?st"),
    "id a number": ('id = "rest"', "id = 5", "id skal være en tekst"),
    "version": ('version = "1.0.0"', 'version = "1.0"', "tre tal"),
    "status": ('status = "active"', 'status = "good"', "draft, active"),
    "group of none": ("group_size = 6", "group_size = 0", "mellem 1 og 100"),
    "group true": ("group_size = 6", "group_size = true", "et helt tal"),
    "group a fraction": ("group_size = 6", "group_size = 6.5", "et helt tal"),
    "unknown field": ("group_size = 6", "group_size = 6\nscript = 'rm'", "script kendes ikke"),
    "unknown field in a session": ("number = 1", "number = 1\nx = 1", "action 1: x kendes ikke"),
    "unknown field in a phase": ("planned_min = 8", "planned_min = 8\nx = 1", "phases 1: action 1: x kendes ikke"),
    "same session twice": ('id = "conversation-2"', 'id = "conversation-1"', "mere end én gang"),
    "same number twice": ("number = 2", "number = 1", "mere end én gang"),
    "same phase twice": ('id = "closing"', 'id = "turns"', "mere end én gang"),
    "same kind twice": ('for = "body"', 'for = "conversation"', "mere end én gang"),
    "kind of phase": ('kind = "turns"', 'kind = "nap"', "nap"),
    "kind of session": ('type = "body"', 'type = "soul"', "soul"),
    "when": ('when = "first"', 'when = "never"', "never"),
    "protected": ("protected = true", 'protected = "yes"', "true eller false"),
    "minutes a text": ("planned_min = 8", 'planned_min = "8"', "et tal"),
    "minutes true": ("planned_min = 8", "planned_min = true", "et tal"),
    "minutes negative": ("planned_min = 8", "planned_min = -8", "mellem 0.1 og 1440"),
    "minutes not a number": ("planned_min = 8", "planned_min = nan", "mellem 0.1 og 1440"),
    "minutes endless": ("planned_min = 8", "planned_min = inf", "mellem 0.1 og 1440"),
    "no minutes": ("planned_min = 8", "", "takes_rest"),
    "minutes and the rest": ("planned_min = 8", "planned_min = 8\ntakes_rest = true", "takes_rest"),
    "two take the rest": ("planned_min = 8", "takes_rest = true", "takes_rest"),
    "nothing left": ("conversation = 150", "conversation = 50", "intet tilbage af de 50"),
    "no whole length": ("conversation = 150", "", "conversation mangler"),
    "whole length of another kind": ("conversation = 150", "conversation = 150\nsoul = 1", "soul kendes ikke"),
    "tools a text": ('tools = ["tool.creative-self-care"]', 'tools = "x"', "en liste af tekster"),
    "tools numbers": ('tools = ["tool.creative-self-care"]', "tools = [1]", "en liste af tekster"),
    "too many tools": ('tools = ["tool.creative-self-care"]', f"tools = {['x'] * 101}", "højst have 100"),
    "theme too long": ('theme = "theme.symptoms"', f'theme = "{"x" * 1001}"', "højst have 1000 tegn"),
    "sequence a path": ('sequence = "rest-body-short"', 'sequence = "../../etc"', "små bogstaver"),
}


@pytest.mark.parametrize(("old", "new", "said"), WRONG.values(), ids=WRONG.keys())
def test_what_is_not_what_it_should_be_is_refused_with_its_place(pack: Path, old: str, new: str, said: str):
    change(pack / "programme.toml", old, new)
    line = line_of(pack)
    assert not line.startswith("unreadable")
    assert said in line


LENGTHS_NO_TABLE = """
planned_min = 5

[[phases]]
for = "body"

[[phases.action]]
id = "x"
kind = "turns"
takes_rest = true

[[action]]
id = "x"
type = "body"
number = 1
theme = "t"
"""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("phases = []\naction = 1", "en liste af tabeller"),
        ("phases = []\naction = [1]", "en liste af tabeller"),
        ("action = []\nphases = []", "ingen sessioner"),
        ('phases = []\n[[action]]\nid = "x"\ntype = "body"\nnumber = 1\ntheme = "t"', "ingen faser"),
        ("", "phases mangler"),
        (f"phases = [{'{},' * 201}]", "højst have 2 poster"),
        (LENGTHS_NO_TABLE, "en tabel"),
    ],
    ids=["action a number", "action numbers", "no sessions", "no phases", "nothing", "too many phases", "lengths"],
)
def test_the_frame_is_refused_where_it_does_not_stand(pack: Path, content: str, said: str):
    (pack / "programme.toml").write_text(content)
    assert said in line_of(pack)


@pytest.mark.parametrize(
    ("text", "said"),
    [("x = 1", "en tekst"), ('x = ["a"]', "en tekst"), ('x = " "', "x mangler"), ("[a]\nb = true", "a: b skal være")]
    + [(f'x = "{sign}"', "x har tegn, der ikke kan vises") for sign in (r"\u001b[31m", r"\u009b1m", r"\u202ex", r"\r")]
    + [('"\\u001b[31m" = "x"', "?[31m har tegn, der ikke kan vises")],
)
def test_a_text_is_a_text(pack: Path, text: str, said: str):
    (pack / "text" / "nb.toml").write_text(text)
    assert said in line_of(pack)


# --- missing texts are no reason to refuse


def test_what_a_language_lacks_is_listed(pack: Path):
    change(pack / "text" / "sv.toml", "[theme.symptoms]\ntitle", "[theme.symptoms]\nother")
    review = FolderCatalog((), DANISH).review(pack)
    assert review.refusal is None
    assert review.missing_texts["sv"] == ("theme.symptoms.title",)
    assert {ids for language, ids in review.missing_texts.items() if language != "sv"} == {("theme.symptoms.other",)}


def test_a_missing_language_lacks_everything_and_falls_back_to_danish(pack: Path):
    (pack / "text" / "en.toml").unlink()
    review = FolderCatalog((), DANISH).review(pack)
    assert review.programme
    assert list(review.missing_texts) == ["en"]
    assert set(review.missing_texts["en"]) == set(review.programme.texts["da"])
    assert review.programme.text("en", "programme.title") == "REST"


def test_a_text_that_danish_lacks_too_is_taken_from_another_language(pack: Path):
    for language in ("da", "sv"):
        (pack / "text" / f"{language}.toml").unlink()
    programme = FolderCatalog((), DANISH).review(pack).programme
    assert programme
    for language in LANGUAGES:
        assert programme.text(language, "theme.symptoms.title") in (
            programme.texts["nb"]["theme.symptoms.title"],
            programme.texts["en"]["theme.symptoms.title"],
        )


def test_a_text_that_no_language_has_is_missing_in_all(pack: Path):
    change(pack / "programme.toml", '"tool.symptom-check"', '"tool.unheard-of"')
    assert FolderCatalog((), DANISH).review(pack).missing_texts == dict.fromkeys(LANGUAGES, ("tool.unheard-of.title",))


MINI = """
id = "mini"
version = "0.1.0"
status = "draft"
title = "programme.title"
group_size = 4
facilitators = 1

[[phases]]
for = "body"

[[phases.action]]
id = "a"
kind = "movement"
planned_min = 1.5

[[action]]
id = "one"
type = "body"
number = 1
theme = "theme.symptoms"
"""


def test_a_pack_without_rest_or_variants_is_read(pack: Path):
    (pack / "programme.toml").write_text(MINI)
    programme = read_pack(pack, DANISH).programme
    (plan,) = programme.sessions
    assert (plan.planned_s, plan.tools, plan.sequence) == (90, (), None)


# --- sequences


def bag(root: Path, name: str, sequence: Sequence) -> Path:
    folder = root / "media" / name
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "sequence.json").write_bytes(encode_sequence(sequence))
    return folder


def test_the_users_own_sequence_counts_before_ours(tmp_path: Path):
    calm = Sequence("calm", "1.0.0", {"da": "Ro"}, {"da": "Ro"}, ("da",), ())
    bag(tmp_path / "ours", "calm", calm)
    own = bag(tmp_path / "own", "calm-by-me", replace(calm, version="2.0.0"))
    brisk = bag(tmp_path / "ours", "brisk", replace(calm, id="brisk"))
    catalog = FolderCatalog((tmp_path / "own", tmp_path / "ours"), DANISH)
    assert [(it.id, it.version) for it in catalog.sequences()] == [("brisk", "1.0.0"), ("calm", "2.0.0")]
    assert (catalog.sequence_folder("calm"), catalog.sequence_folder("brisk")) == (own, brisk)
    with pytest.raises(Refused, match="Her er: brisk, calm"):
        catalog.sequence_folder("../brisk")


@pytest.mark.parametrize("content", ["[" * 100_000, "{}", "", "\x00", '{"schema": 1}'])
def test_a_description_that_cannot_be_read_is_left_out(tmp_path: Path, content: str):
    folder = bag(tmp_path, "calm", Sequence("calm", "1.0.0", {}, {}, (), ()))
    catalog = FolderCatalog((tmp_path,), DANISH)
    assert len(catalog.sequences()) == 1
    (folder / "data" / "sequence.json").write_text(content)
    assert catalog.sequences() == ()
    with pytest.raises(Refused):
        read_description(folder, DANISH)
