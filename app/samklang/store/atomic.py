"""Writes a small file so that after a crash there is either the whole old one or the whole new one."""

import contextlib
import os
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Replace `path` with `content`, readable by its owner only, durable when this returns.

    Raises:
        OSError: It could not be written; `path` is as it was.
    """
    beside = _written_beside(path, content)
    try:
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_once(path: Path, content: bytes) -> bool:
    """Make `path` with `content`, readable by its owner only, unless it is there already.

    Returns:
        Whether we were the ones who made it. Of several processes that try at once exactly one is.

    Raises:
        OSError: It could not be written.
    """
    beside = _written_beside(path, content)
    try:
        os.link(beside, path)  # unlike a rename, never replaces what is there
    except FileExistsError:
        return False
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Make renames and new names in `folder` durable, where the system has a way to do it (Windows has none)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _written_beside(path: Path, content: bytes) -> Path:
    beside = path.with_name(f"{path.name}.{os.urandom(4).hex()}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    return beside
