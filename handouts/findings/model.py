"""Findings, places and exit codes: every problem has a code, a place and a next step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from handouts.findings.codes import rule


class Severity(StrEnum):
    """How bad: an error blocks final print, a warning asks for a look, a note only tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class ExitCode(IntEnum):
    """What a command's exit code means."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    PROJECT = 3
    RENDER = 4
    MISSING_DEPENDENCY = 5
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file: path in the project, line and column counted from 1.

    Column 0 stands for the whole line; line 0 is for what has no lines, see `unlined`.
    """

    path: str
    line: int = 0
    column: int = 0

    @classmethod
    def unlined(cls, path: str) -> Location:
        """A place without lines: a folder, a PDF, a font, a lock, a file that cannot be read."""
        return cls(path, 0)

    def __str__(self) -> str:
        """`articles/asthma.md:12`, or the path alone where no line is known."""
        return f"{self.path}:{self.line}" if self.line else self.path

    def as_json(self) -> dict[str, object]:
        """The stable JSON shape."""
        return {"path": self.path, "line": self.line, "column": self.column}


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that helps to understand a finding."""

    location: Location
    message: str

    def as_json(self) -> dict[str, object]:
        """The stable JSON shape."""
        return {"location": self.location.as_json(), "message": self.message}


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem with its code, its place and the next step; `id` is that of its message."""

    code: str
    severity: Severity
    message: str
    location: Location | None = None
    related: tuple[Related, ...] = ()
    hint: str = ""
    id: str = ""

    @property
    def next_step(self) -> str:
        """The hint, with the id of the message where the finding is about one."""
        return " ".join(filter(None, (self.hint, f"(message {self.id})" if self.id else "")))

    def __str__(self) -> str:
        """`path:line: error[H203]: message`, related places, then the hint."""
        place = f"{self.location}: " if self.location else ""
        lines = [f"{place}{self.severity}[{self.code}]: {self.message}"]
        lines += [f"  {related.location}: {related.message}" for related in self.related]
        if self.next_step:
            lines.append(f"  hint: {self.next_step}")
        return "\n".join(lines)

    def as_json(self) -> dict[str, object]:
        """The stable JSON shape."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "message": self.message,
            "location": self.location.as_json() if self.location else None,
            "related": [related.as_json() for related in self.related],
            "hint": self.next_step,
        }


class HandoutsError(Exception):
    """Work cannot go on: the findings say why, the exit code says what kind of stop it is."""

    def __init__(self, findings: Iterable[Finding], exit_code: ExitCode) -> None:
        """Keep the findings (at least one) and the exit code."""
        self.findings = tuple(findings)
        self.exit_code = exit_code
        super().__init__("\n".join(map(str, self.findings)))


def finding(
    code: str,
    message: str,
    location: Location | None = None,
    *,
    related: Iterable[Related] = (),
    hint: str | None = None,
    severity: Severity | None = None,
) -> Finding:
    """Make a finding whose severity and next step come from the code's rule unless given."""
    known = rule(code)
    return Finding(
        code=code,
        severity=severity or Severity(known.severity),
        message=message,
        location=location,
        related=tuple(related),
        hint=known.fix if hint is None else hint,
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """`Did you mean "x"? ` for the closest known word, or nothing."""
    import difflib

    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'Did you mean "{close[0]}"? ' if close else ""
