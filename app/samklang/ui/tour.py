"""The main job offscreen on demo devices: check, session with a real crash, sequence, and a page that shows it."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from PySide6.QtGui import QImage

from samklang.domain.playback import Ended, EndedEarly, Failed, Ready, Started
from samklang.domain.sequence import Sequence as BodySequence
from samklang.engine.check import CheckForm
from samklang.engine.house import House
from samklang.engine.ports import Picture, Player, Refused, SealedBag
from samklang.ui.session.saving import write_summary
from samklang.ui.shots import Stage
from samklang.wording.faults import fault_reason

LANGUAGES = ("da", "en")
"""Which languages the pictures are taken in."""

DONE, NOT_DONE = 0, 2

_PLAYED_S = 5
"""How much of the sequence is really played: nothing is sped up, so a whole one would take its whole time."""

_READY_WITHIN_S = 30
_DRY_RUN_WITHIN_S = 300
_POLL_S = 0.03


@dataclass
class Tour:
    """What has been done so far.

    Attributes:
        lines: One a part.
        documents: Text id (under `tour.document`) and file name.
        complete: Whether every part did its work.
    """

    house: House
    folder: Path
    tell: Callable[[str], None]
    lines: list[str] = field(default_factory=list)
    documents: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[Path] = field(default_factory=list)
    complete: bool = True

    def part(self, name: str, do: Callable[[], str]) -> None:
        """Do one part; a part that cannot be done is said, and the others go on."""
        words = self.house.wording
        try:
            line = do()
        except (Refused, RuntimeError, OSError) as fault:
            self.complete = False
            line = words("tour.not_done", part=words(f"tour.part.{name}"), reason=fault)
        self.lines.append(line)
        self.tell(line)


def tour(house: House, folder: Path, tell: Callable[[str], None]) -> int:
    """Do it all and write it into `folder`, made if missing.

    Returns:
        0 when every part did its work, 2 otherwise.

    Raises:
        Refused: Nothing can be written there.
    """
    try:
        (folder / "shots").mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise Refused(f"{folder}: {fault_reason(fault, house.wording)}") from fault
    done = Tour(house, folder, tell)
    tell(house.wording("tour.demo"))
    own = house.wording.language
    languages = (own, *(language for language in LANGUAGES if language != own))
    with Stage(house, folder / "shots", languages, (100,)) as stage:
        done.part("check", lambda: _check(done, stage))
        done.part("session", lambda: _session(done, stage))
        done.part("sequence", lambda: _sequence(done))
        done.part("pictures", lambda: _pictures(done, stage))
    page = folder / "index.html"
    page.write_text(_page(done), encoding="utf-8")
    tell(house.wording("tour.page", path=page))
    return DONE if done.complete else NOT_DONE


def _check(done: Tour, stage: Stage) -> str:
    """The live check of the Prepare room on demo devices, and its report."""
    words = done.house.wording
    stage.show_prepare()
    report = stage.prepare.report
    if report is None:
        raise RuntimeError(stage.shell.line or "?")
    for form, name in ((CheckForm.HTML, "check.html"), (CheckForm.JSON, "check.json")):
        (done.folder / name).write_text(done.house.render_check(report, form), encoding="utf-8")
        done.documents.append((name.replace(".", "_"), name))
    verdict = words(f"check.verdict.{report.judgement.overall}")
    return words("tour.done.check", verdict=verdict, files="check.html, check.json")


def _session(done: Tour, stage: Stage) -> str:
    """Two sessions in the window; the second one's process is killed and the window goes on with it."""
    stage.show_start()
    acknowledged = stage.show_killed()
    stage.show_rest_of_session()
    session = stage.session.session
    if session is None or not session.closed:
        raise RuntimeError(stage.shell.line or "?")
    for form in ("html", "json"):
        name = f"summary.{form}"
        write_summary(stage.session, session, stage.session.events(), done.folder / name, form)
        done.documents.append((f"summary_{form}", name))
    return done.house.wording("tour.done.session", count=acknowledged, files="summary.html, summary.json")


def _pictures(done: Tour, stage: Stage) -> str:
    stage.show_body()
    stage.show_others()
    done.pictures = list(stage.camera.taken)
    return done.house.wording("tour.done.pictures", count=len(done.pictures))


def _sequence(done: Tour) -> str:
    """Verify the bag, run every part dry from beginning to end, and really play the first seconds."""
    words = done.house.wording
    sequences = done.house.catalog.sequences()
    if not sequences:
        raise Refused(words("body.say.none"))
    sequence = sequences[0]
    bag = done.house.verify_bag(done.house.catalog.sequence_folder(sequence.id))
    if not isinstance(bag, SealedBag):
        raise Refused(", ".join(str(flaw) for flaw in bag))
    said = [
        words("tour.done.sequence_verified", sequence=sequence.id, version=sequence.version, count=bag.files),
        _dry_run(done, sequence, bag),
        _really_play(done, sequence, bag),
    ]
    return f"{words('tour.part.sequence')}: {'; '.join(said)}"


def _dry_run(done: Tour, sequence: BodySequence, bag: SealedBag) -> str:
    """Every part at once, a process each."""
    with ExitStack() as opened:
        players: list[Player] = []
        for part in sequence.parts:
            player = done.house.open_player("null")
            opened.callback(player.close)
            player.load(bag.media(part), part, _voice(done, sequence))
            players.append(player)
        _until(players, Ready, _READY_WITHIN_S)
        for player in players:
            player.play()
        _until(players, Ended, _DRY_RUN_WITHIN_S)
    return done.house.wording("tour.done.sequence_dry", parts=len(sequence.parts))


def _really_play(done: Tour, sequence: BodySequence, bag: SealedBag) -> str:
    """A few real seconds; where there is no player on this machine, that is what is said."""
    words, part = done.house.wording, sequence.parts[0]
    player = done.house.open_player("vlc")
    try:
        player.load(bag.media(part), part, _voice(done, sequence))
        _until([player], Ready, _READY_WITHIN_S)
        player.play()
        _until([player], Started, _READY_WITHIN_S)
        until = time.monotonic() + _PLAYED_S
        picture: Picture | None = None
        while time.monotonic() < until:
            player.poll()
            picture = player.latest_frame(picture.sequence if picture else 0) or picture
            time.sleep(_POLL_S)
        player.stop()
    except RuntimeError as fault:
        return words("tour.done.sequence_not_played", reason=fault)
    finally:
        player.close()
    if picture is not None:
        _save(picture, done.folder / "sequence.png")
        done.documents.append(("sequence_frame", "sequence.png"))
    return words("tour.done.sequence_played", seconds=_PLAYED_S)


def _voice(done: Tour, sequence: BodySequence) -> str:
    language = done.house.wording.language
    return language if language in sequence.languages else sequence.languages[0]


def _until(players: Sequence[Player], wanted: type, within_s: float) -> None:
    """Wait for an event of every player.

    Raises:
        RuntimeError: Something else came, or nothing in time.
    """
    until = time.monotonic() + within_s
    waiting = list(players)
    while waiting:
        if time.monotonic() > until:
            raise RuntimeError(f"no {wanted.__name__} within {within_s:.0f} s")
        waiting = [player for player in waiting if not _said(player, wanted)]
        time.sleep(_POLL_S)


def _said(player: Player, wanted: type) -> bool:
    for event in player.poll():
        match event:
            case Failed(code=code):
                raise RuntimeError(code)
            case EndedEarly(at_ms=at_ms, planned_ms=planned_ms):
                raise RuntimeError(f"{at_ms} ms < {planned_ms} ms")
            case _ if isinstance(event, wanted):
                return True
            case _:
                pass  # having no sound device is no obstacle here
    return False


def _save(picture: Picture, path: Path) -> None:
    form = QImage.Format.Format_RGB32 if picture.channels == 4 else QImage.Format.Format_BGR888  # noqa: PLR2004 - BGRX
    image = QImage(picture.pixels, picture.width, picture.height, picture.width * picture.channels, form)
    if not image.save(str(path)):
        raise OSError(f"{path} could not be written")


def _page(done: Tour) -> str:
    """One page that shows it all, without anything from elsewhere."""
    words = done.house.wording
    items = "\n".join(f"<li>{escape(line)}</li>" for line in done.lines)
    documents = "\n".join(
        f'<li><a href="{escape(name)}">{escape(words(f"tour.document.{text_id}"))}</a></li>'
        for text_id, name in done.documents
    )
    figures = "\n".join(_figure(path, words(f"tour.shot.{path.stem.rsplit('-', 1)[0]}")) for path in done.pictures)
    return f"""<!doctype html>
<html lang="{words.language}"><head><meta charset="utf-8"><title>{escape(words("tour.title"))}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; color: #1b2530; background: #faf7f2; margin: 2rem auto; max-width: 70rem;
  padding: 0 1rem; }}
.demo {{ background: #fcf2db; border-left: 4px solid #e69f00; padding: .75rem 1rem; }}
.shots {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(30rem, 1fr)); gap: 1.5rem; }}
figure {{ margin: 0; }} img {{ max-width: 100%; border: 1px solid #ddd5c8; border-radius: 6px; }}
a {{ color: #005a8e; }}
</style></head><body>
<h1>{escape(words("tour.title"))}</h1>
<p class="demo">{escape(words("tour.demo"))}</p>
<ul>{items}</ul>
<h2>{escape(words("tour.documents"))}</h2><ul>{documents}</ul>
<h2>{escape(words("tour.pictures_of"))}</h2><div class="shots">{figures}</div>
</body></html>
"""


def _figure(path: Path, caption: str) -> str:
    language = path.stem.rsplit("-", 1)[1]
    return (
        f'<figure><img src="shots/{escape(path.name)}" alt="{escape(caption)} ({language})">'
        f"<figcaption>{escape(caption)} ({language})</figcaption></figure>"
    )
