"""A network camera on the loopback: the lab camera's pictures as MJPEG over HTTP, and servers that misbehave."""

import base64
import contextlib
import http.server
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Self

import pytest
from tests.lab.camera import Behaviour, Scene, jpeg, scene_pictures

RATE_FPS: Final = 30.0
SIZE: Final = (1280, 720)
SMALL: Final = (640, 480)
USER, PASSWORD = "tech", "hemmelig-7Qx"
_BOUNDARY: Final = "frame"
_SCENES: Final = {Behaviour.BARS: Scene.BARS, Behaviour.BLUE: Scene.BLUE, Behaviour.BLACK: Scene.BLACK}


def packed_pictures() -> dict[tuple[Scene, tuple[int, int]], list[bytes]]:
    """What is sent."""
    return {
        (scene, size): [jpeg(picture) for picture in scene_pictures(scene, size)]
        for scene in Scene
        for size in (SIZE, SMALL)
    }


@dataclass
class LabStream:
    """The camera and its switch; it listens while it is used as a context.

    Attributes:
        claims_length: Whether each part says how long it is; many cameras do not.
        wants_password: Whether it answers nobody without one.
    """

    pictures: dict[tuple[Scene, tuple[int, int]], list[bytes]]
    claims_length: bool = True
    wants_password: bool = False
    behaviour: Behaviour = Behaviour.OK
    paths: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        stream = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with contextlib.suppress(OSError):  # whoever looked has gone
                    stream.answer(self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._open = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False
        self._server.shutdown()
        self._server.server_close()

    @property
    def place(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def address(self) -> str:
        """Of its pictures."""
        return f"http://{self.place}/video"

    def behave(self, behaviour: Behaviour) -> None:
        """From the next picture on."""
        self.behaviour = behaviour

    def answer(self, request: http.server.BaseHTTPRequestHandler) -> None:
        """One answer, as long as it is wanted."""
        self.paths.append(request.path)
        if self._gone:
            return
        wanted = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.wants_password and request.headers.get("Authorization") != wanted:
            request.send_error(401)
            return
        request.send_response(200)
        request.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={_BOUNDARY}")
        request.end_headers()
        sent, due = 0, time.monotonic()
        while self._open and not self._gone:
            behaviour = self.behaviour
            if behaviour is Behaviour.FREEZE:
                time.sleep(0.02)
                continue
            due = max(due + self._interval_s(behaviour, sent), time.monotonic() - 0.1)
            time.sleep(max(0.0, due - time.monotonic()))
            sent += behaviour is not Behaviour.REPEAT
            size = SMALL if behaviour is Behaviour.WRONG_SIZE else SIZE
            pictures = self.pictures[_SCENES.get(behaviour, Scene.PERSON), size]
            request.wfile.write(self._part(pictures[sent % len(pictures)]))

    @property
    def _gone(self) -> bool:
        return self.behaviour is Behaviour.UNPLUG

    @staticmethod
    def _interval_s(behaviour: Behaviour, sent: int) -> float:
        if behaviour is Behaviour.SLOW:
            return 0.2
        if behaviour is Behaviour.UNEVEN:
            return (0.4 if sent % 3 else 2.2) / RATE_FPS
        return 1 / RATE_FPS

    def _part(self, picture: bytes) -> bytes:
        if self.behaviour is Behaviour.GARBAGE:
            picture = b"\7" * len(picture)
        length = f"Content-Length: {len(picture)}\r\n" if self.claims_length else ""
        head = f"\r\n--{_BOUNDARY}\r\nContent-Type: image/jpeg\r\n{length}\r\n"
        return head.encode() + picture


@pytest.fixture(scope="session")
def stream_pictures() -> dict[tuple[Scene, tuple[int, int]], list[bytes]]:
    """The pictures, packed once."""
    return packed_pictures()


@pytest.fixture
def lab_stream(stream_pictures: dict[tuple[Scene, tuple[int, int]], list[bytes]]) -> Iterator[LabStream]:
    """A network camera that works, until it is told otherwise."""
    with LabStream(stream_pictures) as stream:
        yield stream
