"""Frames woven from two half-pictures."""

from samklang.analysis.picture.view import View
from samklang.domain.measures import Measured, Unknown


class Interlace:
    """Looks for combs where something moves."""

    def feed(self, view: View) -> None:
        """Takes one frame."""

    @property
    def interlaced(self) -> Measured:
        """See `PictureMeasures`."""
        return Unknown("not_measured")
