"""Progress of a build: a bar on a terminal, one line per result otherwise, refusals in words."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

import click

from handouts.build import Outcome, Result
from handouts.build.packs import Pack
from handouts.cli.talk import counted, tell, tell_finding
from handouts.findings import Finding
from handouts.formats import FORMATS

_MARKS = {
    Outcome.BUILT: ("built", "green"),
    Outcome.UNCHANGED: ("unchanged", "white"),
    Outcome.REFUSED: ("refused", "red"),
    Outcome.FAILED: ("failed", "red"),
}


class Lines:
    """One line per result; each finding is told once, warnings only if asked for."""

    def __init__(self, root: Path, *, quiet: bool, verbose: bool) -> None:
        """Take the folder that paths are shown from."""
        self._root = root
        self._quiet = quiet
        self._verbose = verbose
        self._told: set[Finding] = set()
        self.begun = time.perf_counter()

    def __enter__(self) -> Lines:
        """Nothing to open."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing to close."""

    def started(self, total: int) -> None:
        """Nothing to say yet."""

    def finished(self, result: Result) -> None:
        """Tell the result and what is wrong with it."""
        bad = result.outcome in (Outcome.REFUSED, Outcome.FAILED)
        if bad or not self._quiet:
            self.say(line(result, self._root))
        for found in result.findings:
            if found not in self._told and (
                self._verbose or found.severity == "error" or found.code == "H306"
            ):
                self._told.add(found)
                tell_finding(found)
        if result.trace and self._verbose:
            tell(result.trace)

    def noticed(self, found: Finding) -> None:
        """Tell what is wrong with the machines that work."""
        tell_finding(found)

    def say(self, text: str) -> None:
        """Print a line of progress."""
        tell(text)


class Bar(Lines):
    """A progress bar, with only the bad results in words."""

    def __enter__(self) -> Bar:
        """Show the bar; without a thread of its own, because workers are forked."""
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
        )

        console = Console(stderr=True)
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        self._progress = Progress(*columns, console=console, auto_refresh=False, transient=True)
        self._task = self._progress.add_task("building", total=None)
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        self._progress.stop()

    def started(self, total: int) -> None:
        """Show how much there is to do."""
        self._progress.update(self._task, total=total, refresh=True)

    def finished(self, result: Result) -> None:
        """Move on by one."""
        if result.outcome in (Outcome.REFUSED, Outcome.FAILED):
            super().finished(result)
        name = f"{result.handout.tag} {result.handout.slug}"
        self._progress.update(self._task, advance=1, description=name, refresh=True)


def reporter_for(root: Path, *, quiet: bool, verbose: bool) -> Lines:
    """A bar on a terminal, lines elsewhere and for those who want to see everything."""
    bar = sys.stderr.isatty() and not quiet and not verbose
    return (Bar if bar else Lines)(root, quiet=quiet, verbose=verbose)


def line(result: Result, root: Path) -> str:
    """One result in one line."""
    word, colour = _MARKS[result.outcome]
    handout = result.made
    parts = [click.style(f"{word:9}", fg=colour), f"{handout.tag:8}", handout.slug, handout.format]
    parts += [handout.target, *([handout.clinic] if handout.clinic else [])]
    if result.outcome is Outcome.BUILT:
        parts.append(f"{counted(result.pages, 'page')}, {result.seconds * 1000:.0f} ms")
    if result.outcome in (Outcome.BUILT, Outcome.UNCHANGED):
        path = handout.path
        parts.append(str(path.relative_to(root) if path.is_relative_to(root) else path))
    else:
        errors = (found.code for found in result.findings if found.severity == "error")
        parts.append(" ".join(dict.fromkeys(errors)))
    return "  ".join(parts)


def pack_line(pack: Pack, root: Path) -> str:
    """One pack in one line."""
    path = pack.path.relative_to(root) if pack.path.is_relative_to(root) else pack.path
    copies = sum(packed.copies for packed in pack.inside)
    said = [counted(len(pack.inside), "handout"), f"{copies} {'copy' if copies == 1 else 'copies'}"]
    said.append(counted(pack.pages, "page"))
    return "  ".join([click.style(f"{'packed':9}", fg="green"), ", ".join(said), str(path)])


def _handling(results: Sequence[Result]) -> Iterator[str]:
    """How to print and fold what was made for the office printer, a line for each format."""
    made = {
        result.made.format: result
        for result in results
        if result.made.target == "office"
        and result.outcome in (Outcome.BUILT, Outcome.UNCHANGED)
        and FORMATS[result.made.format].fold
    }
    for format_id, result in made.items():
        shape = FORMATS[format_id]
        paper = result.made.paper.upper()
        yield (
            f"{format_id}: print on {paper} at actual size, on both sides, flip on the"
            f" {shape.duplex.replace('-', ' ')}; {shape.handling}"
        )


def summary(results: Sequence[Result], begun: float, *, quiet: bool) -> None:
    """Say how many of each there are, and how many warnings wait for a look."""
    if quiet:
        return
    counts = Counter(result.outcome for result in results)
    said = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome])
    if not results:
        tell("nothing to build: `handouts new SLUG` starts an article")
        return
    tell(f"{counted(len(results), 'handout')}: {said} in {time.perf_counter() - begun:.1f} s")
    for told in _handling(results):
        tell(told)
    warnings = {f for result in results for f in result.findings if f.severity == "warning"}
    if warnings:
        tell(f"{counted(len(warnings), 'warning')}: `handouts check` shows them")
