"""What a clinic's table does not give although a sheet asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from handouts.article import Article
from handouts.catalogs import Catalog
from handouts.config import CLINIC_FIELDS, FILE, Clinic
from handouts.findings import Finding, Location, Related, Severity, finding
from handouts.languages import Language
from handouts.messages import Message, walk
from handouts.messages.inline import parse_text


def clinic_findings(article: Article, clinic: Clinic | None, line: int) -> Iterator[Finding]:
    """Name the facts that an article asks for and the clinic lacks; `line` is that of its table.

    Without any clinic a line to write on is printed in each place, which is only a warning.
    """
    for fact, where in _used(article).items():
        if getattr(clinic, fact, ""):
            continue
        related = [Related(where, f"{{clinic.{fact}}} is asked for here")]
        if clinic:
            message = f'clinic "{clinic.id}" gives no {fact}'
            yield finding("H117", message, Location(FILE, line), related=related)
        else:
            message = f"no clinic gives its {fact}: a line to write on is printed"
            hint = f"Add a table [clinics.main] with name and {fact} to {FILE}."
            yield finding("H117", message, where, hint=hint, severity=Severity.WARNING)


def _used(article: Article) -> Mapping[str, Location]:
    used: dict[str, Location] = {}
    for unit in walk(article):
        for token in parse_text(unit.text, unit.addresses):
            if token.type == "placeholder" and token.content.startswith("clinic."):
                fact = token.content.removeprefix("clinic.")
                if fact in CLINIC_FIELDS:
                    used.setdefault(fact, Location(article.path, unit.line))
    return used


def clinic_text_findings(
    messages: Sequence[Message], catalogs: Iterable[Catalog], language: Language
) -> Iterator[Finding]:
    """Name the clinic's texts, `messages` of clinics.po, that print in the source language."""
    known = tuple(catalogs)
    for message in messages:
        entries = (catalog.by_key.get(message.key) for catalog in known)
        if not any(entry and entry.filled and not entry.fuzzy for entry in entries):
            text = f"“{message.text[:60]}” has no translation into {language.name}"
            yield finding("H508", text, Location(FILE, message.line))
