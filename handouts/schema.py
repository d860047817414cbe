"""Closed tables of settings: every key known, every mistake reported at once with its line.

`handouts.toml` and an article's front matter are both read as nested tables plus the line of every
key; one reader checks them against a table of fields, and the same fields make the reference pages.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from handouts.findings import Finding, Location, finding, nearest

Path: TypeAlias = tuple[str | int, ...]
Positions: TypeAlias = Mapping[Path, tuple[int, int]]
Fields: TypeAlias = Mapping[str, "Field"]


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


def _text(value: object) -> object:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise ValueError("must be text")


def _date(value: object) -> object:
    if isinstance(value, datetime.datetime):
        raise ValueError("must be a date without a time")
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.datetime.strptime(str(value), "%Y-%m-%d").date()
    except ValueError:
        raise ValueError("must be a date, written YYYY-MM-DD") from None


def _flag(value: object) -> object:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise ValueError("must be true or false")


def _number(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    try:
        return float(str(value))
    except ValueError:
        raise ValueError("must be a number") from None


TEXT = Kind("text", _text)
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

    def table(self, values: Mapping[str, object], fields: Fields, path: Path = ()) -> dict[str, object]:
        """Return the checked values; unknown keys and wrong values become findings."""
        result: dict[str, object] = {}
        for key, value in values.items():
            place = (*path, key)
            if key not in fields:
                self._report(
                    self.unknown_code,
                    place,
                    f'unknown key "{key}"',
                    f"{nearest(key, fields)}Known keys: {', '.join(fields)}.",
                )
                continue
            try:
                result[key] = self._value(value, fields[key].kind, place)
            except ValueError as problem:
                self._report(self.value_code, place, f'"{key}" {problem}', None)
        return result

    def _value(self, value: object, kind: Kind, path: Path) -> object:
        if kind.either:
            return self._value(value, _fitting(value, kind.either), path)
        if kind.items is not None:
            values = value if isinstance(value, list) else [value]
            return tuple(self._value(v, kind.items, (*path, n)) for n, v in enumerate(values))
        if kind.fields:
            if not isinstance(value, dict):
                raise ValueError(f"must be a table ({', '.join(kind.fields)})")
            return self.table(value, kind.fields, path)
        if kind.values is not None:
            if not isinstance(value, dict):
                raise ValueError("must be a table")
            return {k: self._value(v, kind.values, (*path, k)) for k, v in value.items()}
        assert kind.read is not None
        return kind.read(value)

    def _report(self, code: str, path: Path, message: str, hint: str | None) -> None:
        line, column = (0, 0)
        while path and not line:
            line, column = self.positions.get(path, (0, 0))
            path = path[:-1]
        self.findings.append(finding(code, message, Location(self.file, line, column), hint=hint))


def _fitting(value: object, kinds: tuple[Kind, ...]) -> Kind:
    """Tables take a kind with fields, lists one with items, all else a plain one."""
    for kind in kinds:
        if isinstance(value, dict) == bool(kind.fields) and isinstance(value, list) == (
            kind.items is not None
        ):
            if kind.read is None:
                return kind
            try:
                kind.read(value)
            except ValueError:
                continue
            return kind
    return kinds[-1]
