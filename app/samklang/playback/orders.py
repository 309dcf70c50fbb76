"""What a playing process can be told, whichever player runs in it."""

import msgspec


class Play(msgspec.Struct, frozen=True, tag=True):
    """Start from 0."""


class Pause(msgspec.Struct, frozen=True, tag=True):
    """Halt, the sound faded out before."""

    fade_ms: int


class Resume(msgspec.Struct, frozen=True, tag=True):
    """Go on."""


class Finish(msgspec.Struct, frozen=True, tag=True):
    """Halt for good, the sound faded out before, the last picture held."""

    fade_ms: int


PlayOrder = Play | Pause | Resume | Finish
