"""A build as JSON lines on stderr, for programs: one object a line, each with its `event`.

The shapes are in docs/batch.md; they are stable.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import click

from handouts import __version__
from handouts.build import Outcome, Result
from handouts.build.packs import Pack
from handouts.cli.ending import meaning
from handouts.cli.progress import Telling, unheard
from handouts.findings import ExitCode, Finding

VERSION = 1
"""Of the shapes; a new key is no new version."""


class Events(Telling):
    """Tells programs; the last line is always a summary, also where the build did not end well."""

    _packs = 0

    def started(self, total: int) -> None:
        """Say how many results will follow."""
        super().started(total)
        self._say("started", version=VERSION, tool=f"handouts {__version__}", total=total)

    def finished(self, result: Result) -> None:
        """Give the handout's entry of the manifest."""
        self.pace.count(result.outcome)
        self._say("finished", **result.as_json(self.root))
        if self.beats():
            self._say("progress", **self._far())

    def found(self, finding: Finding) -> None:
        """Give a finding that belongs to no handout."""
        self._say("finding", **finding.as_json())

    def packed(self, pack: Pack) -> None:
        """Give the pack's entry of the manifest."""
        self._packs += 1
        self._say("packed", **pack.as_json(self.root))

    def ended(self, results: Sequence[Result], code: ExitCode) -> None:
        """Give the counts and the exit code."""
        self._sum_up(code)

    def waiting(self) -> None:
        """Say that there is nothing to do for now."""
        self._say("waiting")

    def stopped(self, problem: BaseException) -> None:
        """Tell what stopped the build, and end: whoever reads JSON wants nothing else there."""
        if isinstance(problem, click.ClickException | click.exceptions.Exit):
            return
        findings, code = meaning(problem)
        for found in findings:
            self.found(found)
        self._sum_up(code)
        raise click.exceptions.Exit(code)

    def _far(self) -> dict[str, object]:
        left = self.pace.left
        return {
            "done": self.pace.done,
            "total": self.pace.total,
            "rate": round(self.pace.rate, 3) or None,
            "seconds_left": None if left is None else round(left),
        }

    def _sum_up(self, code: ExitCode) -> None:
        self._say(
            "summary",
            total=self.pace.total,
            done=self.pace.done,
            **{str(outcome): self.pace.counts[outcome] for outcome in Outcome},
            packs=self._packs,
            seconds=round(self.pace.seconds, 3),
            interrupted=code is ExitCode.INTERRUPTED,
            exit_code=int(code),
        )

    def _say(self, event: str, **facts: object) -> None:
        """Print one object; in ASCII, because a log's encoding is anybody's guess."""
        with unheard():
            sys.stderr.write(json.dumps({"event": event, **facts}) + "\n")
            sys.stderr.flush()
