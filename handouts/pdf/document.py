"""A document that tags itself: what stands between the laid-out pages and the written file."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import weasyprint
from weasyprint.anchors import make_page_bookmark_tree
from weasyprint.matrix import Matrix

from handouts.findings import ExitCode, HandoutsError, finding
from handouts.pdf.characters import readable
from handouts.pdf.facts import PdfFacts
from handouts.pdf.letters import Fonts
from handouts.pdf.links import own_links
from handouts.pdf.metadata import Metadata
from handouts.pdf.preferences import Preferences
from handouts.pdf.proof import proof_xml
from handouts.pdf.structure import embed
from handouts.pdf.tags import Tagger
from handouts.pdf.textlayer import DrawnContent
from handouts.sheets import Imposition, Panel, Sheet, impose

if TYPE_CHECKING:
    from handouts.pdf.press import Press

_NAMED = 8  # missing characters named in a finding


class HandoutDocument(weasyprint.Document):  # type: ignore[misc]
    """A copy of a laid-out document, to be written once; the document itself stays as it is."""

    def __init__(
        self,
        laid_out: weasyprint.Document,
        facts: PdfFacts,
        imposition: Imposition | None = None,
        press: Press | None = None,
    ) -> None:
        """Copy the pages, with one link for each line of an `<a>`, and lay them on their sheets.

        With `press`, the drawn PDF is made press-ready at its end.
        """
        pages = [_page(page) for page in laid_out.pages]
        super().__init__(
            impose(pages, imposition) if imposition else pages,
            Metadata(facts),
            laid_out.url_fetcher,
            laid_out.font_config,
            {} if press else laid_out.color_profiles,  # a template's own would replace the shop's
            None if press else laid_out.output_intent,
        )
        self.fonts = Fonts()
        self.preferences = Preferences(is_rtl=_is_right_to_left(laid_out))
        self._language = facts.language
        self._identifier = f"{facts.identifier}/{facts.edition}"
        self._press = press
        self._proof = proof_xml(facts)

    def tag(self, pdf: Any, page_streams: Sequence[Any]) -> None:
        """Add structure tree, text layer and viewer preferences to the drawn pages."""
        content = DrawnContent(pdf, page_streams, self.fonts)
        tagger = Tagger(content, self._language)
        references = pdf.page_references
        for panel, sheet in _in_reading_order(self.pages):
            tagger.add_page(
                panel.page, references[sheet], (panel.x, panel.y), self.pages[sheet].height
            )
        tagger.finish()
        self._refuse_missing_glyphs(tagger)
        embed(pdf, tagger.document, content.canvases)
        pdf.add_object(self.preferences)
        pdf.catalog["ViewerPreferences"] = self.preferences.reference
        if self._press:
            from handouts.pdf.press import PressPage, finish

            sides = [
                PressPage(sheet.face.width, sheet.face.height, sheet.face.folds)
                for sheet in self.pages
            ]
            finish(
                pdf,
                page_streams,
                sides,
                self._press,
                identifier=self._identifier,
                more=self._proof,
            )

    def make_bookmark_tree(self, scale: float = 1, transform_pages: bool = False) -> list[Any]:
        """Make the outline in reading order, whichever sheet a panel lies on."""
        root: list[Any] = []
        skipped: list[int] = []
        depths, level = [root], 0
        for panel, number in _in_reading_order(self.pages):
            sheet = self.pages[number]
            matrix = Matrix(a=scale, d=scale)
            if transform_pages:
                matrix = Matrix(a=scale, d=-scale, f=sheet.height * scale)
            moved = copy.copy(panel.page)
            moved.bookmarks = [
                (level, label, (x + panel.x, y + panel.y), state)
                for level, label, (x, y), state in panel.page.bookmarks
            ]
            level = make_page_bookmark_tree(moved, skipped, depths, level, number, matrix)
        return root

    def _refuse_missing_glyphs(self, tagger: Tagger) -> None:
        missing = sorted({chr(code) for font in self.fonts.values() for code in font.missing})
        if not missing:
            return
        names = [f"“{character}” (U+{ord(character):04X})" for character in missing[:_NAMED]]
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        message = f"No font has {', '.join(names)}{more}; look at “{tagger.sample(missing)}”"
        raise HandoutsError([finding("H207", message)], ExitCode.FINDINGS)


def _in_reading_order(pages: Sequence[Any]) -> list[tuple[Panel, int]]:
    """Every panel with the number of its sheet; a page that is no sheet is its own only panel."""
    found = []
    for number, page in enumerate(pages):
        alone = Panel(page, number, 0.0, 0.0, (0.0, 0.0, page.width, page.height))
        panels = page.panels if isinstance(page, Sheet) else [alone]
        found += [(panel, number) for panel in panels]
    return sorted(found, key=lambda pair: pair[0].number)


def _is_right_to_left(document: weasyprint.Document) -> bool:
    return bool(document.pages) and document.pages[0]._page_box.style["direction"] == "rtl"


def _page(page: Any) -> Any:
    """Copy a page, with its own links and bookmarks; the boxes are shared."""
    mine = copy.copy(page)
    mine.links = own_links(page)
    mine.bookmarks = [(level, readable(label), *rest) for level, label, *rest in page.bookmarks]
    return mine
