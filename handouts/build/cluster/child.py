"""The process on a worker that makes jobs, one after the other.

It is a process of its own because the engine is C code that is not made for threads: what crashes
or never ends takes one handout along, and not the worker with all that it holds.
"""

from __future__ import annotations

import faulthandler
import gc
import pickle
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from handouts.build.cluster.bundles import ARTICLE, LOGO, Copy
from handouts.build.cluster.model import (
    Answer,
    Broken,
    Made,
    Packed,
    Settings,
    Work,
)
from handouts.build.cluster.program import parts
from handouts.build.engine import cache_folder
from handouts.build.making import Maker
from handouts.build.printing import Printer
from handouts.compose import Templates
from handouts.project import Job, LoadedArticle, Project
from handouts.project.project import TEMPLATES

_COLLECT_EVERY = 25
_ARTICLES_KEPT = 64
_GRACE = 10.0  # seconds after which this process gives up by itself, should nobody end it


def serve(pipe: Connection, folder: Path) -> None:
    """Say which program this is, then answer until nobody asks any more."""
    desk = Desk(folder)
    pipe.send(parts())
    gc.collect()
    gc.freeze()
    gc.disable()  # as in the pool of one machine: there is little to collect
    for number in count(1):
        limit, work, files = pipe.recv()
        faulthandler.dump_traceback_later(limit + _GRACE, exit=True)
        answer = pickle.dumps(desk.make(pickle.loads(work), files))
        faulthandler.cancel_dump_traceback_later()
        pipe.send_bytes(answer)
        if number % _COLLECT_EVERY == 0:
            gc.collect()


class Desk:
    """Makes jobs in a folder; what one of them shares with the next is read once."""

    def __init__(self, folder: Path) -> None:
        """Take an empty folder."""
        self._copy = Copy(folder / "project")
        self._output = folder / "output"
        self._printer: Printer | None = None
        self._of: tuple[str, ...] = ()
        self._templates: tuple[dict[str, str], Templates] | None = None
        self._articles: dict[tuple[str, str], LoadedArticle] = {}
        self._pdfs: dict[Path, bytes] = {}

    def make(self, work: Work, files: Sequence[bytes]) -> Answer:
        """Make one job; never raises but for Ctrl-C."""
        sent = [Packed(*named, data) for named, data in zip(work.files, files, strict=True)]
        try:
            printer = self._printer_of(sent)
        except (ValueError, OSError) as problem:
            self._printer = None
            self._copy.clear()
            return Broken(str(problem))
        handouts = tuple(
            replace(handout, path=self._output / str(number) / handout.path.name)
            for number, handout in enumerate(work.job.handouts)
        )
        earlier = {h: digest for h, digest in zip(handouts, work.earlier, strict=True) if digest}
        maker = Maker(printer.project, printer, work.final, work.today, earlier)
        self._pdfs.clear()
        results = maker.make(Job(handouts))
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


def main(words: Sequence[str]) -> None:
    """Serve on a pipe, given by its number, in a folder."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the worker's to handle
    faulthandler.enable()
    with suppress(EOFError, OSError):  # the worker is gone
        serve(Connection(int(words[0])), Path(words[1]))
