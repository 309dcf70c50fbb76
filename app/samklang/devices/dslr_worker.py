"""Looks into one DSLR through libgphoto2, in a process of its own: opened, read, closed."""

import contextlib
import os
import re
import sys
from pathlib import Path
from typing import Any, Final

from samklang.devices.dslr_words import dslr_measures, widget_names
from samklang.domain.dslr import DslrNow, DslrState
from samklang.workers.link import Link

READING_S: Final = 12.0
"""Opening and reading may take so long. Ours: bodies answer in one to four seconds."""

USB_NODES: Final = Path("/dev/bus/usb")
"""Where Linux has a node for everything on USB, by bus and number."""
_USB: Final = re.compile(r"usb:(\d+),(\d+)")
_TELEPHONES: Final = "Apple "
"""Telephones that libgphoto2 takes for cameras; all others it calls players."""
_BUSY: Final = frozenset({-53, -60, -110})
"""GP_ERROR_IO_USB_CLAIM (a desktop's photo import holds it: gvfs, PTPCamera), _IO_LOCK, _CAMERA_BUSY."""
_NO_ANSWER: Final = frozenset({-10, -34, -35})
"""GP_ERROR_TIMEOUT, GP_ERROR_IO_READ, GP_ERROR_IO_WRITE."""
_GONE: Final = frozenset({-7, -52, -105})
"""GP_ERROR_IO, GP_ERROR_IO_USB_FIND, GP_ERROR_MODEL_NOT_FOUND: it was pulled out or switched off in between."""


def run(link: Link) -> None:
    """Report what the camera says, once, and end."""
    link.beat(patience_s=READING_S)
    link.report(read_once())


def read_once() -> DslrNow:
    """Look for a camera on USB, read it, and let go of it.

    An open session keeps the body awake and heats it, so it lasts no longer than the questions.
    """
    try:
        import gphoto2  # noqa: PLC0415 - optional, and it loads libgphoto2 at once
    except (ImportError, OSError):
        return DslrNow(DslrState.NO_LIBRARY)
    found = [each for each in _listed(gphoto2) if each[1].startswith("usb:")]
    if len(found) != 1:
        return DslrNow(DslrState.SEVERAL if found else DslrState.NO_CAMERA)
    model, place = found[0]
    return DslrNow(DslrState.NOT_ALLOWED) if _is_closed_to_us(place) else _read(gphoto2, model)


def _read(gphoto2: Any, model: str) -> DslrNow:  # noqa: ANN401 - gphoto2 has no types
    camera = gphoto2.Camera()
    try:
        camera.init()
        return DslrNow(DslrState.READ, dslr_measures(model, _told(gphoto2, camera)))
    except gphoto2.GPhoto2Error as error:
        return DslrNow(_why(int(error.code)))
    finally:
        with contextlib.suppress(gphoto2.GPhoto2Error):  # it may never have been open, or be gone by now
            camera.exit()


def _listed(gphoto2: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - gphoto2 has no types
    """Model and place of every camera that is plugged in; a telephone that charges is none."""
    cameras = gphoto2.Camera.autodetect()
    found = [(cameras.get_name(at), cameras.get_value(at)) for at in range(cameras.count())]
    return [each for each in found if is_camera(gphoto2, each[0])] if found else []


def is_camera(gphoto2: Any, model: str) -> bool:  # noqa: ANN401 - gphoto2 has no types
    """Whether libgphoto2 takes a model for a camera: it knows a thousand telephones and players as well.

    Args:
        gphoto2: The library.
        model: As it calls it.
    """
    if model.startswith(_TELEPHONES):
        return False
    known = gphoto2.CameraAbilitiesList()
    known.load()
    return bool(known.get_abilities(known.lookup_model(model)).device_type == gphoto2.GP_DEVICE_STILL_CAMERA)


def _told(gphoto2: Any, camera: Any) -> dict[str, str]:  # noqa: ANN401 - gphoto2 has no types
    """Widget -> value, of those the camera has."""
    told: dict[str, str] = {}
    for name in widget_names():
        try:
            told[name] = str(camera.get_single_config(name).get_value())
        except gphoto2.GPhoto2Error as error:
            if error.code in _BUSY | _NO_ANSWER | _GONE:
                raise
            continue  # this body has no such setting
    return told


def _why(code: int) -> DslrState:
    if code in _BUSY:
        return DslrState.BUSY
    if code in _GONE:
        return DslrState.NO_CAMERA
    return DslrState.NO_ANSWER if code in _NO_ANSWER else DslrState.FAILED


def _is_closed_to_us(place: str) -> bool:
    """Whether the system lets us open this place on USB: libgphoto2 does not tell that from any other fault."""
    where = _USB.fullmatch(place)
    if sys.platform != "linux" or where is None:
        return False
    node = USB_NODES / where.group(1) / where.group(2)
    return node.exists() and not os.access(node, os.R_OK | os.W_OK)
