"""Room for the imprint's last line: who has signed the text of a final sheet."""

from __future__ import annotations

import math
from dataclasses import replace

from handouts.compose.model import Imprint, Sheet
from handouts.formats import Frame

LETTER, WIDE = 0.53, 1.0  # em of a letter, generously; of a Chinese, Japanese or Korean one
LINE = 5.0  # mm, of 10.5 pt
_POINT = 25.4 / 72
_RAGGED = 8.0  # mm that lines leave at their end
_HEAD = 8.0  # mm above the text of a sheet without a strip, where room is short


def signed_lines(imprint: Imprint, width: float, points: float = 10.5) -> int:
    """Return how many lines the signatures take in a width in mm; none on a draft."""
    text = imprint.signatures.striptags()
    em = sum(WIDE if ord(letter) > 0x2E80 else LETTER for letter in text)
    return math.ceil(em * points * _POINT / (width - _RAGGED))


def with_signatures(frame: Frame, sheet: Sheet) -> Frame:
    """A page with a strip in its head and the imprint at its foot, as a final sheet has it.

    The signatures take the room that the strip had: a signed text fits where its draft did.
    """
    more = LINE * signed_lines(sheet.imprint, frame.width)
    if not more:
        return frame
    return replace(frame, top=max(_HEAD, frame.top - more), bottom=frame.bottom + more)
