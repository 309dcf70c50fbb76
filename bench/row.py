"""One line of the benchmark table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A piece of work beside its peer, both measured in this run.

    Attributes:
        work: What was done, and what the peer is.
        ours_s: Seconds of CPU time we took (median).
        peer_s: Seconds of CPU time the peer took (median).
        target: The ratio we aim at.
    """

    work: str
    ours_s: float
    peer_s: float
    target: float

    @property
    def ratio(self) -> float:
        """Ours over the peer's; below the target is good."""
        return self.ours_s / self.peer_s
