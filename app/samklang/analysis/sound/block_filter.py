"""Recursive filters run a block at a time: a matrix product does what a loop over samples would.

A recursive filter in state-space form, s' = A s + b x and y = c s + d x, is linear, so a whole block of samples follows
from the block's samples and the state at its start by one multiplication with a fixed matrix. Only the states at the
block edges depend on each other, and those are found for all blocks at once by doubling the distance they reach back.
The results are those of the sample-by-sample filter but for rounding (32 bit, about -130 dB of the signal's peak).
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
Doubles: TypeAlias = NDArray[np.float64]

_FORGOTTEN = 1e-9
"""A state whose influence has shrunk to this (-180 dB) is not followed any further."""


@dataclass(frozen=True)
class StateSpace:
    """One filter: `a` (n, n), `b` (n,), `c` (n,), `d`, all as in the module's description."""

    a: Doubles
    b: Doubles
    c: Doubles
    d: float

    @classmethod
    def biquad(cls, b: tuple[float, float, float], a: tuple[float, float]) -> "StateSpace":
        """A second-order section, y = (b0 + b1/z + b2/z^2) / (1 + a1/z + a2/z^2) x, transposed direct form II."""
        return cls(
            a=np.array([[-a[0], 1.0], [-a[1], 0.0]]),
            b=np.array([b[1] - a[0] * b[0], b[2] - a[1] * b[0]]),
            c=np.array([1.0, 0.0]),
            d=b[0],
        )

    @classmethod
    def smoothers(cls, coefficient: float, count: int) -> "StateSpace":
        """`count` one-pole smoothers in a row, y' = g y + (1 - g) x; the last state is the output, one sample late."""
        a = np.zeros((count, count))
        b = np.zeros(count)
        for row in range(count):
            b[row] = (1 - coefficient) ** (row + 1)
            for column in range(row + 1):
                a[row, column] = coefficient * (1 - coefficient) ** (row - column)
        c = np.zeros(count)
        c[-1] = 1.0
        return cls(a=a, b=b, c=c, d=0.0)

    def then(self, following: "StateSpace") -> "StateSpace":
        """This filter's output fed to another."""
        states, others = len(self.b), len(following.b)
        a = np.zeros((states + others, states + others))
        a[:states, :states] = self.a
        a[states:, :states] = np.outer(following.b, self.c)
        a[states:, states:] = following.a
        return StateSpace(
            a=a,
            b=np.concatenate([self.b, following.b * self.d]),
            c=np.concatenate([following.d * self.c, following.c]),
            d=self.d * following.d,
        )


class BlockFilter:
    """One filter over several channels, streaming, in blocks of a fixed length.

    Args:
        filter_: What to compute.
        block: Samples a block.
        channels: Number of channels, each with a state of its own.
    """

    def __init__(self, filter_: StateSpace, block: int, channels: int) -> None:
        order = len(filter_.b)
        reach = np.empty((block + 1, order))  # reach[k] = A^k b: a sample's influence on the state k samples later
        observed = np.empty((order, block))  # observed[:, k] = c A^k: the state's influence on output k
        reach[0], left = filter_.b, filter_.c
        for k in range(block):
            reach[k + 1] = filter_.a @ reach[k]
            observed[:, k] = left
            left = left @ filter_.a
        response = np.concatenate([[filter_.d], reach[: block - 1] @ filter_.c])
        within = np.zeros((block, block))
        for k in range(block):
            within[k, k:] = response[: block - k]
        self._within = within.astype(np.float32)
        self._observed = observed.astype(np.float32)
        self._gathered = np.ascontiguousarray(reach[block - 1 :: -1][:block]).astype(np.float32)
        self._steps = _powers(np.linalg.matrix_power(filter_.a, block).T)
        self._state = np.zeros((channels, 1, order), np.float32)

    def states(self, blocks: Floats) -> Floats:
        """Advance over `blocks` (channels, count, block); returns the states after each, (channels, count, order)."""
        return self._advance(blocks)[:, 1:]

    def outputs(self, blocks: Floats) -> Floats:
        """Advance over `blocks` (channels, count, block); returns the filtered blocks, same shape."""
        filtered = blocks @ self._within
        filtered += self._advance(blocks)[:, :-1] @ self._observed
        return filtered

    def set_states(self, state: Floats) -> None:
        """Set every state of each channel to one value; `state` has shape (channels,)."""
        self._state[:] = state[:, None, None]

    def _advance(self, blocks: Floats) -> Floats:
        """The states at all block edges, the one before the first block included."""
        edges = np.concatenate([self._state, blocks @ self._gathered], axis=1)
        distance = 1
        for step in self._steps:
            if distance >= edges.shape[1]:
                break
            edges[:, distance:] += edges[:, :-distance] @ step
            distance *= 2
        self._state = edges[:, -1:].copy()
        return edges


def _powers(step: Doubles) -> tuple[Floats, ...]:
    """`step` to the powers 1, 2, 4, 8... until nothing is left of it."""
    powers: list[Floats] = []
    while np.abs(step).max() > _FORGOTTEN and len(powers) < 32:  # noqa: PLR2004 - 2^32 blocks: longer than any buffer
        powers.append(step.astype(np.float32))
        step = step @ step
    return tuple(powers)
