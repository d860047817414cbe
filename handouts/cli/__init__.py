"""The command line: parse, call one function, print, exit."""

from __future__ import annotations

import gc
import sys

__all__ = ["main"]


_OBJECTS = 100_000
"""New objects until cycles are looked for: a start makes many objects, and next to no cycles."""


def main() -> None:
    """Run `handouts`; every way out has an exit code of `ExitCode` and no traceback."""
    gc.set_threshold(_OBJECTS)
    from handouts.cli.app import handouts
    from handouts.cli.ending import run

    code = run(handouts, sys.argv[1:])
    gc.freeze()  # the process ends: what a build leaves behind need not be looked through
    sys.exit(code)
