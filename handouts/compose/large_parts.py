"""A sheet as one stream of small parts, for formats whose boxes may go on over the page.

Boxes are taken apart: their titles, items and paragraphs flow like other text, and remember in
which frame they stand. What is longer than a page is cut beforehand, and nothing is lost by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from markupsafe import Markup

from handouts.compose.model import Block, Box, Sheet, Tier
from handouts.languages import Language

_ICONS = {"questions": "question", "checklist": "check", "call": "phone"}
_FRAMES = {"warning": "act", "call": "card", "key-points": "points", "tip": "tip"}
_LONG, _LINES, _ROWS = 20, 12, 17  # lines: what is longer is cut, into parts that are not
_MM = 25.4 / 72
_POINTS, _WIDTH, _CELL_WHITE = 18.0, 160.0, 6.0  # pt, mm, mm
_SENTENCE = re.compile(r"(?<=[.!?؟۔።។॥।])\s+|(?<=[。！？။])")
_SPACE = re.compile(r"\s+")
_SOURCE = re.compile(r"(<span [^>]*>)((?:(?!<span).)*)</span>", re.DOTALL)
_HEAD = re.compile(r"<thead>.*?</thead>", re.DOTALL)
_ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
_TAG = re.compile(r"<(/?)(\w+)[^>]*>")
_ALONE = ("br", "col", "img")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Block):
    """A block of the stream.

    `role` is what a block is that has a look or place of its own: lead, intro, bar (a warning's
    title), head, tier, write, reach, interpreter, scan, sources. `frame` is the kind of frame it
    stands in, `group` the box that the frame is around; `icon` stands before a head; `about` is
    the box whose facts of the clinic it prints.
    """

    role: str = ""
    frame: str = ""
    group: str = ""
    icon: str = ""
    ticks: bool = False
    about: Box | None = None


def stream(sheet: Sheet) -> tuple[Part, ...]:
    """All that flows, in reading order: the opening, the warning, the text, who to call."""
    parts = []
    if sheet.summary:
        parts.append(Part(kind="paragraph", id="summary", html=sheet.summary, role="lead"))
    parts += [_part(block, role="intro") for block in sheet.intro]
    if sheet.points:
        parts += _box(sheet.points, "points", sheet)
    if sheet.warning:
        parts += _box(sheet.warning, "act", sheet)
    for block in sheet.flow:
        parts += _box(block.box, block.id, sheet) if block.box else [_part(block)]
    if sheet.card:
        parts += _box(sheet.card, "card", sheet)
    if sheet.sources:
        text = Markup("; ").join(sheet.sources)
        parts.append(Part(kind="paragraph", id="sources", html=text, role="sources"))
    return tuple(parts)


def _part(block: Block, **more: Any) -> Part:
    given = {field.name: getattr(block, field.name) for field in fields(Block)}
    return Part(**given | more)


def _box(box: Box, name: str, sheet: Sheet) -> Iterator[Part]:
    """The parts of a box; `name` is the box's own in the layout."""
    frame = _FRAMES.get(box.name, "")
    group = name if frame else ""
    parts = _call(box, name, sheet) if box.name == "call" else _plain(box, name)
    yield from (replace(part, frame=frame, group=group) for part in (*_head(box, name), *parts))


def _head(box: Box, name: str) -> Iterator[Part]:
    if box.title:
        role = "bar" if box.name == "warning" else "head"
        icon = _ICONS.get(box.name, "")
        yield _heading(f"{name}-head", box.title, 2, role, icon)


def _heading(name: str, html: Markup, level: int, role: str, icon: str = "") -> Part:
    return Part(kind="heading", id=name, html=html, level=level, keep=True, role=role, icon=icon)


def _plain(box: Box, name: str) -> Iterator[Part]:
    yield from _inside(box, name)
    if box.name == "questions":
        lines = Box(name="questions", title=Markup(""), blocks=())
        yield Part(kind="box", id=f"{name}-write", box=lines, role="write")


def _inside(box: Box, name: str) -> Iterator[Part]:
    ticks = box.name in ("questions", "checklist")
    yield from (_part(block, ticks=ticks) for block in box.blocks)
    for number, tier in enumerate(box.tiers):
        first = not number and box.name == "warning"
        yield _heading(f"{name}-tier{number}", tier.title, 3, "first tier" if first else "tier")
        yield from (_part(block, ticks=ticks) for block in tier.blocks)


def _call(box: Box, name: str, sheet: Sheet) -> Iterator[Part]:
    """Who to call: name, phone and hours; the box's own words; an interpreter; the code."""
    clinic = sheet.clinic
    parts = []
    if clinic.get("name") or clinic.get("phone") or clinic.get("hours"):
        parts.append(Part(kind="reach", id=f"{name}-reach", about=box, role="reach"))
    parts += _inside(box, name)
    if clinic.get("interpreter") and "interpreter" not in box.facts:
        parts.append(Part(kind="row", id=f"{name}-interpreter", about=box, role="interpreter"))
    if sheet.qr and box == sheet.card:
        parts.append(Part(kind="scan", id=f"{name}-scan", role="scan"))
    yield from (replace(part, keep=True) for part in parts[:-1])
    yield from parts[-1:]


# ── what is longer than a page ─────────────────────────────────────────────────────────────────


def cut(sheet: Sheet) -> Sheet:
    """Cut long paragraphs at the ends of sentences, long tables between rows, long quotes."""
    return replace(
        sheet,
        flow=cut_blocks(sheet.flow, sheet.language),
        points=_cut_box(sheet.points, sheet.language) if sheet.points else None,
        warning=_cut_box(sheet.warning, sheet.language) if sheet.warning else None,
        card=_cut_box(sheet.card, sheet.language) if sheet.card else None,
    )


def _cut_box(box: Box, language: Language) -> Box:
    tiers = tuple(
        Tier(title=tier.title, blocks=cut_blocks(tier.blocks, language)) for tier in box.tiers
    )
    return replace(box, blocks=cut_blocks(box.blocks, language), tiers=tiers)


def cut_blocks(blocks: Iterable[Block], language: Language) -> tuple[Block, ...]:
    """The blocks, those that are longer than a page in several parts."""
    result: list[Block] = []
    for block in blocks:
        if block.box:
            result.append(replace(block, box=_cut_box(block.box, language)))
        elif block.kind in _CUTTERS:
            result += _numbered(block, _CUTTERS[block.kind](block.html, language))
        else:
            result.append(block)
    return tuple(result)


def _numbered(block: Block, pieces: Sequence[Markup]) -> Iterator[Block]:
    for number, html in enumerate(pieces):
        name = f"{block.id}-{number}" if number else block.id
        last = number == len(pieces) - 1
        yield replace(
            block, id=name, html=html, text=html.striptags(), keep=block.keep if last else False
        )


def _lines(text: str, language: Language, width: float = _WIDTH) -> float:
    """About how many lines of large print a text takes."""
    return len(text) * language.em_width * language.size * _POINTS * _MM / width


def _sentences(html: Markup, language: Language) -> list[Markup]:
    """A paragraph, or its sentences in groups of at most half a page where it is longer."""
    if _lines(html.striptags(), language) <= _LONG:
        return [html]
    if around := _SOURCE.fullmatch(html):
        inner = _sentences(Markup(around[2]), language)
        return [Markup(f"{around[1]}{part}</span>") for part in inner]
    # Thai, Lao, Khmer and Burmese have a space where others have a full stop.
    ends = _SPACE if language.breaking == "icu" else _SENTENCE
    return _grouped(_apart(html, ends), language, " ")


def _apart(html: Markup, ends: re.Pattern[str]) -> list[str]:
    """The text between places that no element reaches over."""
    depth, done, start = 0, 0, 0
    parts: list[str] = []
    for tag in [*_TAG.finditer(html), None]:
        end = tag.start() if tag else len(html)
        if not depth:
            for match in ends.finditer(html, done, end):
                parts.append(html[start : match.start()])
                start = match.end()
        if tag:
            done = tag.end()
            depth += 0 if tag[2] in _ALONE else -1 if tag[1] else 1
    return [part for part in (*parts, html[start:]) if part.strip()]


def _grouped(parts: Iterable[str], language: Language, joint: str) -> list[Markup]:
    groups: list[str] = []
    for part in parts:
        joined = f"{groups[-1]}{joint}{part}" if groups else part
        if groups and _lines(Markup(joined).striptags(), language) <= _LINES:
            groups[-1] = joined
        else:
            groups.append(part)
    return list(map(Markup, groups))


def _paragraphs(html: Markup, language: Language) -> list[Markup]:
    """A quote, or parts of it; each holds whole paragraphs, lists and tables."""
    found = list(_elements(html))
    if len(found) < 2 or _lines(html.striptags(), language) <= _LONG:
        return [html]
    return _grouped(found, language, "")


def _elements(html: str) -> Iterator[str]:
    """The elements that stand side by side in a quote."""
    depth, start = 0, 0
    for tag in _TAG.finditer(html):
        depth += 0 if tag[2] in _ALONE else -1 if tag[1] else 1
        if not depth and tag[1]:
            yield html[start : tag.end()]
            start = tag.end()


def _rows(html: Markup, language: Language) -> list[Markup]:
    """A table, or several with some of its rows each, under the same head."""
    head = _HEAD.search(html)
    first = head[0] if head else ""
    rows = _ROW.findall(html[len(first) :])
    columns = max((row.count("</td>") for row in rows), default=0)
    if not columns:
        return [html]
    width = max(10.0, _WIDTH / columns - _CELL_WHITE)
    heights = []
    for row in rows:
        longest = max((len(Markup(cell).striptags()) for cell in row.split("</td>")), default=0)
        heights.append(max(1.0, _lines("x" * longest, language, width)) + 1)
    if sum(heights) <= _LONG:
        return [html]
    tables: list[list[str]] = [[]]
    used = 0.0
    for row, high in zip(rows, heights, strict=True):
        if tables[-1] and used + high > _ROWS:
            tables.append([])
            used = 0.0
        tables[-1].append(row)
        used += high
    return [Markup(f"{first}<tbody>{''.join(some)}</tbody>") for some in tables]


_CUTTERS = {"paragraph": _sentences, "quote": _paragraphs, "table": _rows}
