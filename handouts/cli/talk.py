"""What is said on the terminal: data on stdout, all else on stderr, colour where it is wanted."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import IO

import click

from handouts.findings import Finding

_SEVERITIES = {"error": "red", "warning": "yellow", "note": "blue"}


def wants_colour(choice: str, stream: IO[str]) -> bool:
    """Whether to colour a stream: by `--color`, else NO_COLOR, FORCE_COLOR, or if a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty()


def colour() -> str:
    """The choice of `--color`."""
    context = click.get_current_context(silent=True)
    found = context.find_root().params.get("color") if context else None
    return str(found or "auto")


def tell(text: str, *, err: bool = True) -> None:
    """Print a line, on stderr unless it is what was asked for."""
    stream = sys.stderr if err else sys.stdout
    click.echo(text, err=err, color=wants_colour(colour(), stream))


def tell_finding(found: Finding, *, err: bool = True) -> None:
    """Print a finding: place, severity and code, message, related places, next step."""
    tell(words_of(found), err=err)


def words_of(found: Finding) -> str:
    """A finding as it is printed."""
    tag = f"{found.severity}[{found.code}]"
    styled = click.style(tag, fg=_SEVERITIES[found.severity], bold=True)
    return str(found).replace(tag, styled, 1)


def counted(count: int, thing: str) -> str:
    """A number with its noun: `1 error`, `2 errors`."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def print_json(value: object) -> None:
    """Print data as JSON on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def print_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows in columns on stdout, with a head on a terminal or where it helps."""
    table = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(columns(row[n]) for row in table) for n in range(len(head))]
    for number, row in enumerate(table):
        cells = [
            cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True)
        ]
        line = "  ".join(cells).rstrip()
        tell(click.style(line, bold=True) if number == 0 else line, err=False)


def columns(text: str) -> int:
    """Columns of a text on a terminal: wide letters take two, marks none."""
    import unicodedata

    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    marks = sum(unicodedata.category(c) in ("Mn", "Me", "Cf") for c in text)
    return len(text) + wide - marks
