"""What became of each handout, and who is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from handouts.editions import Edition
from handouts.findings import ExitCode, Finding
from handouts.project import Handout


class Outcome(StrEnum):
    """What became of a handout: only `built` and `unchanged` leave a PDF that is up to date."""

    BUILT = "built"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One handout's outcome; `sha256`, `pages`, `sheets` and `scale` are of its PDF.

    `sheets` counts sheets of paper, `scale` is the leading as a share of the normal one, `trace` is
    what a developer wants to see of an unexpected failure. `larger` is set where the text took the
    next larger format, `edition` where a PDF is up to date. `copies` is 0 unless an order says how
    many. `inputs` and `fingerprint` are the digests that decide whether it is made anew; `kept` is
    the entry of an earlier manifest that says all the rest.
    """

    handout: Handout
    outcome: Outcome
    state: str
    sha256: str | None = None
    pages: int = 0
    sheets: int = 0
    scale: float | None = None
    findings: tuple[Finding, ...] = ()
    seconds: float = 0.0
    inputs: str = ""
    fingerprint: str = ""
    trace: str = ""
    larger: Handout | None = None
    edition: Edition | None = None
    copies: int = 0
    kept: Mapping[str, Any] | None = field(default=None, repr=False, compare=False)

    @property
    def made(self) -> Handout:
        """What was really made: the handout, or the same in a larger format."""
        return self.larger or self.handout

    def as_json(self, root: Path) -> dict[str, object]:
        """The entry of the manifest; the path is relative to the project where it lies inside."""
        handout = self.made
        path = str(handout.path).removeprefix(f"{root}/")
        copies = {"copies": self.copies} if self.copies else {}
        if self.kept:
            new = {"path": path, "outcome": str(self.outcome), "seconds": round(self.seconds, 3)}
            return {**self.kept, **new, **copies}
        return {
            "slug": handout.slug,
            "language": handout.tag,
            "format": handout.format,
            "target": handout.target,
            "clinic": handout.clinic or None,
            "paper": handout.paper,
            "path": path,
            "sha256": self.sha256,
            "pages": self.pages,
            "sheets": self.sheets,
            "state": self.state,
            "outcome": str(self.outcome),
            "scale": self.scale,
            "findings": [found.as_json() for found in self.findings],
            "seconds": round(self.seconds, 3),
            "fingerprint": self.fingerprint,
            "code": self.edition.code if self.edition else None,
            "edition": self.edition.as_json() if self.edition else None,
            **({"ordered": self.handout.format} if self.larger else {}),
            **copies,
        }


@dataclass(frozen=True, slots=True)
class Ending:
    """How a worker came to its end with a job in hand: H304, H551 or H552, in words.

    `trace` is what a developer wants to see: where it was.
    """

    code: str
    message: str
    trace: str = ""


def starved(results: Sequence[Result]) -> bool:
    """Whether memory ran out: the process that made these results is not to be used again."""
    return any(found.code == "H552" for result in results for found in result.findings)


class Reporter(Protocol):
    """Is told of the results as they come."""

    def started(self, total: int) -> None:
        """`total` handouts are wanted."""

    def finished(self, result: Result) -> None:
        """One handout has its result."""

    def found(self, finding: Finding) -> None:
        """Something is wrong with the machines that work or the journal, and with no handout."""


class Silent:
    """A reporter that says nothing."""

    def started(self, total: int) -> None:
        """Say nothing."""

    def finished(self, result: Result) -> None:
        """Say nothing."""

    def found(self, finding: Finding) -> None:
        """Say nothing."""


_RENDERING = ("H303", "H304", "H305", "H551", "H552")


def exit_code(results: Sequence[Result], findings: Sequence[Finding] = ()) -> ExitCode:
    """Say how a build ended: RENDER where rendering failed and nothing else went wrong.

    `findings` are those of the batch as a whole: of its order, of its packs.
    """
    bad = [r for r in results if r.outcome in (Outcome.REFUSED, Outcome.FAILED)]
    if any(found.severity == "error" for found in findings):
        return ExitCode.FINDINGS
    if not bad:
        return ExitCode.OK
    rendering = all(any(found.code in _RENDERING for found in r.findings) for r in bad)
    return ExitCode.RENDER if rendering else ExitCode.FINDINGS
