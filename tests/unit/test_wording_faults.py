"""What the system refuses is said in words, and never in the system's own."""

import errno
import os

import pytest

from samklang.wording import LANGUAGES, Wording
from samklang.wording.faults import fault_reason


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [errno.ENOENT, errno.EISDIR, errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_a_known_fault_has_words_of_ours(number: int, language: str):
    reason = fault_reason(OSError(number, os.strerror(number)), Wording(language))
    assert reason
    assert reason != os.strerror(number)
    assert not reason.startswith("fault.")


def test_an_unknown_fault_gives_its_number():
    assert fault_reason(OSError(errno.EIO, "x"), Wording("en")) == f"the system says no (error {errno.EIO})"
    assert fault_reason(OSError("no number"), Wording("en")) == "the system says no (error 0)"
