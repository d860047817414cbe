"""The first layout of a sheet is its last one: heights are known before anything is laid out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from handouts.build.printing import Printer
from handouts.compose.predict import balanced
from handouts.languages import language
from handouts.project import Selection, open_project, plan_jobs, read_handout
from handouts.shipped import FONTS
from handouts.typeset.engine import Typesetter
from handouts.typeset.fit import Fitted
from handouts.typeset.lines import Lines
from tests.printed import LANGUAGES, ROOT

FEW = ("en", "zh-Hans", "ar", "ur", "hi", "km", "ko", "ja", "de")


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[Printer]:
    with mock.patch.dict(os.environ):  # the typesetter names its fonts there
        yield Printer(open_project(ROOT), tmp_path)


def lay_out(printer: Printer, tag: str, paper: str = "a4") -> Fitted:
    project = printer.project
    [job] = plan_jobs(project, Selection(tags=(tag,), formats=("one-pager",), paper=paper))
    clinic = project.clinic(job.first.clinic)
    reading = read_handout(project, job.first.slug, project.language(tag), clinic)
    return printer.lay_out(job.first, reading, signed=False).fitted


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_one_layout_is_enough_in_nearly_every_language(printer: Printer, paper: str) -> None:
    again = [tag for tag in FEW if lay_out(printer, tag, paper).layouts > 1]
    assert len(again) <= 1, again


def test_a_wrong_guess_costs_layouts_and_nothing_else(printer: Printer) -> None:
    good = lay_out(printer, "en")
    with mock.patch.object(Lines, "__call__", return_value=1):
        bad = lay_out(printer, "en")
    assert bad.layouts > good.layouts
    assert bad.sides == good.sides


def lines(tag: str, cache: Path) -> Lines:
    with mock.patch.dict(os.environ):
        return Typesetter(fonts=FONTS, cache=cache).lines(language(tag))


def test_lines_break_where_the_page_breaks_them(tmp_path: Path) -> None:
    english = lines("en", tmp_path)
    assert english("one", 80, 12) == 1
    assert english("word " * 40, 80, 12) == english("word " * 40, 160, 12) * 2
    assert english("word " * 40, 80, 18) > english("word " * 40, 80, 12)
    assert english("word " * 40, 80, 12, "bold") > english("word " * 40, 80, 12)
    # A phone is not torn apart, a German word is, a Korean one is not.
    assert english.widths("call (202) 555-0142", 32, 12)[0] < 10
    german = lines("de", tmp_path)
    assert german.widths("die Rückenschmerzbehandlung", 50, 12)[0] > 25
    assert german.widths("die Rückenschmerzbehandlung", 50, 12, "heading")[0] < 10
    assert lines("ko", tmp_path).widths("수술후에도 허리통증이", 32, 12)[0] < 25


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_line_is_as_wide_as_it_may_be_at_most(tag: str, tmp_path: Path) -> None:
    name = language(tag).autonym
    widths = lines(tag, tmp_path).widths(f"{name} " * 30, 70, 12)
    assert len(widths) > 1
    assert all(0 < width < 71.5 for width in widths)  # a space may hang over


def test_title_lines_become_equally_long() -> None:
    assert balanced([100]) == 0
    assert balanced([100, 90]) == 0
    assert 62 <= balanced([100, 20]) <= 68
