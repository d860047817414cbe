"""Front matter: a closed set of YAML keys: what the article is, and when it must be reviewed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from handouts.findings import Finding, Location, finding
from handouts.schema import DATE, FLAG, TEXT, Field, Path, Reader, either, list_of, table


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from; the address may be empty."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture beside the article; one without `alt` is decoration."""

    file: str
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What the front matter says; `positions` gives line and column of each key."""

    summary: str = ""
    short_title: str = ""
    topics: tuple[str, ...] = ()
    audience: str = ""
    owner: str = ""
    version: str = ""
    reviewed: datetime.date | None = None
    review_by: datetime.date | None = None
    sources: tuple[Source, ...] = ()
    formats: tuple[str, ...] = ()
    image: Picture | None = None
    critical: bool | tuple[str, ...] = False
    positions: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def line(self, key: str) -> int:
        """The line of a key; the first one where the key is not there."""
        return self.positions.get(key, (1, 0))[0]

    def place(self, path: str, key: str) -> Location:
        """Where a key stands in the article at this path."""
        return Location(path, *self.positions.get(key, (1, 0)))


_SOURCE = {
    "title": Field(TEXT, "Name of the source.", required=True),
    "url": Field(TEXT, "Its address."),
}
_IMAGE = {
    "file": Field(TEXT, "Path of the picture, from the article's folder.", required=True),
    "alt": Field(TEXT, "What the picture shows, for those who do not see it. Translated."),
}

FIELDS: dict[str, Field] = {
    "summary": Field(TEXT, "One or two sentences under the title. Translated."),
    "short_title": Field(TEXT, "Title for narrow places. Translated.", "the title"),
    "topics": Field(list_of(TEXT), "Subjects, for the library page.", "none"),
    "audience": Field(TEXT, "Who the sheet is written for."),
    "owner": Field(TEXT, "Who answers for the text."),
    "version": Field(TEXT, "Version printed on every sheet.", example='"1.2"'),
    "reviewed": Field(DATE, "Day of the last review of the source text.", example="2026-11-22"),
    "review_by": Field(DATE, "Day after which no final sheet is made.", example="2028-11-22"),
    "sources": Field(
        list_of(either(table(_SOURCE, "table with title and url"), TEXT)),
        "Where the facts come from; printed on the sheet.",
    ),
    "formats": Field(list_of(TEXT), "Formats made of this article.", "the project's formats"),
    "image": Field(
        either(table(_IMAGE, "table with file and alt"), TEXT),
        "The picture beside the title; without `alt` it is decoration.",
    ),
    "critical": Field(
        either(FLAG, list_of(TEXT)),
        "`true`, or titles of the sections and boxes whose sentences must never be wrong.",
        "false",
    ),
}

_DEPTH = 8
_EXPECTED = ("summary", "version", "reviewed", "review_by", "sources")


def split(text: str) -> tuple[str, str, int]:
    """Return the YAML block, the body with the block blanked out, the closing line (0: none)."""
    lines = text.split("\n")
    if not lines or lines[0].strip() != "---":
        return "", text, 0
    for number, line in enumerate(lines[1:], 1):
        if line.strip() == "---":
            body = [""] * (number + 1) + lines[number + 1 :]
            return "\n".join(["", *lines[1:number]]), "\n".join(body), number + 1
    return "\n".join(["", *lines[1:]]), "", 0


def read(block: str, path: str) -> tuple[FrontMatter, tuple[Finding, ...]]:
    """Read the YAML block of an article; all mistakes are reported at once."""
    findings: list[Finding] = []
    positions: dict[Path, tuple[int, int]] = {}
    try:
        values = _compose(block, positions, findings, path)
    except _Malformed as problem:
        return FrontMatter(), (finding("H103", problem.message, Location(path, problem.line)),)
    checked = Reader(path, positions, "H101", "H102", findings).table(values, FIELDS)
    keys = {str(place[0]): where for place, where in positions.items() if len(place) == 1}
    missing = [key for key in _EXPECTED if key not in values]
    if missing:
        message = f"the front matter lacks {', '.join(missing)}"
        findings.append(finding("H113", message, Location(path, 1)))
    return _front_matter(checked, keys), tuple(findings)


def _front_matter(values: dict[str, Any], positions: Mapping[str, tuple[int, int]]) -> FrontMatter:
    values["sources"] = tuple(
        Source(entry)
        if isinstance(entry, str)
        else Source(entry.get("title", ""), entry.get("url", ""))
        for entry in values.get("sources", ())
    )
    image = values.get("image")
    if isinstance(image, str):
        values["image"] = Picture(image)
    elif image:
        values["image"] = Picture(image["file"], image.get("alt", "")) if "file" in image else None
    return FrontMatter(**values, positions=positions)


class _Malformed(Exception):
    def __init__(self, message: str, line: int) -> None:
        self.message, self.line = message, line


def _compose(
    block: str, positions: dict[Path, tuple[int, int]], findings: list[Finding], path: str
) -> dict[str, object]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        root = YAML(typ="safe", pure=True).compose(block)
    except MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark else 1
        raise _Malformed(f"the front matter is not YAML: {problem.problem}", line) from None
    except (YAMLError, ValueError) as problem:
        raise _Malformed(f"the front matter is not YAML: {problem}".split("\n")[0], 1) from None
    except RecursionError:
        raise _Malformed("the front matter is nested too deeply", 1) from None
    if root is None:
        return {}
    if not hasattr(root, "value") or not isinstance(root.value, list) or _is_sequence(root):
        raise _Malformed(
            "the front matter is not a table of `key: value` lines", root.start_mark.line + 1
        )
    return cast("dict[str, object]", _Plain(positions, findings, path).of(root, (), 0))


class _Plain:
    """Turns YAML nodes into text, lists and tables; no scalar is guessed to be a number or flag."""

    def __init__(
        self, positions: dict[Path, tuple[int, int]], findings: list[Finding], file: str
    ) -> None:
        self._positions = positions
        self._findings = findings
        self._file = file
        self._seen: set[int] = set()

    def of(self, node: Any, path: Path, depth: int) -> object:
        line = node.start_mark.line + 1
        if depth > _DEPTH:
            raise _Malformed("the front matter is nested too deeply", line)
        if id(node) in self._seen:  # an alias of an alias of … grows without end
            raise _Malformed(f"the anchor &{node.anchor} is used again: write the value out", line)
        self._seen.add(id(node))
        self._positions.setdefault(path, (line, node.start_mark.column + 1))
        if _is_sequence(node):
            return [self.of(item, (*path, n), depth + 1) for n, item in enumerate(node.value)]
        if isinstance(node.value, list):
            return self._table(node, path, depth)
        return str(node.value)

    def _table(self, node: Any, path: Path, depth: int) -> dict[str, object]:
        result: dict[str, object] = {}
        for key, value in node.value:
            line, column = key.start_mark.line + 1, key.start_mark.column + 1
            if not isinstance(key.value, str):
                raise _Malformed("a key of the front matter must be a word", line)
            if key.value in result:
                message = f'"{key.value}" is given twice'
                self._findings.append(finding("H103", message, Location(self._file, line, column)))
            self._positions.setdefault((*path, key.value), (line, column))
            result[key.value] = self.of(value, (*path, key.value), depth + 1)
        return result


def _is_sequence(node: Any) -> bool:
    return type(node).__name__ == "SequenceNode"
