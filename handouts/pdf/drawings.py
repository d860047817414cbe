"""Drawings (SVG) that were drawn before are copied: icons, the article's picture, a code to scan.

WeasyPrint reads a drawing anew wherever it stands, a tenth of a sheet's time. What it draws hangs
on the drawing's text, on its size, and on the colours that are set; where it lies is set before.
Drawings with text, pictures, patterns, masks or clips are not kept: their parts are numbered
through the file, or hang on their place.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import pydyf
from weasyprint.images import SVGImage

from handouts.pdf.letters import Fonts

_MOST = 200
_CLIP = b"0 0 0 0 re"  # how a clip ends; what moves the drawing is undone in figures behind it

stock = SVGImage.draw


@dataclass(frozen=True, slots=True)
class Drawing:
    """The tokens of a drawing, and the degrees of transparency that they name."""

    tokens: tuple[bytes, ...]
    states: tuple[tuple[str, Any], ...]


_drawn: OrderedDict[tuple[Any, ...], Drawing | None] = OrderedDict()
"""The drawings of this process, the last used ones last; None for those that cannot be kept."""


def keep_drawings() -> None:
    """Let documents of ours copy what was drawn before."""
    SVGImage.draw = draw


def draw(image: Any, stream: Any, width: float, height: float, style: Any) -> None:
    """Draw an SVG image on a stream."""
    if not isinstance(stream._fonts, Fonts):
        stock(image, stream, width, height, style)
        return
    key = _key(image, stream, width, height)
    if key in _drawn:
        _drawn.move_to_end(key)
    else:
        _drawn[key] = _record(image, stream, width, height)
        if len(_drawn) > _MOST:
            _drawn.popitem(last=False)
    drawing = _drawn[key]
    if drawing is None:
        stock(image, stream, width, height, style)
        return
    stream.stream.extend(drawing.tokens)
    for name, state in drawing.states:
        stream._resources["ExtGState"].setdefault(name, pydyf.Dictionary(state))
    stream._current_color = stream._current_color_stroke = None
    stream._current_alpha = stream._current_alpha_stroke = None
    stream._current_font = None


def _key(image: Any, stream: Any, width: float, height: float) -> tuple[Any, ...]:
    root = image._svg.tree._etree_node
    parts = (
        (
            part.tag,
            *part.attrib.items(),
            part.text,
            len(part),
            part.tail if part is not root else "",
        )
        for part in root.iter()
    )
    return (*parts, width, height, *_colours(stream))


def _colours(stream: Any) -> tuple[Any, ...]:
    return (
        stream._current_color,
        stream._current_color_stroke,
        stream._current_alpha,
        stream._current_alpha_stroke,
    )


def _record(image: Any, stream: Any, width: float, height: float) -> Drawing | None:
    """Draw an image on an empty stream that is in the same state; None for what cannot be kept."""
    kinds = ("ExtGState", "XObject", "Pattern", "Shading")
    resources = {name: pydyf.Dictionary() for name in kinds}
    resources["ColorSpace"] = stream._resources["ColorSpace"]
    alone = stream.clone(fonts={}, resources=resources, images={}, tags=None)
    alone._current_color, alone._current_color_stroke = _colours(stream)[:2]
    alone._current_alpha, alone._current_alpha_stroke = _colours(stream)[2:]
    try:
        image._svg.draw(alone, width, height, image._base_url, image._context)
    except Exception:  # a damaged drawing: WeasyPrint says so when it meets it itself
        return None
    tokens = tuple(alone.stream)
    states = resources.pop("ExtGState")
    others = (alone._fonts, alone._images, *(resources[name] for name in kinds[1:]))
    by_number = any(name[0] not in "aA" for name in states)
    if any(others) or by_number or _CLIP in tokens or not all(type(t) is bytes for t in tokens):
        return None
    return Drawing(tokens, tuple(states.items()))
