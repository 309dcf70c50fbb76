"""A network camera: JPEG pictures one after the other over HTTP, read with limits on everything.

Our own reader, not OpenCV's: FFmpeg opens whatever an address, or a page behind it, names; tells nobody why it cannot;
and claims 25 frames a second. This one opens http and https, decodes JPEG and nothing else, and knows when each
picture came (docs/decisions/0108).
"""

import base64
import contextlib
import http.client
import queue
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias
from urllib.parse import SplitResult, quote, unquote, urlsplit

import cv2
import numpy as np

from samklang.devices.picture_source import PictureGone, Pixels
from samklang.domain.live import CameraMode, CameraTrouble

OPEN_TIMEOUT_S: Final = 4.0
"""For the connection, and once more for the whole answer's head, however slowly it drips."""
READ_TIMEOUT_S: Final = 5.0
"""Without a picture for so long the stream is given up and asked for anew."""
MOST_BYTES: Final = 16 * 1024**2
"""Of one picture; 8K at a quality no camera sends is less."""

_MOST_HEAD_BYTES: Final = 8192
_CHUNK_BYTES: Final = 65_536
_WAITING: Final = 4
_LOOK_EVERY_S: Final = 0.1
_LENGTH: Final = re.compile(rb"^content-length:[ \t]*(\d{1,9})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_AS_IT_IS: Final = "/?%:@!$&'()*+,;=~"
_JPEG: Final = b"\xff\xd8\xff"
_UNWELCOME: Final[Mapping[int, CameraTrouble | None]] = MappingProxyType(
    {
        http.client.OK: None,
        http.client.UNAUTHORIZED: CameraTrouble.PASSWORD,
        http.client.FORBIDDEN: CameraTrouble.PASSWORD,
    }
)
"""Any other answer, one that points elsewhere included, has no picture here: nobody is followed anywhere."""


Arrived: TypeAlias = tuple[float, bytes]
"""When a picture's last byte came, by `time.monotonic`, and the picture."""


class MjpegStream:
    """Pictures of one `multipart/x-mixed-replace` answer.

    Args:
        address: http or https, user and password included where it wants them (Basic only).
    """

    returns_in_time = True
    promised: CameraMode | None = None

    def __init__(self, address: str) -> None:
        self._address = urlsplit(address)
        self._connection: _Connection | None = None
        self._good_s = 0.0
        self._undecoded = False
        self.stamp_s: float | None = None
        self.asked: CameraMode | None = None

    def open(self) -> None:
        """Ask for it.

        Raises:
            PictureGone: It cannot be reached, or what answers is no stream of pictures.
        """
        self._connection = _Connection(self._address)
        self._good_s = time.monotonic()
        self._undecoded = False

    def frame(self) -> Pixels | None:
        """The next picture, waited for a tenth of a second.

        Raises:
            PictureGone: It ended, fell silent, or brings no pictures.
        """
        try:
            arrived = None if self._connection is None else self._connection.next()
        except PictureGone as gone:
            raise PictureGone(CameraTrouble.NOT_PICTURES if self._undecoded else gone.trouble) from None
        picture = None if arrived is None else _decoded(arrived[1])
        now = time.monotonic()
        if arrived is not None and picture is not None:
            self._good_s, self._undecoded = now, False
            self.stamp_s = arrived[0]
            self._remember(picture)
            return picture
        self._undecoded = self._undecoded or arrived is not None
        if now - self._good_s > READ_TIMEOUT_S:
            raise PictureGone(CameraTrouble.NOT_PICTURES if self._undecoded else CameraTrouble.SILENT)
        return None

    def close(self) -> None:
        """Let go of it."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _remember(self, picture: Pixels) -> None:
        """Nobody can ask a stream for a size: the largest it has sent is what it can."""
        height, width = picture.shape[:2]
        if self.asked is None or width * height > self.asked.width * self.asked.height:
            self.asked = CameraMode(width, height, coding="MJPG")


class _Connection:
    """One answer, read by a thread of its own so that every picture is stamped when it comes.

    Raises:
        PictureGone: There is no such answer.
    """

    def __init__(self, address: SplitResult) -> None:
        self._arrived: queue.Queue[Arrived | CameraTrouble] = queue.Queue(_WAITING)
        self._http = _http(address)
        self._socket, self._response = self._answer(address)
        boundary = self._response.msg.get_boundary()
        kind = self._response.msg.get_content_maintype()
        if kind != "multipart" or not boundary or not boundary.strip("-"):
            self.close()
            raise PictureGone(CameraTrouble.NOT_PICTURES)
        self._closed = False
        # Some write the two dashes before a boundary into the boundary itself.
        mark = b"--" + boundary.lstrip("-").encode("latin-1", "replace")
        threading.Thread(target=self._read, args=(mark,), name="stream", daemon=True).start()

    def next(self) -> Arrived | None:
        """The next picture, or None where none came in a tenth of a second.

        Raises:
            PictureGone: There will be no more.
        """
        try:
            arrived = self._arrived.get(timeout=_LOOK_EVERY_S)
        except queue.Empty:
            return None
        if isinstance(arrived, CameraTrouble):
            raise PictureGone(arrived)
        return arrived

    def close(self) -> None:
        """End it, and with it the thread, whatever it waits for."""
        self._closed = True
        _cut(self._socket)

    def _answer(self, address: SplitResult) -> tuple[socket.socket, http.client.HTTPResponse]:
        """Connect, ask, and take the head of the answer, in bounded time."""
        try:
            self._http.connect()
        except ssl.SSLCertVerificationError:
            raise PictureGone(CameraTrouble.NOT_TRUSTED) from None
        except (OSError, UnicodeError):
            raise PictureGone(CameraTrouble.UNREACHABLE) from None
        connected = self._http.sock
        guard = threading.Timer(OPEN_TIMEOUT_S, _cut, (connected,))
        guard.start()
        response: http.client.HTTPResponse | None = None
        try:
            self._http.request("GET", _target(address), headers=_headers(address))
            response = self._http.getresponse()
            connected.settimeout(READ_TIMEOUT_S)
        except OSError:
            trouble: CameraTrouble | None = CameraTrouble.SILENT
        except (http.client.HTTPException, ValueError):
            trouble = CameraTrouble.NOT_PICTURES
        else:
            trouble = _UNWELCOME.get(response.status, CameraTrouble.NOT_THERE)
        if guard.finished.is_set():  # it dripped, and was cut
            trouble = CameraTrouble.SILENT
        guard.cancel()
        if response is None or trouble is not None:
            _cut(connected)
            raise PictureGone(trouble or CameraTrouble.SILENT)
        return connected, response

    def _read(self, mark: bytes) -> None:
        """The thread: pictures until there are no more, then why."""
        trouble = CameraTrouble.ENDED
        try:
            for picture in _pictures(self._response, mark):
                self._hand_over((time.monotonic(), picture))
                if self._closed:
                    return
        except TimeoutError:
            trouble = CameraTrouble.SILENT
        except (OSError, http.client.HTTPException):
            pass
        except ValueError:
            trouble = CameraTrouble.NOT_PICTURES
        self._hand_over(trouble)

    def _hand_over(self, arrived: Arrived | CameraTrouble) -> None:
        """Where nobody comes round to looking, the oldest goes: what is told is to be about now, as a camera's is."""
        while True:
            try:
                self._arrived.put_nowait(arrived)
            except queue.Full:
                with contextlib.suppress(queue.Empty):
                    self._arrived.get_nowait()
            else:
                return


def _pictures(response: http.client.HTTPResponse, mark: bytes) -> Iterator[bytes]:
    """The bodies of the answer's parts, each as soon as its last byte is there.

    Raises:
        OSError: The connection broke, or nothing came for long.
        ValueError: A part's head or body goes on without end.
    """
    held = bytearray()

    def more() -> bool:
        chunk = response.read1(_CHUNK_BYTES)
        held.extend(chunk)
        return bool(chunk)

    while True:
        while (head_end := held.find(b"\r\n\r\n")) < 0:
            if len(held) > _MOST_HEAD_BYTES:
                raise ValueError("a head without end")
            if not more():
                return
        said = _LENGTH.search(bytes(held[: head_end + 2]))
        size = -1 if said is None else int(said[1])
        del held[: head_end + 4]
        looked = 0
        while size < 0 or len(held) < size:
            if size < 0 and (size := held.find(mark, looked)) >= 0:
                break
            if max(size, len(held)) > MOST_BYTES:
                raise ValueError("a picture without end")
            looked = max(0, len(held) - len(mark))
            if not more():
                return
        yield bytes(held[:size])
        del held[:size]


def _decoded(packed: bytes) -> Pixels | None:
    """The picture, or None where it is no whole JPEG of a size anybody films in."""
    if not packed.startswith(_JPEG):
        return None
    try:
        picture = cv2.imdecode(np.frombuffer(packed, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:  # more pixels than `devices.camera` allows
        return None
    return None if picture is None or not picture.size else np.asarray(picture, np.uint8)


def _http(address: SplitResult) -> http.client.HTTPConnection:
    host = address.hostname or ""
    if address.scheme == "https":
        return http.client.HTTPSConnection(
            host, address.port, timeout=OPEN_TIMEOUT_S, context=ssl.create_default_context()
        )
    return http.client.HTTPConnection(host, address.port, timeout=OPEN_TIMEOUT_S)


def _target(address: SplitResult) -> str:
    path = quote(address.path or "/", safe=_AS_IT_IS)
    query = quote(address.query, safe=_AS_IT_IS)
    return f"{path}?{query}" if query else path


def _headers(address: SplitResult) -> dict[str, str]:
    headers = {"Accept": "multipart/x-mixed-replace"}
    if address.username is not None:
        pair = f"{unquote(address.username)}:{unquote(address.password or '')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    return headers


def _cut(connected: socket.socket) -> None:
    """End a connection that another thread may be waiting on."""
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)
    with contextlib.suppress(OSError):
        connected.close()
