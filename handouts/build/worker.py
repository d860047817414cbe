"""One forked process that makes jobs within limits; however it ends, its parent learns how."""

from __future__ import annotations

import faulthandler
import gc
import math
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

from handouts.build.results import Ending, Result
from handouts.config import Limits
from handouts.project import Job
from handouts.project.writing import clear_unfinished

_COLLECT_EVERY = 8  # jobs
_PATIENCE = 5.0  # seconds until a process that does not stop is killed
_GRACE = 30.0  # seconds beyond its limit after which a process without a parent ends itself
_SHARE = 0.7  # of the memory that it may take: a process that died with so much has run out of it
_WORDS = 16_000  # bytes of last words, far less than a pipe holds
_ENDS = (signal.SIGINT, signal.SIGTERM)

Made = tuple[Result, ...]
Work = Callable[[Job], Made]


class Worker:
    """A forked process and the job that it has in hand, until `deadline` (of time.monotonic).

    `tag` is the language whose fonts are loaded there, `given` counts its jobs.
    """

    def __init__(self, work: Work, limits: Limits, others: Sequence[Worker]) -> None:
        """Fork; raises OSError where the system has no room for one more process."""
        self.job: Job | None = None
        self.deadline = math.inf
        self._limits = limits
        self.tag = ""
        self.given = 0
        self._status: int | None = None
        self._peak = 0
        self.connection, theirs = Pipe()
        self._words, last = os.pipe()
        inherited = [self.connection, *(other.connection for other in others)]
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        _, self._before = _memory()
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)  # until it knows what they mean
        try:
            self._process = os.fork()
            if not self._process:
                _live(theirs, last, inherited, work, limits, parent, mask)
        except OSError:
            self._close()
            raise
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            theirs.close()
            os.close(last)

    def give(self, job: Job | None) -> None:
        """Hand the worker its next job; none means that it may go."""
        self.job = job
        self.tag = job.first.tag if job else ""
        self.given += 1
        self.renew()
        with suppress(OSError):  # it has just died: take() will tell
            self.connection.send(job)

    def renew(self) -> None:
        """Count the time of its job from now on."""
        seconds = self._seconds()
        self.deadline = time.monotonic() + seconds if seconds else math.inf

    def take(self) -> Made | Ending:
        """Take the results of its job, or learn how the process has come to its end."""
        try:
            results: Made = self.connection.recv()
        except (EOFError, OSError):
            return self._ended()
        return results

    def expire(self) -> Ending:
        """End a process that hangs, and learn where it was."""
        self._send(signal.SIGABRT)  # faulthandler writes down where the process is
        self._reap(1.0)
        found = self._ended()
        return Ending("H551", f"took longer than {self._seconds():g} s", found.trace)

    def ask(self) -> None:
        """Ask the process to stop; it takes its unfinished file away first."""
        self._send(signal.SIGTERM)

    def stop(self) -> None:
        """End the process, by force if it must be."""
        self.ask()
        self._reap(_PATIENCE)
        self._close()

    def _seconds(self) -> float:
        """What its job may take; each handout has its share."""
        return self._limits.seconds * len(self.job.handouts) if self.job else 0.0

    def _ended(self) -> Ending:
        """How the process ended; what it left half written is taken away."""
        self._reap(_PATIENCE)
        handouts = self.job.handouts if self.job else ()
        for folder in {handout.path.parent for handout in handouts}:
            clear_unfinished(folder, self._process)
        os.set_blocking(self._words, False)
        said = b""
        with suppress(BlockingIOError):
            said = os.read(self._words, 2 * _WORDS)
        trace = said.decode(errors="replace")
        grown, most = self._peak - self._before, self._limits.memory * 2**20
        if self._before and most and grown >= _SHARE * most:
            return Ending("H552", f"needed more than {self._limits.memory:g} MB of memory", trace)
        return Ending("H304", f"the layout engine came to a sudden end ({self._cause()})", trace)

    def _cause(self) -> str:
        code = os.waitstatus_to_exitcode(self._status or 0)
        if code == -signal.SIGKILL:
            return "SIGKILL, as the system does where memory runs out"
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"

    def _send(self, number: signal.Signals) -> None:
        if self._status is None:
            with suppress(ProcessLookupError):
                os.kill(self._process, number)

    def _reap(self, patience: float) -> None:
        """Wait for the end of the process, and force it after some seconds."""
        for last in (False, True):
            until = time.monotonic() + patience
            while self._status is None and time.monotonic() < until:
                try:
                    ended, status, usage = os.wait4(self._process, os.WNOHANG)
                except ChildProcessError:  # somebody else has taken its status
                    self._status = 0
                    return
                if ended:
                    self._status, self._peak = status, _bytes(usage.ru_maxrss)
                    return
                time.sleep(0.002)
            if not last:
                self._send(signal.SIGKILL)

    def _close(self) -> None:
        self.connection.close()
        os.close(self._words)


def one_by_one(jobs: Iterable[Job], work: Work) -> Iterator[Made]:
    """Do jobs in this process, and seldom look for what can be thrown away.

    There are few cycles, and a collection walks over all that the engine holds: left on, it takes
    an eighth of the time. What it would free is some 2 MB a job.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        for number, job in enumerate(jobs):
            if number and number % _COLLECT_EVERY == 0:
                gc.collect()
            yield work(job)
    finally:
        if was_on:
            gc.enable()


def _live(
    jobs: Connection,
    words: int,
    inherited: Sequence[Connection],
    work: Work,
    limits: Limits,
    parent: int,
    mask: Iterable[int],
) -> NoReturn:
    """The life of the process: it does jobs until there are no more, or its parent is gone."""
    code = 1
    try:
        for connection in inherited:
            connection.close()
        faulthandler.enable(words)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # unwinds: files are taken away
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        _end_with(parent)
        _bound(limits.memory)
        for results in one_by_one(iter(jobs.recv, None), _timed(work, limits.seconds)):
            jobs.send(results)
        code = 0
    except (EOFError, BrokenPipeError, ConnectionResetError, SystemExit):
        code = 0
    except BaseException:
        os.write(words, traceback.format_exc().encode()[-_WORDS:])
    finally:
        os._exit(code)


def _timed(work: Work, seconds: float) -> Work:
    """The same work, which the kernel ends when no parent has, even where C code hangs."""

    def timed(job: Job) -> Made:
        signal.setitimer(signal.ITIMER_REAL, seconds * len(job.handouts) + _GRACE)
        try:
            return work(job)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    return timed if seconds else work


def _end_with(parent: int) -> None:
    """Have Linux kill this process when its parent dies: an orphan must write nothing more."""
    if sys.platform == "linux":
        import ctypes

        death_signal = 1  # PR_SET_PDEATHSIG
        ctypes.CDLL(None).prctl(death_signal, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(0)


def _bound(megabytes: float) -> None:
    """Let the process take so much memory more than it has; Linux alone keeps to this limit."""
    import resource

    has, _ = _memory()
    if not has:
        return
    most = has + int(megabytes * 2**20)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if megabytes and (soft == resource.RLIM_INFINITY or most < soft):
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _memory() -> tuple[int, int]:
    """The bytes that this process has reserved, and those that it has in use; 0 if not on Linux.

    Not what getrusage calls its peak: that is inherited from the program which started it.
    """
    try:
        reserved, used, *_ = Path("/proc/self/statm").read_text().split()
    except OSError:
        return 0, 0
    size = os.sysconf("SC_PAGE_SIZE")
    return int(reserved) * size, int(used) * size


def _bytes(measured: int) -> int:
    return measured if sys.platform == "darwin" else measured * 1024
