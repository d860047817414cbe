"""Strict reading: every line is checked first, so that all faults of a file come at once with their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handouts.catalogs.model import Catalog, Entry
from handouts.findings import Finding, Location, Related, finding

_CONFLICT = re.compile(r"(<{7}|={7}|>{7}|\|{7})(\s|$)")
_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d)\])?)(\s*)(.*)$")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"\s*$')
_CHARSET = re.compile(r"charset=([\w-]+)", re.IGNORECASE)
_UNICODE = ("utf-8", "utf8", "us-ascii", "ascii")


@dataclass(frozen=True, slots=True)
class ReadCatalog:
    """A catalog, unless a finding is an error, and all findings of its file."""

    catalog: Catalog | None
    findings: tuple[Finding, ...]


def read_catalog(path: str, tag: str, data: bytes) -> ReadCatalog:
    """Read a PO file's bytes; `path` is relative to the project, lines count from 1."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        return ReadCatalog(None, (finding("H204", "not UTF-8 text", Location(path, line)),))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    findings = list(_scan(text.split("\n"), path))
    if not findings:
        findings += _charset(text, path)
    if findings:
        return ReadCatalog(None, tuple(findings))
    return _parsed(path, tag, text)


def _scan(lines: list[str], path: str) -> Iterator[Finding]:
    """Check each line's form and the order of keywords within entries."""
    state = "start"
    begun = 0
    for number, raw in enumerate(lines, 1):
        place = Location(path, number)
        line = raw.strip()
        if _CONFLICT.match(raw):
            yield finding("H204", "merge conflict mark", place)
            state = "start"
            continue
        if line.startswith("#~"):
            line = line[2:].strip()
            line = "" if line.startswith("|") else line
        if not line or line.startswith("#"):
            if state in ("msgctxt", "msgid", "msgid_plural"):
                yield finding("H201", f"the entry ends after {state}: msgstr is missing", Location(path, begun))
                state = "start"
            continue
        if line.startswith('"'):
            if state == "start":
                yield finding("H201", "text without a keyword before it", place)
            elif not _STRING.match(line):
                yield finding("H201", "text is not closed with a quote", place)
            continue
        match = _KEYWORD.match(line)
        if not match:
            yield finding("H201", f"not a line of a PO file: {line[:40]}", place)
            continue
        keyword = "msgstr" if match[1].startswith("msgstr") else match[1]
        if not _STRING.match(match[4]):
            yield finding("H201", f"{match[1]} is not closed with a quote", place)
        if problem := _out_of_order(state, keyword):
            yield finding("H201", problem, place)
        if keyword in ("msgctxt", "msgid") and state not in ("msgctxt",):
            begun = number
        state = keyword
    if state in ("msgctxt", "msgid", "msgid_plural"):
        yield finding("H201", f"the file ends after {state}: msgstr is missing", Location(path, begun))


def _out_of_order(state: str, keyword: str) -> str:
    allowed = {
        "msgctxt": ("start", "msgstr"),
        "msgid": ("start", "msgstr", "msgctxt"),
        "msgid_plural": ("msgid",),
        "msgstr": ("msgid", "msgid_plural", "msgstr"),
    }
    return "" if state in allowed[keyword] else f"{keyword} does not belong after {state}"


def _charset(text: str, path: str) -> Iterator[Finding]:
    head = text.split("\n\n", 1)[0]
    match = _CHARSET.search(head)
    if match and match[1].lower() not in _UNICODE and match[1] != "CHARSET":
        line = head[: match.start()].count("\n") + 1
        yield finding("H204", f"the header says charset={match[1]}", Location(path, line))


def _parsed(path: str, tag: str, text: str) -> ReadCatalog:
    import polib

    try:
        file = polib.pofile(text, encoding="utf-8", wrapwidth=0)
    except (OSError, ValueError, UnicodeError) as problem:
        number = re.search(r"line (\d+)", str(problem))
        line = int(number[1]) if number else 0
        return ReadCatalog(None, (finding("H201", "the catalog cannot be read", Location(path, line)),))
    entries = [_entry(entry) for entry in file if entry.msgid]
    live = [entry for entry in entries if not entry.obsolete]
    catalog = Catalog(
        path=path,
        tag=tag,
        headers=dict(file.metadata),
        comment=file.header.strip("\n"),
        entries=tuple(live),
        obsolete=tuple(entry for entry in entries if entry.obsolete),
    )
    findings = tuple(_duplicates(live, path))
    return ReadCatalog(None if findings else catalog, findings)


def _duplicates(entries: list[Entry], path: str) -> Iterator[Finding]:
    first: dict[tuple[str | None, str], Entry] = {}
    for entry in entries:
        earlier = first.setdefault(entry.key, entry)
        if earlier is not entry:
            message = f"a second entry for “{entry.text[:50]}”"
            related = [Related(Location(path, earlier.line), "the first one")]
            yield finding("H202", message, Location(path, entry.line), related=related)


def _entry(entry: object) -> Entry:
    import polib

    assert isinstance(entry, polib.POEntry)
    flags = tuple(flag for flag in entry.flags if flag != "fuzzy")
    plurals = tuple(entry.msgstr_plural[n] for n in sorted(entry.msgstr_plural))
    return Entry(
        context=entry.msgctxt,
        text=entry.msgid,
        translation=entry.msgstr,
        plural=entry.msgid_plural or "",
        plural_translations=plurals,
        fuzzy="fuzzy" in entry.flags,
        previous_context=entry.previous_msgctxt,
        previous_text=entry.previous_msgid or "",
        previous_plural=entry.previous_msgid_plural or "",
        translator_comment=entry.tcomment,
        comments=tuple(entry.comment.split("\n")) if entry.comment else (),
        references=tuple(":".join(part for part in where if part) for where in entry.occurrences),
        flags=flags,
        line=entry.linenum or 0,
        obsolete=bool(entry.obsolete),
    )
