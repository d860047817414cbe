"""The journal of what was made in a folder: `codes.json`, for codes that people type from paper.

A row is added when a build makes another edition of a sheet than the last one in the journal; no
row is ever changed. The file may be committed or copied: it holds no path and no text. What a
build made that was killed stands in `.built.log` until the next build adds it.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from handouts.build import journal
from handouts.build.results import Result
from handouts.editions import Edition, edition_of
from handouts.findings import Finding, Location, finding
from handouts.project.writing import write_whole

HISTORY = "codes.json"
_VERSION = 1

Sheet = tuple[str, str, str]
"""Slug, language and clinic: what stays the same from one edition to the next."""


@dataclass(frozen=True, slots=True)
class Made:
    """One edition, and the day of the build that made it."""

    date: datetime.date
    edition: Edition

    def as_json(self) -> dict[str, str]:
        """One row of the journal."""
        return {"date": str(self.date), "code": self.edition.code, **self.edition.as_json()}


@dataclass(frozen=True, slots=True)
class History:
    """What was made, oldest first; `findings` say why a journal cannot be used."""

    made: tuple[Made, ...] = ()
    findings: tuple[Finding, ...] = ()

    def by_code(self) -> Mapping[str, Edition]:
        """The last sheet of each code."""
        return {made.edition.code: made.edition for made in self.made}

    def at(self, day: datetime.date) -> Mapping[Sheet, Edition]:
        """The edition of each sheet at the end of a day."""
        return {sheet_of(m.edition): m.edition for m in self.made if m.date <= day}


def sheet_of(edition: Edition) -> Sheet:
    """Return what stays the same of a sheet from one edition to the next."""
    return (edition.slug, edition.language, edition.clinic)


def read_history(output: Path) -> History:
    """Read a folder's journal; a missing one is empty, a damaged one is a finding H544."""
    path = output / HISTORY
    made: tuple[Made, ...] = ()
    findings: tuple[Finding, ...] = ()
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["version"] != _VERSION:
            raise ValueError("of another version")
        made = tuple(_made(row) for row in data["made"])
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        findings = (finding("H544", f"{path.name} is damaged", Location(str(path), 1)),)
    return History(_with(made, _left_behind(output)), findings)


def write_down(
    results: Iterable[Result], output: Path, today: datetime.date
) -> tuple[Finding, ...]:
    """Add the editions of a build to its folder's journal; raises HandoutsError H505.

    A damaged journal is kept beside the new one, under a name of its own; the findings say so.
    """
    history = read_history(output)
    new = (Made(today, result.edition) for result in results if result.edition)
    made = _with(history.made, new)
    if made == history.made and not journal.is_there(output):
        return history.findings
    findings = history.findings
    if findings:
        kept = _free_name(output)
        try:
            os.rename(output / HISTORY, output / kept)
        except OSError:  # what cannot be set aside is not written over
            return findings
        findings = tuple(replace(f, message=f"{f.message}; it is kept as {kept}") for f in findings)
    rows = [row.as_json() for row in made]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    text = f'{{"version": {_VERSION}, "made": [\n{lines}\n]}}\n'
    # It cannot be made again: it has to be on the disk.
    write_whole(output / HISTORY, text.encode(), to_last=True, is_output=True)
    return findings


def _free_name(output: Path) -> str:
    """A name for a damaged journal that no earlier one has: rows may be saved from each."""
    names = (f"codes.damaged{f'-{number}' if number > 1 else ''}.json" for number in count(1))
    return next(name for name in names if not os.path.lexists(output / name))


def _with(made: tuple[Made, ...], more: Iterable[Made]) -> tuple[Made, ...]:
    """Add what differs from the last edition of its sheet."""
    last = {sheet_of(one.edition): one.edition for one in made}
    rows = list(made)
    for one in more:
        if last.get(sheet_of(one.edition)) != one.edition:
            last[sheet_of(one.edition)] = one.edition
            rows.append(one)
    return tuple(rows)


def _left_behind(output: Path) -> Iterator[Made]:
    """What a build made that was killed before it could write down what."""
    for line in journal.read(output):
        with suppress(KeyError, TypeError, ValueError):
            edition = edition_of(line.entry["edition"])
            if edition:
                yield Made(line.day, edition)


def _made(row: Mapping[str, str]) -> Made:
    edition = edition_of(row)
    if edition is None or edition.code != row["code"]:
        raise ValueError("no row of a journal")
    return Made(datetime.date.fromisoformat(row["date"]), edition)
