"""Whether this machine has all that printing needs; each fault with the line that mends it."""

from __future__ import annotations

import importlib
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

from handouts import __version__
from handouts.build.engine import cache_folder, install_line, is_writable
from handouts.findings import HandoutsError
from handouts.fonts import load_lock, verify
from handouts.shipped import FONTS

_LIBRARIES = (
    "weasyprint",
    "babel",
    "jinja2",
    "click",
    "markdown-it-py",
    "icu4py",
    "budoux",
    "segno",
)
_NEEDED = (3, 11)
_PANGO = 14400  # 1.44, what WeasyPrint asks for


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the machine: whether it is fine, what was found, and the line that mends it."""

    name: str
    fine: bool
    said: str
    fix: str = ""


def examine() -> Iterator[Part]:
    """Look at every part; the first one says which machine this is."""
    version = platform.python_version()
    yield Part("handouts", True, f"{__version__} on {platform.platform()}")
    yield Part("Python", sys.version_info >= _NEEDED, version, "Install Python 3.11 or newer.")
    for name in _LIBRARIES:
        yield _library(name)
    yield _engine()
    yield _fonts()
    yield _word_breaks()
    folder = cache_folder()
    fix = f"mkdir -p {folder} && chmod u+rwx {folder}"
    yield Part("cache folder", is_writable(folder), str(folder), fix)


def _library(name: str) -> Part:
    try:
        return Part(name, True, metadata.version(name))
    except metadata.PackageNotFoundError:
        return Part(name, False, "not installed", f"{sys.executable} -m pip install {name}")


def _engine() -> Part:
    """Pango and its companions: the engine asks for them while it is imported."""
    try:
        importlib.import_module("weasyprint")
        number = importlib.import_module("weasyprint.text.ffi").pango.pango_version()
    except (OSError, ImportError) as problem:
        return Part("Pango", False, str(problem).split("\n")[0], install_line())
    said = f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    return Part("Pango", number >= _PANGO, said, install_line())


def _fonts() -> Part:
    fix = f"{sys.executable} -m pip install --force-reinstall handouts"
    try:
        problems = verify(FONTS)
        count = len(load_lock(FONTS))
    except HandoutsError as problem:
        problems, count = problem.findings, 0
    if not problems:
        return Part("fonts", True, f"{count} files as locked")
    first = problems[0]
    return Part(
        "fonts", False, f"{len(problems)} faults, the first: {first.location}: {first.message}", fix
    )


def _word_breaks() -> Part:
    """ICU must find words in Khmer, which is written without spaces (“I have pain”)."""
    fix = f"{sys.executable} -m pip install --force-reinstall icu4py"
    try:
        breakers = importlib.import_module("icu4py.breakers")
        words = list(breakers.LineBreaker("ខ្ញុំមានការឈឺចាប់", "km"))
    except Exception as problem:
        return Part("word breaks (ICU)", False, f"{type(problem).__name__}: {problem}", fix)
    return Part("word breaks (ICU)", len(words) > 1, "Khmer breaks at words", fix)
