"""The layout engine as a part of the system: is it there, and where may it keep its cache."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path

from handouts.findings import ExitCode, HandoutsError, finding

DEBIAN = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
_INSTALL = {
    "apt-get": DEBIAN,
    "brew": "brew install pango",
    "dnf": "dnf install pango harfbuzz",
    "apk": "apk add pango harfbuzz",
    "pacman": "pacman -S pango",
}


def warm_up() -> None:
    """Load everything that lays pages out, so that workers start with it.

    Raises HandoutsError H506, exit code 5, where the engine or a library below it is missing.
    """
    try:
        import handouts.article.grammar
        import handouts.pdf.document
        import handouts.typeset.fit  # noqa: F401
    except (OSError, ImportError) as problem:
        reason = str(problem).split("\n")[0]
        raise HandoutsError(
            [
                finding(
                    "H506",
                    f"the layout engine cannot be loaded: {reason}",
                    hint=f"Install what is missing: {install_line()}",
                )
            ],
            ExitCode.MISSING_DEPENDENCY,
        ) from problem


def has_laid_out() -> bool:
    """Whether this process has laid pages out; loads nothing to find out."""
    engine = sys.modules.get("handouts.typeset.engine")
    return engine is not None and bool(engine.has_fonts())


def install_line() -> str:
    """The command that installs Pango and its companions on this kind of machine."""
    found = (line for tool, line in _INSTALL.items() if shutil.which(tool))
    line = next(found, DEBIAN)
    root = line.startswith("brew") or not hasattr(os, "geteuid") or os.geteuid() == 0
    return line if root else f"sudo {line}"


@cache
def cache_folder() -> Path:
    """A folder to keep fontconfig's files in: the user's cache, or a temporary one."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or _user_cache())
    folder = home / "handouts"
    if is_writable(folder):
        return folder
    return Path(tempfile.gettempdir()) / f"handouts-{os.getuid() if hasattr(os, 'getuid') else 0}"


def _user_cache() -> str:
    try:
        home = Path.home()
    except RuntimeError:
        return tempfile.gettempdir()
    return str(home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache")


def is_writable(folder: Path) -> bool:
    """Whether a folder is there, or can be made, and takes files."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
