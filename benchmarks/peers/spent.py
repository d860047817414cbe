"""What a command takes: work, time and memory of its whole tree of processes.

This process must stay small: Linux counts the memory of a parent as its child's until the child
starts its own program.
"""

from __future__ import annotations

import ctypes
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_ADOPT = 36  # PR_SET_CHILD_SUBREAPER
_PAUSE = 0.2
_PATIENCE = 5.0
_PAGE_MB = resource.getpagesize() / 2**20
_MAXRSS_MB = 2**20 if sys.platform == "darwin" else 1024  # getrusage counts bytes there, else kB


@dataclass(frozen=True)
class Spent:
    """CPU seconds of all processes together, seconds on the clock, MB of the largest process."""

    work: float
    time: float
    largest: float


@dataclass(frozen=True)
class Spread:
    """A figure's smallest, median and largest value over the rounds."""

    low: float
    middle: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Take it from the rounds' values."""
        return cls(min(values), statistics.median(values), max(values))


def figure(value: float) -> str:
    """Write a number with the digits that mean something."""
    return f"{value:.{2 if abs(value) < 10 else 1 if abs(value) < 100 else 0}f}"


def run(
    command: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str],
    look: Callable[[], None] | None = None,
) -> Spent:
    """Run a command to its end; one that fails ends this program with its last words.

    `look` is called five times a second while the command runs.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile("w+") as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            list(map(str, command)), cwd=folder, env=dict(environment), stdout=said, stderr=said
        )
        done = threading.Event()
        watcher = threading.Thread(target=_watch, args=(look, done))
        if look:
            watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        ended = time.perf_counter()
        process.returncode = os.waitstatus_to_exitcode(status)
        done.set()
        if look:
            watcher.join()
        _await_orphans()
        if process.returncode:
            said.seek(0)
            sys.exit(f"failed: {' '.join(map(str, command))}\n{said.read()[-3000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(work, ended - began, usage.ru_maxrss / _MAXRSS_MB)


def _watch(look: Callable[[], None], done: threading.Event) -> None:
    while not done.wait(_PAUSE):
        look()


def adopt_orphans() -> None:
    """Become the parent of processes that lose theirs, so that their work is counted (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_ADOPT, 1, 0, 0, 0)


def _await_orphans() -> None:
    late = time.monotonic() + _PATIENCE
    while time.monotonic() < late:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            time.sleep(0.01)
    print("a process outlives its command: its work is not counted", file=sys.stderr)


def processes(parent: str = "self") -> Iterator[str]:
    """Yield the pids of all that this process has started (Linux; nothing elsewhere)."""
    for children in Path(f"/proc/{parent}/task").glob("*/children"):
        try:
            pids = children.read_text().split()
        except OSError:  # it has just ended
            continue
        for pid in pids:
            yield pid
            yield from processes(pid)


def resident(pid: str) -> float:
    """MB of a process in memory, what it shares too; 0 when it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_MB
    except OSError:
        return 0.0


@dataclass
class Together:
    """Looks at the MB of all processes together, what they share counted once; keeps the most."""

    most: float = 0.0

    def __call__(self) -> None:
        """Look once."""
        self.most = max(self.most, sum(map(_share, processes())))


def _share(pid: str) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return int(text.split("\nPss:")[1].split()[0]) / 1024
