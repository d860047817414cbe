"""Reading the project's files: only those in its folder, a finding for each that cannot be."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from handouts.findings import ExitCode, Finding, HandoutsError, Location, finding


class Unreadable(Exception):
    """A file that cannot be used; `finding` says why."""

    def __init__(self, problem: Finding) -> None:
        """Keep the finding."""
        self.finding = problem
        super().__init__(str(problem))


def read_file(root: Path, relative: str) -> bytes:
    """Return a file's bytes; `root` is a resolved folder, links that leave it are not followed.

    Raises Unreadable with H507 for a file outside of the project, H509 for one that cannot be read.
    """
    place = Location(relative, 1)
    try:
        path = _resolved(root, relative)
        if not path.startswith(f"{root}/") and root != Path("/"):
            raise Unreadable(finding("H507", "the file lies outside of the project", place))
        if not is_ordinary(path):
            raise Unreadable(finding("H509", "this is no ordinary file", place))
        with open(path, "rb", buffering=0) as file:
            return file.read()
    except (OSError, ValueError) as problem:  # ValueError: NUL in a path
        reason = getattr(problem, "strerror", "") or str(problem)
        raise Unreadable(finding("H509", f"the file cannot be read: {reason}", place)) from None


def is_ordinary(path: str | Path) -> bool:
    """Whether to read a path ends: who opens a named pipe waits for its writer for ever.

    A folder is opened, for the system's own word of it. Raises OSError for what is not there.
    """
    mode = os.stat(path).st_mode
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def _resolved(root: Path, relative: str) -> str:
    """Resolve the links of a path below a resolved folder; most paths have none."""
    path = str(root)
    for name in relative.split("/"):
        path = f"{path}/{name}"
        if name in ("", ".", "..") or stat.S_ISLNK(os.lstat(path).st_mode):
            return os.path.realpath(f"{root}/{relative}")
    return path


def read_text(root: Path, relative: str, code: str) -> str:
    """Return a file's UTF-8 text; raises Unreadable, with `code` for other encodings."""
    data = read_file(root, relative)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise Unreadable(finding(code, "not UTF-8 text", Location(relative, line))) from None


def files_below(root: Path, folder: str, suffix: str) -> Iterator[str]:
    """Yield the files below a folder by their path in the project, sorted; no hidden ones.

    Raises HandoutsError H509, exit code 3, for a folder that cannot be read; none is empty.
    """

    def stop(problem: OSError) -> None:
        if not isinstance(problem, FileNotFoundError):
            place = Path(problem.filename).relative_to(root).as_posix()
            message = f"the folder cannot be read: {problem.strerror}"
            raise HandoutsError(
                [finding("H509", message, Location.unlined(place))], ExitCode.PROJECT
            )

    found = []
    for here, folders, names in os.walk(root / folder, onerror=stop):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(here, name) for name in names if name.endswith(suffix) and name[0] != "."]
    yield from sorted(path.relative_to(root).as_posix() for path in found)


def shown(name: str) -> str:
    r"""Write a name as people can read it: what in it is no UTF-8 becomes `\xff`."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def locale_names(folder: Path) -> Iterator[str]:
    """Yield the names of the folders of locales/ that hold a catalog."""
    for name in _names(folder):
        if any(file.endswith(".po") for file in _names(folder / name / "LC_MESSAGES")):
            yield name


def _names(folder: Path) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if not name.startswith(".")]
    except OSError:
        return []
