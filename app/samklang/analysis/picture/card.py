"""A card in place of a view: one flat colour, colour bars, a capture card's notice that nothing is plugged in."""

from samklang.analysis.picture.view import View
from samklang.domain.measures import Measured, Unknown


class Card:
    """Looks for a picture that no lens made."""

    def feed(self, view: View) -> None:
        """Takes one frame."""

    @property
    def no_signal_s(self) -> Measured:
        """See `PictureMeasures`."""
        return Unknown("not_measured")
