"""One more clinic: the bytes are those of a sheet that was made alone, whichever clinic came first.

A page that is put together from a kept one and a few new blocks cannot be told from one that was
laid out whole: that is held here over formats, languages and clinics of all kinds.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import tinyhtml5
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts.build import Outcome
from handouts.build.making import Maker
from handouts.build.printing import KEPT, Printer
from handouts.pdf import redrawing, write
from handouts.project import Project, Selection, open_project, plan_jobs
from handouts.shipped import FONTS
from handouts.typeset import recording
from handouts.typeset.afresh import Shelf
from handouts.typeset.engine import Typesetter
from handouts.typeset.source import Source, read_source, tokens
from tests import pdffacts, pdfpages
from tests.projects import project
from tests.verapdf import judge

ROOT = Path(__file__).resolve().parent.parent
SLUG = "post-laminectomy-syndrome"
TODAY = datetime.date(2026, 11, 29)
FACTS = """
[clinics.first]
name = "Example Spine and Pain Clinic"
phone = "(202) 555-0142"
url = "https://example.org/{slug}"
hours = "Mo-Fr 08:00-17:00"
interpreter = "Ask us for an interpreter. It is free for you."

[clinics.like]
name = "North Harbour Pain Centre"
phone = "(202) 555-0187"
url = "https://example.com/{slug}"
hours = "Mo-Fr 09:00-16:00"
interpreter = "Ask us for an interpreter. It is free for you."

[clinics.longer]
name = "St. Mary’s Hospital of Springfield and District, Department of Anaesthesia and Pain"
phone = "(202) 555-0143"
url = "https://example.org/a-long-path-that-needs-a-larger-code/{slug}"
hours = "Mo-Fr 08:00-17:00"
interpreter = "Ask us for an interpreter. It is free for you."

[clinics.bare]
name = "Westside"

[clinics.own]
name = "Kings Road Surgery"
phone = "(202) 555-0144"
url = "https://example.org/{slug}"
hours = "Mo-Fr 08:00-17:00"
interpreter = "Ask us for an interpreter. It is free for you."
colour = "#5a1846"
logo = "articles/images/spine-path.svg"
"""
SHEETS = [
    ("en", "one-pager"),
    ("zh-Hans", "poster"),
    ("de", "brochure"),
    ("km", "large-print"),
    ("ar", "bilingual"),
]
SOME = {
    "bilingual": ("first", "like"),
    "brochure": ("first", "longer", "like"),
    "large-print": ("first", "bare", "like"),
    "poster": ("first", "own", "like"),
}
"""The clinics of the slow ones."""


def library(folder: Path, clinics: str = FACTS) -> Project:
    """This repository's article, for some clinics."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("articles", "locales", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "handouts.toml").write_text(f'targets = ["screen", "office"]\n{clinics}')
    return open_project(folder)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fontconfig")


@contextmanager
def printing(here: Project, cache: Path, kept: int) -> Iterator[Maker]:
    """Make sheets with a shelf for some pages; none: each is laid out whole."""
    printer = Printer(here, cache)
    object.__setattr__(printer.typesetter, "shelf", Shelf(kept))
    yield Maker(here, printer, final=False, today=TODAY)


def made(maker: Maker, tag: str, name: str, clinics: Sequence[str] = ()) -> dict[str, bytes]:
    """The files of a sheet by clinic and target, made in the order of the clinics."""
    jobs = plan_jobs(maker.project, Selection(tags=(tag,), formats=(name,)))
    by_clinic = {job.first.clinic: job for job in jobs}
    found = {}
    for clinic in clinics or by_clinic:
        for result in maker.make(by_clinic[clinic]):
            assert result.outcome is Outcome.BUILT, (result.findings, result.trace)
            printed = result.larger or result.handout
            found[f"{clinic} {result.handout.target}"] = printed.path.read_bytes()
    return found


@pytest.fixture
def exchanged(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each page that was asked for came from a kept one."""
    found: list[bool] = []
    stock = Shelf.find

    def find(shelf: Shelf, *given: Any) -> Any:
        document = stock(shelf, *given)
        found.append(document is not None)
        return document

    monkeypatch.setattr(Shelf, "find", find)
    return found


# ── the same bytes ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("tag", "name"), SHEETS)
def test_a_sheet_is_the_same_made_alone_or_after_other_clinics(
    tag: str, name: str, tmp_path: Path, cache: Path, exchanged: list[bool]
) -> None:
    here = library(tmp_path / "library")
    with printing(here, cache, 0) as alone:
        expected = made(alone, tag, name, SOME.get(name, ()))
    assert len(set(expected.values())) == len(expected)  # clinics do differ
    assert exchanged == []
    with printing(here, cache, KEPT) as together:
        assert made(together, tag, name, SOME.get(name, ())) == expected
    assert any(exchanged)
    assert not all(exchanged)


def test_the_order_of_clinics_does_not_matter(
    tmp_path: Path, cache: Path, exchanged: list[bool]
) -> None:
    here = library(tmp_path / "library")
    clinics = ["first", "like", "longer"]
    with printing(here, cache, KEPT) as forth, printing(here, cache, KEPT) as back:
        one = made(forth, "en", "one-pager", clinics)
        assert made(back, "en", "one-pager", clinics[::-1]) == one
    assert exchanged.count(True) >= 2


SMALL = """\
formats = ["one-pager"]
targets = ["screen"]

[clinics.a]
name = "Example Clinic"
phone = "(202) 555-0142"

[clinics.b]
"""


@given(
    name=st.text("abc é–·&<\"'ض漢字", min_size=1, max_size=60).map(str.strip).filter(bool),
    phone=st.from_regex(r"\(20[0-9]\) 555-01[0-9]{2}", fullmatch=True),
)
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_the_facts_are(
    name: str, phone: str, cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    facts = f"name = '''{name}'''\nphone = \"{phone}\"\n"
    folder = project(tmp_path_factory.mktemp("small"), {"handouts.toml": SMALL + facts})
    here = open_project(folder)
    jobs = plan_jobs(here, Selection(tags=("es",)))
    with printing(here, cache, 0) as alone, printing(here, cache, KEPT) as together:
        for job in jobs:
            one, other = alone.make(job), together.make(job)
            assert [(r.outcome, r.sha256) for r in one] == [(r.outcome, r.sha256) for r in other]


LONG = f"<p>{'two ' * 60}</p>"


@pytest.mark.parametrize(
    ("old", "new", "is_exchanged"),
    [
        ("<p>one</p><p>after</p>", "<p>two</p><p>after</p>", True),
        ("<p>one</p><p>after</p>", f"{LONG}<p>after</p>", False),
        ("<div><p>one</p></div><p>x</p>", f"<div>{LONG}</div><p>x</p>", False),
        (
            '<div style="height: 9mm"><p>one</p></div>',
            f'<div style="height: 9mm">{LONG}</div>',
            False,  # its last line is elsewhere
        ),
        ('<div class="half"><p>one</p></div>', '<div class="half"><p>two</p></div>', True),
        (
            '<div style="float: left">one</div><p>x</p>',
            '<div style="float: left">two</div><p>x</p>',
            False,
        ),
        (
            "<ol><li>a</li><li>one</li></ol>",
            "<ol><li>a</li><li>two</li></ol>",
            False,  # the second number is not known to the item
        ),
        (
            '<p><a href="#x">one</a></p><p id="x">x</p>',
            '<p><a href="#x">two</a></p><p id="x">x</p>',
            True,
        ),
        (
            "<table><tbody><tr><td><p>one</p></td><td>x</td></tr></tbody></table>",
            "<table><tbody><tr><td><p>two</p></td><td>x</td></tr></tbody></table>",
            False,  # the table's columns ask how wide their texts are
        ),
        ("<h1>one</h1><p>x</p>", "<h1>two</h1><p>x</p>", True),
        (
            '<div class="foot"><p>one</p></div><p>x</p>',
            '<div class="foot"><p>two</p></div><p>x</p>',
            False,  # the edge of a page asks how wide its texts are
        ),
        (
            '<div><div class="foot"><p>one</p></div></div>',
            f'<div><div class="foot">{LONG}</div></div>',
            False,  # it stands at the foot of the page
        ),
        (
            "<style>h1 { string-set: x content() } @page { @top-right { content: string(x) } }"
            "</style><h1>one</h1>",
            "<style>h1 { string-set: x content() } @page { @top-right { content: string(x) } }"
            "</style><h1>two</h1>",
            False,
        ),
        (
            '<div class="grid"><div><p>one</p></div></div>',
            '<div class="grid"><div><p>two</p></div></div>',
            False,
        ),
    ],
)
def test_pages_of_any_kind_come_out_as_if_laid_out_whole(
    old: str, new: str, is_exchanged: bool, cache: Path, exchanged: list[bool]
) -> None:
    pages = [whole(body) for body in (old, new, new.replace("two", "six"))]
    expected = written(pages, cache, 0)
    assert exchanged == []
    assert written(pages, cache, KEPT) == expected
    assert exchanged[:2] == [False, is_exchanged]


def test_a_page_whose_sizes_are_not_compared_goes_wrong(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = ("<p>one</p><p>after</p>", f"<p>{'two ' * 60}</p><p>after</p>")
    pages = [whole(body) for body in bodies]
    expected = written(pages, cache, 0)
    monkeypatch.setattr(recording, "_outcome", lambda *given: ())
    assert written(pages, cache, KEPT) != expected


def whole(body: str) -> str:
    """A page with all its tags."""
    html = pdfpages.page("en", body).replace("<meta", "<head><meta")
    return html.replace("<body>", "</head><body>") + "</body></html>"


def written(pages: Sequence[str], cache: Path, kept: int) -> list[bytes]:
    """The PDFs of pages that one typesetter laid out in turn."""
    typesetter = Typesetter(fonts=FONTS, cache=cache, shelf=Shelf(kept))
    breaking = str  # the same for all
    return [
        write(typesetter.lay_out(html, ("Noto Sans",), (), {}, breaking), pdfpages.facts("en"))
        for html in pages
    ]


def test_a_block_that_keeps_its_old_drawing_shows_the_other_clinic(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = library(tmp_path / "library")
    with printing(here, cache, 0) as alone:
        expected = made(alone, "en", "one-pager", ["like"])
    monkeypatch.setattr("handouts.typeset.afresh._DRAWINGS", "nothing")
    with printing(here, cache, KEPT) as careless:
        assert made(careless, "en", "one-pager", ["first", "like"]) != expected


# ── what is on the page ────────────────────────────────────────────────────────────────────────


def test_tags_and_text_of_a_later_clinic_are_its_own_and_verapdf_finds_nothing(
    tmp_path: Path, cache: Path, exchanged: list[bool]
) -> None:
    here = library(tmp_path / "library")
    files = {}
    with printing(here, cache, KEPT) as maker:
        for tag in ("en", "ar"):
            for name, data in made(maker, tag, "one-pager", ["first", "like"]).items():
                path = tmp_path / f"{tag} {name}.pdf"
                path.write_bytes(data)
                files[tag, name] = path
    assert exchanged == [False, True, False, True]
    later = [path for (_, name), path in files.items() if name == "like screen"]
    assert judge(later) == {path: {} for path in later}
    read = pdffacts.read(files["en", "like screen"].read_bytes())
    text = str(read)
    assert "North Harbour Pain Centre" in text
    assert "(202) 555-0187" in text
    assert "Example Spine" not in text
    assert "555-0142" not in text
    with pikepdf.open(files["en", "like screen"]) as pdf:
        assert pdf.Root.MarkInfo.Marked


def test_a_picture_that_changed_is_looked_at_again(
    tmp_path: Path, cache: Path, exchanged: list[bool]
) -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="{}"/></svg>'
    article = "# Pain\n\nCall {clinic.phone}.\n\n![A line.](x.svg)\n"
    files = {
        "handouts.toml": SMALL + 'name = "Another Clinic"\nphone = "(202) 555-0143"\n',
        "articles/tooth-pain.md": article,
        "articles/x.svg": picture.format("M0 0h9v9z"),
    }
    here = open_project(project(tmp_path / "small", dict(files)))
    with printing(here, cache, KEPT) as maker:
        made(maker, "en", "one-pager", ["a", "b"])
    assert any(exchanged)
    exchanged.clear()
    with printing(here, cache, KEPT) as maker:
        made(maker, "en", "one-pager", ["a"])
        (here.root / "articles/x.svg").write_text(picture.format("M1 1h5v5h-5z"))
        second = made(maker, "en", "one-pager", ["b"])
    with printing(here, cache, 0) as alone:
        assert made(alone, "en", "one-pager", ["b"]) == second
    assert not any(exchanged)


def test_only_a_project_with_more_clinics_keeps_pages(tmp_path: Path, cache: Path) -> None:
    one = SMALL.removesuffix("\n[clinics.b]\n")
    lonely = open_project(project(tmp_path / "one", {"handouts.toml": one}))
    assert not Printer(lonely, cache).typesetter.shelf
    assert Printer(library(tmp_path / "more"), cache).typesetter.shelf


# ── the text of a page ─────────────────────────────────────────────────────────────────────────

PAGE = (
    '<!doctype html><html lang="en"><head><title>t</title><style>p { color: red }</style></head>'
    '<body><!-- x --><p class="a">One <b>two</b><br>three</p>'
    '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg><p><a href="tel:1">1</a></p></body></html>'
)


def source(html: str = PAGE) -> Source | None:
    return read_source(tokens(html), tinyhtml5.parse(StringIO(html), namespace_html_elements=False))


@pytest.mark.parametrize(
    ("old", "new", "tags"),
    [
        ("two", "2", {"b"}),
        ("One ", "Eins ", {"p"}),
        ("M0 0", "M1 1", {"svg"}),
        ("0 0 1 1", "0 0 2 2", {"body"}),
        ("tel:1", "tel:2", {"p"}),
        ("x", "x", set()),
    ],
)
def test_other_words_are_found_in_the_element_around_them(
    old: str, new: str, tags: set[str]
) -> None:
    found = source()
    assert found is not None
    changed = found.changed(tokens(PAGE.replace(old, new)))
    assert changed is not None
    assert {found.nodes[place].tag for place in changed} == tags


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('class="a"', 'class="b"'),
        ('lang="en"', 'lang="de"'),
        ("color: red", "color: blue"),
        (">t<", ">u<"),
        ("<b>two</b>", "<i>two</i>"),
        ("<br>", ""),
        ("<b>two</b>", "two"),
        ("One ", "One <b>more</b>"),
    ],
)
def test_more_than_other_words_is_another_page(old: str, new: str) -> None:
    found = source()
    assert found is not None
    assert old in PAGE
    assert found.changed(tokens(PAGE.replace(old, new))) is None


def test_a_page_that_is_not_parsed_as_it_is_written_is_not_kept() -> None:
    assert source(PAGE.replace("<b>two</b>", "<table><tr><td>2</td></tr></table>")) is None
    assert source(PAGE.replace("</b>", "")) is None


def test_a_style_sheet_that_looks_into_blocks_keeps_nothing(
    tmp_path: Path, cache: Path, exchanged: list[bool]
) -> None:
    folder = library(tmp_path / "library").root
    with (folder / "templates/one-pager.css").open("a") as style:
        style.write("p:has(b) + p { color: red }\n")
    with printing(open_project(folder), cache, KEPT) as maker:
        made(maker, "en", "one-pager", ["first", "like"])
    assert exchanged == [False, False]


# ── drawings ───────────────────────────────────────────────────────────────────────────────────

DRAWN = (
    '<div style="position: relative">plain <b>bold</b></div>',
    '<div style="position: relative; background: linear-gradient(red, blue)">pattern</div>',
    '<div style="position: relative; opacity: .5">group</div>',
    '<div style="position: relative; color: rgb(0 0 0 / 40%)">alpha</div>',
    '<div style="position: relative"><svg width="9" height="9" viewBox="0 0 9 9"><clipPath id="c">'
    '<path d="M0 0h5v5z"/></clipPath><path clip-path="url(#c)" d="M0 0h9v9z"/></svg></div>',
    '<div style="position: relative; overflow: hidden; border-radius: 2mm">clip</div>',
)


def test_a_page_drawn_again_is_the_same_as_one_drawn_the_first_time(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = pdfpages.page("en", "".join(DRAWN))
    facts = pdfpages.facts("en")
    again = pdfpages.lay_out("en", html, cache)
    first, second = write(again, facts), write(again, replace(facts, target="office"))
    repeated: list[object] = []
    stock = redrawing._replay

    def replay(*given: Any) -> None:
        repeated.append(given)
        stock(*given)

    monkeypatch.setattr(redrawing, "_replay", replay)
    assert write(again, facts) == first
    assert len(repeated) >= 2
    monkeypatch.setattr(redrawing, "redrawn", lambda stock, *given: stock(*given))
    plain = pdfpages.lay_out("en", html, cache)
    assert write(plain, facts) == first
    assert first != second
