"""What stands in a quote, or a quote in a list, prints in its own form."""

import re

import pytest

from handouts.compose import Block
from tests.test_compose import sheet

QUOTES = [
    ("> 1. wash\n> 2. dry", "ol[li[span[1]wash]li[span[2]dry]]"),
    ("> 4. wash\n> 5. dry", "ol[li[span[4]wash]li[span[5]dry]]"),
    ("> - a\n>   1. b", "ul[li[aol[li[span[1]b]]]]"),
    ("> a\n>\n> - b\n>\n> c", "p[a]ul[li[b]]p[c]"),
    ("> a\n>\n> > b", "p[a]blockquote[p[b]]"),
    ("> | a |\n> |---|\n> | 1 |", "table[thead[tr[th[a]]]tbody[tr[td[1]]]]"),
    ("> ## a\n> b", "p[strong[a]]p[b]"),
    ("> ::: tip a\n> 1. b\n> :::", "p[strong[a]]ol[li[span[1]b]]"),
    ("> a\n>\n> b", "p[a]p[b]"),
]


@pytest.mark.parametrize(("text", "outline"), QUOTES)
def test_what_stands_in_a_quote_keeps_its_form(text: str, outline: str) -> None:
    (block,) = blocks_of(text)

    assert block.kind == "quote"
    assert outlined(block.html) == outline


def test_a_quote_in_a_list_keeps_its_form() -> None:
    (block,) = blocks_of("- a\n\n  > 2. b\n\n  ## c")

    (item,) = block.items
    assert outlined(item.html) == "ablockquote[ol[li[span[2]b]]]p[strong[c]]"


def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks under a heading."""
    return sheet(f"# Title\n\n## Part\n\n{text}").flow[1:]


def outlined(rendered: str) -> str:
    """HTML with its elements as `tag[…]`, without attributes."""
    opened = re.sub(r"<(\w+)[^>]*>", r"\1[", rendered)
    return re.sub(r"</\w+>", "]", opened)
