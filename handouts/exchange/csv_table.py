"""Tables as CSV: UTF-8 with a mark that Excel looks for, and no cell that Excel would reckon."""

from __future__ import annotations

import csv
import io

from handouts.exchange.doors import broken, unsafe
from handouts.exchange.tables import Rows

_TRIGGERS = tuple("=+-@\t\r\n|%＝＋－＠")
"""What spreadsheets take for the beginning of a formula or of a command."""

_MAX_ROWS = 100_000


def write_csv(rows: Rows) -> bytes:
    """Write rows for Excel: UTF-8 with a byte order mark, everything quoted."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before it."""
    return f"'{cell}" if cell.startswith((*_TRIGGERS, "'")) else cell


def unguarded(cell: str) -> str:
    """The cell without the apostrophe of `guarded`; any other text stays as it is."""
    if cell.startswith("'") and cell[1:].startswith((*_TRIGGERS, "'")):
        return cell[1:]
    return cell


def read_csv(data: bytes, path: str) -> Rows:
    """Read rows divided by commas, semicolons or tabs; raises Refused."""
    text = _text(data, path)
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append([unguarded(cell) for cell in row])
            if len(rows) > _MAX_ROWS:
                raise unsafe(path, f"the table has more than {_MAX_ROWS} rows")
    except csv.Error as problem:
        raise broken(path, f"not a sound CSV file: {problem}", len(rows) + 1) from None
    return rows


def _text(data: bytes, path: str) -> str:
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        said = "not UTF-8 text: save it as “CSV UTF-8”"
        raise broken(path, said, line) from None
