"""How a build tells of itself: a bar on a terminal, lines in a log, or JSON for programs.

Everything is told between two results, by no thread: workers are forked.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, get_args

import click

from handouts.build import Outcome, Result
from handouts.build.packs import Pack
from handouts.cli.asking import setting
from handouts.cli.pace import BAD, Pace
from handouts.cli.summary import interrupted, line, pack_line, summary
from handouts.cli.talk import tell, words_of
from handouts.findings import ExitCode, Finding

Way = Literal["auto", "bar", "lines", "json", "none"]
WAYS: tuple[Way, ...] = get_args(Way)
HEARTBEAT = 30.0
"""Seconds between two lines that only say how far a build is."""


class Telling:
    """What every way of telling has; a reader that goes away does not stop the build."""

    def __init__(self, root: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the folder that paths are shown from, and what counts the seconds."""
        self.root = root
        self.pace = Pace(clock)
        self._beat = self.pace.now

    def __enter__(self) -> Self:
        """Nothing to open."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say what came in between, where something did."""
        if problem is not None:
            self.stopped(problem)

    def started(self, total: int) -> None:
        """`total` handouts are wanted."""
        self.pace.begin(total)
        self._beat = self.pace.now

    def finished(self, result: Result) -> None:
        """One handout has its result."""
        raise NotImplementedError

    def found(self, finding: Finding) -> None:
        """Something is wrong with the batch as a whole: a row of its order, a pack."""
        raise NotImplementedError

    def packed(self, pack: Pack) -> None:
        """A pack is made."""
        raise NotImplementedError

    def ended(self, results: Sequence[Result], code: ExitCode) -> None:
        """All is told but the summary."""
        raise NotImplementedError

    def waiting(self) -> None:
        """A round is over; the next one begins when a file changes."""
        raise NotImplementedError

    def stopped(self, problem: BaseException) -> None:
        """The build did not come to its end; what is said here is not said again."""
        raise NotImplementedError

    def beats(self) -> bool:
        """Whether it is time for a sign of life; the last result needs none."""
        due = self.pace.now - self._beat >= HEARTBEAT and self.pace.done < self.pace.total
        if due:
            self._beat = self.pace.now
        return due


class Words(Telling):
    """Tells people: a line for each result that is new, each finding once, one summary.

    `lists` is off where only what is wrong and the summary are wanted, `quiet` drops the summary
    too; `verbose` adds what was up to date, all findings and tracebacks.
    """

    def __init__(
        self,
        root: Path,
        *,
        lists: bool = True,
        quiet: bool = False,
        verbose: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take how much to say."""
        super().__init__(root, clock)
        self._lists = lists and not quiet
        self._quiet = quiet
        self._verbose = verbose
        self._told: set[Finding] = set()
        self._errors = 0

    def finished(self, result: Result) -> None:
        """Tell a result that is new, and what is wrong with any."""
        outcome = result.outcome
        self.pace.count(outcome)
        news = self._lists and (self._verbose or outcome is not Outcome.UNCHANGED)
        if news or outcome in BAD:
            self.say(line(result, self.root))
        for found in result.findings:
            if self._worth(found, outcome) and found not in self._told:
                self._told.add(found)
                self.say(words_of(found))
        if result.trace and self._verbose:
            self.say(result.trace)
        if self._lists and self.beats():
            self.say(
                ", ".join(filter(None, (self.pace.far(), *self.pace.speed(), self.pace.bad())))
            )

    def _worth(self, found: Finding, outcome: Outcome) -> bool:
        larger = found.code == "H306" and outcome is Outcome.BUILT and not self._quiet
        return self._verbose or found.severity == "error" or larger

    def found(self, finding: Finding) -> None:
        """Tell it at once: a bad row of an order can be mended while the others are made."""
        self._errors += finding.severity == "error"
        if finding.severity == "error" or not self._quiet:
            self.say(words_of(finding))

    def packed(self, pack: Pack) -> None:
        """Tell of a pack in one line."""
        if not self._quiet:
            self.say(pack_line(pack, self.root))

    def ended(self, results: Sequence[Result], code: ExitCode) -> None:
        """Print the summary."""
        if not self._quiet:
            for text in summary(results, self.pace, self._errors):
                self.say(text)

    def waiting(self) -> None:
        """Say so, and begin to tell each finding once more."""
        self._told.clear()
        if not self._quiet:
            self.say("waiting for a file to change; Ctrl-C ends this")

    def stopped(self, problem: BaseException) -> None:
        """Say how to go on after Ctrl-C; everything else is said where the command ends."""
        if isinstance(problem, KeyboardInterrupt):
            self.say(interrupted(self.pace))
            raise click.exceptions.Exit(ExitCode.INTERRUPTED)

    def say(self, text: str) -> None:
        """Print a line."""
        with unheard():
            tell(text)


@contextmanager
def unheard() -> Iterator[None]:
    """Let a reader go away (`handouts build 2>&1 | head`): the build goes on and is silent.

    A log on a full disk is no reason to stop, either.
    """
    try:
        yield
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def reporter_for(way: Way) -> Telling:
    """Choose how to tell; `auto` is a bar on a terminal, unless -q or -v is given."""
    root, quiet, verbose = setting("folder").resolve(), setting("quiet"), setting("verbose")
    if way == "json":
        from handouts.cli.events import Events

        return Events(root)
    if way == "auto":
        able = sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        way = "bar" if able and not quiet and not verbose else "lines"
    if way == "bar":
        from handouts.cli.bar import Bar

        return Bar(root, quiet=quiet, verbose=verbose)
    return Words(root, lists=way == "lines", quiet=quiet, verbose=verbose)
