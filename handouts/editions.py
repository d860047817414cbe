"""Editions: what a patient reads on a sheet, as digests, and the short code that is printed of it.

Layout, paper, target and the version of this program are no part of an edition: the same text for
the same clinic has the same code on every sheet that it is printed on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""The 32 characters of codes: none that is taken for another one, such as 0 and O, 1 and I."""

LENGTH = 10
"""Characters of a code, the check character last; a hyphen stands in the middle."""

PARTS = {"source": "source", "translation": "translation", "facts": "clinic", "review": "review"}
"""The parts of an edition that may change, and what people call them."""

_BITS = 5
_FIELD = 0b100101  # x⁵ + x² + 1, primitive: powers of x differ up to the 31st place
_HALF = LENGTH // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What one sheet says: who it is for, and a digest of each part of what is read on it.

    `source` covers text, pictures, version and dates of the article, `translation` its translation
    and that of the words around it, `facts` the clinic's facts, `review` who has signed. `state` is
    `draft` or `final`; `clinic` is an id of handouts.toml, empty where there is none.
    """

    slug: str
    language: str
    version: str
    state: str
    clinic: str
    source: str
    translation: str
    facts: str
    review: str

    @property
    def code(self) -> str:
        """The code printed on the sheet, such as `7KXM3-P3QHT`.

        The clinic counts by its facts, which are read, and not by its id, which is not.
        """
        said = self.as_json()
        del said["clinic"]
        number = int(digest_of(said), 16)
        values = [number >> (_BITS * place) & 31 for place in range(LENGTH - 1)]
        text = "".join(ALPHABET[value] for value in (*values, _check(values)))
        return f"{text[:_HALF]}-{text[_HALF:]}"

    def as_json(self) -> dict[str, str]:
        """All fields by their names."""
        return {name: getattr(self, name) for name in self.__slots__}

    def changes(self, now: Edition) -> tuple[str, ...]:
        """What has changed from this edition to another of the same sheet, in people's words."""
        return tuple(
            name for part, name in PARTS.items() if getattr(self, part) != getattr(now, part)
        )


def edition_of(fields: Mapping[str, object]) -> Edition | None:
    """Return the edition of fields that were written down; None where they are none."""
    names = Edition.__dataclass_fields__
    found = {name: value for name in names if isinstance(value := fields.get(name), str)}
    return Edition(**found) if len(found) == len(names) else None


def digest_of(value: object) -> str:
    """Return 128 bits of the SHA-256 of a value that JSON can hold, in hexadecimal."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:32]


def read_code(typed: str) -> str | None:
    """Return a code as it is printed, from what somebody typed; None for what can be no code.

    Case, spaces and hyphens do not matter. The check character finds every wrong character and
    every two neighbours that changed places.
    """
    text = "".join(typed.upper().replace("-", " ").split())
    if len(text) != LENGTH or any(character not in ALPHABET for character in text):
        return None
    values = [ALPHABET.index(character) for character in text]
    if _check(values[:-1]) != values[-1]:
        return None
    return f"{text[:_HALF]}-{text[_HALF:]}"


def _check(values: list[int]) -> int:
    """The remainder of a code over the field of 32 elements: each place weighs another power."""
    total = 0
    for value in values:
        total = _times_x(total ^ value)
    return total


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ _FIELD if doubled >> _BITS else doubled
