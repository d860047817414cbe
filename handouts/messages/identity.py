"""One short id for a message, the same in findings, proofs, hand-off files and sign-offs."""

from __future__ import annotations

import hashlib

_DIGITS = 8


def message_id(key: tuple[str | None, str]) -> str:
    """Return the id of a message from its (context, text): eight hexadecimal digits.

    They are the first of the SHA-256 of gettext's own key: the context, U+0004 and the text in
    UTF-8, or the text alone where there is no context. So the id hangs on nothing but the message.
    """
    context, text = key
    name = text if context is None else f"{context}\x04{text}"
    return hashlib.sha256(name.encode()).hexdigest()[:_DIGITS]
