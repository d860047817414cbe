"""The poster, read from the finished files: one large side, type as large as the text allows."""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from pathlib import Path
from unittest import mock

import pikepdf
import pytest

from handouts.build import Order, Result, build
from handouts.formats import PAPERS
from handouts.project import Selection, UnknownName, open_project, plan_jobs
from tests import pdffacts, pdfink
from tests.pdfink import MM, Page
from tests.printed import ROOT, SLUG, Small, messages, small
from tests.verapdf import judge

TAGS = ("en", "de", "zh-Hans", "ar", "ur", "my")
BODY, STAFF, LARGEST = 12.0, 10.5, 24.0
SAFE = 12 * MM
CODE = 35 * MM
SENTENCE = "This sentence tells you one more thing that you may want to know. "


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Build this repository's article for a few languages."""
    folder = tmp_path_factory.mktemp("poster")
    selection = Selection(
        tags=TAGS, formats=("poster",), targets=("screen",), output=folder, slugs=(SLUG,)
    )
    with mock.patch.dict(os.environ):  # the typesetter names its fonts there
        results = build(open_project(ROOT), Order(selection=selection, workers=0, force=True))
    assert {r.outcome.value for r in results} == {"built"}, [r.findings for r in results]
    return {r.handout.tag: r.handout.path for r in results}


@cache
def facts(path: Path) -> pdffacts.Facts:
    return pdffacts.read(path.read_bytes())


@cache
def page(path: Path) -> Page:
    (one,) = pdfink.read(path.read_bytes())
    return one


def made(project: Small, **more: object) -> Result:
    (result,) = project.build(formats=("poster",), **more)
    return result


def body_size(one: Page) -> float:
    """The size that most letters have."""
    return Counter(round(glyph.size, 2) for glyph in one.glyphs).most_common(1)[0][0]


def titles(path: Path) -> list[pdfink.Glyph]:
    (title,) = facts(path).document.find("H1")
    keys = {key for inside in title.walk() for key in inside.content}
    return [glyph for glyph in page(path).glyphs if glyph.tag in keys]


# ── this repository's article ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tag", TAGS)
def test_one_a3_side_with_text_well_inside(built: dict[str, Path], tag: str) -> None:
    one = page(built[tag])
    assert (one.width, one.height) == pytest.approx((297 * MM, 420 * MM), abs=0.1)
    for glyph in one.glyphs:
        assert glyph.left >= SAFE - 1
        assert glyph.right <= one.width - SAFE + 1
        assert SAFE <= glyph.y <= one.height - SAFE


@pytest.mark.parametrize("tag", TAGS)
def test_type_is_as_large_as_it_must_be(built: dict[str, Path], tag: str) -> None:
    one = page(built[tag])
    body = body_size(one)
    assert body >= BODY
    assert min(glyph.size for glyph in one.glyphs) >= STAFF - 0.01
    title = titles(built[tag])
    assert title
    assert min(glyph.size for glyph in title) >= 2.4 * body
    assert max(glyph.size for glyph in one.glyphs) == max(glyph.size for glyph in title)


@pytest.mark.parametrize("tag", TAGS)
def test_three_columns_and_a_band_across(built: dict[str, Path], tag: str) -> None:
    document = facts(built[tag]).document
    assert len(document.find("H2")) == 9
    lefts = {round(line.left / MM / 10) for line in page(built[tag]).lines(gap=3)}
    assert len(lefts) >= 3
    red = [shape for shape in page(built[tag]).shapes if len(shape.colour) == 3 and is_red(shape)]
    assert max(shape.right - shape.left for shape in red) > 260 * MM


def is_red(shape: pdfink.Shape) -> bool:
    red, green, blue = shape.colour
    return red > 0.5 and green < 0.2 and blue < 0.2


def test_arabic_is_mirrored(built: dict[str, Path]) -> None:
    left = min(glyph.left for glyph in titles(built["en"]))
    right = max(glyph.right for glyph in titles(built["ar"]))
    assert left == pytest.approx(15 * MM, abs=6)
    assert right == pytest.approx((297 - 15) * MM, abs=6)


def test_verapdf_finds_nothing(built: dict[str, Path]) -> None:
    verdicts = judge([built["ar"]])
    assert list(verdicts.values()) == [{}]


# ── other texts and papers ─────────────────────────────────────────────────────────────────────


def test_a_short_text_is_set_in_24_points_and_a_longer_one_smaller(tmp_path: Path) -> None:
    sizes = []
    for number in (1, 24, 60):
        project = small(tmp_path / str(number))
        body = "\n\n".join([SENTENCE * 2] * (number // 2 or 1))
        project.write("articles/a.md", f'---\nversion: "1"\n---\n\n# A title\n\n## One\n\n{body}\n')
        result = made(project)
        assert result.outcome.value == "built", result.findings
        (one,) = project.pages(result)
        sizes.append(body_size(one))
    assert sizes[0] == LARGEST
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[2] >= BODY


def test_the_code_to_scan_is_large(tmp_path: Path) -> None:
    project = small(
        tmp_path,
        "bare",
        settings='[clinics.a]\nname = "Hill"\nphone = "1"\nurl = "https://example.org"\n',
    )
    result = made(project)
    assert result.outcome.value == "built", result.findings
    (one,) = project.pages(result)
    black = [s for s in one.shapes if s.colour == (0.0, 0.0, 0.0)]
    (code,) = [s for s in black if 0.9 < (s.right - s.left) / (s.bottom - s.top) < 1.1]
    assert code.right - code.left >= 33 / 37 * CODE  # without the white around it


def test_all_texts_without_picture_summary_or_clinic(tmp_path: Path) -> None:
    project = small(tmp_path, "warnings", settings="")
    result = made(project)
    assert result.outcome.value == "built", result.findings
    text = project.facts(result).document.text()
    for _, message in messages("warnings", tmp_path):
        assert message.replace("*", "") in text
    assert project.facts(result).untagged == []


@pytest.mark.parametrize(
    ("asked", "given"), [("letter", "tabloid"), ("a4", "a3"), ("a3", "a3"), ("tabloid", "tabloid")]
)
def test_paper_is_the_next_larger_one(asked: str, given: str) -> None:
    selection = Selection(tags=("en",), formats=("poster",), targets=("screen",), paper=asked)
    (job,) = plan_jobs(open_project(ROOT), selection)
    assert job.first.paper == given


def test_a_one_pager_is_not_printed_on_a3() -> None:
    selection = Selection(tags=("en",), formats=("one-pager",), targets=("screen",), paper="a3")
    with pytest.raises(UnknownName, match="not printed on a3"):
        plan_jobs(open_project(ROOT), selection)


def test_a_press_file_on_tabloid_bleeds(tmp_path: Path) -> None:
    project = small(tmp_path, "bare")
    result = made(project, targets=("press",), paper="letter")
    assert result.outcome.value == "built", result.findings
    paper = PAPERS["tabloid"]
    with pikepdf.open(result.handout.path) as pdf:
        (one,) = pdf.pages
        trim = [float(edge) for edge in one.TrimBox]
        bleed = [float(edge) for edge in one.BleedBox]
    assert trim[2] - trim[0] == pytest.approx(paper.width * MM, abs=0.1)
    assert trim[3] - trim[1] == pytest.approx(paper.height * MM, abs=0.1)
    assert bleed[0] == pytest.approx(trim[0] - 9, abs=0.1)


def test_an_absurdly_long_text_is_refused_with_millimetres(tmp_path: Path) -> None:
    project = small(tmp_path)
    body = "\n\n".join(f"## Section {n}\n\n{SENTENCE * 12}" for n in range(12))
    project.write("articles/long.md", f'---\nversion: "1"\n---\n\n# Long\n\n{body}\n')
    result = made(project)
    assert result.outcome.value == "refused"
    (found,) = [one for one in result.findings if one.severity == "error"]
    assert found.code == "H301"
    assert "one side of A3" in found.message
    assert " mm of column too long" in found.message
    assert not result.handout.path.exists()
