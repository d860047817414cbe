"""What was drawn on the pages, read from the content streams, and made to say its text.

A PDF font holds one text for each glyph. Where a glyph stands for different letters (Indic vowel
signs, a hyphen at a line's end, a space that was not drawn) readers would get another text than the
one on the page; there the text is written beside the glyphs, as ActualText.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pydyf

from handouts.pdf.characters import has_marks, is_right_to_left
from handouts.pdf.letters import JOINER, Fonts
from handouts.pdf.structure import Canvas, Content

_GLYPHS = re.compile(rb"<([0-9a-f]+)>")
_NOTHING = b">0.0<"  # what WeasyPrint writes for a character that is not drawn

#: Property lists of artifacts (ISO 32000-1, 14.8.2.2): what a screen reader passes over.
LAYOUT = {"Type": "/Layout"}
#: The same for running matter, by the side of the page it stands at.
RUNNING = {
    "@top": {"Type": "/Pagination", "Subtype": "/Header"},
    "@bottom": {"Type": "/Pagination", "Subtype": "/Footer"},
    "": {"Type": "/Pagination"},
}


class DrawnContent:
    """The marked-content sequences of a document's pages, by the box that they draw."""

    def __init__(self, pdf: Any, page_streams: Sequence[Any], fonts: Fonts) -> None:
        """Find every sequence in pages and groups (transparency), and tidy the glyphs."""
        pages: list[Canvas] = []
        others: list[Canvas] = []
        self._found: dict[Any, Content] = {}
        self._places: dict[Content, int] = {}
        self._letters = {font.hash.encode(): _by_code(font.to_unicode) for font in fonts.values()}
        self._fonts = fonts
        groups: dict[int, list[Any]] = {}
        for item in pdf.objects:
            if getattr(item, "_tags", None) and item not in page_streams:
                groups.setdefault(id(item._tags), []).append(item)
        for reference, stream in zip(pdf.page_references, page_streams, strict=True):
            boxes = {entry["mcid"]: box for box, entry in stream._tags.items()}
            for drawn in (stream, *groups.get(id(stream._tags), ())):
                canvas = Canvas(drawn, reference, is_page=drawn is stream)
                if self._index(canvas, boxes) or canvas.is_page:
                    (pages if canvas.is_page else others).append(canvas)
        #: The pages first: WeasyPrint has numbered them (StructParents) from 0.
        self.canvases = pages + others

    def _index(self, canvas: Canvas, boxes: Mapping[int, Any]) -> bool:
        found, font = False, b""
        tokens = canvas.stream.stream
        for place, token in enumerate(tokens):
            if isinstance(token, bytes):
                if token.endswith(b"] TJ"):
                    token = token.replace(b">0<", b"")  # moves by nothing, between all glyphs
                    tokens[place] = _exchange(token, self._fonts.split.get(font))
                elif token.endswith(b" Tf"):
                    font = token[1 : token.index(b" ")]
            elif isinstance(token, pydyf.Dictionary) and "MCID" in token:
                content = Content(canvas, token["MCID"])
                self._found[boxes[content.number]] = content
                self._places[content] = place
                found = True
        return found

    def of(self, box: Any) -> Content | None:
        """Give what a box draws, or None when it draws nothing."""
        return self._found.get(box)

    def make_artifact(self, content: Content, properties: Mapping[str, str]) -> None:
        """Turn content into decoration that readers pass over."""
        tokens, place = content.canvas.stream.stream, self._places[content]
        tokens[place - 1] = "/Artifact"
        tokens[place] = pydyf.Dictionary(properties)

    def settle(self, content: Content) -> None:
        """Make the glyphs of left-to-right content yield exactly its text.

        Marks are placed by moving the pen, which viewers take for gaps and new lines, so text with
        marks is always written out.

        Right-to-left text is written in the structure tree instead (see `structure.embed`); here
        it gets only the joiners that were not drawn.
        """
        if is_right_to_left(content.text):
            if JOINER in content.text:
                self._draw_joiners(content)
            return
        tokens, place = content.canvas.stream.stream, self._places[content]
        if has_marks(content.text):
            tokens[place]["ActualText"] = pydyf.String(content.text)
            return
        shown, last, font = self._shown(content)
        if shown == content.text:
            return
        space = self._space(font)
        if content.text == f"{shown} " and last and space:
            tokens[last] = tokens[last].removesuffix(b"] TJ") + b"<%b>] TJ" % space
        else:
            tokens[place]["ActualText"] = pydyf.String(content.text)

    def _space(self, font: bytes) -> bytes:
        codes = (code for code, text in self._letters.get(font, {}).items() if text == " ")
        return next(codes, b"")

    def _draw_joiners(self, content: Content) -> None:
        """Draw blank glyphs where nothing was drawn, if that can only be for joiners."""
        tokens = content.canvas.stream.stream
        shown = [place for place, _, _ in self._glyphs(content)]
        if sum(tokens[place].count(_NOTHING) for place in shown) != content.text.count(JOINER):
            return
        for place, font, _ in self._glyphs(content):
            if joiner := self._fonts.joiner.get(font):
                tokens[place] = tokens[place].replace(_NOTHING, joiner)

    def _shown(self, content: Content) -> tuple[str, int, bytes]:
        """Read a sequence as a viewer would: its text, the place of its last glyphs, their font."""
        text: list[str] = []
        last, font = 0, b""
        for place, name, codes in self._glyphs(content):
            last, font = place, name
            letters = self._letters.get(font, {})
            text += [letters.get(codes[i : i + 4], "") for i in range(0, len(codes), 4)]
        return "".join(text), last, font

    def _glyphs(self, content: Content) -> Iterator[tuple[int, bytes, bytes]]:
        """Yield each showing of glyphs in a sequence: its place, font, and codes of four digits."""
        tokens, font, depth = content.canvas.stream.stream, b"", 0
        for place in range(self._places[content], len(tokens)):
            token = tokens[place]
            if not isinstance(token, bytes):
                continue
            if token.endswith(b"TJ"):
                yield place, font, b"".join(_GLYPHS.findall(token))
            elif token.endswith(b" Tf"):
                font = token[1 : token.index(b" ")]
            elif token in (b"BDC", b"BMC"):
                depth += 1
            elif token == b"EMC":
                depth -= 1
                if not depth:
                    return


def _exchange(token: bytes, exchanged: Mapping[bytes, bytes] | None) -> bytes:
    """Draw other glyphs in place of some."""
    if not exchanged:
        return token

    def run(match: re.Match[bytes]) -> bytes:
        codes = [match[1][i : i + 4] for i in range(0, len(match[1]), 4)]
        return b"<%b>" % b"".join(exchanged.get(code, code) for code in codes)

    return _GLYPHS.sub(run, token)


def _by_code(to_unicode: Mapping[int, str]) -> dict[bytes, str]:
    return {b"%04x" % glyph: text for glyph, text in to_unicode.items()}
