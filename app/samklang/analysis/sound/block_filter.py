"""Recursive filters run a block at a time: a matrix product does what a loop over samples would.

A recursive filter in state-space form, s' = A s + b x and y = c s + d x, is linear, so a whole block of samples follows
from the block's samples and the state at its start by one multiplication with a fixed matrix. The states at the block
edges follow from each other in the same way, a group of blocks at a time, so that Python is left with a short loop.
The results are those of the sample-by-sample filter but for rounding (32 bit, about -130 dB of the signal's peak).
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
Doubles: TypeAlias = NDArray[np.float64]

_GROUP_STATES = 100
"""Largest side of the matrix that carries a group's states: 40 kB, which stays in any processor's cache."""

_MULTIPLES_AT_ONCE = 8
"""Multiples whose states follow from each other in one product; more are taken in turns."""

_NOTHING = 1e-20
"""What has died away to this (-400 dB) is let go: numbers below 1e-38 take a processor 50 times as long."""


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
        multiple: Blocks come in multiples of this number.
        channels: Number of channels, each with a state of its own.
    """

    def __init__(self, filter_: StateSpace, block: int, multiple: int, channels: int) -> None:
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
        self._within = _single(within)
        self._observed = _single(observed)
        self._gathered = _single(reach[block - 1 :: -1][:block])
        self._multiple = multiple
        self._group = max(
            size for size in range(1, multiple + 1) if multiple % size == 0 and size * order <= _GROUP_STATES
        )
        over_block = np.linalg.matrix_power(filter_.a, block)
        over_groups = np.linalg.matrix_power(over_block, self._group)
        self._carry, self._spread = _over_group(over_block, self._group)
        self._carry_of_groups, self._spread_of_groups = _over_group(over_groups, multiple // self._group)
        over_multiples = np.linalg.matrix_power(over_block, multiple)
        self._carry_of_multiples, self._spread_of_multiples = _over_group(over_multiples, _MULTIPLES_AT_ONCE)
        self._state = np.zeros((channels, order), np.float32)

    def states(self, blocks: Floats) -> Floats:
        """Advance over `blocks` (channels, count, block); returns the states after each, (channels, count, order)."""
        return self._advance(blocks)

    def outputs(self, blocks: Floats) -> Floats:
        """Advance over `blocks` (channels, count, block); returns the filtered blocks, same shape."""
        before = self._state[:, None]
        states = np.concatenate([before, self._advance(blocks)[:, :-1]], axis=1)
        # In products of `multiple` blocks: for larger ones OpenBLAS wakes threads, which wait longer than they work.
        filtered: Floats = blocks.reshape(-1, self._multiple, blocks.shape[2]) @ self._within
        filtered += states.reshape(-1, self._multiple, states.shape[2]) @ self._observed
        return filtered.reshape(blocks.shape)

    def set_states(self, state: Floats) -> None:
        """Set every state of each channel to one value; `state` has shape (channels,)."""
        self._state = np.repeat(state[:, None], self._state.shape[1], axis=1)

    def _advance(self, blocks: Floats) -> Floats:
        """The states after each block: within groups of blocks, the groups within a multiple, then those."""
        channels, count, _ = blocks.shape
        order = self._state.shape[1]
        # In products of `multiple` blocks, as in `outputs`.
        entered: Floats = blocks.reshape(-1, self._multiple, blocks.shape[2]) @ self._gathered
        edges: Floats = entered.reshape(-1, self._multiple // self._group, self._group * order) @ self._spread
        edges = edges.reshape(channels, count // self._group, -1)
        ends: Floats = edges[:, :, -order:].reshape(channels, count // self._multiple, -1) @ self._spread_of_groups
        state: Floats = self._state
        for place in range(0, ends.shape[1], _MULTIPLES_AT_ONCE):
            some = ends[:, place : place + _MULTIPLES_AT_ONCE]
            reach = some.shape[1] * order
            after: Floats = some[:, :, -order:].reshape(channels, reach) @ self._spread_of_multiples[:reach, :reach]
            after += state @ self._carry_of_multiples[:, :reach]
            by_multiple = after.reshape(channels, -1, order)
            some += np.concatenate([state[:, None], by_multiple[:, :-1]], axis=1) @ self._carry_of_groups
            state = by_multiple[:, -1]
        before = np.concatenate([self._state[:, None], ends.reshape(channels, -1, order)[:, :-1]], axis=1)
        edges += before @ self._carry
        self._state = _single(state)
        return edges.reshape(channels, count, order)


def _single(values: Doubles | Floats) -> Floats:
    """A copy in single precision, without what is next to nothing."""
    return np.where(np.abs(values) > _NOTHING, values, 0).astype(np.float32, order="C")


def _over_group(step: Doubles, group: int) -> tuple[Floats, Floats]:
    """What the state before a group, and what enters in each of its blocks, does to the state after each block.

    Args:
        step: Matrix that carries the state over one block, (n, n).
        group: Blocks in the group.

    Returns:
        Shapes (n, group * n) and (group * n, group * n), to be multiplied from the right.
    """
    order = len(step)
    powers = [np.eye(order)]
    for _ in range(group):
        powers.append(powers[-1] @ step.T)
    spread = np.zeros((group, order, group, order))
    for entered in range(group):
        for after in range(entered, group):
            spread[entered, :, after] = powers[after - entered]
    carry = np.concatenate(powers[1:], axis=1)
    return _single(carry), _single(spread.reshape(group * order, -1))
