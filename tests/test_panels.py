"""This repository's article on folded sheets, read back from the PDFs that the command made."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import polib
import pypdfium2
import pytest
from PIL import ImageOps

from handouts.pdf import write
from tests import folded, pdfpages
from tests.folded import FOLDED, File, Folder, places, sheet_size
from tests.pdfink import MM
from tests.printed import ROOT, SLUG, catalog, once, word
from tests.test_page import collisions
from tests.verapdf import judge

CORE = ("en", "ar", "zh-Hans")
LONGER = ("de", "km", "ur")
LETTER = ("en", "ar", "km")
TWO = ("brochure", "booklet")
PANELS = {"brochure": 6, "z-fold": 6, "bifold": 4}
UNPRINTABLE = 6.0
PHONE = "(202) 555-0142"


def words(tags: tuple[str, ...], names: tuple[str, ...]) -> list[str]:
    """Give the words of a command line."""
    chosen = [part for tag in tags for part in ("-l", tag)]
    chosen += [part for name in names for part in ("-f", name)]
    return [*chosen, "-t", "screen", "-t", "office"]


@pytest.fixture(scope="session")
def a4(shared: Path) -> Folder:
    """Build all folded formats in a few languages, with two workers."""
    path = shared / "folded-a4"
    once(path, lambda folder: folded.build(folder, "a4", *words(CORE, FOLDED), "-j", "2"))
    return Folder(path, "a4")


@pytest.fixture(scope="session")
def more(shared: Path) -> Folder:
    """Build two of them in languages that need more room."""
    path = shared / "folded-more"
    once(path, lambda folder: folded.build(folder, "a4", *words(LONGER, TWO), "-j", "2"))
    return Folder(path, "a4")


@pytest.fixture(scope="session")
def letter(shared: Path) -> Folder:
    """Build some of them on US Letter."""
    path = shared / "folded-letter"
    once(path, lambda folder: folded.build(folder, "letter", *words(LETTER, TWO), "-j", "2"))
    return Folder(path, "letter")


def files(*folders: Folder, target: str) -> list[File]:
    found = [file for folder in folders for file in folder.files(target)]
    assert len(found) > 11
    return found


def panels(file: File) -> int:
    """Give the number of a file's panels."""
    pages = len(file.pages) * (1 if file.target == "screen" else 2)
    return PANELS.get(file.format, pages)


# ── sizes ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tag", CORE)
def test_every_format_holds_the_article(a4: Folder, tag: str) -> None:
    made = [e for e in a4.manifest() if e["language"] == tag]
    assert {(e["format"], e["target"], e["outcome"], e.get("ordered")) for e in made} == {
        (name, target, "built", None) for name in FOLDED for target in ("screen", "office")
    }


def test_what_does_not_fit_is_set_larger_or_refused(
    a4: Folder, more: Folder, letter: Folder
) -> None:
    for entry in (*a4.manifest(), *more.manifest(), *letter.manifest()):
        codes = {found["code"] for found in entry["findings"]}
        if entry["outcome"] == "refused":
            assert "H301" in codes
        else:
            assert entry["outcome"] == "built"
            assert ("ordered" in entry) == ("H306" in codes)


def test_screen_files_have_the_panels_as_pages_in_reading_order_at_their_sizes(
    a4: Folder, more: Folder, letter: Folder
) -> None:
    for file in files(a4, more, letter, target="screen"):
        height = sheet_size(file.paper)[1]
        expected = [(place.width, height) for (place,) in file.placed(panels(file))]
        assert len(file.sizes) == len(expected), file
        for got, wanted in zip(file.sizes, expected, strict=True):
            assert got == pytest.approx(wanted, abs=0.01), file


def test_office_files_are_landscape_sheets(a4: Folder, more: Folder, letter: Folder) -> None:
    for file in files(a4, more, letter, target="office"):
        sides = len(file.on_screen().pages) // 2 if file.format == "booklet" else 2
        assert len(file.pages) == sides, file
        for got in file.sizes:
            assert got == pytest.approx(sheet_size(file.paper), abs=0.01), file


def test_the_manifest_counts_panels_sides_and_sheets(a4: Folder) -> None:
    for entry in a4.manifest():
        if entry["outcome"] == "built":
            file = a4.file(entry["language"], entry["format"], entry["target"])
            assert entry["pages"] == len(file.pages)
            assert entry["sheets"] == (panels(file) // 4 if entry["format"] == "booklet" else 1)


def test_pages_of_a_booklet_are_a_multiple_of_4_and_blank_before_the_back_alone(
    a4: Folder, more: Folder, letter: Folder
) -> None:
    checked = 0
    for file in files(a4, more, letter, target="screen"):
        if file.format != "booklet":
            continue
        checked += 1
        pages = file.pages
        assert len(pages) % 4 == 0
        blank = [n for n, page in enumerate(pages) if not list(folded.letters(page))]
        assert blank == list(range(len(pages) - 1 - len(blank), len(pages) - 1)), file
        assert len(blank) < 4
    assert checked >= 6


# ── type ───────────────────────────────────────────────────────────────────────────────────────


def small_print(file: File) -> set[str]:
    """Give the texts that staff read: strip, sources, imprint."""
    paragraphs = [element.text() for element in file.facts.document.find("P")]
    sources = {text for text in paragraphs if "MedlinePlus: Spine" in text}
    imprint = {text for text in paragraphs if text.startswith(f"{SLUG} · {file.tag} · Version")}
    titled = {
        text for text in paragraphs if text.startswith("When back pain stays after surgery ·")
    }
    assert (len(sources), len(imprint), len(titled)) == (1, 1, 1)
    strip = {text for text in paragraphs if "not yet reviewed" in text}
    # A block of two paragraphs may hold the strip whole.
    return sources | imprint | titled | strip | {file.facts.document.find("P")[0].text()}


def test_nothing_a_patient_reads_is_under_12_points_and_nothing_under_10_5(
    a4: Folder, more: Folder, letter: Folder
) -> None:
    faults = {
        str(f): found
        for f in files(a4, more, letter, target="screen")
        if (found := folded.too_small(f, small_print(f)))
    }
    assert faults == {}


def test_small_type_is_noticed(a4: Folder) -> None:
    found = folded.too_small(a4.file("en", "brochure", "screen"), set())
    assert {text.partition(":")[0] for text in found} == {"10.50 pt"}
    assert len(found) > 100


def test_the_title_is_the_largest_type_of_the_outside(
    a4: Folder, more: Folder, letter: Folder
) -> None:
    for file in files(a4, more, letter, target="office"):
        (title,) = file.facts.document.find("H1")
        own = {tag for inside in title.walk() for tag in inside.content}
        outside = list(folded.letters(file.pages[0]))
        sizes = [glyph.size for glyph in outside if glyph.tag in own]
        others = [glyph.size for glyph in outside if glyph.tag not in own]
        assert sizes, file
        assert min(sizes) > max(others), file
        assert min(sizes) >= 23, file


# ── places ─────────────────────────────────────────────────────────────────────────────────────


def test_text_stays_5_mm_from_edges_and_folds(a4: Folder, more: Folder, letter: Folder) -> None:
    for target in ("screen", "office"):
        faults = {
            str(f): found
            for f in files(a4, more, letter, target=target)
            if (found := folded.near_edges(f))
        }
        assert faults == {}


def test_text_near_an_edge_or_on_a_fold_is_noticed(a4: Folder) -> None:
    file = a4.file("en", "brochure", "office")
    assert folded.near_edges(file, safe=12) != []
    halves = File(file.path, "bifold", "office", "a4", "en")
    assert len(folded.near_edges(halves)) > 20


def test_no_text_runs_into_other_text_or_hides_behind_the_strip(
    a4: Folder, more: Folder, letter: Folder
) -> None:
    for file in files(a4, more, letter, target="screen"):
        assert [hit for page in file.pages for hit in collisions(page)] == [], file
        assert folded.behind_strip(file, panels(file)) == [], file


def test_every_panel_but_the_back_and_blank_ones_has_the_strip(a4: Folder) -> None:
    for file in files(a4, target="screen"):
        for number, page in enumerate(file.pages[:-1]):
            if list(folded.letters(page)):
                seen = [line.seen() for line in page.lines()]
                assert any("not yet reviewed" in line for line in seen), (file, number)


def ink_at_the_edge(data: bytes) -> list[int]:
    """Name the pages with ink where office printers cannot print."""
    found, scale = [], 100 / 72
    for number, page in enumerate(pypdfium2.PdfDocument(data), 1):
        image = ImageOps.invert(page.render(scale=scale, grayscale=True).to_pil())
        edge = int(UNPRINTABLE * MM * scale)
        box = image.point(lambda dark: 255 if dark > 8 else 0).getbbox()
        width, height = image.size
        if box and not (
            min(box[:2]) >= edge and box[2] <= width - edge and box[3] <= height - edge
        ):
            found.append(number)
    return found


def test_office_sheets_leave_6_mm_white_all_round(a4: Folder, more: Folder, letter: Folder) -> None:
    for file in files(a4, more, letter, target="office"):
        assert ink_at_the_edge(file.data) == [], file
    assert ink_at_the_edge(a4.file("en", "brochure", "screen").data) != []


def test_fold_ticks_stand_at_the_folds_and_touch_no_text(
    a4: Folder, more: Folder, letter: Folder
) -> None:
    for file in files(a4, more, letter, target="office"):
        for page, side in zip(file.pages, file.placed(panels(file)), strict=True):
            ticks = [
                shape
                for shape in page.shapes
                if shape.right - shape.left < 0.1
                and 2 * MM < shape.bottom - shape.top < 5 * MM
                and (shape.top < 8 * MM or shape.bottom > page.height - 8 * MM)
            ]
            lefts = sorted(tick.left / MM for tick in ticks)
            expected = sorted(place.left for place in side[1:] for _ in range(2))
            assert lefts == pytest.approx(expected, abs=0.02), file
            for tick in ticks:
                beside = [
                    glyph
                    for glyph in folded.letters(page)
                    if glyph.right > tick.left - 5 * MM and glyph.left < tick.left + 5 * MM
                ]
                assert beside == [], file


# ── text ───────────────────────────────────────────────────────────────────────────────────────

_MARKS = re.compile(r"\*\*|\]\[\d+\]|[\[\\]")
_UNSEEN = re.compile("[\\s\u200b\u2060\u00ad\u2010\u200e\u200f\u2066-\u2069-]")


def bare(text: str) -> str:
    """Without what only steers line breaks, white space, hyphens and marks of Markdown."""
    return _UNSEEN.sub("", unicodedata.normalize("NFC", _MARKS.sub("", text)))


def texts(tag: str, *, pictured: bool) -> list[str]:
    """Give what must be on the sheet: the article in a language, and the words of the template."""
    if tag == "en":
        entries = polib.pofile(str(ROOT / "locales" / f"{SLUG}.pot"))
        found = [entry.msgid for entry in entries if not entry.obsolete]
    else:
        found = [entry.msgstr for entry in catalog(tag) if not entry.obsolete]
    own = {"en": "Back pain after surgery"}
    unread = {own.get(tag) or _translated(tag, "Back pain after surgery")}  # the short title
    drawing = (
        "Drawing: a path of round stones, like the bones of a spine, leads over hills to the sun"
    )
    if not pictured:  # the cover has no room for one
        unread.add(drawing if tag == "en" else _translated(tag, drawing))
    found = [text for text in found if text and text not in unread]
    interface = ("Patient information", "My own questions", "Sources")
    found += [word(tag, text) for text in interface]
    return [text.replace("{clinic.phone}", PHONE) for text in found]


def lost(file: File) -> list[str]:
    """Name the texts that neither the tags nor the descriptions of pictures hold."""
    document = file.facts.document
    described = [figure.alternative for figure in document.find("Figure")]
    held = bare(document.text() + "".join(described))
    return [text for text in texts(file.tag, pictured=bool(described)) if bare(text) not in held]


def test_every_text_of_article_and_catalog_is_there(
    a4: Folder, more: Folder, letter: Folder
) -> None:
    for target in ("screen", "office"):
        for file in files(a4, more, letter, target=target):
            assert lost(file) == [], file


def test_a_lost_text_is_noticed(a4: Folder) -> None:
    file = a4.file("zh-Hans", "brochure", "screen")
    assert len(lost(File(file.path, "brochure", "screen", "a4", "ar"))) > 30


def test_covers_show_the_drawing_with_its_description(a4: Folder) -> None:
    for tag in CORE:
        for target in ("screen", "office"):
            (figure,) = a4.file(tag, "brochure", target).facts.document.find("Figure")
            assert figure.alternative, tag


# ── reading ────────────────────────────────────────────────────────────────────────────────────


def test_sheets_and_screen_read_alike_panel_after_panel(
    a4: Folder, more: Folder, letter: Folder
) -> None:
    for file in files(a4, more, letter, target="office"):
        order = folded.read_panels(file, panels(file))
        assert order == sorted(order), file
        assert set(order) >= {0, 1, panels(file) - 1}
        screen = file.on_screen().facts
        assert file.facts.document.outline() == screen.document.outline(), file
        assert file.facts.document.text() == screen.document.text(), file
        assert file.facts.untagged == screen.untagged == [], file
        assert file.facts.catalog["Lang"] == file.tag


def test_panels_read_in_the_order_of_the_paper_are_noticed(a4: Folder) -> None:
    file = a4.file("en", "brochure", "office")
    turned = File(file.path, "brochure", "office", "a4", "ar")
    order = folded.read_panels(turned, 6)
    assert order != sorted(order)


def test_a_c_fold_is_read_cover_inside_flap_back(a4: Folder, more: Folder, letter: Folder) -> None:
    for folder in (a4, letter):
        for tag in ("en", "ar"):
            lines = folder.file(tag, "brochure", "office").facts.document.text().split("\n")
            first = ["When back pain stays after surgery", "What is it?", "Do I have it?"]
            parts = [*first, "Get help right away", "Who to call"]
            shown = parts if tag == "en" else [_translated(tag, part) for part in parts]
            assert [line for line in lines if line in shown][: len(shown)] == shown


def _translated(tag: str, text: str) -> str:
    return str(catalog(tag).find(text).msgstr)


def test_the_outline_leads_to_each_heading_in_reading_order(
    a4: Folder, more: Folder, letter: Folder
) -> None:
    for target in ("screen", "office"):
        for file in files(a4, more, letter, target=target):
            marks = folded.outline(file.data)
            headings = [e for e in file.facts.document.walk() if re.fullmatch("H[123]", e.role)]
            assert [bare(m.title) for m in marks] == [bare(e.text()) for e in headings], file
            on = folded.panel_of(file, panels(file))
            where = [on[next(t for i in e.walk() for t in i.content)] for e in headings]
            assert where == sorted(where), file
            sides = file.placed(panels(file))
            for mark, panel in zip(marks, where, strict=True):
                (place,) = [p for p in sides[mark.page] if p.panel == panel]
                # A bar that bleeds begins beside its panel.
                assert place.left - 6.1 <= mark.left <= place.left + place.width, (file, mark)


def test_links_are_the_same_on_sheets_and_screens(a4: Folder) -> None:
    for file in files(a4, target="office"):
        screen = file.on_screen().facts
        tagged = [link for e in file.facts.document.find("Link") for link in e.links]
        assert sorted(map(str, tagged)) == sorted(map(str, file.facts.links))
        contents = sorted(link["Contents"] for link in file.facts.links)
        assert contents == sorted(link["Contents"] for link in screen.links), file


@pytest.mark.parametrize("target", ["screen", "office"])
def test_viewers_and_printers_are_told_how_to_show_and_print(
    a4: Folder, more: Folder, letter: Folder, target: str
) -> None:
    office = {"PrintScaling": "/None", "Duplex": "/DuplexFlipShortEdge"}
    for file in files(a4, more, letter, target=target):
        direction = {"Direction": "/R2L"} if file.tag in folded.RTL else {}
        expected = {"DisplayDocTitle": True, **(office if target == "office" else {}), **direction}
        assert file.facts.catalog["ViewerPreferences"] == expected, file


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_page_numbers_of_a_booklet_stand_at_its_outer_edges(a4: Folder, tag: str) -> None:
    pages = a4.file(tag, "booklet", "screen").pages
    for number, page in enumerate(pages[1:-1], 2):
        if list(folded.letters(page)):
            (line,) = [line for line in page.lines() if line.seen() == str(number)]
            # Even pages lie at the left of a spread that is read from the left.
            at_left = (number % 2 == 0) == (tag == "en")
            assert (line.right < page.width / 2) == at_left
            assert line.y < 15 * MM


# ── the files ──────────────────────────────────────────────────────────────────────────────────


def test_verapdf_finds_nothing(a4: Folder, more: Folder, letter: Folder) -> None:
    names = ("brochure", "bifold", "booklet")
    chosen = [
        a4.file(tag, name, target).path
        for tag in CORE
        for name in names
        for target in ("screen", "office")
    ]
    chosen.append(letter.file("ar", "brochure", "office").path)
    verdicts = judge(chosen)
    assert {path.name: verdicts[path] for path in chosen} == {path.name: {} for path in chosen}


def test_the_same_bytes_again_with_one_worker_and_another_hash_seed(
    a4: Folder, tmp_path: Path
) -> None:
    chosen = words(("en", "ar"), TWO)
    again = folded.build(tmp_path, "a4", *chosen, "-j", "1", seed="7")
    compared = 0
    for target in ("screen", "office"):
        for file in again.files(target):
            assert file.data == a4.file(file.tag, file.format, target).data, file
            compared += 1
    assert compared == 8


def test_formats_lie_where_the_trade_puts_them_and_nowhere_else() -> None:
    """The figures that these tests measure by are no accident of this module."""
    assert [p.left for p in places("brochure", "a4", is_rtl=False)[0]] == [0, 97, 197]
    assert [p.panel for p in places("booklet", "a4", is_rtl=False, count=8)[0]] == [7, 0]
    assert [p.panel for p in places("booklet", "a4", is_rtl=True, count=8)[3]] == [4, 3]


def test_ink_at_an_edge_is_noticed(tmp_path: Path) -> None:
    html = pdfpages.page("en", "<p>text</p>", "@page { margin: 5mm }")
    data = write(pdfpages.lay_out("en", html, tmp_path), pdfpages.facts("en"))
    assert ink_at_the_edge(data) == [1]
