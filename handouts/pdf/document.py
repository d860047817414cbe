"""A document that tags itself: what stands between the laid-out pages and the written file."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import weasyprint

from handouts.findings import ExitCode, HandoutsError, finding
from handouts.pdf.characters import readable
from handouts.pdf.facts import PdfFacts
from handouts.pdf.letters import Fonts
from handouts.pdf.links import own_links
from handouts.pdf.metadata import Metadata
from handouts.pdf.preferences import Preferences
from handouts.pdf.structure import embed
from handouts.pdf.tags import Tagger
from handouts.pdf.textlayer import DrawnContent

_NAMED = 8  # missing characters named in a finding


class HandoutDocument(weasyprint.Document):  # type: ignore[misc]
    """A copy of a laid-out document, to be written once; the document itself stays as it is."""

    def __init__(self, laid_out: weasyprint.Document, facts: PdfFacts) -> None:
        """Copy the pages, with one link for each line of an `<a>`."""
        super().__init__(
            [_page(page) for page in laid_out.pages],
            Metadata(facts),
            laid_out.url_fetcher,
            laid_out.font_config,
            laid_out.color_profiles,
            laid_out.output_intent,
        )
        self.fonts = Fonts()
        self.preferences = Preferences(is_rtl=_is_right_to_left(laid_out))
        self._language = facts.language

    def tag(self, pdf: Any, page_streams: Sequence[Any]) -> None:
        """Add structure tree, text layer and viewer preferences to the drawn pages."""
        content = DrawnContent(pdf, page_streams, self.fonts)
        tagger = Tagger(content, self._language)
        for page, reference in zip(self.pages, pdf.page_references, strict=True):
            tagger.add_page(page, reference)
        tagger.finish()
        self._refuse_missing_glyphs(tagger)
        embed(pdf, tagger.document, content.canvases)
        pdf.add_object(self.preferences)
        pdf.catalog["ViewerPreferences"] = self.preferences.reference

    def _refuse_missing_glyphs(self, tagger: Tagger) -> None:
        missing = sorted({chr(code) for font in self.fonts.values() for code in font.missing})
        if not missing:
            return
        names = [f"“{character}” (U+{ord(character):04X})" for character in missing[:_NAMED]]
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        message = f"No font has {', '.join(names)}{more}; look at “{tagger.sample(missing)}”"
        raise HandoutsError([finding("H207", message)], ExitCode.FINDINGS)


def _is_right_to_left(document: weasyprint.Document) -> bool:
    return bool(document.pages) and document.pages[0]._page_box.style["direction"] == "rtl"


def _page(page: Any) -> Any:
    """Copy a page, with its own links and bookmarks; the boxes are shared."""
    mine = copy.copy(page)
    mine.links = own_links(page)
    mine.bookmarks = [(level, readable(label), *rest) for level, label, *rest in page.bookmarks]
    return mine
