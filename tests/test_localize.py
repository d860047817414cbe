"""Every unit in its best state: what is put in is what is rendered, and nothing else changes."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from markdown_it.token import Token

from handouts.catalogs import Catalog, Entry
from handouts.localize import LocalizedUnit, State, localize
from handouts.messages import Place, Unit, extract, parse_text, to_text
from tests.rendering import (
    ENGLISH,
    SPANISH,
    article_of,
    letters,
    parsed,
    render,
    render_replaced,
    render_source,
    translated,
    unmarked,
)
from tests.strategies import LETTERS, articles

FRONT = """\
summary: Pain that **stays**. Call {clinic.phone}.
short_title: Back pain
image: {file: a.svg, alt: A stony path}
critical: [Get help]
"""
BODY = """\
First &amp; *second* line\\
third, see [our page](https://example.org/x) or <https://example.org/y>.

![A drawing](b.svg)

::: warning Get help
### Call now

- numb legs

  more of it
:::

| head | dose |
|---|--:|
| cell | 5 |

> quoted

1. exam ![inline](c.svg)
   - deeper

<!-- skip -->
Kept as it is
"""


def pseudo(text: str) -> str:
    """Every letter another one, of the same kind for Markdown; placeholders, marks as they are."""
    return to_text(_turned(parse_text(text, ["https://example.org"] * 40))).text


def _turned(tokens: Sequence[Token]) -> list[Token]:
    return [
        token.copy(
            content=token.content
            if token.type == "placeholder"
            else "".join(map(_other, token.content)),
            children=_turned(token.children or []),
        )
        for token in tokens
    ]


def _other(character: str) -> str:
    if "\u1100" <= character <= "\uffff":
        return "亜" if character.isalpha() else character
    return "ж" if character.isalpha() else character


def identity(unit: Unit) -> list[Token]:
    return parse_text(unit.text, unit.addresses)


@settings(max_examples=50)
@given(articles())
def test_the_identity_translation_renders_the_source(text: str) -> None:
    article = parsed(text)
    source = render_source(article)

    assert render_replaced(article, identity) == source
    assert unmarked(render(translated(article, lambda message: message))) == unmarked(source)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("**", ""),
        lambda text: text.replace("\\\n", " "),
        lambda text: text.replace("][1]", "]"),
        lambda text: text.replace("{url.2}", ""),
        lambda text: text.replace("drawing", "drawings"),
        lambda text: text.replace("stony", "steep"),
        lambda text: text.replace("cell", "sell"),
        lambda text: text.replace("inline", "in line"),
    ],
)
def test_what_a_translation_changes_shows(spoil: Callable[[str], str]) -> None:
    article = article_of(BODY, FRONT)
    source = render_source(article)

    assert (
        render_replaced(article, lambda unit: parse_text(spoil(unit.text), unit.addresses))
        != source
    )
    assert unmarked(render(translated(article, spoil))) != unmarked(source)


@settings(max_examples=50)
@given(articles())
def test_the_pseudo_translation_leaves_no_letter_of_the_source(text: str) -> None:
    seen = letters(render(translated(parsed(text), pseudo)))

    assert not seen & LETTERS


@pytest.mark.parametrize(
    "kind",
    [
        "summary",
        "short title",
        "title",
        "alt text",
        "paragraph",
        "box title",
        "heading",
        "list item",
        "table header",
        "table cell",
    ],
)
def test_a_kind_of_unit_that_was_left_out_would_show(kind: str) -> None:
    article = parsed(f"---\n{FRONT}---\n# Title\n\n{BODY}")

    def texts(unit: Unit) -> list[Token]:
        text = unit.text if unit.kind == kind else pseudo(unit.text)
        return parse_text(text, unit.addresses)

    left = letters(render_replaced(article, texts)) - set("Kept as it is")
    assert left - {"ж"}
    assert letters(render(translated(article, pseudo))) == {"ж"}


def catalog(*entries: Entry) -> Catalog:
    return Catalog(path="es.po", tag="es", entries=entries)


def entry(text: str, translation: str, **rest: Any) -> Entry:
    return replace(Entry(context=None, text=text, translation=translation, line=7), **rest)


@pytest.mark.parametrize(
    ("entries", "state", "printed"),
    [
        ((entry("Call us.", "Llame."),), State.TRANSLATED, "Llame."),
        ((entry("Call us.", "Llame.", fuzzy=True),), State.FUZZY, "Call us."),
        ((entry("Call us.", ""),), State.MISSING, "Call us."),
        ((entry("Call us.", " \n"),), State.MISSING, "Call us."),
        (
            (entry("Call us.", "", plural="x", plural_translations=("a", "b")),),
            State.MISSING,
            "Call us.",
        ),
        ((entry("Call us.", "Llame.", context="heading"),), State.MISSING, "Call us."),
        ((), State.MISSING, "Call us."),
    ],
)
def test_a_unit_prints_its_translation_or_its_source(
    entries: tuple[Entry, ...], state: State, printed: str
) -> None:
    localized = localize(article_of("Call us."), catalog(*entries), SPANISH, ENGLISH)

    (unit,) = localized.units.values()
    assert (unit.state, unit.text) == (state, printed)
    marked = '<span lang="en" dir="ltr" class="source">Call us.</span>' in render(localized)
    assert marked == (state is not State.TRANSLATED)
    counts = (localized.coverage.translated, localized.coverage.fuzzy, localized.coverage.missing)
    assert counts == tuple(int(state is s) for s in (State.TRANSLATED, State.FUZZY, State.MISSING))
    if entries and entries[0].context is None:
        assert str(unit.location) == "es.po:7"


def test_without_a_catalog_all_is_missing_and_in_the_source_language_nothing_is() -> None:
    article = article_of(BODY, FRONT)

    assert {u.state for u in localize(article, None, SPANISH, ENGLISH).units.values()} == {
        State.MISSING
    }
    source = localize(article, catalog(entry("numb legs", "no")), ENGLISH, ENGLISH)
    assert {u.state for u in source.units.values()} == {State.SOURCE}
    assert source.coverage.complete


def test_a_message_that_occurs_twice_counts_once_and_prints_twice() -> None:
    article = article_of("Same.\n\nOther.\n\nSame.")
    localized = localize(article, catalog(entry("Same.", "Igual.")), SPANISH, ENGLISH)

    assert len(extract(article)) == 2
    assert (localized.coverage.translated, localized.coverage.missing) == (1, 1)
    assert render(localized).count("Igual.") == 2


def test_front_matter_is_found_by_its_key() -> None:
    localized = translated(article_of(BODY, FRONT), pseudo)

    assert localized.field("image") == localized.units[Place(key="image")]
    assert localized.field("nothing") is None
    assert localized.meta.image is not None
    assert localized.meta.image.alt == "A stony path"


def test_a_links_own_address_follows_its_label_wherever_the_label_goes() -> None:
    article = article_of(
        "See [one](https://a.example/1) and [two](https://b.example/2) <https://c.example>."
    )
    turned = "{url.3}: [dos][2], [uno][1]."
    html = render(translated(article, lambda text: turned))

    assert '<a href="https://b.example/2">dos</a>' in html
    assert '<a href="https://a.example/1">uno</a>' in html
    assert '<a href="https://c.example">https://c.example</a>' in html


@pytest.mark.parametrize(
    "text", ["<b>x</b>", "<script>alert(1)</script>", '"><img src=x onerror=y>', "a&b<!--"]
)
def test_html_in_a_translation_prints_as_text(text: str) -> None:
    html = render(translated(article_of("Word."), lambda _: text))

    assert not re.search(r"<(b>|script|img src=x|!--)", html)
    assert "&lt;" in html


@pytest.mark.parametrize(
    "translation", ["Llame ya.", "Llame a {clinic.fone} ya.", "Llame **a {clinic.phone} ya."]
)
def test_a_broken_translation_prints_its_source(translation: str) -> None:
    source = "Call {clinic.phone} **now**."

    broken = entry_of(source, translation)
    assert (broken.state, broken.text, broken.translation) == (State.BROKEN, source, translation)
    whole = entry_of(source, "Llame **ya** a {clinic.phone}.")
    assert (whole.state, whole.text) == (State.TRANSLATED, whole.translation)


def entry_of(source: str, translation: str) -> LocalizedUnit:
    entries = (Entry(context=None, text=source, translation=translation, line=3),)
    catalog = Catalog(path="a.po", tag="es", entries=entries)
    units = localize(article_of(source), catalog, SPANISH, ENGLISH).units.values()
    return next(unit for unit in units if unit.unit.text == source)
