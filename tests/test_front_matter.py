"""Front matter: a closed set of keys, every mistake at once, no YAML surprise."""

import datetime
import time

import pytest

from handouts.article import (
    FIELDS,
    Picture,
    Source,
    parse_article,
)
from tests.article_texts import COMPLETE, findings, front, places

# ── front matter ─────────────────────────────────────────────────────────────────────────────────


def test_a_complete_article_is_read_without_a_finding() -> None:
    parsed = parse_article("articles/back-pain.md", COMPLETE)
    assert parsed.findings == ()
    assert parsed.article is not None
    article, meta = parsed.article, parsed.article.meta

    assert (article.slug, article.path) == ("back-pain", "articles/back-pain.md")
    assert article.title == "Title"
    assert meta.summary == "Pain that **stays**."
    assert meta.short_title == "Back: pain"
    assert meta.topics == ("one", "two")
    assert (meta.audience, meta.owner, meta.version) == ("Adults", "no", "1.10")
    assert meta.reviewed == datetime.date(2026, 11, 22)
    assert meta.review_by == datetime.date(2028, 11, 22)
    assert meta.sources == (
        Source("First: a source", "https://example.org/a"),
        Source("A second one"),
    )
    assert meta.formats == ("one-pager",)
    assert meta.image == Picture("images/a.svg", "A path")
    assert meta.critical == ("Get help",)
    assert (meta.line("summary"), meta.line("critical")) == (2, 18)
    assert set(meta.positions) == set(FIELDS)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    plain = parse_article("articles/a.md", COMPLETE).article
    windows = parse_article("articles/a.md", "\ufeff" + COMPLETE.replace("\n", "\r\n")).article

    assert plain is not None
    assert windows is not None
    assert windows.digest == plain.digest
    assert windows.meta == plain.meta


def test_what_is_missing_is_named_in_one_warning() -> None:
    parsed = parse_article("articles/a.md", "---\nsummary: x\n---\n# T\n")

    (found,) = parsed.findings
    assert (found.code, found.severity) == ("H113", "warning")
    assert "version, reviewed, review_by, sources" in found.message
    assert parsed.article is not None


def test_an_unknown_key_names_the_nearest() -> None:
    (found,) = findings("---\nrevewed: 2026-11-22\n---\n# T\n")

    assert (found.code, str(found.location)) == ("H101", "articles/a.md:2")
    assert 'Did you mean "reviewed"?' in found.hint


@pytest.mark.parametrize(
    "yaml",
    [
        "reviewed: 31.12.2027",
        "reviewed: 2027-02-30",
        "reviewed: 2026-1-2",
        "reviewed: yes",
        "review_by: 2027-12-31 10:00",
        "review_by: [2027-12-31]",
        "summary:",
        "summary: [a]",
        "summary: {a: b}",
        "topics: [[a]]",
        "sources: [{url: https://example.org}]",
        "image: {alt: x}",
        "image: [a]",
        "critical: {a: b}",
        "critical: [Nothing]",
        "version: ''",
    ],
)
def test_a_wrong_value_is_one_finding_on_its_line(yaml: str) -> None:
    assert front(yaml) == [("H102", 2)]


@pytest.mark.parametrize(
    "value", ["no", "on", "1.10", "0x10", "1_000", "~", "null", "!!int 3", "2026-01-01", ".5"]
)
def test_scalars_stay_the_text_that_they_are(value: str) -> None:
    article = parse_article("articles/a.md", f"---\nowner: {value}\n---\n# T\n").article

    assert article is not None
    assert article.meta.owner == value.removeprefix("!!int ")


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("summary: a\nowner: b\nsummary: c", [("H103", 4)]),
        ("image:\n  file: a\n  file: b", [("H103", 4)]),
        ("a: &x 1\nowner: *x", [("H103", 2)]),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]", [("H103", 2)]),
        ("a: &a [*a]", [("H103", 2)]),
        ("? [a]\n: b", [("H103", 2)]),
        ("? {a: b}\n: b", [("H103", 2)]),
        ("- a\n- b", [("H103", 2)]),
        ("just text", [("H103", 2)]),
        ("summary: a: b", [("H103", 2)]),
        ("summary: 'a", [("H103", 2)]),
        ('summary: "\\q"', [("H103", 2)]),
        ("\tsummary: a", [("H103", 2)]),
        ("summary: a\n  owner: b", [("H103", 3)]),
        ("owner: " + "[" * 12 + "]" * 12, [("H103", 2)]),
        ("owner: " + "[" * 5000, [("H103", 1)]),
        ("owner: " + "{a: " * 3000, [("H103", 1)]),
        ("owner: *gone", [("H103", 2)]),
        ("owner: \x00", [("H103", 1), ("H211", 2)]),
        ("%YAML 9.9\n---", []),
        ("owner: !!python/object/apply:os.system ['true']", [("H102", 2)]),
        ("<<: {owner: x}", [("H101", 2)]),
        ("summary: a\n...\nowner: b", [("H103", 4)]),
    ],
)
def test_yaml_that_cannot_be_meant_is_refused(yaml: str, expected: list[tuple[str, int]]) -> None:
    started = time.process_time()

    if expected:
        assert front(yaml) == expected
    else:
        assert front(yaml)
    assert time.process_time() - started < 15


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\nsummary: a\n# Title\n", [("H103", 1)]),
        ("---\n---\n# Title\n", []),
        ("---\n\n# comment\n---\n# Title\n", []),
        ("# Title\n\n---\n\nrule\n", []),
        ("---", [("H104", 1)]),
        ("", [("H104", 1)]),
        ("\n\n", [("H104", 1)]),
        ("---\nowner: x\n---\n", [("H104", 1)]),
    ],
)
def test_where_front_matter_starts_and_ends(text: str, expected: list[tuple[str, int]]) -> None:
    assert places(text) == expected


def test_all_mistakes_of_a_file_come_at_once_in_order() -> None:
    text = (
        "---\nsumary: a\nreviewed: x\nowner: a\nowner: b\nsummary: '{clinic.fone}'\n"
        "image: {file: a, alt: '{clinic.gone}'}\ncritical: [Doses]\n---\n\ntext\n\n"
        "# One\n\n# Two\n\n::: warnign\n<b>x</b> {clinic.phon}\n:::\n\n"
        "[x](javascript:alert(1)) [y](../z)\n\n::: tip\nnever closed\n"
    )

    assert places(text) == [
        ("H101", 2),
        ("H102", 3),
        ("H103", 5),
        ("H105", 6),
        ("H105", 7),
        ("H102", 8),
        ("H104", 15),
        ("H109", 17),
        ("H111", 18),
        ("H105", 18),
        ("H115", 21),
        ("H107", 21),
        ("H110", 23),
    ]
    assert parse_article("articles/a.md", text).article is None
