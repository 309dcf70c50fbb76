"""The one entrance to Samklang for whoever has just cloned it: run, test, check, bench, shots.

Needs nothing but Python's standard library. Whatever else is missing (system libraries, uv, the locked environment in
`.venv`) is set up first, and said aloud; where that is not possible, it is said exactly what to install.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
UV_VERSION = "0.13.9"
BIN = "Scripts" if os.name == "nt" else "bin"
NOT_READY = 2
BAD_INPUT = 3


@dataclass(frozen=True)
class Need:
    """Something the system must provide.

    Attributes:
        sign: How it is recognised: a library's soname, a program's name, or a file pattern below `/`.
        debian: The package of Debian 12 and Ubuntu that brings it.
    """

    sign: str
    debian: str


# What Qt, PortAudio and libVLC load at run time and no wheel brings; found missing one by one in a bare Debian 12.
TO_RUN = (
    Need("libEGL.so.1", "libegl1"),
    Need("libGL.so.1", "libgl1"),
    Need("libX11-xcb.so.1", "libx11-xcb1"),
    Need("libXrandr.so.2", "libxrandr2"),
    Need("libbrotlidec.so.1", "libbrotli1"),
    Need("libdbus-1.so.3", "libdbus-1-3"),
    Need("libdrm.so.2", "libdrm2"),
    Need("libfontconfig.so.1", "libfontconfig1"),
    Need("libglib-2.0.so.0", "libglib2.0-0"),
    Need("libportaudio.so.2", "libportaudio2"),
    Need("libpulse.so.0", "libpulse0"),
    Need("libvlc.so.5", "libvlc5"),
    Need("libxcb-cursor.so.0", "libxcb-cursor0"),
    Need("libxcb-icccm.so.4", "libxcb-icccm4"),
    Need("libxcb-image.so.0", "libxcb-image0"),
    Need("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    Need("libxcb-randr.so.0", "libxcb-randr0"),
    Need("libxcb-render-util.so.0", "libxcb-render-util0"),
    Need("libxcb-shape.so.0", "libxcb-shape0"),
    Need("libxcb-xkb.so.1", "libxcb-xkb1"),
    Need("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    Need("usr/lib*/**/alsa-lib/libasound_module_pcm_pulse.so", "libasound2-plugins"),
    Need("usr/lib*/**/vlc/plugins/access/libfilesystem_plugin.so", "vlc-plugin-base"),
    Need("usr/lib*/**/vlc/plugins/video_output/libvmem_plugin.so", "vlc-plugin-base"),
)

# PyAudio, the optional second way to a microphone, comes as source; the tools' environment has it for its tests.
TO_BUILD = (
    Need("gcc", "gcc"),
    Need("usr/include/portaudio.h", "portaudio19-dev"),
    Need("usr/include/python3*/Python.h", "python3-dev"),
    Need("usr/include/stdio.h", "libc6-dev"),
)

# The tests record from a real sound server, compile a V4L2 camera and let espeak-ng speak.
TO_TEST = (
    Need("espeak-ng", "espeak-ng"),
    Need("pactl", "pulseaudio-utils"),
    Need("pulseaudio", "pulseaudio"),
    Need("usr/include/linux/videodev2.h", "linux-libc-dev"),
)


def say(text: str) -> None:
    """One line to the person at the terminal."""
    print(f"dev: {text}", flush=True)


def give_up(text: str) -> None:
    """Say why it cannot go on, and end."""
    print(f"dev: {text}", file=sys.stderr, flush=True)
    sys.exit(NOT_READY)


def is_there(need: Need, libraries: str) -> bool:
    """Whether the system provides it; `libraries` is the linker's own list."""
    if "/" in need.sign:
        return next(Path("/").glob(need.sign), None) is not None
    if ".so" in need.sign:
        return f"{need.sign} " in libraries
    return shutil.which(need.sign) is not None


def provide(needs: Iterable[Need]) -> None:
    """Install what the system lacks, or say exactly what to install.

    Only Linux needs anything: on Windows and macOS the wheels bring it all but VLC, which the Body room asks for.
    """
    if platform.system() != "Linux":
        return
    ldconfig = shutil.which("ldconfig") or "/sbin/ldconfig"
    libraries = subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False).stdout
    missing = [need for need in needs if not is_there(need, libraries)]
    if not missing:
        return
    packages = sorted({need.debian for need in missing})
    become_root = [] if os.geteuid() == 0 else ["sudo"]
    if not shutil.which("apt-get"):
        give_up(
            "these are missing; please install what provides them: "
            + ", ".join(sorted(need.sign.rsplit("/", 1)[-1] for need in missing))
            + f" (in Debian and Ubuntu: {' '.join(packages)})"
        )
    by_hand = f"sudo apt-get install --no-install-recommends {' '.join(packages)}"
    if become_root and not shutil.which("sudo"):
        give_up(f"system libraries are missing, and only root may install them: {by_hand.removeprefix('sudo ')}")
    say(f"installing system libraries: {' '.join(packages)}")
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    apt = [*become_root, *environment, "apt-get", "-q", "-o", "Dpkg::Use-Pty=0"]  # a bare chroot has no terminals
    subprocess.run([*apt, "update"], stdout=subprocess.DEVNULL, check=False)
    done = subprocess.run(
        [*apt, "install", "-y", "--no-install-recommends", *packages], stdout=subprocess.DEVNULL, check=False
    )
    if done.returncode != 0:
        give_up(f"apt-get could not install them; see above. By hand: {by_hand}")


def provide_proc() -> None:
    """The tests look at processes through /proc; a bare chroot comes without it."""
    if platform.system() != "Linux" or Path("/proc/self").exists():
        return
    say("mounting /proc, which the tests look into")
    subprocess.run(["mount", "-t", "proc", "proc", "/proc"], check=False)
    if not Path("/proc/self").exists():
        give_up("the tests need /proc; as root: mount -t proc proc /proc")


def uv() -> str:
    """The path of uv; it is put into `.uv/` when there is none."""
    own = ROOT / ".uv" / BIN / "uv"
    found = shutil.which("uv") or shutil.which(str(own))
    if found:
        return found
    say(f"installing uv {UV_VERSION} into .uv")
    if platform.system() == "Linux":
        provide_venv()
    subprocess.run([sys.executable, "-m", "venv", "--clear", ROOT / ".uv"], check=True)
    pip = [str(own.with_name("python")), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, "install", f"uv=={UV_VERSION}"], check=False)
    if done.returncode != 0:
        give_up("uv could not be installed; is there a network? See https://docs.astral.sh/uv to install it by hand")
    return str(own)


def provide_venv() -> None:
    """Debian splits `venv` from Python: bring it where it is missing."""
    probe = subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True, check=False)
    if probe.returncode != 0:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        provide([Need(f"usr/lib/python{version}/ensurepip/__init__.py", f"python{version}-venv")])


def set_up(needs: Iterable[Need], *, with_tools: bool) -> None:
    """Bring the machine and `.venv` to what `uv.lock` says."""
    started = time.monotonic()
    provide((*needs, *TO_BUILD) if with_tools else needs)
    options = [] if with_tools else ["--no-dev"]
    if (ROOT / ".venv").exists():
        options.append("--quiet")
    else:
        say("making the environment in .venv; the first time some 300 MB are fetched")
    # The system's own certificates: clinics and hospitals often look into encrypted traffic with their own authority.
    environment = {"UV_SYSTEM_CERTS": "true", **os.environ}
    done = subprocess.run([uv(), "sync", "--locked", *options], cwd=ROOT, env=environment, check=False)
    if done.returncode != 0:
        give_up("the environment could not be made; see above")
    took_s = time.monotonic() - started
    if took_s > 1:
        say(f"the environment is ready ({took_s:.0f} s)")


def in_environment(*command: str) -> int:
    """Run one of the environment's own programs in the project's folder; returns its exit code."""
    program = ROOT / ".venv" / BIN / command[0]
    try:
        return subprocess.run([program, *command[1:]], cwd=ROOT, check=False).returncode
    except KeyboardInterrupt:
        return 130


def has_screen() -> bool:
    """Whether a window can be shown here."""
    if platform.system() != "Linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run(arguments: Sequence[str]) -> int:
    """Start Samklang; with no screen, do its whole main job offscreen and write the result to `out/`."""
    set_up(TO_RUN, with_tools=(ROOT / ".venv" / BIN / "pytest").exists())
    if arguments or has_screen():
        return in_environment("samklang", *arguments)
    say("no screen here: doing the whole main job offscreen on demo devices; the result goes to out/")
    return in_environment("samklang", "tour", "--out", "out")


def test(arguments: Sequence[str]) -> int:
    """Run the whole suite with full branch coverage of domain/ and engine/; or only what the arguments name."""
    provide_proc()
    set_up((*TO_RUN, *TO_TEST), with_tools=True)
    if arguments:
        return in_environment("pytest", *arguments)
    return in_environment("pytest", "--cov", "--cov-report=term-missing:skip-covered", "--cov-fail-under=100")


def check(arguments: Sequence[str]) -> int:
    """Style, types and the direction of imports."""
    set_up(TO_RUN, with_tools=True)
    worst = 0
    for command in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], ["lint-imports", "--no-cache"]):
        say(" ".join(command))
        worst = max(worst, in_environment(*command, *arguments))
    return worst


def bench(arguments: Sequence[str]) -> int:
    """Measure speed as ratios against peers in the same run."""
    set_up((*TO_RUN, *TO_TEST), with_tools=True)
    return in_environment("python", "-m", "bench", *arguments)


def shots(arguments: Sequence[str]) -> int:
    """Take a screenshot of every screen into `out/shots/`, to be looked at."""
    set_up(TO_RUN, with_tools=(ROOT / ".venv" / BIN / "pytest").exists())
    return in_environment("samklang", "shots", *(arguments or ["--out", "out/shots"]))


def package(_: Sequence[str]) -> int:
    """Installers are not made yet."""
    say("there are no installers yet; `uv build` makes a wheel, and `python3 dev.py run` runs from the clone")
    return NOT_READY


VERBS = {"run": run, "test": test, "check": check, "bench": bench, "shots": shots, "package": package}


def main() -> int:
    """Read the verb and do it."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this script meets Pythons that the package itself never sees
        give_up(f"Samklang needs Python 3.11 or newer; this is {platform.python_version()}")
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {name:8} {verb.__doc__}" for name, verb in VERBS.items()),
    )
    parser.add_argument("verb", choices=VERBS)
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="handed on to the program or tool")
    options = parser.parse_args()
    return VERBS[options.verb](options.arguments)


if __name__ == "__main__":
    sys.exit(main())
