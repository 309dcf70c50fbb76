"""Verifies a bag beside the window: reading every byte of a long recording takes seconds."""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from samklang.domain.sequence import Caption, Flaw
from samklang.engine.house import House
from samklang.engine.ports import Refused, SealedBag

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CheckedBag:
    """A bag that is whole, with its captions by part and language."""

    bag: SealedBag
    captions: Mapping[tuple[str, str], tuple[Caption, ...]]


class BagCheck:
    """One check in a thread of its own; ask `answer` now and then.

    Args:
        house: Who verifies.
        folder: The bag.
    """

    def __init__(self, house: House, folder: Path) -> None:
        self._house = house
        self._folder = folder
        self._answer: CheckedBag | tuple[Flaw, ...] | None = None
        self._thread = threading.Thread(target=self._work, name="bag-check", daemon=True)
        self._thread.start()

    @property
    def answer(self) -> CheckedBag | tuple[Flaw, ...] | None:
        """The bag, or all that is wrong with it; None while it is being looked at."""
        return self._answer

    def _work(self) -> None:
        try:
            self._answer = self._checked()
        except Refused as refusal:
            self._answer = (Flaw("description", str(refusal)),)
        except Exception:  # noqa: BLE001 - thread boundary: logged, and told as a bag that cannot be read
            _log.exception("a sequence could not be verified")
            self._answer = (Flaw("no_bag", self._folder.name),)

    def _checked(self) -> CheckedBag | tuple[Flaw, ...]:
        found = self._house.verify_bag(self._folder)
        if not isinstance(found, SealedBag):
            return found
        captions = {
            (part.id, language): self._house.part_captions(found, part, language)
            for part in found.sequence.parts
            for language in found.sequence.languages
        }
        return CheckedBag(found, captions)
