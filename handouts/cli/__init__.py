"""The command line: parse, call one function, print, exit."""

from __future__ import annotations

import os
import sys

from handouts.findings import ExitCode

__all__ = ["main"]


def main() -> None:
    """Run `handouts`; every way out has an exit code of `ExitCode` and no traceback."""
    from handouts.cli.app import handouts
    from handouts.cli.ending import run

    try:
        code = run(handouts, sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:  # `handouts list languages | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = ExitCode.OK
    sys.exit(code)
