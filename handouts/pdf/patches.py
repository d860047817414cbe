"""The one place where WeasyPrint's private parts are replaced; written for WeasyPrint 70.

What is replaced, and only for the documents of `handouts.pdf.write`:

- `weasyprint.pdf.add_tags`, called once a document, when the pages are drawn: builds our own tree;
- `weasyprint.pdf.build_fonts_dictionary`, called before that: tells our fonts that they are all;
- `weasyprint.draw.draw_stacking_context` and `StackingContext.from_box`: repeat what a part of a
  page drew before (`redrawing`);
- `font.clean` of each of these fonts, by which its file is cut down (`fontfiles`).

What this package relies on, and tests/test_upstream.py watches:

- `stream._tags`: box -> {"tag", "mcid"}, one entry for each marked-content sequence of a page;
- `stream.stream`: the tokens of a content stream; a sequence begins with a name, a dictionary with
  MCID, and b"BDC", and glyphs are shown as b"[<0012>5<0034>] TJ";
- `document.fonts`: key -> font with `hash` (its resource name), `to_unicode` (glyph -> text),
  `widths`, `missing` characters, `tables`, `hb_face` and `file_content`;
- `page._page_box`, the laid-out boxes, and `box.link_annotation`, set when links were added.

Each defect that this works around has a test there that fails on the day WeasyPrint mends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from handouts.findings import ExitCode, HandoutsError, finding
from handouts.pdf.fontfiles import pack_once
from handouts.pdf.letters import Fonts

WEASYPRINT_MAJOR = "70"


class Tagging(Protocol):
    """A document that builds its own structure tree."""

    def tag(self, pdf: Any, page_streams: Sequence[Any]) -> None:
        """Add the structure tree to a `pydyf.PDF` whose pages are drawn."""


def install() -> None:
    """Let documents with a `tag` method build their own tree; a second call does nothing.

    Raises HandoutsError (H506) under another major version of WeasyPrint.
    """
    import weasyprint
    from weasyprint import pdf as engine

    from handouts.pdf.drawings import keep_drawings

    check_version(weasyprint.VERSION)
    if getattr(engine.add_tags, "by_handouts", False):
        return
    stock_tags, stock_fonts = engine.add_tags, engine.build_fonts_dictionary

    def add_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: Sequence[Any]) -> None:
        if hasattr(document, "tag"):
            document.tag(pdf, page_streams)
        else:
            stock_tags(pdf, document, pdf_version, page_streams)

    def build_fonts_dictionary(pdf: Any, fonts: Any, *options: Any) -> Any:
        if not isinstance(fonts, Fonts):
            return stock_fonts(pdf, fonts, *options)
        fonts.complete()
        before = len(pdf.objects)
        dictionary = stock_fonts(pdf, fonts, *options)
        pack_once(pdf.objects[before:])
        return dictionary

    _repeat_drawings()
    keep_drawings()
    add_tags.by_handouts = True  # type: ignore[attr-defined]
    engine.add_tags, engine.build_fonts_dictionary = add_tags, build_fonts_dictionary


def _repeat_drawings() -> None:
    from weasyprint import draw
    from weasyprint.stacking import StackingContext

    from handouts.pdf.redrawing import hang_on, redrawn

    stock_draw, stock_sort = draw.draw_stacking_context, StackingContext.from_box.__func__

    def draw_stacking_context(stream: Any, part: Any) -> None:
        if isinstance(stream._fonts, Fonts):
            redrawn(stock_draw, stream, part)
        else:
            stock_draw(stream, part)

    def from_box(cls: Any, box: Any, *others: Any) -> Any:
        hang_on(box)
        return stock_sort(cls, box, *others)

    draw.draw_stacking_context = draw_stacking_context
    StackingContext.from_box = classmethod(from_box)


def check_version(version: str) -> None:
    """Refuse a WeasyPrint whose private parts nobody has looked at."""
    if version.split(".")[0] != WEASYPRINT_MAJOR:
        raise HandoutsError(
            [
                finding(
                    "H506",
                    f"WeasyPrint {version} is installed; the PDF writer needs {WEASYPRINT_MAJOR}",
                    hint=f'Run: python -m pip install "weasyprint=={WEASYPRINT_MAJOR}.*"',
                )
            ],
            ExitCode.MISSING_DEPENDENCY,
        )
