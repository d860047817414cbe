"""How many lines a text will take: asked of Pango, before any page is laid out.

Pango breaks lines here as it does below WeasyPrint, in the same fonts, so that the heights of a
sheet's parts are known well enough for the first layout to be the last one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import pyphen  # type: ignore[import-untyped]
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import FontConfiguration

from handouts.compose.predict import Face
from handouts.languages import Language
from handouts.typeset.breaks import MUST_NOT_BREAK, Within, broken
from handouts.typeset.patterns import tokens

_PX_PER_MM, _PX_PER_PT = 96 / 25.4, 4 / 3
_REGULAR, _BOLD = 400, 700
# hyphenate-limit-chars in tokens.css: of text, and of the cells of a table
_HYPHENATE: Mapping[Within, tuple[int, int, int]] = {"text": (11, 5, 5), "cell": (8, 3, 3)}
_KNOWN = 10_000
_WORD = re.compile(r"[^\W\d_]+")
_WITHIN: Mapping[Face, Within] = {"heading": "heading", "cell": "cell", "cell-head": "cell"}
_SOFT_HYPHEN = "\u00ad"
_AFTER_MARK = re.compile(r"(?<=[-‐–—/(])(?=\w)")


class Lines:
    """Breaks texts of one language into lines, in that language's fonts."""

    def __init__(self, language: Language, fonts: FontConfiguration) -> None:
        """Take the language and the fonts that its pages are laid out with."""
        self._language = language
        self._fonts = fonts
        self._texts: dict[tuple[str, Within], str] = {}
        self._counts: dict[tuple[str, float, float, Face], int] = {}
        self._widths: dict[tuple[str, float, float, Face], list[float]] = {}

    def __call__(self, text: str, width: float, points: float, face: Face = "text") -> int:
        """Count the lines of a paragraph; `width` in mm, `points` the size of its type."""
        key = text, width, points, face
        if key not in self._counts:
            self._forget()
            self._break(text, width, points, face)
            count = 0
            while pango.pango_layout_get_line_readonly(self._layout, count) != ffi.NULL:
                count += 1
            self._counts[key] = count
        return self._counts[key]

    def widths(self, text: str, width: float, points: float, face: Face = "text") -> list[float]:
        """Return the width in mm of each line of a paragraph."""
        key = text, width, points, face
        if key in self._widths:
            return self._widths[key]
        self._forget()
        self._break(text, width, points, face)
        found: list[float] = []
        extents = ffi.new("PangoRectangle *")
        while (line := pango.pango_layout_get_line_readonly(self._layout, len(found))) != ffi.NULL:
            pango.pango_layout_line_get_extents(line, ffi.NULL, extents)
            found.append(extents.width * FROM_UNITS / _PX_PER_MM)
        self._widths[key] = found
        return found

    def _forget(self) -> None:
        """Start anew when much is known: some thousand lines a sheet, the last few sheets."""
        if len(self._counts) + len(self._widths) > _KNOWN:
            for known in (self._texts, self._counts, self._widths):
                known.clear()

    def _break(self, text: str, width: float, points: float, face: Face) -> None:
        font = self._font
        pango.pango_font_description_set_weight(
            font, _REGULAR if face in ("text", "cell") else _BOLD
        )
        pango.pango_font_description_set_absolute_size(font, int(points * _PX_PER_PT * TO_UNITS))
        pango.pango_layout_set_font_description(self._layout, font)
        pango.pango_layout_set_width(self._layout, int(width * _PX_PER_MM * TO_UNITS))
        bytes_p, _ = unicode_to_char_p(self._breakable(text, face))
        pango.pango_layout_set_text(self._layout, bytes_p, -1)

    def _breakable(self, text: str, face: Face) -> str:
        """The text with its places to break; headings do not hyphenate."""
        within = _WITHIN.get(face, "text")
        key = text, within
        if key not in self._texts:
            language = self._language
            found = broken(" ".join(text.split()), language.tag, language.breaking, within)
            if language.hyphenate and within != "heading":
                found = _WORD.sub(lambda word: self._hyphenated(word[0], within), found)
            self._texts[key] = _whole_tokens(found, within)
        return self._texts[key]

    def _hyphenated(self, word: str, within: Within) -> str:
        if len(word) < _HYPHENATE[within][0]:
            return word
        return str(self._hyphens[within].inserted(word, _SOFT_HYPHEN))

    @cached_property
    def _hyphens(self) -> Mapping[Within, Any]:
        lang = pyphen.language_fallback(self._language.tag)
        return {
            within: pyphen.Pyphen(lang=lang, left=left, right=right)
            for within, (_, left, right) in _HYPHENATE.items()
        }

    @cached_property
    def _font(self) -> Any:
        new = pango.pango_font_description_new()
        font = ffi.gc(new, pango.pango_font_description_free)
        families_p, _ = unicode_to_char_p(",".join(self._language.fonts))
        pango.pango_font_description_set_family(font, families_p)
        return font

    @cached_property
    def _layout(self) -> Any:
        new = pango.pango_font_map_create_context(self._fonts.font_map)
        context = ffi.gc(new, gobject.g_object_unref)
        pango.pango_context_set_round_glyph_positions(context, False)
        direction = PANGO_DIRECTION[self._language.direction]
        pango.pango_context_set_base_dir(context, direction)
        tag_p, _ = unicode_to_char_p(self._language.tag)
        pango.pango_context_set_language(context, pango.pango_language_from_string(tag_p))
        layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(layout, False)
        return layout


def _whole_tokens(text: str, within: Within) -> str:
    """Phones, doses, dates and the like do not break on the page: `bidi.isolate` sees to it."""
    parts, done = [], 0
    for token in tokens(text):
        if not token.is_url:
            end = token.extension if token.extension and within == "cell" else token.end
            whole = text[token.start : end].replace(" ", "\u00a0")
            parts += [text[done : token.start], _AFTER_MARK.sub(MUST_NOT_BREAK, whole)]
            done = end
    return "".join([*parts, text[done:]])
