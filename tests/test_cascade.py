"""What is kept of styles from page to page is what WeasyPrint works out anew for each."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import weasyprint
from hypothesis import given, settings
from hypothesis import strategies as st
from weasyprint import css
from weasyprint.css.targets import TargetCollector
from weasyprint.text.fonts import FontConfiguration

from handouts.typeset import cascade, engine  # noqa: F401
from handouts.typeset.cascade import KeptStyle, KeptStyles
from tests import pdfpages
from tests.test_styles import NAMES

PSEUDO = (None, "before", "after", "marker", "first-letter")

#: The style sheet of a template: all that could make one place's style another's.
SHEET = weasyprint.CSS(
    string="""
    section { border-inline-start: 1mm solid; padding: var(--gap) 2mm; --gap: 2em }
    section > p + p { margin-top: calc(1em + 1mm) } p { width: 50%; color: var(--ink, red) }
    .a { font-size: 1.2em; float: left } .b { position: absolute; display: inline; border: inherit }
    p.a { --gap: 1mm } li::before { content: "x"; width: 2rem } ::marker { color: blue }
    b { text-decoration: underline; line-height: 1.5 } .b b { text-decoration: none }
    [lang|=ar] { direction: rtl; margin-inline-start: 3mm } li:nth-child(2) { page: wide }
    #here::after { content: "y"; anchor: y } p::first-letter { font-size: 2em }
    """
)

ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "class": st.sampled_from(["a", "b", "a b"]),
        "style": st.sampled_from(["margin-top: 3mm", "--gap: 7mm", "font-size: 2em !important"]),
        "lang": st.sampled_from(["ar", "de"]),
        "id": st.sampled_from(["here", "there"]),
        "name": st.sampled_from(["here", "up"]),
        "width": st.sampled_from(["30", "3em"]),
        "bgcolor": st.just("red"),
    },
)
OWN = st.sampled_from(["", ":root { --gap: 3mm }", "p { color: blue } :root { font-size: 9pt }"])


def element(name: str, attributes: dict[str, str], inside: list[str]) -> str:
    said = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{said}>t{''.join(inside)}</{name}>"


NAME = st.sampled_from(["section", "div", "p", "b", "li", "table", "td", "a", "svg"])
BODIES = st.recursive(
    st.builds(element, NAME, ATTRIBUTES, st.just([])),
    lambda inner: st.builds(element, NAME, ATTRIBUTES, st.lists(inner, max_size=3)),
    max_leaves=8,
)
PAGES = st.builds("<html><style>{}</style><body>{}".format, OWN, BODIES)


@pytest.fixture(scope="module")
def fonts() -> FontConfiguration:
    return FontConfiguration()


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Forget the places of this process for a while."""
    with mock.patch.object(cascade, "_memory", cascade._Memory()):
        yield


def styles_of(page: str, fonts: FontConfiguration, sheet: Any = SHEET) -> tuple[Any, Any]:
    """The styles of a page, and its elements."""
    html = weasyprint.HTML(string=page)
    found = css.get_all_computed_styles(
        html, [sheet], False, fonts, {}, {}, [], [], TargetCollector()
    )
    return found, list(html.etree_element.iter())


def stock_styles_of(page: str, fonts: FontConfiguration, sheet: Any = SHEET) -> tuple[Any, Any]:
    """The same, as WeasyPrint works them out."""
    with (
        mock.patch.object(css, "StyleFor", cascade.stock_styles),
        mock.patch.object(css, "CSS", cascade.stock_sheet),
    ):
        return styles_of(page, fonts, sheet)


def differences(page: str, fonts: FontConfiguration, names: list[str]) -> list[Any]:
    """Where what is kept and what is worked out differ on a page."""
    kept, elements = styles_of(page, fonts)
    worked_out, others = stock_styles_of(page, fonts)
    assert isinstance(kept, KeptStyles)
    assert not isinstance(worked_out, KeptStyles)
    found: list[Any] = []
    for mine, its in zip(elements, others, strict=True):
        for pseudo in PSEUDO:
            one, other = kept(mine, pseudo), worked_out(its, pseudo)
            assert (one is None) == (other is None)
            if one is not None:
                found += [(mine.tag, pseudo, n) for n in names if one[n] != other[n]]
    return found


@settings(max_examples=30)
@given(pages=st.lists(PAGES, min_size=2, max_size=4), names=st.sampled_from([NAMES, NAMES[::-1]]))
def test_styles_are_the_same_whatever_came_before(
    fonts: FontConfiguration, pages: list[str], names: list[str]
) -> None:
    with mock.patch.object(cascade, "_memory", cascade._Memory()):
        for page in (*pages, *pages[::-1]):
            assert differences(page, fonts, names) == []


SPOKEN = '<p>one <b lang="{}">two</b>'


def test_a_place_that_is_mistaken_for_another_is_noticed(fonts: FontConfiguration) -> None:
    """An element's own declarations are part of its place: `lang` decides how it is read out."""
    with mock.patch.object(cascade, "_OWN", ("style",)):
        assert ("b", None, "lang") in differences(SPOKEN.format("de"), fonts, NAMES)
    assert differences(SPOKEN.format("de"), fonts, NAMES) == []


def test_the_next_page_works_nothing_out(fonts: FontConfiguration) -> None:
    page = "<section><p class=a>one <b>two</b><p>three</section>"
    differences(page, fonts, NAMES)
    with mock.patch.object(KeptStyle, "__missing__", side_effect=AssertionError):
        styles, elements = styles_of(page, fonts)
        assert [styles(element)["font_size"] for element in elements]
        assert styles(elements[-1])["text_decoration_line"] == "none"


# ── what is not kept ─────────────────────────────────────────────────────────────────────────────

NESTED = "<div><p>one</p></div>"


def child_after(written: dict[str, Any], fonts: FontConfiguration) -> tuple[Any, Any]:
    """A child's size and overflow on a page that writes over its parent's, and on the next."""
    found = []
    for values in (written, {}):
        styles, (*_, parent, child) = styles_of(NESTED, fonts)
        for name, value in values.items():
            styles(parent)[name] = value
        found.append((styles(child)["font_size"], styles(child)["hyphens"]))
    return found[0], found[1]


def test_what_is_written_over_belongs_to_its_page(fonts: FontConfiguration) -> None:
    assert child_after({"font_size": 99}, fonts) == ((99, "manual"), (16, "manual"))
    assert child_after({"overflow": "visible"}, fonts) == ((16, "manual"), (16, "manual"))


def test_a_value_written_over_would_be_kept(fonts: FontConfiguration) -> None:
    with mock.patch.object(KeptStyle, "_is_decided", return_value=True):
        assert child_after({"font_size": 99}, fonts)[1] == (99, "manual")


@pytest.mark.parametrize("rule", ["p { width: 10vw }", "div { width: 10vw } p { width: inherit }"])
def test_what_depends_on_the_size_of_the_page_is_worked_out(
    fonts: FontConfiguration, rule: str
) -> None:
    sheet = weasyprint.CSS(string=rule)
    for size in (100, 200):
        styles, (*_, child) = styles_of(NESTED, fonts, sheet)
        styles.initial_page_sizes["area"] = (size, size)
        assert styles(child)["width"].value == size / 10


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("p { width: calc(1em * 1em) }", ""),
        ("", "width: calc(1em * 1em)"),
        ("", "colr: red"),
        ("", "colr red;}; width: 3"),
        ("", "--x: red; width: var(--x)"),
    ],
)
def test_a_warning_is_given_for_every_page(
    fonts: FontConfiguration, rule: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    sheet = weasyprint.CSS(string=rule)
    given: list[list[str]] = []
    for make in (styles_of, styles_of, stock_styles_of):
        caplog.clear()
        with caplog.at_level(logging.WARNING, "weasyprint"):
            styles, (*_, child) = make(f'<p style="{said}">one', fonts, sheet)
            assert styles(child)["width"] == "auto"
        given.append([record.getMessage() for record in caplog.records])
    assert given[0] == given[1] == given[2] != []


@pytest.mark.parametrize("own", ["p { colr: red }", "@page { siz: 1mm }"])
def test_a_style_sheet_with_a_fault_is_read_for_every_page(
    fonts: FontConfiguration, own: str, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        caplog.clear()
        styles_of(f"<style>{own}</style><p>one", fonts)
        assert len(caplog.records) == 1
    assert not cascade._memory.sheets


@pytest.mark.parametrize(
    "own", ["@layer one { p { color: red } }", "@font-face { font-family: x }", "/* @ */ p {}"]
)
def test_a_style_sheet_that_says_more_than_rules_is_read_for_every_page(
    fonts: FontConfiguration, own: str
) -> None:
    assert differences(f"<style>{own}</style><p>one", fonts, NAMES) == []
    assert not cascade._memory.sheets


def test_a_style_sheet_within_a_page_is_read_once(tmp_path: Path) -> None:
    wide = pdfpages.page("en", "<p>one", "@page { size: 300mm 100mm; margin: 5mm }")
    widths = [pdfpages.lay_out("en", wide, tmp_path).pages[0].width for _ in range(2)]
    assert widths[0] == widths[1] == pytest.approx(300 / 25.4 * 96)
    assert len(cascade._memory.sheets) == 1


def test_what_is_kept_does_not_grow_without_end(fonts: FontConfiguration) -> None:
    with mock.patch.object(cascade, "_MOST", 5):
        for number in range(9):
            styles_of(f'<p style="width: {number}mm">one', fonts)
            assert cascade._memory.places < 5 + 4


def test_a_page_comes_out_the_same(tmp_path: Path) -> None:
    page = pdfpages.page(
        "ar", '<ul><li lang="en">one<li>two</ul><p style="width: 3em">x', "@page { margin: 1cm }"
    )
    ours = [pdfpages.lay_out("ar", page, tmp_path).write_pdf() for _ in range(2)]
    with (
        mock.patch.object(css, "StyleFor", cascade.stock_styles),
        mock.patch.object(css, "CSS", cascade.stock_sheet),
    ):
        assert pdfpages.lay_out("ar", page, tmp_path).write_pdf() == ours[0] == ours[1]


def test_another_version_of_weasyprint_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(css, "StyleFor", cascade.stock_styles)
    monkeypatch.setattr(weasyprint, "VERSION", "71.0")
    cascade.keep_styles()
    assert css.StyleFor is cascade.stock_styles
