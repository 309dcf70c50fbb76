"""The pictures of one part, one after the other; moments that look the same are painted once."""

from collections import OrderedDict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from samklang.playback.mastering.figure import Look, paint, paper
from samklang.playback.mastering.motion import look_at
from samklang.playback.mastering.plan import PlannedPart
from samklang.playback.mastering.shapes import Stage

_KEPT = 96
"""Pictures kept for the way back of a movement: 2.7 MB each at 1280 x 720."""
_GRAIN_SEED = 20261121


def pictures(part: PlannedPart, width: int, frame_rate_fps: int, frames: int) -> Iterator[NDArray[np.uint8]]:
    """Yield `frames` pictures, (height, width, 3), RGB; past the last cue its last picture is held."""
    starts_s = part.starts_s()
    end_s = starts_s[-1] + part.cue[-1].length_s
    empty = Stage(width)
    paper(empty)
    # a grain of one grey level, the same in every picture: it hides bands and costs a video next to nothing
    grain = np.random.default_rng(_GRAIN_SEED).random((empty.height, width, 1), np.float32) - np.float32(0.5)
    kept: OrderedDict[str, NDArray[np.uint8]] = OrderedDict()
    for number in range(frames):
        time_s = min(number / frame_rate_fps, end_s)
        look = look_at(part.cue, starts_s, time_s)
        key = repr(look)
        if key in kept:
            kept.move_to_end(key)
        else:
            kept[key] = _painted(empty, look, grain)
            if len(kept) > _KEPT:
                kept.popitem(last=False)
        yield kept[key]


def _painted(empty: Stage, look: Look, grain: NDArray[np.float32]) -> NDArray[np.uint8]:
    stage = Stage(empty.width, look.zoom)
    stage.pixels[:] = empty.pixels
    paint(stage, look)
    painted: NDArray[np.uint8] = np.clip(np.rint(stage.pixels + grain), 0, 255).astype(np.uint8)
    return painted
