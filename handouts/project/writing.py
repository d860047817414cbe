"""Writing a file so that there is the old one or the new one, never half of one."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

from handouts.findings import ExitCode, HandoutsError, Location, finding

_PART = ".part"
_UNFINISHED = re.compile(r"\..+\.\d+\.[a-z0-9_]{8}\.part", re.DOTALL)


def write_whole(path: Path, data: bytes, *, to_last: bool = False, is_output: bool = False) -> None:
    """Replace a file in one step; raises HandoutsError H505 where it cannot be written.

    A full disk, a folder without permission or Ctrl-C leave what was there before. What a killed
    process leaves beside it bears the number of that process: see `clear_unfinished`. What is
    `to_last` is on the disk before it takes the old one's place, should the power fail. For
    what `is_output` a command has an option that names another place.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=_prefix(path, os.getpid()), suffix=_PART, delete=False
        ) as file:
            temporary = file.name
            file.write(data)
            if to_last:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
        temporary = ""
    except OSError as problem:
        raise _not_written(path, problem, is_output) from None
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def write_output(path: Path, data: bytes) -> None:
    """Replace a file that a build made in one step; raises what `write_whole` does."""
    write_whole(path, data, is_output=True)


def clear_unfinished(folder: Path, process: int = 0, depth: int = 0) -> None:
    """Take away what a process that was killed left half written; 0 stands for any process.

    `depth` says how many folders below are looked through as well.
    """
    for level in range(depth + 1):
        for path in folder.glob("*/" * level + f".*.{process or '*'}.*{_PART}"):
            if _UNFINISHED.fullmatch(path.name):
                with suppress(OSError):
                    path.unlink()


def _prefix(path: Path, process: int) -> str:
    return f".{path.name[:40]}.{process}."


def _not_written(path: Path, problem: OSError, is_output: bool) -> HandoutsError:
    reason = problem.strerror or str(problem)
    hint = None
    if problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        hint = "Make room on the disk, then run it again."
        if is_output:
            hint = "Make room on the disk, or choose another folder with -o DIR, then build again."
    elif problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
        hint = f"Make {path.parent} a folder that you may write to"
        hint += ", or choose another with -o DIR." if is_output else "."
    return HandoutsError(
        [finding("H505", f"cannot be written: {reason}", Location.unlined(str(path)), hint=hint)],
        ExitCode.FINDINGS,
    )


def _umask() -> int:
    """The process' mask; there is no way to ask for it without setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
