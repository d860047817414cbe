"""What a signature is for: the messages of a sheet, the words around them, and their outline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from handouts.article import Article
from handouts.article.model import plain_text
from handouts.catalogs import Catalog
from handouts.config import FILE
from handouts.findings import Location
from handouts.localize import LocalizedArticle, State
from handouts.messages import Message, Place, Unit, message_id, walk
from handouts.reviews.model import Key, Outline, Subject

_ONLY_ON_DRAFTS = frozenset(
    {
        "Draft: not yet reviewed",
        "Draft translation: not yet reviewed",
        "Text beside a dashed line is not translated yet.",
    }
)


def message_subjects(article: LocalizedArticle) -> tuple[Subject, ...]:
    """Return an article's messages, each once, in reading order."""
    found: dict[Key, Subject] = {}
    for localized in article.units.values():
        source = localized.state is State.SOURCE
        found.setdefault(
            localized.unit.key,
            Subject(
                key=localized.unit.key,
                target=None if source else localized.translation,
                ready=localized.state in (State.SOURCE, State.TRANSLATED),
                place=localized.location or Location(article.article.path, localized.unit.line),
            ),
        )
    return tuple(found.values())


def word_subjects(
    messages: Iterable[Message], catalogs: Sequence[Catalog], own: str
) -> tuple[Subject, ...]:
    """Return the words that a final sheet may print around an article, as they would print.

    `own` is the path of the project's catalog of these words, there or not.
    """
    found = []
    for message in messages:
        if message.text in _ONLY_ON_DRAFTS:
            continue
        entries = ((catalog, catalog.by_key.get(message.key)) for catalog in catalogs)
        target = next(((c, e) for c, e in entries if e and e.filled and not e.fuzzy), None)
        found.append(
            Subject(
                key=message.key,
                target=target[1].translation if target else "",
                ready=target is not None,
                place=_word_place(message, catalogs, own),
            )
        )
    return tuple(found)


def _word_place(message: Message, catalogs: Sequence[Catalog], own: str) -> Location:
    """The entry in the project's catalog; else the clinic's table, or where an entry would be."""
    entry = next((c.by_key.get(message.key) for c in catalogs if c.path == own), None)
    if entry is None and message.references == (FILE,):
        return Location(FILE, message.line or 1)
    return Location(own, entry.line if entry else 1)


def outline_of(article: Article) -> tuple[str, ...]:
    """Return the order of an article's messages, with what prints and is no message.

    Addresses and texts without a letter, such as a number in a table, are in no catalog: a changed
    one would otherwise leave all signatures as they are. So would a sentence that is taken out, or
    two labels that change places.
    """
    return tuple(_items(article))


def _items(article: Article) -> Iterator[str]:
    units = {unit.place: unit for unit in walk(article)}
    for place, unit in units.items():
        if place.key:
            yield from _unit_items(unit)
    if article.meta.image:
        yield f"> {article.meta.image.file}"
    for index, token in enumerate(article.tokens):
        if token.type != "inline":
            continue
        children = token.children or []
        own = [Place(index), *(Place(index, n) for n in range(len(children)))]
        inside = [units[place] for place in own if place in units]
        for unit in inside:
            yield from _unit_items(unit)
        if not inside and (text := plain_text(children).strip()):
            yield f"= {text}"
        if not any(unit.place.child < 0 for unit in inside):
            yield from (f"> {c.attrs['src']}" for c in children if c.type == "image")


def _unit_items(unit: Unit) -> Iterator[str]:
    yield message_id(unit.key)
    yield from (f"> {address}" for address in unit.addresses)


def has_moved(signed: Outline | None, now: Sequence[str], open_ids: Iterable[str]) -> bool:
    """Whether an outline differs from the signed one by more than messages that are open anyway."""
    if signed is None:
        return False
    if len(signed.items) != len(now):
        return True
    new = set(open_ids)
    return any(old != item and item not in new for old, item in zip(signed.items, now, strict=True))
