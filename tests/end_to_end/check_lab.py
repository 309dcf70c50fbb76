"""`samklang check` run as a technician runs it, and the recordings it is given; `conftest` hands both to the tests."""

import json
import os
import subprocess
import sys
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from tests.end_to_end.check_recordings import RATE_HZ, Samples, portrait, write_wav

from samklang.devices.sound_file import measure_sound_file

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "check-report.schema.json").read_text(encoding="utf-8"))
SPEECH = "Velkommen til gruppen. Vi tager en runde, hvor alle siger deres navn. Tag dig god tid, og sig til undervejs."


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.out)
        jsonschema.Draft202012Validator(SCHEMA).validate(document)
        return document

    def status(self, check: str) -> str:
        return str(next(each["status"] for each in self.document["verdicts"] if each["check"] == check))


Command = Callable[..., Outcome]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "SAMKLANG_HOME": str(tmp_path / "home"), "PYTHONIOENCODING": "utf-8"}


@pytest.fixture
def check(environment: dict[str, str], tmp_path: Path) -> Command:
    def run(*arguments: str | Path, language: str = "en", command: str = "check", **variables: str) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "samklang", "--language", language, command, *map(str, arguments)],
            env={**environment, **variables},
            cwd=tmp_path,
            capture_output=True,
            encoding=variables.get("PYTHONIOENCODING", "utf-8"),
            timeout=100,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return Outcome(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """Danish speech, at an active speech level of -20 dBFS, its loudest tops rounded off by nothing."""
    path = tmp_path_factory.mktemp("speech") / "spoken.wav"
    subprocess.run(["espeak-ng", "-v", "da", "-w", str(path), SPEECH], check=True)  # noqa: S607 - found on PATH
    with wave.open(str(path), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    level = measure_sound_file(path).active_speech_level_dbfs
    assert isinstance(level, float)
    return samples * 10 ** ((-20.0 - level) / 20)


@pytest.fixture(scope="session")
def hours(tmp_path_factory: pytest.TempPathFactory, spoken: Samples) -> Path:
    """Enough speech to keep a measurement going for seconds."""
    path = tmp_path_factory.mktemp("hours") / "hours.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        file.writeframes((spoken * 32767).astype("<i2").tobytes() * 500)
    return path


@pytest.fixture(scope="session")
def recordings(tmp_path_factory: pytest.TempPathFactory, spoken: Samples) -> Path:
    folder = tmp_path_factory.mktemp("recordings")
    hiss = np.random.default_rng(7).standard_normal(5 * RATE_HZ)
    write_wav(folder / "good.wav", spoken)
    write_wav(folder / "quiet.wav", spoken * 10 ** (-14 / 20))
    write_wav(folder / "clipped.wav", spoken * 10 ** (8 / 20))
    write_wav(folder / "one side.wav", np.stack([spoken, np.zeros_like(spoken)], axis=1))
    write_wav(folder / "dead.wav", np.zeros(5 * RATE_HZ))
    write_wav(folder / "silence.wav", hiss * 10 ** (-70 / 20))
    write_wav(folder / "noise.wav", hiss * 10 ** (-38 / 20))
    portrait(folder / "good.mp4")
    portrait(folder / "half.mp4", unique_every=2)
    portrait(folder / "black.mp4", brightness=0.0, seconds=1.5)
    portrait(folder / "dark.mp4", brightness=0.2, seconds=1.5)
    (folder / "garbage.mp4").write_bytes(np.random.default_rng(1).bytes(60_000))
    (folder / "empty.wav").write_bytes(b"")
    (folder / "text.wav").write_text("this is no recording\n" * 100)
    (folder / "folder.wav").mkdir()
    for name in ("good.wav", "good.mp4"):
        whole = (folder / name).read_bytes()
        (folder / f"cut {name}").write_bytes(whole[: len(whole) // 2])
    return folder
