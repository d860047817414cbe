"""The one walk: what is a message, what its text says, and that nothing of a text is lost in it."""

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handouts.article import nodes, parse_inline
from handouts.findings import HandoutsError
from handouts.messages import (
    Message,
    babel_extract,
    extract,
    extract_texts,
    parse_text,
    to_text,
    walk,
)
from handouts.messages.inline import signature
from tests.rendering import article_of, parsed
from tests.strategies import ADDRESSES, articles, inlines

_loose = st.text(st.sampled_from("ab *_`[]()<>!\\{}&#;:/.1x：如머"), max_size=20) | st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=20
)


def messages(body: str, front: str = "") -> list[tuple[str | None, str]]:
    return [message.key for message in extract(article_of(body, front))]


# ── a text and its message ───────────────────────────────────────────────────────────────────────


@settings(max_examples=150)
@given(inlines(wild=True) | _loose.map(str.strip))
@example("*&nbsp;x*")
@example("**a**&eacute;")
@example("***a******b***")
@example("[<https://example.org>](https://example.org/x)")
@example("![a [b](c) *d*](e.png)")
@example("\\{clinic.phone} `{clinic.phone}` {clinic.phone}")
def test_a_text_says_in_its_message_what_it_says_in_the_article(source: str) -> None:
    children = parse_inline(source)
    text = to_text(children)

    assert signature(parse_text(text.text, text.addresses)) == signature(children)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("**a** b", "a b"),
        ("**a** b", "*a* b"),
        ("a\\\nb", "a b"),
        ("[a](https://x.org)", "[a](https://y.org)"),
        ("<https://x.org>", "https\\:"),
        ("![a](b.png)", "![c](b.png)"),
        ("![a](b.png)", "![a](c.png)"),
        ("{clinic.phone}", "\\{clinic.phone}"),
        ("`a`", "a"),
        ("a b", "ab"),
    ],
)
def test_a_signature_tells_texts_apart(one: str, other: str) -> None:
    assert signature(parse_inline(one)) != signature(parse_inline(other))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("plain, 5 * 3 < 4 & 2!", "plain, 5 * 3 < 4 & 2!"),
        ("**bold** and *it*", "**bold** and *it*"),
        ("two\nlines", "two lines"),
        ("hard\\\nbreak", "hard\\\nbreak"),
        ("see [our page](https://x.org/a) now", "see [our page][1] now"),
        ("<https://x.org> or https://y.org/b.", "{url.1} or {url.2}."),
        ("[https://x.org/](https://x.org) [x.org](https://x.org)", "{url.1} {url.2}"),
        ("<us@x.org>", "{url.1}"),
        ("a ![b *c*](d.png) [e](f:g)", "a ![b c][1] [e][2]"),
        ("\\*not bold\\*", "\\*not bold\\*"),
        ("5\\*3", "5*3"),
        ("\\{clinic.phone}", "\\{clinic.phone\\}"),
        ("请看https://x.org/a。好", "请看{url.1}。好"),
        ("x&nbsp;y", "x\u00a0y"),
    ],
)
def test_a_messages_text(source: str, text: str) -> None:
    assert to_text(parse_inline(source)).text == text


@settings(max_examples=60)
@given(articles())
def test_no_address_stands_in_a_message(text: str) -> None:
    for message in extract(parsed(text)):
        assert "://" not in message.text
        assert "mailto:" not in message.text


@given(st.lists(st.sampled_from(ADDRESSES), min_size=1, max_size=4), st.data())
def test_another_address_changes_no_message(addresses: list[str], data: st.DataObject) -> None:
    others = data.draw(st.permutations(ADDRESSES))
    form = data.draw(st.sampled_from(["[label](<{}>)", "<{}>", "**[a](<{}>)**", "![x](<{}>)"]))

    def text(used: list[str]) -> str:
        return to_text(parse_inline(" and ".join(form.format(a) for a in used))).text

    assert text(addresses) == text(list(others)[: len(addresses)])


# ── a translation and what it cannot do unseen ───────────────────────────────────────────────────


def test_a_label_keeps_its_own_address_in_any_order() -> None:
    text = to_text(parse_inline("[one](https://a.org) [two](https://b.org) <https://c.org>"))
    children = parse_text("{url.3} [zwei][2], [eins][1]", text.addresses)

    hrefs = [child.attrs["href"] for child in children if child.type == "link_open"]
    assert hrefs == ["https://c.org", "https://b.org", "https://a.org"]


@pytest.mark.parametrize(
    "translation",
    [
        "[x](https://evil.example)",
        "<https://evil.example>",
        "https://evil.example/x",
        "![x](https://evil.example/x.png)",
        "[x](../secret)",
        "[x][1] and [y](tel:5)",
    ],
)
def test_a_strange_address_is_seen_in_the_tokens(translation: str) -> None:
    known = ("https://known.example",)
    children = parse_text(translation, known)

    given_addresses = {child.attrs.get("href") or child.attrs.get("src") for child in children}
    assert given_addresses - {None, *known}


@pytest.mark.parametrize("translation", ["{clinic.fone}", "{url.2}", "{clinic}", "**{a.b}**"])
def test_a_strange_placeholder_is_seen_in_the_tokens(translation: str) -> None:
    children = parse_text(translation, ("https://known.example",))

    assert [child.content for child in children if child.type == "placeholder"]


@pytest.mark.parametrize("translation", ["<b>x</b>", "<script>", "<!-- x -->", "<a href='x'>y</a>"])
def test_html_in_a_translation_is_text(translation: str) -> None:
    (child,) = parse_text(translation)

    assert (child.type, child.content) == ("text", translation)


@pytest.mark.parametrize("translation", ["# a", "- a", "1. a", "> a", "::: tip", "a\n\nb", "| a |"])
def test_a_translation_stays_inside_its_block(translation: str) -> None:
    kinds = {child.type for child in parse_text(translation)}

    assert kinds <= {"text", "softbreak"}


# ── what is a message ────────────────────────────────────────────────────────────────────────────


def test_every_kind_of_unit_in_reading_order() -> None:
    body = """\
Intro.

::: warning Get help now
- one item
- **two** items

  with more text
:::

## Section head

| Name | Dose |
|---|---|
| Aspirin | 5 mg |

![A drawing](a.png)

> Quoted words.
"""
    front = "summary: What it is about.\nshort_title: Back\nimage: {file: a.svg, alt: A path}"
    article = article_of(body, front)
    units = [(unit.kind, unit.context, unit.text, unit.section) for unit in walk(article)]

    assert units == [
        ("summary", None, "What it is about.", "front matter"),
        ("short title", "short title", "Back", "front matter"),
        ("alt text", "alt text", "A path", "front matter"),
        ("paragraph", None, "Intro.", "1"),
        ("box title", "box title", "Get help now", "Get help now"),
        ("list item", None, "one item", "Get help now"),
        ("list item", None, "**two** items", "Get help now"),
        ("list item", None, "with more text", "Get help now"),
        ("heading", "heading", "Section head", "Section head"),
        ("table header", "table header", "Name", "Section head"),
        ("table header", "table header", "Dose", "Section head"),
        ("table cell", "table cell", "Aspirin", "Section head"),
        ("table cell", "table cell", "5 mg", "Section head"),
        ("alt text", "alt text", "A drawing", "Section head"),
        ("paragraph", None, "Quoted words.", "Section head"),
    ]


@pytest.mark.parametrize(
    "body", ["5", "{clinic.phone}", "<https://x.org>", "**101.5** — 24/7", "💊", "***"]
)
def test_what_holds_no_word_is_no_message(body: str) -> None:
    assert messages(body) == []


def test_a_sentence_as_a_heading_needs_no_context() -> None:
    assert messages("## What should I do now?") == [(None, "What should I do now?")]


def test_equal_texts_are_one_message_with_all_that_was_said_of_them() -> None:
    article = article_of(
        "Call {clinic.phone}.\n\n<!-- note: polite -->\nCall {clinic.phone}.\n\n"
        "::: tip\n100 % off.\n:::"
    )
    first, second = extract(article)

    assert first.text == "Call {clinic.phone}."
    assert first.comments == (
        "paragraph, in: 1",
        "note: polite",
        "{clinic.phone}: phone number of the clinic",
    )
    assert first.references == ("articles/a.md",)
    assert (first.flags, second.flags) == ((), ("no-python-format",))
    assert first.line == 3


def test_lines_are_those_of_the_file() -> None:
    text = "---\nsummary: Sum up.\n---\n\n# Title\n\nOne\n\n"
    text += "| a | b |\n|---|---|\n| c | d |\n\n- e\n- f\n"
    lines = text.split("\n")

    for unit in walk(parsed(text)):
        assert unit.text in lines[unit.line - 1]


NOTES = """\
<!-- note: first -->
One.

- <!-- skip -->
  hidden
- shown

<!-- note: a list -->
- inside
  - deeper

<!-- skip -->
::: tip Hidden title
Hidden text.
:::

::: tip
<!-- note: in a box -->
Boxed.

<!-- skip -->
:::

<!-- note: two -->
<!-- note: notes -->
After.

| h |
|---|
| c |

Last. <!-- nothing special -->
"""


def test_notes_and_skips_speak_of_the_next_block_only() -> None:
    article = article_of(NOTES.replace(" <!-- nothing special -->", ""))
    notes = {unit.text: unit.notes for unit in walk(article)}

    assert notes == {
        "One.": ("first",),
        "shown": (),
        "inside": ("a list",),
        "deeper": ("a list",),
        "Boxed.": ("in a box",),
        "After.": ("two", "notes"),
        "h": (),
        "c": (),
        "Last.": (),
    }


CRITICAL = """\
Before.

## Doses

One.

### Children

Two.

## Other

Three.

::: warning Get help
Four.
### At once
Five.
:::

> ::: tip Deep
> Six.
> :::

Seven.
"""


@pytest.mark.parametrize(
    ("named", "harmful"),
    [
        ("[Doses]", ["Doses", "One.", "Children", "Two."]),
        ("[Children]", ["Children", "Two."]),
        (
            "[Other]",
            ["Other", "Three.", "Get help", "Four.", "At once", "Five.", "Deep", "Six.", "Seven."],
        ),
        ("[Get help]", ["Get help", "Four.", "At once", "Five."]),
        ("[At once]", ["At once", "Five."]),
        ("Deep", ["Deep", "Six."]),
        ("false", []),
    ],
)
def test_critical_holds_for_all_that_stands_under_a_name(named: str, harmful: list[str]) -> None:
    units = list(walk(article_of(CRITICAL, f"critical: {named}")))

    assert [unit.text for unit in units if unit.critical] == harmful


def test_critical_true_holds_for_all_and_is_said_to_translators() -> None:
    article = article_of(CRITICAL, "summary: Sum.\ncritical: true")

    assert all(unit.critical for unit in walk(article))
    assert all("critical: a mistake here can harm" in m.comments for m in extract(article))


@settings(max_examples=50)
@given(articles(comments=False))
def test_all_words_of_an_article_are_in_its_messages(source: str) -> None:
    article = parsed(source)
    extracted = {unit.place.token for unit in walk(article)}

    for node in nodes(article.tokens):
        for inline in node.inlines():
            children = inline.token.children or []
            text = "".join(child.content for child in children if child.type == "text")
            only_address = any(child.type == "link_open" for child in children)
            assert inline.index in extracted or only_address or not re.search(r"[^\W\d_]", text)


# ── other texts, and pybabel ─────────────────────────────────────────────────────────────────────


def test_plain_texts_become_messages_once() -> None:
    texts = [("hours", "Mondays", "opening hours", 4), ("hours", "Mondays", "opening hours", 4)]

    (message,) = extract_texts(texts, "handouts.toml")
    assert message == Message(
        context="hours",
        text="Mondays",
        comments=("opening hours",),
        references=("handouts.toml",),
        line=4,
    )


def babel_messages(path: Path) -> list[tuple[str | None, str]]:
    from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file

    found = extract_from_file("handouts.messages:babel_extract", path, DEFAULT_KEYWORDS)
    return [(context, text if isinstance(text, str) else text[0]) for _, text, _, context in found]


@settings(max_examples=30)
@given(articles())
def test_babel_gets_the_same_messages(text: str) -> None:
    file = io.BytesIO(text.encode())
    found = list(babel_extract(file, (), (), {}))
    keys = [t if isinstance(t, tuple) else (None, t) for _, _, t, _ in found]

    assert keys == [message.key for message in extract(parsed(text))]
    assert [tuple(comments) for *_, comments in found] == [
        message.comments for message in extract(parsed(text))
    ]


def test_babel_reads_this_repositorys_article_as_we_do(root: Path) -> None:
    path = root / "articles" / "post-laminectomy-syndrome.md"

    assert babel_messages(path) == [
        m.key for m in extract(parsed(path.read_text(encoding="utf-8")))
    ]


@pytest.mark.parametrize("data", [b"no title", b"# \xff"])
def test_babel_is_told_what_is_wrong_with_an_article(data: bytes) -> None:
    with pytest.raises(HandoutsError):
        list(babel_extract(io.BytesIO(data), (), (), {}))


def test_pybabel_extract_finds_the_entry_point(root: Path, tmp_path: Path) -> None:
    """A real run: installed metadata, a mapping file, the command, a catalog that Babel wrote."""
    from babel.messages.pofile import read_po

    metadata = tmp_path / "site" / "handouts-0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: handouts\nVersion: 0\n")
    (metadata / "entry_points.txt").write_text(_entry_points(root))
    (tmp_path / "babel.cfg").write_text("[handouts: articles/**.md]\n")
    (tmp_path / "articles").mkdir()
    article = (root / "articles" / "post-laminectomy-syndrome.md").read_text(encoding="utf-8")
    article += "\n| head | dose |\n|---|---|\n| [cell](https://x.org) | 5 % of \\*all\\* |\n"
    (tmp_path / "articles" / "one.md").write_text(article, encoding="utf-8")
    code = "import sys; from babel.messages.frontend import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "extract", "-F", "babel.cfg", "-o", "out.pot", "."]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={"PYTHONPATH": f"{tmp_path / 'site'}:{root}", "PATH": ""},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    with (tmp_path / "out.pot").open("rb") as file:
        found = [(m.context, m.id) for m in read_po(file) if m.id]
    assert found == [message.key for message in extract(parsed(article))]


def _entry_points(root: Path) -> str:
    """The entry points as the project's own settings name them."""
    import tomllib

    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [
        f"{name} = {target}" for name, target in project["entry-points"]["babel.extractors"].items()
    ]
    return "\n".join(["[babel.extractors]", *lines, ""])
