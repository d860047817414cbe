"""`<!-- panel: back -->`: the author wants the next box or section on a panel of that kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from handouts.findings import Finding, Location, finding, nearest
from handouts.formats import PANEL_KINDS

if TYPE_CHECKING:
    from markdown_it.token import Token


def pin_blocks(tokens: Sequence[Token], path: str) -> Iterator[Finding]:
    """Note the wanted panel in the `meta` of every top block it speaks of; yield what is wrong.

    A heading takes its whole section along, up to the next heading of its level or above, or the
    next box with a title of its own; but a section in it may be wanted elsewhere.
    """
    wanted = ""
    sections: list[tuple[int, str]] = []  # those that are open, by level: each lies in the last
    for token in tokens:
        if token.level or token.nesting < 0:
            continue
        if token.type == "comment":
            word, _, kind = token.content.partition(":")
            if word.strip() == "panel":
                wanted = kind.strip()
                yield from _unknown(wanted, token, path)
            continue
        if token.type == "heading_open":
            level = int(token.tag[1])
            while sections and sections[-1][0] >= level:
                sections.pop()
            if wanted:
                sections.append((level, wanted))
        elif token.type == "container_box_open" and len(token.info.split()) > 1:
            sections.clear()
        if pin := wanted or (sections[-1][1] if sections else ""):
            token.meta["pin"] = pin
        wanted = ""


def _unknown(kind: str, token: Token, path: str) -> Iterator[Finding]:
    if kind not in PANEL_KINDS:
        place = Location(path, token.map[0] + 1 if token.map else 1)
        hint = f"{nearest(kind, PANEL_KINDS)}Panels: {', '.join(PANEL_KINDS)}."
        yield finding("H118", f'no format has a panel "{kind}"', place, hint=hint)
