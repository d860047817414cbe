"""Reading a file of reviews, strictly: with one mistake in it, nothing that it says counts."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from handouts.config import key_positions, toml_fault
from handouts.findings import Finding, Location, finding
from handouts.reviews.model import (
    METHODS,
    Outline,
    Person,
    ReadReviews,
    Reviews,
    Signature,
    Waiver,
)
from handouts.reviews.waiving import why_never
from handouts.schema import DATE, TEXT, Field, Kind, Path, Reader, choice, list_of, map_of, table

_CODE = "H406"
_ID = re.compile(r"[0-9a-f]{8}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)


def _digest(value: object) -> object:
    if isinstance(value, str) and _DIGEST.fullmatch(value):
        return value
    raise ValueError("must be 64 hexadecimal digits")


_HASH = Kind("hash", _digest)
_SIGNED = {
    "text": Field(TEXT, "Beginning of the source text."),
    "hash": Field(_HASH, "SHA-256 of context, source and target.", required=True),
    "by": Field(TEXT, "Who signed.", required=True),
    "role": Field(TEXT, "As what.", required=True),
    "credential": Field(TEXT, "What qualifies them."),
    "date": Field(DATE, "When.", required=True),
    "method": Field(choice(*METHODS), "How the text came to be.", required=True),
    "second": Field(TEXT, "Who else has read it."),
    "second_role": Field(TEXT, "As what."),
    "second_credential": Field(TEXT, "What qualifies them."),
    "second_date": Field(DATE, "When."),
}
_WAIVED = {
    "text": Field(TEXT, "Beginning of the source text."),
    "hash": Field(_HASH, "SHA-256 of context, source and target.", required=True),
    "by": Field(TEXT, "Who lets the finding pass.", required=True),
    "reason": Field(TEXT, "Why.", required=True),
    "date": Field(DATE, "When.", required=True),
}
_OUTLINE = {
    "by": Field(TEXT, "Who signed.", required=True),
    "date": Field(DATE, "When.", required=True),
    "second": Field(TEXT, "Who else has read it."),
    "items": Field(list_of(TEXT), "Messages, numbers and addresses in order.", required=True),
}
_FIELDS = {
    "outline": Field(table(_OUTLINE), "Order of the messages, and what prints besides them."),
    "signed": Field(map_of(table(_SIGNED), "table of ids"), "Signatures by message."),
    "waived": Field(
        map_of(map_of(table(_WAIVED), "table of codes"), "table of ids"),
        "Waivers by message and code.",
    ),
}


def read_reviews(path: str, text: str) -> ReadReviews:
    """Read the text of a file; every mistake is a finding H406 with its line."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if match := _CONFLICT.search(text):
        place = Location(path, text.count("\n", 0, match.start()) + 1)
        return _nothing(path, finding(_CODE, "marks of a merge conflict", place))
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        return _nothing(path, _no_toml(path, text, str(problem)))
    positions = key_positions(text)
    findings: list[Finding] = []
    checked: dict[str, Any] = Reader(path, positions, _CODE, _CODE, findings).table(values, _FIELDS)
    lines = {place: line for place, (line, _) in positions.items()}
    if not findings:
        findings += _faults(path, checked, lines)
    if findings:
        findings.sort(key=lambda found: found.location.line if found.location else 0)
        return _nothing(path, *findings)
    return ReadReviews(_reviews(path, checked, lines))


def _nothing(path: str, *findings: Finding) -> ReadReviews:
    return ReadReviews(Reviews(path=path), findings)


def _no_toml(path: str, text: str, problem: str) -> Finding:
    message, place = toml_fault(path, text, problem)
    return finding(_CODE, f"no TOML: {message}", place)


def _faults(path: str, values: Mapping[str, Any], lines: Mapping[Path, int]) -> Iterator[Finding]:
    """What is well formed and yet cannot be true."""

    def fault(message: str, *place: str) -> Finding:
        return finding(_CODE, message, Location(path, lines.get(place, 1)))

    outline = values.get("outline")
    if outline and Person(name=outline["by"]).is_also(outline.get("second", "")):
        yield fault("the second reader is the first one", "outline", "second")
    for name, record in values.get("signed", {}).items():
        if not _ID.fullmatch(name):
            yield fault(f'"{name}" is no id of a message', "signed", name)
        if Person(name=record["by"]).is_also(record.get("second", "")):
            yield fault("the second reader is the first one", "signed", name, "second")
        if "second" in record and "second_date" not in record:
            yield fault("the second reader has no second_date", "signed", name, "second")
        if "second" not in record and any(key.startswith("second_") for key in record):
            yield fault("the second reader has no name", "signed", name)
    for name, codes in values.get("waived", {}).items():
        if not _ID.fullmatch(name):
            yield fault(f'"{name}" is no id of a message', "waived", name)
        for code in codes:
            if why := why_never(code):
                yield fault(why, "waived", name, code)


def _reviews(path: str, values: Mapping[str, Any], lines: Mapping[Path, int]) -> Reviews:
    outline = values.get("outline")
    return Reviews(
        path=path,
        outline=Outline(**outline, line=lines.get(("outline",), 1)) if outline else None,
        signed={name: _signature(one) for name, one in values.get("signed", {}).items()},
        waived={
            (name, code): _waiver(name, code, one, lines.get(("waived", name, code), 0))
            for name, codes in values.get("waived", {}).items()
            for code, one in codes.items()
        },
    )


def _signature(record: Mapping[str, Any]) -> Signature:
    second: datetime.date | None = record.get("second_date")
    return Signature(
        digest=record["hash"],
        text=record.get("text", ""),
        by=_person(record, "by", ""),
        date=record["date"],
        method=record["method"],
        second=_person(record, "second", "second_") if "second" in record else None,
        second_date=second,
    )


def _person(record: Mapping[str, Any], name: str, prefix: str) -> Person:
    return Person(
        name=record[name],
        role=record.get(f"{prefix}role", ""),
        credential=record.get(f"{prefix}credential", ""),
    )


def _waiver(name: str, code: str, record: Mapping[str, Any], line: int) -> Waiver:
    return Waiver(
        message=name,
        code=code,
        digest=record["hash"],
        text=record.get("text", ""),
        by=record["by"],
        reason=record["reason"],
        date=record["date"],
        line=line,
    )
