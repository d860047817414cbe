"""What a clinic's table does not give although a sheet asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from handouts.article import Article
from handouts.catalogs import Catalog
from handouts.config import CLINIC_FIELDS, FILE, Clinic
from handouts.findings import Finding, Location, Related, Severity, finding
from handouts.languages import Language
from handouts.messages import Message, walk
from handouts.messages.inline import parse_text

if TYPE_CHECKING:
    from markdown_it.token import Token


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
    """Every fact asked for, also in blocks that hold nothing to translate, and where first."""
    used: dict[str, Location] = {}
    line = 1
    for unit in walk(article):
        if unit.place.key:
            _note(parse_text(unit.text, unit.addresses), Location(article.path, unit.line), used)
    for token in article.tokens:
        line = token.map[0] + 1 if token.map else line
        if token.type == "inline":
            _note(token.children or (), Location(article.path, line), used)
    return used


def _note(tokens: Iterable[Token], where: Location, used: dict[str, Location]) -> None:
    for token in tokens:
        fact = token.content.removeprefix("clinic.")
        if token.type == "placeholder" and fact in CLINIC_FIELDS:
            used.setdefault(fact, where)
        _note(token.children or (), where, used)


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
