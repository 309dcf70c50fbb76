"""Whether the colours lean to one side."""

from samklang.analysis.picture.view import View
from samklang.domain.measures import Measured, Unknown


class ColourCast:
    """Reads the colours of the picture."""

    def feed(self, view: View) -> None:
        """Takes one frame."""

    @property
    def colour_cast(self) -> Measured:
        """See `PictureMeasures`."""
        return Unknown("not_measured")
