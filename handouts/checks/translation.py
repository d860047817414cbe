"""What a translation must have in common with its source: placeholders, links, markup, numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from markdown_it.token import Token

from handouts.article import parser
from handouts.article.model import plain_text
from handouts.checks.numbers import lost_numbers
from handouts.findings import Finding, Location, Related, finding
from handouts.localize import LocalizedArticle, LocalizedUnit, State
from handouts.messages import parse_text

_CONTROLS = re.compile(
    # bidi marks, embeddings, overrides and isolates; C0 and C1 controls but tab and line end
    "[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b-\u001f\u007f-\u009f]"
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|-->")
_MARKS = ("**", "__", "`", "](", "][", "*")


def translation_findings(article: LocalizedArticle) -> Iterator[Finding]:
    """Compare every translation that may print with its source; each message once."""
    for localized in translated(article):
        yield from _message_findings(localized, article)


def translated(article: LocalizedArticle) -> Iterator[LocalizedUnit]:
    """Yield the translated messages, each once, in reading order."""
    seen = set()
    for localized in article.units.values():
        if localized.state in (State.TRANSLATED, State.BROKEN) and localized.unit.key not in seen:
            seen.add(localized.unit.key)
            yield localized


def source_place(article: LocalizedArticle, localized: LocalizedUnit) -> Related:
    """Where the source of a message stands."""
    text = localized.unit.text
    shown = text if len(text) <= 80 else text[:79] + "…"
    return Related(Location(article.article.path, localized.unit.line), f"the source: {shown}")


def _message_findings(localized: LocalizedUnit, article: LocalizedArticle) -> Iterator[Finding]:
    related = [source_place(article, localized)]
    unit, text, place = localized.unit, localized.translation, localized.location
    tokens = parse_text(text, unit.addresses)
    source = parse_text(unit.text, unit.addresses)
    faults: list[tuple[str, str]] = []
    if match := _CONTROLS.search(text + plain_text(tokens)):
        faults.append(("H211", f"invisible control character U+{ord(match[0]):04X}"))
    faults += [
        ("H203", fault)
        for fault in _differences(_placeholders(source), _placeholders(tokens), "placeholder")
    ]
    faults += [
        ("H205", fault) for fault in _differences(_addresses(source), _addresses(tokens), "link")
    ]
    faults += [("H206", fault) for fault in _markup_faults(source, tokens, unit.text, text)]
    lost = lost_numbers(unit.text, text, article.source.decimal)
    if lost:
        faults.append(("H212", f"the translation lacks {', '.join(lost)}"))
    if native := sorted({c for c in text if c.isdecimal() and not c.isascii()}):
        faults.append(("H213", f"digits of another script: {' '.join(native)}"))
    for code, fault in faults:
        yield finding(code, fault, place, related=related)


def _differences(source: Iterable[str], target: Iterable[str], kind: str) -> Iterator[str]:
    wanted, given = Counter(source), Counter(target)
    for name in wanted - given:
        yield f"the translation lacks the {kind} {name}"
    for name in given - wanted:
        yield f"the translation adds the {kind} {name}"


def _placeholders(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "placeholder":
            yield token.markup
        yield from _placeholders(token.children or [])


def _addresses(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("link_open", "image"):
            yield str(token.attrs.get("href") or token.attrs.get("src") or "")


def _markup_faults(
    source: Sequence[Token], target: Sequence[Token], source_text: str, text: str
) -> Iterator[str]:
    was, now = _plain(source), _plain(target)
    mark = next((mark for mark in _MARKS if now.count(mark) > was.count(mark)), "")
    if mark:
        yield f"{mark} would print as it stands"
    if tags := set(_TAG.findall(now)) - set(_TAG.findall(was)):
        yield f"HTML would print as text: {' '.join(sorted(tags))}"
    if _bolds(target) < _bolds(source):
        yield "what is bold in the source is not bold"
    if "\n\n" in text:
        yield "a blank line would start a second paragraph"
    elif _is_one_paragraph(source_text) and not _is_one_paragraph(text):
        yield f"it would not read as running text: it starts with “{text.strip()[:12]}”"


def _bolds(tokens: Sequence[Token]) -> int:
    return sum(token.type == "strong_open" for token in tokens)


def _plain(tokens: Sequence[Token]) -> str:
    return " ".join(token.content for token in tokens if token.type in ("text", "text_special"))


def _is_one_paragraph(text: str) -> bool:
    tokens = parser().parse(text)
    return [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
