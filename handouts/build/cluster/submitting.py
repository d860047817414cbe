"""Handing jobs to a cluster and taking their PDFs back, a few at a time."""

from __future__ import annotations

import pickle
import time
import uuid
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from handouts.build.cluster import connecting
from handouts.build.cluster.bundles import Bundles, Unshippable
from handouts.build.cluster.connecting import Link, linked
from handouts.build.cluster.interrupting import interrupting
from handouts.build.cluster.model import (
    Answer,
    Differs,
    Made,
    Packed,
    Work,
    digest_of,
)
from handouts.build.cluster.receiving import is_suspect, is_whole, said, written
from handouts.build.making import Maker
from handouts.build.results import Ending, Outcome, Result
from handouts.findings import Finding, finding
from handouts.project import Job

if TYPE_CHECKING:
    from distributed import Future

_AHEAD = 4  # jobs on the way for each thread of the cluster
_TRIES = 3  # how often a job is handed out that comes to grief outside of its own process
_FILES_KEPT = 1024
_GATHER = 60.0  # seconds that a PDF may take from a worker to here
_GLANCE = 1.0  # seconds between two looks at whether the cluster is still there


@dataclass(slots=True)
class _Given:
    """A job, how often it came to grief, and where it may run (empty: anywhere).

    A suspect is tried for the second time: it has brought down the process that made it.
    """

    job: Job
    tries: int = 0
    is_suspect: bool = False
    allowed: frozenset[str] = frozenset()
    future: Future[bytes] | None = None


def run_jobs_on(
    address: str, maker: Maker, jobs: Sequence[Job], tell: Callable[[Finding], None]
) -> Iterator[tuple[Result, ...]]:
    """Yield the results of each job as they come, their PDFs written.

    `maker` makes here what cannot be sent; `tell` is told of workers that are left out. Raises
    HandoutsError, exit code 5: H555 where the cluster cannot be used, H506 where a part of this
    system is missing. A cluster that is lost later leaves failed results (H557) for what is not
    made yet.
    """
    with linked(address, tell) as link:
        made = _Round(link, maker, jobs)
        with interrupting(made.stop):
            yield from made.results()


class _Round:
    """The jobs of one build on a cluster."""

    def __init__(self, link: Link, maker: Maker, jobs: Sequence[Job]) -> None:
        self._link = link
        self._maker = maker
        self._bundles = Bundles(maker.project)
        self._waiting = deque(_Given(job) for job in jobs)
        self._given: dict[str, _Given] = {}
        self._done: SimpleQueue[str] = SimpleQueue()
        self._files: OrderedDict[str, Future[bytes]] = OrderedDict()
        self._keys = (f"handouts-{uuid.uuid4().hex}-{number}" for number in count())
        self._workers: Mapping[str, int] = {}
        self._glanced = self._seen = time.monotonic()
        self._is_stopped = False

    def stop(self) -> None:
        """Have the results end with Ctrl-C; may be called at any moment, by a signal."""
        self._is_stopped = True
        self._done.put("")  # nobody's key: the wait for answers is over

    def results(self) -> Iterator[tuple[Result, ...]]:
        """Hand out and take back, until nothing is left or the cluster is lost."""
        self._workers = self._link.workers()
        while self._waiting or self._given:
            yield from self._hand_out()
            for key, answer in self._answers() if self._given or self._waiting else ():
                yield from self._settled(self._given.pop(key), answer)
            if self._is_stopped:
                raise KeyboardInterrupt
            if not self._is_there():
                message = f"the cluster at {self._link.address} was lost before this was made"
                for given in (*self._given.values(), *self._waiting):
                    yield self._failed(given.job, finding("H557", message))
                return

    # ── out ────────────────────────────────────────────────────────────────────────────────────

    def _hand_out(self) -> Iterator[tuple[Result, ...]]:
        """Keep each thread busy, and no more: PDFs that wait for us fill the workers' memory."""
        while self._waiting and len(self._given) < _AHEAD * sum(self._workers.values()):
            given = self._waiting.popleft()
            try:
                bundles = self._bundles.of(given.job)
            except Unshippable:  # it says what is wrong with the file, and seldom lays a page out
                yield self._maker.make(given.job)
                continue
            try:
                self._submit(given, bundles)
            except Exception:  # the connection is lost in one of many ways: _is_there() sees it
                self._waiting.appendleft(given)
                return

    def _submit(self, given: _Given, files: Sequence[Packed]) -> None:
        names = tuple(replace(h, path=Path(h.path.name)) for h in given.job.handouts)
        work = Work(
            job=Job(names),
            files=tuple((one.kind, one.digest) for one in files),
            earlier=tuple(self._maker.earlier.get(h, "") for h in given.job.handouts),
            limits=self._maker.project.config.limits,
            final=self._maker.final,
            today=self._maker.today,
        )
        given.allowed = frozenset(self._workers if self._link.left_out else ())
        key = next(self._keys)
        sent = [given.job.first.tag, digest_of(self._link.ours), pickle.dumps(work)]
        sent += map(self._kept, files)
        given.future = self._link.submit("make", sent, key, sorted(given.allowed))
        self._given[key] = given
        done = self._done
        given.future.add_done_callback(lambda _: done.put(key))

    def _kept(self, files: Packed) -> Future[bytes]:
        """Files on the cluster: there already, or sent now.

        The scheduler knows how to make them again, so they outlive the workers that hold them.
        """
        future = self._files.pop(files.digest, None)
        if future is None or future.status in ("cancelled", "lost", "error"):
            key = f"handouts-files-{files.digest}"
            future = self._link.client.submit(bytes, files.data, key=key)
        self._files[files.digest] = future
        if len(self._files) > _FILES_KEPT:
            self._files.popitem(last=False)
        return future

    # ── back ───────────────────────────────────────────────────────────────────────────────────

    def _answers(self) -> Iterator[tuple[str, Answer | Exception]]:
        """The answers that are there, after a moment's wait for the first."""
        keys = []
        with suppress(Empty):
            keys.append(self._done.get(timeout=_GLANCE))
            while True:
                keys.append(self._done.get_nowait())
        given = {key: self._given[key].future for key in keys if key in self._given}
        ready = [future for future in given.values() if future and future.status == "finished"]
        try:
            answers = dict(zip(ready, self._link.client.gather(ready), strict=True))
        except Exception:  # one of them is lost again: ask for each
            answers = {}
        for key, future in given.items():
            try:
                assert future is not None
                data = answers[future] if future in answers else future.result(_GATHER)
                answer: Answer = pickle.loads(data)
            except Exception as problem:
                yield key, problem
            else:
                yield key, answer

    def _settled(self, given: _Given, answer: Answer | Exception) -> Iterator[tuple[Result, ...]]:
        from distributed import KilledWorker

        job = given.job
        if is_suspect(answer) and not given.is_suspect:
            self._waiting += [_Given(Job((one,)), is_suspect=True) for one in job.handouts]
        elif isinstance(answer, Made) and is_whole(answer):
            yield tuple(map(written, job.handouts, answer.results, answer.pdfs))
        elif isinstance(answer, Ending):
            yield self._maker.died(job, answer)
        elif isinstance(answer, Differs):
            self._link.compare(answer.worker, answer.parts)
            self._waiting.appendleft(given)
        elif isinstance(answer, KilledWorker):  # dask has tried often enough
            message = f"all of {answer.allowed_failures + 1} workers that had it in hand were lost"
            yield self._failed(job, finding("H558", message))
        else:
            given.tries += 1
            if given.tries < _TRIES:
                self._waiting.appendleft(given)
            else:
                yield self._failed(
                    job, finding("H558", f"{_TRIES} attempts failed: {said(answer)}")
                )

    def _failed(self, job: Job, found: Finding) -> tuple[Result, ...]:
        state = self._maker.state
        return tuple(
            Result(handout=handout, outcome=Outcome.FAILED, state=state, findings=(found,))
            for handout in job.handouts
        )

    # ── the cluster ────────────────────────────────────────────────────────────────────────────

    def _is_there(self) -> bool:
        """Look now and then who works; wait for a cluster that is away, but not for ever."""
        now = time.monotonic()
        if now < self._glanced + _GLANCE:
            return True
        if self._link.is_lost() and self._link.again():
            self._files.clear()
            self._take_back(self._given)
        self._workers = self._link.workers()
        here = self._workers.keys()
        self._take_back([k for k, g in self._given.items() if g.allowed and not g.allowed & here])
        self._glanced = time.monotonic()
        if here:
            self._seen = self._glanced
        return self._glanced < self._seen + connecting.PATIENCE

    def _take_back(self, keys: Iterable[str]) -> None:
        """Let jobs wait again whose workers or whose scheduler is gone."""
        for key in list(keys):
            self._waiting.appendleft(self._given.pop(key))
