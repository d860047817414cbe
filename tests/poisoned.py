"""`handouts` where making some handouts goes wrong on purpose, as a process of its own.

A poison is `SLUG=KIND`, given when the handout is laid out, or `SLUG:TARGET=KIND`, given when that
PDF is written. Nothing but `Printer` is wrapped: pool, limits, lock and files are the real ones.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.projects import Ran, own_environment

MARKS = "HANDOUTS_TEST_MARKS"
"""The folder in which a poison says that it has begun, and sees that it may go on."""

LARGE = 16 * 2**20
ENOUGH = 2**30


def segfault() -> None:
    ctypes.string_at(0)


def abort() -> None:
    os.abort()


def leave() -> None:
    os._exit(3)


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed_once() -> None:
    if not mark("killed").exists():
        mark("killed").touch()
        killed()


def stopped() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def hang() -> None:
    """Sleep in C without letting go of the interpreter: no Python code runs, no handler."""
    mark("hangs").touch()
    ctypes.PyDLL(None).sleep(3600)


def python_memory() -> None:
    kept: list[bytearray] = []
    while len(kept) * LARGE < ENOUGH:
        kept.append(bytearray(LARGE))


def c_memory() -> None:
    """Take memory as C code does, and stop as C code does where there is no more."""
    malloc = ctypes.CDLL(None).malloc
    malloc.restype = ctypes.c_void_p
    for _ in range(ENOUGH // LARGE):
        piece = malloc(ctypes.c_size_t(LARGE))
        if not piece:
            os.abort()
        ctypes.memset(piece, 1, LARGE)


def wait() -> None:
    """Stay until somebody says `go`."""
    mark(f"waits-{os.getpid()}").touch()
    while not mark("go").exists():
        time.sleep(0.01)


KINDS: Mapping[str, Callable[[], None]] = {
    kind.__name__: kind
    for kind in (
        *(segfault, abort, leave, killed, killed_once, stopped, hang),
        *(python_memory, c_memory, wait),
    )
}


def mark(name: str) -> Path:
    return Path(os.environ[MARKS]) / name


def poison(poisons: Mapping[str, str]) -> None:
    """Wrap what lays handouts out and what writes them."""
    from handouts.build.printing import Printer

    lay_out, write = Printer.lay_out, Printer.write

    def poisoned_lay_out(self: Printer, handout: Any, *words: Any, **more: Any) -> Any:
        if kind := poisons.get(handout.slug):
            KINDS[kind]()
        return lay_out(self, handout, *words, **more)

    def poisoned_write(self: Printer, handout: Any, laid_out: Any) -> str:
        if kind := poisons.get(f"{handout.slug}:{handout.target}"):
            KINDS[kind]()
        return write(self, handout, laid_out)

    Printer.lay_out = poisoned_lay_out  # type: ignore[method-assign]
    Printer.write = poisoned_write  # type: ignore[method-assign]


def command(poisons: Mapping[str, str], *arguments: str | Path, code: str = "") -> list[str]:
    """The words of the process; `code` is run before, to take a guard away."""
    given = ",".join(f"{name}={kind}" for name, kind in poisons.items())
    words = [given, code, *map(str, arguments)]
    return [sys.executable, "-P", "-m", "tests.poisoned", *words]


def start(
    poisons: Mapping[str, str], *arguments: str | Path, marks: Path, code: str = ""
) -> subprocess.Popen[str]:
    """Start the process, in a process group of its own."""
    return subprocess.Popen(
        command(poisons, *arguments, code=code),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=own_environment({MARKS: str(marks)}),
        start_new_session=True,
    )


def run(poisons: Mapping[str, str], *arguments: str | Path, marks: Path, code: str = "") -> Ran:
    """Run the process to its end."""
    with start(poisons, *arguments, marks=marks, code=code) as process:
        out, err = process.communicate()
    return Ran(process.returncode, out, err)


def wait_for(folder: Path, pattern: str) -> Path:
    """Wait until a poison has made its mark."""
    while not (found := list(folder.glob(pattern))):
        time.sleep(0.01)
    return found[0]


if __name__ == "__main__":
    from handouts.cli import main

    poison(dict(pair.split("=") for pair in sys.argv[1].split(",") if pair))
    exec(sys.argv[2])
    sys.argv[1:3] = []
    main()
