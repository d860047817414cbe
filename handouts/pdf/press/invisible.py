"""Takes out what was painted with no opacity: it shows nothing, and PDF/X of 2003 forbids it.

WeasyPrint paints `fill="transparent"` like any other colour, at an opacity (`ca`) of 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from handouts.pdf.press.objects import content_streams

#: Painting operator -> what is left of it without its fill, without its stroke.
_PAINT: Final = {
    b"f": (b"n", b"f"),
    b"f*": (b"n", b"f*"),
    b"S": (b"S", b"n"),
    b"s": (b"s", b"n"),
    b"B": (b"S", b"f"),
    b"B*": (b"S", b"f*"),
    b"b": (b"s", b"f"),
    b"b*": (b"s", b"f*"),
}
_UNSEEN_TEXT: Final = b"3 Tr"  # neither filled nor stroked, but there for readers
_SEEN_TEXT: Final = b"0 Tr"


def take_out_invisible(pdf: Any) -> None:
    """Drop paint without opacity from all content streams, and the states that asked for it."""
    for stream in content_streams(pdf):
        states = stream._resources.get("ExtGState", {})
        if any(_hides(state) for state in states.values()):
            stream.stream = list(_visible(stream.stream, states))
    for stream in content_streams(pdf):
        states = stream._resources.get("ExtGState", {})
        for name in [name for name, state in states.items() if _hides(state)]:
            del states[name]


def _hides(state: Mapping[str, Any]) -> bool:
    return state.get("ca") == 0 or state.get("CA") == 0


def _visible(tokens: Iterable[Any], states: Mapping[str, Any]) -> Iterable[Any]:
    fill = stroke = True  # seen
    stack: list[tuple[bool, bool]] = []
    for token in tokens:
        text = token.encode() if isinstance(token, str) else token
        if not isinstance(text, bytes):
            yield token
            continue
        operator = text[text.rfind(b" ") + 1 :]
        if operator == b"q":
            stack.append((fill, stroke))
        elif operator == b"Q":
            fill, stroke = stack.pop()
        elif operator == b"gs":
            state = states.get(text[1:-3].decode(), {})
            fill = state.get("ca", fill) != 0
            stroke = state.get("CA", stroke) != 0
            if _hides(state):
                continue
        elif operator in _PAINT:
            left = operator if fill else _PAINT[operator][0]
            yield left if stroke or left == b"n" else _PAINT[left][1]
            continue
        elif not fill and operator in (b"sh", b"Do"):
            continue
        elif not fill and operator in (b"TJ", b"Tj"):
            yield _UNSEEN_TEXT
            yield token
            yield _SEEN_TEXT
            continue
        yield token
