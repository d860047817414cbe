"""A build: plan, skip what is up to date, make the rest, write the manifest."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from handouts.build.fingerprints import Fingerprints
from handouts.build.history import write_down
from handouts.build.records import read_record, remember, remembered, write_manifest
from handouts.build.results import Outcome, Reporter, Result, Silent
from handouts.findings import HandoutsError
from handouts.project import Handout, Job, PrintOrder, Project, Selection, plan_jobs
from handouts.project.jobs import OUTPUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How to build: `workers` 0 means all cores, `force` builds what is up to date too.

    `printing` stands for the selection where a table says what to make, and how many copies;
    `cluster` is the address of a dask scheduler whose workers stand for ours.
    """

    selection: Selection = field(default_factory=Selection)
    final: bool = False
    workers: int = 0
    force: bool = False
    printing: PrintOrder | None = None
    cluster: str = ""
    today: datetime.date = field(default_factory=datetime.date.today)


def build(project: Project, order: Order, reporter: Reporter | None = None) -> tuple[Result, ...]:
    """Build handouts and return their results in the order of the plan.

    A handout that is refused or fails leaves the others and all earlier files alone. Raises
    UnknownName and UnknownLanguage for what is not there, HandoutsError with exit code 5 where a
    part of the system is missing, and H505 where nothing but the manifest cannot be written.
    """
    reporter = reporter or Silent()
    printing = order.printing
    jobs = printing.jobs if printing else plan_jobs(project, order.selection)
    output = order.selection.output or project.root / OUTPUT
    reporter.started(sum(len(job.handouts) for job in jobs))
    plan = _plan(project, order, jobs, output)
    results = {result.handout: result for result in plan.unchanged}
    for result in plan.unchanged:
        reporter.finished(result)
    try:
        with closing(_made(project, order, plan.stale, reporter)) as made:
            for result in made:
                result = replace(result, fingerprint=plan.fingerprints[result.handout])
                results[result.handout] = result
                reporter.finished(result)
    finally:  # after Ctrl-C too: what is made need not be made again
        with suppress(HandoutsError):
            remember(results.values(), project.root, output)
            write_down(results.values(), output, order.today)
    copies = printing.copies if printing else {}
    ordered = tuple(
        replace(results[handout], copies=copies.get(handout, 0))
        for job in jobs
        for handout in job.handouts
    )
    try:
        findings = printing.findings if printing else None
        write_manifest(ordered, project.root, output, findings)
    except HandoutsError:
        if not any(found.code == "H505" for result in ordered for found in result.findings):
            raise
    return ordered


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is up to date, and the jobs that are left."""

    unchanged: tuple[Result, ...]
    stale: tuple[Job, ...]
    fingerprints: Mapping[Handout, str]


def _plan(project: Project, order: Order, jobs: Sequence[Job], output: Path) -> _Plan:
    state = "final" if order.final else "draft"
    digests = Fingerprints(project)
    record: Mapping[str, Any] = {} if order.force else read_record(output)
    fingerprints: dict[Handout, str] = {}
    unchanged: list[Result] = []
    stale: list[Job] = []
    for job in jobs:
        left = []
        for handout in job.handouts:
            fingerprints[handout] = digests.of(handout, state, order.today)
            entry = record.get(handout.path.relative_to(output).as_posix(), {})
            result = _unchanged(handout, state, fingerprints[handout], entry)
            if result:
                unchanged.append(result)
            else:
                left.append(handout)
        stale += [Job(tuple(left))] if left else []
    return _Plan(tuple(unchanged), tuple(stale), fingerprints)


def _unchanged(
    handout: Handout, state: str, fingerprint: str, entry: Mapping[str, Any]
) -> Result | None:
    if not fingerprint or entry.get("fingerprint") != fingerprint:
        return None
    unchanged = Result(
        handout=handout, outcome=Outcome.UNCHANGED, state=state, fingerprint=fingerprint
    )
    result = remembered(entry, unchanged)
    try:
        digest = hashlib.sha256(result.made.path.read_bytes()).hexdigest() if result else ""
    except OSError:
        return None
    return result if digest == entry.get("sha256") else None


def _made(
    project: Project, order: Order, jobs: Sequence[Job], reporter: Reporter
) -> Generator[Result]:
    if not jobs:
        return
    from handouts.build.engine import cache_folder, warm_up
    from handouts.build.making import Maker
    from handouts.build.pool import cores, run_jobs
    from handouts.build.printing import Printer

    warm_up()
    maker = Maker(project, Printer(project, cache_folder()), order.final, order.today)
    if order.cluster:
        from handouts.build.cluster.submitting import run_jobs_on

        made = run_jobs_on(order.cluster, maker, jobs, reporter.noticed)
    else:
        made = run_jobs(jobs, maker.make, maker.died, order.workers or cores())
    for results in made:
        yield from results
