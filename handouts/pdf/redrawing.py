"""What a part of a page draws, kept beside its box: the next clinic's page shares most boxes.

A part is what WeasyPrint draws in one go between `q` and `Q`, a stacking context without others in
it. Drawn again from the same state it yields the same tokens; the marks of its text, and the glyphs
that it is first to use, are entered anew each time. A part that brings pictures, patterns or groups
along is drawn every time, because these are numbered through the file.

A box is copied while a page is sorted for drawing, with all that hangs on it; so the drawings hang
on the laid-out box, and go with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pydyf
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.text.ffi import ffi
from weasyprint.text.fonts import get_pango_font_key

DRAWINGS = "drawings"
"""The attribute of a laid-out box; a changed copy of a box must lose it."""
_ADDING = (
    "add_group",
    "add_pattern",
    "add_shading",
    "add_image",
    "set_state",
    "set_blend_mode",
    "set_alpha_state",
)
_MARK = "MCID"
_CLIP_PATH = b"0 0 0 0 re"
"""How an SVG's clip path ends; what moved the drawing to its place is then undone in figures."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The tokens of a part, its marked boxes with their tags, its alpha states, fonts in order.

    A font is known by its key, and by the text that it was first met in.
    """

    tokens: tuple[Any, ...]
    boxes: tuple[tuple[Any, Any], ...]
    states: Mapping[str, Any]
    fonts: tuple[tuple[Any, Any, Mapping[int, str], Mapping[int, int]], ...]
    last_font: tuple[Any, Any]


class _Font:
    """A font that notes what one part shows with it."""

    def __init__(self, font: Any, key: Any, box: Any) -> None:
        self._font = font
        self.key = key
        self.box = box
        self.hash, self.bitmap = font.hash, font.bitmap  # asked for with every glyph
        self.png, self.svg, self.colr = font.png, font.svg, font.colr
        self.to_unicode: dict[int, str] = {}
        self.widths: dict[int, int] = {}
        self.is_plain = isinstance(box, TextBox) and not (font.png or font.svg or font.colr)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._font, name)

    def get_unused_glyph_id(self, codepoint: int) -> int:
        self.is_plain = False  # numbered through the file
        return int(self._font.get_unused_glyph_id(codepoint))

    def enter(self) -> None:
        """Tell the document's font."""
        _enter(self._font, self.to_unicode, self.widths)


class _Watch:
    """Draws one part on a stream and notes it."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._fonts: dict[Any, _Font] = {}
        self._plain = True

    def draw(self, stock: Callable[[Any, Any], None], part: Any) -> Drawing | None:
        stream = self._stream
        start, marked = len(stream.stream), len(stream._tags)
        names = set(stream._resources["ExtGState"])
        stream.add_font = self._add_font
        for name in _ADDING:
            setattr(stream, name, self._spoiling(getattr(stream, name)))
        try:
            stock(stream, part)
        finally:
            for name in ("add_font", *_ADDING):
                delattr(stream, name)
            self._settle()
        if not self._plain:
            return None
        states = stream._resources["ExtGState"]
        tokens = tuple(stream.stream[start:])
        return Drawing(
            tokens,
            tuple((box, entry["tag"]) for box, entry in list(stream._tags.items())[marked:]),
            {name: states[name] for name in states if name not in names},
            tuple(
                (font.key, font.box, font.to_unicode, font.widths) for font in self._fonts.values()
            ),
            stream._old_font,
        )

    def _add_font(self, pango_font: Any) -> tuple[Any, float]:
        font, size = type(self._stream).add_font(self._stream, pango_font)
        if not self._plain:
            return font, size
        if font not in self._fonts:
            box = next(reversed(self._stream._tags), None)
            self._fonts[font] = _Font(font, get_pango_font_key(pango_font)[0], box)
        return self._fonts[font], size

    def _spoiling(self, stock: Any) -> Any:
        def adding(*given: Any, **named: Any) -> Any:
            self._spoil()
            return stock(*given, **named)

        return adding

    def _spoil(self) -> None:
        """From here on all goes to the document itself, in the order of drawing."""
        self._settle()
        self._plain = False

    def _settle(self) -> None:
        for font in self._fonts.values():
            self._plain = self._plain and font.is_plain
            font.enter()


def _enter(font: Any, to_unicode: Mapping[int, str], widths: Mapping[int, int]) -> None:
    for glyph, text in to_unicode.items():
        font.to_unicode.setdefault(glyph, text)
    for glyph, width in widths.items():
        font.widths.setdefault(glyph, width)


def _replay(stream: Any, drawing: Drawing) -> None:
    number = len(stream._tags)
    for box, tag in drawing.boxes:
        stream._tags[box] = {"tag": tag, "mcid": len(stream._tags)}
    tokens = list(drawing.tokens)
    for place, token in enumerate(tokens):
        if isinstance(token, pydyf.Dictionary):
            tokens[place] = pydyf.Dictionary({_MARK: number})
            number += 1
    stream.stream.extend(tokens)
    for name, state in drawing.states.items():
        stream._resources["ExtGState"].setdefault(name, pydyf.Dictionary(state))
    for key, box, to_unicode, widths in drawing.fonts:
        if key not in stream._fonts:
            _meet_fonts(stream, box)
        _enter(stream._fonts[key], to_unicode, widths)
    stream._current_color = stream._current_color_stroke = None
    stream._current_alpha = stream._current_alpha_stroke = None
    stream._current_font = None
    stream._old_font = drawing.last_font


def _meet_fonts(stream: Any, box: Any) -> None:
    """Tell the document of the fonts of a text, as drawing it does."""
    box.pango_layout.reactivate(box.style)
    line, _ = box.pango_layout.get_first_line()
    run = line.runs[0]
    while run != ffi.NULL:
        stream.add_font(run.data.item.analysis.font)
        run = run.next
    box.pango_layout.deactivate()


def redrawn(stock: Callable[[Any, Any], None], stream: Any, part: Any) -> None:
    """Draw a stacking context, or repeat what it drew the last time."""
    drawings = part.box.__dict__.get(DRAWINGS)
    is_leaf = not (part.negative_z_contexts or part.zero_z_contexts or part.positive_z_contexts)
    if drawings is None or not is_leaf or "add_font" in stream.__dict__ or stream._tags is None:
        stock(stream, part)
        return
    key = (
        stream._current_color,
        stream._current_color_stroke,
        stream._current_alpha,
        stream._current_alpha_stroke,
        stream._current_font,
    )
    placed = (*key, stream.ctm.values)
    if key not in drawings and placed not in drawings:
        drawing = _Watch(stream).draw(stock, part)
        by_place = drawing is not None and _CLIP_PATH in drawing.tokens
        drawings[placed if by_place else key] = drawing
    elif drawing := drawings.get(key) or drawings.get(placed):
        _replay(stream, drawing)
    else:
        stock(stream, part)


def hang_on(box: Any) -> None:
    """Give a laid-out box a place for its drawings."""
    box.__dict__.setdefault(DRAWINGS, {})
