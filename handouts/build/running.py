"""A build: plan, skip what is up to date, make the rest, write the manifest."""

from __future__ import annotations

import datetime
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from handouts.build.history import write_down
from handouts.build.journal import append, clear
from handouts.build.locking import locked
from handouts.build.manifest import write_manifest
from handouts.build.planning import WorkPlan, plan_work
from handouts.build.record import Record, line_of, read_record, remember
from handouts.build.results import Outcome, Reporter, Result, Silent
from handouts.findings import HandoutsError
from handouts.project import Handout, Job, PrintOrder, Project, Selection, plan_jobs
from handouts.project.jobs import OUTPUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How to build: `force` builds what is up to date too.

    `workers` None means one for each core, 0 that no process is started: then no limits hold. The
    same goes for no more than `at_hand` jobs. `printing` stands for the selection where a table
    says what to make, and how many copies; `cluster` is the address of a dask scheduler whose
    workers stand for ours.
    """

    selection: Selection = field(default_factory=Selection)
    final: bool = False
    workers: int | None = None
    force: bool = False
    at_hand: int = 0
    printing: PrintOrder | None = None
    cluster: str = ""
    today: datetime.date = field(default_factory=datetime.date.today)


def build(project: Project, order: Order, reporter: Reporter | None = None) -> tuple[Result, ...]:
    """Build handouts and return their results in the order of the plan.

    A handout that is refused or fails leaves the others and all earlier files alone. Raises
    UnknownName and UnknownLanguage for what is not there, HandoutsError with exit code 5 where a
    part of the system is missing, H505 where nothing but the manifest cannot be written, and H550
    where another build writes to the same folder.
    """
    output = order.selection.output or project.root / OUTPUT
    with locked(output):
        return _build(project, order, reporter or Silent(), output)


def _build(project: Project, order: Order, reporter: Reporter, output: Path) -> tuple[Result, ...]:
    record = read_record(output)
    project.recall(record.articles)
    printing = order.printing
    jobs = printing.jobs if printing else plan_jobs(project, order.selection)
    reporter.started(sum(len(job.handouts) for job in jobs))
    state = "final" if order.final else "draft"
    known = Record() if order.force else record
    plan = plan_work(project, state, order.today, jobs, known, output)
    results = {result.handout: result for result in plan.unchanged}
    for result in plan.unchanged:
        reporter.finished(result)
    looked_at: list[Result] = []
    try:
        with closing(_made(project, order, plan, reporter)) as made:
            for result in made:
                result = plan.completed(result)
                results[result.handout] = result
                if result.outcome in (Outcome.BUILT, Outcome.UNCHANGED):
                    looked_at.append(result)
                    append(output, line_of(result, project.root, output, order.today))
                reporter.finished(result)
    finally:  # after Ctrl-C too: what is made need not be made again
        with suppress(HandoutsError):
            remember(record, looked_at, project.known_facts, project.root, output)
            for found in write_down(results.values(), output, order.today):
                reporter.found(found)
            clear(output)
    return _ended(project, order, jobs, results, output)


def _ended(
    project: Project,
    order: Order,
    jobs: Sequence[Job],
    results: Mapping[Handout, Result],
    output: Path,
) -> tuple[Result, ...]:
    """Write the manifest; the results are in the order of the plan."""
    copies = order.printing.copies if order.printing else {}
    ordered = tuple(
        replace(results[handout], copies=copies.get(handout, 0)) if copies else results[handout]
        for job in jobs
        for handout in job.handouts
    )
    try:
        findings = order.printing.findings if order.printing else None
        write_manifest(ordered, project.root, output, findings)
    except HandoutsError:
        if not any(found.code == "H505" for result in ordered for found in result.findings):
            raise
    return ordered


def _made(project: Project, order: Order, plan: WorkPlan, reporter: Reporter) -> Generator[Result]:
    if not plan.stale:
        return
    from handouts.build.engine import cache_folder, warm_up
    from handouts.build.making import Maker
    from handouts.build.pool import cores, run_jobs
    from handouts.build.printing import Printer

    warm_up()
    printer = Printer(project, cache_folder())
    maker = Maker(project, printer, order.final, order.today, plan.fingerprints)
    if order.cluster:
        from handouts.build.cluster.submitting import run_jobs_on

        made = run_jobs_on(order.cluster, maker, plan.stale, reporter.found)
    else:
        workers = cores() if order.workers is None else order.workers
        workers = 0 if len(plan.stale) <= order.at_hand else workers
        limits = project.config.limits
        made = run_jobs(plan.stale, maker.make, maker.died, workers, limits)
    for results in made:
        yield from results
