"""Loads WeasyPrint without what no handout needs: a third of the time that its import takes.

This comes before WeasyPrint wherever the program imports it (`handouts.typeset` and `handouts.pdf`
see to that). Under another WeasyPrint than the one that was looked at it is imported as usual.

- What it declares of C is parsed already (`declarations`).
- fontTools and Pillow are imported when something of them is used: our fonts are static TrueType,
  which HarfBuzz cuts down, and most pictures are drawings.
- Of its style sheets, that for attributes such as `bgcolor` is not parsed, for it has to be asked
  for, and counter styles are when a page counts with them (`counters`).

tests/test_loading.py shows that each is still worth it, and that all works as before.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

_LATER = (
    "fontTools.subset",
    "fontTools.ttLib",
    "fontTools.varLib.instancer",
    "PIL.EpsImagePlugin",
    "PIL.Image",
    "PIL.ImageCms",
    "PIL.ImageFile",
    "PIL.ImageOps",
)
_HINTS, _OWN = "html5_ph.css", "html5_ua.css"
_COUNTER = re.compile(r"@counter-style\s+([a-z-]+)\s*\{[^}]*\}")

COUNTERS: dict[str, str] = {}
"""The rules of WeasyPrint's own counter styles, by name; none where it has parsed them itself."""


def load() -> None:
    """Import WeasyPrint; raises OSError where a library is missing, as its own import does."""
    if "weasyprint" in sys.modules or not _is_known():
        return
    from handouts.typeset import declarations

    cffi = ModuleType("cffi")
    cffi.FFI = lambda: declarations.ffi  # type: ignore[attr-defined]
    resources = ModuleType("importlib.resources")
    vars(resources).update(vars(sys.modules.get("importlib.resources", resources)))
    resources.files = _files  # type: ignore[attr-defined]
    absent = [_Later(name) for name in _LATER if name not in sys.modules]
    with _standing_in(cffi, resources, *absent):
        weasyprint: Any = import_module("weasyprint")
    from handouts.typeset.counters import LateCounters

    weasyprint.UA_COUNTER_STYLE = LateCounters()


def _is_known() -> bool:
    """Whether the installed WeasyPrint is the one whose declarations were parsed."""
    try:
        from handouts.typeset.declarations import SOURCE

        spec = find_spec("weasyprint")
        origin = Path(spec.origin) if spec and spec.origin else Path()
        content = origin.with_name("text").joinpath("ffi.py").read_bytes()
    except (ImportError, OSError):  # another cffi; WeasyPrint in another form, or not there
        return False
    return hashlib.sha256(content).hexdigest() == SOURCE


@contextmanager
def _standing_in(*modules: ModuleType) -> Iterator[None]:
    """Have imports find some modules in place of those that are named like them."""
    names = [module.__name__ for module in modules]
    before = {name: sys.modules[name] for name in names if name in sys.modules}
    sys.modules.update(zip(names, modules, strict=True))
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]
        sys.modules.update(before)


def _files(package: ModuleType | str) -> Any:
    """The folder of a package, like `importlib.resources.files`, which brings much with it."""
    module = import_module(package) if isinstance(package, str) else package
    folder = Path(next(iter(module.__path__)))
    return _Styles(folder) if module.__name__ == "weasyprint.css" else folder


class _Styles:
    """WeasyPrint's folder of style sheets, without what is parsed later or never."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __truediv__(self, name: str) -> _Style:
        return _Style(self._folder / name)


class _Style:
    def __init__(self, file: Path) -> None:
        self._file = file

    def read_text(self, encoding: str) -> str:
        if self._file.name == _HINTS:
            return ""
        text = self._file.read_text(encoding)
        if self._file.name == _OWN:
            COUNTERS.update((rule[1], rule[0]) for rule in _COUNTER.finditer(text))
            text = _COUNTER.sub("", text)
        return text


class _Later(ModuleType):
    """Stands in for a module of which nothing has been used yet."""

    def __getattr__(self, name: str) -> _Name:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Name(self.__name__, name)


class _Name:
    """Stands in for a name of such a module; the first use puts all real ones in place."""

    def __init__(self, module: str, name: str) -> None:
        self._of = module, name

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return _settled(self)(*arguments, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(_settled(self), name)


def _settled(used: _Name) -> Any:
    """Give WeasyPrint's modules what was stood in for, and return what is used of it."""
    for module in [known for name, known in sys.modules.items() if name.startswith("weasyprint")]:
        for name, value in list(vars(module).items()):
            if isinstance(value, _Later):
                setattr(module, name, _with_settings(value))
            elif isinstance(value, _Name):
                setattr(module, name, _real(value))
    return _real(used)


def _with_settings(stand_in: _Later) -> ModuleType:
    """The real module, with what WeasyPrint has set on it."""
    real = import_module(stand_in.__name__)
    for name, value in vars(stand_in).items():
        if not name.startswith("__"):
            setattr(real, name, value)
    return real


def _real(stand_in: _Name) -> Any:
    package, name = stand_in._of
    module = import_module(package)
    with suppress(ImportError):  # most names are no modules of their own
        return getattr(module, name, None) or import_module(f"{package}.{name}")
    return getattr(module, name)
