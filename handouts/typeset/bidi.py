"""Keeps phones, doses, addresses and foreign words in order, whichever way the text runs.

WeasyPrint lays every inline box out as its own bidi paragraph, sets the boxes of a line side by
side in paragraph direction, and knows neither `unicode-bidi` nor `dir="auto"`. So this pass works
out the order of each paragraph after UAX 9 and writes it down as `<bdi dir>`, which it does obey.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from handouts.typeset.patterns import RTL, Token, tokens
from handouts.typeset.tree import (
    BREAK,
    OBJECT,
    Paragraph,
    Wrap,
    classes,
    paragraphs,
    rebuild,
)

WHOLE = "nb"
"""The class of what must not break: its style is `white-space: nowrap`."""
ADDRESS = "url"
"""The class of a web or mail address, which may break after its punctuation."""

_DONE = "data-isolated"
_MARKS = frozenset(("b", "em", "i", "mark", "small", "span", "strong", "u"))
_LONGEST_WHOLE = 28
# These stand for the characters of tokens while runs are sought.
_FIGURE = "\ue000"
_RTL_WORD = "\u05d0"
_NEUTRAL = (
    r"\s!-/:-@\[-`{-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb-\u00bf\u00d7\u00f7\u060c\u066a"
    rf"\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u3000-\u3020\ufe00-\ufe0f{OBJECT}"
)
_LTR = rf"[^{_NEUTRAL}{RTL}\d{_FIGURE}{BREAK}]"
_DIGIT = rf"[0-9{_FIGURE}]"
# UAX 9 lets a figure after Latin letters join them; here one right before them does too: "5 puffs".
_LTR_RUN = re.compile(rf"(?:{_DIGIT}+[ \u00a0\-–]?)?{_LTR}(?:[^{RTL}{BREAK}]*(?:{_LTR}|{_DIGIT}))?")
_RTL_RUN = re.compile(rf"[{RTL}](?:[{_NEUTRAL}{RTL}\d{_FIGURE}]*[{RTL}\d])?")
_ANY_RTL = re.compile(f"[{RTL}]")
_RTL_CONCERN = re.compile(rf"\d|{_LTR}")
_LTR_CONCERN = re.compile(rf"[\d½¼¾@]|\w\.\w|-\w|[{RTL}]")
_CAN_BREAK = re.compile(r"[\s\-‐–—/(]|\d[\u0e00-\u9fff\uac00-\ud7af]")
_BRACKET = re.compile(r"[()\[\]{}]")
_CLOSER = {"(": ")", "[": "]", "{": "}"}
# UAX 9 orders groups of these from right to left, unless a mark stands between them.
_ARABIC = "\u0660-\u0669"
_ARABIC_GROUP = re.compile(f"(?<=[{_ARABIC}])(?=[^{_ARABIC}]+[{_ARABIC}])")
_LTR_MARK = "\u200e"
_FEWEST_DIGITS = 6  # of a number to dial; a range from five to ten runs as the language does
_ADDRESS_BREAK = re.compile(r"(?<=[/.\-_?&=])(?![/\u200b]|$)")


def isolate(root: Element) -> None:
    """Wrap what must keep its order or must not break, in place, for the whole document.

    Tokens become `<bdi dir="ltr" class="nb">`, in left-to-right text `<span class="nb">` and only
    where a line could break in them. Runs of the opposite direction become `<bdi dir>`, over
    element borders too. The text stays as it is, but for U+200B in addresses and U+200E in phones
    of Arabic-Indic digits. A second pass changes nothing.
    """
    if root.get(_DONE):
        return
    root.set(_DONE, "yes")
    _drop_empty(root)
    _settle_directions(root)
    for element in root.iter():
        if ADDRESS in classes(element):
            _soften(element)
    for paragraph in paragraphs(root):
        concern = _RTL_CONCERN if paragraph.direction == "rtl" else _LTR_CONCERN
        if not concern.search(paragraph.text) or {WHOLE, ADDRESS} & {*classes(paragraph.container)}:
            continue
        wraps = _new(paragraph, list(_plan(paragraph)))
        if wraps:
            for element in rebuild(paragraph, wraps):
                if ADDRESS in classes(element):
                    _soften(element)
                elif element.tag == "bdi":
                    _line_up(element)


def _drop_empty(root: Element) -> None:
    """Take out marks around nothing: a wrap that ends before one would tear its parent in two."""
    for parent in reversed(list(root.iter())):
        last: Element | None = None
        for child in list(parent):
            if child.tag not in _MARKS or child.attrib or child.text or len(child):
                last = child
                continue
            if last is None:
                parent.text = (parent.text or "") + (child.tail or "")
            else:
                last.tail = (last.tail or "") + (child.tail or "")
            parent.remove(child)


def _settle_directions(root: Element) -> None:
    """Give `<bdi>` without a direction and `dir="auto"` the direction of their first letter."""
    for element in root.iter():
        given = element.get("dir", "" if element.tag == "bdi" else None)
        if given is None or given.lower() in ("ltr", "rtl"):
            continue
        for letter in "".join(element.itertext()):
            side = unicodedata.bidirectional(letter)
            if side in ("L", "R", "AL"):
                element.set("dir", "ltr" if side == "L" else "rtl")
                break
        else:
            # Digits alone are read from left to right everywhere.
            element.set("dir", "ltr")


def _plan(paragraph: Paragraph) -> Iterator[Wrap]:
    """The wraps a paragraph needs, outer ones before inner ones."""
    text, is_rtl = paragraph.text, paragraph.direction == "rtl"
    found = tokens(text)
    isolates = is_rtl or bool(_ANY_RTL.search(text))
    if isolates:
        masked = _mask(text, found)
        borders = {border for _, *extent in paragraph.extents() for border in extent}
        for start, end in _runs(masked, _LTR_RUN if is_rtl else _RTL_RUN):
            # One word in one text box needs no help.
            if not masked[start:end].isalpha() or any(start < border < end for border in borders):
                yield Wrap(start, end, "bdi", "ltr" if is_rtl else "rtl")
    for token in found:
        if token.extension and paragraph.in_cell:
            if isolates:
                yield Wrap(token.start, token.end, "bdi", "ltr")
            after = token.extension + text[token.extension].isspace()
            yield Wrap(token.start, token.extension, "span", css_class=WHOLE)
            yield Wrap(after, token.end, "span", css_class=WHOLE)
        else:
            yield from _around(token, text[token.start : token.end], isolates)


def _around(token: Token, text: str, isolates: bool) -> Iterator[Wrap]:
    """What to put around one token."""
    is_long = len(text) > _LONGEST_WHOLE
    css_class = ADDRESS if token.is_url or (is_long and "@" in text) else "" if is_long else WHOLE
    if token.figure_end < token.end:
        yield Wrap(token.start, token.end, "span", css_class=css_class)
        if token.start < token.figure_end:
            yield Wrap(token.start, token.figure_end, "bdi", "ltr", css_class)
    elif isolates:
        yield Wrap(token.start, token.end, "bdi", "ltr", css_class)
    elif css_class == ADDRESS or (css_class and _CAN_BREAK.search(text)):
        yield Wrap(token.start, token.end, "span", css_class=css_class)


def _mask(text: str, found: list[Token]) -> str:
    """The text with stand-ins for tokens: figures, or words if their unit is right-to-left."""
    parts, place = [], 0
    for token in found:
        stand_in = _FIGURE if token.figure_end == token.end else _RTL_WORD
        parts += [text[place : token.start], stand_in * (token.end - token.start)]
        place = token.end
    return "".join([*parts, text[place:]])


def _runs(masked: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where the runs of the opposite direction are, their brackets in pairs."""
    place = 0
    while match := pattern.search(masked, place):
        start, place = match.span()
        run = _balanced(masked, start, place)
        while isinstance(run, int):
            shorter = pattern.match(masked, start, run)
            place = shorter.end() if shorter else run
            run = _balanced(masked, start, place)
        place = run[1]
        yield run


def _balanced(masked: str, start: int, end: int) -> tuple[int, int] | int:
    """The run with the brackets beside it that pair with one inside, or where to cut it."""
    opened: list[int] = []
    for bracket in _BRACKET.finditer(masked, start, end):
        if bracket[0] in _CLOSER:
            opened.append(bracket.start())
        elif opened and _CLOSER[masked[opened[-1]]] == bracket[0]:
            opened.pop()
        elif not opened and start and _CLOSER.get(masked[start - 1]) == bracket[0]:
            start -= 1
        else:
            return bracket.start()
    if not opened:
        return start, end
    if len(opened) == 1 and masked[end : end + 1] == _CLOSER[masked[opened[0]]]:
        return start, end + 1
    return opened[0]


def _new(paragraph: Paragraph, wraps: list[Wrap]) -> list[Wrap]:
    """The wraps without those that repeat an element of the page."""
    whole = [
        (a, b) for element, a, b in paragraph.extents() if {WHOLE, ADDRESS} & {*classes(element)}
    ]
    return [
        wrap
        for wrap in wraps
        if wrap.tag == "bdi" or not any(a <= wrap.start and wrap.end <= b for a, b in whole)
    ]


def _soften(element: Element) -> None:
    """Let an address break after its punctuation."""
    _insert(element, _ADDRESS_BREAK, "\u200b")


def _line_up(element: Element) -> None:
    """Have the groups of a phone number in Arabic-Indic digits dialled from left to right."""
    if len(re.findall(f"[{_ARABIC}]", "".join(element.itertext()))) >= _FEWEST_DIGITS:
        _insert(element, _ARABIC_GROUP, _LTR_MARK)


def _insert(element: Element, places: re.Pattern[str], mark: str) -> None:
    for part in element.iter():
        part.text = places.sub(mark, part.text or "")
        if part is not element:
            part.tail = places.sub(mark, part.tail or "")
