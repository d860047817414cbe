"""Lays snippets out with WeasyPrint and tells what stands where, as the eye meets it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, tostring

import pytest
import tinyhtml5

FONTS = Path(__file__).parents[1] / "fonts"
FAMILIES = (
    '"Noto Sans", Vazirmatn, "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Khmer", '
    '"Noto Sans Lao", "Noto Sans Myanmar", "Noto Sans Thai Looped", "Noto Sans KR", "Noto Sans JP"'
)
STYLE = f"""
@page {{ size: 400mm 400mm; margin: 10mm }}
body {{ margin: 0; font: 12pt {FAMILIES} }}
.nb {{ white-space: nowrap }}
p, h1, h2, ul {{ margin: 0; padding: 0; font-size: 12pt; font-weight: normal }}
"""
INVISIBLE = str.maketrans("", "", "\u200b\u2060")


@dataclass(frozen=True)
class Text:
    """One text box: what it says from left to right, its edges in CSS px from the line's left."""

    seen: str
    source: str
    left: float
    right: float


@pytest.fixture
def own_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay out with this repository's fonts and no other."""
    conf = tmp_path / "fonts.conf"
    conf.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f"<fontconfig><dir>{FONTS}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(conf))


def tree(body: str, language: str = "en", direction: str = "ltr") -> Element:
    """A whole document around some HTML."""
    html = f'<html lang="{language}" dir="{direction}"><head></head><body>{body}</body></html>'
    root: Element = tinyhtml5.parse(io.StringIO(html), namespace_html_elements=False)
    return root


def lines(root: Element, style: str = "") -> list[list[Text]]:
    """The lines of a document, and the text boxes of each from left to right."""
    from weasyprint import CSS, HTML

    html = HTML(string=tostring(root, encoding="unicode", method="html"))
    document = html.render(stylesheets=[CSS(string=STYLE + style)])
    found = []
    for page in document.pages:
        for box in page._page_box.descendants():
            if type(box).__name__ == "LineBox":
                texts = sorted(_texts(box), key=lambda text: text.left)
                found.append(texts)
    return [line for line in found if any(text.source.strip() for text in line)]


def seen(root: Element, style: str = "") -> list[str]:
    """What each line says from left to right, one space between boxes that stand apart."""
    return [" ".join("".join(text.seen for text in line).split()) for line in lines(root, style)]


def changed(root: Element, *passes: Callable[[Element], None]) -> Element:
    """The tree after some passes."""
    for run in passes:
        run(root)
    return root


def _texts(line: Any) -> Iterator[Text]:
    for box in line.descendants():
        if type(box).__name__ == "TextBox":
            left = box.position_x - line.position_x
            yield Text(_in_order_of_the_eye(box), box.text, left, left + box.width)


def _in_order_of_the_eye(box: Any) -> str:
    from weasyprint.text.ffi import ffi

    layout = box.pango_layout
    layout.reactivate(box.style)
    encoded = layout.text.encode()
    first_line, _ = layout.get_first_line()
    runs, run = [], first_line.runs[0]
    while run != ffi.NULL:
        item = run.data.item
        text = encoded[item.offset : item.offset + item.length].decode()
        runs.append(text[::-1] if item.analysis.level % 2 else text)
        run = run.next
    layout.deactivate()
    return "".join(runs)
