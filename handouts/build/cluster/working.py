"""What runs inside of a dask worker: it hands each job to a process that makes it, and looks on.

There is one such process for each thread of the worker that is busy; they are kept between jobs.
"""

from __future__ import annotations

import multiprocessing
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from handouts.build.cluster.model import Broken, Died, Differs, Parts, digest_of

T = TypeVar("T")

_START = 120.0  # seconds that a process may take to load the engine
_PACKAGES = Path(__file__).resolve().parents[3]
_BEGIN = (
    "import sys; sys.path.append(sys.argv[1]);"
    " from handouts.build.cluster.child import main; main(sys.argv[2:])"
)


def make(tag: str, limit: float, program: str, work: bytes, *files: bytes) -> bytes:
    """Make one job of a language from packed files; the answer is packed as well.

    `program` is the digest of the parts that this worker must have, `limit` is in seconds.
    """
    with _a_child(tag) as process:
        if digest_of(process.parts) != program:
            return pickle.dumps(Differs(_worker().address, process.parts))
        return process.ask((limit, work, files))


def program() -> Parts:
    """Return the parts of this worker; raises RuntimeError where no process can be started."""
    with _a_child("") as process:
        return process.parts


class Child:
    """A process that makes jobs; `parts` are what it is made of."""

    def __init__(self, folder: Path) -> None:
        """Start it, with a folder of its own in another one; raises RuntimeError."""
        self.tag = ""
        self.is_alive = True
        self._hangs = False
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
        parts: Parts | None = self._answered(self._pipe.recv, _START)
        if parts is None:
            raise RuntimeError("the process that lays pages out does not start")
        self.parts = parts

    def ask(self, question: tuple[float, bytes, Sequence[bytes]]) -> bytes:
        """Have a job made; one that takes longer than its limit in seconds is ended."""
        try:
            self._pipe.send(question)
        except OSError:  # it ended while it had nothing to do
            self.end()
            return pickle.dumps(Broken("the process that lays pages out was ended"))
        answer = self._answered(self._pipe.recv_bytes, question[0])
        return answer or pickle.dumps(Died(self._hangs))

    def _answered(self, take: Callable[[], T], limit: float) -> T | None:
        """What the process says; None where it has died, or does not answer and was ended."""
        with suppress(EOFError, OSError):
            if self._pipe.poll(limit):
                return take()
            self._hangs = True
        self.end()
        return None

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
    process = process or Child(Path(_worker().local_directory))
    process.tag = tag
    try:
        yield process
    finally:
        if process.is_alive:
            with _lock:
                _idle.append(process)


def _worker() -> Any:
    from distributed import get_worker

    return get_worker()
