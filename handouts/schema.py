"""Closed tables of settings: every key known, every mistake reported at once with its line.

`handouts.toml` and an article's front matter are both read as nested tables plus the line of every
key; one reader checks them against a table of fields, and the same fields make the reference pages.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from handouts.findings import Finding, Location, finding, nearest

Path: TypeAlias = tuple[str | int, ...]
Positions: TypeAlias = Mapping[Path, tuple[int, int]]
Fields: TypeAlias = Mapping[str, "Field"]

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WRONG = object()


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value may be: a label for people, a reader, and the parts of a composite."""

    label: str
    read: Callable[[object], object] | None = None
    items: Kind | None = None
    fields: Fields = field(default_factory=dict)
    values: Kind | None = None
    either: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One key: its kind, what it does, its default as people read it, and an example."""

    kind: Kind
    help: str
    default: str = ""
    example: str = ""
    required: bool = False


def _text(value: object) -> object:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise ValueError("must be text")


_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffd]"
)


def _line(value: object) -> object:
    text = _text(value)
    if match := _UNSEEN.search(str(text)):
        raise ValueError(
            f"holds the invisible character U+{ord(match[0]):04X}",
            "Write it on one line, without characters that nobody sees: they can reverse a number.",
        )
    return text


def _date(value: object) -> object:
    if isinstance(value, datetime.datetime):
        raise ValueError("must be a date without a time")
    if isinstance(value, datetime.date):
        return value
    try:
        if _ISO_DATE.fullmatch(str(value)):
            return datetime.date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("must be a date of the calendar") from None
    raise ValueError("must be a date, written YYYY-MM-DD")


def _flag(value: object) -> object:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise ValueError("must be true or false")


def _number(value: object) -> object:
    try:
        if not isinstance(value, bool) and math.isfinite(number := float(str(value))):
            return number
    except ValueError:
        pass
    raise ValueError("must be a number")


TEXT = Kind("text", _text)
LINE = Kind("text", _line)
"""Text that prints as it stands: one line, and no character that reverses or hides others."""
DATE = Kind("date (YYYY-MM-DD)", _date)
FLAG = Kind("true or false", _flag)
NUMBER = Kind("number", _number)


def choice(*values: str) -> Kind:
    """Return a kind that takes one of a few words."""

    def read(value: object) -> object:
        if value in values:
            return value
        hint = nearest(str(value), values)
        raise ValueError(f"must be one of {', '.join(values)}. {hint}".rstrip())

    return Kind("one of " + ", ".join(values), read)


def list_of(kind: Kind) -> Kind:
    """Return a kind that takes a list; a single value stands for a list of one."""
    return Kind(f"list of {kind.label}", items=kind)


def table(fields: Fields, label: str = "table") -> Kind:
    """Return a kind that takes a table with these keys and no others."""
    return Kind(label, fields=fields)


def map_of(kind: Kind, label: str) -> Kind:
    """Return a kind that takes a table with free keys, each value of one kind."""
    return Kind(label, values=kind)


def either(*kinds: Kind) -> Kind:
    """Return a kind that takes the first of several kinds that fits the value's shape."""
    return Kind(" or ".join(kind.label for kind in kinds), either=kinds)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads tables of one file; findings name `file` and the line of the key."""

    file: str
    positions: Positions
    unknown_code: str
    value_code: str
    findings: list[Finding]

    def table(
        self, values: Mapping[str, object], fields: Fields, path: Path = ()
    ) -> dict[str, object]:
        """Return the checked values; unknown keys, wrong values and gaps become findings."""
        result: dict[str, object] = {}
        for key, value in values.items():
            place = (*path, key)
            if key not in fields:
                hint = f"{nearest(key, fields)}Known keys: {', '.join(fields)}."
                self._report(self.unknown_code, place, f'unknown key "{key}"', hint)
                continue
            read = self._value(value, fields[key].kind, place)
            if read is not _WRONG:
                result[key] = read
        for key, known in fields.items():
            if known.required and key not in values:
                self._report(self.value_code, path, f'"{_name(path)}" has no {key}', None)
        return result

    def _value(self, value: object, kind: Kind, path: Path) -> object:
        """Read one value; every fault in it is reported at its own place and left out."""
        if kind.either:
            return self._value(value, _fitting(value, kind.either), path)
        if kind.items is not None:
            items = enumerate(value if isinstance(value, list) else [value])
            read = [self._value(item, kind.items, (*path, n)) for n, item in items]
            return tuple(item for item in read if item is not _WRONG)
        try:
            if kind.read is not None:
                return kind.read(value)
            if not isinstance(value, dict):
                raise ValueError(f"must be a table ({', '.join(kind.fields)})".replace(" ()", ""))
        except ValueError as problem:
            said, hint = (*problem.args, None)[:2]
            self._report(self.value_code, path, f'"{_name(path)}" {said}', hint)
            return _WRONG
        if kind.fields:
            return self.table(value, kind.fields, path)
        assert kind.values is not None
        members = {key: self._value(v, kind.values, (*path, key)) for key, v in value.items()}
        return {key: member for key, member in members.items() if member is not _WRONG}

    def _report(self, code: str, path: Path, message: str, hint: str | None) -> None:
        line, column = (0, 0)
        while path and not line:
            line, column = self.positions.get(path, (0, 0))
            path = path[:-1]
        self.findings.append(finding(code, message, Location(self.file, line, column), hint=hint))


def _name(path: Path) -> str:
    """The key that people know a place by: a list's items go by the list's name."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _fitting(value: object, kinds: tuple[Kind, ...]) -> Kind:
    """Tables take a kind with keys, lists one with items, all else a plain one or a list of one."""
    for kind in kinds:
        of_table = bool(kind.fields) or kind.values is not None
        if isinstance(value, dict) == of_table and isinstance(value, list) == (
            kind.items is not None
        ):
            if kind.read is None:
                return kind
            try:
                kind.read(value)
            except ValueError:
                continue
            return kind
    lists = [kind for kind in kinds if kind.items is not None and not isinstance(value, dict)]
    return lists[0] if lists else kinds[-1]
