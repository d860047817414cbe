"""The plan of a build: what is as it was stays, and what may have changed is looked at again."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from handouts.build.inputs import Inputs, file_digest
from handouts.build.record import Record, name_in, recalled
from handouts.build.results import Outcome, Result
from handouts.project import Handout, Job, Project

_READERS, _AT_ONCE = 4, 64  # threads that read finished files: hashing lets the others go on


@dataclass(frozen=True, slots=True)
class WorkPlan:
    """What is up to date, the jobs that are left, and what is known of their handouts.

    `inputs` are the digests of all handouts; `earlier` are whole files of the record, whose sheets
    may turn out to be the same: `fingerprints` will tell.
    """

    unchanged: tuple[Result, ...]
    stale: tuple[Job, ...]
    inputs: Mapping[Handout, str]
    earlier: Mapping[Handout, Result]

    @property
    def fingerprints(self) -> Mapping[Handout, str]:
        """The fingerprints of the files that were made earlier."""
        return {handout: result.fingerprint for handout, result in self.earlier.items()}

    def completed(self, result: Result) -> Result:
        """A result with its inputs; one that turned out to be unchanged, with all of its file."""
        handout = result.handout
        if result.outcome is Outcome.UNCHANGED:
            before = self.earlier[handout]
            findings = [found.as_json() for found in result.findings]
            result = replace(
                before,
                findings=result.findings,
                seconds=result.seconds,
                kept={**(before.kept or {}), "findings": findings},
            )
        return replace(result, inputs=self.inputs[handout])


def plan_work(
    project: Project,
    state: str,
    today: datetime.date,
    jobs: Sequence[Job],
    record: Record,
    output: Path,
) -> WorkPlan:
    """Sort the handouts of some jobs; every file that may stay is read, and must be whole."""
    digests = Inputs(project, state, today)
    inputs = {handout: digests.of(handout) for job in jobs for handout in job.handouts}
    found = _recorded(inputs, state, record.built, output)
    whole = dict(_whole(found.values()))
    earlier: dict[Handout, Result] = {}
    unchanged: list[Result] = []
    stale: list[Job] = []
    for job in jobs:
        left = []
        for handout in job.handouts:
            result = whole.get(handout)
            if result and result.inputs and result.inputs == inputs[handout]:
                unchanged.append(result)
                continue
            left.append(handout)
            if result and result.fingerprint and not _has_notes(result):
                earlier[handout] = result
        stale += [Job(tuple(left))] if left else []
    return WorkPlan(tuple(unchanged), tuple(stale), inputs, earlier)


def _recorded(
    inputs: Mapping[Handout, str], state: str, built: Mapping[str, dict[str, Any]], output: Path
) -> dict[Handout, Result]:
    """The handouts that are in the record, as they were made."""
    found = {}
    for handout in inputs:
        entry = built.get(name_in(output, handout))
        if entry is None or entry.get("state") != state:
            continue
        if result := recalled(entry, handout, state):
            found[handout] = result
    return found


def _whole(results: Iterable[Result]) -> Iterator[tuple[Handout, Result]]:
    """Those whose file is what was written."""
    results = tuple(results)
    parts = [results[start : start + _AT_ONCE] for start in range(0, len(results), _AT_ONCE)]
    with ThreadPoolExecutor(_READERS) as readers:  # its threads end before workers are forked
        for part in readers.map(_whole_of, parts):
            yield from ((result.handout, result) for result in part)


def _whole_of(results: Sequence[Result]) -> list[Result]:
    return [result for result in results if file_digest(str(result.made.path)) == result.sha256]


def _has_notes(result: Result) -> bool:
    """Whether findings of the layout were kept, which a text that is only read again has not."""
    return any(found.code.startswith("H3") for found in result.findings)
