"""What a camera draws over its own picture when its HDMI output is not clean."""

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

_WHITE, _GREEN, _RED = (255, 255, 255), (60, 230, 60), (40, 40, 230)
_FONT = cv2.FONT_HERSHEY_SIMPLEX
ALL = 3


def draw_display(frame: Pixels, much: int) -> Pixels:
    """A copy with 1 a line of figures below, 2 a focus frame besides, 3 a battery, a red dot and a grid as well."""
    drawn = frame.copy()
    height, width = frame.shape[:2]
    size, pen = height / 720, max(1, round(height / 360))
    foot = round(0.95 * height)
    for at, words in enumerate(("1/50", "F2.8", "ISO 800", "+0.3", "AWB")):
        left = round((0.08 + 0.18 * at) * width)
        cv2.putText(drawn, words, (left, foot), _FONT, size, (0, 0, 0), pen + 2)
        cv2.putText(drawn, words, (left, foot), _FONT, size, _WHITE, pen)
    if much > 1:
        half = round(0.07 * height)
        middle = (round(0.5 * width), round(0.4 * height))
        corner, other = (middle[0] - half, middle[1] - half), (middle[0] + half, middle[1] + half)
        cv2.rectangle(drawn, corner, other, _GREEN, pen)
    if much >= ALL:
        cv2.rectangle(
            drawn, (round(0.9 * width), round(0.04 * height)), (round(0.96 * width), round(0.08 * height)), _WHITE, -1
        )
        cv2.circle(drawn, (round(0.05 * width), round(0.06 * height)), round(0.018 * height), _RED, -1)
        cv2.putText(drawn, "REC 00:12", (round(0.08 * width), round(0.08 * height)), _FONT, size, _WHITE, pen)
        for third in (1, 2):
            cv2.line(drawn, (third * width // 3, 0), (third * width // 3, height), (200, 200, 200), 1)
            cv2.line(drawn, (0, third * height // 3), (width, third * height // 3), (200, 200, 200), 1)
    return drawn
