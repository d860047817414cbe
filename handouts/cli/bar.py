"""The bar of a build, in the last line of a terminal; it is drawn between results, by no thread."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import click

from handouts.build import Result
from handouts.cli.pace import Pace
from handouts.cli.progress import Words, unheard
from handouts.cli.talk import colour, columns, wants_colour
from handouts.findings import ExitCode

_FRAME = 0.1  # seconds between two pictures
_WIDEST = 30  # columns of the bar itself


class Bar(Words):
    """A bar in the last line of a terminal; only what is wrong is said in words above it."""

    def __init__(
        self,
        root: Path,
        *,
        quiet: bool = False,
        verbose: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take how much to say besides the bar."""
        super().__init__(root, lists=False, quiet=quiet, verbose=verbose, clock=clock)
        self._drawn = False
        self._frame = self.pace.now
        self._last = ""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        self._clear()
        super().__exit__(kind, problem, trace)

    def started(self, total: int) -> None:
        """Show how much there is to do; what is up to date is looked for first."""
        super().started(total)
        self._last = "looking for what is up to date"
        self._draw()

    def finished(self, result: Result) -> None:
        """Move on by one."""
        super().finished(result)
        if self.pace.now - self._frame >= _FRAME or self.pace.done == self.pace.total:
            self._last = f"{result.made.tag} {result.made.slug}"
            self._draw()

    def ended(self, results: Sequence[Result], code: ExitCode) -> None:
        """Put the summary in the bar's place."""
        self._clear()
        super().ended(results, code)

    def say(self, text: str) -> None:
        """Print a line above the bar."""
        was_drawn = self._drawn
        self._clear()
        super().say(text)
        if was_drawn:
            self._draw()

    def _draw(self) -> None:
        if self.pace.total:
            coloured = wants_colour(colour(), sys.stderr)
            self._write(f"\r{picture(self.pace, _columns(), self._last, coloured)}\x1b[K")
            self._drawn, self._frame = True, self.pace.now

    def _clear(self) -> None:
        if self._drawn:
            self._write("\r\x1b[K")
            self._drawn = False

    def _write(self, text: str) -> None:
        with unheard():
            sys.stderr.write(text)
            sys.stderr.flush()  # nothing may wait in a buffer that a worker inherits


def picture(pace: Pace, room: int, last: str, coloured: bool = False) -> str:
    """The bar, and the facts that have room in so many columns, the most important first."""
    wide = max(10, min(_WIDEST, room // 4))
    full = wide * pace.done // pace.total
    heavy, light = _glyphs()
    parts: list[tuple[str, str | None]] = [
        (heavy * full, "green"),
        (light * (wide - full), "bright_black"),
    ]
    facts: list[tuple[str, str | None]] = [
        (f"{pace.far()}  {100 * pace.done // pace.total} %", None),
        (pace.bad(), "red"),
        *((said, None) for said in pace.speed()),
        (last, "bright_black"),
    ]
    room -= wide + 1  # a full last column would begin a new line
    for text, colour_name in facts:
        if text and columns(text) + 2 <= room:
            parts += [("  ", None), (text, colour_name)]
            room -= columns(text) + 2
    return "".join(
        click.style(text, fg=name) if coloured and name else text for text, name in parts
    )


def _glyphs() -> tuple[str, str]:
    try:
        "━─".encode(str(sys.stderr.encoding))
    except (LookupError, UnicodeEncodeError):
        return "#", "-"
    return "━", "─"


def _columns() -> int:
    with suppress(OSError, ValueError):
        if columns := os.get_terminal_size(sys.stderr.fileno()).columns:
            return columns
    return shutil.get_terminal_size().columns
