"""The small values a live picture meter hands out several times a second."""

from dataclasses import dataclass

from samklang.domain.measures import Measured


@dataclass(frozen=True, slots=True)
class Face:
    """One face, in shares of the frame's width (x) and height (y), 0 at the left and at the top.

    The box is the detector's: about from the middle of the forehead to the chin, and as wide as it is high in pixels.
    It may reach a little beyond the frame when the face is cut by its edge. Eyes and mouth are the detector's points.

    Attributes:
        score: The detector's confidence, 0..1.
        eyes_y: The height of the line between the eyes.
        mouth_y: The height of the mouth's middle.
        points: The detector's six points, x and y: right eye, left eye (the person's own), tip of the nose, middle of
            the mouth, right ear, left ear; empty where a face was not found by their like.
    """

    left: float
    top: float
    right: float
    bottom: float
    score: float
    eyes_y: float
    mouth_y: float
    points: tuple[tuple[float, float], ...] = ()

    @property
    def area(self) -> float:
        """The box's share of the frame."""
        return max(0.0, self.right - self.left) * max(0.0, self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class PictureNow:
    """The picture at this moment, cheap enough to ask for at every frame.

    Attributes:
        time_s: The time stamp of the newest frame, in the caller's clock.
        frame_rate_fps: Unique frames a second over the last second; `Unknown("too_short")` before there is one.
        luma: Mean luma of the newest frame, 0..255.
        black: Its mean luma is below 20 (testrtc).
        frozen_since_s: Time stamp of the last new picture once it has stood still for more than a second, else None.
        faces: The faces of the newest detection, the largest first; empty before the first detection.
        face_luma: Mean luma in the largest face's box, 0..255; `Unknown("no_face")` without one.
        no_signal: It is a card, not a view: see `PictureMeasures.no_signal_s`.
        head_height_share: From crown to chin at the newest look, of the frame's height; unknown likewise.
        headroom_share: From the frame's top to the crown, likewise.
    """

    time_s: float
    width: int
    height: int
    frame_rate_fps: Measured
    luma: float
    black: bool
    frozen_since_s: float | None
    faces: tuple[Face, ...]
    face_luma: Measured
    no_signal: bool
    head_height_share: Measured
    headroom_share: Measured
