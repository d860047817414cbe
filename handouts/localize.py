"""Article + catalog + language → LocalizedArticle: each unit in its best state, none guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from handouts.article import Article, FrontMatter
from handouts.catalogs import Catalog, Coverage
from handouts.findings import Location
from handouts.languages import Language
from handouts.messages import Place, Unit, parse_text, walk

if TYPE_CHECKING:
    from markdown_it.token import Token


class State(StrEnum):
    """What is printed for a unit: its translation, or the source text marked as such.

    A broken translation lost a placeholder or a mark of its source: the source is printed.
    """

    SOURCE = "source"
    TRANSLATED = "translated"
    BROKEN = "broken"
    FUZZY = "fuzzy"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class LocalizedUnit:
    """A unit with what will be printed: `tokens` are inline tokens, `location` is its PO entry.

    `translation` is what the entry says, also where it does not print.
    """

    unit: Unit
    state: State
    text: str
    tokens: tuple[Token, ...]
    location: Location | None = None
    translation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalizedArticle:
    """An article in one language; `units` by place, those of the front matter too."""

    article: Article
    language: Language
    source: Language
    units: Mapping[Place, LocalizedUnit]
    coverage: Coverage

    def field(self, key: str) -> LocalizedUnit | None:
        """The unit of a front-matter key, or None where the article has none."""
        return self.units.get(Place(key=key))

    @property
    def meta(self) -> FrontMatter:
        """The article's front matter, in the source language."""
        return self.article.meta


def localize(
    article: Article, catalog: Catalog | None, language: Language, source: Language
) -> LocalizedArticle:
    """Give every unit its translation, or its source text where there is none that may print."""
    units = {}
    for unit in walk(article):
        units[unit.place] = _localized(unit, catalog, language.tag == source.tag)
    states = {item.unit.key: item.state for item in units.values()}
    found = Counter(states.values())
    translated = found[State.TRANSLATED] + found[State.BROKEN]
    return LocalizedArticle(
        article=article,
        language=language,
        source=source,
        units=units,
        coverage=Coverage(translated, found[State.FUZZY], found[State.MISSING]),
    )


def _localized(unit: Unit, catalog: Catalog | None, is_source: bool) -> LocalizedUnit:
    text, state, location, entry = unit.text, State.SOURCE, None, None
    if not is_source:
        entry = catalog.by_key.get(unit.key) if catalog else None
        state = State.MISSING
        if entry is not None and catalog is not None:
            location = Location(catalog.path, entry.line)
            if entry.filled and not entry.plural:
                state = State.FUZZY if entry.fuzzy else State.TRANSLATED
        if entry is not None and state is State.TRANSLATED:
            tokens = parse_text(entry.translation, unit.addresses)
            if _is_whole(parse_text(unit.text, unit.addresses), tokens):
                said = entry.translation
                return LocalizedUnit(unit, state, said, tuple(tokens), location, said)
            state = State.BROKEN
    tokens = parse_text(text, unit.addresses)
    said = entry.translation if entry else ""
    return LocalizedUnit(unit, state, text, tuple(tokens), location, said)


def _is_whole(source: Sequence[Token], translation: Sequence[Token]) -> bool:
    """Whether a translation has the source's placeholders, and no stars that would print.

    A lost placeholder is a hole where the clinic's phone should be: such a text never prints.
    """
    facts, stray = zip(*map(_marks, (source, translation)), strict=True)
    return facts[0] == facts[1] and (not stray[1] or stray[0])


def _marks(tokens: Sequence[Token]) -> tuple[Counter[str], bool]:
    facts: Counter[str] = Counter()
    stray = False
    for token in tokens:
        if token.type == "placeholder":
            facts[token.markup] += 1
        elif token.type == "text":
            stray = stray or "**" in token.content
        inner, inner_stray = _marks(token.children or ())
        facts += inner
        stray = stray or inner_stray
    return facts, stray


def replaced(
    article: Article, texts: Callable[[Unit], Sequence[Token]]
) -> tuple[tuple[Token, ...], dict[str, Sequence[Token]]]:
    """Put each unit's tokens into the article's; returns them and the front-matter texts by key."""
    tokens = list(article.tokens)
    fields: dict[str, Sequence[Token]] = {}
    for unit in walk(article):
        place, new = unit.place, list(texts(unit))
        if place.key:
            fields[place.key] = new
        elif place.child < 0:
            tokens[place.token] = _with_children(tokens[place.token], new)
        else:
            children = list(tokens[place.token].children or [])
            children[place.child] = _with_children(children[place.child], new)
            tokens[place.token] = _with_children(tokens[place.token], children)
    return tuple(tokens), fields


def _with_children(token: Token, children: list[Token]) -> Token:
    return replace(token, children=children)
