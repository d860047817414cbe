"""Forked workers: each takes one job after the other, of its own language as long as there are any.

Workers are forked from a warm parent, before it has any thread. A worker that dies (the engine is
C code), hangs or takes too much memory costs its own job alone; another one takes its place.
"""

from __future__ import annotations

import gc
import math
import os
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from multiprocessing.connection import wait

from handouts.build.engine import has_laid_out
from handouts.build.results import Ending, starved
from handouts.build.worker import Made, Work, Worker, one_by_one
from handouts.config import Limits
from handouts.project import Job

_MANY = 40  # jobs after which a worker does not go on to another language
_MOST = 200  # jobs after which another one takes its place: what grows begins anew
_LATE = 1.0  # seconds that a build may be late to notice something, unless it stood still itself

Died = Callable[[Job, Ending], Made]


def cores() -> int:
    """The cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1


def run_jobs(
    jobs: Sequence[Job], work: Work, died: Died, workers: int, limits: Limits | None = None
) -> Iterator[Made]:
    """Yield the results of each job as they come; with 0 workers in this process, without limits.

    So it is, too, where this process has laid pages out itself, and cannot be forked any more.
    `died` makes the results of a job whose worker has ended. A job whose worker came to a sudden
    end or ran out of memory is tried once more in the end, each handout alone in a fresh worker:
    the system may have ended it for what another one took, and one target may be at fault alone.
    """
    if not workers or not hasattr(os, "fork") or has_laid_out():
        yield from one_by_one(jobs, work)
        return
    limits = limits or Limits()
    suspects: list[Job] = []
    gc.freeze()  # what is there now is never collected, so its memory stays shared
    try:
        with closing(_worked(Queue(jobs), work, min(workers, len(jobs)), limits)) as worked:
            for job, found in worked:
                if _is_suspect(found):
                    suspects += [Job((handout,)) for handout in job.handouts]
                else:
                    yield died(job, found) if isinstance(found, Ending) else found
        for suspect in suspects:
            with closing(_worked(Queue([suspect]), work, 1, limits)) as worked:
                for job, found in worked:
                    yield died(job, found) if isinstance(found, Ending) else found
    finally:
        gc.unfreeze()


class Queue:
    """Jobs by language: a worker stays with a language, because its fonts are loaded there.

    They stay loaded, some 12 MB a language.
    """

    def __init__(self, jobs: Sequence[Job]) -> None:
        """Sort the jobs by language, in their order."""
        self._left: dict[str, list[Job]] = {}
        for job in jobs:
            self._left.setdefault(job.first.tag, []).append(job)
        self._begun: set[str] = set()

    def __bool__(self) -> bool:
        """Whether any are left."""
        return bool(self._left)

    def has(self, tag: str) -> bool:
        """Whether jobs of a language are left."""
        return tag in self._left

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


def _worked(
    queue: Queue, work: Work, workers: int, limits: Limits
) -> Generator[tuple[Job, Made | Ending]]:
    """Yield each job of a queue with its results, or with the end of its worker."""
    pool: list[Worker] = []

    def start() -> Worker | None:
        try:
            worker = Worker(work, limits, pool)
        except OSError:  # no room for one more process: the others do its share
            return None
        pool.append(worker)
        return worker

    try:
        for _ in range(workers):
            start()
        for worker in pool:
            worker.give(queue.next(""))
        while busy := [worker for worker in pool if worker.job]:
            for worker, found in _next(busy):
                job = worker.job
                assert job is not None
                able: Worker | None = worker
                if isinstance(found, Ending) or starved(found):
                    worker.stop()
                    pool.remove(worker)
                    able = start() if queue else None
                elif _is_spent(worker, queue) and (fresh := start()):
                    worker.stop()
                    pool.remove(worker)
                    able = fresh
                if able:
                    able.give(queue.next(worker.tag))
                yield job, found
        while job := queue.next(""):
            yield job, Ending("H304", "no process could be started to make it")
    finally:
        for worker in pool:
            worker.ask()
        for worker in pool:
            worker.stop()


def _is_spent(worker: Worker, queue: Queue) -> bool:
    """Whether a worker has made enough; sooner if it holds the fonts of a language that is done."""
    return bool(queue) and worker.given >= (_MOST if queue.has(worker.tag) else _MANY)


def _next(busy: Sequence[Worker]) -> Iterator[tuple[Worker, Made | Ending]]:
    """Wait until there are workers that are done, dead or past their time."""
    soonest = min(worker.deadline for worker in busy)
    left = None if soonest == math.inf else max(0.0, soonest - time.monotonic())
    ready = wait([worker.connection for worker in busy], left)
    now = time.monotonic()
    if now > soonest + _LATE:  # Ctrl-Z, or a lid that was closed: the workers stood still, too
        for worker in busy:
            worker.renew()
    for worker in busy:
        if worker.connection in ready:
            yield worker, worker.take()
        elif worker.deadline <= now:
            yield worker, worker.expire()


def _is_suspect(found: Made | Ending) -> bool:
    """Whether a job may be innocent; one that hangs would only hang again."""
    return found.code != "H551" if isinstance(found, Ending) else starved(found)
