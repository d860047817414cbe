"""Tables: their rows and cells, and whether columns of equal width hold their words.

A phone number must not break, and a word that breaks without a hyphen is soon misread. Where one
may be wider than an equal share of the narrowest panel, the engine is asked to look at all of them,
which costs a tenth of a sheet's time; elsewhere columns are equally wide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup

_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t([hd])\b[^>]*>(.*?)</t[hd]>", re.DOTALL)
_NARROWEST, _PADDING, _LETTER = 74.0, 4.0, 2.5  # mm
# A number with its groups, or a word; those of scripts without spaces break nearly anywhere.
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7a3"
_PIECE = re.compile(rf"[+(]*\d[\d\s().\-–]{{4,}}\d|[^\s\-–/{_SPACELESS}]+")


def rows_of(html: str) -> list[list[tuple[str, str]]]:
    """The rows of a table, each a list of its cells."""
    return list(map(cells_of, _ROW.findall(html)))


def cells_of(row: str) -> list[tuple[str, str]]:
    """The cells of a row: `h` or `d`, and the text with its marks."""
    return _CELL.findall(row)


def column_group(html: str) -> Markup:
    """Columns that are only equally wide where each holds its words; empty where all do."""
    count = uneven_columns(html)
    column = Markup('<col style="width: {}%">').format(round(100 / max(1, count), 2))
    return Markup("<colgroup>{}</colgroup>").format(column * count) if count else Markup("")


@lru_cache(maxsize=256)
def uneven_columns(html: str) -> int:
    """The number of columns where equal ones may be too narrow for a word or a number, else 0."""
    rows = rows_of(html)
    columns = max(map(len, rows), default=0)
    room = _NARROWEST / max(1, columns) - _PADDING
    texts = (Markup(text).striptags() for row in rows for _, text in row)
    longest = max((len(piece) for text in texts for piece in _PIECE.findall(text)), default=0)
    return columns if longest * _LETTER > room else 0


def column_widths(least: Sequence[float], width: float) -> list[float]:
    """Share a table's width out in mm: equally, but none below `least` (CSS 2.2, 17.5.2.2)."""
    if not least:
        return []
    equal = [max(width / len(least), one) for one in least]
    over, spare = sum(equal) - width, sum(equal) - sum(least)
    if over <= 0 or spare <= 0:
        return equal
    share = min(1.0, over / spare)
    return [one - (one - low) * share for one, low in zip(equal, least, strict=True)]
