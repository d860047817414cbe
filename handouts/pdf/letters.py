"""What a font's glyphs say, put right, so that text can be copied and searched.

A glyph that was first met as a part of a letter (the o of ọ) says nothing, wherever else it stands;
it gets its own letter back.

Arabic letters that have no glyph of their own get one.
Lam and alef are one glyph, and the joiner that keeps Persian letters apart (U+200C) is none.
Viewers that read glyphs from right to left turn the two letters round and lose the joiner. So blank
glyphs of no width are drawn for them, which every font of these scripts has.
"""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Mapping
from typing import Any

from handouts.findings import ExitCode, HandoutsError, finding
from handouts.fonts import is_shipped
from handouts.pdf.characters import is_right_to_left
from handouts.pdf.fontfiles import cut_down_later
from handouts.shipped import FONTS

_LAM = "\u0644"
_LAM_ALEF = re.compile(f"{_LAM}[\u0622\u0623\u0625\u0627\u0671]")
_ARABIC = re.compile("[\u0620-\u06ff]")
JOINER = "\u200c"

#: Characters whose glyphs are blank: Pango leaves them out, so their glyphs are free.
_BLANK = (0x200C, 0x200D, 0x200B, 0xFEFF, 0x034F)


class Fonts(dict[Any, Any]):
    """The fonts of a document that is being drawn, by WeasyPrint's keys."""

    def __init__(self) -> None:
        """Start without fonts."""
        super().__init__()
        #: Font name -> code of a ligature -> codes to draw in its place.
        self.split: dict[bytes, dict[bytes, bytes]] = {}
        #: Font name -> code of the joiner's glyph.
        self.joiner: dict[bytes, bytes] = {}

    def complete(self) -> None:
        """Choose the blank glyphs; after the pages are drawn, before the fonts are cut down.

        Raises HandoutsError H304 for a font of the machine's own: its letters were never looked at.
        """
        self._refuse_strangers()
        for font in self.values():
            cut_down_later(font)
            texts = font.to_unicode
            if not all(texts.values()):
                own = _own_letters(font.file_content)
                texts |= {glyph: own.get(glyph, "") for glyph, text in texts.items() if not text}
            if not any(_ARABIC.match(text) for text in texts.values()):
                continue
            blank = [glyph for glyph in _blank_glyphs(font.file_content) if glyph not in texts]
            ligatures = [glyph for glyph, text in texts.items() if _LAM_ALEF.fullmatch(text)]
            name = font.hash.encode()
            if blank:
                joiner = blank.pop(0)
                self.joiner[name] = _stand_in(font, joiner, JOINER)
            if blank and ligatures:
                lam = _stand_in(font, blank.pop(0), _LAM)
                self.split[name] = {
                    b"%04x" % glyph: b"%04x%b" % (glyph, lam) for glyph in ligatures
                }
                for glyph in ligatures:
                    texts[glyph] = texts[glyph].removeprefix(_LAM)

    def _refuse_strangers(self) -> None:
        strangers = sorted(
            {
                font.family
                for font in self.values()
                if not is_shipped(font.family, len(font.file_content), FONTS)
            }
        )
        if strangers:
            message = f"the page was set in a font that is not shipped: {', '.join(strangers)}"
            hint = "Run `handouts doctor`; name only shipped families in templates and settings."
            raise HandoutsError([finding("H304", message, hint=hint)], ExitCode.RENDER)


def _stand_in(font: Any, glyph: int, text: str) -> bytes:
    font.to_unicode[glyph] = text
    font.widths[glyph] = 0
    return _code(glyph)


def _code(glyph: int) -> bytes:
    return b"%04x" % glyph


@functools.lru_cache(maxsize=8)
def _own_letters(file: bytes) -> Mapping[int, str]:
    """Find the letter that each glyph stands for by itself, unless it is right-to-left."""
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(file), lazy=True) as font:
        return {
            font.getGlyphID(name): letter
            for code, name in font.getBestCmap().items()
            if (letter := chr(code)).isalpha() and not is_right_to_left(letter)
        }


@functools.lru_cache(maxsize=8)
def _blank_glyphs(file: bytes) -> tuple[int, ...]:
    """Find glyphs without width and outline; a font in another format than TrueType has none."""
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(file), lazy=True) as font:
        if "glyf" not in font:
            return ()
        names = [name for code in _BLANK if (name := font.getBestCmap().get(code))]
        blank = [
            font.getGlyphID(name)
            for name in names
            if font["hmtx"][name][0] == 0 and font["glyf"][name].numberOfContours == 0
        ]
    return tuple(dict.fromkeys(blank))
