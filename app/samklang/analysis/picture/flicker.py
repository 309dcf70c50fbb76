"""Light that swings with the mains: the whole picture at once, or bands that wander through it."""

from samklang.analysis.picture.view import View
from samklang.domain.measures import Measured, Unknown


class Flicker:
    """Reads the light of the rows over time."""

    def feed(self, view: View) -> None:
        """Takes one frame."""

    @property
    def flicker_percent(self) -> Measured:
        """See `PictureMeasures`."""
        return Unknown("not_measured")

    @property
    def banding_percent(self) -> Measured:
        """See `PictureMeasures`."""
        return Unknown("not_measured")
