"""Styles that are filled in at once say what WeasyPrint's own say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import weasyprint
from weasyprint import css
from weasyprint.css import INITIAL_VALUES, PHYSICAL_FUNCTIONS

from handouts.typeset import styles
from handouts.typeset.styles import FilledAnonymousStyle, FilledStyle, fill_styles
from tests import pdfpages

#: WeasyPrint's own, whoever has replaced them by now.
ComputedStyle: Any = FilledStyle.__base__
AnonymousStyle: Any = FilledAnonymousStyle.__base__

#: Nobody asks a box for its logical properties, and anonymous styles do not know them.
LOGICAL = {
    logical(block="ttb", inline=inline)
    for logical in PHYSICAL_FUNCTIONS.values()
    for inline in ("ltr", "rtl")
}
NAMES = sorted(set(INITIAL_VALUES) - LOGICAL)

#: Whatever might tempt a style to be filled in wrongly: logical properties, all that depends on
#: another one, inheritance by hand, pseudo-elements, tables, variables.
STYLE = """
:root { --gap: 3mm } section { border-inline-start: 1mm solid; padding-inline: var(--gap) 2mm }
h1 { border: inherit; float: left; text-decoration: underline; margin-block: 1mm }
p { inset-inline-end: 1mm; border-top-style: dashed; outline: 1px solid; inline-size: 50mm }
li::before { content: "x"; position: absolute; border-start-start-radius: 1mm; width: 2em }
b { display: inline-block; color: inherit; page: x; border-block-end: .2mm solid currentcolor }
i { float: inherit; display: initial; border-inline-end-style: solid; column-rule: 1px solid red }
"""
BODY = """<section><h1>One <i>two</i></h1><p>Three <b>four <i>five</i></b></p>
<ul><li>Six<li dir="rtl">Seven <span style="border-left: inherit">eight</span></ul>
<table><tr><td>Nine<td style="padding-inline-start: 1em">Ten</table></section>"""


@pytest.fixture(scope="module", params=["en", "ar"])
def laid_out(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    fill_styles()
    cache = tmp_path_factory.mktemp("fontconfig")
    page = pdfpages.page(request.param, BODY, STYLE)
    return pdfpages.lay_out(request.param, page, cache)


def every_style(document: Any) -> Iterator[Any]:
    for page in document.pages:
        yield page._page_box.style
        for box in page._page_box.descendants(placeholders=True):
            yield getattr(box, "_box", box).style


def made(style: Any, fill: bool) -> Any:
    """The same style made anew, filled in or as WeasyPrint's own class works it out."""
    if isinstance(style, AnonymousStyle):
        return (FilledAnonymousStyle if fill else AnonymousStyle)(style.parent_style)
    return (FilledStyle if fill else ComputedStyle)(
        style.parent_style,
        style.cascaded,
        style.pseudo_type,
        style.root_style,
        style.base_url,
        style.font_config,
        style.initial_page_sizes,
    )


def differences(style: Any, names: Iterable[str]) -> list[str]:
    filled, worked_out = made(style, fill=True), made(style, fill=False)
    return [name for name in names if filled[name] != worked_out[name]]


@pytest.mark.parametrize("backwards", [False, True])
def test_every_property_has_its_value_whatever_is_asked_first(
    laid_out: Any, backwards: bool
) -> None:
    each = {id(style): style for style in every_style(laid_out)}.values()
    asked = [s for s in each if isinstance(s, FilledStyle | FilledAnonymousStyle)]
    assert sum(isinstance(style, FilledStyle) for style in asked) > 15
    assert sum(isinstance(style, FilledAnonymousStyle) for style in asked) > 5
    for style in asked:
        assert differences(style, NAMES[::-1] if backwards else NAMES) == []


def test_a_value_that_is_filled_in_wrongly_is_noticed(laid_out: Any) -> None:
    style = next(s for s in every_style(laid_out) if isinstance(s, FilledStyle))
    with mock.patch.dict(styles._FREE, {"background_repeat": "nowhere"}):
        assert differences(style, NAMES) == ["background_repeat"]


def test_another_version_of_weasyprint_keeps_its_own_styles(monkeypatch: Any) -> None:
    monkeypatch.setattr(css, "ComputedStyle", ComputedStyle)
    monkeypatch.setattr(weasyprint, "VERSION", "71.0")
    fill_styles()
    assert css.ComputedStyle is ComputedStyle


def test_pages_come_out_the_same(tmp_path: Path) -> None:
    page = pdfpages.page("ar", BODY, STYLE)
    fill_styles()
    ours = pdfpages.lay_out("ar", page, tmp_path).write_pdf()
    with (
        mock.patch.object(css, "ComputedStyle", ComputedStyle),
        mock.patch.object(css, "AnonymousStyle", AnonymousStyle),
    ):
        assert pdfpages.lay_out("ar", page, tmp_path).write_pdf() == ours
