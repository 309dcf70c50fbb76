"""Loads libVLC, or says that it cannot be had; nothing else imports `vlc`."""

from typing import Any

from samklang.engine.ports import Refused

OPTIONS = (
    "--ignore-config",  # the user's own VLC may loop, equalise, fetch covers or start a skin
    "--quiet",
    "--play-and-pause",  # without it the last picture is missing in some plays
    "--no-video-title-show",
    "--no-osd",
    "--no-spu",
    "--no-sub-autodetect-file",
    "--no-metadata-network-access",  # nothing of ours goes on the network
    "--no-lua",
    "--no-audio-time-stretch",
    "--avcodec-hw=none",  # pictures come to memory in any case; software decodes the same everywhere
)

LIBRARY_MISSING = "library_missing"
"""Code of the refusal; its sentence and what to install stand under `body.failed.library_missing`."""

_NEEDED_MAJOR = b"3."


def load_libvlc(options: tuple[str, ...] = ()) -> tuple[Any, Any, str]:
    """The module, the one instance of this process, and libVLC's version.

    Args:
        options: Further options of libVLC.

    Raises:
        Refused: `LIBRARY_MISSING`: it is not installed, has no plugins, is of another bitness or major version.
    """
    try:
        import vlc  # noqa: PLC0415 - loading it looks for the library, which may not be there
    except (ImportError, OSError, AttributeError, SystemExit) as error:
        # python-vlc calls sys.exit where PYTHON_VLC_LIB_PATH is wrong
        raise Refused(LIBRARY_MISSING) from error
    version = vlc.libvlc_get_version()
    instance = vlc.Instance([*OPTIONS, *options]) if version.startswith(_NEEDED_MAJOR) else None
    if instance is None:  # no plugins: no exception, only nothing
        raise Refused(LIBRARY_MISSING)
    return vlc, instance, version.decode(errors="replace").split(" ")[0]
