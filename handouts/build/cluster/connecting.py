"""The connection to a cluster: reached within seconds or refused, and which workers are like us."""

from __future__ import annotations

import logging
import time
import uuid
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from handouts.build.cluster.model import Parts
from handouts.build.cluster.program import difference, parts
from handouts.findings import ExitCode, Finding, HandoutsError, finding

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT = 5.0
"""Seconds in which a scheduler must answer."""

PATIENCE = 60.0
"""Seconds that a cluster without workers, or without its scheduler, is waited for."""

_WORKING = "handouts.build.cluster.working"
_START = 180.0  # seconds in which a worker must have loaded its engine


class Link:
    """A client of a cluster; `left_out` are the workers that cannot be used.

    `ours` are the parts of this machine, which each worker must have.
    """

    def __init__(self, address: str, tell: Callable[[Finding], None]) -> None:
        """Connect; raises HandoutsError H555."""
        self.address = address
        self.ours = parts()
        self._tell = tell
        self.left_out: set[str] = set()
        self.client = _client(address)

    def again(self) -> bool:
        """Connect anew; say whether there is a scheduler."""
        try:
            self.client = _client(self.address)
        except HandoutsError:
            return False
        return True

    def close(self) -> None:
        """Let go of the cluster, and of all that was asked of it."""
        self.client.close(timeout=CONNECT)

    def submit(
        self, name: str, sent: Sequence[object], key: str, workers: Sequence[str]
    ) -> Future[Any]:
        """Have a function of `working` called, on any worker where none is named.

        It goes by its name: a worker that has no such module says so, where one that is handed the
        function itself would end, and the scheduler needs nothing of ours.
        """
        called = f"__import__('{_WORKING}', fromlist=['*']).{name}(*sent)"
        return self.client.submit(
            eval, called, {"sent": list(sent)}, key=key, workers=list(workers) or None
        )

    def workers(self) -> dict[str, int]:
        """The threads of each worker that can be used, by its address; none if it is lost."""
        try:
            threads = self.client.nthreads() if self.client.status == "running" else {}
        except Exception:  # the connection is lost in one of many ways
            return {}
        return {name: count for name, count in threads.items() if name not in self.left_out}

    def is_lost(self) -> bool:
        """Whether the client has given its scheduler up."""
        return self.client.status not in ("running", "connecting")

    def look(self) -> None:
        """Compare the program of each worker with ours; raises H555 where none is left."""
        try:
            self.client.wait_for_workers(1, timeout=PATIENCE)
        except Exception:
            raise _unusable(f"the cluster at {self.address} has no worker") from None
        futures = {
            name: self.submit("program", (), f"handouts-program-{uuid.uuid4().hex}", [name])
            for name in self.client.nthreads()
        }
        until = time.monotonic() + _START
        for name, future in futures.items():
            try:
                problem = future.exception(timeout=max(until - time.monotonic(), 0.1))
            except Exception:  # it does not answer, or has ended meanwhile
                problem = TimeoutError("it does not answer")
            if problem:
                self.leave_out(name, _said(problem))
            else:
                self.compare(name, future.result())
        if not self.workers():
            raise _unusable(f"the cluster at {self.address} has no worker that can be used")

    def compare(self, worker: str, theirs: Parts) -> None:
        """Leave a worker out whose parts are not ours."""
        if differs := difference(theirs, self.ours):
            self.leave_out(worker, differs)

    def leave_out(self, worker: str, why: str) -> None:
        """Leave a worker out, and say so once."""
        if worker not in self.left_out:
            self.left_out.add(worker)
            self._tell(finding("H556", f"the worker at {worker} is left out: {why}"))


@contextmanager
def linked(address: str, tell: Callable[[Finding], None]) -> Iterator[Link]:
    """Connect to a cluster and look at its workers; `tell` is told of those that are left out.

    Raises HandoutsError, exit code 5: H555 for a cluster that cannot be used, H506 where what
    speaks to it is not installed.
    """
    try:
        import dask
        import distributed  # noqa: F401
    except ImportError as problem:
        message = f"a cluster needs dask.distributed: {problem}"
        hint = "Install it with: pip install 'handouts[cluster]'"
        missing = finding("H506", message, hint=hint)
        raise HandoutsError([missing], ExitCode.MISSING_DEPENDENCY) from None
    settings = {
        "distributed.comm.timeouts.connect": CONNECT,
        "distributed.admin.large-graph-warning-threshold": "1GB",  # files are part of it
    }
    with _quiet(), dask.config.set(settings):
        link = Link(address, tell)
        try:
            link.look()
            yield link
        finally:
            link.close()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what distributed says about lost connections off the terminal: findings say it."""
    logger = logging.getLogger("distributed")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


def _client(address: str) -> Client:
    from distributed import Client
    from distributed.versions import VersionMismatchWarning

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", VersionMismatchWarning)  # parts are compared anyway
            return Client(address, timeout=CONNECT, set_as_default=False)
    except Exception as problem:  # an address that is none, a port that is shut, another protocol
        said = str(problem) or type(problem).__name__
        raise _unusable(f"the cluster at {address} cannot be reached: {said}") from None


def _unusable(message: str) -> HandoutsError:
    """H555, exit code 5: nothing can be made there."""
    return HandoutsError([finding("H555", message)], ExitCode.MISSING_DEPENDENCY)


def _said(problem: BaseException) -> str:
    if isinstance(problem, ImportError):
        return f"handouts cannot be loaded there: {problem}"
    return str(problem) or type(problem).__name__
