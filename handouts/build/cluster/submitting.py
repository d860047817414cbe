"""Handing jobs to a cluster and taking their PDFs back, a few at a time."""

from __future__ import annotations

import pickle
import time
import uuid
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import count
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from handouts.build.cluster import connecting
from handouts.build.cluster.bundles import Bundles, Unshippable
from handouts.build.cluster.connecting import Link, linked
from handouts.build.cluster.interrupting import interrupting
from handouts.build.cluster.loads import Given, Load, work_of
from handouts.build.cluster.model import (
    Answer,
    Answers,
    Differs,
    Made,
    Packed,
    digest_of,
)
from handouts.build.cluster.receiving import is_suspect, is_whole, said, written
from handouts.build.making import Maker
from handouts.build.results import Ending, Outcome, Result
from handouts.findings import Finding, finding
from handouts.project import Job

if TYPE_CHECKING:
    from distributed import Future

_AHEAD = 3  # loads on the way for each thread of the cluster
_TOGETHER = 16  # jobs of a load: the same sheet for other clinics, most of which is laid out once
_TRIES = 3  # how often a job is handed out that comes to grief outside of its own process
_FILES_KEPT = 1024
_GATHER = 60.0  # seconds that a PDF may take from a worker to here
_GLANCE = 1.0  # seconds between two looks at whether the cluster is still there


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
        self._waiting = deque(Given(job) for job in jobs)
        self._loads: dict[str, Load] = {}
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
        while self._waiting or self._loads:
            yield from self._hand_out()
            for key, answers in self._answers() if self._loads or self._waiting else ():
                yield from self._settled(self._loads.pop(key), answers)
            if self._is_stopped:
                raise KeyboardInterrupt
            if not self._is_there():
                self._take_back(self._loads)
                message = f"the cluster at {self._link.address} was lost before this was made"
                for given in self._waiting:
                    yield self._failed(given.job, finding("H557", message))
                return

    # ── out ────────────────────────────────────────────────────────────────────────────────────

    def _hand_out(self) -> Iterator[tuple[Result, ...]]:
        """Keep each thread busy, and no more: PDFs that wait for us fill the workers' memory."""
        threads = sum(self._workers.values())
        while self._waiting and len(self._loads) < _AHEAD * threads and not self._keeps_apart():
            most = min(_TOGETHER, max(1, len(self._waiting) // (2 * threads)))
            load: list[Given] = []
            files: dict[str, Packed] = {}
            while self._waiting and len(load) < most:
                if load and not load[0].goes_with(self._waiting[0]):
                    break
                given = self._waiting.popleft()
                try:
                    files |= {one.digest: one for one in self._bundles.of(given.job)}
                except Unshippable:  # it says what is wrong with a file, and seldom makes a page
                    yield self._maker.make(given.job)
                else:
                    load.append(given)
            try:
                if load:
                    self._submit(load, list(files.values()))
            except Exception:  # the connection is lost in one of many ways: _is_there() sees it
                self._waiting.extendleft(reversed(load))
                return

    def _keeps_apart(self) -> bool:
        """Whether the next job has to wait until nothing is on its way, for one of the two."""
        on_their_way = (given for load in self._loads.values() for given in load.given)
        return bool(self._loads) and (
            self._waiting[0].is_apart or any(given.is_apart for given in on_their_way)
        )

    def _submit(self, load: Sequence[Given], files: Sequence[Packed]) -> None:
        work = work_of(load, files, self._maker)
        allowed = frozenset(self._workers if self._link.left_out else ())
        key, done = next(self._keys), self._done
        sent = [load[0].job.first.tag, digest_of(self._link.ours), pickle.dumps(work)]
        sent += map(self._kept, files)
        future = self._link.submit("make", sent, key, sorted(allowed))
        self._loads[key] = Load(load, allowed, future)
        future.add_done_callback(lambda _: done.put(key))

    def _kept(self, files: Packed) -> Future[bytes]:
        """Files on the cluster: there already, or sent now.

        The scheduler knows how to make them again, so they outlive the workers that hold them. It
        gives up what was lost too often under one key.
        """
        future = self._files.pop(files.digest, None)
        if future is None or future.status in ("cancelled", "lost", "error"):
            key = f"handouts-files-{files.digest}"
            key += f"-{next(self._keys)}" if future else ""
            future = self._link.client.submit(bytes, files.data, key=key)
        self._files[files.digest] = future
        if len(self._files) > _FILES_KEPT:
            self._files.popitem(last=False)
        return future

    # ── back ───────────────────────────────────────────────────────────────────────────────────

    def _answers(self) -> Iterator[tuple[str, Answers | Exception]]:
        """The answers that are there, after a moment's wait for the first."""
        keys = []
        with suppress(Empty):
            keys.append(self._done.get(timeout=_GLANCE))
            while True:
                keys.append(self._done.get_nowait())
        futures = {key: self._loads[key].future for key in keys if key in self._loads}
        ready = [future for future in futures.values() if future.status == "finished"]
        try:
            there = dict(zip(ready, self._link.client.gather(ready), strict=True))
        except Exception:  # one of them is lost again: ask for each
            there = {}
        for key, future in futures.items():
            try:
                data = there[future] if future in there else future.result(_GATHER)
                answers: Answers = pickle.loads(data)
            except Exception as problem:
                yield key, problem
            else:
                yield key, answers

    def _settled(self, load: Load, answers: Answers | Exception) -> Iterator[tuple[Result, ...]]:
        """The results of what is made; the rest waits again."""
        if isinstance(answers, tuple):
            for given, answer in zip(load.given, answers, strict=True):
                yield from self._judged(given, answer)
        elif isinstance(answers, Differs):
            self._link.compare(answers.worker, answers.parts)
            self._waiting.extendleft(reversed(load.given))
        elif len(load.given) > 1:  # one of them may be to blame
            self._waiting.extendleft(Given(one.job, one.tries, False, True) for one in load.given)
        else:
            yield from self._judged(load.given[0], answers)

    def _judged(self, given: Given, answer: Answer | Exception) -> Iterator[tuple[Result, ...]]:
        from distributed import KilledWorker

        job = given.job
        if is_suspect(answer) and not given.is_suspect:
            self._waiting += [Given(Job((one,)), 0, True, True) for one in job.handouts]
        elif isinstance(answer, Made) and is_whole(answer):
            yield tuple(map(written, job.handouts, answer.results, answer.pdfs))
        elif isinstance(answer, Ending):
            yield self._maker.died(job, answer)
        elif isinstance(answer, KilledWorker) and not given.is_apart:
            self._waiting.append(Given(job, given.tries, given.is_suspect, True, True))
        elif isinstance(answer, KilledWorker):  # dask has tried often enough
            message = f"all of {answer.allowed_failures + 1} workers that had it in hand were lost"
            yield self._failed(job, finding("H558", message))
        elif given.tries + 1 < _TRIES:
            self._waiting.appendleft(Given(job, given.tries + 1, given.is_suspect, True))
        else:
            message = f"{_TRIES} attempts failed: {said(answer)}"
            yield self._failed(job, finding("H558", message))

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
            self._take_back(self._loads)
        self._workers = self._link.workers()
        here = self._workers.keys()
        self._take_back([k for k, g in self._loads.items() if g.allowed and not g.allowed & here])
        self._glanced = time.monotonic()
        if here:
            self._seen = self._glanced
        return self._glanced < self._seen + connecting.PATIENCE

    def _take_back(self, keys: Iterable[str]) -> None:
        """Let jobs wait again whose workers or whose scheduler is gone."""
        for key in list(keys):
            self._waiting.extendleft(reversed(self._loads.pop(key).given))
