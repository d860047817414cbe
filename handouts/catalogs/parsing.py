"""The grammar of PO files: lines → drafts of entries, with every fault and its line.

Our own, because the readers there are stop at the first fault, take the second of two `msgstr`
in silence, cut lines at characters that end none, or drop `#~|` and comments without a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_CONFLICT = re.compile(r"(<{7}|={7}|>{7}|\|{7})(\s|$)")
_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)(?![\w\[])\s*(.*)$")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"$')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {
    "\\": "\\",
    '"': '"',
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
}
_CONTROL = re.compile("[\x01-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line; `conflict` tells a merge conflict mark from the rest."""

    line: int
    message: str
    conflict: bool = False


@dataclass(slots=True)
class Draft:
    """An entry as it grows line by line; `texts` by keyword, previous ones with a `|` in front."""

    line: int
    texts: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    comments: dict[str, list[str]] = field(default_factory=dict)
    obsolete: bool | None = None
    last: str = ""
    broken: bool = False

    @property
    def begun(self) -> bool:
        """Whether a msgctxt or msgid was read, so that a msgstr must follow."""
        return self.last in ("msgctxt", "msgid", "msgid_plural")

    @property
    def complete(self) -> bool:
        """Whether the next comment or key starts another entry."""
        return self.last.startswith("msgstr")


class Parser:
    """Takes a file's lines one by one; `drafts` and `faults` grow as it goes."""

    def __init__(self) -> None:
        """Start before the first entry."""
        self.drafts: list[Draft] = []
        self.faults: list[Fault] = []
        self._draft = Draft(0)

    def parse(self, lines: Sequence[str]) -> None:
        """Read all lines of a file, counted from 1."""
        for number, raw in enumerate(lines, 1):
            line = raw.strip()
            if _CONFLICT.match(raw):
                self._fault(number, "merge conflict mark", conflict=True)
                self._draft = Draft(0)
            elif control := _CONTROL.search(raw):
                self._fault(number, f"control character U+{ord(control[0]):04X}")
            elif line.startswith("#") and line.endswith("\\"):
                self._fault(number, "a comment ends with a backslash: gettext reads on behind it")
            elif not line:
                self._ends(number, "the entry")
            elif line.startswith("#~"):
                self._obsolete(number, line[2:].strip())
            elif line.startswith("#"):
                self._comment(number, line)
            else:
                self._text(number, line, obsolete=False)
        self._ends(len(lines), "the file")
        if self._draft.complete:
            self.drafts.append(self._draft)

    def _fault(self, line: int, message: str, *, conflict: bool = False) -> None:
        self.faults.append(Fault(line, message, conflict))
        self._draft.broken = True

    def _ends(self, number: int, what: str) -> None:
        """What stops here must not stop between msgid and msgstr."""
        if self._draft.begun:
            if not self._draft.broken:
                start = max(self._draft.lines.values(), default=number)
                self._fault(start, f"{what} ends after {self._draft.last}: msgstr is missing")
            self._draft = Draft(0)

    def _next(self, number: int) -> Draft:
        """The draft that a comment or a first key belongs to."""
        if self._draft.complete:
            self.drafts.append(self._draft)
            self._draft = Draft(number)
        self._draft.line = self._draft.line or number
        return self._draft

    def _obsolete(self, number: int, line: str) -> None:
        if line.startswith("|"):
            self._comment(number, f"#{line}")
        elif line:
            self._text(number, line, obsolete=True)
        else:
            self._ends(number, "the entry")

    def _comment(self, number: int, line: str) -> None:
        self._ends(number, "the entry")
        draft = self._next(number)
        kind = line[1:2]
        if kind == "|":
            self._previous(number, line[2:].strip())
        elif draft.last.startswith("|"):
            self._fault(number, "a comment stands between the previous text and its entry")
        elif kind and kind in ".:,":
            draft.comments.setdefault(kind, []).append(line[2:].removeprefix(" "))
        else:
            draft.comments.setdefault("#", []).append(line[1:].removeprefix(" "))

    def _previous(self, number: int, line: str) -> None:
        match = _KEYWORD.match(line)
        if match and not match[1].startswith("msgstr"):
            self._draft.last = f"|{match[1]}"
            self._draft.texts[self._draft.last] = self._string(number, match[2], match[1])
        elif line.startswith('"') and self._draft.last.startswith("|"):
            self._draft.texts[self._draft.last] += self._string(number, line, "text")
        else:
            self._fault(number, f"not a previous text: {line[:40]}")

    def _text(self, number: int, line: str, *, obsolete: bool) -> None:
        if line.startswith('"'):
            key = self._draft.last
            text = self._string(number, line, "text")
            if not key or key.startswith("|"):
                self._fault(number, "text without a keyword before it")
            else:
                self._draft.texts[key] += text
            self._agree(number, obsolete)
            return
        match = _KEYWORD.match(line)
        if not match:
            self._fault(number, f"not a line of a PO file: {line[:40]}")
            return
        keyword = match[1]
        if problem := self._misplaced(keyword):
            self._fault(number, problem)
        starts = keyword == "msgctxt" or (keyword == "msgid" and self._draft.last != "msgctxt")
        draft = self._next(number) if starts else self._draft
        if starts and draft.begun:
            draft = self._draft = Draft(number)
        draft.last = keyword
        draft.lines[keyword] = number
        draft.texts[keyword] = self._string(number, match[2], keyword)
        self._agree(number, obsolete)

    def _misplaced(self, keyword: str) -> str:
        last = "" if self._draft.last.startswith("|") else self._draft.last
        after = f"after {last}" if last else "at the start of an entry"
        texts = self._draft.texts
        if self._draft.last == "|msgctxt" and "|msgid" not in texts:
            return "the previous context (#| msgctxt) stands without its text (#| msgid)"
        if keyword == "msgctxt":
            right = not self._draft.begun
        elif keyword == "msgid":
            right = not self._draft.begun or last == "msgctxt"
        elif keyword in ("msgid_plural", "msgstr"):
            right = last == "msgid"
        else:
            number = sum(key.startswith("msgstr[") for key in texts)
            right = keyword == f"msgstr[{number}]" and "msgid_plural" in texts
        return "" if right else f"{keyword} does not belong {after}"

    def _agree(self, number: int, obsolete: bool) -> None:
        if self._draft.obsolete is None:
            self._draft.obsolete = obsolete
        elif self._draft.obsolete != obsolete:
            self._fault(number, "the entry is obsolete (#~) only in part")

    def _string(self, number: int, quoted: str, what: str) -> str:
        match = _STRING.match(quoted)
        if not match:
            self._fault(number, f"{what} is not closed with a quote")
            return ""
        return "".join(self._unescaped(number, match[1]))

    def _unescaped(self, number: int, text: str) -> Iterator[str]:
        at = 0
        for match in _ESCAPE.finditer(text):
            yield text[at : match.start()]
            if match[1] not in _ESCAPED:
                self._fault(number, f"unknown escape {match[0]}")
            yield _ESCAPED.get(match[1], "")
            at = match.end()
        yield text[at:]
