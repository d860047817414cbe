"""Strict reading: all faults of a file at once, by line; a faulty file gives no catalog."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handouts.catalogs.model import FUZZY_NOTE, Catalog, Entry
from handouts.catalogs.parsing import Draft, Parser
from handouts.findings import Finding, Location, Related, finding
from handouts.messages import Message

_CHARSET = re.compile(r"charset=([\w-]+)", re.IGNORECASE)
_UNICODE = ("utf-8", "utf8", "us-ascii", "ascii")


@dataclass(frozen=True, slots=True)
class ReadCatalog:
    """A catalog, unless a finding is an error, and all findings of its file."""

    catalog: Catalog | None
    findings: tuple[Finding, ...]


def read_catalog(path: str, tag: str, data: bytes) -> ReadCatalog:
    """Read a PO file's bytes; `path` is relative to the project, lines count from 1."""
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    wrong = [number for number, line in enumerate(data.split(b"\n"), 1) if not _is_text(line)]
    findings = []
    if wrong:
        more = f", nor are {len(wrong) - 1} lines more" if wrong[1:] else ""
        findings.append(finding("H204", f"not UTF-8 text{more}", Location(path, wrong[0])))
    if b"\0" in data:  # UTF-16, or no text at all: nothing else is worth saying
        return ReadCatalog(None, tuple(findings))
    lines = data.decode("utf-8-sig", errors="replace").split("\n")
    parser = Parser()
    parser.parse(lines)
    for fault in (fault for fault in parser.faults if fault.line not in wrong):
        code = "H204" if fault.conflict else "H201"
        findings.append(finding(code, fault.message, Location(path, fault.line)))
    sound = [draft for draft in parser.drafts if not draft.broken]
    header = next((draft for draft in sound if _is_header(draft)), None)
    findings += _charset(header, lines, path)
    entries = [_entry(draft) for draft in sound if draft is not header]
    live = tuple(entry for entry in entries if not entry.obsolete)
    findings += _duplicates(live, path)
    if findings:
        findings.sort(key=lambda f: f.location.line if f.location else 0)
        return ReadCatalog(None, tuple(findings))
    catalog = Catalog(
        path=path,
        tag=tag,
        headers=_headers(header.texts["msgstr"]) if header else {},
        comment="\n".join(header.comments.get("#", ())) if header else "",
        entries=live,
        obsolete=tuple(entry for entry in entries if entry.obsolete),
    )
    return ReadCatalog(catalog, ())


def _is_text(line: bytes) -> bool:
    try:
        return "\0" not in line.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _is_header(draft: Draft) -> bool:
    texts = draft.texts
    return (
        not draft.obsolete
        and texts.get("msgid") == ""
        and "msgctxt" not in texts
        and "msgstr" in texts
    )


def _headers(text: str) -> dict[str, str]:
    """Take the header apart; a line without a colon goes on with the one before."""
    headers: dict[str, str] = {}
    name = ""
    for line in text.split("\n"):
        key, colon, value = line.partition(":")
        if colon:
            name = key.strip()
            headers[name] = value.strip()
        elif name and line.strip():
            headers[name] += "\n" + line.strip()
    return headers


def _charset(header: Draft | None, lines: Sequence[str], path: str) -> Iterator[Finding]:
    match = _CHARSET.search(header.texts["msgstr"]) if header else None
    if header and match and match[1].lower() not in _UNICODE and match[1] != "CHARSET":
        start = header.lines["msgstr"]
        written = (number for number in range(start, len(lines)) if match[0] in lines[number - 1])
        place = Location(path, next(written, start))
        yield finding("H204", f"the header says charset={match[1]}", place)


def _duplicates(entries: Sequence[Entry], path: str) -> Iterator[Finding]:
    first: dict[tuple[str | None, str], Entry] = {}
    for entry in entries:
        earlier = first.setdefault(entry.key, entry)
        if not entry.text:
            message = "an entry without a text, or a second header"
            yield finding("H202", message, Location(path, entry.line))
        elif earlier is not entry:
            message = f"a second entry for “{entry.text[:50]}”"
            related = [Related(Location(path, earlier.line), "the first one")]
            yield finding("H202", message, Location(path, entry.line), related=related)


def _entry(draft: Draft) -> Entry:
    texts, comments = draft.texts, draft.comments
    flags = [flag.strip() for line in comments.get(",", ()) for flag in line.split(",")]
    said = comments.get("#", [])
    if draft.obsolete and FUZZY_NOTE in said:
        said = [line for line in said if line != FUZZY_NOTE]
        flags.append("fuzzy")
    return Entry(
        context=texts.get("msgctxt"),
        text=texts["msgid"],
        translation=texts.get("msgstr", ""),
        plural=texts.get("msgid_plural", ""),
        plural_translations=tuple(
            text for keyword, text in texts.items() if keyword.startswith("msgstr[")
        ),
        fuzzy="fuzzy" in flags,
        previous_context=texts.get("|msgctxt"),
        previous_text=texts.get("|msgid", ""),
        previous_plural=texts.get("|msgid_plural", ""),
        translator_comment="\n".join(said),
        comments=tuple(comments.get(".", ())),
        references=tuple(where for line in comments.get(":", ()) for where in line.split()),
        flags=tuple(dict.fromkeys(flag for flag in flags if flag and flag != "fuzzy")),
        line=draft.line,
        obsolete=bool(draft.obsolete),
    )


def read_template(path: str, data: bytes) -> tuple[Message, ...]:
    """Read the messages of a template in their order; none where it cannot be read."""
    catalog = read_catalog(path, "", data).catalog
    return tuple(
        Message(
            context=entry.context,
            text=entry.text,
            comments=entry.comments,
            references=entry.references,
            flags=entry.flags,
            line=entry.line,
        )
        for entry in (catalog.entries if catalog else ())
    )
