"""Tells a new picture from one that is only shown again."""

import cv2
import numpy as np
import numpy.typing as npt

Luma = npt.NDArray[np.uint8]


def difference(luma: Luma, before: Luma) -> float:
    """Mean absolute difference of two pictures of the same shape, grey levels."""
    return float(np.mean(cv2.absdiff(luma, before)))
