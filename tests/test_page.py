"""What the eye meets on this repository's own handouts, measured on the finished pages."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import asdict
from itertools import combinations
from pathlib import Path

import polib
import pypdfium2
import pytest
from PIL import Image, ImageFilter, ImageOps

from handouts.languages import language
from handouts.pdf import write
from tests import pdffacts, pdfink, pdfpages
from tests.pdfink import MM, Line, Page, Shape
from tests.printed import (
    LANGUAGES,
    LETTER,
    ROOT,
    Printed,
    catalog,
    messages,
    small,
    without,
)

BODY, SMALL = 12.0, 10.5
UNPRINTABLE = 6 * MM
GUTTER = 6 * MM


def planted(cache: Path, body: str, style: str = "") -> tuple[bytes, list[Page], pdffacts.Facts]:
    """Give a page with a fault, to see it found."""
    html = pdfpages.page("en", f"<h1>Title of a page</h1>{body}", style)
    data = write(pdfpages.lay_out("en", html, cache), pdfpages.facts("en"))
    return data, pdfink.read(data), pdffacts.read(data)


def blocks(facts: pdffacts.Facts) -> dict[tuple[tuple[int, int], int], str]:
    """Give for each marked-content sequence the text of the block around it."""
    found: dict[tuple[tuple[int, int], int], str] = {}
    for block in facts.document.walk():
        if block.role in ("P", "H1", "H2", "H3", "LBody", "Lbl", "TD", "TH"):
            for inside in block.walk():
                found |= dict.fromkeys(inside.content, block.text())
    return found


# ── type ───────────────────────────────────────────────────────────────────────────────────────


def too_small(pages: Sequence[Page], facts: pdffacts.Facts, small_print: set[str]) -> list[str]:
    """Find text under its floor; running matter at head and foot may be small."""
    known, found = blocks(facts), []
    for page in pages:
        for glyph in page.glyphs:
            running = glyph.tag is None and not 15 * MM < glyph.y < page.height - 24 * MM
            block = known.get(glyph.tag, "") if glyph.tag else ""
            floor = SMALL if running or block in small_print else BODY
            if glyph.size < floor - 0.01:
                found.append(f"{glyph.size:.2f} pt: {block or glyph.text}")
    return found


def small_print(facts: pdffacts.Facts) -> set[str]:
    """Give the texts that staff read."""
    paragraphs = {element.text() for element in facts.document.find("P")}
    sources = {text for text in paragraphs if "MedlinePlus: Spine" in text}
    strip = {facts.document.text().split("\n")[0]}
    assert len(sources) == 1
    return sources | strip


@pytest.mark.parametrize("tag", LANGUAGES)
def test_nothing_a_patient_reads_is_under_12_points(printed: Printed, tag: str) -> None:
    facts = printed.facts(tag)
    assert too_small(printed.pages(tag), facts, small_print(facts)) == []


def test_small_type_is_noticed(tmp_path: Path, printed: Printed) -> None:
    _, pages, facts = planted(tmp_path, "<p>tiny</p>", "p { font-size: 11.9pt }")
    assert too_small(pages, facts, set()) == ["11.90 pt: tiny"] * 4
    assert too_small(pages, facts, {"tiny"}) == []
    assert too_small(printed.pages("en"), printed.facts("en"), set()) != []


# ── places ─────────────────────────────────────────────────────────────────────────────────────


def ink_at_the_edge(data: bytes) -> list[int]:
    """Name the pages with ink where office printers cannot print."""
    found = []
    scale = 40 / 72
    for number, page in enumerate(pypdfium2.PdfDocument(data), 1):
        image = ImageOps.invert(page.render(scale=scale, grayscale=True).to_pil())
        edge = int(UNPRINTABLE * scale)
        box = image.point(lambda dark: 255 if dark > 8 else 0).getbbox()
        width, height = image.size
        if box and not (
            edge <= box[0] and edge <= box[1] and box[2] <= width - edge and box[3] <= height - edge
        ):
            found.append(number)
    return found


def test_office_sheets_leave_6_mm_white_all_round(
    printed: Printed, letter: Printed, tmp_path: Path
) -> None:
    assert [tag for tag in LANGUAGES if ink_at_the_edge(printed.data(tag, "office"))] == []
    assert [tag for tag in LETTER if ink_at_the_edge(letter.data(tag, "office"))] == []
    outside, *_ = planted(tmp_path, "<p>text</p>", "@page { margin: 5mm }")
    assert ink_at_the_edge(outside) == [1]


def collisions(page: Page) -> list[tuple[str, str]]:
    """Find lines whose letters run into each other: bodies of small letters that overlap."""
    found = [
        (line.seen(), "itself")
        for line in page.lines()
        if sum(glyph.right - glyph.left for glyph in line.glyphs)
        > 1.15 * (line.right - line.left) + 2
    ]
    for above, below in combinations(page.lines(), 2):
        across = min(above.right, below.right) - max(above.left, below.left)
        apart = below.y - 0.5 * below.size - above.y
        if across > 1 and apart < -0.5 and below.y > above.y:
            found.append((above.seen(), below.seen()))
    return found


@pytest.mark.parametrize("tag", LANGUAGES)
def test_no_text_runs_into_other_text(printed: Printed, tag: str) -> None:
    assert [hit for page in printed.pages(tag) for hit in collisions(page)] == []


def test_text_on_text_is_noticed(tmp_path: Path) -> None:
    body = "<p>one line of text</p><p class='up'>another line</p>"
    _, (page,), _ = planted(tmp_path, body, ".up { margin-top: -30pt; margin-left: 3mm }")
    assert collisions(page) == [("one line of text", "another line")]
    _, (page,), _ = planted(tmp_path, body, "* { line-height: 18pt } .up { margin-top: -30pt }")
    assert len(collisions(page)) == 1


def across(page: Page, facts: pdffacts.Facts) -> set[str]:
    """Give the paragraphs of which a line reaches into the white between the columns."""
    known, middle = blocks(facts), page.width / 2
    found = set()
    for line in page.lines():
        if 15 * MM < line.y < page.height - 26 * MM:  # below stands the imprint
            inside = [
                glyph
                for glyph in line.glyphs
                if glyph.right > middle - GUTTER / 2 + 1 and glyph.left < middle + GUTTER / 2 - 1
            ]
            found |= {known.get(glyph.tag, glyph.text) if glyph.tag else "" for glyph in inside}
    return found


def outside(page: Page) -> list[str]:
    """Give the lines that reach into the margins; the densest layout's are 8 mm."""
    left, right = 8 * MM - 1, page.width - 8 * MM + 1
    return [line.seen() for line in page.lines() if line.left < left or line.right > right]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_columns_keep_their_text(printed: Printed, tag: str) -> None:
    facts = printed.facts(tag)
    titles = {element.text() for element in facts.document.find("H1")}
    paragraphs = [element.text() for element in facts.document.find("P")]
    kicker, *opening = paragraphs[1 : 5 if tag != "en" else 4]
    points = {element.text() for element in facts.document.find("L")[0].find("LBody")}
    sources = {text for text in paragraphs if "MedlinePlus: Spine" in text}
    points |= {word_of(tag, "Key points")}
    warning = {word_of(tag, "Get help right away")}
    last = [s for s in facts.document.find("Sect") if word_of(tag, "Who to call") in s.text()]
    card = {e.text() for s in last for role in ("P", "H2") for e in s.find(role)}
    free = {kicker, *opening} | titles | points | sources | warning | card
    for page in printed.pages(tag):
        assert outside(page) == []
        assert across(page, facts) <= free


def word_of(tag: str, text: str) -> str:
    """Give a text of the article in a language."""
    return text if tag == "en" else str(catalog(tag).find(text).msgstr)


def test_text_outside_its_column_is_noticed(tmp_path: Path, printed: Printed) -> None:
    project = small(tmp_path / "project", "columns")
    (result,) = project.build()
    facts, (page,) = project.facts(result), project.pages(result)
    assert across(page, facts) == set()
    assert outside(page) == []
    wide = "@page { size: 210mm 297mm; margin: 20mm 15mm } p { margin-left: -10mm }"
    _, (page,), facts = planted(tmp_path, f"<p>{'word ' * 60}</p>", wide)
    assert len(across(page, facts)) == 1
    assert len(outside(page)) > 2


# ── right-to-left pages are mirrors ────────────────────────────────────────────────────────────

MIRROR = """
[clinics.a]
name = "Hill Clinic"
phone = "(202) 555-0142"
url = "https://example.org/{slug}"
hours = "by appointment"
interpreter = "Ask for an interpreter."

[languages.en]

[languages.qaa]
name = "Mirrored English"
direction = "rtl"
size = {size}
leading = {leading}
hyphenate = false
"""


@pytest.fixture(scope="module")
def mirror(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Page], list[Page]]:
    """Print the same English text from the left, and as a language that runs from the right."""
    english = asdict(language("en"))
    settings = re.sub(r"\{(\w+)\}", lambda m: str(english.get(m[1], m[0])), MIRROR)
    project = small(tmp_path_factory.mktemp("mirror"), "mirror", settings=settings)
    same = {key: key[1] for key in messages("mirror", project.folder)}
    project.translate("qaa", same, "mirror")
    template = polib.pofile(str(ROOT / "locales" / "interface.pot"))
    project.translate("qaa", {(e.msgctxt, e.msgid): e.msgid for e in template}, "interface")
    spoken = {"hours": "by appointment", "interpreter": "Ask for an interpreter."}
    project.translate("qaa", {(key, text): text for key, text in spoken.items()}, "clinics")
    with without("isolate"):  # Latin letters in Arabic text are set smaller, these are the text
        straight, mirrored = project.build(tags=("en", "qaa"))
    assert (straight.outcome, mirrored.outcome) == ("built", "built"), mirrored.findings
    return project.pages(straight), project.pages(mirrored)


def places(pages: list[Page]) -> set[tuple[int, int, int, int]]:
    """Give page, left, right and baseline of every line, but for what staff read from the left."""
    return {
        (number, round(line.left), round(line.right), round(line.y))
        for number, page in enumerate(pages)
        for line in page.lines(gap=2.5)
        if 12 * MM < line.y < page.height - 22 * MM
    }


def mirrored(found: set[tuple[int, int, int, int]], width: float) -> set[tuple[int, int, int, int]]:
    return {(n, round(width - right), round(width - left), y) for n, left, right, y in found}


def unlike(
    one: set[tuple[int, int, int, int]], other: set[tuple[int, int, int, int]]
) -> list[object]:
    """Find the lines of one page that have no like at nearly the same place of another."""
    return [
        a
        for a in sorted(one)
        if not any(
            a[0] == b[0] and all(abs(x - y) <= 2 for x, y in zip(a, b, strict=True)) for b in other
        )
    ]


def test_lines_of_a_right_to_left_page_are_where_a_mirror_shows_them(
    mirror: tuple[list[Page], list[Page]],
) -> None:
    straight, turned = mirror
    assert len(straight) == len(turned)
    width = straight[0].width
    assert len(places(straight)) > 40
    assert unlike(mirrored(places(straight), width), places(turned)) == []
    assert unlike(places(turned), mirrored(places(straight), width)) == []
    assert len(unlike(places(straight), places(turned))) > 30


def test_frames_bullets_and_code_are_where_a_mirror_shows_them(
    mirror: tuple[list[Page], list[Page]],
) -> None:
    straight, turned = (
        {
            (n, round(s.left), round(s.right), round(s.top))
            for n, page in enumerate(pages)
            for s in page.shapes
            if 12 * MM < s.top < page.height - 24 * MM and not _icon(s)
        }
        for pages in mirror
    )
    width = mirror[0][0].width
    assert len(straight) > 25
    assert unlike(mirrored(straight, width), turned) == []
    assert len(unlike(straight, turned)) > 10


def _icon(shape: Shape) -> bool:
    """Tell strokes of icons, which are drawn the same way round; bullets have other colours."""
    pine, white = (0.047059, 0.290196, 0.321569), (1.0, 1.0, 1.0)
    small = max(shape.right - shape.left, shape.bottom - shape.top) < 8 * MM
    return small and shape.colour in (pine, white)


@pytest.mark.parametrize("tag", ["ar", "fa", "ur"])
def test_right_to_left_sheets_begin_at_the_right(
    printed: Printed, letter: Printed, tag: str
) -> None:
    for folder in (printed, letter) if tag in LETTER else (printed,):
        facts, pages = folder.facts(tag), folder.pages(tag)
        known = blocks(facts)
        middle = pages[0].width / 2
        tiers = [element.text() for element in facts.document.find("H3")][:2]
        first, second = (_lines(pages[0], known, text)[0] for text in tiers)
        assert first.left > middle > second.right
        titles = [h.text() for h in facts.document.find("H2")]
        opening = _lines(pages[0], known, titles[1])[0]  # after “Key points”
        assert opening.left > middle
        edge = max(line.right for line in _lines(pages[0], known, facts.outline[0]))
        assert opening.right == pytest.approx(edge, abs=6)


def _lines(page: Page, known: dict[tuple[tuple[int, int], int], str], text: str) -> list[Line]:
    return [
        line
        for line in page.lines()
        if any(glyph.tag and known.get(glyph.tag) == text for glyph in line.glyphs)
    ]


# ── photocopies ────────────────────────────────────────────────────────────────────────────────

DPI = 200


def photocopy(data: bytes) -> list[Image.Image]:
    """Copy pages as an old machine does: grey, blurred, and then black or white."""
    copies = []
    for page in pypdfium2.PdfDocument(io.BytesIO(data)):
        grey = page.render(scale=DPI / 72, grayscale=True).to_pil()
        blurred = ImageOps.autocontrast(grey, cutoff=0).filter(ImageFilter.GaussianBlur(1.0))
        copies.append(blurred.point(lambda light: 255 if light > 150 else 0))
    return copies


def dark(copy: Image.Image, left: float, top: float, right: float, bottom: float) -> float:
    """Give the share of black in a box, in points."""
    scale = DPI / 72
    part = copy.crop(tuple(round(edge * scale) for edge in (left, top, right, bottom)))  # type: ignore[arg-type]
    return part.histogram()[0] / (part.width * part.height)


def lost_in_copy(data: bytes) -> list[str]:
    """Name the lines, bars and write-in lines that cannot be told any more."""
    lost = []
    for page, copy in zip(pdfink.read(data), photocopy(data), strict=True):
        for line in page.lines():
            box = (line.left, line.y - 0.5 * line.size, line.right, line.y)
            white = sum(line.glyphs[0].colour) > 2.9
            share = 1 - dark(copy, *box) if white else dark(copy, *box)
            if not 0.1 < share < 0.8:
                lost.append(f"{share:.2f} {line.seen()}")
        for shape in page.shapes:
            if is_rule(shape):
                above = dark(copy, shape.left + 2, shape.top - 3, shape.right - 2, shape.top - 1)
                on = dark(
                    copy, shape.left + 2, shape.top - 0.5, shape.right - 2, shape.bottom + 0.5
                )
                if on < 0.3 or above > 0.05:
                    lost.append(f"write-in line {above:.2f} {on:.2f}")
    return lost


def is_rule(shape: Shape) -> bool:
    """Tell a line to write on: thin, grey, nearly as wide as a column."""
    return shape.bottom - shape.top < 0.6 * MM and shape.right - shape.left > 55 * MM


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_sheets_can_be_read_after_photocopying(printed: Printed, tag: str) -> None:
    assert lost_in_copy(printed.data(tag)) == []
    assert sum(is_rule(s) for page in printed.pages(tag) for s in page.shapes) >= 3
    bars = [s for page in printed.pages(tag) for s in page.shapes if _bar(s)]
    assert len(bars) == 1


def _bar(shape: Shape) -> bool:
    alert = (0.5608, 0.1137, 0.1020)
    tall = 8 * MM < shape.bottom - shape.top < 20 * MM
    return tall and shape.colour == pytest.approx(alert, abs=0.001)


def test_pale_text_is_lost_in_a_copy(tmp_path: Path) -> None:
    for style in ("p { color: #aaa }", "p { color: #fff; background: #9ab }"):
        data, *_ = planted(tmp_path, "<p>words that are pale</p>", style)
        assert any("words that are pale" in line for line in lost_in_copy(data))
    data, *_ = planted(tmp_path, "<p>words that are black</p>", "p { color: #000 }")
    assert lost_in_copy(data) == []


def luminance(colour: tuple[float, ...]) -> float:
    """Give the relative luminance of an sRGB colour (WCAG 2.1)."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_text_has_contrast(printed: Printed, tag: str) -> None:
    light = luminance((1, 1, 1)) + 0.05
    seen = {glyph.colour for page in printed.pages(tag) for glyph in page.glyphs}
    inks = {colour for colour in seen if sum(colour) < 2.9}
    assert (0.0, 0.0, 0.0) in inks
    assert min(light / (luminance(colour) + 0.05) for colour in inks) >= 4.5
    assert light / (luminance((0.6, 0.6, 0.6)) + 0.05) < 4.5
    body = [
        g for page in printed.pages(tag) for g in page.glyphs if g.size < 13.5 and g.text.strip()
    ]
    assert sum(not any(glyph.colour) for glyph in body) > 0.9 * len(body)
