"""What was drawn on the pages, read from the content streams, and made to say its text.

A PDF font holds one text for each glyph. Where a glyph stands for different letters (Indic vowel
signs, a hyphen at a line's end, a space that was not drawn) readers would get another text than the
one on the page; there the text is written beside the glyphs, as ActualText.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pydyf

from handouts.pdf.characters import has_marks, is_right_to_left
from handouts.pdf.structure import Canvas, Content

_GLYPHS = re.compile(rb"<([0-9a-f]+)>")

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

    def __init__(self, pdf: Any, page_streams: Sequence[Any], fonts: Mapping[Any, Any]) -> None:
        """Find every sequence in pages and groups (transparency), without changing anything."""
        pages: list[Canvas] = []
        others: list[Canvas] = []
        self._found: dict[Any, Content] = {}
        self._places: dict[Content, int] = {}
        self._letters = {font.hash.encode(): _by_code(font.to_unicode) for font in fonts.values()}
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
        found = False
        tokens = canvas.stream.stream
        for place, token in enumerate(tokens):
            if isinstance(token, bytes):
                if token.endswith(b"] TJ"):
                    tokens[place] = token.replace(b">0<", b"")  # a move by nothing after each glyph
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

        Marks are placed by moving the pen, which viewers take for gaps and new lines, so text with marks
        is always written out.

        Right-to-left text is written in the structure tree instead (see `structure.embed`).
        """
        if is_right_to_left(content.text):
            return
        tokens, place = content.canvas.stream.stream, self._places[content]
        if has_marks(content.text):
            tokens[place]["ActualText"] = pydyf.String(content.text)
            return
        shown, last, font = self._shown(tokens, place + 2)
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

    def _shown(self, tokens: Sequence[Any], start: int) -> tuple[str, int, bytes]:
        """Read a sequence as a viewer would: its text, the place of its last glyphs, their font."""
        text: list[str] = []
        last, font, depth = 0, b"", 1
        for place in range(start, len(tokens)):
            token = tokens[place]
            if not isinstance(token, bytes):
                continue
            if token.endswith(b"TJ"):
                last = place
                letters = self._letters.get(font, {})
                codes = b"".join(_GLYPHS.findall(token))
                text += [letters.get(codes[i : i + 4], "") for i in range(0, len(codes), 4)]
            elif token.endswith(b"Tf"):
                font = token[1 : token.index(b" ")]
            elif token in (b"BDC", b"BMC"):
                depth += 1
            elif token == b"EMC":
                depth -= 1
                if not depth:
                    break
        return "".join(text), last, font


def _by_code(to_unicode: Mapping[int, str]) -> dict[bytes, str]:
    return {b"%04x" % glyph: text for glyph, text in to_unicode.items()}
