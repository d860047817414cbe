"""The text of a page cut into tags and texts, and the elements that these make.

Two pages of one template differ in a few tokens: a name, a phone number, the dots of a code to
scan. Where all the rest is the same, so are the elements, and each difference lies in one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

_TOKEN = re.compile(r"<!--.*?-->|<[^>]*>|[^<]+", re.DOTALL)
_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)")
_ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
_VOID = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
        *("track", "wbr"),
    )
)
_CONTENT = frozenset(("href", "src", "alt"))
"""Attributes that say what an element shows; a style sheet decides by the others."""
_DRAWING = "svg"


@dataclass(slots=True)
class Node:
    """An element in the text: its tag, its first and last token, and the place of its parent.

    `drawing` tells a drawing and what is in it.
    """

    tag: str
    first: int
    last: int
    parent: int
    drawing: bool


def tokens(html: str) -> list[str]:
    """Cut a page into its tags, comments and texts."""
    return _TOKEN.findall(html)


@dataclass(frozen=True, slots=True)
class Source:
    """A page as text: its tokens, its elements in document order, each token's innermost one."""

    tokens: Sequence[str]
    nodes: Sequence[Node]
    owners: Sequence[int]

    def changed(self, others: Sequence[str]) -> set[int] | None:
        """Return the elements in which another page differs; None for more than texts differing."""
        if len(others) != len(self.tokens):
            return None
        found: set[int] = set()
        for place, (mine, other) in enumerate(zip(self.tokens, others, strict=True)):
            if mine == other:
                continue
            owner = self.owners[place]
            if owner < 0 or not self._alike(mine, other, self.nodes[owner]):
                return None
            is_own_tag = self.nodes[owner].first == place
            found.add(self.nodes[owner].parent if is_own_tag else owner)
        return found

    def distance(self, others: Sequence[str]) -> int:
        """How much longer or shorter another page's texts are: the nearest likely has its sizes."""
        pairs = zip(self.tokens, others, strict=False)
        return sum(abs(len(mine) - len(other)) for mine, other in pairs if mine != other)

    def lineage(self, place: int) -> Iterator[int]:
        """An element and those around it, the innermost first."""
        while place >= 0:
            yield place
            place = self.nodes[place].parent

    def alone(self, place: int, others: Sequence[str]) -> str:
        """Write an element of another page of these elements, in the empty tags around it."""
        node = self.nodes[place]
        around = [self.nodes[one] for one in self.lineage(node.parent)]
        before = "".join(others[one.first] for one in reversed(around))
        after = "".join(f"</{one.tag}>" for one in around)
        inside = "".join(others[node.first : node.last + 1])
        return f"<!doctype html>{before}{inside}{after}"

    def depth(self, place: int) -> int:
        """How many elements are around one."""
        return sum(1 for _ in self.lineage(place)) - 1

    @staticmethod
    def _alike(mine: str, other: str, node: Node) -> bool:
        if mine[0] != "<" or other[0] != "<":
            return mine[0] != "<" and other[0] != "<" and node.tag not in ("style", "title")
        one, two = _ATTRIBUTE.findall(mine), _ATTRIBUTE.findall(other)
        bare = _ATTRIBUTE.sub("", mine) == _ATTRIBUTE.sub("", other)
        if not bare or [name for name, _ in one] != [name for name, _ in two]:
            return False
        differing = {
            name for (name, was), (_, is_now) in zip(one, two, strict=True) if was != is_now
        }
        return node.drawing or differing <= _CONTENT


def elements_of(root: Element) -> list[Element]:
    """All elements of a tree in document order; comments are none."""
    return [element for element in root.iter() if not callable(element.tag)]


def read_source(found: Sequence[str], root: Element) -> Source | None:
    """Find the elements in a page's tokens; None where they are not those of the parsed page."""
    nodes: list[Node] = []
    owners: list[int] = []
    open_nodes = [-1]
    for place, token in enumerate(found):
        tag = _TAG.match(token)
        if tag is None:
            owners.append(open_nodes[-1])
            continue
        name = tag[2]
        if tag[1]:
            owners.append(open_nodes[-1])
            if open_nodes[-1] < 0 or nodes[open_nodes[-1]].tag != name:
                return None
            nodes[open_nodes.pop()].last = place
            continue
        parent = open_nodes[-1]
        drawing = name == _DRAWING or (parent >= 0 and nodes[parent].drawing)
        owners.append(len(nodes))
        closed = token.endswith("/>") if drawing else name in _VOID
        if not closed:
            open_nodes.append(len(nodes))
        nodes.append(Node(name, place, place, parent, drawing))
    parsed = [element.tag.rpartition("}")[2] for element in elements_of(root)]
    if len(open_nodes) > 1 or [node.tag for node in nodes] != parsed:
        return None
    return Source(found, nodes, owners)
