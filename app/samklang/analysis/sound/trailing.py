"""The maximum over a window that ends at each place of an array."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)


def trailing_maximum(values: NDArray[Number], width: int) -> NDArray[Number]:
    """At each place along the last axis the largest of the `width` values ending there (fewer at the start).

    Args:
        values: Numbers, or booleans, of which True is the larger.
        width: 1 or more.
    """
    held: NDArray[Any] = values.copy()
    reach = 1
    while reach < width:
        shift = min(reach, width - reach)
        held[..., shift:] = np.maximum(held[..., shift:], held[..., :-shift])
        reach += shift
    return held
