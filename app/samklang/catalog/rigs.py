"""Reads rigs: which laptop, microphone and camera belong together, and the targets their check must reach."""

from collections.abc import Iterator
from pathlib import Path

from samklang.catalog.untrusted import Fields, read_toml
from samklang.domain.checks import UNITS
from samklang.domain.dslr import DslrLink, Point, PointKind
from samklang.domain.live import DeviceForm
from samklang.domain.rig import (
    Bound,
    BoundDevice,
    Camera,
    CameraKind,
    Laptop,
    Microphone,
    MicrophoneKind,
    Quirk,
    Range,
    Rig,
    Target,
    Words,
)
from samklang.engine.ports import Refused
from samklang.wording import LANGUAGES, Wording

COMMON_TARGETS = "targets.toml"
POINTS = "checklist.toml"
MOST_FACES = 10
"""More people than this in front of one camera are not facilitators. Our proposal."""

LONGEST_NAME = 200
LONGEST_ID = 500
"""No system gives longer names and ids of devices. Our proposal."""

_SCHEMA = 1
_BOUND = 1e6
"""Largest number a target's end may be: beyond any unit we measure in. Our proposal."""


class RigFolders:
    """Rigs in folders of hardware profiles.

    Args:
        folders: Folders that hold `rigs/`, `laptops/`, `microphones/`, `cameras/` and `targets.toml`, the user's own
            first: a file there takes the place of ours with the same name, and a target in its `targets.toml` that of
            ours for the same check.
        wording: The language refusals are said in.
    """

    def __init__(self, folders: tuple[Path, ...], wording: Wording) -> None:
        self._folders = folders
        self._wording = wording

    def rigs(self) -> tuple[Rig, ...]:
        """All rigs that can be read, by id."""
        return tuple(rig for rig in self._each() if isinstance(rig, Rig))

    def refusals(self) -> tuple[str, ...]:
        """Why the others cannot be read, a line each; a file they share is told once."""
        return tuple(dict.fromkeys(str(refusal) for refusal in self._each() if isinstance(refusal, Refused)))

    def rig(self, rig_id: str) -> Rig:
        """One rig.

        Raises:
            Refused: There is none with this id, or a file it is made of is not valid.
        """
        if rig_id not in self._ids("rigs"):
            ids = ", ".join(self._ids("rigs")) or self._wording("catalog.none")
            raise Refused(self._wording("check.profile.no_rig", id=_printable(rig_id), ids=ids))
        fields = self._read("rigs", rig_id)
        fields.end(("schema", "id", "name", "laptop", "microphone", "camera", "expected_faces", "target", "bound"))
        faces = fields.whole("expected_faces", 1, MOST_FACES)
        own = {target.check: target for target in self._targets(fields)} if fields.has("target") else {}
        targets = {**self._common_targets(), **own}
        if "face" in targets:
            targets["face"] = _for_faces(targets["face"], faces)
        return Rig(
            id=rig_id,
            name=_words(fields.inner("name")),
            laptop=self._laptop(fields.identifier("laptop")),
            microphone=self._microphone(fields.identifier("microphone")),
            camera=self._camera(fields.identifier("camera")),
            expected_faces=faces,
            targets=tuple(targets.values()),
            bound=_bound(fields.inner("bound")) if fields.has("bound") else None,
        )

    def targets_of(self, rig_id: str) -> tuple[Target, ...]:
        """Only those that stand in the rig's own file.

        Raises:
            Refused: As `rig`.
        """
        fields = self._read("rigs", rig_id)
        return tuple(self._targets(fields)) if fields.has("target") else ()

    def own_path(self, rig_id: str) -> Path:
        """Where the user's own file of this rig is, or would be."""
        return self._folders[0] / "rigs" / f"{rig_id}.toml"

    def has(self, rig_id: str) -> bool:
        """Whether there is a file of this rig, one that can be read or not."""
        return rig_id in self._ids("rigs")

    def _each(self) -> Iterator[Rig | Refused]:
        for rig_id in self._ids("rigs"):
            try:
                yield self.rig(rig_id)
            except Refused as refusal:  # one bad file must not hide the others
                yield refusal

    def _ids(self, kind: str) -> list[str]:
        return sorted({path.stem for folder in self._folders for path in _files(folder / kind)})

    def _read(self, kind: str, profile_id: str) -> Fields:
        """The profile's fields, its schema and id already checked."""
        file = f"{profile_id}.toml"
        folder = next((each for each in self._folders if (each / kind / file).is_file()), self._folders[-1])
        fields = read_toml(folder / kind / file, folder, self._wording)
        fields.whole("schema", _SCHEMA, _SCHEMA)
        if fields.identifier("id") != profile_id:
            raise fields.refusal("check.profile.other_id", "id", id=profile_id)
        return fields

    def _laptop(self, profile_id: str) -> Laptop:
        fields = self._read("laptops", profile_id)
        fields.end(("schema", "id", "name", "quirk"))
        return Laptop(profile_id, _words(fields.inner("name")), _quirks(fields))

    def _microphone(self, profile_id: str) -> Microphone:
        fields = self._read("microphones", profile_id)
        fields.end(("schema", "id", "name", "kind", "quirk"))
        kind = MicrophoneKind(fields.one_of("kind", list(MicrophoneKind)))
        return Microphone(profile_id, _words(fields.inner("name")), kind, _quirks(fields))

    def _camera(self, profile_id: str) -> Camera:
        fields = self._read("cameras", profile_id)
        fields.end(("schema", "id", "name", "kind", "dslr", "points", "quirk"))
        kind = CameraKind(fields.one_of("kind", list(CameraKind)))
        dslr = DslrLink(fields.one_of("dslr", list(DslrLink))) if fields.has("dslr") else None
        name, quirks = _words(fields.inner("name")), _quirks(fields)
        return Camera(profile_id, name, kind, quirks, dslr, tuple(self._checklist(fields)))

    def _checklist(self, camera: Fields) -> Iterator[Point]:
        """The points a camera's profile names, in its order."""
        points = self._points() if camera.has("points") else {}
        for point_id in camera.texts("points", ()):
            if point_id not in points:
                raise camera.refusal("dslr.no_point", "points", id=_printable(point_id))
            yield points[point_id]

    def _points(self) -> dict[str, Point]:
        """Every point there is, the user's own on top."""
        found: dict[str, Point] = {}
        for folder in reversed(self._folders):
            if folder is self._folders[-1] or (folder / POINTS).is_file():
                fields = read_toml(folder / POINTS, folder, self._wording)
                fields.end(("schema", "point"))
                fields.whole("schema", _SCHEMA, _SCHEMA)
                for table in fields.tables("point"):
                    table.end(("id", "kind", "text", "source"))
                    kind = PointKind(table.one_of("kind", list(PointKind)))
                    point = Point(table.identifier("id"), kind, _words(table.inner("text")), _source(table))
                    found[point.id] = point
        return found

    def _common_targets(self) -> dict[str, Target]:
        """Ours, the user's own on top check by check: a file of one's own takes no check away by leaving it out."""
        found: dict[str, Target] = {}
        for folder in reversed(self._folders):
            if folder is self._folders[-1] or (folder / COMMON_TARGETS).is_file():
                fields = read_toml(folder / COMMON_TARGETS, folder, self._wording)
                fields.end(("schema", "target"))
                fields.whole("schema", _SCHEMA, _SCHEMA)
                found.update({target.check: target for target in self._targets(fields)})
        return found

    def _targets(self, fields: Fields) -> Iterator[Target]:
        seen: set[str] = set()
        for table in fields.tables("target"):
            table.end(("check", "pass", "warn", "source"))
            check = table.text("check")
            if check not in UNITS:
                raise table.refusal("check.profile.no_check", "check", value=_printable(check))
            if check in seen:
                raise table.refusal("catalog.twice", "check", value=check)
            seen.add(check)
            passes, warns = _range(table.inner("pass")), _range(table.inner("warn"))
            if passes == Range():
                raise table.refusal("check.profile.no_end", "pass")
            if not warns.covers(passes):
                raise table.refusal("check.profile.not_covered", "warn")
            yield Target(check, UNITS[check], passes, warns, _source(table))


def _files(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.suffix == ".toml" and not path.name.startswith(".")]
    except OSError:  # no such folder, or not ours to read
        return []


def _for_faces(target: Target, faces: int) -> Target:
    """The target of `face` for so many people: exactly so many pass."""
    return Target(target.check, target.unit, Range(faces, faces), target.warn_range, target.source)


def _bound(fields: Fields) -> Bound:
    fields.end(("laptop", "microphone", "camera"))
    bound = Bound(
        microphone=_bound_device(fields.inner("microphone")) if fields.has("microphone") else None,
        camera=_bound_device(fields.inner("camera")) if fields.has("camera") else None,
        laptop=fields.text("laptop", "", LONGEST_NAME).strip(),
    )
    if bound.microphone is None and bound.camera is None:  # a laptop alone tells no two rigs apart
        raise fields.refusal("catalog.missing", "microphone")
    return bound


def _bound_device(fields: Fields) -> BoundDevice:
    fields.end(("name", "form", "id"))
    name = fields.text("name", longest=LONGEST_NAME).strip()
    if not name:
        raise fields.refusal("catalog.missing", "name")
    form = DeviceForm(fields.one_of("form", list(DeviceForm))) if fields.has("form") else None
    return BoundDevice(name, form, fields.text("id", "", LONGEST_ID))


def _range(fields: Fields) -> Range:
    fields.end(("low", "high"))
    low = fields.number("low", -_BOUND, _BOUND) if fields.has("low") else None
    high = fields.number("high", -_BOUND, _BOUND) if fields.has("high") else None
    if low is not None and high is not None and low > high:
        raise fields.refusal("check.profile.upside_down", "low")
    return Range(low, high)


def _quirks(fields: Fields) -> tuple[Quirk, ...]:
    if not fields.has("quirk"):
        return ()
    return tuple(_quirk(table) for table in fields.tables("quirk"))


def _quirk(fields: Fields) -> Quirk:
    fields.end(("text", "source"))
    return Quirk(_words(fields.inner("text")), _source(fields))


def _words(fields: Fields) -> Words:
    """A text in at least one of our languages."""
    fields.end(LANGUAGES)
    texts = {language: fields.text(language) for language in LANGUAGES if fields.has(language)}
    if not any(text.strip() for text in texts.values()):
        raise fields.refusal("catalog.missing", LANGUAGES[0])
    return texts


def _source(fields: Fields) -> str:
    source = fields.text("source").strip()
    if not source:
        raise fields.refusal("catalog.missing", "source")
    return source


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text[:60])
