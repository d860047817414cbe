"""Two sheets of one article, source and translation, side by side: one row for each message.

Both are composed from the same tokens, so their blocks have the same ids and the same shape. What
is no pair of texts stands in a row across both columns: the phone, lines to write on, sources.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from markupsafe import Markup

from handouts.compose.model import Block, Box, Fact, Sheet
from handouts.compose.tables import cells_of
from handouts.compose.words import Words

CARD, POINTS, WARNING, SOURCES = "card", "points", "warning", "sources"
"""Ids of rows, and of the boxes that a sheet holds apart from its running text."""

SCAN = "Scan to read this sheet on your phone."

ACROSS = frozenset({"reach", "lines", "sources"})
"""Kinds of rows that are no pairs: one cell stands across both columns."""

_FRAMED = frozenset({"warning", "key-points", "call"})
_POINT = 25.4 / 72
_LONGEST_TABLE = 0.4  # of a page: two of them fit on one, if they stand one above the other
_TABLE_ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row; `translation` is the block that flows and has its id, `source` what is beside it.

    `kind` is title, summary, heading, text, table, head (a box' title), bar (the warning's), tier,
    scan, hours, interpreter, or one of `ACROSS`. `group` is the id of the box that the row stands
    in, `name` that box' name, `ends` whether it is the last row in its frame.
    """

    kind: str
    source: Block
    translation: Block
    group: str = ""
    name: str = ""
    ends: bool = False

    @property
    def id(self) -> str:
        """The row's name in the layout."""
        block = self.translation
        return block.items[0].id if block.items else block.id

    @property
    def warns(self) -> bool:
        """Whether it is a part of a warning."""
        return self.name == "warning"

    @property
    def framed(self) -> bool:
        """Whether a frame is drawn around it."""
        return self.name in _FRAMED


@dataclass(frozen=True, slots=True)
class Pairing:
    """Source sheet and translated sheet of one article; `most` is the height of a page in mm."""

    source: Sheet
    translation: Sheet
    width: float
    most: float

    def rows(self) -> tuple[Row, ...]:
        """Title, summary, warning, first paragraphs, key points, all else, who to call, sources.

        The warning stands so early to be whole on the first page.
        """
        source, translation = self.source, self.translation
        pairs = list(
            zip((*source.intro, *source.flow), (*translation.intro, *translation.flow), strict=True)
        )
        # The source decides what is an introduction: all languages have one order.
        opening = len(source.intro)
        found = [
            self._texts("title", "heading", source.title, translation.title, level=1),
            *self._summary(),
            *self._box(WARNING, source.warning, translation.warning),
            *self._flow(pairs[:opening]),
            *self._box(POINTS, source.points, translation.points),
            *self._flow(pairs[opening:]),
            *self._card(source.card, translation.card),
        ]
        if translation.sources:
            found.append(_across("sources", SOURCES))
        return tuple(found)

    def _texts(
        self,
        name: str,
        kind: str,
        source: Markup,
        translation: Markup,
        *,
        level: int = 0,
        row: str = "",
    ) -> Row:
        """A row of two texts that are no blocks of the article."""
        block = Block(kind=kind, id=name, level=level, keep=True)
        return Row(
            kind=row or name,
            source=replace(block, html=source, text=source.striptags()),
            translation=replace(block, html=translation, text=translation.striptags()),
        )

    def _summary(self) -> Iterator[Row]:
        if self.translation.summary:
            texts = self.source.summary, self.translation.summary
            yield self._texts("summary", "paragraph", *texts)

    def _flow(self, pairs: Sequence[tuple[Block, Block]]) -> Iterator[Row]:
        for source, translation in pairs:
            if translation.box:
                yield from self._box(translation.id, source.box, translation.box)
            else:
                yield from self._block(source, translation)

    def _block(self, source: Block, translation: Block) -> Iterator[Row]:
        if translation.kind == "list":
            for one, other in zip(source.items, translation.items, strict=True):
                yield Row(
                    kind="text",
                    source=replace(source, items=(one,)),
                    translation=replace(translation, items=(other,)),
                )
        elif translation.kind == "table":
            yield from self._table(source, translation)
        else:
            kind = "heading" if translation.kind == "heading" else "text"
            yield Row(kind=kind, source=source, translation=translation)

    def _box(self, name: str, source: Box | None, translation: Box | None) -> Iterator[Row]:
        if source and translation:
            yield from _grouped(name, translation.name, self._inside(name, source, translation))

    def _inside(self, name: str, source: Box, translation: Box) -> Iterator[Row]:
        kind = "bar" if translation.name == "warning" else "head"
        if translation.title:
            titles = source.title, translation.title
            yield self._texts(name, "heading", *titles, level=2, row=kind)
        yield from self._box_text(name, source, translation)
        if translation.name == "questions":
            own = [word(sheet, "My own questions") for sheet in (self.source, self.translation)]
            yield self._texts(f"{name}.own", "heading", *own, level=3, row="tier")
            yield _across(
                "lines", f"{name}.lines", Box(name="questions", title=Markup(), blocks=())
            )

    def _box_text(self, name: str, source: Box, translation: Box) -> Iterator[Row]:
        yield from self._flow(list(zip(source.blocks, translation.blocks, strict=True)))
        tiers = zip(source.tiers, translation.tiers, strict=True)
        for number, (one, other) in enumerate(tiers, 1):
            titles = one.title, other.title
            yield self._texts(f"{name}.{number}", "heading", *titles, level=3, row="tier")
            yield from self._flow(list(zip(one.blocks, other.blocks, strict=True)))

    def _card(self, source: Box | None, translation: Box | None) -> Iterator[Row]:
        """Who to call: the phone once for both, what is said about it in both languages."""
        if source and translation:
            yield from _grouped(CARD, "call", self._reach(source, translation))

    def _reach(self, source: Box, translation: Box) -> Iterator[Row]:
        titles = source.title, translation.title
        if translation.title:
            yield self._texts(CARD, "heading", *titles, level=2, row="head")
        clinic = self.translation.clinic
        if clinic.get("phone") or self.translation.qr or printed(clinic, translation, "name"):
            yield _across("reach", f"{CARD}.reach")
        if self.translation.qr:
            scan = [word(sheet, SCAN) for sheet in (self.source, self.translation)]
            yield self._texts(f"{CARD}.scan", "paragraph", *scan, row="scan")
        yield from self._fact("hours", translation)
        yield from self._box_text(CARD, source, translation)
        yield from self._fact("interpreter", translation)

    def _fact(self, name: str, box: Box) -> Iterator[Row]:
        facts = [printed(sheet.clinic, box, name) for sheet in (self.source, self.translation)]
        if facts[1]:
            yield self._texts(f"{CARD}.{name}", "paragraph", *facts, row=name)

    def _table(self, source: Block, translation: Block) -> Iterator[Row]:
        """A table in one row; in several, its head repeated, where it might be taller than a page.

        The tables may come to stand one above the other.
        """
        pieces = list(zip(_table_rows(source.html), _table_rows(translation.html), strict=True))
        head, body = pieces[:1], pieces[1:]
        taken, parts = 0.0, [[*head]]
        for piece in body:
            height = max(
                self._tall(html, sheet)
                for html, sheet in zip(piece, (self.source, self.translation), strict=True)
            )
            if taken and taken + height > self.most * _LONGEST_TABLE:
                parts.append([*head])
                taken = 0.0
            parts[-1].append(piece)
            taken += height
        for number, part in enumerate(parts):
            name = f"{translation.id}.{number}" if number else translation.id
            one, other = (
                replace(block, id=name, html=_table_html([piece[side] for piece in part]))
                for side, block in enumerate((source, translation))
            )
            yield Row(kind="table", source=one, translation=other)

    def _tall(self, html: str, sheet: Sheet) -> float:
        """About how tall a row of a table is, for it need not be exact."""
        cells, language = cells_of(html), sheet.language
        letter = language.em_width * 12 * language.size * _POINT
        room = self.width / max(1, len(cells))
        longest = max((len(Markup(text).striptags()) for _, text in cells), default=0)
        return (math.ceil(longest * letter * 1.2 / room) + 1) * language.leading


def word(sheet: Sheet, text: str) -> Markup:
    """A template's word in the language of a sheet."""
    return cast(Words, sheet.words).gettext(text)


def printed(clinic: Mapping[str, Fact | None], box: Box, name: str) -> Markup:
    """A fact of the clinic, unless the box says it in its own text."""
    fact = clinic.get(name)
    return fact.html if fact and name not in box.facts else Markup("")


def _table_rows(html: str) -> list[str]:
    return _TABLE_ROW.findall(html)


def _table_html(rows: Sequence[str]) -> Markup:
    head, body = rows[0], "".join(rows[1:])
    return Markup(f"<thead>{head}</thead>" + (f"<tbody>{body}</tbody>" if body else ""))


def _across(kind: str, name: str, box: Box | None = None) -> Row:
    """A row with one cell."""
    block = Block(kind="box" if box else "paragraph", id=name, box=box)
    return Row(kind=kind, source=block, translation=block)


def _grouped(group: str, name: str, rows: Iterator[Row]) -> Iterator[Row]:
    """The rows of a box; the last one in a frame leaves room for it.

    A box inside of a box keeps its own group and stands unframed between the rows of the outer one.
    """
    found = [row if row.group else replace(row, group=group, name=name) for row in rows]
    if found and name in _FRAMED:
        found[-1] = replace(found[-1], ends=True)
    yield from found


def groups(rows: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    """The rows that stand together: those of one box, and those between boxes."""
    together: list[Row] = []
    for row in rows:
        if together and row.group != together[-1].group:
            yield tuple(together)
            together = []
        together.append(row)
    if together:
        yield tuple(together)
