"""The one walk: every unit of an article that a translator must see, in reading order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from handouts.article import PLACEHOLDER, Article, Node, nodes, parse_inline
from handouts.article.model import plain_text
from handouts.messages.inline import Text, to_text

_SHORT_WORDS = 4
_SHORT_LETTERS = 12

_KINDS = {
    "paragraph_open": "paragraph",
    "box_title_open": "box title",
    "th_open": "table header",
    "td_open": "table cell",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit stands: an inline token's index, a picture inside it, or a front-matter key."""

    token: int = -1
    child: int = -1
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One occurrence of a message; `line` counts from 1, `context` is None for prose."""

    place: Place
    kind: str
    context: str | None
    text: str
    addresses: tuple[str, ...]
    line: int
    section: str
    notes: tuple[str, ...] = ()
    critical: bool = False

    @property
    def key(self) -> tuple[str | None, str]:
        """What the catalog finds the message by."""
        return (self.context, self.text)


def walk(article: Article) -> Iterator[Unit]:
    """Yield the units: front matter, then blocks; no texts without a letter, no skipped blocks."""
    return iter(_walked(_Same(article)))


class _Same:
    """An article as a key: it is walked once, not for each language and each check."""

    def __init__(self, article: Article) -> None:
        self.article = article

    def __hash__(self) -> int:
        return id(self.article)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.article is self.article


@lru_cache(maxsize=8)
def _walked(same: _Same) -> tuple[Unit, ...]:
    return tuple(_every_unit(same.article))


def _every_unit(article: Article) -> Iterator[Unit]:
    meta = article.meta
    always = meta.critical is True
    for key, text in (("summary", meta.summary), ("short_title", meta.short_title)):
        unit = _unit(Place(key=key), key.replace("_", " "), to_text(parse_inline(text)), always)
        if unit:
            yield _at(unit, meta.line(key), "front matter")
    if meta.image and meta.image.alt:
        unit = _unit(Place(key="image"), "alt text", to_text(parse_inline(meta.image.alt)), always)
        if unit:
            yield _at(unit, meta.line("image"), "front matter")
    yield from _blocks(article)


def _blocks(article: Article) -> Iterator[Unit]:
    critical = article.meta.critical
    named = critical if isinstance(critical, tuple) else ()
    section, line = "", 1
    for node, harmful in _guarded(nodes(article.tokens), critical is True, named):
        if node.token.type == "heading_open":
            section = _text(node.children[0])
        for unit, mapped in _inside(node, "paragraph", harmful, named):
            line = mapped or line
            yield _at(unit, line, _box_title(node) or section)


def _guarded(
    siblings: Sequence[Node], critical: bool, named: Sequence[str]
) -> Iterator[tuple[Node, bool]]:
    """Pair blocks with whether a heading above them, of any level, is named as critical."""
    headings: dict[int, str] = {}
    for node in siblings:
        if node.token.type == "heading_open":
            level = int(node.token.tag[1])
            headings = {n: title for n, title in headings.items() if n < level}
            headings[level] = _text(node.children[0])
        yield node, critical or any(title in named for title in headings.values())


def _text(inline: Node) -> str:
    return plain_text(inline.token.children or [])


def _box_title(node: Node) -> str:
    for child in node.children[:1]:
        if child.token.type == "box_title_open":
            return _text(child.children[0])
    return ""


def _inside(
    node: Node, kind: str, critical: bool, named: Sequence[str]
) -> Iterator[tuple[Unit, int]]:
    """Yield the units of one block and the line each starts on (0: its parent's)."""
    token = node.token
    line = token.map[0] + 1 if token.map else 0
    if token.type == "inline":
        if not token.meta.get("skip"):
            yield from ((unit, line) for unit in _units(node, kind, critical))
        return
    if token.type == "heading_open":
        kind = "title" if token.tag == "h1" else "heading"
    elif token.type == "list_item_open":
        kind = "list item"
    elif token.type != "paragraph_open" or kind != "list item":
        kind = _KINDS.get(token.type, kind)
    critical = critical or _box_title(node) in named
    for child, harmful in _guarded(node.children, critical, named):
        for unit, mapped in _inside(child, kind, harmful, named):
            yield unit, mapped or line


def _units(node: Node, kind: str, critical: bool) -> Iterator[Unit]:
    children = node.token.children or []
    shown = [n for n, child in enumerate(children) if child.type != "text" or child.content.strip()]
    notes = tuple(node.token.meta.get("notes", ()))
    if len(shown) == 1 and children[shown[0]].type == "image":
        image = children[shown[0]]
        unit = _unit(
            Place(node.index, shown[0]), "alt text", to_text(image.children or []), critical, notes
        )
    else:
        unit = _unit(Place(node.index), kind, to_text(children), critical, notes)
    if unit:
        yield unit


def _unit(
    place: Place, kind: str, text: Text, critical: bool, notes: tuple[str, ...] = ()
) -> Unit | None:
    if not has_letters(text.text):
        return None
    return Unit(
        place=place,
        kind=kind,
        context=_context(kind, text.text),
        text=text.text,
        addresses=text.addresses,
        line=0,
        section="",
        notes=notes,
        critical=critical,
    )


def _at(unit: Unit, line: int, section: str) -> Unit:
    return replace(unit, line=line, section=section)


def _context(kind: str, text: str) -> str | None:
    """Short strings need their role to be translated well; prose does not."""
    if kind in ("alt text", "short title"):
        return kind
    short = len(text.split()) <= _SHORT_WORDS and (" " in text or len(text) <= _SHORT_LETTERS)
    return kind if short and kind not in ("paragraph", "list item", "summary") else None


def has_letters(text: str) -> bool:
    """Whether a text holds a word to translate, outside its placeholders."""
    return any(unicodedata.category(c)[0] == "L" for c in PLACEHOLDER.sub("", text))
