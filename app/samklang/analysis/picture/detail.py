"""How sharp and how noisy the picture is, on the pixels the camera sent."""

from samklang.analysis.picture.view import View
from samklang.domain.measures import Measured, Unknown


class Detail:
    """Reads native pixels, a few times a second."""

    def feed(self, view: View) -> None:
        """Takes one frame."""

    @property
    def sharpness(self) -> Measured:
        """See `PictureMeasures`."""
        return Unknown("not_measured")

    @property
    def noise(self) -> Measured:
        """See `PictureMeasures`."""
        return Unknown("not_measured")

    @property
    def upscaled_suspected(self) -> Measured:
        """See `PictureMeasures`."""
        return Unknown("not_measured")

    @property
    def focus_hunting_percent(self) -> Measured:
        """See `PictureMeasures`."""
        return Unknown("not_measured")
