"""A sequence's codes in the user's words, for the command line and the window alike."""

from samklang.domain.playback import Failed
from samklang.domain.sequence import Cue, Flaw, Part
from samklang.wording import Wording


def cue_words(cue: Cue, say: Wording) -> str:
    """A cue's name: its region and posture; a region we have no word for is shown as it is called in the bag."""
    region = say(f"body.region.{cue.region}") if say.has(f"body.region.{cue.region}") else cue.region
    return say("body.cue_line", region=region, posture=say(f"body.posture.{cue.posture}"))


def part_words(part: Part, say: Wording) -> str:
    """A part's name; one we have no word for is shown as it is called in the bag."""
    return say(f"sequence.part.{part.id}") if say.has(f"sequence.part.{part.id}") else part.id


def flaw_words(flaw: Flaw, say: Wording) -> str:
    """What is wrong, in one line that names the file, part or cue."""
    return say(f"sequence.flaw.{flaw.code}", where=" ".join(flaw.where.split()))


def failure_words(failed: Failed, system: str, say: Wording) -> str:
    """Why a part cannot go on and what to do.

    Args:
        failed: What happened.
        system: `linux`, `darwin` or `windows`: what to install differs.
        say: The user's language.
    """
    if failed.code == "library_missing":
        return say("body.failed.library_missing", install=say(f"body.install.{system}"))
    return say(f"body.failed.{failed.code}")


def clock_words(milliseconds: int) -> str:
    """`2:05`."""
    minutes, seconds = divmod(max(0, milliseconds) // 1000, 60)
    return f"{minutes}:{seconds:02}"
