"""How the objects of a drawn PDF refer to each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pydyf


def number_of(reference: Any) -> int:
    """Give the object number of a reference such as b"12 0 R"."""
    return int(reference.split(maxsplit=1)[0])


def followed(pdf: Any, resources: Any, kind: str) -> Iterator[Any]:
    """Yield the objects that a resource dictionary names under a kind, such as XObject."""
    for reference in resources.get(kind, {}).values():
        yield pdf.objects[number_of(reference)]


def content_streams(pdf: Any) -> Iterator[Any]:
    """Yield what WeasyPrint drew on: pages, groups and tiles of patterns."""
    from weasyprint.pdf.stream import Stream

    return (item for item in pdf.objects if isinstance(item, Stream))


def soft_mask_groups(pdf: Any) -> set[int]:
    """Give the numbers of the groups whose luminosity masks something."""
    return {
        number_of(state["SMask"]["G"])
        for stream in content_streams(pdf)
        for state in stream._resources.get("ExtGState", {}).values()
        if isinstance(state.get("SMask"), dict)
    }


def masking(pdf: Any, page_streams: Iterable[Any]) -> set[int]:
    """Give the numbers of all objects that are drawn in soft masks and nowhere else."""
    masks = soft_mask_groups(pdf)
    shown = _reached(pdf, page_streams, masks)
    return _reached(pdf, (pdf.objects[number] for number in sorted(masks)), set()) - shown


def _reached(pdf: Any, starts: Iterable[Any], stop: set[int]) -> set[int]:
    found: set[int] = set()
    waiting = [item for item in starts if item.number not in stop]
    while waiting:
        item = waiting.pop()
        if item.number in found or item.number in stop:
            continue
        found.add(item.number)
        resources = getattr(item, "_resources", None)
        for kind in ("XObject", "Pattern", "Shading") if resources else ():
            waiting += followed(pdf, resources, kind)
    return found


def settle(pdf: Any) -> None:
    """Compress every stream now: the writer would do it once for the file and once for its ID."""
    import zlib

    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.compress:
            tokens = (pydyf._to_bytes(token) for token in item.stream)
            item.stream = [zlib.compress(b"\n".join(tokens), 9)]
            item.extra["Filter"] = "/FlateDecode"
            item.compress = False
