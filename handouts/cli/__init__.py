"""The command line: parse, call one function, print, exit."""

from __future__ import annotations

import gc
import signal
import sys

__all__ = ["main"]


def main() -> None:
    """Run `handouts`; every way out has an exit code of `ExitCode` and no traceback."""
    from handouts.cli.app import handouts
    from handouts.cli.ending import run

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a polite end, as after Ctrl-C
    code = run(handouts, sys.argv[1:])
    gc.freeze()  # the process ends: what a build leaves behind need not be looked through
    sys.exit(code)
