"""The state of every article in every language, counted anew only where its files have changed.

Counting takes as long as checking every text. What was counted is kept in the user's cache, under
a digest of all files and settings that it was counted from: a build trusts the same digest.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

from handouts.build.engine import cache_folder
from handouts.build.inputs import Inputs
from handouts.findings import HandoutsError
from handouts.languages import Language
from handouts.project.article_facts import ArticleFacts, facts_of
from handouts.project.project import Project
from handouts.project.status import ArticleStatus, LanguageStatus
from handouts.project.writing import write_whole

_VERSION = 1
_KINDS = {one.name: one.type for one in fields(LanguageStatus)}


@dataclass(slots=True)
class Counted:
    """What was counted, by the digest of what it was counted from, and the facts of articles."""

    rows: dict[str, LanguageStatus] = field(default_factory=dict)
    facts: dict[str, ArticleFacts] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """The file's content."""
        return {
            "version": _VERSION,
            "rows": {key: asdict(row) for key, row in self.rows.items()},
            "facts": {slug: facts.as_json() for slug, facts in self.facts.items()},
        }


def standing(project: Project, today: datetime.date | None = None) -> tuple[ArticleStatus, ...]:
    """Return the state of every article in every language of the project."""
    day = today or datetime.date.today()
    path = _file(project.root)
    known = _read(path)
    project.recall(known.facts)
    inputs = Inputs(project, "status", day)
    now = Counted()
    articles = []
    for slug in project.article_paths:
        rows = [
            _row(project, slug, language, day, (inputs.of_text(slug, language.tag), known, now))
            for language in project.languages
        ]
        articles.append(ArticleStatus(slug, tuple(rows)))
    now.facts = dict(project.known_facts)
    if now != known:
        with suppress(HandoutsError, OSError):  # it is counted anew the next time
            write_whole(path, json.dumps(now.as_json()).encode())
    return tuple(articles)


def _row(
    project: Project,
    slug: str,
    language: Language,
    today: datetime.date,
    kept: tuple[str, Counted, Counted],
) -> LanguageStatus:
    """Return one row; an article that cannot be used has no digest, and is read every time."""
    key, known, now = kept
    row = known.rows.get(key) if key else None
    if row is None:
        from handouts.project.counting import count

        row = count(project, slug, language, today)
    if not key:
        return row
    now.rows[key] = replace(row, overdue=False)
    facts = project.facts(slug)
    due = facts.review_by if facts else None
    return replace(row, overdue=due is not None and due < today)


def _file(root: Path) -> Path:
    name = hashlib.sha256(str(root).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return cache_folder() / "status" / f"{name}.json"


def _read(path: Path) -> Counted:
    """Read what was counted; a file that is missing, damaged or of another version says nothing."""
    try:
        kept = json.loads(path.read_bytes())
        if kept["version"] != _VERSION:
            return Counted()
        rows = {str(key): _kept_row(row) for key, row in kept["rows"].items()}
        facts = {str(slug): facts_of(given) for slug, given in kept["facts"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return Counted()
    return Counted(rows, {slug: known for slug, known in facts.items() if known})


def _kept_row(given: Mapping[str, object]) -> LanguageStatus:
    """A row as it was kept; raises ValueError for what was never one."""
    if {name: type(value).__name__ for name, value in given.items()} != _KINDS:
        raise ValueError(given)
    return LanguageStatus(**given)  # type: ignore[arg-type]
