"""What decides the bytes of a PDF besides the project: the same on each machine of a cluster."""

from __future__ import annotations

import hashlib
import sys
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

from handouts import __version__
from handouts.build.cluster.model import Parts
from handouts.build.engine import warm_up
from handouts.findings import HandoutsError
from handouts.fonts import LOCK, verify
from handouts.shipped import FONTS, LOCALES, PROFILE, TEMPLATES

_PACKAGE = Path(__file__).resolve().parents[2]
_LIBRARIES = (
    *("weasyprint", "pydyf", "tinycss2", "cssselect2", "tinyhtml5", "pyphen", "fonttools"),
    *("brotli", "zopfli", "pillow", "jinja2", "markupsafe", "babel", "markdown-it-py"),
    *("mdit-py-plugins", "ruamel.yaml", "icu4py", "budoux", "segno", "pikepdf", "lxml"),
)


@cache
def parts() -> Parts:
    """Return all parts of this machine; where the engine is missing, `engine` says why.

    Loads the engine, and reads the program and its fonts: some tenths of a second, once.
    """
    return tuple(_parts())


def difference(theirs: Parts, ours: Parts) -> str:
    """Say which parts differ, in one line; empty where none does."""
    have, want = dict(theirs), dict(ours)
    differ = [name for name in {**want, **have} if have.get(name) != want.get(name)]
    return "; ".join(
        f"{name} {have.get(name, 'missing')[:60]} instead of {want.get(name, 'none')[:60]}"
        for name in differ
    )


def _parts() -> Iterator[tuple[str, str]]:
    yield "handouts", __version__
    yield "program text", _digest(_texts(_PACKAGE), _PACKAGE)
    yield "templates", _digest(TEMPLATES.rglob("*"), TEMPLATES)
    yield "interface words", _digest(LOCALES.glob("*/LC_MESSAGES/interface.po"), LOCALES)
    yield "fonts and profile", _fonts()
    yield "Python", f"{sys.version_info.major}.{sys.version_info.minor}"
    yield "zlib", zlib.ZLIB_RUNTIME_VERSION
    for name in _LIBRARIES:
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            yield name, "missing"
    try:
        warm_up()
    except HandoutsError as problem:
        yield "engine", problem.findings[0].message
    else:
        from handouts.typeset.libraries import library_versions

        yield from library_versions()


def _texts(package: Path) -> Iterator[Path]:
    """The program's own files; fonts and templates that a wheel carries have their own part."""
    for path in package.rglob("*"):
        inside = path.relative_to(package).parts
        if inside[0] != "data" and "__pycache__" not in inside:
            yield path


def _fonts() -> str:
    """The lock of the fonts and the profile, or how many of the files are not as locked."""
    try:
        faults = verify(FONTS)
    except HandoutsError as problem:
        faults = problem.findings
    return f"{len(faults)} faults" if faults else _digest((FONTS / LOCK, PROFILE), FONTS.parent)


def _digest(paths: Iterable[Path], folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file() and path.name[0] != "."):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()[:12]
