"""Waiting for a project to change, by looking at its files again and again.

Nothing is asked of the system: its notices need a thread, which does not go together with forked
workers, and never come from a shared drive. A look at 1,000 files takes some milliseconds.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from handouts.config import FILE
from handouts.project.project import GLOSSARY, LOCALES, REVIEWS, TEMPLATES

_FOLDERS = ("articles", LOCALES, GLOSSARY, REVIEWS, TEMPLATES)
_SHORTEST = 0.02  # seconds between two looks
_SHARE = 10  # times as long as a look takes, so that waiting costs little

Look = Mapping[str, tuple[int, int, int]]
"""The files of a project: time of change, size and number of each."""


def look(root: Path, more: tuple[Path, ...] = ()) -> Look:
    """Return all files that a build of a project may read, and `more` that lie elsewhere."""
    paths = [str(root / FILE), *map(str, more)]
    paths += [path for folder in _FOLDERS for path in _files_below(str(root / folder))]
    return dict(_facts(paths))


def _facts(paths: Iterable[str]) -> Iterator[tuple[str, tuple[int, int, int]]]:
    for path in paths:
        with suppress(OSError):  # a file may go while it is looked at
            facts = os.stat(path)
            yield path, (facts.st_mtime_ns, facts.st_size, facts.st_ino)


def wait(before: Look, again: Callable[[], Look]) -> None:
    """Block until files differ from what they were, and nobody writes them any more."""
    now = before
    while True:
        began = time.monotonic()
        last, now = now, again()
        took = time.monotonic() - began
        if now != before and now == last:
            return
        time.sleep(_SHORTEST if now != before else max(_SHORTEST, _SHARE * took))


def _files_below(folder: str) -> Iterator[str]:
    """The files below a folder; hidden ones, such as an editor's, are none."""
    try:
        with os.scandir(folder) as found:
            entries = [entry for entry in found if not entry.name.startswith(".")]
    except OSError:
        return
    for entry in entries:
        if entry.is_dir():
            yield from _files_below(entry.path)
        else:
            yield entry.path
