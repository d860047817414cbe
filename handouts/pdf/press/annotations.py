"""No annotations on a press sheet: nobody clicks on paper, and PDF/X forbids them in the bleed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pydyf

from handouts.pdf.press.objects import number_of


def take_out_annotations(pdf: Any) -> None:
    """Drop all annotations of a drawn `pydyf.PDF`, and what the structure tree says of them."""
    dropped: set[int] = set()
    for page in _pages(pdf):
        dropped |= {number_of(reference) for reference in page.pop("Annots", ())}
        page.pop("Tabs", None)  # the order of annotations
    if not dropped:
        return
    gone = {f"{number} 0 R".encode() for number in dropped}
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Type") == "/StructElem" and "K" in item:
            kept = [kid for kid in item["K"] if not _refers_to(kid, gone)]
            if len(kept) < len(item["K"]):
                item["K"] = pydyf.Array(kept)
                item["S"] = "/Span"
    _forget_parents(
        pdf,
        [
            pdf.objects[number]["StructParent"]
            for number in sorted(dropped)
            if "StructParent" in pdf.objects[number]
        ],
    )
    for number in dropped:
        pdf.objects[number].clear()


def _pages(pdf: Any) -> Iterable[Any]:
    return (pdf.objects[number_of(reference)] for reference in pdf.page_references)


def _refers_to(kid: Any, gone: set[bytes]) -> bool:
    return isinstance(kid, dict) and kid.get("Type") == "/OBJR" and kid.get("Obj") in gone


def _forget_parents(pdf: Any, keys: Iterable[int]) -> None:
    if "StructTreeRoot" not in pdf.catalog:
        return
    root = pdf.objects[number_of(pdf.catalog["StructTreeRoot"])]
    parents = pdf.objects[number_of(root["ParentTree"])]
    numbers, forgotten = parents["Nums"], set(keys)
    parents["Nums"] = pydyf.Array(
        part
        for key, owner in zip(numbers[::2], numbers[1::2], strict=True)
        if key not in forgotten
        for part in (key, owner)
    )
