"""What was answered to the checklist of each rig's camera, one small JSON file a rig."""

import json
import re
from pathlib import Path
from typing import Final

from samklang.domain.dslr import Answer, Answers
from samklang.engine.ports import Refused
from samklang.store.atomic import write_atomically
from samklang.wording import Wording
from samklang.wording.faults import fault_reason

_SCHEMA: Final = 1
_LARGEST_BYTES: Final = 100_000
"""Our proposal: a hundred times what we write; anything larger is not ours."""
_MOST_POINTS: Final = 200
_ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
"""As the catalogue's ids: safe as a file name everywhere."""


class JsonChecklists:
    """Answers in a folder, `RIG.json` each.

    Args:
        folder: Made at the first save.
        wording: The language refusals are said in.
    """

    def __init__(self, folder: Path, wording: Wording) -> None:
        self._folder = folder
        self._wording = wording
        self._remark: str | None = None

    @property
    def remark(self) -> str | None:
        """Text id of what the user should know of the last `load`: the file was damaged."""
        return self._remark

    def load(self, rig_id: str) -> Answers | None:
        """The rig's answers; none where none were kept or they cannot be read."""
        self._remark = None
        if not _ID.fullmatch(rig_id):
            return None
        try:
            with self._path(rig_id).open("rb") as file:
                content = file.read(_LARGEST_BYTES + 1)
            return _answers(rig_id, content)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError):  # not readable, not UTF-8, not JSON, nested too deep, not ours
            self._remark = "dslr.answers_damaged"
            return None

    def save(self, answers: Answers) -> None:
        """Keep these in place of the rig's last, durable when this returns.

        Raises:
            Refused: They cannot be saved; the last ones stay.
        """
        document = {
            "schema": _SCHEMA,
            "rig": answers.rig_id,
            "camera": answers.camera_id,
            "answered_utc_ms": answers.answered_utc_ms,
            "answers": dict(answers.answers),
        }
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path(answers.rig_id), json.dumps(document, indent=2).encode() + b"\n")
        except OSError as fault:
            raise self._refusal(fault) from fault

    def forget(self, rig_id: str) -> None:
        """Remove the rig's answers; nothing happens where there are none.

        Raises:
            Refused: They cannot be removed.
        """
        if not _ID.fullmatch(rig_id):
            return
        try:
            self._path(rig_id).unlink(missing_ok=True)
        except OSError as fault:
            raise self._refusal(fault) from fault

    def _path(self, rig_id: str) -> Path:
        return self._folder / f"{rig_id}.json"

    def _refusal(self, fault: OSError) -> Refused:
        return Refused(self._wording("dslr.answers_not_saved", reason=fault_reason(fault, self._wording)))


def _answers(rig_id: str, content: bytes) -> Answers:
    """What stands in a file.

    Raises:
        ValueError: They are no answers of ours for this rig.
    """
    if len(content) > _LARGEST_BYTES:
        raise ValueError("too large")
    document = json.loads(content.decode())
    if not isinstance(document, dict) or document.get("schema") != _SCHEMA or document.get("rig") != rig_id:
        raise ValueError("not for this rig")
    camera, answered_utc_ms, answers = (document.get(key) for key in ("camera", "answered_utc_ms", "answers"))
    if not isinstance(camera, str) or not _ID.fullmatch(camera):
        raise ValueError("no camera")
    if type(answered_utc_ms) is not int or answered_utc_ms < 0:
        raise ValueError("no time")
    if not isinstance(answers, dict) or len(answers) > _MOST_POINTS or not all(map(_ID.fullmatch, answers)):
        raise ValueError("no points")
    return Answers(rig_id, camera, answered_utc_ms, tuple((point, Answer(said)) for point, said in answers.items()))
