"""How far sound and picture lie apart, told from claps."""

from dataclasses import dataclass

from samklang.domain.measures import Measured


@dataclass(frozen=True, slots=True)
class SyncMeasures:
    """Sound against picture.

    Attributes:
        sound_early_ms: How much the sound comes before the picture, the median of the claps; negative where it comes
            after, as it does in nature. ITU-R BT.1359 counts alike.
        uncertainty_ms: Half the 95 % interval of that; never less than half the time between two frames lets us know.
        claps: How many were seen and heard.
    """

    sound_early_ms: Measured
    uncertainty_ms: Measured
    claps: int
