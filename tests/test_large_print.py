"""Large print, read from the finished files: sizes of type, breaks between pages, every word."""

from __future__ import annotations

import os
from functools import cache
from itertools import pairwise
from pathlib import Path
from unittest import mock

import pytest
from markupsafe import Markup

from handouts.build import Order, Result, build
from handouts.compose.large_parts import cut_blocks
from handouts.compose.model import Block
from handouts.languages import language
from handouts.project import Selection, open_project
from tests import pdffacts, pdfink
from tests.pdfink import MM, Glyph, Page
from tests.printed import ROOT, SLUG, Small, messages, small, word
from tests.verapdf import judge

TAGS = ("en", "de", "zh-Hans", "ar", "ur", "my")
PATIENT, HEADING, STAFF = 18.0, 22.0, 14.0
UNPRINTABLE = 6 * MM
SENTENCE = "This sentence tells you one more thing that you may want to know. "
LONG = f"<p>{SENTENCE * 12}</p>"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Build this repository's article for a few languages."""
    folder = tmp_path_factory.mktemp("large")
    selection = Selection(
        tags=TAGS, formats=("large-print",), targets=("screen",), output=folder, slugs=(SLUG,)
    )
    with mock.patch.dict(os.environ):  # the typesetter names its fonts there
        results = build(open_project(ROOT), Order(selection=selection, workers=0, force=True))
    assert {r.outcome.value for r in results} == {"built"}, [r.findings for r in results]
    return {r.handout.tag: r.handout.path for r in results}


@cache
def facts(path: Path) -> pdffacts.Facts:
    return pdffacts.read(path.read_bytes())


@cache
def pages(path: Path) -> list[Page]:
    return pdfink.read(path.read_bytes())


def made(project: Small, **more: object) -> Result:
    (result,) = project.build(formats=("large-print",), **more)
    return result


def roles(found: pdffacts.Facts) -> dict[object, str]:
    """The text of the block around each marked sequence, after its role."""
    known: dict[object, str] = {}
    for block in found.document.walk():
        if block.role in ("P", "H1", "H2", "H3", "LBody", "Lbl", "TD", "TH"):
            for inside in block.walk():
                known |= dict.fromkeys(inside.content, f"{block.role} {block.text()}")
    return known


# ── type ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tag", TAGS)
def test_type_is_large(built: dict[str, Path], tag: str) -> None:
    known = roles(facts(built[tag]))
    small_print = {text for text in known.values() if "MedlinePlus: Spine" in text}
    small_print |= {text for text in known.values() if "reviewed" in text or "Version" in text}
    small_print |= {f"P {word(tag, 'Sources')}", "P When back pain stays after surgery"}
    faults = []
    for page in pages(built[tag]):
        for glyph in page.glyphs:
            text = known.get(glyph.tag, "")
            floor = PATIENT if text and text not in small_print else STAFF
            floor = HEADING if text.startswith("H") else floor
            if glyph.size < floor - 0.01 and not is_margin(glyph, page, text):
                faults.append(f"{glyph.size:.1f} pt: {text or glyph.text}")
            assert glyph.size >= STAFF - 0.01, f"{glyph.size:.1f} pt: {text or glyph.text}"
    assert sorted(set(faults)) == []


def is_margin(glyph: Glyph, page: Page, text: str) -> bool:
    """Whether a glyph stands in the strip or the imprint."""
    head, foot = 25 * MM, page.height - 35 * MM
    return text.startswith("P ") and not head < glyph.y < foot


# ── pages ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tag", TAGS)
def test_every_page_is_a4_has_its_number_and_white_edges(built: dict[str, Path], tag: str) -> None:
    found = pages(built[tag])
    assert 5 <= len(found) <= 11
    for number, page in enumerate(found, 1):
        assert (page.width, page.height) == pytest.approx((210 * MM, 297 * MM), abs=0.1)
        lines = " ".join(line.seen() for line in page.lines(gap=3))
        assert f"{number} / {len(found)}" in lines
        assert "When back pain stays after surgery" in lines
        assert "not yet reviewed" in lines
        lowest = max(glyph.y for glyph in page.glyphs)
        assert lowest < page.height - UNPRINTABLE
        assert min(glyph.left for glyph in page.glyphs) > 19 * MM


@pytest.mark.parametrize("tag", TAGS)
def test_lists_stay_whole_and_headings_with_their_text(built: dict[str, Path], tag: str) -> None:
    document = facts(built[tag]).document
    for one in document.find("L"):
        on = {key for part in one.walk() for key, _ in part.content}
        assert len(on) == 1, f"a list goes over the page: {one.text()[:40]}"
    elements = [e for e in document.walk() if e.content and e.role in ("H2", "H3", "P", "LBody")]
    for head, after in pairwise(elements):
        if head.role.startswith("H") and head.text() != word(tag, "My own questions"):
            assert head.content[-1][0] == after.content[0][0], head.text()


def test_the_last_page_is_not_nearly_empty(built: dict[str, Path]) -> None:
    for tag in TAGS:
        last = pages(built[tag])[-1]
        inside = [g.y for g in last.glyphs if g.tag and g.y < last.height - 45 * MM]
        assert max(inside) - min(inside) > 60 * MM, tag


def test_the_warning_comes_before_the_first_section(built: dict[str, Path]) -> None:
    heads = [head.text() for head in facts(built["en"]).document.find("H2")]
    assert heads[:3] == ["Key points", "Get help right away", "What is it?"]
    calls = [head.text() for head in facts(built["en"]).document.find("H3")]
    assert calls[:2] == ["Call 911 now if", "Call (202) 555-0142 today if"]


def test_arabic_is_mirrored(built: dict[str, Path]) -> None:
    title = max(pages(built["ar"])[0].lines(), key=lambda line: line.size)
    assert title.right > (210 - 30) * MM
    bullets = [shape for shape in pages(built["ar"])[1].shapes if 0 < shape.right - shape.left < 9]
    assert bullets
    assert min(shape.left for shape in bullets) > 105 * MM


def test_verapdf_finds_nothing(built: dict[str, Path]) -> None:
    verdicts = judge([built["ar"]])
    assert list(verdicts.values()) == [{}]


# ── other articles ─────────────────────────────────────────────────────────────────────────────


def test_letter_and_every_text(tmp_path: Path) -> None:
    project = small(tmp_path, "warnings")
    result = made(project, paper="letter")
    assert result.outcome.value == "built", result.findings
    (*_, page) = project.pages(result)
    assert (page.width, page.height) == pytest.approx((612, 792), abs=0.1)
    text = project.facts(result).document.text()
    for _, message in messages("warnings", tmp_path):
        assert message.replace("*", "") in text


def test_what_is_longer_than_a_page_goes_on(tmp_path: Path) -> None:
    project = small(tmp_path)
    rows = "".join(f"| {n} | {SENTENCE} |\n" for n in range(30))
    items = "".join(f"- {SENTENCE} {n}\n" for n in range(24))
    project.write(
        "articles/long.md",
        f'---\nversion: "1"\n---\n\n# Long\n\n## One\n\n{SENTENCE * 40}\n\n| A | B |\n|---|---|\n'
        f"{rows}\n::: warning Go\n### Now\n\n{items}\n:::\n",
    )
    result = made(project)
    assert result.outcome.value == "built", result.findings
    text = project.facts(result).document.text()
    assert text.count(SENTENCE.strip()) == 40 + 30 + 24
    assert (result.pages or 0) > 8
    tables = project.facts(result).document.find("Table")
    assert len(tables) > 1
    assert all(len(table.find("TH")) == 2 for table in tables)


def test_more_than_40_pages_are_refused_with_millimetres(tmp_path: Path) -> None:
    project = small(tmp_path)
    body = "\n\n".join(f"## Section {n}\n\n{SENTENCE * 12}" for n in range(70))
    project.write("articles/long.md", f'---\nversion: "1"\n---\n\n# Long\n\n{body}\n')
    result = made(project)
    assert result.outcome.value == "refused"
    (found,) = [one for one in result.findings if one.severity == "error"]
    assert found.code == "H301"
    assert "40 pages of A4" in found.message
    assert " mm of text" in found.message
    assert not result.handout.path.exists()


# ── cutting ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "html"),
    [
        ("paragraph", "Short."),
        ("paragraph", SENTENCE * 30),
        ("paragraph", f"<strong>{SENTENCE * 30}</strong>"),
        ("paragraph", f"A <strong>b. c</strong> d. {SENTENCE * 30}"),
        ("paragraph", f'<span lang="en" dir="ltr" class="source">{SENTENCE * 30}</span>'),
        ("quote", f"<p>{SENTENCE * 12}</p><p>{SENTENCE * 12}</p>"),
        ("quote", f"{LONG}<ul><li>a<p>b</p><p>c</p></li></ul>{LONG}"),
        ("quote", f"{LONG}<table><colgroup><col></colgroup><tr><td>a</td></tr></table>{LONG}"),
        ("quote", f"<ol><li>{SENTENCE * 12}</li></ol><blockquote>{LONG}</blockquote>"),
    ],
)
def test_cutting_loses_nothing(kind: str, html: str) -> None:
    parts = cut_blocks([Block(kind=kind, id="b1", html=Markup(html))], language("en"))
    assert "".join("".join(part.html.striptags() for part in parts).split()) == "".join(
        Markup(html).striptags().split()
    )
    assert len({part.id for part in parts}) == len(parts)
    for part in parts:
        for tag in ("strong", "span", "p", "ul", "ol", "li", "blockquote", "table"):
            assert part.html.count(f"<{tag}") == part.html.count(f"</{tag}>")
    if len(html) > 1500 and "strong" not in html[:10]:
        assert len(parts) > 1
