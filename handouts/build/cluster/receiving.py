"""What comes back from a cluster: whether it is whole, and where its PDFs go."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace

from handouts.build.cluster.model import Answer, Broken, Made
from handouts.build.results import Ending, Outcome, Result, starved
from handouts.findings import HandoutsError
from handouts.project import Handout
from handouts.project.jobs import in_format
from handouts.project.writing import write_output


def is_suspect(answer: Answer | Exception) -> bool:
    """As in the pool of one machine: what brought a process down is tried alone in the end."""
    if isinstance(answer, Ending):
        return answer.code != "H551"
    return isinstance(answer, Made) and starved(answer.results)


def said(problem: Answer | Exception) -> str:
    """Why an answer, or its absence, is none to go on with."""
    if isinstance(problem, Broken):
        return problem.said
    if isinstance(problem, Made):
        return "the PDF arrived damaged"
    return str(problem) or type(problem).__name__


def is_whole(made: Made) -> bool:
    """Whether each PDF is what its result says."""
    return all(
        result.sha256 == (hashlib.sha256(pdf).hexdigest() if pdf is not None else None)
        for result, pdf in zip(made.results, made.pdfs, strict=True)
    )


def written(handout: Handout, result: Result, pdf: bytes | None) -> Result:
    """The result of a handout, its PDF written to its place, as the printer of one machine does."""
    larger = in_format(handout, result.larger.format) if result.larger else None
    result = replace(result, handout=handout, larger=larger)
    if pdf is None:
        return result
    try:
        write_output(result.made.path, pdf)
    except HandoutsError as problem:
        return Result(
            handout=handout,
            outcome=Outcome.FAILED,
            state=result.state,
            findings=(*result.findings, *problem.findings),
            seconds=result.seconds,
        )
    if larger:  # an earlier, shorter sheet must not be printed any more
        with suppress(OSError):
            handout.path.unlink()
    return result
