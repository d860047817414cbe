"""From localized text to the blocks of a sheet: nothing lost, nothing unescaped, nothing leaked."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]
from markupsafe import Markup

from handouts.article import nodes, parse_inline
from handouts.article.model import plain_text
from handouts.catalogs import Catalog, Entry
from handouts.compose import (
    Block,
    Box,
    Facts,
    Request,
    Sheet,
    Words,
    compose_sheet,
    needs_translation,
    texts_of,
)
from handouts.compose.inline import address_html, foreign, inline_html
from handouts.compose.words import BLANK
from handouts.config import Clinic
from handouts.formats import PAPERS
from handouts.languages import language
from handouts.localize import localize
from handouts.messages import parse_text
from tests.rendering import (
    ENGLISH,
    SPANISH,
    article_of,
    parsed,
    render,
    render_source,
    translated,
)
from tests.strategies import articles, inlines

ARABIC = language("ar")
CLINIC = Clinic(
    id="main",
    name="A & B <Clinic>",
    phone="(202) 555-0142",
    url="https://example.org/{slug}/{language}",
    address="12 Example Street",
    hours="Mo-Fr 08:00-17:00",
    interpreter="Ask us.",
    email="us@example.org",
    logo="secret/logo.svg",
    colour="#123456",
)


def shown(source: str) -> str:
    """The HTML of a line of inline Markdown; facts and pictures show their names."""
    return str(
        inline_html(
            parse_inline(source),
            lambda name: Markup("<b>{}</b>").format(name),
            lambda path: f"pictures/{path}",
        )
    )


def text_of(rendered: str) -> str:
    return " ".join(html.fragment_fromstring(rendered, create_parent="div").text_content().split())


# ── inline ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("source", "rendered"),
    [
        ("a **b** *c*", "a <strong>b</strong> <em>c</em>"),
        ("a\nb\\\nc", "a b<br>c"),
        ('5 < 6 & "7" <b>', "5 &lt; 6 &amp; &#34;7&#34; &lt;b&gt;"),
        ("`<x> & y`", "<code>&lt;x&gt; &amp; y</code>"),
        ("{clinic.phone}", "<b>clinic.phone</b>"),
        (
            "[us](https://x.org/a/)",
            '<a href="https://x.org/a/">us</a> (<bdi dir="ltr" class="url">x.org/a</bdi>)',
        ),
        (
            "<https://x.org/?a=1&b=2>",
            '<a href="https://x.org/?a=1&amp;b=2">https://x.org/?a=1&amp;b=2</a>',
        ),
        (
            '![a "b" **c** {clinic.name}\nd](e.png)',
            '<img src="pictures/e.png" alt="a &#34;b&#34; c clinic.name d">',
        ),
        ("![](e.png)", '<img src="pictures/e.png" alt="">'),
    ],
)
def test_inline_html(source: str, rendered: str) -> None:
    assert shown(source) == rendered


@settings(max_examples=100)
@given(
    inlines(wild=True) | st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=40)
)
def test_whatever_is_written_only_our_own_tags_come_out(source: str) -> None:
    rendered = shown(source)
    root = html.fragment_fromstring(rendered, create_parent="div")

    assert {e.tag for e in root.iter()} <= {
        "div",
        *["strong", "em", "a", "bdi", "b", "br", "code", "img"],
    }
    assert {name for e in root.iter() for name in e.attrib} <= {
        "href",
        "dir",
        "class",
        "src",
        "alt",
    }
    schemes = re.findall(r'href="([a-zA-Z]+):', rendered)
    assert not {scheme.lower() for scheme in schemes} & {"javascript", "vbscript", "file"}


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("https://x.org/", "x.org"),
        ("http://x.org/a?b=c&d", "x.org/a?b=c&amp;d"),
        ("mailto:us@x.org", "us@x.org"),
        ("tel:+12025550142", "+12025550142"),
        ("https://x.org/<b>", "x.org/&lt;b&gt;"),
    ],
)
def test_an_address_prints_as_people_read_it(address: str, text: str) -> None:
    assert address_html(address) == f'<bdi dir="ltr" class="url">{text}</bdi>'


def test_a_foreign_run_says_its_language_and_direction() -> None:
    assert (
        foreign(Markup("x"), ENGLISH, ARABIC, "kept")
        == '<span lang="en" dir="ltr" class="kept">x</span>'
    )
    assert foreign(Markup("x"), ARABIC, ENGLISH) == '<span lang="ar" dir="rtl">x</span>'
    assert foreign(Markup("x"), ENGLISH, ENGLISH) == "x"


# ── blocks ─────────────────────────────────────────────────────────────────────────────────────

EVERYTHING = """\
- para

  second

  > quoted in item

  ### heading in item

  ::: tip Boxed
  box in item

  > - quote in box in item
  :::

  | cell in item |
  |---|
  | deeper cell |

  1. number in item

> quote
>
> | cell in quote |
> |---|
> | x1 |
>
> - item in quote
>
> ::: call Title in quote
> box in quote
> :::

:::: warning
::: tip Inner title
inner text
:::
### First tier
tiered
> quote in tier
::::
"""


@settings(max_examples=60)
@given(articles())
def test_no_word_of_an_article_is_lost_in_its_blocks(text: str) -> None:
    article = parsed(text)
    seen = text_of(render_source(article))

    assert_all_in(words_of(article.tokens), seen)


def words_of(tokens: object) -> list[str]:
    """The texts between marks, of every block."""
    return [
        " ".join(child.content.split())
        for node in nodes(tokens)  # type: ignore[arg-type]
        for inline in node.inlines()
        for child in inline.token.children or []
        if child.type in ("text", "code_inline")
    ]


def assert_all_in(words: list[str], seen: str) -> None:
    for word in words:
        assert word in seen


def test_no_block_is_lost_wherever_it_stands() -> None:
    article = article_of(EVERYTHING)

    assert_all_in(words_of(article.tokens), text_of(render_source(article)))
    assert len(words_of(article.tokens)) == 22


def test_a_lost_block_would_be_seen() -> None:
    article = article_of(EVERYTHING)
    seen = text_of(render_source(article)).replace("quote in tier", "")

    with pytest.raises(AssertionError):
        assert_all_in(words_of(article.tokens), seen)


def test_skipped_and_untranslated_blocks_say_their_language() -> None:
    article = article_of("Word.\n\n<!-- skip -->\nKept.\n\n{clinic.phone}")
    rendered = render(localize(article, None, ARABIC, ENGLISH))

    assert '<span lang="en" dir="ltr" class="source">Word.</span>' in rendered
    assert '<span lang="en" dir="ltr" class="kept">Kept.</span>' in rendered
    assert rendered.count("<span") == 2


# ── words and facts ────────────────────────────────────────────────────────────────────────────


def words(*entries: Entry) -> Words:
    return Words(
        language=SPANISH,
        source=ENGLISH,
        catalogs=(Catalog(path="", tag="es", entries=entries),),
    )


def entry(context: str | None, text: str, translation: str, *, fuzzy: bool = False) -> Entry:
    return Entry(context=context, text=text, translation=translation, fuzzy=fuzzy)


def test_a_template_s_word_is_translated_or_marked() -> None:
    known = words(
        entry(None, "Page", "Página"),
        entry("box title", "Warning", "Aviso <1>"),
        entry(None, "Tip", "Consejo", fuzzy=True),
        entry(None, "Empty", " "),
    )

    assert known.gettext("Page") == "Página"
    assert known.pgettext("box title", "Warning") == "Aviso &lt;1&gt;"
    for missing in ("Tip", "Empty", "Other <b>"):
        assert 'lang="en"' in known.gettext(missing)
    assert "&lt;b&gt;" in known.gettext("Other <b>")
    assert known.gettext("Warning") != "Aviso &lt;1&gt;"
    assert replace(known, language=ENGLISH).gettext("Page") == "Page"


def test_the_projects_own_words_win() -> None:
    own, shipped = words(entry(None, "Page", "Hoja")), words(entry(None, "Page", "Página"))

    assert replace(own, catalogs=own.catalogs + shipped.catalogs).gettext("Page") == "Hoja"
    empty = words(entry(None, "Page", ""))
    assert replace(own, catalogs=empty.catalogs + shipped.catalogs).gettext("Page") == "Página"


def facts(clinic: Clinic | None = CLINIC, known: Words | None = None) -> Facts:
    return Facts(clinic=clinic, words=known or words(), slug="back-pain")


def test_facts_are_escaped_isolated_and_translated() -> None:
    known = words(entry("interpreter", "Ask us.", "Pregúntenos."))
    fact = facts(known=known)

    assert fact("clinic.phone") == '<bdi dir="ltr" class="nb">(202) 555-0142</bdi>'
    assert "A &amp; B &lt;Clinic&gt;" in fact("clinic.name")
    assert 'lang="en"' in fact("clinic.name")
    assert 'href="https://example.org/back-pain/es"' in fact("clinic.url")
    assert 'href="mailto:us@example.org"' in fact("clinic.email")
    assert fact("clinic.interpreter") == "Pregúntenos."
    assert "8:00" in fact("clinic.hours")
    assert "Mo-Fr" not in fact("clinic.hours")


@pytest.mark.parametrize(
    "name",
    [
        "clinic.id",
        "clinic.logo",
        "clinic.colour",
        "clinic.__class__",
        "clinic.",
        "phone",
        "url.3",
        "x",
    ],
)
def test_a_placeholder_shows_nothing_that_is_no_fact(name: str) -> None:
    assert facts()(name) == BLANK


def test_a_fact_that_is_missing_is_a_line_to_write_on() -> None:
    assert facts(Clinic(id="a", name="A"))("clinic.phone") == BLANK
    assert facts(None)("clinic.name") == BLANK
    assert facts(None).fact("name") == ""


def test_what_of_a_clinic_needs_a_translator() -> None:
    assert not needs_translation("hours", "Mo-Fr 08:00-17:00", ENGLISH)
    assert needs_translation("hours", "Mornings", ENGLISH)
    assert not needs_translation("hours", "", ENGLISH)
    assert needs_translation("interpreter", "Ask us.", ENGLISH)
    assert not needs_translation("address", "12 Example Street", ENGLISH)


# ── the sheet ──────────────────────────────────────────────────────────────────────────────────


def sheet(text: str, clinic: Clinic | None = CLINIC) -> Sheet:
    return compose_sheet(
        Request(
            article=localize(parsed(text), None, ENGLISH, ENGLISH),
            clinic=clinic,
            words=replace(words(), language=ENGLISH),
            paper=PAPERS["a4"],
            picture=lambda path: f"pictures/{path}",
        )
    )


def printed(composed: Sheet) -> str:
    """All text that a template gets of an article."""
    parts = [composed.title, composed.summary]
    for block in (*composed.intro, *composed.flow):
        parts += _of_block(block)
    for box in (composed.points, composed.warning, composed.card):
        parts += _of_box(box) if box else []
    return text_of("<br> ".join(parts))


def _of_block(block: Block) -> Iterator[Markup]:
    yield block.html
    yield from (item.html for item in block.items)
    if block.box:
        yield from _of_box(block.box)


def _of_box(box: Box) -> Iterator[Markup]:
    yield box.title
    yield from (tier.title for tier in box.tiers)
    for block in box.every_block:
        yield from _of_block(block)


@settings(max_examples=60)
@given(articles())
def test_no_word_of_an_article_is_lost_on_its_sheet(text: str) -> None:
    assert_all_in(words_of(parsed(text).tokens), printed(sheet(text)))


def test_no_block_is_lost_on_its_sheet() -> None:
    text = f"# Title\n\nIntro.\n\n{EVERYTHING}\n" + "::: warning\nA second one.\n:::\n" * 2

    assert_all_in(words_of(parsed(text).tokens), printed(sheet(text)))


def test_ids_are_unique_and_in_reading_order() -> None:
    composed = sheet(f"# Title\n\n{EVERYTHING}")
    ids = [block.id for block in composed.flow] + [i.id for b in composed.flow for i in b.items]

    assert len(ids) == len(set(ids))


def test_the_parts_of_a_sheet_stand_in_their_places() -> None:
    composed = sheet(
        "---\nsummary: Sum **up**.\nimage: {file: images/a.svg, alt: 'Path to {clinic.phone}'}\n"
        "version: '1.10'\nreviewed: 2026-11-22\nreview_by: 2028-11-22\n"
        "sources: [{title: Long, url: 'https://example.org/"
        + "x"
        * 60
        + "'}, {title: Short & sweet, url: 'https://example.org/a'}]\n---\n"
        "# Title for {clinic.name}\n\nIntro.\n\n::: key-points Points\n- one\n:::\n\n"
        "## Section\n\nText.\n\n"
        "::: warning Act\n### Now\n- call\n:::\n\n::: call Call\nUs.\n:::\n"
    )

    assert composed.title == "Title for A &amp; B &lt;Clinic&gt;"
    assert composed.plain_title == "Title for A & B <Clinic>"
    assert composed.summary == "Sum <strong>up</strong>."
    assert composed.picture is not None
    assert composed.picture.address == "pictures/images/a.svg"
    assert composed.picture.alt == "Path to (202) 555-0142"
    assert [block.text for block in composed.intro] == ["Intro."]
    assert [block.kind for block in composed.flow] == ["heading", "paragraph"]
    assert composed.points is not None
    assert composed.warning is not None
    assert composed.card is not None
    assert [box.title for box in (composed.points, composed.warning, composed.card)] == [
        "Points",
        "Act",
        "Call",
    ]
    assert [tier.title for tier in composed.warning.tiers] == ["Now"]
    assert (composed.imprint.version, composed.imprint.id) == ("1.10", "a · en")
    assert "x" * 60 not in "".join(composed.sources)
    assert composed.sources[1].startswith("Short &amp; sweet")
    assert "<svg" in composed.qr
    assert composed.draft
    assert not composed.mixed


def test_without_a_clinic_there_is_a_sheet_too() -> None:
    composed = sheet("# Title\n\nCall {clinic.phone}.\n", None)

    assert composed.qr == ""
    assert composed.card is None
    assert BLANK in composed.intro[0].html


def test_headings_never_skip_a_level() -> None:
    composed = sheet("# T\n\n#### Deep\n\nx\n\n###### Deeper\n\nx\n\n## Two\n\nx\n")

    assert [block.level for block in composed.flow if block.kind == "heading"] == [2, 3, 2]


def test_text_for_lengths_is_the_text_that_prints() -> None:
    localized = translated(
        article_of("Short.\n\nBefore:\n\n- item"), lambda text: f"Mucho más largo: {text}"
    )
    composed = compose_sheet(
        Request(
            article=localized, clinic=None, words=words(), paper=PAPERS["a4"], picture=lambda p: p
        )
    )

    assert composed.intro[0].text == "Mucho más largo: Short."
    assert composed.flow[1].items[0].text == "Mucho más largo: item"


def test_plain_text_of_what_translators_write() -> None:
    text = plain_text(
        parse_text("**a** [b][1] {clinic.phone}\\\nc `d` ![e](f.png)", ("https://x.org",))
    )

    assert text == "a b {clinic.phone} c d e"


def test_a_box_that_is_all_of_its_section_stays_under_its_heading() -> None:
    alone = sheet("# T\n\n## Who helps\n\n::: call Call\nUs.\n:::\n\n## More\n\nText.\n")
    assert [block.kind for block in alone.flow] == ["heading", "box", "heading", "paragraph"]
    beside = sheet("# T\n\n## Who helps\n\nText.\n\n::: call Call\nUs.\n:::\n")
    assert [block.kind for block in beside.flow] == ["heading", "paragraph"]


def test_every_text_of_a_sheet_must_be_printed() -> None:
    composed = sheet(
        "# Title\n\n## Section\n\n- one **two**\n\n::: warning Act\n### Now\nGo.\n:::\n"
    )
    said = list(texts_of(composed))
    assert {"Draft: not yet reviewed", "Title", "Section", "one two", "Act", "Now", "Go."} <= {
        *said
    }
