"""Two texts in one booklet: source and translation, each read from its own side."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from handouts.compose import Arrangement, Sheet
from handouts.compose.halves import FEWEST
from handouts.findings import HandoutsError
from handouts.formats import LEAVES, Format
from handouts.typeset.fit import Fitted, Style, fit


def meet(
    source: Sheet,
    translation: Sheet,
    place: Callable[[Sheet, int], Arrangement],
    shape: Format,
    style: Style,
) -> tuple[Fitted, tuple[int, int]]:
    """Lay both halves out; return them as one, and how many pages each has.

    `place` takes a sheet, and the most pages that it may have or 0. The translation gives way where
    tighter leading saves a sheet of paper. Raises what `fit` does.
    """
    first, second = (fit(place(sheet, 0), shape, style) for sheet in (source, translation))
    spare = (first.sides + second.sides) % LEAVES
    if spare and second.sides - spare >= FEWEST:
        with suppress(HandoutsError):
            second = fit(place(translation, second.sides - spare), shape, style)
    return _joined(first, second), (first.sides, second.sides)


def _joined(first: Fitted, second: Fitted) -> Fitted:
    """The pages of the first text, then those of the second, each in its own reading order."""
    pages = [*first.document.pages, *second.document.pages]
    return Fitted(
        document=first.document.copy(pages),
        layouts=first.layouts + second.layouts,
        scale=min(first.scale, second.scale),
        sides=first.sides + second.sides,
    )
