"""Room for the imprint: lines that wrap, and who has signed the text of a final sheet."""

from __future__ import annotations

import math
from dataclasses import replace

from handouts.compose.model import Imprint, Sheet
from handouts.formats import Frame

LETTER, WIDE = 0.53, 1.0  # em of a letter, generously; of a Chinese, Japanese or Korean one
LINE = 5.0  # mm, of 10.5 pt
_POINT = 25.4 / 72
_SMALL = 0.505 * 10.5 * _POINT  # mm of a letter of id and title lines, on the average
_PAGE_NUMBER = 14.0  # mm beside the first line
_RAGGED = 8.0  # mm that lines leave at their end
_HEAD = 8.0  # mm above the text of a sheet without a strip, where room is short


def signed_lines(imprint: Imprint, width: float, points: float = 10.5) -> int:
    """Return how many lines the signatures take in a width in mm; none on a draft."""
    text = imprint.signatures.striptags()
    em = sum(WIDE if ord(letter) > 0x2E80 else LETTER for letter in text)
    return math.ceil(em * points * _POINT / (width - _RAGGED))


def wrapped_lines(imprint: Imprint, width: float) -> int:
    """Return how many lines more than two the title and id lines take in a width in mm."""
    first = math.ceil(len(imprint.title_line) * _SMALL / (width - _PAGE_NUMBER))
    second = math.ceil(len(imprint.id_line) * _SMALL / width)
    return max(1, first) + max(1, second) - 2


def with_signatures(frame: Frame, sheet: Sheet) -> Frame:
    """A page with a strip in its head and the imprint at its foot, as a final sheet has it.

    The signatures take the room that the strip had: a signed text fits where its draft did.
    """
    frame = replace(frame, bottom=frame.bottom + LINE * wrapped_lines(sheet.imprint, frame.width))
    more = LINE * signed_lines(sheet.imprint, frame.width)
    if not more:
        return frame
    return replace(frame, top=max(_HEAD, frame.top - more), bottom=frame.bottom + more)
