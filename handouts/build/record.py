"""The record of all that was ever built in a folder: what the next build need not do again."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from handouts.build import journal
from handouts.build.inputs import tool
from handouts.build.results import Outcome, Result
from handouts.editions import edition_of
from handouts.findings import Finding, Location, Related, Severity
from handouts.project import Handout
from handouts.project.article_facts import ArticleFacts, facts_of
from handouts.project.jobs import in_format
from handouts.project.writing import write_output

RECORD = ".built.json"
_VERSION = 2


@dataclass(frozen=True, slots=True)
class Record:
    """What earlier builds left in a folder: handouts by their paths in it, articles by slug."""

    built: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    articles: Mapping[str, ArticleFacts] = field(default_factory=dict)


def read_record(output: Path) -> Record:
    """Return what earlier builds left in a folder; nothing of a record that cannot be read.

    What another version of this program knew of the articles is nothing, too. What a build that was
    killed left in the journal counts as well.
    """
    record = _read(output)
    left_behind = {line.name: line.entry for line in journal.read(output)}
    return Record({**record.built, **left_behind}, record.articles) if left_behind else record


def _read(output: Path) -> Record:
    try:
        data = json.loads((output / RECORD).read_bytes())
        if data["version"] != _VERSION:
            return Record()
        built = {str(name): dict(entry) for name, entry in data["built"].items()}
        if data["tool"] != tool():
            return Record(built)
        articles = {str(slug): facts_of(kept) for slug, kept in data["articles"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Record()
    return Record(built, {slug: facts for slug, facts in articles.items() if facts})


def remember(
    before: Record,
    results: Iterable[Result],
    articles: Mapping[str, ArticleFacts],
    root: Path,
    output: Path,
) -> None:
    """Add what was looked at to a folder's record, if any; raises HandoutsError H505.

    `before` may hold what stands in the journal alone: then it is written, too.
    """
    built = {name_in(output, result.handout): entry_of(result, root) for result in results}
    known = {**before.articles, **articles}
    if not built and known == before.articles and not journal.is_there(output):
        return
    facts = {slug: kept.as_json() for slug, kept in known.items()}
    lines = f'"articles": {_lines(facts)}, "built": {_lines({**before.built, **built})}'
    text = f'{{"version": {_VERSION}, "tool": "{tool()}", {lines}}}\n'
    write_output(output / RECORD, text.encode())


def name_in(output: Path, handout: Handout) -> str:
    """What a handout is found by in a record: its path in the folder, as it was asked for."""
    return str(handout.path)[len(str(output)) + 1 :]


def line_of(result: Result, root: Path, output: Path, day: datetime.date) -> journal.Line:
    """The line of the journal that stands for an entry of the record until the build ends."""
    return journal.Line(name_in(output, result.handout), day, entry_of(result, root))


def entry_of(result: Result, root: Path) -> dict[str, object]:
    """One handout of a record; a path is relative to the project where it lies inside."""
    return {**result.as_json(root), "inputs": result.inputs}


def recalled(entry: Mapping[str, Any], handout: Handout, state: str) -> Result | None:
    """Return a handout as its entry says that it was made; None where that makes no sense."""
    kept = {name: value for name, value in entry.items() if name not in ("inputs", "copies")}
    try:
        return Result(
            handout=handout,
            outcome=Outcome.UNCHANGED,
            state=state,
            larger=in_format(handout, entry["format"]) if "ordered" in entry else None,
            sha256=entry["sha256"],
            pages=int(entry["pages"]),
            sheets=int(entry["sheets"]),
            scale=entry["scale"],
            findings=tuple(map(_finding, entry["findings"])),
            inputs=str(entry["inputs"]),
            fingerprint=str(entry["fingerprint"]),
            edition=edition_of(entry["edition"]),
            kept=kept,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _finding(entry: Mapping[str, Any]) -> Finding:
    """One finding of an entry; handouts that differ by target alone share theirs."""
    about = (entry["code"], entry["severity"], entry["message"], entry["hint"])
    places = (entry["location"], *(related["location"] for related in entry["related"]))
    said = (related["message"] for related in entry["related"])
    return _found(about, tuple(map(_place, places)), tuple(said))


def _place(place: Mapping[str, Any] | None) -> tuple[str, int, int] | None:
    return (place["path"], place["line"], place["column"]) if place else None


@lru_cache(maxsize=65536)
def _found(
    about: tuple[str, str, str, str],
    places: tuple[tuple[str, int, int] | None, ...],
    said: tuple[str, ...],
) -> Finding:
    code, severity, message, hint = about
    first, *others = (Location(*place) if place else None for place in places)
    related = tuple(Related(place, text) for place, text in zip(others, said, strict=True) if place)
    return Finding(code, Severity(severity), message, first, related, hint)


def _lines(values: Mapping[str, object]) -> str:
    """A JSON object, a line for each of its values."""
    lines = (f"{json.dumps(name)}: {json.dumps(value)}" for name, value in values.items())
    return "{\n" + ",\n".join(lines) + "\n}"
