"""The one place where WeasyPrint's private parts are replaced; written for WeasyPrint 70.

What is replaced: `weasyprint.pdf.add_tags`, and only for the documents of `handouts.pdf.write`. It is called once a
document, after the pages are drawn. What it relies on, and tests/test_upstream.py watches:

- `stream._tags`: box -> {"tag", "mcid"}, one entry for each marked-content sequence of a page;
- `stream.stream`: the tokens of a content stream, where a sequence begins with a name, a dictionary with MCID, b"BDC";
- `document.fonts`: key -> font with `hash` (its resource name), `to_unicode` (glyph -> text), `missing` characters;
- `page._page_box`, the laid-out boxes, and `box.link_annotation`, set when links were added.

Each defect that this works around has a test there that fails on the day WeasyPrint mends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from handouts.findings import ExitCode, HandoutsError, finding

WEASYPRINT_MAJOR = "70"


class Tagging(Protocol):
    """A document that builds its own structure tree."""

    def tag(self, pdf: Any, page_streams: Sequence[Any]) -> None:
        """Add the structure tree to a `pydyf.PDF` whose pages are drawn."""


def install() -> None:
    """Let documents with a `tag` method build their own structure tree; a second call does nothing.

    Raises HandoutsError (H506) under another major version of WeasyPrint.
    """
    import weasyprint
    from weasyprint import pdf as engine

    check_version(weasyprint.VERSION)
    if getattr(engine.add_tags, "by_handouts", False):
        return
    stock = engine.add_tags

    def add_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: Sequence[Any]) -> None:
        if hasattr(document, "tag"):
            document.tag(pdf, page_streams)
        else:
            stock(pdf, document, pdf_version, page_streams)

    add_tags.by_handouts = True  # type: ignore[attr-defined]
    engine.add_tags = add_tags


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
