"""Why a stored session cannot be used: the engine knows the reason, whoever shows it the language."""

from samklang.engine.ports import Refused
from samklang.wording import Wording


class SessionUnusable(Refused):
    """A stored session that cannot be read or gone on with; the message is for the log, `refusal_line` for a person.

    Attributes:
        code: The text is `store.session_CODE`: `newer`, `damaged` or `missing`.
        session_id: The session concerned, where known.
        position: The event concerned, where it is one.
    """

    def __init__(self, code: str, detail: str, *, session_id: str = "", position: int = 0) -> None:
        super().__init__(detail)
        self.code = code
        self.session_id = session_id
        self.position = position


def refusal_line(refusal: Refused, say: Wording) -> str:
    """The refusal as one line in the user's language: ours from its code, any other as its raiser worded it."""
    if isinstance(refusal, SessionUnusable):
        return say(f"store.session_{refusal.code}", session=refusal.session_id, position=refusal.position)
    return str(refusal)
