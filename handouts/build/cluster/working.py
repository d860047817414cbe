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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from handouts.build.cluster.model import Broken, Differs, Parts, digest_of

_PACKAGES = Path(__file__).resolve().parents[3]
_BEGIN = (
    "import sys; sys.path.append(sys.argv[1]);"
    " from handouts.build.cluster.child import main; main(sys.argv[2:])"
)


def make(tag: str, program: str, work: bytes, *files: bytes) -> bytes:
    """Do a piece of work in a language from packed files; the answers are packed as well.

    `program` is the digest of the parts that this worker must have.
    """
    with _a_child(tag) as process:
        if digest_of(process.parts) != program:
            return pickle.dumps(Differs(_worker().address, process.parts))
        return process.ask(work, files)


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
        try:
            self.parts: Parts = self._pipe.recv()
        except (EOFError, OSError):
            self.end()
            raise RuntimeError("the process that lays pages out does not start") from None

    def ask(self, work: bytes, files: Sequence[bytes]) -> bytes:
        """Have work done; the process itself keeps to the limits of the project."""
        try:
            self._pipe.send((work, files))
            return self._pipe.recv_bytes()
        except (EOFError, OSError):
            self.end()
            return pickle.dumps(Broken("the process that lays pages out was ended"))

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
