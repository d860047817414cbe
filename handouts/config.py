"""`handouts.toml` → Config: who prints, in which languages, on what paper, under what policy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from handouts.findings import RULES, ExitCode, Finding, HandoutsError, Location, finding, nearest
from handouts.formats import Allowances
from handouts.schema import (
    FLAG,
    LINE,
    NUMBER,
    TEXT,
    Field,
    Kind,
    Path,
    Reader,
    choice,
    either,
    list_of,
    map_of,
    table,
)

FILE = "handouts.toml"
TARGETS = ("screen", "office", "press")
PAPERS = ("a4", "letter")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_WEB = re.compile(r"https?://[^\s/]\S*")
_TOKEN = re.compile(
    r"""(?P<text>"{3}(?:[^\\]|\\.)*?"{3,5}|'{3}.*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
    r"|(?P<comment>\#[^\n]*)|(?P<end>\n)|(?P<sign>[\[\]{}=,.])|(?P<bare>[^\s\[\]{}=,.\#\"']+)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """Who hands the sheet out; only `name` must be given, empty text means no such fact."""

    id: str
    name: str
    phone: str = ""
    url: str = ""
    address: str = ""
    hours: str = ""
    interpreter: str = ""
    email: str = ""
    logo: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PressSettings:
    """What the print shop asks for; an empty `profile` stands for the one that comes with us."""

    standard: Literal["x-4", "x-1a", "x-3"] = "x-4"
    profile: str = ""
    condition: str = ""
    ink_limit: float = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one handout may take: seconds, and MB of memory more than its process has; 0: all."""

    seconds: float = 120.0
    memory: float = 2048.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A project's settings; empty `languages` and `formats` mean that the project decides."""

    source_language: str = "en"
    languages: tuple[str, ...] = ()
    paper: str = "a4"
    formats: tuple[str, ...] = ("one-pager",)
    targets: tuple[str, ...] = ("screen", "office")
    clinics: tuple[Clinic, ...] = ()
    overflow: str = "refuse"
    grey: bool = False
    signatures: int = 1
    press: PressSettings = PressSettings()
    allowances: Allowances = field(default_factory=Allowances)
    limits: Limits = Limits()
    checks: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    lines: Mapping[tuple[str | int, ...], int] = field(default_factory=dict)


def _names(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool) and value in (1, 2):
        return value
    raise ValueError("must be 1 or 2")


_NAMES = Kind("1 or 2", _names)

CLINIC_FIELDS: dict[str, Field] = {
    "name": Field(
        LINE, "Name of the clinic; the one fact that must be given.", "(required)", required=True
    ),
    "phone": Field(LINE, "Phone number, as patients dial it.", example='"(202) 555-0142"'),
    "url": Field(LINE, "Web address.", example='"https://example.org"'),
    "address": Field(LINE, "Street address."),
    "hours": Field(
        LINE,
        "Opening hours: days and times such as `Mo-Fr 08:00-17:00` print in every language by"
        " themselves; any other text is translated in clinics.po.",
        example='"Mo-Fr 08:00-17:00"',
    ),
    "interpreter": Field(LINE, "How to get an interpreter; translated in clinics.po."),
    "email": Field(LINE, "E-mail address."),
    "logo": Field(LINE, "Picture for the head of the sheet, from the project's folder."),
    "colour": Field(
        LINE, "Colour of headings and rules; dark enough to read on white.", example='"#0C4A52"'
    ),
}

PRESS_FIELDS: dict[str, Field] = {
    "standard": Field(choice("x-4", "x-1a", "x-3"), "PDF/X standard of press files.", "x-4"),
    "profile": Field(
        TEXT,
        "The shop's ICC profile for CMYK, from the project's folder.",
        "Coated FOGRA39",
    ),
    "condition": Field(
        TEXT,
        "Printing condition that the profile describes.",
        "FOGRA39, or Custom for a profile of your own",
    ),
    "ink_limit": Field(NUMBER, "Most ink that may lie on one spot, in percent.", "300"),
    "bleed": Field(NUMBER, "How far colour runs over the edge, in mm.", "3, or 1/8 in on Letter"),
    "slug": Field(NUMBER, "Paper around the sheet for marks, in mm.", "10"),
    "flap": Field(
        NUMBER,
        "How much narrower the panel is that folds in, in mm.",
        "3, or 1/16 in on Letter",
    ),
    "safe": Field(NUMBER, "How far text stays from edges and folds, in mm.", "5"),
    "margin": Field(NUMBER, "White that the office printer leaves on each side, in mm.", "6.5"),
}
BUILD_FIELDS: dict[str, Field] = {
    "seconds": Field(NUMBER, "How long it may take; 0 is no limit.", "120"),
    "memory": Field(
        NUMBER, "How many MB of memory it may need; 0 is no limit. Linux alone watches it.", "2048"
    ),
}
_PRESS_RANGES = {
    "ink_limit": (100.0, 400.0),
    "bleed": (0.0, 6.0),
    "slug": (8.5, 30.0),
    "flap": (0.0, 10.0),
    "safe": (3.0, 12.0),
    "margin": (0.0, 12.0),
}
_BUILD_RANGES = {"seconds": (0.0, 86_400.0), "memory": (0.0, 1_000_000.0)}
_ALLOWANCES = ("bleed", "slug", "flap", "safe", "margin")
_MARKS = 5.5  # mm that crop marks take beyond the bleed

LANGUAGE_FIELDS: dict[str, Field] = {
    "name": Field(TEXT, "English name."),
    "autonym": Field(TEXT, "The language's own name."),
    "direction": Field(choice("ltr", "rtl"), "Direction of writing."),
    "script": Field(TEXT, "ISO 15924 script."),
    "fonts": Field(list_of(TEXT), "Shipped font families, the language's own script first."),
    "size": Field(NUMBER, "Factor on the body size; never below 1."),
    "leading": Field(NUMBER, "Line height of body text in mm."),
    "hyphenate": Field(FLAG, "Whether long words may be hyphenated."),
    "cldr": Field(TEXT, "The CLDR locale that dates are written by."),
}

FIELDS: dict[str, Field] = {
    "source_language": Field(TEXT, "Language of the articles.", "en"),
    "languages": Field(
        either(
            list_of(TEXT),
            map_of(table(LANGUAGE_FIELDS, "table"), "table of [languages.<tag>]"),
        ),
        "Languages to build (a list of BCP 47 tags), or tables [languages.<tag>] that change what"
        " is known about a language.",
        "the source and every folder of locales/ that holds a catalog",
    ),
    "paper": Field(choice(*PAPERS), "Paper size.", "a4"),
    "formats": Field(list_of(TEXT), "Formats to build.", "one-pager"),
    "targets": Field(list_of(choice(*TARGETS)), "Where the PDFs go.", "screen, office"),
    "clinics": Field(
        map_of(table(CLINIC_FIELDS, "table"), "table of [clinics.<id>]"),
        "Who hands the sheets out.",
    ),
    "policy": Field(
        table(
            {
                "overflow": Field(
                    choice("refuse", "reflow"),
                    "What happens to text that does not fit: the handout is refused, or set in the"
                    " next larger format.",
                    "refuse",
                ),
                "grey": Field(
                    FLAG, "Refuse sheets that would not survive a copy in grey.", "false"
                ),
                "signatures": Field(
                    _NAMES, "How many people must have read a text before it is final.", "1"
                ),
            },
            "table",
        ),
        "Rules of the house: [policy].",
    ),
    "build": Field(
        table(BUILD_FIELDS, "table"), "What making one handout may take at most: [build]."
    ),
    "press": Field(table(PRESS_FIELDS, "table"), "Print shop, folding and cutting: [press]."),
    "checks": Field(
        map_of(choice("error", "warning", "note", "off"), "table of codes"),
        "Severity of a finding by code; errors cannot be lowered.",
    ),
}


def parse_config(text: str) -> Config:
    """Read the text of handouts.toml; raises HandoutsError with all mistakes at once."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        values = tomllib.loads(text)
    except ValueError as problem:  # a number of 5000 digits is no TOMLDecodeError
        raise _unreadable(str(problem), text) from None
    except RecursionError:
        raise _unreadable("nested too deeply", text) from None
    positions = key_positions(text)
    findings: list[Finding] = []
    checked = Reader(FILE, positions, "H503", "H504", findings).table(values, FIELDS)
    lines = {path: line for path, (line, _) in positions.items()}
    clinics = tuple(_clinics(checked.pop("clinics", {}), lines, findings))
    findings += _check_findings(checked, lines)
    findings += _press_findings(cast("dict[str, Any]", checked.get("press", {})), lines)
    built = cast("dict[str, Any]", checked.pop("build", {}))
    findings += _range_findings("build", built, _BUILD_RANGES, lines)
    if findings:
        findings.sort(key=lambda f: f.location.line if f.location else 0)
        raise HandoutsError(findings, ExitCode.PROJECT)
    languages: Any = checked.pop("languages", ())
    overrides = languages if isinstance(languages, dict) else {}
    policy: Any = checked.pop("policy", {})
    press: Any = checked.pop("press", {})
    settings: Any = checked
    return Config(
        languages=() if overrides else languages,
        overrides=overrides,
        clinics=clinics,
        **policy,
        press=PressSettings(**{k: v for k, v in press.items() if k not in _ALLOWANCES}),
        allowances=Allowances(**{k: v for k, v in press.items() if k in _ALLOWANCES}),
        limits=Limits(**built),
        lines=lines,
        **settings,
    )


def _clinics(tables: Any, lines: Mapping[Path, int], findings: list[Finding]) -> list[Clinic]:
    result = []
    for name, facts in tables.items():
        place = Location(FILE, lines.get(("clinics", name), 1))
        if not _ID.fullmatch(name):
            message = f'clinic id "{name}" must be lower-case letters, digits and hyphens'
            findings.append(finding("H504", message, place))
        for key, shape, meant in (
            ("colour", _COLOUR, "colour such as #0C4A52"),
            ("url", _WEB, "web address such as https://example.org"),
        ):
            if (value := facts.get(key)) and not shape.fullmatch(value):
                where = Location(FILE, lines.get(("clinics", name, key), place.line))
                findings.append(finding("H504", f'"{value}" is no {meant}', where))
        result.append(Clinic(id=name, **{"name": name, **facts}))
    return result


def _check_findings(values: Mapping[str, Any], lines: Mapping[Path, int]) -> list[Finding]:
    result = []
    for code, severity in values.get("checks", {}).items():
        place = Location(FILE, lines.get(("checks", code), 1))
        if code not in RULES:
            result.append(
                finding("H503", f'unknown code "{code}"', place, hint=nearest(code, RULES))
            )
        elif RULES[code].severity == "error" and severity != "error":
            result.append(finding("H504", f"{code} is an error and stays one", place))
    return result


def _press_findings(values: Mapping[str, Any], lines: Mapping[Path, int]) -> Iterator[Finding]:
    yield from _range_findings("press", values, _PRESS_RANGES, lines)
    if values.get("bleed", 0) + _MARKS > values.get("slug", Allowances().slug):
        message = "the slug needs 5.5 mm more than the bleed, for its marks"
        key = "slug" if "slug" in values else "bleed"
        yield finding("H504", message, Location(FILE, lines.get(("press", key), 1)))


def _range_findings(
    name: str,
    values: Mapping[str, Any],
    ranges: Mapping[str, tuple[float, float]],
    lines: Mapping[Path, int],
) -> Iterator[Finding]:
    for key, (least, most) in ranges.items():
        if key in values and not least <= values[key] <= most:
            message = f"{key} is a number from {least:.7g} to {most:.7g}"
            yield finding("H504", message, Location(FILE, lines.get((name, key), 1)))


def _unreadable(problem: str, text: str) -> HandoutsError:
    message, place = toml_fault(FILE, text, problem)
    return HandoutsError([finding("H502", message, place)], ExitCode.PROJECT)


def toml_fault(path: str, text: str, problem: str) -> tuple[str, Location]:
    """Take what the TOML reader says apart: the fault, and its place (else the text's end)."""
    match = re.search(r"\(at line (\d+), column (\d+)\)", problem)
    line = int(match[1]) if match else text.count("\n") + 1
    message = re.sub(r"\s*\(at .*\)$", "", problem) or "nested too deeply"
    return message, Location(path, line, int(match[2]) if match else 0)


def key_positions(text: str) -> dict[Path, tuple[int, int]]:
    """Return line and column of every table, key and list item of a valid TOML text.

    tomllib tells none. An item of a list has its number as the last part of its path.
    """
    positions: dict[Path, tuple[int, int]] = {}
    scan = _Scan(positions)
    line, start = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", start, match.start())
        start = match.start()
        column = start - text.rfind("\n", 0, start)
        if match.lastgroup != "comment":
            scan.take(match.lastgroup or "", match[0], (line, column))
    return positions


class _Scan:
    """Follows the tokens of a TOML text: which key, table or list item each one belongs to."""

    def __init__(self, positions: dict[Path, tuple[int, int]]) -> None:
        self._positions = positions
        self._table: Path = ()
        self._key: list[str] = []
        self._open: list[tuple[str, Path, int]] = []  # bracket, what it belongs to, item number
        self._in_value = False

    def take(self, kind: str, token: str, place: tuple[int, int]) -> None:
        """Go one token on; inside a value only brackets, commas and inline keys matter."""
        if kind == "end":
            if not self._open:
                self._key, self._in_value = [], False
        elif self._in_value:
            self._value(kind, token, place)
        elif kind in ("bare", "text"):
            self._key.append(_unquoted(token) if kind == "text" else token)
            self._note((*self._prefix(), *self._key), place)
        elif token == "=":
            self._in_value = True
        elif token == "]":
            self._table, self._key = tuple(self._key) or self._table, []
        elif token == "[":
            self._table = ()
        elif token == "}":
            self._close()

    def _value(self, kind: str, token: str, place: tuple[int, int]) -> None:
        path = (*self._prefix(), *self._key)
        if self._open and self._open[-1][0] == "[" and token not in ("]", ","):
            path = (*self._open[-1][1], self._open[-1][2])
            self._note(path, place)
        if kind != "sign":
            return
        if token in "[{":
            self._open.append((token, path, 0))
            self._key, self._in_value = [], token == "["
        elif token in "]}":
            self._close()
        elif token == "," and self._open:
            bracket, owner, number = self._open[-1]
            self._open[-1] = (bracket, owner, number + 1)
            self._key, self._in_value = [], bracket == "["

    def _prefix(self) -> Path:
        return self._open[-1][1] if self._open else self._table

    def _close(self) -> None:
        if self._open:
            self._open.pop()
        self._in_value = True

    def _note(self, path: Path, place: tuple[int, int]) -> None:
        self._positions.setdefault(path, place)


def _unquoted(token: str) -> str:
    key: dict[str, str] = tomllib.loads(f"key = {token}")
    return key["key"]
