"""What a reviewer gets to see of each message: both texts with their numbers marked, and notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from handouts.catalogs import Catalog, Entry
from handouts.compose.inline import address_html
from handouts.findings import Finding
from handouts.localize import LocalizedArticle, LocalizedUnit, State
from handouts.messages import message_id, parse_text

if TYPE_CHECKING:
    from markdown_it.token import Token

_SHORT = 6
_NUMBER = re.compile(r"[½¼¾⅓⅔⅛]|\d+(?:[.,:/’'٫٬–-]\d+)*[½¼¾⅓⅔⅛]?")
_KNOWN = frozenset({"H208", "H209"})
"""Findings that say what the state of a message says already."""

_STATES = {
    State.SOURCE: "",
    State.TRANSLATED: "translated",
    State.BROKEN: "not printable: the source prints",
    State.FUZZY: "fuzzy: the source prints",
    State.MISSING: "not translated: the source prints",
}
_MARKS = {
    "strong_open": Markup("<strong>"),
    "strong_close": Markup("</strong>"),
    "em_open": Markup("<em>"),
    "em_close": Markup("</em>"),
    "softbreak": Markup(" "),
    "hardbreak": Markup("<br>"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRow:
    """One message; `state` is empty in the source's own language, `before` is its old source."""

    number: int
    id: str
    kind: str
    state: str
    open: bool
    source: Markup
    target: Markup
    before: Markup
    notes: tuple[str, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProofSection:
    """The messages under one heading of the article."""

    title: str
    rows: tuple[ProofRow, ...]


def short_id(key: tuple[str | None, str]) -> str:
    """The beginning of a message's id, enough to find it by in an article."""
    return message_id(key)[:_SHORT]


def proof_sections(
    article: LocalizedArticle, catalog: Catalog | None, findings: Sequence[Finding]
) -> tuple[ProofSection, ...]:
    """Each message once, in reading order, under the heading where it comes first."""
    said = _by_line(findings, catalog)
    sections: list[tuple[str, list[ProofRow]]] = []
    seen: set[tuple[str | None, str]] = set()
    for localized in article.units.values():
        unit = localized.unit
        if unit.key in seen:
            continue
        seen.add(unit.key)
        entry = catalog.by_key.get(unit.key) if catalog else None
        row = _row(localized, entry, len(seen), said)
        if not sections or sections[-1][0] != unit.section:
            sections.append((unit.section, []))
        sections[-1][1].append(row)
    return tuple(ProofSection(title, tuple(rows)) for title, rows in sections)


def _by_line(findings: Sequence[Finding], catalog: Catalog | None) -> Mapping[int, list[Finding]]:
    found: dict[int, list[Finding]] = {}
    for one in findings:
        place = one.location
        if place and catalog and place.path == catalog.path and one.code not in _KNOWN:
            found.setdefault(place.line, []).append(one)
    return found


def _row(
    localized: LocalizedUnit,
    entry: Entry | None,
    number: int,
    said: Mapping[int, Sequence[Finding]],
) -> ProofRow:
    unit = localized.unit
    target = localized.translation if localized.translation.strip() else ""
    before = entry.previous_text if entry and entry.fuzzy else ""
    return ProofRow(
        number=number,
        id=short_id(unit.key),
        kind=unit.kind,
        state=_STATES[localized.state],
        open=localized.state not in (State.SOURCE, State.TRANSLATED),
        source=proof_html(parse_text(unit.text, unit.addresses)),
        target=proof_html(parse_text(target, unit.addresses)),
        before=proof_html(parse_text(before, unit.addresses)),
        notes=tuple(_notes(entry, unit.notes, unit.critical)),
        findings=tuple(
            f"{one.severity} {one.code}: {one.message}"
            for one in said.get(entry.line if entry else -1, ())
        ),
    )


def _notes(entry: Entry | None, notes: Sequence[str], critical: bool) -> Iterator[str]:
    """The catalog's comments but the first, which says kind and section; the translator's own."""
    if entry is None:
        if critical:
            yield "critical: a mistake here can harm"
        yield from (f"note: {note}" for note in notes)
        return
    yield from entry.comments[1:]
    yield from (f"translator: {line}" for line in entry.translator_comment.split("\n") if line)


def proof_html(tokens: Sequence[Token]) -> Markup:
    """Inline tokens for a reviewer: numbers boxed, placeholders by name, all addresses."""
    parts: list[Markup] = []
    closing = Markup("")
    for token in tokens:
        if token.type == "link_open":
            parts.append(Markup('<span class="link">'))
            address = Markup(" ({})").format(address_html(str(token.attrs["href"])))
            closing = Markup("</span>") + ("" if token.info == "auto" else address)
        elif token.type == "link_close":
            parts.append(closing)
        elif token.type == "placeholder":
            parts.append(Markup('<bdi dir="ltr" class="fact nb">{}</bdi>').format(token.content))
        elif token.type == "image":
            parts.append(
                Markup('<span class="link">{}</span>').format(proof_html(token.children or []))
            )
        elif token.type == "code_inline":
            parts.append(Markup("<code>{}</code>").format(boxed(token.content)))
        else:
            parts.append(_MARKS.get(token.type) or boxed(token.content))
    return Markup("").join(parts)


def boxed(text: str) -> Markup:
    """A text with a box around each number, in whatever digits."""
    return _pieces(text, _NUMBER, Markup('<span class="num">{}</span>').format)


def _pieces(text: str, pattern: re.Pattern[str], around: Callable[[str], Markup]) -> Markup:
    parts, place = [], 0
    for match in pattern.finditer(text):
        parts += [escape(text[place : match.start()]), around(match[0])]
        place = match.end()
    return Markup("").join([*parts, escape(text[place:])])
