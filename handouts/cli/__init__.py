"""The command line: parse, call one function, print, exit."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import threading
from contextlib import suppress

__all__ = ["main"]

_OBJECTS = 100_000
"""New objects until cycles are looked for: a start makes many objects, and hardly a cycle."""


def main() -> None:
    """Run `handouts`; every way out has an exit code of `ExitCode` and no traceback."""
    gc.set_threshold(_OBJECTS)
    _open_streams()
    from handouts.cli.app import handouts
    from handouts.cli.ending import run

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a polite end, as after Ctrl-C
    code = run(handouts, sys.argv[1:])
    if threading.active_count() == 1:
        _leave(code)
    sys.exit(code)


def _open_streams() -> None:
    """Give closed standard streams a place, else the next file that is opened takes theirs.

    To write to a closed output is an error still: what it stands in for can only be read.
    """
    for name, flag, mode in (
        ("stdin", os.O_RDONLY, "r"),
        ("stdout", os.O_RDONLY, "w"),
        ("stderr", os.O_WRONLY, "w"),
    ):
        if getattr(sys, name) is None:
            place = os.open(os.devnull, flag)
            os.set_inheritable(place, True)
            setattr(sys, name, os.fdopen(place, mode, encoding="utf-8"))


def _leave(code: int) -> None:
    """End the process without taking apart what a command has left; return where output is stuck.

    To free all objects and modules one by one takes a thirtieth of a short command's time.
    """
    with suppress(OSError, ValueError):  # a closed pipe: Python says what it says of those
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
