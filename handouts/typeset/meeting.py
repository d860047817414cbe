"""Two laid-out texts in one document."""

from __future__ import annotations

from handouts.typeset.fit import Fitted


def joined(first: Fitted, second: Fitted) -> Fitted:
    """The pages of the first text, then those of the second, each in its own reading order."""
    pages = [*first.document.pages, *second.document.pages]
    return Fitted(
        document=first.document.copy(pages),
        layouts=first.layouts + second.layouts,
        scale=min(first.scale, second.scale),
        sides=first.sides + second.sides,
    )
