"""A sealed sequence of a few seconds, made once a test run; tests damage copies of it."""

import shutil
from pathlib import Path

import bagit
import pytest

from samklang.engine.ports import SealedBag
from samklang.playback.bag import verify_bag

PLAN = Path(__file__).parent / "short_plan.toml"


@pytest.fixture(scope="session")
def short_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bag's folder; not to be changed."""
    from samklang.playback.mastering.make import make_sequence  # noqa: PLC0415 - SciPy, which most runs do not need

    folder = tmp_path_factory.mktemp("sequences") / "a-short-one"
    make_sequence(PLAN, folder)
    return folder


@pytest.fixture(scope="session")
def short_bag(short_folder: Path) -> SealedBag:
    """The bag, verified."""
    found = verify_bag(short_folder)
    assert isinstance(found, SealedBag), found
    return found


@pytest.fixture
def own_copy(short_folder: Path, tmp_path: Path) -> Path:
    """A copy to damage."""
    copy = tmp_path / "bag"
    shutil.copytree(short_folder, copy)
    return copy


def seal_again(folder: Path) -> None:
    """Make the manifests fit what is in the bag now, as somebody with the library would."""
    bagit.Bag(str(folder)).save(manifests=True)


def damage(media: Path, share: float) -> None:
    """Cut a file off after this share of its bytes."""
    content = media.read_bytes()
    media.write_bytes(content[: int(len(content) * share)])
