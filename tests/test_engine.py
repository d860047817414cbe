"""The layout engine as it is set up here lays out what it would lay out by itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from handouts.languages import language
from handouts.shipped import FONTS
from handouts.typeset import engine
from handouts.typeset.engine import Typesetter, boxes_of

PAGE = """<html lang="en" dir="ltr"><head><title>x</title></head><body>
<h1>Title</h1><ul><li>One<li>Two</ul><p>Text<span class="note">Said below</span> goes on.</p>"""
PLAIN = "@page { size: 100mm 100mm; margin: 10mm } body { font-family: 'Noto Sans' }"
FOOTNOTES = PLAIN + " .note { float: footnote }"


@pytest.fixture
def typesetter(tmp_path: Path) -> Iterator[Typesetter]:
    with mock.patch.dict(os.environ):  # the typesetter names its fonts there
        yield Typesetter(fonts=FONTS, cache=tmp_path)


def lay_out(typesetter: Typesetter, style: str) -> Any:
    families = language("en").fonts
    return typesetter.lay_out(PAGE, families, (style,), {}, lambda tag: "spaces")


def texts(document: Any) -> list[tuple[str, float, float]]:
    return [
        (box.text, box.position_x, box.position_y)
        for page in boxes_of(document)
        for box in page.descendants(placeholders=True)
        if hasattr(box, "text")
    ]


def test_style_sheet_without_notes_changes_nothing_else(typesetter: Typesetter) -> None:
    slim = texts(lay_out(typesetter, PLAIN))
    with mock.patch.object(engine, "_without_notes", lambda sheet: sheet):
        assert texts(lay_out(typesetter, PLAIN)) == slim


def test_footnotes_of_a_projects_own_style_are_printed(typesetter: Typesetter) -> None:
    plain = {text: y for text, _, y in texts(lay_out(typesetter, PLAIN))}
    noted = [(text.strip(), y) for text, _, y in texts(lay_out(typesetter, FOOTNOTES))]
    assert {"1", "1."} <= {text for text, _ in noted}
    assert dict(noted)["Said below"] > plain["Said below"] + 100
