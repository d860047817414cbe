"""`<!-- panel: back -->`: which blocks it speaks of, what is wrong with it; nobody reads it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.article import parse_article
from handouts.formats import PANEL_KINDS
from handouts.messages import extract
from tests import pdffacts
from tests.article_texts import body, findings
from tests.projects import ARTICLE, ROOT, codes, manifest, project, run
from tests.strategies import articles

kinds = st.sampled_from(PANEL_KINDS)
BACK = "<!-- panel: back -->\n"
FLAP = "<!-- panel: flap -->\n"


def pins(text: str) -> list[tuple[str, str]]:
    """Give the first words of every top block below the title, and the panel it is pinned to."""
    article = parse_article("articles/a.md", f"# Title\n\n{text}").article
    assert article is not None
    found = []
    tokens = article.tokens
    for number, token in enumerate(tokens):
        if token.level or token.nesting < 0 or token.type == "comment" or token.tag == "h1":
            continue
        inline = next(t for t in tokens[number:] if t.type == "inline" or t.content)
        name = token.info if token.type == "container_box_open" else inline.content
        found.append((name, token.meta.get("pin", "")))
    return found


# ── which blocks ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", PANEL_KINDS)
def test_a_section_goes_whole_up_to_the_next_heading_of_its_level(kind: str) -> None:
    text = f"""\
## Before

p0

<!-- panel: {kind} -->
## Pinned

p1

### Below

- p2

## After

p3
"""
    assert pins(text) == [
        ("Before", ""),
        ("p0", ""),
        ("Pinned", kind),
        ("p1", kind),
        ("Below", kind),
        ("p2", kind),
        ("After", ""),
        ("p3", ""),
    ]


def test_a_section_below_ends_at_a_heading_above_it() -> None:
    text = f"## A\n\n{BACK}### B\n\np1\n\n#### C\n\np2\n\n## D\n\np3\n"
    assert pins(text) == [
        ("A", ""),
        ("B", "back"),
        ("p1", "back"),
        ("C", "back"),
        ("p2", "back"),
        ("D", ""),
        ("p3", ""),
    ]


def test_a_section_pinned_elsewhere_leaves_the_rest_of_its_own_section_alone() -> None:
    text = f"{BACK}## A\n\np1\n\n{FLAP}### B\n\np2\n\n### C\n\np3\n\n## D\n\np4\n"
    assert pins(text) == [
        ("A", "back"),
        ("p1", "back"),
        ("B", "flap"),
        ("p2", "flap"),
        ("C", "back"),
        ("p3", "back"),
        ("D", ""),
        ("p4", ""),
    ]


def test_each_of_two_sections_has_its_own_panel() -> None:
    text = f"{BACK}## A\n\np1\n\n{FLAP}## B\n\np2\n"
    assert pins(text) == [("A", "back"), ("p1", "back"), ("B", "flap"), ("p2", "flap")]


def test_a_box_goes_alone() -> None:
    text = f"## A\n\np1\n\n{FLAP}::: tip Tip\nx\n:::\n\np2\n"
    assert pins(text) == [("A", ""), ("p1", ""), (" tip Tip", "flap"), ("p2", "")]


@pytest.mark.parametrize("block", ["p1", "- p1", "> p1", "| p1 |\n|---|\n| x |"])
def test_another_block_goes_alone(block: str) -> None:
    text = f"## A\n\n{BACK}{block}\n\np2\n"
    assert pins(text) == [("A", ""), ("p1", "back"), ("p2", "")]


def test_a_box_of_its_own_kind_in_a_pinned_section_stays_where_it_was_sent() -> None:
    text = f"{BACK}## A\n\n{FLAP}::: tip\nx\n:::\n\np1\n"
    assert pins(text) == [("A", "back"), (" tip", "flap"), ("p1", "back")]


def test_a_titled_box_ends_the_section_and_one_without_title_does_not() -> None:
    untitled = f"{BACK}## A\n\np1\n\n::: tip\nx\n:::\n\np2\n"
    assert pins(untitled) == [("A", "back"), ("p1", "back"), (" tip", "back"), ("p2", "back")]
    titled = untitled.replace("::: tip", "::: tip Tip")
    assert pins(titled) == [("A", "back"), ("p1", "back"), (" tip Tip", ""), ("p2", "")]


def test_headings_inside_a_box_change_nothing() -> None:
    text = f"{BACK}::: warning Get help\n### Now\n\n- a\n\n### Today\n\n- b\n:::\n\np1\n"
    assert pins(text) == [(" warning Get help", "back"), ("p1", "")]


@pytest.mark.parametrize("between", ["<!-- note: a word -->\n", "<!-- skip -->\n", "\n\n"])
def test_other_comments_and_white_may_stand_between(between: str) -> None:
    assert pins(f"{BACK}{between}## A\n\np1\n") == [("A", "back"), ("p1", "back")]
    assert pins(f"{between}{BACK}\n## A\n\np1\n") == [("A", "back"), ("p1", "back")]


def test_no_comment_no_pin() -> None:
    assert {pin for _, pin in pins("## A\n\np1\n\n::: tip Tip\nx\n:::\n\n## B\n\n- p2\n")} == {""}


# ── what is wrong ──────────────────────────────────────────────────────────────────────────────


def test_an_unknown_panel_is_named_with_its_line_and_the_nearest_known_one() -> None:
    text = "p1\n\n<!-- panel: bakc -->\n## A\n\np2\n"
    assert body(text) == [("H118", 5)]
    (found,) = findings(f"# Title\n\n{text}")
    assert found.severity == "error"
    assert '"bakc"' in found.message
    assert "back" in found.hint.partition("Panels:")[0]
    assert found.hint.endswith("Panels: cover, inside, flap, back.")


@pytest.mark.parametrize("kind", ["", "rear", "Back", "page 2", "1"])
def test_panels_that_no_format_has_are_errors(kind: str) -> None:
    assert body(f"<!-- panel: {kind} -->\n## A\n\np\n") == [("H118", 3)]


@pytest.mark.parametrize("kind", PANEL_KINDS)
def test_panels_that_formats_have_are_none(kind: str) -> None:
    assert body(f"<!-- panel: {kind} -->\n## A\n\np\n") == []
    assert body(f"<!--panel:{kind}-->\n## A\n\np\n") == []


def test_check_names_the_line_of_the_file(tmp_path: Path) -> None:
    wrong = ARTICLE.replace("## What", "<!-- panel: rear -->\n## What")
    folder = project(tmp_path, {"articles/tooth-pain.md": wrong})
    ran = run("-C", folder, "check", "--json")
    assert ran.code == 1
    (found,) = [f for f in ran.json["findings"] if f["code"] == "H118"]
    line = wrong.split("\n").index("<!-- panel: rear -->") + 1
    assert found["location"]["path"] == "articles/tooth-pain.md"
    assert found["location"]["line"] == line
    right = wrong.replace("rear", "back")
    (folder / "articles/tooth-pain.md").write_text(right, encoding="utf-8")
    assert "H118" not in codes(run("-C", folder, "check", "--json"))


# ── nobody reads it ────────────────────────────────────────────────────────────────────────────


def with_pins(text: str, wanted: list[str]) -> str:
    """Put a comment before each of the first blocks below the title."""
    article = parse_article("articles/a.md", text).article
    assert article is not None
    starts = [
        token.map[0]
        for token in article.tokens
        if token.map and not token.level and token.nesting >= 0 and token.tag != "h1"
    ]
    lines = text.split("\n")
    for line, kind in reversed(list(zip(starts, wanted, strict=False))):
        lines.insert(line, f"<!-- panel: {kind} -->")
    return "\n".join(lines)


@settings(max_examples=30)
@given(articles(comments=False), st.lists(kinds, min_size=1, max_size=6))
def test_messages_are_the_same_with_and_without(text: str, wanted: list[str]) -> None:
    plain = parse_article("articles/a.md", text).article
    pinned = parse_article("articles/a.md", with_pins(text, wanted)).article
    assert plain is not None
    assert pinned is not None
    assert [replace(m, line=0) for m in extract(pinned)] == [
        replace(m, line=0) for m in extract(plain)
    ]


def test_the_pins_of_the_test_above_are_noticed_by_the_article() -> None:
    text = with_pins("# T\n\n## A\n\np1\n\n- p2\n\n  p3\n", ["back", "flap", "inside"])
    assert pins(text.removeprefix("# T\n\n")) == [("A", "back"), ("p1", "flap"), ("p2", "inside")]


def test_a_template_never_holds_the_comment() -> None:
    text = (ROOT / "articles/post-laminectomy-syndrome.md").read_text(encoding="utf-8")
    assert "<!-- panel: back -->" in text
    pot = (ROOT / "locales/post-laminectomy-syndrome.pot").read_text(encoding="utf-8")
    assert "Can a pain care team help?" in pot
    assert "panel" not in pot


def test_sync_writes_the_same_template_with_and_without(tmp_path: Path) -> None:
    pots = []
    for name in ("with", "without"):
        pinned = ARTICLE.replace("## What", f"{BACK}## What") if name == "with" else ARTICLE
        folder = project(tmp_path / name, {"articles/tooth-pain.md": pinned})
        assert run("-C", folder, "sync").code == 0
        pots.append((folder / "locales/tooth-pain.pot").read_text(encoding="utf-8"))
        assert "What you can do" in pots[-1]
    assert pots[0] == pots[1]


def test_a_translation_stays_when_its_section_is_pinned(tmp_path: Path) -> None:
    pinned = ARTICLE.replace("## What", f"{BACK}## What")
    folder = project(tmp_path, {"articles/tooth-pain.md": pinned})
    ran = run("-C", folder, "build", "-l", "es", "-f", "brochure", "-t", "screen", "--json")
    assert ran.code == 0, ran.err
    (entry,) = manifest(folder)
    assert [f["code"] for f in entry["findings"]] == []
    read = pdffacts.read((folder / entry["path"]).read_bytes())
    text = read.document.text()
    assert "Lo que puede hacer" in text
    assert "panel" not in text + "".join(read.artifacts)
