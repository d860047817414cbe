"""Sheets that were withdrawn: recalls.toml, read strictly."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from handouts.config import key_positions, toml_fault
from handouts.editions import Edition, read_code
from handouts.findings import ExitCode, Finding, HandoutsError, Location, finding
from handouts.project.files import Unreadable, read_text
from handouts.project.project import Project
from handouts.schema import DATE, TEXT, Field, Kind, Path, Reader, map_of, table

FILE = "recalls.toml"
_CODE = "H543"


def _code(value: object) -> object:
    code = read_code(value) if isinstance(value, str) else None
    if code is None:
        raise ValueError("must be a code as it is printed on a sheet, such as 7KXM3-P3QHT")
    return code


FIELDS = {
    "code": Field(Kind("code", _code), "Code printed on the sheet."),
    "slug": Field(TEXT, "Article of the sheets, with `version`."),
    "version": Field(TEXT, "Version of the sheets."),
    "language": Field(TEXT, "Language of the sheets; all of them unless given."),
    "reason": Field(TEXT, "Why the sheets were withdrawn.", required=True),
    "date": Field(DATE, "Day of the recall.", required=True),
}
_FIELDS = {"recall": Field(map_of(table(FIELDS), "table of [recall.<name>]"), "Withdrawn sheets.")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Sheets that must not be given out any more: one code, or a version of an article."""

    name: str
    reason: str
    date: datetime.date
    code: str = ""
    slug: str = ""
    version: str = ""
    language: str = ""

    def is_of(self, code: str, edition: Edition | None) -> bool:
        """Whether a sheet is withdrawn; of a code alone, `edition` is not known."""
        if self.code:
            return self.code == code
        if edition is None:
            return False
        same = (edition.slug, edition.version) == (self.slug, self.version)
        return same and self.language in ("", edition.language)


def read_recalls(project: Project) -> tuple[Recall, ...]:
    """Read the recalls of a project, none where it has no such file.

    Raises HandoutsError H543, exit code 3, with all mistakes at once: nobody can say of any sheet
    that it is current while a recall cannot be read.
    """
    try:
        (project.root / FILE).lstat()
    except (FileNotFoundError, NotADirectoryError):
        return ()
    try:
        text = read_text(project.root, FILE, _CODE).replace("\r\n", "\n")
    except Unreadable as problem:
        raise HandoutsError([problem.finding], ExitCode.PROJECT) from None
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        message, place = toml_fault(FILE, text, str(problem))
        found = finding(_CODE, f"no TOML: {message}", place)
        raise HandoutsError([found], ExitCode.PROJECT) from None
    positions = key_positions(text)
    findings: list[Finding] = []
    checked: dict[str, Any] = Reader(FILE, positions, _CODE, _CODE, findings).table(values, _FIELDS)
    recalls = checked.get("recall", {})
    if not findings:
        findings += _faults(recalls, {place: line for place, (line, _) in positions.items()})
    if findings:
        findings.sort(key=lambda found: found.location.line if found.location else 0)
        raise HandoutsError(findings, ExitCode.PROJECT)
    return tuple(Recall(name=name, **fields) for name, fields in recalls.items())


def _faults(recalls: Mapping[str, Any], lines: Mapping[Path, int]) -> Iterator[Finding]:
    for name, fields in recalls.items():
        many = [key for key in ("slug", "version", "language") if key in fields]
        if "code" in fields and many:
            message = f'"{name}" has a code and a {many[0]}: it takes one or the other'
        elif "code" not in fields and not {"slug", "version"} <= fields.keys():
            message = f'"{name}" names no sheets: give code, or slug and version'
        else:
            continue
        yield finding(_CODE, message, Location(FILE, lines.get(("recall", name), 1)))
