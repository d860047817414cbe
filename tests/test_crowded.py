"""Long names and numbers, text on colour, lists and the words that lead into them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest
from markupsafe import Markup

from handouts.build import Result
from handouts.compose import Templates
from handouts.compose.model import Block
from handouts.compose.phone import LEAST, fitted
from handouts.compose.plan import Packing, Plan, Step, atoms
from handouts.compose.predict import Face
from handouts.compose.predict_panels import PanelGuess
from handouts.formats import PAPERS, one_pager_frame
from handouts.languages import language
from handouts.shipped import TEMPLATES
from handouts.typeset import fit
from handouts.typeset.fit import Measured
from tests import folded
from tests.folded import File
from tests.folded_articles import CLINIC, WHOLE
from tests.pdfink import MM, Line, Shape
from tests.printed import Small
from tests.test_page import collisions
from tests.test_panels_odd import faults, project

NUMBER = "+49 30 901820-55501"
NAME = (
    "Saint Bartholomew Interdisciplinary Centre for Pulmonary Rehabilitation, Allergology and"
    " Respiratory Medicine, Department of Outpatient Care"
)
LONG = CLINIC.replace("Hill Clinic", NAME).replace("(202) 555-0142", NUMBER)
OFFICE = LONG.replace('["screen"]', '["office"]')
FOLDS = ("brochure", "z-fold", "bifold", "booklet")


# ── the phone ──────────────────────────────────────────────────────────────────────────────────


class Even:
    """A counter for type whose letters are all half as wide as they are tall; mm are points."""

    def __call__(self, text: str, width: float, points: float, face: Face = "text") -> int:
        return len(self.widths(text, width, points, face))

    def widths(self, text: str, width: float, points: float, face: Face = "text") -> list[float]:
        return [len(text) * points / 2]


def number(text: str, width: float) -> tuple[float, str]:
    """Give the size in which a number is set in a width, and its lines."""
    sheet = mock.Mock(clinic={"phone": SimpleNamespace(html=Markup(text))})
    step = mock.Mock(size=1.0)
    phone = fitted(sheet, step, Even(), width, 22.0)
    assert phone
    assert phone.lines == phone.html.count("<br>") + 1
    return phone.points, phone.html.replace("<br>", "|").striptags()


def test_a_number_is_as_large_as_its_place_allows() -> None:
    assert number("12345 67890", 200.0) == (22.0, "12345 67890")
    points, seen = number("12345 67890", 100.0)
    assert (points, seen) == (18.0, "12345 67890")
    assert 11 * points / 2 <= 100.0 < 11 * (points + 0.5) / 2


def test_a_number_breaks_between_groups_where_small_type_is_too_wide() -> None:
    assert number("12345 67890 12345", 75.0) == (LEAST, "12345 67890|12345")
    assert number("1234567890123456789", 75.0) == (LEAST, "1234567890123456789")


@contextmanager
def unguarded() -> Iterator[None]:
    """Print what the audit of a layout would refuse, to see that the tests here notice it."""
    with (
        mock.patch("handouts.typeset.fit.collisions", return_value=()),
        mock.patch("handouts.typeset.fit.overflows", return_value=()),
    ):
        yield


def lines_of(page_lines: list[Line], text: str) -> list[Line]:
    return [line for line in page_lines if text in line.seen()]


def made(folder: Path, name: str, settings: str = LONG, target: str = "screen") -> Result:
    (result,) = project(folder, {"whole": WHOLE}, settings).build(
        formats=(name,), targets=(target,)
    )
    assert result.outcome == "built", result.findings
    return result


@pytest.mark.parametrize("name", FOLDS)
def test_a_long_name_and_number_run_into_nothing_on_a_folded_sheet(
    tmp_path: Path, name: str
) -> None:
    file = File(made(tmp_path, name).handout.path, name, "screen", "a4", "en")
    assert faults(file) == []
    assert lines_of(file.pages[-1].lines(), NUMBER)
    if name in ("bifold", "booklet"):
        assert crowded(file.pages[-1].lines()) == []


def crowded(lines: list[Line]) -> list[str]:
    """Name the number that reaches over the rule before the code, 48 mm from the text's end."""
    rule = (148.5 - 12.0 - 48.0) * MM
    return [line.seen() for line in lines_of(lines, NUMBER) if line.right > rule]


@pytest.mark.parametrize("name", ["bifold", "booklet"])
def test_a_number_that_is_wider_than_its_column_is_noticed(tmp_path: Path, name: str) -> None:
    with unguarded(), mock.patch("handouts.compose.phone._natural", return_value=1.0):
        result = made(tmp_path, name)
    assert crowded(Small(tmp_path).pages(result)[-1].lines()) == [NUMBER]


@pytest.mark.parametrize("name", ["one-pager", "large-print", "bilingual", "poster"])
def test_a_long_number_stays_whole_on_other_sheets(tmp_path: Path, name: str) -> None:
    small = project(tmp_path, {"whole": WHOLE}, LONG)
    tags = ("de",) if name == "bilingual" else ("en",)
    paper = {"paper": "a3"} if name == "poster" else {}
    small.translate("de", {("title", "Pain"): "Schmerz"}, "whole")
    (result,) = small.build(formats=(name,), tags=tags, **paper)
    assert result.outcome == "built", result.findings
    pages = small.pages(result)
    assert [hit for page in pages for hit in collisions(page)] == []
    assert any(lines_of(page.lines(), NUMBER) for page in pages)


# ── the cover's foot ───────────────────────────────────────────────────────────────────────────


def on_the_drawing(file: File) -> list[str]:
    """Name the lines of who hands a sheet out that stand above the white at the cover's foot."""
    page = file.pages[0]
    white = [
        s
        for s in page.shapes
        if s.colour in ((1.0, 1.0, 1.0), (1.0,)) and s.right - s.left > 80 * MM
    ]
    top = min(shape.top for shape in white if shape.bottom > page.height - 5 * MM)
    name = set(NAME.split())
    return [
        line.seen()
        for line in page.lines()
        if len(name & set(line.seen().split())) > 1 and line.y - line.size * 0.8 < top
    ]


@pytest.mark.parametrize("name", FOLDS)
def test_a_long_name_stands_on_the_white_of_the_cover_s_foot(tmp_path: Path, name: str) -> None:
    file = File(made(tmp_path, name).handout.path, name, "screen", "a4", "en")
    assert on_the_drawing(file) == []


def test_a_name_on_the_drawing_is_noticed(tmp_path: Path) -> None:
    with unguarded(), mock.patch.object(PanelGuess, "who_hands_out", return_value=12.0):
        result = made(tmp_path, "brochure")
    file = File(result.handout.path, "brochure", "screen", "a4", "en")
    assert on_the_drawing(file) != []


# ── text on colour ─────────────────────────────────────────────────────────────────────────────


def at_the_colour_s_edge(path: Path, name: str) -> list[str]:
    """Name the light letters of an office sheet that stand nearer than 2.9 mm to a colour's end."""
    file = File(path, name, "office", "a4", "en")
    light = {
        (glyph.text, round(glyph.left / MM, 1), round(glyph.y / MM, 1))
        for page in file.pages
        for glyph in folded.letters(page)
        # Numbers of steps are white on discs of their own.
        if len(glyph.colour) == 3 and sum(glyph.colour) > 2.0 and not glyph.text.isdigit()
    }
    assert len(light) > 20
    near = folded.near_edges(file, safe=6.5 + 2.9)
    return [
        text
        for text, left, y in sorted(light)
        if any(f"{text!r} at {left:.1f}, {y:.1f} mm" in line for line in near)
    ]


@pytest.mark.parametrize("name", FOLDS)
def test_text_on_colour_keeps_away_from_where_an_office_file_ends_it(
    tmp_path: Path, name: str
) -> None:
    with mock.patch("handouts.compose.panels._MARGINS", ((10.0, 6.5),) * 3):
        result = made(tmp_path, name, OFFICE, "office")
    assert at_the_colour_s_edge(result.handout.path, name) == []


def test_text_at_the_edge_of_colour_is_noticed(tmp_path: Path) -> None:
    with (
        mock.patch("handouts.compose.panels._MARGINS", ((10.0, 6.5),) * 3),
        mock.patch("handouts.compose.panels._ON_COLOUR", 0.0),
    ):
        result = made(tmp_path, "z-fold", OFFICE, "office")
    assert at_the_colour_s_edge(result.handout.path, "z-fold") != []


# ── lists and what leads into them ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "does"),
    [("These:", True), ("这些：", True), ("እነዚህ፦ ", True), ("ទាំងនេះ៖", True), ("At 8:00.", False)],
)
def test_a_colon_announces_what_comes_next(text: str, does: bool) -> None:
    assert Block(kind="paragraph", id="a", text=text).announces is does


def test_a_list_is_parted_from_a_colon_last_of_all() -> None:
    step = Step(name="normal", leading=6.0, size=1.0, frame=one_pager_frame(PAPERS["a4"]))
    blocks = [
        Block(kind="paragraph", id="a", text="In short."),
        Block(kind="paragraph", id="b", text="Like so", keep=True),
        Block(kind="paragraph", id="c", text="These:", keep=True),
        Block(kind="paragraph", id="d"),
    ]
    flow = atoms(blocks)
    _, plain, words, colon, _ = Packing(flow, dict.fromkeys("abcd", 6.0), step).penalties
    assert plain < words < colon
    parted = Plan(sides=(), lines=1, excess=(), broken=words)
    assert parted.parted
    assert not Plan(sides=(), lines=1, excess=(), broken=plain).parted


def chosen(*plans: tuple[float, float]) -> int:
    """Give the step that is laid out, of some with (overflow, worst break) each."""
    frame = one_pager_frame(PAPERS["a4"])
    ladder = [
        Step(name="dense", leading=6.0 - n / 10, size=1.0, frame=frame, pages=(frame,))
        for n in range(len(plans))
    ]

    def expect(step: Step) -> Measured:
        over, broken = plans[ladder.index(step)]
        plan = Plan(sides=((), ()), lines=1, excess=(over,), broken=broken)
        return Measured(step, (), {}, mock.Mock(), plan)

    return fit._next_step(ladder, 0, expect, 1.0)[1]


def test_a_folded_sheet_is_set_closer_rather_than_a_list_without_its_first_words() -> None:
    assert chosen((0.0, 20.0), (0.0, 0.0)) == 0
    assert chosen((0.0, 120.0), (0.0, 20.0)) == 1
    # Where nothing helps, the parted list is printed: it is no reason for a refusal.
    assert chosen((9.0, 0.0), (0.0, 120.0), (0.0, 120.0)) == 1
    assert chosen((0.0, 120.0), (9.0, 0.0)) == 0


# ── icons ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("tag", "turned"), [("ar", True), ("fa", True), ("ur", True), ("he", False), ("en", False)]
)
def test_the_question_mark_is_turned_in_arabic_script_alone(tag: str, turned: bool) -> None:
    source = (
        '{% import "parts.html" as parts with context %}{{ parts.box_head("Ask", "question") }}'
    )
    template = Templates([TEMPLATES]).environment.from_string(source)
    html = template.render(sheet=SimpleNamespace(language=language(tag)), pine="#000")
    assert ("mirror" in html) is turned


# ── untranslated words on the warning's bar ────────────────────────────────────────────────────


def rules(folder: Path, name: str) -> int:
    """Count the white rules beside untranslated words on the red bar."""
    small = project(folder, {"whole": WHOLE}, LONG)
    small.translate("de", {("title", "Pain"): "Schmerz"}, "whole")
    (result,) = small.build(formats=(name,), tags=("de",))
    assert result.outcome == "built", result.findings
    return sum(
        red.left < rule.left < rule.right < red.right
        and red.top < rule.top < rule.bottom < red.bottom
        for page in small.pages(result)
        for red in page.shapes
        if is_red(red)
        for rule in page.shapes
        if set(rule.colour) == {1.0}
        and 0.3 * MM < rule.right - rule.left < 1.2 * MM
        and rule.bottom - rule.top > 5 * MM
    )


def is_red(shape: Shape) -> bool:
    return len(shape.colour) == 3 and shape.colour[0] > 0.5 and max(shape.colour[1:]) < 0.2


@pytest.mark.parametrize("name", ["one-pager", "brochure", "large-print"])
def test_the_rule_beside_untranslated_words_is_white_on_the_red_bar(
    tmp_path: Path, name: str
) -> None:
    assert rules(tmp_path / "white", name) > 0
    css = {"one-pager": "tokens", "brochure": "panels", "large-print": "large-print"}[name]
    own = (TEMPLATES / f"{css}.css").read_text(encoding="utf-8")
    black = tmp_path / "black/templates" / f"{css}.css"
    black.parent.mkdir(parents=True)
    black.write_text(own.replace(".source { border-color: #fff }", ".none { }"), encoding="utf-8")
    assert rules(tmp_path / "black", name) == 0, "a dark rule is noticed"
