"""Where findings point: a line that exists, the entry's or the block's own, and none at all only
where there are no lines."""

import ast
import datetime
import os
from pathlib import Path

import pytest

from handouts.article import parse_article
from handouts.findings import Location
from handouts.messages import message_id
from tests.projects import ARTICLE, SETTINGS, SPANISH, catalog, project, run
from tests.test_build_final import DAY, PO, change, one_final, sign

CLINIC = SETTINGS + 'hours = "Open every morning except holidays"\n'
LATE = datetime.date(2028, 11, 23)


def shown(folder: Path, code: str, today: datetime.date = DAY, tag: str = "es") -> list[str]:
    """The lines that the findings of a refused final sheet point at, in words."""
    found = [one for one in one_final(folder, today, tag).findings if one.code == code]
    lines = []
    for one in found:
        assert one.location
        lines.append(line_at(folder, one.location))
    return lines


def line_at(folder: Path, place: Location) -> str:
    assert place.line >= 1, place
    return (folder / place.path).read_text(encoding="utf-8").split("\n")[place.line - 1]


# ── the release gate ─────────────────────────────────────────────────────────────────────────────


def test_what_nobody_has_signed_is_the_article_at_its_title(tmp_path: Path) -> None:
    folder = project(tmp_path)

    assert shown(folder, "H401") == ["# When a tooth hurts"]


def test_a_text_that_has_changed_since_is_named_at_its_entry(tmp_path: Path) -> None:
    folder = project(tmp_path)
    sign(folder)
    change(folder, PO, "No tome más de 400", "No tome nunca más de 400")

    assert shown(folder, "H401") == ['msgid "Take no more than 400 mg at a time."']


def test_a_source_text_that_has_changed_since_is_named_at_its_block(tmp_path: Path) -> None:
    folder = project(tmp_path)
    sign(folder, tag="en")
    change(folder, "articles/tooth-pain.md", "400 mg", "200 mg")

    assert shown(folder, "H401", tag="en") == ["- Take no more than 200 mg at a time."]


def test_a_moved_text_is_named_where_its_order_was_signed(tmp_path: Path) -> None:
    folder = project(tmp_path)
    sign(folder)
    change(folder, "articles/tooth-pain.md", "example.org/more", "example.org/less")

    assert shown(folder, "H401") == ["[outline]"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('msgid "Take no', '#, fuzzy\nmsgid "Take no', "#, fuzzy"),
        ("No tome más de 400 mg a la vez.", "", 'msgid "Take no more than 400 mg at a time."'),
        ("Llámenos al {clinic.phone}.", "Llámenos.", 'msgid "Call us at {clinic.phone}."'),
    ],
)
def test_what_does_not_print_in_the_language_is_named_at_its_entry(
    tmp_path: Path, old: str, new: str, line: str
) -> None:
    folder = project(tmp_path)
    sign(folder)
    change(folder, PO, old, new)

    assert shown(folder, "H402") == [line]


def test_what_is_in_no_catalog_is_named_at_its_block(tmp_path: Path) -> None:
    folder = project(tmp_path)
    sign(folder)
    change(folder, "articles/tooth-pain.md", "400 mg", "200 mg")

    assert shown(folder, "H402") == ["- Take no more than 200 mg at a time."]


def test_a_clinics_text_without_translation_is_named_in_the_settings(tmp_path: Path) -> None:
    folder = project(tmp_path, {"handouts.toml": CLINIC})

    assert shown(folder, "H402") == ['hours = "Open every morning except holidays"']
    assert shown(folder, "H508") == ['hours = "Open every morning except holidays"']


def test_a_day_of_review_that_is_past_is_named_at_its_key(tmp_path: Path) -> None:
    folder = project(tmp_path)
    sign(folder)

    assert shown(folder, "H403", LATE) == ["review_by: 2028-11-22"]


def test_errors_that_are_not_mended_are_named_at_the_first(tmp_path: Path) -> None:
    folder = project(tmp_path, {PO: catalog({**SPANISH, "Who to call": "\u202eA quién"})})

    assert shown(folder, "H404") == shown(folder, "H211") == ['msgctxt "box title"']


# ── the rest ─────────────────────────────────────────────────────────────────────────────────────


def test_a_catalog_that_is_not_there_is_named_at_its_first_line(tmp_path: Path) -> None:
    folder = project(tmp_path)
    os.remove(folder / PO)

    ran = run("-C", folder, "check", "-l", "es", "--json").json["findings"]

    assert [(f["code"], f["location"]["path"], f["location"]["line"]) for f in ran] == [
        ("H210", PO, 1)
    ]


@pytest.mark.parametrize(
    ("key", "code"), [("formats: [leaflet]", "H102"), ("image: none.png", "H106")]
)
def test_a_fault_of_the_front_matter_has_line_and_column_of_its_key(
    tmp_path: Path, key: str, code: str
) -> None:
    article = ARTICLE.replace("sources:", f"{key}\nsources:")
    folder = project(tmp_path, {"articles/tooth-pain.md": article})

    found = run("-C", folder, "check", "--json").json["findings"]

    assert [(f["code"], f["location"]["line"], f["location"]["column"]) for f in found] == [
        (code, 6, 1)
    ]


def test_a_format_for_another_pair_of_languages_is_named_at_its_key(tmp_path: Path) -> None:
    article = ARTICLE.replace("sources:", "formats: [bilingual]\nsources:")
    asked = ("build", "-l", "en", "-f", "bilingual", "--json")
    for text, line in ((article, "formats: [bilingual]"), (ARTICLE, "# When a tooth hurts")):
        folder = project(tmp_path, {"articles/tooth-pain.md": text})
        (made,) = {
            (f["code"], f["location"]["path"], f["location"]["line"])
            for handout in run("-C", folder, *asked).json["handouts"]
            for f in handout["findings"]
            if f["code"] == "H307"
        }
        assert line_at(folder, Location(*made[1:])) == line


def test_a_fault_of_the_press_settings_is_named_at_their_table(tmp_path: Path) -> None:
    settings = SETTINGS + '\n[press]\ncondition = "FOGRA52"\n'
    folder = project(tmp_path, {"handouts.toml": settings})

    ran = run("-C", folder, "build", "-l", "en", "-t", "press")

    assert "handouts.toml:7: error[H504]: the condition FOGRA52" in ran.err


def test_a_waiver_that_is_refused_is_named_at_its_message(tmp_path: Path) -> None:
    folder = project(tmp_path)
    message = message_id(("box title", "Who to call"))
    words = ("--code", "H212", "--message", message, "--by", "Ana", "--reason", "It is right.")

    ran = run("-C", folder, "waive", "tooth-pain", "-l", "es", *words)

    line = (folder / PO).read_text().splitlines().index('msgctxt "box title"') + 1
    assert f"{PO}:{line}: error[H408]" in ran.err


def test_an_article_without_a_title_has_a_line_all_the_same() -> None:
    assert parse_article("articles/a.md", "Text.").draft.place() == Location("articles/a.md", 1)


# ── none is forgotten ────────────────────────────────────────────────────────────────────────────

_WITHOUT = {"typeset/engine.py"}
"""A page that asks for a file is at fault in any of its templates: the folder is named."""


def without_a_line(folder: Path) -> set[str]:
    """The modules that name a file and no line, and do not say that it has none."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Location"
        and len(node.args) + len(node.keywords) < 2
        and not any(isinstance(one, ast.Starred) for one in node.args)
    }


def test_every_finding_on_a_file_says_which_line(root: Path, tmp_path: Path) -> None:
    assert without_a_line(root / "handouts") == _WITHOUT
    (tmp_path / "a.py").write_text('place = Location("a.po")\nother = Location("a.po", 1)\n')
    assert without_a_line(tmp_path) == {"a.py"}
