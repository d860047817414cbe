"""One build at a time writes to a folder; the system gives the lock back when its holder dies."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from handouts.findings import ExitCode, HandoutsError, Location, finding
from handouts.project.writing import clear_unfinished

LOCK = ".lock"
_DEPTH = 2  # folders of clinics and of languages: builds write no deeper


@contextmanager
def locked(output: Path) -> Iterator[None]:
    """Hold the lock of an output folder; raises HandoutsError H550 where another build does.

    Workers inherit it: as long as one is left of a build that was killed, no other build begins.
    After such a build its unfinished files are taken away. A folder that cannot be written to has
    no lock, and a file system without locks has none either: a build goes on without it.
    """
    path = output / LOCK
    is_new = not output.exists()
    held = _take(path)
    try:
        yield
    finally:
        if held is not None:
            with suppress(OSError):
                if _is_at(path, held):
                    path.unlink()  # before it is given back: the next holder makes its own
                if is_new:
                    output.rmdir()  # only where nothing has been made
            os.close(held)


def _take(path: Path) -> int | None:
    """Open and lock the file; None where that cannot be done for a folder's own reasons."""
    while True:
        left_behind = path.exists()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = _opened(path)
        except OSError:
            return None
        try:
            _lock(file)
            if _is_at(path, file):  # else its last holder has just taken it away
                break
        except FileNotFoundError:
            pass
        except BlockingIOError:
            holder = os.read(file, 200).decode(errors="replace").strip()
            os.close(file)
            raise _is_held(path, holder) from None
        except OSError:  # no locks on this file system
            os.close(file)
            return None
        os.close(file)
    if left_behind:
        clear_unfinished(path.parent, depth=_DEPTH)
    now = datetime.datetime.now().isoformat(" ", "seconds")
    with suppress(OSError):
        os.ftruncate(file, 0)
        os.pwrite(file, f"process {os.getpid()}, since {now}\n".encode(), 0)
    return file


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except PermissionError:  # somebody else's: it can be locked all the same
        return os.open(path, os.O_RDONLY)


def _lock(file: int) -> None:
    """Raises BlockingIOError where another process holds the file."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_at(path: Path, file: int) -> bool:
    """Whether an open file is the one at this path; raises FileNotFoundError where none is."""
    return os.path.samestat(os.fstat(file), path.stat())


def _is_held(path: Path, holder: str) -> HandoutsError:
    message = f"another build{f' ({holder})' if holder else ''} writes to this folder"
    place = Location.unlined(str(path.parent))
    return HandoutsError([finding("H550", message, place)], ExitCode.FINDINGS)
