"""How a stream is cut: into rows of 100 ms, each of them into blocks of about 1 ms, whatever the sample rate."""

from dataclasses import dataclass

LOWEST_RATE_HZ = 4_000
"""Below this there is no room for the K-weighting's shelf, nor for speech. Ours."""
HIGHEST_RATE_HZ = 768_000
"""The highest rate PCM hardware offers. Ours."""

_SHORTEST_BLOCK_S = 0.0005
_LONGEST_BLOCK_S = 1 / 694
"""ITU-T P.56, 6: the level distribution needs the envelope at 694 Hz or more."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Sizes in samples.

    Attributes:
        block: About 1 ms: the speech envelope is looked at once a block.
        row: 100 ms, a whole number of blocks: the hop of the momentary loudness.
    """

    sample_rate_hz: int
    block: int
    row: int

    @property
    def blocks_a_row(self) -> int:
        """Number of blocks in a row."""
        return self.row // self.block

    @classmethod
    def at(cls, sample_rate_hz: int) -> "Grid":
        """The grid for a sample rate.

        A row is exactly 100 ms, rounded to a sample as libebur128 does, where that number of samples has a fitting
        divisor. Odd rates such as 11,025 Hz get a row up to 1 % shorter or longer, which moves no loudness by 0.01 LU.

        Raises:
            ValueError: The rate is outside `LOWEST_RATE_HZ`..`HIGHEST_RATE_HZ`.
        """
        if not LOWEST_RATE_HZ <= sample_rate_hz <= HIGHEST_RATE_HZ:
            raise ValueError(f"{sample_rate_hz} Hz is outside {LOWEST_RATE_HZ}..{HIGHEST_RATE_HZ} Hz")
        row = (sample_rate_hz + 5) // 10
        wanted = max(1, round(sample_rate_hz / 1000))
        shortest = max(1, round(sample_rate_hz * _SHORTEST_BLOCK_S))
        longest = max(1, int(sample_rate_hz * _LONGEST_BLOCK_S))
        divisors = [block for block in range(shortest, longest + 1) if row % block == 0]
        if divisors:
            return cls(sample_rate_hz, min(divisors, key=lambda block: abs(block - wanted)), row)
        return cls(sample_rate_hz, wanted, round(row / wanted) * wanted)
