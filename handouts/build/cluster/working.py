"""What runs inside of a dask worker: it hands each job to a process that makes it, and looks on.

There is one such process for each thread of the worker that is busy; they are kept between jobs.
"""

from __future__ import annotations

import multiprocessing
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from handouts.build.cluster.model import (
    Answer,
    Broken,
    Bundle,
    Died,
    Differs,
    Parts,
    Settings,
    Work,
)

_START = 120.0  # seconds that a process may take to load the engine
_PACKAGES = Path(__file__).resolve().parents[3]
_BEGIN = (
    "import sys; sys.path.append(sys.argv[1]);"
    " from handouts.build.cluster.child import main; main(sys.argv[2:])"
)


def keep(files: Bundle | Settings) -> Bundle | Settings:
    """Hold what several jobs need.

    The scheduler knows how to do this again, so files outlive the workers that hold them.
    """
    return files


def make(work: Work, settings: Settings, *bundles: Bundle) -> Answer:
    """Make one job from the files of some bundles."""
    with _a_child(work.job.first.tag) as process:
        answer = process.ask((work, settings, bundles), work.limit)
    return replace(answer, worker=_address()) if isinstance(answer, Differs) else answer


def program() -> Parts:
    """Return the parts of this worker; raises RuntimeError where no process can be started."""
    with _a_child("") as process:
        return process.parts


class Child:
    """A process that makes jobs; `parts` are what it is made of."""

    def __init__(self, folder: Path | None) -> None:
        """Start it, with a folder of its own below another one; raises RuntimeError."""
        self.tag = ""
        self.is_alive = True
        self._folder = Path(tempfile.mkdtemp(prefix="handouts-", dir=folder))
        self._pipe, theirs = multiprocessing.Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-P", "-c", _BEGIN, str(_PACKAGES)),
                    *(str(theirs.fileno()), str(self._folder)),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        parts = self._answer(_START)
        if isinstance(parts, Died):
            raise RuntimeError("the process that lays pages out does not start")
        self.parts: Parts = parts

    def ask(self, question: tuple[Work, Settings, Sequence[Bundle]], limit: float) -> Answer:
        """Have a job made; one that takes longer than `limit` seconds is ended."""
        try:
            self._pipe.send(question)
        except OSError:  # it ended while it had nothing to do
            self.end()
            return Broken("the process that lays pages out was ended")
        answer: Answer = self._answer(limit)
        return answer

    def _answer(self, limit: float) -> Any:
        hung = False
        with suppress(EOFError, OSError):
            if self._pipe.poll(limit):
                return self._pipe.recv()
            hung = True
        self.end()
        return Died(hung)

    def end(self) -> None:
        """End the process and take its folder away."""
        self.is_alive = False
        self._process.kill()
        self._process.wait()
        self._pipe.close()
        shutil.rmtree(self._folder, ignore_errors=True)


_idle: list[Child] = []
_lock = Lock()


@contextmanager
def _a_child(tag: str) -> Iterator[Child]:
    """Lend a process, one that has the fonts of a language loaded before others."""
    with _lock:
        _idle.sort(key=lambda one: one.tag == tag)
        process = _idle.pop() if _idle else None
    process = process or Child(_folder())
    process.tag = tag
    try:
        yield process
    finally:
        if process.is_alive:
            with _lock:
                _idle.append(process)


def _folder() -> Path | None:
    """The worker's own folder, which dask takes away with it."""
    from distributed import get_worker

    return Path(get_worker().local_directory)


def _address() -> str:
    from distributed import get_worker

    return str(get_worker().address)
