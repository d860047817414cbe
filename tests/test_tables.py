"""Tables: no number leaves its column, no text is printed over another, and what cannot is said."""

from __future__ import annotations

from pathlib import Path

import pytest
import weasyprint
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from handouts.compose.tables import column_group, column_widths, rows_of, uneven_columns
from handouts.project import open_project
from handouts.typeset.collisions import collisions
from tests import pdfpages
from tests.printed import small

PHONES = """---
version: "1"
---

# Phones

Text that says what this is.

## Phone list

| Who | Phone | Hours |
|---|---|---|
| Poison help line | 1-800-222-1222 | day and night |
| Quit smoking line | 1-800-784-8669 | Monday to Friday, 8:00 AM to 9:00 PM |
| Lung nurse | (202) 555-0119 ext. 4 | Monday to Thursday, 9:00 AM to 3:30 PM |
"""
FOLDED = ("one-pager", "brochure", "z-fold", "bifold", "booklet", "large-print", "poster")


def table(*rows: str) -> str:
    cells = (row.split("|") for row in rows)
    return "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells)


def test_columns_are_equal_unless_a_word_or_a_number_may_need_more() -> None:
    assert uneven_columns(table("one|two", "three words here|four")) == 0
    assert uneven_columns(table("one|two|three", "a|1-800-222-1222|b")) == 3
    assert uneven_columns(table("one|two|three", "a|Notfallspray|b")) == 3
    assert uneven_columns(table("一二三四五六七八九十一二三四五六七八九十|ก" + "ข" * 30)) == 0
    assert column_group(table("a|1-800-222-1222|b")).count("33.33%") == 3
    assert column_group(table("one|two")) == ""
    assert rows_of(table("a|b", "c|d")) == [[("d", "a"), ("d", "b")], [("d", "c"), ("d", "d")]]


@given(st.lists(st.floats(0, 80), min_size=1, max_size=6), st.floats(20, 200))
def test_widths_add_up_and_none_is_below_what_its_words_need(
    least: list[float], width: float
) -> None:
    widths = column_widths(least, width)
    assert all(wide >= need - 1e-6 for wide, need in zip(widths, least, strict=True))
    if sum(least) <= width:
        assert sum(widths) == pytest.approx(width)
    if all(need <= width / len(least) for need in least):
        assert widths == pytest.approx([width / len(least)] * len(least))


def test_widths_are_those_of_the_engine() -> None:
    least = [17.0, 36.0, 21.0]
    cells = "".join(f'<td><div style="width: {one}mm">x</div></td>' for one in least)
    columns = '<col style="width: 33.33%">' * 3
    html = f'<table style="width: 80mm; border-spacing: 0"><colgroup>{columns}</colgroup>{cells}'
    document = weasyprint.HTML(string=f"<style>td {{ padding: 0 }}</style>{html}").render()
    found = [
        box.border_width() * 25.4 / 96
        for box in document.pages[0]._page_box.descendants()
        if box.element_tag == "td" and type(box).__name__ == "TableCellBox"
    ]
    assert found == pytest.approx(column_widths(least, 80), abs=0.3)


@pytest.mark.parametrize("format_id", FOLDED)
def test_phone_numbers_in_a_table_stand_beside_their_hours(tmp_path: Path, format_id: str) -> None:
    project = small(tmp_path)
    project.write("articles/phones.md", PHONES)
    (result,) = project.build(formats=(format_id,), slugs=("phones",))
    assert result.outcome == "built", result.findings
    pages = PdfReader(result.handout.path).pages
    text = " ".join("".join(page.extract_text() for page in pages).split())
    for phone in ("1-800-222-1222", "1-800-784-8669", "(202) 555-0119"):
        assert phone in text


def test_a_table_too_narrow_for_its_numbers_is_refused_and_says_where(tmp_path: Path) -> None:
    row = "| (202) 555-0119 | (202) 555-0120 | (202) 555-0121 |\n"
    wide = PHONES[: PHONES.index("| Who")] + "| A | B | C |\n|---|---|---|\n" + row
    project = small(tmp_path)
    project.write("articles/wide.md", wide)
    (result,) = project.build(formats=("z-fold",))
    assert result.outcome == "refused"
    assert {found.code for found in result.findings if found.severity == "error"} == {"H302"}
    assert any("555-01" in found.message for found in result.findings)
    project.write("handouts.toml", '[policy]\noverflow = "reflow"\n')
    (result,) = project.build(formats=("z-fold",))
    assert result.outcome == "built"
    assert result.larger is not None


BOXES = """<div style="position: absolute; top: {}mm; left: {}mm"><p>first text</p></div>
<div style="position: absolute; top: 0; left: 0"><p>second text</p></div>"""


@pytest.mark.parametrize(
    ("top", "left", "collide"), [(0, 0, True), (2, 5, True), (7, 0, False), (0, 60, False)]
)
def test_texts_that_lie_on_each_other_are_found(
    tmp_path: Path, top: int, left: int, collide: bool
) -> None:
    page = pdfpages.page("en", BOXES.format(top, left))
    found = collisions(pdfpages.lay_out("en", page, tmp_path))
    assert bool(found) == collide
    if found:
        assert set(found[0].texts) == {"first text", "second text"}


PICTURE = """<img alt="A" style="position: absolute; top: {}mm; left: 0; width: 20mm; height: 10mm"
src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 1'/>"><p>text</p>"""


@pytest.mark.parametrize(("top", "collide"), [(0, True), (3, True), (30, False)])
def test_text_on_a_picture_is_found(tmp_path: Path, top: int, collide: bool) -> None:
    page = pdfpages.page("en", PICTURE.format(top))
    found = [one.texts for one in collisions(pdfpages.lay_out("en", page, tmp_path))]
    assert [{*texts} for texts in found] == ([{"a picture", "text"}] if collide else [])


def test_a_sheet_whose_texts_lie_on_each_other_is_refused(tmp_path: Path) -> None:
    project = small(tmp_path, "columns")
    template = (open_project(tmp_path).template_folders[-1] / "one-pager.html").read_text()
    over = '<p style="position: absolute; top: 60mm; left: 0">This is too low</p>'
    project.write("templates/one-pager.html", template.replace("</body>", f"{over * 2}</body>"))
    (result,) = project.build()
    assert {found.code for found in result.findings if found.severity == "error"} == {"H309"}
    assert "lies on" in str(result.findings)
