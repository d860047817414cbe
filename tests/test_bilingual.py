"""Two languages on one sheet, message beside message, and booklets that two languages share."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.article import Article
from handouts.article.model import plain_text
from handouts.compose import Beside, Request, Sheet, Words, atoms, compose_sheet, texts_of
from handouts.compose.bilingual import Bilingual
from handouts.compose.pairs import CARD, Pairing, Row
from handouts.config import Clinic
from handouts.formats import FORMATS, PAPERS, faces, met, panels
from handouts.languages import language
from handouts.localize import localize
from handouts.project import open_project, read_handout
from tests import pdffacts, pdfink
from tests.pdfink import MM
from tests.printed import CLINIC, ROOT, SLUG, Small, once, small
from tests.rendering import ENGLISH, SPANISH, article_of, parsed, translated
from tests.strategies import articles
from tests.verapdf import judge

SHEET, BOOKLET = "bilingual", "bilingual-booklet"
TAGS = ("ar", "de", "km")
PHONE = "(202) 555-0142"
INVISIBLE = re.compile("[\\s\u00ad\u200b\u2010\u2060\u2066-\u2069-]")
NOWHERE = ((0, 0), -1)
FACTS = Clinic(id="main", name="Hill Clinic", phone=PHONE, hours="Mo-Fr 08:00-17:00")


@pytest.fixture(scope="session")
def folder(shared: Path) -> Path:
    """Build this repository's handouts of two languages once."""
    return once(shared / "bilingual", _build)


def _build(target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    words = [part for tag in TAGS for part in ("-l", tag)]
    command = [sys.executable, "-m", "handouts", "build", "-j", "2", *words]
    for more in (["-f", SHEET, "-t", "screen"], ["-l", "ar", "-f", BOOKLET]):
        run = [*command, *more] if SHEET in more else [*command[:6], *more]
        done = subprocess.run([*run, "-o", str(target)], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def path(folder: Path, tag: str, shape: str = SHEET, target: str = "screen") -> Path:
    """Where a PDF is."""
    return folder / tag / f"{SLUG}.{shape}.{target}.pdf"


@cache
def facts(file: Path) -> pdffacts.Facts:
    """What the tags of a PDF say."""
    return pdffacts.read(file.read_bytes())


@cache
def ink(file: Path) -> list[pdfink.Page]:
    """What stands where on its pages."""
    return pdfink.read(file.read_bytes())


def bare(text: str) -> str:
    """A text without what only steers line breaks."""
    return INVISIBLE.sub("", text)


def rows(file: Path) -> list[tuple[pdffacts.Element, pdffacts.Element]]:
    """The rows of the sheet's tables that are pairs."""
    found = []
    for row in facts(file).document.find("TR"):
        cells = [kid for kid in row.kids if isinstance(kid, pdffacts.Element)]
        if len(cells) == 2:
            found.append((cells[0], cells[1]))
    return found


def messages(tag: str) -> Iterator[tuple[str, str]]:
    """Source and translation of every text of the article, as they print."""
    project = open_project(ROOT)
    reading = read_handout(project, SLUG, project.language(tag), project.clinics[0])
    assert reading.article is not None
    for localized in reading.article.units.values():
        if localized.unit.kind in ("alt text", "short title"):
            continue
        source = localize(reading.article.article, None, project.source, project.source)
        texts = (source.units[localized.unit.place], localized)
        pair = [plain_text(one.tokens).replace("{clinic.phone}", PHONE) for one in texts]
        yield pair[0], pair[1]


# ── the pairing ────────────────────────────────────────────────────────────────────────────────


def sheets(article: Article, *, long: bool) -> tuple[Sheet, Sheet]:
    """The source's sheet and a translated one, whose texts are much longer if wanted."""
    more = " x" * 200 if long else ""
    both = (
        localize(article, None, ENGLISH, ENGLISH),
        translated(article, lambda text: f"{text}{more}"),
    )
    found = [
        compose_sheet(
            Request(
                article=one,
                clinic=FACTS,
                words=Words(language=one.language, source=ENGLISH),
                paper=PAPERS["a4"],
                picture=lambda file: file,
            )
        )
        for one in both
    ]
    return found[0], found[1]


def pairing(article: Article, *, long: bool) -> Pairing:
    return Pairing(*sheets(article, long=long), width=85.5, most=259.0)


def skeleton(html: str) -> list[str]:
    """The tags of a text that make blocks."""
    return re.findall(r"</?(?:p|ul|ol|li|table|thead|tbody|tr|t[hd])\b", html)


def shape(row: Row) -> list[object]:
    """All that both sides of a row must share."""
    return [
        [
            (block.kind, block.id, block.level, block.ordered, skeleton(block.html)),
            [(item.id, item.number, skeleton(item.html)) for item in block.items],
        ]
        for block in (row.source, row.translation)
    ]


@settings(max_examples=25)
@given(articles(), st.booleans())
def test_pairs_have_the_same_kind_and_structure(text: str, long: bool) -> None:
    article = parsed(text)
    pairs = pairing(article, long=long)
    found = pairs.rows()

    for row in found:
        source, translation = shape(row)
        assert source == translation
    ids = [row.id for row in found]
    assert len(ids) == len(set(ids))
    for side, sheet in enumerate((pairs.source, pairs.translation)):
        printed = bare("".join(_html(row, side) for row in found))
        for wanted in texts_of(sheet):
            assert bare(wanted) in printed or "not yet reviewed" in wanted


def _html(row: Row, side: int) -> str:
    block = (row.source, row.translation)[side]
    items = "".join(item.html.striptags() for item in block.items)
    return block.html.striptags() + items


def count(text: str, width: float, points: float, face: str = "text") -> int:
    """A stand-in for Pango: letters as wide as half their height."""
    return max(1, -int(-len(text) * points * 0.18 // width))


class Counter:
    """Counts lines without any layout engine."""

    __call__ = staticmethod(count)

    def widths(self, text: str, width: float, points: float, face: str = "text") -> list[float]:
        """One width for each line."""
        return [min(width, len(text) * points * 0.18)] * count(text, width, points)


@settings(max_examples=60)
@given(articles(), st.booleans(), st.sampled_from(["a4", "letter"]))
def test_rows_fill_pages_in_order_and_what_belongs_together_stays(
    text: str, long: bool, paper: str
) -> None:
    source, translation = sheets(parsed(text), long=long)
    counter = Counter()
    place = Bilingual(translation, Beside(source, (counter, counter)), PAPERS[paper])
    (step,) = place.steps
    flow = atoms(place.running(step))
    heights, fixed = place.expect(flow, step, counter)
    plan = place.plan(flow, heights, fixed, step)

    pages = [[atom for column in page for atom in column] for page in plan.sides]
    assert [atom.id for page in pages for atom in page] == [atom.id for atom in flow]
    assert plan.overflow or all(pages)
    room = step.frame.height - fixed.masthead
    tallest = max(heights.values())
    if tallest < room / 4:
        assert plan.overflow == 0
        for page in pages[:-1]:
            assert page[-1].block.kind != "heading"
        on = {number for number, page in enumerate(pages) for a in page if a.id.startswith(CARD)}
        assert len(on) <= 1


def test_a_row_that_is_taller_than_a_page_is_refused_and_named() -> None:
    source, translation = sheets(article_of("a\n\n" + "word " * 2000), long=False)
    counter = Counter()
    place = Bilingual(translation, Beside(source, (counter, counter)), PAPERS["a4"])
    (step,) = place.steps
    flow = atoms(place.running(step))
    heights, fixed = place.expect(flow, step, counter)

    plan = place.plan(flow, heights, fixed, step)

    assert plan.overflow > 0
    (found,) = place.too_long(plan)
    assert found.code == "H301"
    assert re.search(r"page \d by \d+ mm", found.message)


def test_a_long_table_is_cut_between_rows_with_its_head_again() -> None:
    table = "| Head | Other |\n|---|---|\n" + "| a cell | b |\n" * 80

    found = [row for row in pairing(article_of(table), long=False).rows() if row.kind == "table"]

    assert len(found) > 1
    assert sum(row.translation.html.count("<td>") for row in found) == 160
    assert all("Head" in row.source.html and "<thead>" in row.source.html for row in found)


# ── finished sheets ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tag", TAGS)
def test_every_message_stands_in_one_row_with_its_source(folder: Path, tag: str) -> None:
    pairs = [(bare(a.text()), bare(b.text())) for a, b in rows(path(folder, tag))]

    for source, translation in messages(tag):
        wanted = bare(source), bare(translation)
        assert any(wanted[0] in a and wanted[1] in b for a, b in pairs), wanted


@pytest.mark.parametrize("tag", TAGS)
def test_each_cell_has_its_language_and_its_own_column(folder: Path, tag: str) -> None:
    file = path(folder, tag)
    pages = ink(file)
    middle = pages[0].width / 2
    at = {
        key: (number, glyph)
        for number, page in enumerate(pages)
        for key, glyph in ((glyph.tag, glyph) for glyph in page.glyphs)
    }
    checked = 0
    for source, translation in rows(file):
        assert (source.language, translation.language) == ("en", tag)
        places = [
            [at[name] for element in cell.walk() for name in element.content if name in at]
            for cell in (source, translation)
        ]
        assert len({number for side in places for number, _ in side}) == 1
        assert max(glyph.right for _, glyph in places[0]) < middle
        assert min(glyph.left for _, glyph in places[1]) > middle
        checked += 1
    assert checked > 40


@pytest.mark.parametrize("tag", TAGS)
def test_both_sides_of_a_row_begin_on_one_line(folder: Path, tag: str) -> None:
    file = path(folder, tag)
    lines: dict[object, list[float]] = {}
    for page in ink(file):
        for glyph in page.glyphs:
            lines.setdefault(glyph.tag, []).append(glyph.y)
    for source, translation in rows(file):
        tops = [
            min(
                y for e in cell.walk() if e.role != "Lbl" for name in e.content for y in lines[name]
            )
            for cell in (source, translation)
        ]
        assert tops[0] == pytest.approx(tops[1], abs=0.8 * MM), source.text()


@pytest.mark.parametrize("tag", TAGS)
def test_no_text_is_small_and_none_is_near_the_edge(folder: Path, tag: str) -> None:
    least = 12 * language(tag).size
    cells = {
        name: cell.language
        for pair in rows(path(folder, tag))
        for cell in pair
        for element in cell.walk()
        for name in element.content
    }
    assert len(cells) > 100
    for page in ink(path(folder, tag)):
        for glyph in page.glyphs:
            assert 14 * MM < glyph.left <= glyph.right < page.width - 14 * MM
            if tongue := cells.get(glyph.tag or NOWHERE):
                floor = 12 if tongue == "en" or glyph.font == "Noto Sans" else least
                assert glyph.size > floor - 0.02, glyph


def test_one_bar_one_large_phone_and_numbered_pages(folder: Path) -> None:
    for tag in TAGS:
        pages = ink(path(folder, tag))
        alert = tuple(round(part / 255, 3) for part in (0x8F, 0x1D, 0x1A))
        bars = [
            shape
            for page in pages
            for shape in page.shapes
            if tuple(round(part, 3) for part in shape.colour) == alert
            and shape.right - shape.left > 180 * MM
            and shape.bottom - shape.top > 8 * MM
            and shape.bottom - shape.top < 40 * MM
        ]
        assert len(bars) == 1
        assert bars[0] in pages[0].shapes
        large = [
            line
            for page in pages
            for line in page.lines()
            if line.size > 21 and "555" in line.seen()
        ]
        assert len(large) == 1
        seen = [[line.seen() for line in page.lines()] for page in pages]
        for number, lines in enumerate(seen, 1):
            assert f"{number} / {len(pages)}" in lines
            assert any("Draft translation: not yet reviewed" in line for line in lines)


def test_the_outline_is_in_the_readers_language(folder: Path) -> None:
    titles = " ".join(facts(path(folder, "ar")).outline)

    assert titles
    assert not re.search("[A-Za-z]{3}", titles)


def test_verapdf_finds_nothing(folder: Path) -> None:
    files = [path(folder, "ar"), path(folder, "ar", BOOKLET)]

    assert judge(files) == {file.resolve(): {} for file in files}


# ── what makes no pair ─────────────────────────────────────────────────────────────────────────


def project(folder: Path, *articles: str, formats: str = SHEET) -> Small:
    """A project in English, German and Arabic."""
    settings = f'languages = ["en", "de", "ar"]\nformats = ["{formats}"]\n{CLINIC}'
    return small(folder, *articles, settings=settings)


def test_what_makes_no_pair_is_left_out_unless_it_is_asked_for(tmp_path: Path) -> None:
    one = project(tmp_path, "bare")

    assert [r.handout.tag for r in one.build()] == ["de", "ar"]
    assert [r.handout.tag for r in one.build(formats=(BOOKLET,))] == ["ar"]
    for tag, shape in (("en", SHEET), ("en", BOOKLET), ("de", BOOKLET)):
        (refused,) = one.build(tags=(tag,), formats=(shape,))
        assert refused.outcome == "refused"
        assert [found.code for found in refused.findings if found.severity == "error"] == ["H307"]
        assert not refused.handout.path.exists()
    (refused,) = one.build(tags=("en",))  # nothing else is wanted
    assert refused.outcome == "refused"


def test_a_missing_translation_prints_the_source_on_both_sides(tmp_path: Path) -> None:
    one = project(tmp_path, "mirror", "table", "warnings")

    for result in one.build(tags=("ar", "de")):
        assert result.outcome == "built", result.findings
        pairs = rows(result.handout.path)
        same = [(a, b) for a, b in pairs if bare(a.text()) == bare(b.text())]
        assert len(same) > 1
        for _, translation in same:
            inside = {element.language for element in translation.walk()}
            assert inside <= {"en", result.handout.tag}
            assert "en" in inside


def test_wide_tables_stand_one_above_the_other(tmp_path: Path) -> None:
    one = project(tmp_path, "table")

    (result,) = one.build(tags=("de",))

    text = bare(one.facts(result).document.text())
    table = "DayMorningNoonEveningNightMondayonetabletnoneonetablet2"
    assert text.count(table) == 2
    evening = [
        line.left
        for page in one.pages(result)
        for line in page.lines()
        if line.seen() == "half a tablet"
    ]
    assert len(evening) == 2
    assert evening[0] == pytest.approx(evening[1], abs=3 * MM)


# ── booklets in which two languages meet ───────────────────────────────────────────────────────


@given(st.integers(3, 30), st.integers(3, 30))
def test_each_text_runs_from_its_own_cover_to_the_middle(first: int, second: int) -> None:
    total = -(-(first + second) // 4) * 4
    folded = panels("stitched", PAPERS["a4"], 0.0, total)
    before = faces("stitched", folded, is_rtl=False)
    after = met(before, first, second)
    numbers = {
        old.panel: new.panel
        for one, other in zip(before, after, strict=True)
        for old, new in zip(one.placed, other.placed, strict=True)
    }

    assert [numbers[place] for place in range(first)] == list(range(first))
    backwards = [numbers[total - 1 - place] for place in range(second)]
    assert backwards == list(range(first, first + second))
    assert [n for n in numbers.values() if n is None] == [None] * (total - first - second)


def test_a_booklet_has_a_front_cover_for_each_reader(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    screen, office = sorted(manifest["handouts"], key=lambda entry: -entry["pages"])
    assert (screen["target"], office["target"]) == ("screen", "office")
    assert office["pages"] == 2 * office["sheets"]
    assert 4 * office["sheets"] - 3 <= screen["pages"] <= 4 * office["sheets"]

    outside = ink(path(folder, "ar", BOOKLET, "office"))[0]
    right = [glyph for glyph in outside.glyphs if glyph.left > outside.width / 2]
    left = [glyph for glyph in outside.glyphs if glyph.right < outside.width / 2]
    assert len(right) + len(left) == len(outside.glyphs)
    titles = [max(side, key=lambda glyph: glyph.size).font for side in (left, right)]
    assert titles == ["Vazirmatn", "Noto Sans"]
    with pikepdf.open(path(folder, "ar", BOOKLET, "office")) as pdf:
        assert str(pdf.Root.ViewerPreferences.Duplex) == "/DuplexFlipShortEdge"


def test_a_booklet_is_read_in_one_language_and_then_in_the_other(folder: Path) -> None:
    for target in ("screen", "office"):
        document = facts(path(folder, "ar", BOOKLET, target)).document
        languages = [e.language for e in document.walk() if e.role in ("H1", "H2", "H3", "LI")]
        assert languages == sorted(languages, key=("en", "ar").index)
        assert languages.count("en") == languages.count("ar") > 20
    text = bare(facts(path(folder, "ar", BOOKLET)).document.text())
    for source, translation in messages("ar"):
        assert bare(source) in text
        assert bare(translation) in text


def test_formats_know_their_languages() -> None:
    english, arabic = language("en"), language("ar")
    for shape in FORMATS.values():
        pairs = {tongue.tag: shape.suits(tongue, english) for tongue in (english, SPANISH, arabic)}
        alone = not shape.pair
        assert pairs == {"en": alone, "es": shape.id != BOOKLET, "ar": True}
