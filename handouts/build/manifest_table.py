"""The manifest as a table for spreadsheets: the same facts, one row a handout."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from handouts.build.results import Result

TABLE = "manifest.csv"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_COLUMNS = (
    *("slug", "language", "format", "target", "clinic", "paper", "path", "sha256", "pages"),
    *("sheets", "state", "outcome", "scale", "findings", "seconds", "fingerprint", "code"),
    *("version", "source", "translation", "facts", "review"),
)


def manifest_table(results: Sequence[Result], root: Path) -> bytes:
    """Return the table of a build, UTF-8 with a byte order mark, which spreadsheets look for.

    Findings are named by their codes; what a spreadsheet would take for a formula gets an
    apostrophe before it.
    """
    text = io.StringIO()
    table = csv.DictWriter(text, _COLUMNS, extrasaction="ignore", lineterminator="\r\n")
    table.writeheader()
    for result in results:
        facts = result.as_json(root)
        edition = result.edition.as_json() if result.edition else {}
        codes = " ".join(dict.fromkeys(found.code for found in result.findings))
        table.writerow(_cells({**edition, **facts, "findings": codes}))
    return ("\ufeff" + text.getvalue()).encode()


def _cells(facts: Mapping[str, object]) -> dict[str, str]:
    return {name: _cell(value) for name, value in facts.items()}


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
