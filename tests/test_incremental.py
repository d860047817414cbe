"""What a build leaves alone is what a clean build would make, and it leaves alone all it can."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from handouts.build.fingerprints import Fingerprints
from handouts.compose import Templates
from handouts.formats import FORMATS
from handouts.project import open_project
from handouts.shipped import TEMPLATES
from tests.incremental import CATALOG, EDITS, PLAIN, SHOWN, built, facts, folder_of
from tests.projects import manifest


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = folder_of(tmp_path_factory.mktemp("made") / "clinic")
    assert set(built(folder).values()) == {"built"}
    return folder


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "clinic"))


def agrees(folder: Path) -> bool:
    """Build what has changed, and everything in another folder, and compare."""
    built(folder)
    with tempfile.TemporaryDirectory() as clean:
        built(folder, Path(clean))
        return facts(folder / "output") == facts(Path(clean))


@given(steps=st.lists(st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=4), max_size=3))
@settings(max_examples=4, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_what_is_left_alone_is_what_a_clean_build_makes(made: Path, steps: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(shutil.copytree(made, Path(place) / "clinic"))
        for names in steps:
            for name in names:
                EDITS[name](folder)
            built(folder)

        assert agrees(folder)


def test_every_edit_agrees_with_a_clean_build(copy: Path) -> None:
    for edit in EDITS.values():
        edit(copy)
    built(copy)
    for edit in reversed(tuple(EDITS.values())):
        edit(copy)

    assert agrees(copy)


@pytest.mark.parametrize("name", ["a translation", "a phone"])
def test_a_fingerprint_that_forgets_something_is_found_out(
    copy: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(Fingerprints, "of", lambda *_: "always the same")
    built(copy)
    EDITS["a note to translators"](copy)
    EDITS[name](copy)
    shutil.rmtree(copy / "output")
    built(copy)
    EDITS[name](copy)

    assert not agrees(copy)


PLAINS = {f"{c}/{t}/{PLAIN}.one-pager.screen.pdf" for c in ("north", "south") for t in ("en", "es")}
SHOWNS = {f"{c}/{t}/{SHOWN}.bifold.screen.pdf" for c in ("north", "south") for t in ("en", "es")}
EVERY = PLAINS | SHOWNS


def _only(names: set[str], *parts: str) -> set[str]:
    return {name for name in names if all(part in name for part in parts)}


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("a translation", _only(PLAINS, "/es/")),
        ("a lost placeholder", _only(PLAINS, "/es/")),
        ("a doubtful entry", _only(PLAINS, "/es/")),
        ("a translator's comment", set()),
        ("a header", set()),
        ("an entry that nobody uses", set()),
        ("a word of the sheet", _only(EVERY, "/es/")),
        ("a text of a clinic", _only(EVERY, "north/es/")),
        ("a phone", _only(EVERY, "north/")),
        ("an address of mail", _only(EVERY, "south/")),
        ("a picture", SHOWNS),
        ("the article", PLAINS),
        ("a term", set()),
        ("a style", PLAINS),
        ("a style of panels", SHOWNS),
        ("a style of posters", set()),
        ("what all templates share", EVERY),
    ],
)
def test_what_changes_is_made_again_and_nothing_else(
    copy: Path, name: str, again: set[str]
) -> None:
    EDITS[name](copy)

    outcomes = built(copy)

    assert {path for path, outcome in outcomes.items() if outcome == "built"} == again
    assert set(outcomes) == EVERY
    assert set(built(copy).values()) == {"unchanged"}


def test_findings_of_what_is_left_alone_are_those_of_today(copy: Path) -> None:
    """A line more at the head of a catalog moves every finding of it, and changes no sheet."""
    EDITS["a lost placeholder"](copy)
    built(copy)
    lines = _lines(copy)
    path = copy / CATALOG
    path.write_text("# one line more\n" + path.read_text())

    assert set(built(copy).values()) == {"unchanged"}
    assert _lines(copy) == [line + 1 for line in lines]
    assert lines


def _lines(folder: Path) -> list[int]:
    return [
        found["location"]["line"]
        for entry in manifest(folder)
        for found in entry["findings"]
        if found["location"] and found["location"]["path"] == CATALOG and found["code"] == "H203"
    ]


# ── the templates that a format reads ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("format_id", sorted(FORMATS))
def test_a_format_reads_all_that_its_pages_are_made_of(
    format_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shape = FORMATS[format_id]
    names = Templates([TEMPLATES]).files_of(shape)
    family = shape.template or shape.id

    assert {f"{family}.html", f"{family}.css", "tokens.css", "parts.html"} <= names.keys()
    assert {"icons/phone.svg", "icons/warning.svg"} <= names.keys()
    others = {"one-pager.html", "panels.html", "poster.html", "pack.html"} - {f"{family}.html"}
    assert not others & names.keys()


@pytest.mark.parametrize(
    "tag",
    [
        '{% include "a.html" %}',
        "{%- include 'a.html' ignore missing -%}",
        '{% import "a.html" as a without context %}',
        '{% from "a.html" import b, c as d with context %}',
        '{% extends "a.html" %}',
    ],
)
def test_a_template_that_is_named_counts_alone(tmp_path: Path, tag: str) -> None:
    (tmp_path / "one-pager.html").write_text(tag)
    (tmp_path / "a.html").write_text("a")
    (tmp_path / "b.html").write_text("b")

    names = Templates([tmp_path]).files_of(FORMATS["one-pager"])

    assert {name for name in names if name.endswith(".html")} == {"a.html", "one-pager.html"}


@pytest.mark.parametrize(
    "tag",
    [
        "{% include name %}",
        '{% include "a" ~ ending %}',
        '{% include "a.html" if x else "b.html" %}',
        '{% include ["a.html", "b.html"] %}',
        "{% extends layout %}",
    ],
)
def test_where_a_page_chooses_its_template_all_of_them_count(tmp_path: Path, tag: str) -> None:
    (tmp_path / "one-pager.html").write_text(tag)
    (tmp_path / "a.html").write_text("a")
    (tmp_path / "b.html").write_text("b")

    assert {"a.html", "b.html"} <= Templates([tmp_path]).files_of(FORMATS["one-pager"]).keys()


def test_articles_are_not_parsed_for_a_plan(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "handouts.article.parse_article", lambda *_: pytest.fail("an article was parsed")
    )

    assert set(built(copy).values()) == {"unchanged"}
    EDITS["a new sentence"](copy)
    with pytest.raises(pytest.fail.Exception, match="was parsed"):
        built(copy)


def test_facts_of_an_article_that_has_changed_are_read_anew(copy: Path) -> None:
    EDITS["a format"](copy)

    assert f"north/es/{SHOWN}.large-print.screen.pdf" in built(copy)
    project = open_project(copy)
    assert project.facts(SHOWN) == open_project(copy).facts(SHOWN)
