"""Panels on sheets: every page where its fold puts it; tags, links and outline in reading order."""

from __future__ import annotations

import atexit
import io
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from handouts.formats import FORMATS, PAPERS, Allowances, panels
from handouts.pdf import draw
from handouts.sheets import Cut, Imposition, impose, imposition
from tests import pdffacts, pdfink, pdfpages
from tests.folded import FOLDED, Place, outline, places, sheet_size
from tests.pdfink import MM, Page, Shape

TAGS = {False: "en", True: "ar"}
COUNTS = {"brochure": 6, "z-fold": 6, "bifold": 4, "booklet": 8}
SIDES = [(name, is_rtl) for name in FOLDED for is_rtl in (False, True)]
RED = (143 / 255, 29 / 255, 26 / 255)
WIDE = 12.0  # mm that colour runs over every edge of a panel
WORDS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight")


@cache
def cache_folder() -> Path:
    """Give a folder for fontconfig that lasts as long as the process."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@cache
def laid_out(name: str, paper: str, is_rtl: bool) -> Any:
    """Lay out panels: a heading, a link out, a link to the last panel, and colour that bleeds."""
    size = PAPERS[paper]
    shape = FORMATS[name]
    assert shape.fold
    folded = panels(shape.fold, size, Allowances().flap_on(size), COUNTS[name])
    style = ".page { position: relative; break-before: page } h1, h2, p { margin: 0 }"
    style += (
        f".tint {{ position: absolute; inset: -{WIDE + 10}mm; background: #8F1D1A; height: 8mm }}"
    )
    body = ""
    for number, panel in enumerate(folded):
        style += f"@page p{number} {{ size: {panel.width}mm {panel.height}mm; margin: 10mm;"
        style += " @top-left { content: none } @bottom-center { content: none } }"
        level = 2 if number else 1
        body += (
            f'<div class="page" style="page: p{number}" id="panel{number}"><div class="tint"></div>'
            f"<h{level}>{WORDS[number]}</h{level}>"
            f'<p><a href="https://example.org/{number}">site {number}</a></p>'
            f'<p><a href="#panel{len(folded) - 1}">last {number}</a></p></div>'
        )
    html = pdfpages.page(TAGS[is_rtl], body, style)
    return pdfpages.lay_out(TAGS[is_rtl], html, cache_folder())


def imposed(name: str, paper: str, target: str, *, is_rtl: bool) -> Imposition | None:
    return imposition(
        FORMATS[name], PAPERS[paper], Allowances(), target, COUNTS[name], is_rtl=is_rtl
    )


@cache
def made(name: str, paper: str, is_rtl: bool, target: str = "office") -> bytes:
    """Write the panels of a format for a target."""
    document = laid_out(name, paper, is_rtl)
    facts = pdfpages.facts(TAGS[is_rtl], target=target, duplex="short-edge")
    return draw(document, facts, imposed(name, paper, target, is_rtl=is_rtl)).file(facts)


def sides(name: str, paper: str, is_rtl: bool) -> list[list[Place]]:
    return places(name, paper, is_rtl=is_rtl, count=COUNTS[name])


def where(page: Page, word: str) -> float:
    """Give the left edge of a line in mm."""
    (line,) = [line for line in page.lines() if line.seen() == word]
    return line.left / MM


# ── places ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize(("name", "is_rtl"), SIDES)
def test_every_panel_is_painted_where_its_fold_puts_it(name: str, paper: str, is_rtl: bool) -> None:
    flat = pdfink.read(made(name, paper, is_rtl, "screen"))
    folded = pdfink.read(made(name, paper, is_rtl))
    assert len(flat) == COUNTS[name]
    assert len(folded) == len(sides(name, paper, is_rtl))
    for page, side in zip(folded, sides(name, paper, is_rtl), strict=True):
        assert (page.width / MM, page.height / MM) == pytest.approx(sheet_size(paper), abs=0.01)
        for place in side:
            alone = flat[place.panel]
            assert alone.width / MM == pytest.approx(place.width, abs=0.01)
            for word in (WORDS[place.panel], f"site {place.panel}"):
                assert where(page, word) == pytest.approx(place.left + where(alone, word), abs=0.01)


def test_a_panel_at_another_place_is_noticed() -> None:
    (outside, _) = pdfink.read(made("brochure", "a4", False))
    (flap, *_) = pdfink.read(made("brochure", "a4", False, "screen"))[4:]
    (_, wrong, _) = places("brochure", "a4", is_rtl=True)[0]
    assert where(outside, "Five") != pytest.approx(wrong.left + where(flap, "Five"), abs=0.01)


# ── edges ──────────────────────────────────────────────────────────────────────────────────────


def tints(page: Page) -> list[Shape]:
    return [s for s in page.shapes if s.colour == pytest.approx(RED, abs=0.002)]


@pytest.mark.parametrize(("name", "is_rtl"), SIDES)
def test_colour_ends_before_the_white_edge_and_before_folds_on_office_sheets(
    name: str, is_rtl: bool
) -> None:
    margin = Allowances().margin
    for page, side in zip(
        pdfink.read(made(name, "a4", is_rtl)), sides(name, "a4", is_rtl), strict=True
    ):
        found = sorted((s.left / MM, s.right / MM) for s in tints(page))
        expected = [(p.left + margin, p.left + p.width - margin) for p in side]
        assert len(found) == len(side)
        for got, wanted in zip(found, expected, strict=True):
            assert got == pytest.approx(wanted, abs=0.02)
        assert min(s.top for s in tints(page)) / MM == pytest.approx(margin, abs=0.02)


@pytest.mark.parametrize(("name", "is_rtl"), SIDES)
def test_fold_ticks_stand_at_the_folds_outside_of_the_text(name: str, is_rtl: bool) -> None:
    for page, side in zip(
        pdfink.read(made(name, "a4", is_rtl)), sides(name, "a4", is_rtl), strict=True
    ):
        found = [s for s in page.shapes if s.right - s.left < 0.1 and s.bottom - s.top > 1]
        expected = sorted(place.left for place in side[1:] for _ in range(2))
        assert sorted(s.left / MM for s in found) == pytest.approx(expected, abs=0.02)
        for tick in found:
            top, bottom = tick.top / MM, tick.bottom / MM
            assert 2 <= bottom - top <= 5
            # Beyond what no office printer reaches, and before the text begins.
            end = page.height / MM
            assert (top >= 6 - 0.01 and bottom <= 10) or (
                top >= end - 10 and bottom <= end - 6.01 + 0.02
            )
        lines = page.lines()
        near = [s for s in found for g in lines if g.left - 1 < s.left < g.right + 1]
        assert near == []


def test_a_screen_file_is_not_imposed_and_has_no_ticks() -> None:
    for name in FOLDED:
        assert imposed(name, "a4", "screen", is_rtl=False) is None
    for page in pdfink.read(made("brochure", "a4", False, "screen")):
        assert [s for s in page.shapes if s.right - s.left < 0.1] == []


def test_sheets_that_are_not_folded_are_imposed_for_a_press_alone() -> None:
    shape, paper = FORMATS["one-pager"], PAPERS["a4"]
    for target in ("screen", "office"):
        assert imposition(shape, paper, Allowances(), target, 2, is_rtl=False) is None
    press = imposition(shape, paper, Allowances(), "press", 2, is_rtl=False)
    assert press is not None
    assert [[p.panel for p in face.placed] for face in press.faces] == [[0], [1]]
    assert [(face.width, face.height) for face in press.faces] == [(210, 297)] * 2


@pytest.mark.parametrize(("paper", "bleed"), [("a4", 3.0), ("letter", 3.175)])
@pytest.mark.parametrize("is_rtl", [False, True])
def test_colour_runs_over_the_paper_s_edge_and_not_over_a_fold_on_press_sheets(
    paper: str, bleed: float, is_rtl: bool
) -> None:
    asked = imposed("brochure", paper, "press", is_rtl=is_rtl)
    assert asked is not None
    assert asked.cut.edge == pytest.approx(bleed)
    assert asked.cut.fold <= 0.1, "a neighbour's colour would show"
    assert not asked.ticks
    for sheet, side in zip(
        impose(laid_out("brochure", paper, is_rtl).pages, asked),
        sides("brochure", paper, is_rtl),
        strict=True,
    ):
        mm = 96 / 25.4
        slug = asked.slug
        width, height = sheet_size(paper)
        assert (sheet.width / mm, sheet.height / mm) == pytest.approx(
            (width + 2 * slug, height + 2 * slug), abs=0.01
        )
        clips = {panel.number: panel.clip for panel in sheet.panels}
        for number, place in enumerate(side):
            left, top, right, bottom = (edge / mm - slug for edge in clips[place.panel])
            ends = bleed if number == 0 else asked.cut.fold
            assert left == pytest.approx(place.left - ends, abs=0.01)
            ends = bleed if number == len(side) - 1 else asked.cut.fold
            assert right == pytest.approx(place.left + place.width + ends, abs=0.01)
            assert (top, bottom) == pytest.approx((-bleed, height + bleed), abs=0.01)


@pytest.mark.parametrize("margin", [6.0, 9.0])
def test_a_wider_white_edge_can_be_asked_for(margin: float) -> None:
    asked = imposition(
        FORMATS["bifold"], PAPERS["a4"], Allowances(margin=margin), "office", 4, is_rtl=False
    )
    assert asked is not None
    assert asked.cut == Cut(-margin, -margin)


# ── reading ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("name", "is_rtl"), SIDES)
def test_sheets_are_read_like_the_panels_on_a_screen(name: str, is_rtl: bool) -> None:
    flat = pdffacts.read(made(name, "a4", is_rtl, "screen"))
    folded = pdffacts.read(made(name, "a4", is_rtl))
    words = [line for line in folded.document.text().split("\n") if line in WORDS]
    assert words == list(WORDS[: COUNTS[name]])
    assert folded.document.text() == flat.document.text()
    assert folded.document.outline() == flat.document.outline()
    assert folded.untagged == []
    assert folded.catalog["Lang"] == TAGS[is_rtl]


@pytest.mark.parametrize(("name", "is_rtl"), SIDES)
def test_the_outline_is_in_reading_order_and_leads_to_each_panel(name: str, is_rtl: bool) -> None:
    marks = outline(made(name, "a4", is_rtl))
    assert [mark.title for mark in marks] == list(WORDS[: COUNTS[name]])
    assert [mark.depth for mark in marks] == [0] + [1] * (COUNTS[name] - 1)
    found = {
        place.panel: (page, place)
        for page, side in enumerate(sides(name, "a4", is_rtl))
        for place in side
    }
    for panel, mark in enumerate(marks):
        page, place = found[panel]
        assert mark.page == page
        assert place.left - 0.01 <= mark.left <= place.left + place.width + 0.01
        assert 0 <= mark.top <= 15


@pytest.mark.parametrize(("name", "is_rtl"), SIDES)
def test_links_lie_on_their_words_and_lead_to_their_panel(name: str, is_rtl: bool) -> None:
    data = made(name, "a4", is_rtl)
    last = COUNTS[name] - 1
    with pikepdf.open(io.BytesIO(data)) as pdf:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
        inks = pdfink.read(data)
        outer, inner = [], []
        for number, page in enumerate(pdf.pages):
            for link in page.get("/Annots", []):
                left, _, right, _ = (float(edge) for edge in link.Rect)
                words = [
                    line.seen()
                    for line in inks[number].lines()
                    if abs(line.left - left) < 1.5 and abs(line.right - right) < 1.5
                ]
                if "/A" in link and "/URI" in link.A:
                    panel = str(link.A.URI).rpartition("/")[2]
                    assert f"site {panel}" in words
                    outer.append(panel)
                else:
                    assert any(word.startswith("last ") for word in words)
                    inner.append(_goal(pdf, link, numbers))
    assert sorted(outer) == [str(n) for n in range(COUNTS[name])]
    assert len(inner) == COUNTS[name]
    places_of = [
        (page, place.left, place.left + place.width)
        for page, side in enumerate(sides(name, "a4", is_rtl))
        for place in side
        if place.panel == last
    ]
    ((page_number, start, end),) = places_of
    for goal_page, x in inner:
        assert goal_page == page_number
        assert start - 0.01 <= x <= end + 0.01


def _goal(pdf: Any, link: Any, numbers: dict[Any, int]) -> tuple[int, float]:
    """Give the page and the x in mm of a link's named destination."""
    name = link.A.D if "/A" in link else link.Dest
    if not isinstance(name, pikepdf.Array):
        tree = pikepdf.NameTree(pdf.Root.Names.Dests)
        name = tree[str(name)]
    return numbers[name[0].objgen], float(name[2]) / MM


def test_tags_in_the_order_of_the_paper_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def as_printed(pages: Any) -> list[tuple[Any, int]]:
        return [(panel, n) for n, page in enumerate(pages) for panel in page.panels]

    monkeypatch.setattr("handouts.pdf.document._in_reading_order", as_printed)
    facts = pdfpages.facts("en", target="office")
    asked = imposed("brochure", "a4", "office", is_rtl=False)
    data = draw(laid_out("brochure", "a4", False), facts, asked).file(facts)
    lines = pdffacts.read(data).document.text().split("\n")
    assert [line for line in lines if line in WORDS] != list(WORDS[:6])


# ── the file ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("is_rtl", [False, True])
def test_office_files_ask_for_actual_size_and_the_short_edge(is_rtl: bool) -> None:
    preferences = pdffacts.read(made("brochure", "a4", is_rtl)).catalog["ViewerPreferences"]
    direction = {"Direction": "/R2L"} if is_rtl else {}
    assert preferences == {
        "DisplayDocTitle": True,
        "PrintScaling": "/None",
        "Duplex": "/DuplexFlipShortEdge",
        **direction,
    }


@pytest.mark.parametrize("is_rtl", [False, True])
def test_one_layout_gives_the_same_sheets_whatever_was_drawn_before(is_rtl: bool) -> None:
    first = made("brochure", "a4", is_rtl)
    document = laid_out("brochure", "a4", is_rtl)
    facts = pdfpages.facts(TAGS[is_rtl], target="office", duplex="short-edge")
    draw(document, facts).file(facts)
    asked = imposed("brochure", "a4", "office", is_rtl=is_rtl)
    assert draw(document, facts, asked).file(facts) == first
