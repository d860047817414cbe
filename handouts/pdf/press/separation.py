"""Every colour that was drawn becomes ink: in content streams, gradients and groups.

WeasyPrint writes each operator as a token of its own, with its operands; colours stand there as
`rg`, as `cs` and `scn` (CMYK, Lab and patterns), and in the functions of gradients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pydyf

from handouts.pdf.press.inks import Inks, grey, inks, srgb_of_lab
from handouts.pdf.press.objects import content_streams, followed, masking
from handouts.pdf.press.settings import Press

Colour = Callable[[float, float, float], Sequence[float]]

_LAB = {b"/lab-d50": True, b"/lab-d65": False}


def separate(pdf: Any, page_streams: Sequence[Any], press: Press) -> set[int]:
    """Turn all colours of a drawn `pydyf.PDF`, pictures left aside, into ink.

    Soft masks become grey: a mask is judged by its luminosity and prints nothing itself. Returns
    the numbers of the objects that are drawn in masks alone.
    """
    mine = inks(press.profile, press.ink_limit)
    masks = masking(pdf, page_streams)
    done: set[int] = set()
    for stream in content_streams(pdf):
        is_mask = stream.number in masks
        stream.stream = _recoloured(stream.stream, mine, is_mask=is_mask)
        for shading in followed(pdf, stream._resources, "Shading"):
            if shading.number not in done:
                done.add(shading.number)
                _recolour_gradient(shading, mine, is_mask=shading.number in masks)
        if "Group" in stream.extra:
            if press.has_transparency or is_mask:
                space = "/DeviceGray" if is_mask else "/DeviceCMYK"
                stream.extra["Group"]["CS"] = space
            else:
                # nothing in it is transparent, or preflight says so: then it is a plain form
                del stream.extra["Group"]
    for spaces in _colour_spaces(pdf, page_streams):
        for name in _LAB:
            spaces.pop(name[1:].decode(), None)
    return masks


def _colour_spaces(pdf: Any, page_streams: Iterable[Any]) -> list[Any]:
    numbers = {int(stream._resources["ColorSpace"].split()[0]) for stream in page_streams}
    return [pdf.objects[number] for number in sorted(numbers)]


def _recoloured(tokens: Sequence[Any], mine: Inks, *, is_mask: bool) -> list[Any]:
    """Give the tokens of a stream with ink in place of RGB and Lab."""
    result: list[Any] = []
    spaces = {b"scn": b"", b"SCN": b""}
    for token in tokens:
        if not isinstance(token, bytes):
            result.append(token)
            continue
        end = token[-2:]
        if end in (b"rg", b"RG"):
            parts = [float(part) for part in token[:-3].split()]
            result.append(_operator(parts, mine, end == b"RG", is_mask=is_mask))
        elif end in (b"cs", b"CS"):
            space = token[:-3]
            spaces[b"scn" if end == b"cs" else b"SCN"] = space
            if space not in _LAB and not (is_mask and space == b"/DeviceCMYK"):
                result.append(token)
        elif end in (b"cn", b"CN"):
            result.append(_special(token, spaces[token[-3:]], mine, is_mask=is_mask))
        else:
            result.append(token)
    return result


def _special(token: bytes, space: bytes, mine: Inks, *, is_mask: bool) -> bytes:
    is_stroke = token.endswith(b"SCN")
    if space in _LAB:
        lab = [float(part) for part in token[:-4].split()]
        return _operator(srgb_of_lab(lab, is_d50=_LAB[space]), mine, is_stroke, is_mask=is_mask)
    if is_mask and space == b"/DeviceCMYK":
        c, m, y, k = (float(part) for part in token[:-4].split())
        level = 1 - min(1.0, k + 1 - grey(1 - c, 1 - m, 1 - y))
        return _written([level], b"G" if is_stroke else b"g")
    return token


def _operator(rgb: Iterable[float], mine: Inks, is_stroke: bool, *, is_mask: bool) -> bytes:
    if is_mask:
        return _written([grey(*rgb)], b"G" if is_stroke else b"g")
    return _written(mine.of(*rgb), b"K" if is_stroke else b"k")


def _written(parts: Iterable[float], operator: bytes) -> bytes:
    return b" ".join([*(b"%g" % part for part in parts), operator])


def _recolour_gradient(shading: Any, mine: Inks, *, is_mask: bool) -> None:
    if shading["ColorSpace"] != "/DeviceRGB":
        return
    shading["ColorSpace"] = "/DeviceGray" if is_mask else "/DeviceCMYK"

    def colour(rgb: Iterable[float]) -> Any:
        return pydyf.Array([grey(*rgb)] if is_mask else mine.of(*rgb))

    waiting = [shading["Function"]]
    while waiting:
        function = waiting.pop()
        waiting += function.get("Functions", ())
        for end in ("C0", "C1"):
            if end in function:
                function[end] = colour(float(part) for part in function[end])
