"""The one name of a message in every file that leaves the project, and on every proof."""

from __future__ import annotations

import hashlib

_DIGITS = 10


def message_id(key: tuple[str | None, str]) -> str:
    """Return a message's id: the first ten hex digits of the sha256 of its context and text.

    A message without a context is its text alone; gettext's own separator stands between the two.
    """
    context, text = key
    whole = text if context is None else f"{context}\x04{text}"
    return hashlib.sha256(whole.encode()).hexdigest()[:_DIGITS]
