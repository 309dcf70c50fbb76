"""The camera's own display in the picture: figures and frames that stay where they are."""

from samklang.analysis.picture.view import View
from samklang.domain.measures import Measured, Unknown


class Overlay:
    """Looks for drawings that do not move with the view."""

    def feed(self, view: View) -> None:
        """Takes one frame."""

    @property
    def overlay_suspected(self) -> Measured:
        """See `PictureMeasures`."""
        return Unknown("not_measured")
