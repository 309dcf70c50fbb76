"""Clapping people, drawn over real pictures, with a known moment of contact and a sound that is shifted against it.

There is no footage of claps whose truth is known, so hands and forearms are moved over real portraits and clips: cut
from real skin, with the kinematics of a clap, blurred by an exposure time, and recorded by real codecs.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import av
import cv2
import numpy as np
import skimage.data
from av.audio.stream import AudioStream
from av.video.stream import VideoStream
from numpy.typing import NDArray
from tests.end_to_end.video_clips import Coding, Pixels, clip

RATE_HZ: Final = 48_000
Samples = NDArray[np.float32]

Kind = Literal["stop", "bounce", "smooth", "flash"]
View = Literal["front", "side"]


@dataclass(frozen=True)
class Scene:
    """One person clapping.

    Attributes:
        shift_ms: How much the sound comes before the picture.
        contacts_s: When the hands meet.
        kind: They stay together for a while, spring back at once, or turn without a stop; or no hands, but a lamp.
        view: Both hands come from the sides, or one comes down on the other.
        size: Width and height of the picture.
        hand: Length of a hand, of the picture's height.
        closing_s: How long the hands take to come together.
        middle: Where they meet, of width and height.
        exposure: Share of the frame interval in which the shutter is open, before the frame's stamp.
        noise: Standard deviation of the sensor noise in grey levels.
        behind: What is behind: a portrait that stands still, or a person who moves.
        brightening: Grey levels a second by which the exposure wanders.
        shake: Pixels by which the camera shakes.
    """

    shift_ms: float = 0.0
    contacts_s: tuple[float, ...] = (1.513, 2.531, 3.496)
    kind: Kind = "stop"
    view: View = "front"
    fps: float = 30.0
    size: tuple[int, int] = (640, 360)
    hand: float = 0.18
    closing_s: float = 0.16
    middle: tuple[float, float] = (0.5, 0.7)
    exposure: float = 0.4
    noise: float = 2.0
    behind: Literal["still", "moving", "plain"] = "still"
    brightening: float = 0.0
    shake: float = 0.0
    length_s: float = 5.0
    seed: int = 1


def gap(scene: Scene, time_s: float) -> float:
    """How far the hands are apart, 0 at contact and 1 at rest."""
    apart = 1.0
    for contact_s in scene.contacts_s:
        apart = min(apart, _of_one_clap(scene, time_s - contact_s))
    return apart


def _of_one_clap(scene: Scene, after_s: float) -> float:
    closing_s = scene.closing_s
    stays_s = {"stop": 0.09, "bounce": 0.0, "smooth": 0.0, "flash": 0.0}[scene.kind]
    opening_s = closing_s * {"stop": 2.0, "bounce": 1.4, "smooth": 1.0, "flash": 1.0}[scene.kind]
    if scene.kind == "smooth":
        share = min(1.0, abs(after_s) / (closing_s * 1.5))
        return 0.5 - 0.5 * float(np.cos(np.pi * share))
    if after_s < -closing_s:
        return 1.0
    if after_s < 0:  # faster and faster until they meet
        share = (after_s + closing_s) / closing_s
        return float(1 - share**1.7)
    if after_s < stays_s:
        return 0.0
    share = min(1.0, (after_s - stays_s) / opening_s)
    if scene.kind == "bounce":
        return float(1 - (1 - share) ** 1.7)
    return share * share * (3 - 2 * share)


def frames(scene: Scene) -> Iterator[Pixels]:
    """The pictures, BGR, the first at 0 s."""
    random = np.random.default_rng(scene.seed)
    width, height = scene.size
    behind = _behind(scene)
    hand = _hand(round(scene.hand * height))
    for index in range(round(scene.length_s * scene.fps)):
        time_s = index / scene.fps
        steps = 5 if scene.exposure > 0 else 1
        moments = time_s - scene.exposure / scene.fps * np.arange(steps) / steps
        if scene.kind == "flash":
            picture = behind[index % len(behind)].astype(np.float32)
            if any(0 <= time_s - contact_s < 0.1 for contact_s in scene.contacts_s):
                picture[:] = picture * 0.2 + 200
        else:
            drawn = [_with_hands(behind[index % len(behind)], hand, scene, gap(scene, at)) for at in moments]
            picture = np.mean(drawn, axis=0, dtype=np.float32)
        picture += scene.brightening * time_s
        if scene.shake:
            moved = random.normal(0, scene.shake, 2)
            shift = np.array([[1, 0, moved[0]], [0, 1, moved[1]]], np.float32)
            picture = np.asarray(cv2.warpAffine(picture, shift, (width, height), borderMode=cv2.BORDER_REPLICATE))
        picture += random.normal(0, scene.noise, picture.shape).astype(np.float32)
        yield np.clip(picture, 0, 255).astype(np.uint8)


def _behind(scene: Scene) -> list[Pixels]:
    width, height = scene.size
    if scene.behind == "plain":
        return [np.full((height, width, 3), (150, 160, 165), np.uint8)]
    if scene.behind == "moving":
        there = [np.asarray(cv2.resize(frame, scene.size), np.uint8) for frame in clip("carphone_pristine.mp4", 300)]
        return there + there[-2:0:-1]  # and back again: no cut
    portrait = np.asarray(skimage.data.astronaut(), np.uint8)[:, :, ::-1]  # type: ignore[no-untyped-call]
    picture = np.full((height, width, 3), 96, np.uint8)
    across = min(width, height)
    left = (width - across) // 2
    picture[:across, left : left + across] = cv2.resize(portrait, (across, across), interpolation=cv2.INTER_AREA)
    return [picture]


def _hand(length: int) -> NDArray[np.float32]:
    """Real skin in the form of a hand seen from its edge, shape (h, w, 4), the last channel how much it covers."""
    portrait = np.asarray(skimage.data.astronaut(), np.uint8)[:, :, ::-1]  # type: ignore[no-untyped-call]
    skin = cv2.resize(portrait[115:165, 195:245], (max(3, length // 3), length))
    cover = np.zeros(skin.shape[:2], np.float32)
    middle = (skin.shape[1] // 2, length // 2)
    cv2.ellipse(cover, middle, (max(1, skin.shape[1] // 2 - 1), length // 2 - 1), 0, 0, 360, 1.0, -1)
    return np.dstack([skin.astype(np.float32), cv2.GaussianBlur(cover, (3, 3), 0)]).astype(np.float32)


def _with_hands(behind: Pixels, hand: NDArray[np.float32], scene: Scene, apart: float) -> NDArray[np.float32]:
    width, height = scene.size
    picture = behind.astype(np.float32)
    reach = 1.6 * scene.hand * height
    middle = np.array([scene.middle[0] * width, scene.middle[1] * height])
    thick, length = hand.shape[1], hand.shape[0]
    if scene.view == "front":
        away = np.array([thick / 2 + reach * apart, 0.0])
        places = [(middle - away, -1, hand), (middle + away, 1, hand)]
    else:
        lying = np.ascontiguousarray(np.rot90(hand))
        under, over = np.array([0.0, thick / 2]), np.array([0.0, thick / 2 + reach * apart])
        places = [(middle + under, 1, lying), (middle - over, -1, lying)]
    for place, side, shown in places:
        bent = (side * 0.9, 1.6) if scene.view == "front" else (side * 1.6, 1.0)
        elbow = place + length * np.array(bent)
        sleeve = (60, 52, 48) if scene.view == "front" else (70, 60, 90)
        start, end = [tuple(int(each * 16) for each in point) for point in (place, elbow)]
        cv2.line(picture, start, end, sleeve, max(2, length // 4), cv2.LINE_AA, 4)
        _paste(picture, shown, place)
    return picture


def _paste(picture: NDArray[np.float32], hand: NDArray[np.float32], place: NDArray[np.float64]) -> None:
    """Blend a hand over the picture with its middle at `place`, to a fraction of a pixel."""
    height, width = picture.shape[:2]
    left, top = place[0] - hand.shape[1] / 2, place[1] - hand.shape[0] / 2
    shift = np.array([[1, 0, left], [0, 1, top]], np.float32)
    whole = cv2.warpAffine(hand, shift, (width, height), flags=cv2.INTER_LINEAR)
    cover = whole[..., 3:]
    picture *= 1 - cover
    picture += whole[..., :3] * cover


def clap_sound(seed: int, hardness: float = 1.0) -> Samples:
    """One clap near a microphone: a burst of broad noise that is over in some 20 ms."""
    random = np.random.default_rng(seed)
    count = round(0.12 * RATE_HZ)
    at = np.arange(count) / RATE_HZ
    noise = random.normal(0, 1, count)
    colour = np.fft.rfft(noise)
    hertz = np.fft.rfftfreq(count, 1 / RATE_HZ)
    colour *= 1 / (1 + ((hertz - 1400) / 1300) ** 2) + 0.15 * (hertz < 9000)
    burst = np.fft.irfft(colour, count)
    burst *= np.exp(-at / 0.006) * np.minimum(1, at / 0.0005)
    return np.asarray(0.6 * hardness * burst / np.abs(burst).max(), np.float32)


def sound(
    scene: Scene, *, speech: Samples | None = None, noise_dbfs: float = -60.0, room_s: float = 0.3, beep: bool = False
) -> Samples:
    """The sound of a scene, mono, beginning with the first picture; where it is early, it begins before it.

    Args:
        scene: Whose.
        speech: What is said before and between the claps, of any length.
        noise_dbfs: The room's noise.
        room_s: Its reverberation time.
        beep: Short beeps of 1 kHz instead of claps.
    """
    random = np.random.default_rng(scene.seed + 100)
    samples = np.zeros(round(scene.length_s * RATE_HZ), np.float64)
    if speech is not None:
        samples[: len(speech)] += speech[: len(samples)]
    for number, contact_s in enumerate(scene.contacts_s):
        start = round((contact_s - scene.shift_ms / 1000) * RATE_HZ)
        at = np.arange(round(0.08 * RATE_HZ)) / RATE_HZ
        clap = 0.4 * np.sin(2 * np.pi * 1000 * at) if beep else clap_sound(scene.seed * 17 + number)
        end = min(len(samples), start + len(clap))
        samples[start:end] += clap[: end - start]
    if room_s > 0:
        count = round(room_s * RATE_HZ)
        tail = random.normal(0, 1, count) * 10 ** (-3 * np.arange(count) / count) * 0.02
        tail[0] = 1.0
        tail[1 : round(0.004 * RATE_HZ)] = 0  # the nearest wall
        length = 1 << (len(samples) + count).bit_length()
        samples = np.fft.irfft(np.fft.rfft(samples, length) * np.fft.rfft(tail, length), length)[: len(samples)]
    samples += random.normal(0, 10 ** (noise_dbfs / 20), len(samples))
    return np.clip(samples, -1, 1).astype(np.float32)


def film(scene: Scene, heard: Samples, coding: Coding) -> bytes:
    """Picture and sound in one file; the sound uncompressed where the container allows it, as AAC else."""
    target = io.BytesIO()
    container_format = {"mkv": "matroska"}.get(coding.suffix, coding.suffix)
    sound_codec = "aac" if coding.suffix in {"mp4", "mov"} else "pcm_s16le"
    with av.open(target, "w", format=container_format) as container:
        rate = round(scene.fps * 1000)
        video = container.add_stream(coding.codec, rate=rate // 1000 if rate % 1000 == 0 else None)
        assert isinstance(video, VideoStream)
        video.options = dict(coding.options)
        video.width, video.height = scene.size
        video.pix_fmt = coding.pixels
        audio = container.add_stream(sound_codec, rate=RATE_HZ, layout="mono")
        assert isinstance(audio, AudioStream)
        for picture in frames(scene):
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(video.encode())
        block = (np.clip(heard, -1, 1) * 32767).astype(np.int16)
        for start in range(0, len(block), 1024):
            frame = av.AudioFrame.from_ndarray(block[None, start : start + 1024], format="s16", layout="mono")
            frame.sample_rate, frame.pts = RATE_HZ, start
            container.mux(audio.encode(frame))
        container.mux(audio.encode())
    return target.getvalue()
