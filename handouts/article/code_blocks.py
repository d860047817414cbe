"""Code blocks: a sheet has none, so their lines would run together unsaid."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from handouts.findings import Finding, Location, finding

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_SIGNS = ("```", "~~~", "    ", "\t")


def code_findings(body: str, path: str) -> Iterator[Finding]:
    """Name each fenced or indented block, which the one parser reads as a paragraph."""
    if not any(sign in body for sign in _SIGNS):
        return
    for token in _parser().parse(body):
        if token.type in ("fence", "code_block") and token.map:
            lines = len(token.content.strip("\n").split("\n"))
            more = f": its {lines} lines run together" if lines > 1 else ""
            message = f"a code block prints as a paragraph{more}"
            yield finding("H126", message, Location(path, token.map[0] + 1))


@cache
def _parser() -> MarkdownIt:
    """CommonMark as it is where the parser of articles differs: with code blocks."""
    from handouts.article.grammar import grammar

    return grammar().enable(["code", "fence"])
