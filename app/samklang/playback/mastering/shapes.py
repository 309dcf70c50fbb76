"""Soft rounded shapes as distance fields: what the figure is drawn with.

A distance field holds, for every pixel, how far it is outside a shape's edge (negative inside), in stage units. Such
fields join softly (`joined`), and an edge drawn from one is anti-aliased at any size. They are computed at half the
picture's resolution and enlarged, which a smooth field survives without a visible trace at a quarter of the work.
"""

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Field: TypeAlias = NDArray[np.float32]
Point: TypeAlias = tuple[float, float]
Colour: TypeAlias = tuple[int, int, int]
"""Red, green, blue, 0..255."""

STAGE_WIDTH, STAGE_HEIGHT = 16.0, 9.0
"""The stage's size in stage units; y runs downwards."""

_SHADOW_WIDTHS = 5.5
"""So many widths away a shadow is below one grey level."""


class Stage:
    """A picture being painted.

    Args:
        width: Pixels a row; the height follows from the stage's 16:9.
        zoom: How much closer than the whole stage we look, at its middle.
    """

    def __init__(self, width: int, zoom: float = 1.0) -> None:
        self.width = width
        self.height = round(width * STAGE_HEIGHT / STAGE_WIDTH)
        self.pixels: NDArray[np.float32] = np.zeros((self.height, self.width, 3), np.float32)
        self._unit = width / STAGE_WIDTH * zoom
        self._x = _axis(width // 2, STAGE_WIDTH, zoom)[None, :]
        self._y = _axis(self.height // 2, STAGE_HEIGHT, zoom)[:, None]

    def window(self, left: float, top: float, right: float, bottom: float) -> "Window":
        """The part of the stage that holds this box (stage units), to compute fields for only where they matter."""
        columns = np.searchsorted(self._x[0], (left, right))
        rows = np.searchsorted(self._y[:, 0], (top, bottom))
        return Window(
            self._x[:, columns[0] : columns[1]],
            self._y[rows[0] : rows[1], :],
            slice(int(rows[0]) * 2, int(rows[1]) * 2),
            slice(int(columns[0]) * 2, int(columns[1]) * 2),
        )

    def fill(self, window: "Window", field: Field, colour: Colour, *, light: float = 0.0, soft: float = 0.0) -> None:
        """Paint a shape.

        Args:
            window: Where `field` lies.
            field: The shape.
            colour: Its colour.
            light: How much brighter it is in its middle than at its edge, 0..1; gives limbs a quiet roundness.
            soft: Width of a soft edge in stage units; 0 is a clean edge of one pixel.
        """
        edge = max(soft, 1.0 / self._unit)
        window, field = window.around(field, edge)
        if field.size == 0:
            return
        large = self._enlarged(field)
        cover = _smooth(0.5 - large / edge)[..., None]
        tone = np.array(colour, np.float32)
        if light:
            depth = _smooth(-large / 0.45)[..., None]
            dark = tone * (1 - light * np.array([0.16, 0.24, 0.26], np.float32))
            bright = tone + (255 - tone) * np.float32(light * 0.2)
            paint = dark + (bright - dark) * depth
        else:
            paint = tone
        part = self.pixels[window.rows, window.columns]
        part += (paint - part) * cover

    def shade(self, window: "Window", field: Field, strength: float, width: float) -> None:
        """Let a shape cast a soft shadow `width` stage units wide on what is painted so far."""
        window, field = window.around(field, _SHADOW_WIDTHS * width)
        if field.size == 0:
            return
        near = np.exp(-np.maximum(self._enlarged(field), 0) / width)[..., None]
        part = self.pixels[window.rows, window.columns]
        part *= 1 - strength * near * np.array([0.75, 0.95, 1.0], np.float32)

    def glow(self, centre: Point, radius: Point, strength: float, colour: Colour) -> None:
        """Lay a warm light over a region: brightest in the middle, gone at about twice its radii."""
        if strength <= 0:
            return
        reach = 2.6
        window = self.window(
            centre[0] - radius[0] * reach,
            centre[1] - radius[1] * reach,
            centre[0] + radius[0] * reach,
            centre[1] + radius[1] * reach,
        )
        squared = ((window.x - centre[0]) / radius[0]) ** 2 + ((window.y - centre[1]) / radius[1]) ** 2
        fade = np.clip(1 - squared / reach**2, 0, 1)
        light = self._enlarged((np.exp(-squared * 0.8) * fade).astype(np.float32)) * np.float32(strength)
        part = self.pixels[window.rows, window.columns]
        part += (np.array(colour, np.float32) - part) * light[..., None]

    def _enlarged(self, field: Field) -> Field:
        rows, columns = field.shape
        return cv2.resize(field, (columns * 2, rows * 2), interpolation=cv2.INTER_CUBIC).astype(np.float32, copy=False)


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of the stage.

    Attributes:
        x, y: Stage coordinates of its half-resolution pixels, as a row and a column.
        rows, columns: Where it lies in the picture.
    """

    x: Field
    y: Field
    rows: slice
    columns: slice

    def around(self, field: Field, reach: float) -> tuple["Window", Field]:
        """The smaller window that holds everything of `field` within `reach`, and the field in it."""
        near = field < reach
        rows, columns = np.flatnonzero(near.any(axis=1)), np.flatnonzero(near.any(axis=0))
        if rows.size == 0:
            return self, field[:0, :0]
        # a pixel more on every side, for the enlargement's sake
        top, bottom = max(0, int(rows[0]) - 2), int(rows[-1]) + 3
        left, right = max(0, int(columns[0]) - 2), int(columns[-1]) + 3
        height, width = field[top:bottom, left:right].shape
        smaller = Window(
            self.x[:, left : left + width],
            self.y[top : top + height, :],
            slice(self.rows.start + 2 * top, self.rows.start + 2 * (top + height)),
            slice(self.columns.start + 2 * left, self.columns.start + 2 * (left + width)),
        )
        return smaller, field[top:bottom, left:right]

    def limb(self, start: Point, end: Point, start_radius: float, end_radius: float) -> Field:
        """A rounded limb between two joints, thinner or thicker towards its end."""
        ax, ay = start
        bx, by = end[0] - ax, end[1] - ay
        length = max(bx * bx + by * by, 1e-9)
        px, py = self.x - np.float32(ax), self.y - np.float32(ay)
        along = np.clip((px * np.float32(bx) + py * np.float32(by)) / np.float32(length), 0, 1)
        radius = np.float32(start_radius) + along * np.float32(end_radius - start_radius)
        away = np.hypot(px - along * np.float32(bx), py - along * np.float32(by)) - radius
        return away.astype(np.float32, copy=False)

    def ellipse(self, centre: Point, radius: Point, angle: float = 0.0) -> Field:
        """An ellipse, turned by `angle` radians; its distance is exact on the edge and close to it."""
        px, py = self.x - np.float32(centre[0]), self.y - np.float32(centre[1])
        cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
        u = (px * cos + py * sin) / np.float32(radius[0])
        v = (py * cos - px * sin) / np.float32(radius[1])
        size = np.hypot(u, v)
        slope = np.hypot(u / np.float32(radius[0]), v / np.float32(radius[1])) + np.float32(1e-6)
        away: Field = (size * (size - 1) / slope).astype(np.float32, copy=False)
        return away

    def plate(self, centre: Point, half: Point, rounding: float) -> Field:
        """A rectangle with round corners."""
        dx = np.abs(self.x - np.float32(centre[0])) - np.float32(half[0] - rounding)
        dy = np.abs(self.y - np.float32(centre[1])) - np.float32(half[1] - rounding)
        outside = np.hypot(np.maximum(dx, 0), np.maximum(dy, 0))
        inside = np.minimum(np.maximum(dx, dy), 0)
        away: Field = (outside + inside - np.float32(rounding)).astype(np.float32, copy=False)
        return away

    def beyond(self, point: Point, towards: Point) -> Field:
        """Everything past a line through `point`, square to the direction from there to `towards`."""
        nx, ny = towards[0] - point[0], towards[1] - point[1]
        length = float(np.hypot(nx, ny)) or 1.0
        ahead = (self.x - np.float32(point[0])) * np.float32(nx / length) + (
            self.y - np.float32(point[1])
        ) * np.float32(ny / length)
        return (-ahead).astype(np.float32, copy=False)


def joined(fields: list[Field], softness: float) -> Field:
    """Several shapes as one, their joints filled in over `softness` stage units."""
    whole = fields[0]
    for field in fields[1:]:
        overlap = np.maximum(softness - np.abs(whole - field), 0) / np.float32(softness)
        whole = np.minimum(whole, field) - overlap * overlap * np.float32(softness / 4)
    return whole


def cut(field: Field, away: Field, softness: float) -> Field:
    """A shape without another one, its new edge rounded over `softness` stage units."""
    return -joined([-field, away], softness)


def _axis(pixels: int, length: float, zoom: float) -> Field:
    """Stage coordinates of the pixels' middles along one side."""
    from_middle = ((np.arange(pixels) + 0.5) / pixels - 0.5) * (length / zoom)
    return (length / 2 + from_middle).astype(np.float32)


def _smooth(value: Field) -> Field:
    clipped = np.clip(value, 0, 1)
    return clipped * clipped * (3 - 2 * clipped)
