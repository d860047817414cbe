"""Names of messages on laid-out pages, for proofs: drawn over them, so that nothing moves.

The page is laid out as patients get it. Each message is then looked for in the lines of the page,
and a sheet as large as the page, with the names where the messages begin, is laid on top; another
one, with a warning, lies below.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import weasyprint
from markupsafe import Markup
from weasyprint.formatting_structure import boxes

from handouts.languages import Language
from handouts.typeset.engine import Typesetter
from handouts.typeset.measure import bare

if TYPE_CHECKING:
    from markdown_it.token import Token

_MM = 25.4 / 96
_WIDTH, _HEIGHT, _SIZE = 7.0, 1.8, 4.8  # of a name: mm, mm, pt
_APART = 0.3


@dataclass(frozen=True, slots=True)
class Mark:
    """A message's name, and the inline tokens that are printed for it."""

    name: str
    tokens: Sequence[Token]


@dataclass(frozen=True, slots=True)
class _Block:
    """The text of one block of a page, and where its first line begins; lengths in px."""

    page: int
    text: str
    start: float
    top: float


def mark_pages(
    document: weasyprint.Document,
    marks: Sequence[Mark],
    warning: Sequence[tuple[str, str, str]],
    typesetter: Typesetter,
    language: Language,
) -> weasyprint.Document:
    """Lay names and a warning over the pages of a document, and return it.

    `warning` are texts with their language and direction. What a page does not print (the text of a
    picture) gets no name. The pages themselves stay as they were laid out.
    """
    placed = _placed(document, marks, language.direction)
    html = _sheets(document, placed, warning, language)
    sheets = typesetter.lay_out(html, language.fonts, (), {}, lambda tag: "spaces")
    roots = [
        next(box for box in sheet._page_box.children if not isinstance(box, boxes.MarginBox))
        for sheet in sheets.pages
    ]
    count = len(document.pages)
    for page, below, above in zip(document.pages, roots[:count], roots[count:], strict=True):
        page._page_box.children = (below, *page._page_box.children, above)
    return document


def _placed(
    document: weasyprint.Document, marks: Sequence[Mark], direction: str
) -> list[tuple[str, _Block]]:
    """Find the block that prints each message: the first one of its text that is left."""
    left = [
        block
        for number, page in enumerate(document.pages)
        for block in _blocks(page._page_box, number, direction)
    ]
    found = []
    for mark in marks:
        pattern = re.compile("[0-9]{0,2}" + _pattern(mark.tokens), re.DOTALL)
        block = next((b for b in left if pattern.fullmatch(b.text)), None)
        block = block or next((b for b in left if pattern.match(b.text)), None)
        if block:
            left.remove(block)
            found.append((mark.name, block))
    return found


def _pattern(tokens: Sequence[Token]) -> str:
    """What a message looks like in print: facts of the clinic and addresses may be anything."""
    parts = []
    for token in tokens:
        if token.type in ("placeholder", "link_close"):
            parts.append(".*?")
        elif token.type == "image":
            continue
        elif token.type in ("text", "text_special", "code_inline"):
            parts.append(re.escape(bare(token.content)))
    return "".join(parts)


def _blocks(page: Any, number: int, direction: str) -> Iterator[_Block]:
    """The blocks of a page that hold lines, in drawing order; running matter is left out."""
    lines: dict[Any, list[Any]] = {}
    for line in _lines(page):
        lines.setdefault(line.element, []).append(line)
    for several in lines.values():
        texts = [box for line in several for box in _texts(line)]
        first = [box for box in _texts(several[0]) if box.text.strip()]
        said = bare("".join(box.text for box in texts))
        if said and first:
            edges = [(box.position_x, box.position_x + box.width) for box in first]
            start = max(e for _, e in edges) if direction == "rtl" else min(e for e, _ in edges)
            size = max(box.style["font_size"] for box in first)
            middle = several[0].position_y + several[0].height / 2
            yield _Block(number, said, start, middle - 0.5 * size)


def _lines(box: Any) -> Iterator[Any]:
    for child in box.all_children():
        child = getattr(child, "_box", child)
        if isinstance(child, boxes.MarginBox) or _is_hidden(child):
            continue
        if isinstance(child, boxes.LineBox):
            yield child
        if isinstance(child, boxes.ParentBox):
            yield from _lines(child)


def _texts(box: Any) -> Iterator[Any]:
    for child in box.all_children():
        child = getattr(child, "_box", child)
        if isinstance(child, boxes.TextBox):
            yield child
        elif isinstance(child, boxes.InlineBox) and not _is_hidden(child):
            yield from _texts(child)


def _is_hidden(box: Any) -> bool:
    return box.element is not None and bool(box.element.get("aria-hidden"))


# ── the sheets below and on top ────────────────────────────────────────────────────────────────

_STYLE = Markup(
    "html {{ font-family: 'Noto Sans', {fonts}; font-size: {size}pt; line-height: {height}mm }}"
    " body, p, div {{ margin: 0; padding: 0 }}"
    " .sheet {{ position: relative; break-after: page }}"
    " .sheet:last-child {{ break-after: auto }}"
    " .name {{ position: absolute; height: {height}mm; white-space: nowrap; font-weight: 700 }}"
    " .name span {{ background: #fff; padding: 0 .3mm }}"
    " .top {{ position: absolute; top: 1.2mm; left: 0; width: 100%; text-align: center;"
    " font-size: 8pt; line-height: 3.6mm; font-weight: 700; white-space: nowrap }}"
    " .top span {{ border: .4mm solid #000; background: #fff; padding: 0 1.5mm; margin: 0 1mm }}"
    " .stamp {{ position: absolute; text-align: center; font-weight: 700; color: #dedede }}"
    " .stamp span {{ display: block; white-space: nowrap }}"
)
_LETTER = 0.68  # em that a letter of the stamp takes at most
_LONG = 0.8  # of a page's diagonal


def _sheets(
    document: weasyprint.Document,
    placed: Sequence[tuple[str, _Block]],
    warning: Sequence[tuple[str, str, str]],
    language: Language,
) -> str:
    """A sheet with the warning in large grey letters below each page, one with names above it.

    All of it is hidden from readers, who hear the pages themselves.
    """
    fonts = Markup(", ").join(Markup("'{}'").format(family) for family in language.fonts)
    style = _STYLE.format(fonts=fonts, size=_SIZE, height=_HEIGHT)
    words = Markup("").join(
        Markup('<span lang="{}" dir="{}">{}</span>').format(tag, direction, text)
        for text, tag, direction in warning
    )
    below, above, rules = Markup(""), Markup(""), Markup("")
    sheet = Markup('<div class="sheet" style="page: p{}; height: {:.4f}mm">{}</div>')
    for number, page in enumerate(document.pages):
        width, height = page.width * _MM, page.height * _MM
        rules += Markup("@page p{} {{ size: {:.4f}mm {:.4f}mm; margin: 0 }}").format(
            number, width, height
        )
        names = Markup("").join(
            _name(name, block, width, language.direction)
            for name, block in placed
            if block.page == number
        )
        top = Markup('<p class="top">{}</p>').format(words)
        below += sheet.format(number, height - 0.1, _stamp(words, warning, width, height))
        above += sheet.format(number, height - 0.1, names + top)
    return Markup(
        '<!doctype html><html lang="en" dir="ltr" aria-hidden="true"><head><style>{}{}</style>'
        '</head><body aria-hidden="true">{}{}</body></html>'
    ).format(rules, style, below, above)


def _stamp(
    words: Markup, warning: Sequence[tuple[str, str, str]], width: float, height: float
) -> Markup:
    """The warning from corner to corner: small print at an edge is lost in the printer's margin."""
    diagonal = math.hypot(width, height)
    size = _LONG * diagonal / (_LETTER * max(len(text) for text, _, _ in warning))
    line = 1.5 * size
    return Markup(
        '<p class="stamp" style="left: {:.2f}mm; top: {:.2f}mm; width: {:.2f}mm;'
        ' font-size: {:.2f}mm; line-height: {:.2f}mm; transform: rotate(-{:.1f}deg)">{}</p>'
    ).format(
        (width - diagonal) / 2,
        (height - line * len(warning)) / 2,
        diagonal,
        size,
        line,
        math.degrees(math.atan2(height, width)),
        words,
    )


def _name(name: str, block: _Block, width: float, direction: str) -> Markup:
    """A name that ends above the first letters of its message, inside the page."""
    start = block.start * _MM - (_WIDTH if direction == "rtl" else 0.0)
    left = min(max(start, _APART), width - _WIDTH - _APART)
    top = max(block.top * _MM - _HEIGHT, _APART)
    side = "right" if direction == "rtl" else "left"
    return Markup(
        '<p class="name" style="left: {:.3f}mm; top: {:.3f}mm; width: {}mm; text-align: {}">'
        "<span>{}</span></p>"
    ).format(left, top, _WIDTH, side, name)
