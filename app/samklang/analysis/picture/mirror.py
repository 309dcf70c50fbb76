"""Text that reads backwards."""

from samklang.analysis.picture.view import View
from samklang.domain.measures import Measured, Unknown


class Mirror:
    """Looks for text."""

    def feed(self, view: View) -> None:
        """Takes one frame."""

    @property
    def mirrored_suspected(self) -> Measured:
        """See `PictureMeasures`."""
        return Unknown("not_measured")
