"""A build: plan, skip what is up to date, make the rest, write the manifest."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from handouts.build.fingerprints import Fingerprints
from handouts.build.records import read_record, remembered, write_manifest
from handouts.build.results import Outcome, Reporter, Result, Silent
from handouts.project import Handout, Job, Project, Selection, plan_jobs
from handouts.project.jobs import OUTPUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How to build: `workers` 0 means all cores, `force` builds what is up to date too."""

    selection: Selection = field(default_factory=Selection)
    final: bool = False
    workers: int = 0
    force: bool = False
    today: datetime.date = field(default_factory=datetime.date.today)


def build(project: Project, order: Order, reporter: Reporter | None = None) -> tuple[Result, ...]:
    """Build handouts and return their results in the order of the plan.

    A handout that is refused or fails leaves the others and all earlier files alone. Raises
    UnknownName and UnknownLanguage for what is not there, HandoutsError with exit code 5 where a
    part of the system is missing, and H505 where not even the manifest can be written.
    """
    reporter = reporter or Silent()
    jobs = plan_jobs(project, order.selection)
    output = order.selection.output or project.root / OUTPUT
    state = "final" if order.final else "draft"
    fingerprints = Fingerprints(project)
    record: Mapping[str, Any] = {} if order.force else read_record(output)
    reporter.started(sum(len(job.handouts) for job in jobs))
    results: dict[Handout, Result] = {}
    stale: list[Job] = []
    prints: dict[Handout, str] = {}
    for job in jobs:
        left = []
        for handout in job.handouts:
            prints[handout] = fingerprints.of(handout, state)
            entry = record.get(handout.path.relative_to(output).as_posix(), {})
            result = _unchanged(handout, state, prints[handout], entry)
            if result:
                results[handout] = result
                reporter.finished(result)
            else:
                left.append(handout)
        stale += [Job(tuple(left))] if left else []
    for result in _made(project, order, stale):
        result = replace(result, fingerprint=prints[result.handout])
        results[result.handout] = result
        reporter.finished(result)
    ordered = tuple(results[handout] for job in jobs for handout in job.handouts)
    write_manifest(ordered, project.root, output)
    return ordered


def _unchanged(
    handout: Handout, state: str, fingerprint: str, entry: Mapping[str, Any]
) -> Result | None:
    if not fingerprint or entry.get("fingerprint") != fingerprint:
        return None
    try:
        digest = hashlib.sha256(handout.path.read_bytes()).hexdigest()
    except OSError:
        return None
    if digest != entry.get("sha256"):
        return None
    result = Result(
        handout=handout, outcome=Outcome.UNCHANGED, state=state, fingerprint=fingerprint
    )
    return remembered(entry, result)


def _made(project: Project, order: Order, jobs: Sequence[Job]) -> Iterator[Result]:
    if not jobs:
        return
    from handouts.build.engine import cache_folder, warm_up
    from handouts.build.making import Maker
    from handouts.build.pool import cores, run_jobs
    from handouts.build.printing import Printer

    warm_up()
    maker = Maker(project, Printer(project, cache_folder()), order.final, order.today)
    for results in run_jobs(jobs, maker.make, maker.died, order.workers or cores()):
        yield from results
