"""Shorter ways to what WeasyPrint says, and drawings that are copied: the same files come of it."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest import mock
from xml.etree import ElementTree

import pydyf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from weasyprint.css.tokens import Pending
from weasyprint.formatting_structure.boxes import Box
from weasyprint.images import SVGImage
from weasyprint.matrix import Matrix
from weasyprint.text import line_break

from handouts.pdf import drawings, patches, write
from handouts.typeset import cascade, engine, shortcuts  # noqa: F401
from tests import pdfpages

STYLE = """
:root { --gap: 1mm; --ink: #0c4a52; --line: .3mm solid var(--ink) } body { --gap: 2mm }
p { padding: var(--gap) 0; border-top: var(--line); color: var(--ink); margin: var(--none, 1mm) }
li { border: var(--line); font: italic 11pt var(--family, inherit); width: calc(2 * var(--gap)) }
li:nth-child(2) { --ink: red } b { vertical-align: super; font-size: 80%; line-height: 2 }
"""
BODY = """<p>One <b>two</b> three</p><p style="--gap: 4mm">Four</p>
<ul><li>Five<li>Six <b>seven</b><li>Eight</ul>"""

CIRCLE = '<circle cx="5" cy="5" r="4" fill="#0c4a52" stroke="red" stroke-width=".5"/>'
MOVED = f'<g transform="rotate(20) scale(.5)" opacity="1">{CIRCLE}</g>'
FADED = '<rect width="5" height="5" fill="#123" fill-opacity=".5"/>'
KEPT = {"circle": CIRCLE, "moved": MOVED, "faded": FADED, "nothing": ""}
NOT_KEPT = {
    "text": '<text x="1" y="8" font-size="5">a</text>',
    "group": f'<g opacity=".5">{CIRCLE}</g>',
    "gradient": '<linearGradient id="g"><stop stop-color="red"/><stop offset="1"/></linearGradient>'
    '<rect width="9" height="9" fill="url(#g)"/>',
    "clip": f'<clipPath id="c"><rect width="5" height="5"/></clipPath><g clip-path="url(#c)">'
    f"{CIRCLE}</g>",
}


def svg(inside: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{inside}</svg>'


@pytest.fixture
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fontconfig")


@pytest.fixture
def nothing_drawn() -> Iterator[None]:
    """Forget the drawings of this process for a while."""
    patches.install()
    with mock.patch.dict(drawings._drawn, clear=True):
        yield


def digest(tag: str, cache: Path, body: str, style: str = "") -> str:
    """The digest of a page that is laid out and drawn now."""
    document = pdfpages.lay_out(tag, pdfpages.page(tag, body, style), cache)
    return hashlib.sha256(write(document, pdfpages.facts(tag))).hexdigest()


#: What the engine does itself, in the place of each shortcut.
LINES = line_break.Layout
STOCK: dict[str, list[tuple[Any, str, Any]]] = {
    "variables": [(Pending, "solve", shortcuts.stock_solve)],
    "matrices": [(Matrix, "__matmul__", shortcuts.stock_product)],
    "fonts": [
        (line_break, "_font_style_cache_key", shortcuts.stock_font_key),
        (line_break, "get_font_description", shortcuts.stock_description),
    ],
    "sizes": [(shortcuts, "_are_fixed", lambda style: False)],
    "flow": [(Box, "is_in_normal_flow", shortcuts.stock_flow)],
    "tokens": [(pydyf, "_to_bytes", shortcuts.stock_bytes)],
    "lines": [
        (LINES, "set_text", shortcuts.stock_text),
        (LINES, "deactivate", shortcuts.stock_deactivate),
        (LINES, "reactivate", shortcuts.stock_reactivate),
    ],
}

#: Whatever a line or a box could be that is not laid out and drawn as most are.
ODD = """<p class="even">One two three four five six seven eight nine ten eleven twelve thirteen</p>
<p class="narrow">Rückenschmerzen Wirbelsäulenoperation un\xadbe\xadkannt</p><pre>one
  two\tthree

four</pre><p class="cut">One two three four five six seven eight nine</p><p class="few">One two
three four five six seven eight nine ten</p><p class="wide">One two</p><i class="left">left</i>
<p>one<br>two <bdi dir="rtl">20 mg, 3</bdi> three</p><div class="grid"><b>one</b>two</div>
<table class="one"><tr><td>a<td>b</table><table><tr><td>a<td>b</table><div class="flex">a<b>b</b>
</div><p class="high"><u>under</u> <s>through</s></p><p class="big">Big</p>"""
ODD_STYLE = """
.even { text-align: justify } .narrow { width: 20mm; hyphens: auto } .wide { word-spacing: 2mm }
.cut { width: 20mm; overflow: hidden; white-space: nowrap; text-overflow: ellipsis }
.few { width: 20mm; max-lines: 2; block-ellipsis: auto; continue: discard } .left { float: left }
.grid { display: grid; grid-template-columns: 1fr 2fr } .flex { display: flex; height: 20% }
.one { border-collapse: collapse } td { border: 1px solid; padding: 1% 1mm; width: 30% }
.high { min-height: calc(1mm + 10%); margin: auto; letter-spacing: 1px; max-width: 50% }
.big::first-letter { font-size: 3em; float: left } pre { white-space: pre-wrap; width: 25mm }
"""


@pytest.mark.parametrize("tag", ["en", "ar"])
@pytest.mark.parametrize("name", STOCK)
def test_pages_are_what_they_are_without_shortcuts(name: str, tag: str, cache: Path) -> None:
    body, style = BODY + ODD, STYLE + ODD_STYLE
    short = digest(tag, cache, body, style)
    with ExitStack() as without:
        for place, attribute, stock in STOCK[name]:
            assert getattr(place, attribute) is not stock  # the engine takes the shortcut
            without.enter_context(mock.patch.object(place, attribute, stock))
        assert digest(tag, cache, body, style) == short
    assert digest(tag, cache, body, style.replace("#0c4a52", "#0c4a53")) != short


def test_a_size_that_depends_on_the_box_around_is_no_fixed_one(cache: Path) -> None:
    body = '<div style="width: 50mm"><p>one</div><div style="width: 90mm"><p>two</div>'
    style = "p { width: 50%; background: red }"
    right = digest("en", cache, body, style)
    with mock.patch.object(shortcuts, "_are_fixed", return_value=True):
        assert digest("en", cache, body, style) != right


def test_a_line_is_shaped_once_to_be_drawn(cache: Path) -> None:
    page = pdfpages.page("en", "<p>One line that is laid out</p>", "")
    document = pdfpages.lay_out("en", page, cache)
    with mock.patch.object(LINES, "setup", side_effect=AssertionError):
        write(document, pdfpages.facts("en"))
    with (
        mock.patch.object(LINES, "reactivate", shortcuts.stock_reactivate),
        mock.patch.object(LINES, "setup", side_effect=AssertionError),
        pytest.raises(AssertionError),
    ):
        write(document, pdfpages.facts("en"))


def test_a_variable_is_put_in_once_for_all_elements_that_share_it(cache: Path) -> None:
    calls: list[str] = []
    stock = shortcuts.stock_solve

    def counted(pending: Any, tokens: Any, name: str, base_url: str | None) -> Any:
        calls.append(name)
        return stock(pending, tokens, name, base_url)

    with mock.patch.object(shortcuts, "stock_solve", counted):
        with mock.patch.object(cascade, "_memory", cascade._Memory()):
            digest("en", cache, BODY, STYLE)
        few = calls.count("border-left-width")
        calls.clear()
        with mock.patch.object(cascade, "_memory", cascade._Memory()):
            digest("en", cache, BODY.replace("<li>Eight", "<li>Eight" * 9), STYLE)
    assert calls.count("border-left-width") == few > 0


def test_what_is_kept_does_not_grow_without_end(cache: Path) -> None:
    with mock.patch.object(shortcuts, "_MOST", 5):
        digest("en", cache, BODY, STYLE)
        assert len(shortcuts._solved) <= 5
    with mock.patch.object(drawings, "_MOST", 2), mock.patch.dict(drawings._drawn, clear=True):
        patches.install()
        digest("en", cache, "".join(map(svg, KEPT.values())))
        assert len(drawings._drawn) == 2


FIGURES = st.floats(-1e6, 1e6)
MATRICES = st.builds(Matrix, *[FIGURES] * 6)


@given(one=MATRICES, other=MATRICES, x=FIGURES, y=FIGURES)
def test_a_product_is_the_same_to_the_last_digit(one: Any, other: Any, x: float, y: float) -> None:
    for left in (one, Matrix(matrix=[[x, y, 1]])):
        assert repr(shortcuts.product(left, other)) == repr(shortcuts.stock_product(left, other))


# ── drawings ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("nothing_drawn")
@pytest.mark.parametrize("name", [*KEPT, *NOT_KEPT])
def test_a_copied_drawing_is_the_drawing(name: str, cache: Path) -> None:
    body = f"<p>x</p>{svg({**KEPT, **NOT_KEPT}[name]) * 2}<p>y</p>"
    drawn, copied = digest("en", cache, body), digest("en", cache, body)
    with mock.patch.object(SVGImage, "draw", drawings.stock):
        assert digest("en", cache, body) == drawn == copied
    assert all((kept is not None) == (name in KEPT) for kept in drawings._drawn.values())
    assert drawings._drawn


@pytest.mark.usefixtures("nothing_drawn")
def test_a_drawing_is_read_once_in_a_size(cache: Path) -> None:
    record = mock.Mock(wraps=drawings._record)
    with mock.patch.object(drawings, "_record", record):
        digest("en", cache, svg(CIRCLE))
        assert record.call_count == 1
        digest("ar", cache, svg(CIRCLE))
        assert record.call_count == 1
        digest("en", cache, svg(CIRCLE), "svg { width: 7mm }")
        assert record.call_count == 2
        digest("en", cache, svg(CIRCLE.replace("5", "4")))
        assert record.call_count == 3


@pytest.mark.usefixtures("nothing_drawn")
def test_documents_of_others_are_drawn_by_weasyprint(cache: Path) -> None:
    document = pdfpages.lay_out("en", pdfpages.page("en", svg(CIRCLE)), cache)
    document.write_pdf()
    assert not drawings._drawn


def test_a_drawing_is_known_by_all_of_its_text() -> None:
    stream = mock.Mock(_current_color=None)
    keyed = functools.partial(drawings._key, stream=stream, width=1.0, height=1.0)

    def image(text: str) -> Any:
        return mock.Mock(**{"_svg.tree._etree_node": ElementTree.fromstring(text)})

    texts = ["<a><b/></a>", "<a><b/><c/></a>", "<a><b><c/></b></a>", '<a><b x="1"/></a>']
    texts += ["<a><b/>x</a>", "<a><b>x</b></a>", '<a><b x="2"/></a>']
    assert len({keyed(image(text)) for text in texts}) == len(texts)
