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
from typing import Any

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
        rows = []
        for language in project.languages:
            key = inputs.of_text(slug, language.tag)
            row = known.rows.get(key) or _counted(project, slug, language, day)
            if key:  # an article that cannot be used has none, and is read every time
                now.rows[key] = replace(row, overdue=False)
                row = replace(row, overdue=_is_overdue(project.facts(slug), day))
            rows.append(row)
        articles.append(ArticleStatus(slug, tuple(rows)))
    now.facts = dict(project.known_facts)
    if now != known:
        with suppress(HandoutsError, OSError):  # it is counted anew the next time
            write_whole(path, json.dumps(now.as_json()).encode())
    return tuple(articles)


def _counted(
    project: Project, slug: str, language: Language, today: datetime.date
) -> LanguageStatus:
    from handouts.project.counting import count

    return count(project, slug, language, today)


def _is_overdue(facts: ArticleFacts | None, today: datetime.date) -> bool:
    """Ask again each day: it changes though no file does."""
    due = facts.review_by if facts else None
    return due is not None and due < today


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


def _kept_row(given: Mapping[str, Any]) -> LanguageStatus:
    """A row as it was kept; raises ValueError for what was never one."""
    if {name: type(value).__name__ for name, value in given.items()} != _KINDS:
        raise ValueError(given)
    return LanguageStatus(**given)
