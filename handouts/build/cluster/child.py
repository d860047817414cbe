"""The process on a worker that makes jobs, one after the other, within the project's limits.

It is a process of its own because the engine is C code that is not made for threads. Like the pool
of one machine it forks the one that lays pages out: what crashes, hangs or takes too much memory
costs a handout, and not the worker with all that it holds.
"""

from __future__ import annotations

import gc
import math
import pickle
import shutil
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, cast

from handouts.build.cluster.bundles import ARTICLE, LOGO, Copy
from handouts.build.cluster.model import Answer, Broken, Made, Packed, Settings, Work
from handouts.build.cluster.program import parts
from handouts.build.engine import cache_folder
from handouts.build.making import Maker
from handouts.build.printing import Printer
from handouts.build.results import Ending, starved
from handouts.build.worker import Worker
from handouts.compose import Templates
from handouts.config import Limits
from handouts.project import Job, LoadedArticle, Project
from handouts.project.project import TEMPLATES

_ARTICLES_KEPT = 64


@dataclass(frozen=True, slots=True)
class Sent(Job):
    """A job with all that came with it."""

    work: Work
    earlier: tuple[str, ...]
    files: tuple[bytes, ...]


def main(words: Sequence[str]) -> None:
    """Serve on a pipe, given by its number, in a folder."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the dask worker's to handle
    with suppress(EOFError, OSError):  # which is gone
        serve(Connection(int(words[0])), Path(words[1]))


def serve(pipe: Connection, folder: Path) -> None:
    """Say which program this is, then answer until nobody asks any more."""
    pipe.send(parts())
    gc.collect()
    gc.freeze()
    room = _Room(folder)
    while True:
        asked, files = pipe.recv()
        work: Work = pickle.loads(asked)
        pipe.send_bytes(pickle.dumps(tuple(room.made(work, tuple(files)))))


class _Room:
    """Has jobs made by a forked process, and by another one when that has come to its end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._worker: Worker | None = None
        self._limits = Limits()

    def made(self, work: Work, files: tuple[bytes, ...]) -> Iterator[Answer]:
        """Make the jobs of a piece of work, one after the other."""
        for job, earlier in zip(work.jobs, work.earlier, strict=True):
            handouts = tuple(
                replace(handout, path=self._folder / "output" / str(number) / handout.path.name)
                for number, handout in enumerate(job.handouts)
            )
            yield self._make(Sent(handouts, work, earlier, files))

    def _make(self, job: Sent) -> Answer:
        try:
            worker = self._ready(job.work.limits)
        except OSError as problem:
            return Broken(f"no process can be started: {problem}")
        worker.give(job)
        left = None if worker.deadline == math.inf else worker.deadline - time.monotonic()
        is_there = wait([worker.connection], left)
        found: Any = worker.take() if is_there else worker.expire()
        if isinstance(found, Ending) or (isinstance(found, Made) and starved(found.results)):
            worker.stop()
            self._worker = None
        return cast("Answer", found)

    def _ready(self, limits: Limits) -> Worker:
        if self._worker and self._limits != limits:
            self._worker.stop()
            self._worker = None
        if self._worker is None:
            desk = Desk(self._folder / "project")
            self._worker = Worker(cast("Any", desk.make), limits, ())
            self._limits = limits
        return self._worker


class Desk:
    """Makes jobs in a folder; what one of them shares with the next is read once."""

    def __init__(self, folder: Path) -> None:
        """Take a folder; what is in it is of another desk."""
        shutil.rmtree(folder, ignore_errors=True)
        self._copy = Copy(folder)
        self._printer: Printer | None = None
        self._of: tuple[str, ...] = ()
        self._templates: tuple[dict[str, str], Templates] | None = None
        self._articles: dict[tuple[str, str], LoadedArticle] = {}
        self._pdfs: dict[Path, bytes] = {}

    def make(self, job: Sent) -> Answer:
        """Make one job; never raises but for Ctrl-C."""
        work = job.work
        named = zip(work.files, job.files, strict=True)
        try:
            printer = self._printer_of([Packed(*name, data) for name, data in named])
        except (ValueError, OSError) as problem:
            self._printer = None
            self._copy.clear()
            return Broken(str(problem))
        known = zip(job.handouts, job.earlier, strict=True)
        earlier = {handout: digest for handout, digest in known if digest}
        maker = Maker(printer.project, printer, work.final, work.today, earlier)
        self._pdfs.clear()
        results = maker.make(job)
        return Made(results, tuple(self._pdfs.get(result.made.path) for result in results))

    def _printer_of(self, sent: Sequence[Packed]) -> Printer:
        """The printer of the project as far as it was sent, the last one where it still is right.

        It is for another clinic: its logo is one file more.
        """
        text = tuple(one.digest for one in sent if one.kind != LOGO)
        logos = [one for one in sent if one.kind == LOGO]
        if self._printer and self._of == text and not any(map(self._copy.add, logos)):
            return self._printer
        self._printer = None
        self._copy.hold(sent[1:])
        of = sent[0].digest, next(one.digest for one in sent if one.kind == ARTICLE)
        root = self._copy.root.resolve()
        project = _Shipped(root, sent[0].opened(), of, self._articles)
        put, kept = self._pdfs.__setitem__, self._kept(project)
        self._printer, self._of = _KeptPrinter(project, cache_folder(), put, kept=kept), text
        return self._printer

    def _kept(self, project: Project) -> Templates:
        own = {
            path: digest
            for path, digest in self._copy.held.items()
            if path.startswith(f"{TEMPLATES}/")
        }
        if self._templates is None or self._templates[0] != own:
            self._templates = own, Templates(project.template_folders)
        return self._templates[1]


class _Shipped(Project):
    """A part of a project, with what only the whole one can say."""

    def __init__(
        self,
        root: Path,
        settings: Settings,
        of: tuple[str, str],
        kept: dict[tuple[str, str], LoadedArticle],
    ) -> None:
        super().__init__(root, settings.config)
        self._settings = settings
        self._of = of
        self._kept = kept

    @cached_property
    def folders(self) -> dict[str, str]:
        return dict(self._settings.folders)

    def article(self, slug: str) -> LoadedArticle:
        """The article of its bundle, which other jobs share."""
        if self._of not in self._kept:
            while len(self._kept) >= _ARTICLES_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[self._of] = super().article(slug)
        return self._kept[self._of]


@dataclass(frozen=True)
class _KeptPrinter(Printer):
    """A printer with the templates of the one before it."""

    kept: Templates = field(kw_only=True)

    @cached_property
    def templates(self) -> Templates:
        return self.kept
