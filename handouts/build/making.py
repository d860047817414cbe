"""Making one job: whatever happens, every handout gets a result and no other job is harmed."""

from __future__ import annotations

import datetime
import re
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import cast

from handouts.article.model import plain_text
from handouts.build.fingerprints import Fingerprints
from handouts.build.laid_out import LaidOut, Target
from handouts.build.printing import Printer
from handouts.build.results import Ending, Outcome, Result
from handouts.checks import glyph_findings
from handouts.findings import ExitCode, Finding, HandoutsError, Location, finding
from handouts.formats import FORMATS
from handouts.localize import LocalizedArticle
from handouts.project import Handout, Job, Project, Reading, read_handout
from handouts.project.jobs import in_format
from handouts.project.releasing import release
from handouts.reviews import Approval
from handouts.shipped import FONTS

_FAILURES = frozenset({"H303", "H304", "H305", "H505", "H506", "H551", "H552"})
_TOO_SMALL = frozenset({"H301", "H302", "H309"})
"""What a format with more room may mend."""


@dataclass(frozen=True)
class Maker:
    """Makes the jobs of one project; with `final`, what the release gate lets through `today`.

    Of a handout whose fingerprint is that of its `earlier` file, nothing is made.
    """

    project: Project
    printer: Printer
    final: bool
    today: datetime.date
    earlier: Mapping[Handout, str] = field(default_factory=dict)

    @cached_property
    def fingerprints(self) -> Fingerprints:
        """Takes the fingerprints of the project's handouts."""
        return Fingerprints(self.project, self.printer.templates)

    @property
    def state(self) -> str:
        """What the sheets are: a final one has passed the gate."""
        return "final" if self.final else "draft"

    def make(self, job: Job) -> tuple[Result, ...]:
        """Return a result for every handout of the job, in order; never raises but for Ctrl-C."""
        results: list[Result] = []
        known: tuple[Finding, ...] = ()
        outcome, trace = Outcome.FAILED, ""
        started = time.perf_counter()
        try:
            reading = self._read(job)
            known = reading.findings
            for printed in self._print(job, reading):
                seconds, started = time.perf_counter() - started, time.perf_counter()
                found = (*known, *printed.findings)
                results.append(replace(printed, seconds=seconds, findings=found))
        except Exception as problem:  # anything may be wrong with one sheet; the others go on
            if _out_of_memory(problem):
                known = (*known, self._named(job, "H552", self._memory))
            elif isinstance(problem, HandoutsError):
                outcome = _outcome(problem.findings)
                known = tuple(dict.fromkeys((*known, *problem.findings)))
            else:
                said = f"{type(problem).__name__}: {problem}"
                known = (*known, finding("H304", said, self._article(job)))
                trace = traceback.format_exc()
        for handout in job.handouts[len(results) :]:
            seconds, started = time.perf_counter() - started, time.perf_counter()
            results.append(
                Result(
                    handout=handout,
                    outcome=outcome,
                    state=self.state,
                    findings=known,
                    seconds=seconds,
                    trace=trace,
                )
            )
        return tuple(results)

    def died(self, job: Job, ending: Ending) -> tuple[Result, ...]:
        """Return the results of a job whose process has ended."""
        found = self._named(job, ending.code, ending.message)
        return tuple(
            Result(
                handout=handout,
                outcome=Outcome.FAILED,
                state=self.state,
                findings=(found,),
                trace=ending.trace,
            )
            for handout in job.handouts
        )

    @property
    def _memory(self) -> str:
        most = self.project.config.limits.memory
        return f"needed more than {most:g} MB of memory" if most else "memory ran out"

    def _named(self, job: Job, code: str, message: str) -> Finding:
        """A finding that names the handouts: nothing in an article or a catalog is to blame yet."""
        first = job.first
        targets = " and ".join(handout.target for handout in job.handouts)
        name = ", ".join(filter(None, (first.slug, first.tag, first.format, targets, first.clinic)))
        return finding(code, f"{name}: {message}", self._article(job))

    def _article(self, job: Job) -> Location:
        """The article as a whole; it is not read again, for it may be what harms."""
        return Location(self.project.article_paths[job.first.slug][0], 1)

    def _read(self, job: Job) -> Reading:
        handout = job.first
        language = self.project.language(handout.tag)
        clinic = self.project.clinic(handout.clinic)
        return read_handout(self.project, handout.slug, language, clinic)

    def _print(self, job: Job, reading: Reading) -> Iterator[Result]:
        article = reading.article
        if article is None:  # its findings say why
            raise HandoutsError(reading.findings, ExitCode.FINDINGS)
        approvals = self._approvals(job.first, reading) if self.final else None
        new = {h: self.fingerprints.of(h, reading, approvals) for h in job.handouts}
        if all(self.earlier.get(handout) == digest for handout, digest in new.items()):
            for handout in job.handouts:
                yield Result(handout=handout, outcome=Outcome.UNCHANGED, state=self.state)
            return
        try:
            laid_out, notes = self._laid_out(job.first, reading, approvals)
        except HandoutsError as problem:
            raise HandoutsError(
                _explained(problem.findings, article), problem.exit_code
            ) from problem
        for handout, digest in new.items():
            try:
                yield replace(self._written(handout, laid_out, notes), fingerprint=digest)
            except HandoutsError as problem:  # what no press can print may do for the office
                if _out_of_memory(problem):
                    raise
                found = tuple(_explained(problem.findings, article))
                yield Result(
                    handout=handout, outcome=_outcome(found), state=self.state, findings=found
                )

    def _approvals(self, handout: Handout, reading: Reading) -> Mapping[str, Approval]:
        """Who answers for the texts of a final sheet, by tag; raises HandoutsError H40x.

        A sheet that prints two languages needs both texts signed.
        """
        project = self.project
        clinic = project.clinic(handout.clinic)
        readings = [reading]
        if FORMATS[handout.format].pair and handout.tag != project.source.tag:
            readings.append(read_handout(project, handout.slug, project.source, clinic))
        reasons: list[Finding] = []
        approvals = {}
        for one in readings:
            if one.article is None:
                raise HandoutsError(one.findings, ExitCode.FINDINGS)
            approval, found = release(project, one, clinic, self.today)
            reasons += found
            if approval:
                approvals[one.article.language.tag] = approval
        if reasons:
            raise HandoutsError(tuple(dict.fromkeys(reasons)), ExitCode.FINDINGS)
        return approvals

    def _laid_out(
        self, handout: Handout, reading: Reading, approvals: Mapping[str, Approval] | None
    ) -> tuple[LaidOut, tuple[Finding, ...]]:
        """Lay a handout out, where policy allows in the next larger format that holds it.

        Without approvals it is a draft.
        """
        notes: tuple[Finding, ...] = ()
        while True:
            try:
                final = approvals is not None
                laid_out = self.printer.lay_out(handout, reading, signed=final, approvals=approvals)
                return laid_out, notes
            except HandoutsError as problem:
                larger = FORMATS[handout.format].larger
                reflow = self.project.config.overflow == "reflow" and larger
                if not reflow or any(found.code not in _TOO_SMALL for found in problem.findings):
                    raise
                said = f"{FORMATS[larger].title.lower()} instead: {problem.findings[0].message}"
                first = problem.findings[0]
                notes = (*notes, finding("H306", said, first.location, related=first.related))
                handout = in_format(handout, larger)

    def _written(
        self, handout: Handout, laid_out: LaidOut, notes: tuple[Finding, ...] = ()
    ) -> Result:
        larger = None
        if laid_out.shape.id != handout.format:
            larger = in_format(handout, laid_out.shape.id)
        digest = self.printer.write(larger or handout, laid_out)
        if larger:  # an earlier, shorter sheet must not be printed any more
            with suppress(OSError):
                handout.path.unlink()
        return Result(
            handout=handout,
            outcome=Outcome.BUILT,
            state=self.state,
            sha256=digest,
            pages=laid_out.pages(cast("Target", handout.target)),
            sheets=laid_out.sheets,
            scale=laid_out.scale,
            findings=notes,
            larger=larger,
            edition=laid_out.printed,
        )


def _outcome(findings: Sequence[Finding]) -> Outcome:
    failed = any(found.code in _FAILURES for found in findings)
    return Outcome.FAILED if failed else Outcome.REFUSED


def _out_of_memory(problem: BaseException | None) -> bool:
    """Whether memory ran out below whatever has become of it; causes may go round in a circle."""
    seen: list[BaseException] = []
    while problem and problem not in seen:
        if isinstance(problem, MemoryError):
            return True
        seen.append(problem)
        problem = problem.__cause__ or problem.__context__
    return False


def _explained(findings: Sequence[Finding], article: LocalizedArticle) -> Iterator[Finding]:
    """Name the messages that hold the characters which no font has, and else the article."""
    place = article.article.place()
    for found in findings:
        located = tuple(glyph_findings(article, FONTS)) if found.code == "H207" else ()
        where = found.location or _quoted(found.message, article) or place
        yield from located or (replace(found, location=where),)


def _quoted(message: str, article: LocalizedArticle) -> Location | None:
    """The one message that a finding on a layout quotes, `“Take 5 mg”`, or a part of."""
    match = re.search("“(.+)”", message, re.DOTALL)
    said = " ".join(match[1].split()) if match else ""
    places = [
        localized.location or Location(article.article.path, localized.unit.line)
        for localized in article.units.values()
        if said and said in " ".join(plain_text(localized.tokens).split())
    ]
    return places[0] if len(places) == 1 else None
