"""Forked workers: each takes one job after the other, of its own language as long as there are any.

Workers are forked from a warm parent, before it has any thread. A worker that dies (the engine is
C code) takes only its own job along; another one takes its place.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait

from handouts.build.results import Result
from handouts.project import Job

_COLLECT_EVERY = 25
_PATIENCE = 5.0  # seconds until a worker that does not stop is killed

Work = Callable[[Job], tuple[Result, ...]]


def cores() -> int:
    """The cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1


def run_jobs(
    jobs: Sequence[Job], work: Work, died: Work, workers: int
) -> Iterator[tuple[Result, ...]]:
    """Yield the results of each job as they come; serially where one worker is enough.

    `died` makes the results of a job whose worker came to a sudden end.
    """
    workers = min(workers, len(jobs))
    queue = Queue(jobs)
    pool: list[_Worker] = []
    gc.collect()
    gc.freeze()  # what is there now is never collected, so its memory stays shared
    try:
        if workers < 2 or "fork" not in multiprocessing.get_all_start_methods():
            yield from _one_by_one(jobs, work)
            return
        for _ in range(workers):
            pool.append(_Worker(work, pool))
        for worker in pool:
            worker.give(queue)
        while busy := {worker.connection: worker for worker in pool if worker.job}:
            for ready in wait(list(busy)):
                worker = busy[ready]  # type: ignore[index]
                job, results = worker.job, worker.take()
                assert job is not None
                if results is None:
                    pool.remove(worker)
                    worker = _Worker(work, pool)
                    pool.append(worker)
                worker.give(queue)
                yield died(job) if results is None else results
    finally:
        for worker in pool:
            worker.stop()
        gc.unfreeze()


class Queue:
    """Jobs by language: a worker stays with a language, because its fonts are loaded there."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        """Sort the jobs by language, in their order."""
        self._left: dict[str, list[Job]] = {}
        for job in jobs:
            self._left.setdefault(job.first.tag, []).append(job)
        self._begun: set[str] = set()

    def next(self, tag: str) -> Job | None:
        """The next job of a language, else of one that nobody has begun, else of the most left."""
        if tag not in self._left:
            fresh = (name for name in self._left if name not in self._begun)
            most = max(self._left, key=lambda name: len(self._left[name]), default="")
            tag = next(fresh, most)
        if not tag:
            return None
        self._begun.add(tag)
        job = self._left[tag].pop(0)
        if not self._left[tag]:
            del self._left[tag]
        return job


class _Worker:
    """One forked process and the job that it has in hand."""

    def __init__(self, work: Work, others: Sequence[_Worker]) -> None:
        context = multiprocessing.get_context("fork")
        self.connection, theirs = context.Pipe()
        inherited = [self.connection, *(other.connection for other in others)]
        self._process = context.Process(
            target=_serve, args=(theirs, work, inherited), daemon=True, name="handouts"
        )
        self._process.start()
        theirs.close()
        self.job: Job | None = None
        self._tag = ""

    def give(self, queue: Queue) -> None:
        """Hand the worker its next job; none means that it may go."""
        self.job = queue.next(self._tag)
        self._tag = self.job.first.tag if self.job else ""
        with suppress(OSError):  # it has just died: take() will tell
            self.connection.send(self.job)

    def take(self) -> tuple[Result, ...] | None:
        """Take the results of its job; None where the process has died."""
        try:
            results: tuple[Result, ...] = self.connection.recv()
        except (EOFError, OSError):
            self.stop()
            return None
        return results

    def stop(self) -> None:
        """End the process; it takes its unfinished file away first."""
        self._process.terminate()
        self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self.connection.close()


def _serve(jobs: Connection, work: Work, inherited: Sequence[Connection]) -> None:
    """Do jobs until there are no more, or the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # unwinds, so that files are taken away
    for connection in inherited:
        connection.close()
    try:
        for results in _one_by_one(iter(jobs.recv, None), work):
            jobs.send(results)
    except (EOFError, OSError):
        return


def _one_by_one(jobs: Iterable[Job], work: Work) -> Iterator[tuple[Result, ...]]:
    """Do jobs in this process, and seldom look for what can be thrown away.

    There are few cycles, and a collection walks over all that the engine holds: left on, it takes
    an eighth of the time. What it would free is some 8 MB a job.
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
