"""An order of copies: a table of handouts, each row with its finding or its place in the build."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from handouts.findings import (
    ExitCode,
    Finding,
    HandoutsError,
    Location,
    Related,
    finding,
    nearest,
)
from handouts.formats import FORMATS
from handouts.languages import UnknownLanguage
from handouts.project.jobs import Handout, Job, Selection, UnknownName, check_names, plan_jobs
from handouts.project.project import Project

COLUMNS = ("slug", "language", "format", "copies", "clinic")
MOST = 100_000
"""Copies of one handout in one order."""

_LISTED = 20  # names in a message

_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_COPIES = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What a table orders: jobs, the copies of each handout, and what is wrong with its rows."""

    jobs: tuple[Job, ...]
    copies: Mapping[Handout, int]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row whose names exist."""

    slug: str
    tag: str
    format: str
    clinic: str
    copies: int
    line: int

    @property
    def key(self) -> tuple[str, ...]:
        return (self.slug, self.tag, self.format, self.clinic)


@dataclass(slots=True)
class _Reading:
    """The rows of one table as they are taken: bad ones become findings and stop no other."""

    project: Project
    selection: Selection
    path: str
    rows: dict[tuple[str, ...], _Row] = field(default_factory=dict)
    jobs: dict[tuple[str, ...], tuple[Job, ...]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def take(self, cells: Mapping[str, str], line: int) -> None:
        """Take one row; a handout that stands in an earlier one gets the copies of both."""
        place = Location(self.path, line)
        faults = list(_faults(self.project, cells, place))
        row = None if faults else self._row(cells, line)
        if row and (earlier := self.rows.get(row.key)):
            faults += self._merge(earlier, row, place)
        elif row:
            faults += self._plan(row, place)
        self.findings += faults

    def _row(self, cells: Mapping[str, str], line: int) -> _Row:
        clinics = self.project.config.clinics
        return _Row(
            slug=cells["slug"],
            tag=self.project.language(cells["language"]).tag,
            format=cells["format"],
            clinic=cells["clinic"] or (clinics[0].id if clinics else ""),
            copies=int(cells["copies"]),
            line=line,
        )

    def _merge(self, earlier: _Row, row: _Row, place: Location) -> Iterator[Finding]:
        copies = earlier.copies + row.copies
        related = [Related(Location(self.path, earlier.line), f"{earlier.copies} copies")]
        if copies > MOST:
            message = f"with the copies of an earlier row these are {copies}, more than {MOST}"
            yield finding("H533", message, place, related=related)
            return
        self.rows[row.key] = replace(earlier, copies=copies)
        name = f"{row.slug} ({row.tag}, {row.format})"
        message = f"{name} is ordered twice: {copies} copies together"
        yield finding("H534", message, place, related=related)

    def _plan(self, row: _Row, place: Location) -> Iterator[Finding]:
        wanted = replace(
            self.selection,
            slugs=(row.slug,),
            tags=(row.tag,),
            formats=(row.format,),
            clinics=(row.clinic,) if row.clinic else (),
        )
        try:
            jobs = plan_jobs(self.project, wanted)
        except UnknownName as problem:
            yield finding("H532", str(problem), place, hint="")
            return
        self.rows[row.key] = row
        self.jobs[row.key] = jobs


def read_order(project: Project, path: Path, selection: Selection) -> PrintOrder:
    """Read the table of an order; a bad row is a finding with its line, and stops no other.

    Of the selection count targets, paper and output. Raises HandoutsError H530 for a table that
    cannot be read, UnknownName for a target or a paper that is none.
    """
    check_names(selection)
    name = path.absolute()
    shown = name.relative_to(project.root) if name.is_relative_to(project.root) else path
    reading = _Reading(project, selection, shown.as_posix())
    lines = _LINE_ENDS.split(_text(path, reading.path))
    head, *rest = lines
    delimiter = ";" if head.count(";") > head.count(",") else ","
    columns = _columns(head, delimiter, reading.path)
    for number, text in enumerate(rest, start=2):
        cells = _cells(text, delimiter)
        if cells is None or len(cells) != len(columns):
            if cells is None or any(cells):
                reading.findings.append(
                    _torn(cells, len(columns), Location(shown.as_posix(), number))
                )
            continue
        if any(cells):
            reading.take(dict(zip(columns, cells, strict=True)), number)
    copies = {
        handout: reading.rows[key].copies
        for key, jobs in reading.jobs.items()
        for job in jobs
        for handout in job.handouts
    }
    jobs = tuple(job for jobs in reading.jobs.values() for job in jobs)
    return PrintOrder(jobs, copies, tuple(reading.findings))


def _text(path: Path, shown: str) -> str:
    data = b""
    try:
        data = path.read_bytes()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        said = "the order is not UTF-8 text"
        place = Location(shown, data[: problem.start].count(b"\n") + 1)
    except OSError as problem:
        said = f"the order cannot be read: {problem.strerror or problem}"
        place = Location.unlined(shown)
    raise HandoutsError([finding("H530", said, place)], ExitCode.FINDINGS)


def _columns(head: str, delimiter: str, shown: str) -> tuple[str, ...]:
    """The header's names, in its order; raises HandoutsError H530 with all that is wrong."""
    names = [name.lower() for name in _cells(head, delimiter) or []]
    missing = [name for name in COLUMNS if name not in names]
    said = [f"column {name} is missing" for name in missing]
    for name in dict.fromkeys(names):
        if name not in COLUMNS:
            said.append(f'unknown column "{name}". {nearest(name, missing)}'.strip())
        elif names.count(name) > 1:
            said.append(f"column {name} stands there twice")
    if said:
        place = Location(shown, 1)
        raise HandoutsError([finding("H530", text, place) for text in said], ExitCode.FINDINGS)
    return tuple(names)


def _cells(text: str, delimiter: str) -> list[str] | None:
    """The cells of one line, without white space around them; None where quotes do not close.

    Each line is read by itself: an open quote must not swallow the rows below it.
    """
    try:
        rows = list(csv.reader([text], delimiter=delimiter, strict=True, skipinitialspace=True))
    except csv.Error:
        return None
    return [cell.strip() for cell in rows[0]] if rows else []


def _torn(cells: Sequence[str] | None, wanted: int, place: Location) -> Finding:
    said = (
        "a quotation mark is not closed" if cells is None else f"{len(cells)} cells, not {wanted}"
    )
    return finding("H531", said, place)


# ── what a row may say ─────────────────────────────────────────────────────────────────────────


def _faults(project: Project, cells: Mapping[str, str], place: Location) -> Iterator[Finding]:
    for said in (
        _unknown("article", cells["slug"], list(project.article_paths)),
        _unknown_language(project, cells["language"]),
        _unknown("format", cells["format"], list(FORMATS)),
        _unknown_clinic(project, cells["clinic"]),
    ):
        if said:
            yield finding("H532", said, place)
    copies = cells["copies"]
    if not _COPIES.fullmatch(copies) or not 1 <= int(copies) <= MOST:
        said = f'"{copies}" is no number of copies from 1 to {MOST}'
        yield finding("H533", said, place)


def _unknown(kind: str, name: str, known: Sequence[str]) -> str:
    """What to say of a name that is not there; nothing for one that is."""
    if name in known:
        return ""
    there = f"There are: {', '.join(known)}." if known else "There is none."
    if len(known) > _LISTED:
        there = f"There are {len(known)}; `handouts list` shows them."
    return f'unknown {kind} "{name}". {nearest(name, known)}{there}'


def _unknown_language(project: Project, name: str) -> str:
    """An order takes no language that nobody translates: the sheet would be all in the source."""
    known = [project.source.tag, *(known.tag for known in project.languages), *project.folders]
    tags = list(dict.fromkeys(known))
    try:
        tag = project.language(name).tag
    except (UnknownLanguage, ValueError):
        tag = name
    return "" if tag in tags else _unknown("language", name, tags)


def _unknown_clinic(project: Project, name: str) -> str:
    ids = [clinic.id for clinic in project.config.clinics]
    if not name and len(ids) > 1:
        return f"the row names no clinic. There are: {', '.join(ids)}."
    return _unknown("clinic", name, ids) if name else ""
