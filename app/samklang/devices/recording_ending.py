"""Whether a recording ends where its own header says, for the containers where FFmpeg keeps that to itself."""

import os
from pathlib import Path
from typing import BinaryIO

_STREAMED_SIZES = frozenset({0, 0xFFFFFFFF})
"""What a program that cannot go back writes as a WAV's length: FFmpeg all ones, others nothing, ..."""
_SOX_STREAMED_SIZE = 0x7FFFF000
"""... and SoX this or a little more."""
_OGG_HEADER_BYTES = 27
_OGG_LONGEST_PAGE = _OGG_HEADER_BYTES + 255 + 255 * 255
_OGG_LAST_PAGE = 0x04
_ID3V2_HEADER_BYTES = 10
_MP3_LOOKED_AT_BYTES = 4096
_MP3_HAS_FRAME_COUNT = 0x01


def wav_missing_s(path: Path) -> float:
    """Seconds of sound a WAV file's header promises beyond the end of the file; 0 where it promises nothing."""
    with path.open("rb") as opened:
        size = os.fstat(opened.fileno()).st_size
        head = opened.read(12)
        if head[:4] != b"RIFF" or head[8:] != b"WAVE":
            return 0.0  # RF64, whose length FFmpeg takes from its own chunk
        bytes_a_second = 0
        for name, start, length in _chunks(opened):
            if name == b"fmt ":
                opened.seek(start + 8)
                bytes_a_second = int.from_bytes(opened.read(4), "little")
            if name == b"data":
                streamed = length in _STREAMED_SIZES or _SOX_STREAMED_SIZE <= length < 1 << 31
                missing = 0 if streamed else max(0, start + length - size)
                return missing / bytes_a_second if bytes_a_second else 0.0
    return 0.0


def ogg_is_finished(path: Path) -> bool:
    """Whether an Ogg file's last page is marked as the last and is there in full (RFC 3533)."""
    with path.open("rb") as opened:
        size = os.fstat(opened.fileno()).st_size
        opened.seek(max(0, size - 2 * _OGG_LONGEST_PAGE))
        tail = opened.read()
    place = tail.rfind(b"OggS")
    if place < 0 or len(tail) - place < _OGG_HEADER_BYTES:
        return False
    segments = tail[place + 26]
    lengths = tail[place + _OGG_HEADER_BYTES : place + _OGG_HEADER_BYTES + segments]
    whole = place + _OGG_HEADER_BYTES + segments + sum(lengths) <= len(tail)
    return whole and bool(tail[place + 5] & _OGG_LAST_PAGE)


def mp3_declared_frames(path: Path) -> int | None:
    """Number of MPEG frames an MP3 file's Xing or Info header promises; None where it has none."""
    with path.open("rb") as opened:
        head = opened.read(_ID3V2_HEADER_BYTES)
        start = 0
        if head[:3] == b"ID3":
            start = _ID3V2_HEADER_BYTES
            for place, byte in enumerate(reversed(head[6:])):  # four bytes of seven bits each
                start += (byte & 0x7F) << 7 * place
        opened.seek(start)
        first = opened.read(_MP3_LOOKED_AT_BYTES)
    for mark in (b"Xing", b"Info"):
        place = first.find(mark)
        if place >= 0 and len(first) >= place + 12 and first[place + 7] & _MP3_HAS_FRAME_COUNT:
            return int.from_bytes(first[place + 8 : place + 12], "big")
    return None


def _chunks(opened: BinaryIO) -> list[tuple[bytes, int, int]]:
    """Name, first byte and length of each RIFF chunk up to the sound itself."""
    found: list[tuple[bytes, int, int]] = []
    while len(head := opened.read(8)) == 8:  # noqa: PLR2004 - a name and a length of 4 bytes each
        length = int.from_bytes(head[4:], "little")
        found.append((head[:4], opened.tell(), length))
        if head[:4] == b"data":
            break
        opened.seek(length + length % 2, os.SEEK_CUR)
    return found
