"""A network camera's address: what is refused, what each kind of bad answer is called, and that no secret gets out."""

import datetime as dt
import itertools
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.end_to_end.check_lab import Command
from tests.lab.stream import PASSWORD, USER, LabStream

from samklang.devices import mjpeg_stream
from samklang.devices.camera import WorkerCamera
from samklang.devices.mjpeg_stream import MjpegStream
from samklang.devices.network_camera import network_camera
from samklang.devices.picture_source import PictureGone
from samklang.domain.live import CameraTrouble
from samklang.engine.ports import Refused
from samklang.wording import Wording

SAY = Wording("en")
HEAD = b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=x\r\n\r\n"
PART = b"--x\r\nContent-Type: image/jpeg\r\n\r\n"

Answers = Callable[[Iterable[bytes]], str]


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mjpeg_stream, "OPEN_TIMEOUT_S", 0.6)
    monkeypatch.setattr(mjpeg_stream, "READ_TIMEOUT_S", 0.5)
    monkeypatch.setattr(mjpeg_stream, "MOST_BYTES", 200_000)


@pytest.fixture
def answers() -> Iterator[Answers]:
    """Something that listens and says exactly this to whoever comes, then waits."""
    opened: list[socket.socket] = []

    def listen(pieces: Iterable[bytes]) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        opened.append(server)

        def serve() -> None:
            try:
                caller, _ = server.accept()
                opened.append(caller)
                caller.recv(65_536)
                for piece in pieces:
                    caller.sendall(piece)
            except OSError:  # the test is over
                return

        threading.Thread(target=serve, daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/video"

    yield listen
    for each in opened:
        each.close()


def trouble_with(address: str) -> CameraTrouble:
    """What is told of it, in bounded time and memory."""
    stream = MjpegStream(address)
    ends = time.monotonic() + 10
    try:
        stream.open()
        while time.monotonic() < ends:
            stream.frame()
    except PictureGone as gone:
        return gone.trouble
    finally:
        stream.close()
    raise AssertionError("it went on")


def dripping(pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        time.sleep(0.05)
        yield piece


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ([b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html>"], CameraTrouble.NOT_PICTURES),
        ([b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace\r\n\r\n"], CameraTrouble.NOT_PICTURES),
        ([b"HTTP/1.0 404 Not Found\r\n\r\n"], CameraTrouble.NOT_THERE),
        ([b"HTTP/1.0 302 Found\r\nLocation: file:///etc/hostname\r\n\r\n"], CameraTrouble.NOT_THERE),
        ([b"HTTP/1.0 401 Unauthorized\r\n\r\n"], CameraTrouble.PASSWORD),
        ([b"SSH-2.0-OpenSSH_9.2\r\n" * 9], CameraTrouble.NOT_PICTURES),
        ([b"HTTP/1.0 200 OK\r\n", b"X-More: 1\r\n" * 5000], CameraTrouble.NOT_PICTURES),
        ([b"HTTP/1.0 200 OK\r\nX-Long: ", b"1" * 200_000], CameraTrouble.NOT_PICTURES),
        ([HEAD + b"--x\r\n", b"X-More: 1\r\n" * 5000], CameraTrouble.NOT_PICTURES),
        ([HEAD + PART, b"\xff\xd8\xff" + bytes(400_000)], CameraTrouble.NOT_PICTURES),
        ([HEAD + b"--x\r\nContent-Length: 999999999\r\n\r\n"], CameraTrouble.NOT_PICTURES),
        ([HEAD, *((PART + b"GIF89a....\r\n") for _ in range(9))], CameraTrouble.NOT_PICTURES),
        ([HEAD], CameraTrouble.SILENT),
        ([], CameraTrouble.SILENT),
    ],
    ids=lambda value: value.value if isinstance(value, CameraTrouble) else None,
)
def test_an_answer_that_is_no_stream_of_pictures_is_called_by_its_name(
    answers: Answers, said: list[bytes], trouble: CameraTrouble
):
    assert trouble_with(answers(said)) is trouble


def test_an_answer_that_drips_is_cut(answers: Answers):
    endless = itertools.chain([b"HTTP/1.0 200 OK\r\n"], itertools.repeat(b"X"))
    assert trouble_with(answers(dripping(endless))) is CameraTrouble.SILENT


def test_a_stream_that_drips_is_given_up(answers: Answers):
    endless = itertools.chain([HEAD + PART], itertools.repeat(b"\xff"))
    assert trouble_with(answers(dripping(endless))) is CameraTrouble.SILENT


def test_a_place_where_nothing_listens_cannot_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert trouble_with(f"http://127.0.0.1:{port}/") is CameraTrouble.UNREACHABLE


def test_a_certificate_nobody_vouches_for_is_not_trusted(tmp_path: Path):
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "camera")])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + dt.timedelta(days=1))
    pem = tmp_path / "camera.pem"
    pem.write_bytes(
        made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            caller, _ = server.accept()
            with caller, pytest.raises(ssl.SSLError):
                context.wrap_socket(caller, server_side=True)

        serving = threading.Thread(target=serve)
        serving.start()
        assert trouble_with(f"https://127.0.0.1:{server.getsockname()[1]}/") is CameraTrouble.NOT_TRUSTED
        serving.join()


def test_pictures_without_a_length_are_told_apart_by_their_boundary(lab_stream: LabStream):
    lab_stream.claims_length = False
    stream = MjpegStream(lab_stream.address)
    stream.open()
    try:
        shapes = [picture.shape for _ in range(30) if (picture := stream.frame()) is not None]
    finally:
        stream.close()
    assert len(shapes) >= 10
    assert set(shapes) == {(720, 1280, 3)}


def test_a_stream_claims_no_frame_rate(lab_stream: LabStream):
    stream = MjpegStream(lab_stream.address)
    stream.open()
    stream.close()
    assert stream.promised is None


def test_a_picture_of_more_pixels_than_any_camera_s_is_not_decoded(tmp_path: Path):
    small, large = tmp_path / "small.jpg", tmp_path / "large.jpg"
    cv2.imwrite(str(small), np.zeros((64, 64, 3), np.uint8))
    packed = bytearray(small.read_bytes())
    size = packed.index(b"\xff\xc0") + 5
    packed[size : size + 4] = (20_000).to_bytes(2, "big") * 2
    large.write_bytes(packed)
    program = (
        "import sys, pathlib; from samklang.devices.mjpeg_stream import _decoded\n"
        "print([_decoded(pathlib.Path(name).read_bytes()) is None for name in sys.argv[1:]])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, small, large],
        env={**WorkerCamera.ENVIRONMENT},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[False, True]\n"


@pytest.mark.parametrize(
    ("address", "text_id"),
    [
        ("file:///etc/hostname", "scheme"),
        ("concat:/etc/hostname|/etc/passwd", "scheme"),
        ("rtsp://camera/stream", "scheme"),
        ("ftp://camera/picture.jpg", "scheme"),
        ("http://", "broken"),
        ("http:///video", "broken"),
        ("http://camera:eighty/video", "broken"),
        ("http://camera:99999/video", "broken"),
        ("http://[::1/video", "broken"),
        ("http://camera/\r\nHost: elsewhere", "broken"),
        ("http://cam era/video", "broken"),
        ("http://camera/" + "x" * 3000, "broken"),
        ("http://user:hemmelig@/video", "broken"),
    ],
)
def test_an_address_of_no_camera_is_refused_without_being_repeated(address: str, text_id: str):
    with pytest.raises(Refused) as refused:
        network_camera(address, SAY)
    assert str(refused.value) == SAY(f"devices.address.{text_id}")
    assert "hemmelig" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://tech:hemmelig@192.168.1.20:8080/video?pwd=hemmelig", "192.168.1.20:8080"),
        ("HTTPS://Camera.Local/hemmelig/stream", "camera.local"),
        ("http://[fe80::1]:81/", "[fe80::1]:81"),
    ],
)
def test_a_network_camera_is_known_by_its_place_alone(address: str, shown: str):
    camera = network_camera(address, SAY)
    assert (camera.info.id, camera.info.name) == (f"network:{shown}", shown)
    assert "hemmelig" not in repr(camera.info)


def test_a_check_of_a_network_camera_with_a_password_keeps_it_to_itself(lab_stream: LabStream, check: Command):
    lab_stream.wants_password = True
    address = f"http://{USER}:{PASSWORD}@{lab_stream.place}/video?token=k7"
    done = check("--video", address, "--seconds", "3", "--json")
    assert done.code in {0, 1, 2}
    assert done.document["picture"]["width"] == 1280
    assert done.document["picture"]["nominal_frame_rate_fps"] is None
    assert lab_stream.place in done.out
    assert lab_stream.paths == ["/video?token=k7"]
    for secret in (PASSWORD, USER, "token", "k7", "/video"):
        assert secret not in done.out + done.err


def test_a_check_of_what_is_no_camera_is_one_line_and_exit_code_3(lab_stream: LabStream, check: Command):
    lab_stream.wants_password = True
    done = check("--video", lab_stream.address, "--seconds", "3")
    assert (done.code, done.out) == (3, "")
    assert done.err == f"samklang: {SAY('devices.camera_trouble.password')}\n"
