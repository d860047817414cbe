"""Articles: what is read, and that every mistake of a file comes at once with its line."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.article import (
    CONTAINERS,
    is_slug,
    nodes,
    parse_article,
    parse_inline,
)
from handouts.article.model import plain_text
from tests.article_texts import body, findings, front, places
from tests.strategies import articles

# ── structure ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# One\n", []),
        ("One\n===\n", []),
        ("text\n\n## Two\n", [("H104", 1)]),
        ("# One\n\n# Two\n\n# Three\n", [("H104", 3), ("H104", 5)]),
        ("::: tip\n# In a box\n:::\n", [("H104", 1), ("H104", 2)]),
        ("# One\n\n- # In a list\n", [("H104", 3)]),
        ("#\n", [("H104", 1)]),
        ("# One\n\n##\n", [("H104", 3)]),
    ],
)
def test_one_title_outside_of_everything(text: str, expected: list[tuple[str, int]]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_box_has_its_name_and_its_title(name: str) -> None:
    parsed = parse_article("articles/a.md", f"# T\n\n:::{name}\tA **title**  \nx\n:::\n")

    assert parsed.article is not None
    (_, box) = nodes(parsed.article.tokens)
    assert box.token.meta["name"] == name
    title = box.children[0]
    assert title.token.type == "box_title_open"
    assert plain_text(title.children[0].token.children or []) == "A title"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("::: tip\nx\n:::", []),
        ("::: tip\n:::", []),
        ("> ::: tip\n> x\n> :::", []),
        ("- a\n\n  ::: tip\n  x\n  :::\n- b", []),
        (":::: tip\n::: call\nx\n:::\n::::", []),
        ("::: tip\nx\n::::", []),
        ("::: tpi\nx\n:::", [("H109", 3)]),
        ("::: Warning\nx\n:::", [("H109", 3)]),
        ("::: {.tip}\nx\n:::", [("H109", 3)]),
        ("::: tip\nx", [("H110", 3)]),
        ("::: tip\nx\n\n::: call\ny\n:::", [("H110", 6)]),  # the end closes the outer one
        ("::: tip\n::: call\nx\n:::\n:::", [("H110", 4), ("H110", 7)]),
        ("- a\n  ::: tip\n  x\n\nb", [("H110", 4)]),
        ("::: tip\n- a\n  ::: call\n  x\n:::", [("H110", 5)]),
        (":::: tip\nx\n:::", [("H110", 3), ("H110", 5)]),
        (":: tip\nx\n::", [("H110", 3), ("H110", 5)]),
        ("text\n:::", [("H110", 4)]),
        (":::", [("H110", 3)]),
    ],
)
def test_boxes_are_known_and_closed(text: str, expected: list[tuple[str, int]]) -> None:
    assert body(text) == expected


def test_an_unknown_box_names_the_nearest_and_all() -> None:
    (found,) = findings("# T\n\n::: warnign\nx\n:::\n")

    assert 'Did you mean "warning"?' in found.hint
    assert "checklist" in found.hint


def test_what_is_nested_too_deeply_is_said_not_lost() -> None:
    for deep in ("> " * 80 + "x", "".join("  " * n + "- x\n" for n in range(40))):
        assert ("H114", 3) in [(code, 3) for code, _ in body(deep)]
    assert body("".join("  " * n + f"- x{n}\n" for n in range(25))) == []


# ── inline ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("{clinic.phone} {clinic.name}", []),
        ("{clinic.fone}", ["H105"]),
        ("{clinic.logo} {phone}", ["H105", "H105"]),
        ("{url.1}", ["H105"]),
        ("![{clinic.fone}](a.png)", ["H105"]),
        ("\\{clinic.fone}, `{clinic.fone}` {} { x }", []),
        ("<b>x</b>", ["H111"]),
        ("text <!-- note: x --> text", ["H111"]),
        ("<!-- never closed", ["H111"]),
        ("<!-- a --> text <!-- b -->", ["H111"]),
        ("5 < 6 > 4, a<b", []),
        ("\\<b>", ["H111"]),
        ("[x](https://example.org) <https://example.org> <us@example.org> [x](tel:+1)", []),
        ("https://example.org/a, (https://example.org/b)", []),
        ("[x](javascript:alert(1))", ["H115"]),
        ("[x](JAVASCRIPT:alert(1))", ["H115"]),
        ("[x](&#106;avascript:alert(1))", ["H115"]),
        ("<javascript:alert(1)>", ["H115"]),
        ("[x](file:///etc/passwd)", ["H115"]),
        ("[x](data:text/html,x)", ["H115"]),
        ("[x](data:image/png;base64,eA==)", ["H115"]),
        ("[x](vbscript:x)", ["H115"]),
        ("[x](ftp://example.org)", ["H115"]),
        ("[x](https:///x)", ["H115"]),
        ("[x](https://[::1)", ["H115"]),
        ("[x](other.md) [y](/etc) [z](../a) [w](//example.org)", ["H107"] * 4),
        ("[x][missing]", ["H115"]),
        ("[x](<https://a b>", ["H115"]),
        ("[x][here]\n\n[here]: https://example.org", []),
        ("[x][here]\n\n[here]: javascript:x", ["H115"]),
        ("a\u202eb", ["H211"]),
        ("a&#x202e;b", ["H211"]),
        ("a\u2066b", ["H211"]),
        ("a\x01b", ["H211"]),
        ("a\x00b", ["H211"]),
        ("a\ufffdb", ["H211"]),
        ("a&#0;b", ["H211"]),
        ("a\u2028b", ["H211"]),
        ("![a\u200eb](c.png)", ["H211"]),
        ("a\u00ad\u200b\u200c\u200d\u00a0b", []),
    ],
)
def test_what_a_reader_could_not_use_is_found(text: str, codes: list[str]) -> None:
    found = body(text)

    assert [code for code, _ in found] == codes
    assert all(line == 3 for code, line in found)


@pytest.mark.parametrize("lost", ["\0", "\ufffd"])
def test_a_lost_character_is_named_on_its_own_line(lost: str) -> None:
    assert body(f"a\nb 5{lost} mg\n\n```\n5{lost} mg\n```") == [
        ("H211", 4),
        ("H126", 6),
        ("H211", 7),
    ]


@pytest.mark.parametrize("key", ["summary", "short_title"])
def test_front_matter_is_looked_at_like_the_text(key: str) -> None:
    assert front(f"owner: x\n{key}: 'a {{clinic.x}} [a](javascript:x) \u202e'") == [
        ("H105", 3),
        ("H115", 3),
        ("H211", 3),
    ]
    assert front("sources: [{title: x, url: 'javascript:x'}]") == [("H115", 2)]
    assert front("sources: ['a\u202eb']") == [("H211", 2)]
    assert front("image: {file: a, alt: '{clinic.x}'}") == [("H105", 2)]


@pytest.mark.parametrize(
    ("text", "shown", "href"),
    [
        ("see https://example.org/a. Then", "https://example.org/a", "https://example.org/a"),
        ("请看https://example.org/a了解", "https://example.org/a", "https://example.org/a"),
        ("(https://example.org/a_(b))", "https://example.org/a_(b", "https://example.org/a_(b"),
        ("<us@example.org>", "us@example.org", "mailto:us@example.org"),
        ("<tel:+1202>", "+1202", "tel:+1202"),
        ("[example.org](https://example.org/)", "https://example.org/", "https://example.org/"),
    ],
)
def test_addresses_are_links_that_show_themselves(text: str, shown: str, href: str) -> None:
    children = parse_inline(text)
    start = next(n for n, child in enumerate(children) if child.type == "link_open")

    assert children[start].attrs["href"] == href
    assert children[start + 1].content == shown


# ── whatever stands in a file ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("articles/a.md", True),
        ("articles/back-pain-2.md", True),
        ("articles/Back pain.md", False),
        ("articles/a_b.md", False),
        ("articles/interface.md", False),
        ("articles/clinics.md", False),
        ("articles/-a.md", False),
        ("articles/ä.md", False),
        ("articles/.md", False),
    ],
)
def test_a_files_name_is_a_slug(path: str, slug: bool) -> None:
    codes = [found.code for found in findings("# T\n", path)]

    assert codes == ([] if slug else ["H116"])
    assert is_slug(path.removeprefix("articles/").removesuffix(".md")) == slug


_piece = st.sampled_from(
    [
        *(
            "---",
            ":::",
            ":::tip",
            "<!--",
            "-->",
            "note:",
            "skip",
            "#",
            "##",
            "- ",
            "1. ",
            "> ",
            "|",
        ),
        *(
            "|---|",
            "**",
            "[",
            "](",
            ")",
            "{clinic.phone}",
            "&",
            "\\",
            "`",
            "```",
            "<",
            ">",
            "é",
            "머",
        ),
        *("\t", "\n", "\n\n", "summary: ", "\x00", "\u2028", "  ", "    ", "&*a", "[x]: y"),
    ]
)
_any = st.text(max_size=60) | st.lists(_piece, max_size=25).map("".join)


@settings(max_examples=100)
@given(_any | _any.map(lambda yaml: f"---\n{yaml}\n---\n# T\n"))
def test_any_text_is_an_article_or_has_findings_inside_it(text: str) -> None:
    parsed = parse_article("articles/a.md", text)

    count = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for found in parsed.findings:
        assert found.location is not None
        assert 1 <= found.location.line <= count
    assert (parsed.article is None) == any(f.severity == "error" for f in parsed.findings)


@settings(max_examples=60)
@given(articles(), st.data())
def test_a_good_article_with_one_hole_is_read_or_has_findings(
    text: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 5))
    parsed = parse_article("articles/a.md", text[:place] + data.draw(_piece) + text[place + cut :])

    assert (parsed.article is None) == any(f.severity == "error" for f in parsed.findings)


@settings(max_examples=60)
@given(articles())
def test_reading_twice_gives_the_same(text: str) -> None:
    assert parse_article("articles/a.md", text) == parse_article("articles/a.md", text)


@pytest.mark.parametrize(
    "text",
    [
        "# T\n\n" + "<!-- " * 4000,
        "# T\n\n" + "<!--\n" * 4000,
        "# T\n\n" + "[" * 4000,
        "# T\n\n" + "*a **b " * 1500,
    ],
)
def test_hostile_texts_take_no_long_time(text: str) -> None:
    started = time.process_time()
    parse_article("articles/a.md", text)

    assert time.process_time() - started < 15
