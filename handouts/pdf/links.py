"""Links of a page: one rectangle for each line of a link, with words that say where it goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from handouts.pdf.characters import readable

_PRINT = 4  # annotation flag (ISO 32000-1, 12.5.3): print the annotation with the page


def own_links(page: Any) -> list[tuple[str, str, Any, Any]]:
    """Give the links of a laid-out page without the copies that WeasyPrint makes.

    Every inline box inside `<a>` brings a link of its own; only those of `<a>` itself count, once a
    line. Links in running matter and in hidden elements are left out: they have no place in the
    structure tree.
    """
    wanted = set(_link_boxes(page._page_box))
    return [link for link in page.links if link[3] in wanted]


def _link_boxes(box: Any) -> Iterator[Any]:
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    if isinstance(box, boxes.MarginBox) or is_hidden(box):
        return
    if box.link and not isinstance(box, (boxes.TextBox, boxes.LineBox)):
        yield box
        return
    for child in box.all_children():
        yield from _link_boxes(child)


def is_hidden(box: Any) -> bool:
    """Tell whether the author hid an element from readers (`aria-hidden`)."""
    return box.element is not None and box.element.get("aria-hidden") in ("true", "")


def describe(annotation: Any, label: str) -> None:
    """Give a link's rectangle a text for people, label and address, and let it print."""
    label = " ".join(readable(label).split())
    action = annotation.get("A")
    target = str(action["URI"].string) if action else ""
    annotation["Contents"] = pydyf.String(_contents(label, target))
    annotation["F"] = _PRINT


def _contents(label: str, target: str) -> str:
    address = unquote(target.removeprefix("mailto:").removeprefix("tel:"))
    bare = address.removeprefix("https://").removeprefix("http://").rstrip("/")
    words, key = _key(label), _key(bare)
    if not words or key in words or (words.isdecimal() and key.endswith(words)):
        return label or address
    return f"{label} ({address})"


def _key(text: str) -> str:
    """Compare phone numbers and addresses without the marks that only make them readable."""
    return "".join(character for character in text.casefold() if character.isalnum())
