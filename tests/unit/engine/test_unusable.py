"""Why a stored session cannot be used is said in the language of whoever shows it."""

import pytest

from samklang.engine.chain import ChainBroken
from samklang.engine.codec import UnreadableEvent
from samklang.engine.ports import Refused
from samklang.engine.unusable import SessionUnusable, refusal_line
from samklang.wording import LANGUAGES, Wording

REFUSALS = (
    ChainBroken("s1", 7),
    UnreadableEvent("newer", 7, "it was written by a newer version of Samklang"),
    UnreadableEvent("damaged", 7, "its content is damaged"),
    SessionUnusable("missing", "there is no session s1 in this store", session_id="s1"),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: f"{type(refusal).__name__}-{refusal.code}")
def test_it_is_said_in_the_users_language(refusal: SessionUnusable, language: str):
    wording = Wording(language)
    assert wording.has(f"store.session_{refusal.code}")
    line = refusal_line(refusal, wording)
    assert line != str(refusal)
    assert "{" not in line
    if refusal.code == "damaged":
        assert "7" in line


def test_what_its_raiser_worded_is_said_as_it_is():
    assert refusal_line(Refused("Disken er fuld."), Wording("en")) == "Disken er fuld."
