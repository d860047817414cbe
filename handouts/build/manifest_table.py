"""The manifest as a table for spreadsheets: the same facts, one row a handout."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

TABLE = "manifest.csv"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_COLUMNS = (
    *("slug", "language", "format", "target", "clinic", "paper", "path", "sha256", "pages"),
    *("sheets", "state", "outcome", "scale", "findings", "seconds", "fingerprint", "code"),
    *("version", "source", "translation", "facts", "review"),
)


def manifest_table(entries: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the table of a manifest's handouts, UTF-8 with the byte order mark of spreadsheets.

    Findings are named by their codes; what a spreadsheet would take for a formula gets an
    apostrophe before it.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(_COLUMNS)
    for entry in entries:
        codes = " ".join(dict.fromkeys(found["code"] for found in entry["findings"]))
        facts = {**(entry["edition"] or {}), **entry, "findings": codes}
        table.writerow([_cell(facts.get(column)) for column in _COLUMNS])
    return ("\ufeff" + text.getvalue()).encode()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
