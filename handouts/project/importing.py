"""A text that somebody has, as .txt, .md, .html or .docx, becomes Markdown to go on from.

Headings, paragraphs, lists, bold, italics, links and tables are kept; all else is left out.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from handouts.project.word_lists import WORD, Level, WordLists, read_levels

_MAX_BYTES = 20 * 1024 * 1024
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STYLES = {"ListNumber": {0: Level(ordered=True)}, "ListBullet": {0: Level()}}
_SPECIAL = re.compile(r"([\\`*_\[\]{}<>])")
_ITEM = re.compile(r"( *)(?:-|(\d+)[.)]) ")
_SIGNED = re.compile(r"(\d{1,9})[.)]\s+")
_NUMBER = re.compile(r"\d{1,9}")  # as many digits as CommonMark reads
_STARTS_BLOCK = re.compile(r"^(\s*)(#{1,6}\s|[-+]\s|>|:::)")


class UnreadableText(Exception):
    """The text cannot be read; the message says why."""


def import_text(path: Path, title: str) -> str:
    """Return Markdown with one H1, `title` where the text has none; raises UnreadableText."""
    suffix = path.suffix.lower()
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UnreadableText(f"{path} is larger than 20 MB")
        data = path.read_bytes()
    except OSError as problem:
        raise UnreadableText(f"{path} cannot be read: {problem.strerror}") from None
    if suffix == ".docx":
        blocks = list(_word_blocks(path))
    else:
        try:
            text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            raise UnreadableText(f"{path} is not UTF-8 text; save it as UTF-8") from None
        if suffix == ".md":
            return text
        if suffix in (".html", ".htm"):
            reader = _Page()
            reader.feed(text)
            reader.close()
            blocks = reader.blocks()
        elif suffix == ".txt":
            blocks = list(_text_blocks(text))
            blocks = [f"# {blocks[0]}", *blocks[1:]] if blocks else []
        else:
            raise UnreadableText(f"{path} is none of .txt, .md, .html, .docx")
    return _article(blocks, title)


def _article(blocks: list[str], title: str) -> str:
    """Join blocks, list items without a blank line; exactly one H1, first."""
    result = ""
    seen = False
    for block in blocks:
        if block.startswith("# "):
            block, seen = (f"#{block}", seen) if seen else (block, True)
        close = _goes_on(result.rsplit("\n", 1)[-1], block)
        result += ("\n" if close else "\n\n" if result else "") + block
    if not seen:
        result = f"# {title}\n\n{result}".rstrip()
    return result + "\n"


def _goes_on(line: str, block: str) -> bool:
    """Whether a block is the list item after another one, which no blank line parts."""
    before, item = _ITEM.match(line), _ITEM.match(block)
    if not before or not item:
        return False
    # CommonMark: only a list that starts with 1 begins right below a line of text.
    return len(item[1]) <= len(before[1]) or item[2] in (None, "1")


def _text_blocks(text: str) -> Iterator[str]:
    """The paragraphs and lists of a plain text."""
    sign, after = "", 0
    for part in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in part.strip().split("\n")]
        if numbers := _numbers(lines):
            if sign and numbers[0] != after:  # another sign begins a list of its own
                sign = ")" if sign == "." else "."
            sign, after = sign or ".", numbers[-1] + 1
            yield "\n".join(_SIGNED.sub(rf"\1{sign} ", _escaped(line)) for line in lines)
            continue
        sign = ""
        if lines != [""] and all(re.match(r"[-*•]\s", line) for line in lines):
            yield "\n".join(f"- {_escaped(line[1:].strip())}" for line in lines)
        elif lines != [""]:
            yield _running(_escaped(" ".join(lines)))


def _numbers(lines: list[str]) -> list[int]:
    """The numbers of lines that are a list: two or more that count up; else nothing."""
    found = [int(match[1]) for match in map(_SIGNED.match, lines) if match]
    counts_up = found == [found[0] + n for n in range(len(lines))] if found else False
    return found if counts_up and len(found) > 1 else []


def _running(text: str) -> str:
    """Escape what would be read as the start of a heading, list, quote or box."""
    text = _STARTS_BLOCK.sub(r"\1\\\2", text)
    return re.sub(r"^(\d{1,9})([.)](?:\s|$))", r"\1\\\2", text)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


@dataclass
class _List:
    """A list that is open; `width` is that of the last item's mark."""

    ordered: bool
    number: int = 1
    sign: str = "."
    width: int = 2


class _Page(HTMLParser):
    """Collects the blocks of an HTML page."""

    _SKIPPED = ("script", "style", "head", "nav", "noscript", "template", "svg")
    _BLOCKS = (
        "p",
        "div",
        "li",
        "section",
        "article",
        "blockquote",
        "main",
        "body",
        "ul",
        "ol",
        "br",
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[str] = []
        self._text: list[str] = []
        self._prefix = ""
        self._lists: list[_List] = []
        self._signs: dict[int, str] = {}
        self._skip = 0
        self._links: list[str] = []
        self._row: list[str] | None = None

    def blocks(self) -> list[str]:
        """Return what was collected."""
        self._close()
        return self._found

    def _close(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text = []
        if self._row is not None:
            return
        if text:
            self._found.append(self._prefix + text if self._prefix else _running(text))
            if not _ITEM.match(self._prefix):
                self._signs = {}
            self._prefix = ""

    def _open_list(self, ordered: bool, start: str) -> None:
        """Begin a list; one right behind another needs another sign to be a list of its own."""
        self._lists.append(_List(ordered, int(start) if _NUMBER.fullmatch(start) else 1))
        if self._signs.get(self._indent) == ".":
            self._lists[-1].sign = ")"

    @property
    def _indent(self) -> int:
        return sum(outer.width for outer in self._lists[:-1])

    def _item(self, value: str) -> str:
        """The mark of the next item of the innermost list."""
        if not self._lists:
            return "- "
        inner, indent = self._lists[-1], self._indent
        if _NUMBER.fullmatch(value) and int(value) != inner.number:
            inner.number = int(value)
            if indent in self._signs:
                inner.sign = ")" if self._signs[indent] == "." else "."
        mark = f"{inner.number}{inner.sign} " if inner.ordered else "- "
        inner.number += 1
        inner.width = len(mark)
        self._signs = {place: sign for place, sign in self._signs.items() if place < indent}
        if inner.ordered:
            self._signs[indent] = inner.sign
        return " " * indent + mark

    def _close_row(self) -> None:
        cells, self._row = self._row or [], None
        line = "| " + " | ".join(cells) + " |"
        if self._found and self._found[-1].startswith("| "):
            self._found[-1] += f"\n{line}"
        else:
            self._found.append(line + "\n|" + " --- |" * len(cells))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a block or a mark."""
        if tag in self._SKIPPED:
            self._skip += 1
        elif re.fullmatch("h[1-6]", tag):
            self._close()
            self._prefix = "#" * int(tag[1]) + " "
        elif tag == "tr":
            self._close()
            self._row = []
        elif tag in ("td", "th"):
            self._text = []
        elif tag in self._BLOCKS:
            self._close()
            if tag in ("ul", "ol"):
                self._open_list(tag == "ol", dict(attrs).get("start") or "")
            elif tag == "li":
                self._prefix = self._item(dict(attrs).get("value") or "")
        elif tag in ("strong", "b"):
            self._text.append("**")
        elif tag in ("em", "i"):
            self._text.append("*")
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")
            self._text.append("[")

    def handle_endtag(self, tag: str) -> None:
        """Close a block or a mark."""
        if tag in self._SKIPPED:
            self._skip = max(0, self._skip - 1)
        elif tag in ("td", "th") and self._row is not None:
            self._row.append(" ".join("".join(self._text).split()).replace("|", "\\|"))
            self._text = []
        elif tag == "tr" and self._row is not None:
            self._close_row()
        elif tag in self._BLOCKS or re.fullmatch("h[1-6]", tag):
            self._close()
            if tag == "li" or tag[0] == "h":
                self._prefix = ""
            if tag in ("ul", "ol") and self._lists:
                self._lists.pop()
        elif tag in ("strong", "b"):
            self._text.append("**")
        elif tag in ("em", "i"):
            self._text.append("*")
        elif tag == "a" and self._links:
            address = self._links.pop()
            usable = re.match(r"https?://|mailto:|tel:", address)
            self._text.append(f"]({address})" if usable else "]")

    def handle_data(self, data: str) -> None:
        """Collect text."""
        if not self._skip:
            self._text.append(_escaped(data))


def _word_blocks(path: Path) -> Iterator[str]:
    """The blocks of a Word document's main text."""
    try:
        with zipfile.ZipFile(path) as archive:
            body = _part(archive, "word/document.xml")
            names = archive.namelist()
            relations = "word/_rels/document.xml.rels"
            links = _part(archive, relations) if relations in names else Element("none")
            numbering = "word/numbering.xml"
            lists = _part(archive, numbering) if numbering in names else Element("none")
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError):
        raise UnreadableText(f"{path} is not a Word document (.docx)") from None
    except ElementTree.ParseError:
        raise UnreadableText(f"{path} is damaged") from None
    addresses = {link.get("Id", ""): link.get("Target", "") for link in links}
    counted = WordLists(read_levels(lists) | _STYLES)
    for block in body.iterfind(f"{WORD}body/*"):
        if block.tag == f"{WORD}p":
            if text := _word_paragraph(block, addresses, counted):
                yield text
        elif block.tag == f"{WORD}tbl":
            counted.leave()
            yield _word_table(block, addresses)


def _part(archive: zipfile.ZipFile, name: str) -> Element:
    if archive.getinfo(name).file_size > _MAX_BYTES:
        raise UnreadableText(f"{archive.filename} is too large")
    data = archive.read(name)
    if b"<!DOCTYPE" in data:  # Word writes none; entities are a way to swamp a reader
        raise UnreadableText(f"{archive.filename} is damaged")
    return ElementTree.fromstring(data)


def _word_paragraph(paragraph: Element, addresses: dict[str, str], lists: WordLists) -> str:
    text = " ".join(_word_text(paragraph, addresses).split())
    if not text:
        return ""
    style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
    name = style.get(f"{WORD}val", "") if style is not None else ""
    heading = re.fullmatch(r"[Hh]eading\s?([1-6])", name)
    if heading or name == "Title":
        lists.leave()
        return "#" * int(heading[1] if heading else 1) + f" {text}"
    number = paragraph.find(f"{WORD}pPr/{WORD}numPr/{WORD}numId")
    is_none = number is not None and number.get(f"{WORD}val") == "0"  # numbering taken away
    if (number is not None or name.startswith("List")) and not is_none:
        depth = paragraph.find(f"{WORD}pPr/{WORD}numPr/{WORD}ilvl")
        level = depth.get(f"{WORD}val", "") if depth is not None else ""
        named = "ListNumber" if name.startswith("ListNumber") else "ListBullet"
        identity = number.get(f"{WORD}val", "") if number is not None else named
        return lists.mark(identity, int(level) if re.fullmatch("[0-8]", level) else 0) + text
    lists.leave()
    return _running(text)


def _word_text(paragraph: Element, addresses: dict[str, str]) -> str:
    parts = []
    for child in paragraph:
        if child.tag == f"{WORD}r":
            parts.append(_run(child))
        elif child.tag == f"{WORD}hyperlink":
            label = "".join(_run(run) for run in child.iterfind(f"{WORD}r"))
            address = addresses.get(child.get(f"{_RELATION}id", ""), "")
            usable = re.match(r"https?://|mailto:|tel:", address)
            parts.append(f"[{label}]({address})" if usable else label)
    return "".join(parts).replace("****", "")


def _run(run: Element) -> str:
    text = "".join(
        " " if part.tag != f"{WORD}t" else part.text or ""
        for part in run
        if part.tag in (f"{WORD}t", f"{WORD}tab", f"{WORD}br")
    )
    bold = run.find(f"{WORD}rPr/{WORD}b")
    inner = text.strip()
    if bold is None or bold.get(f"{WORD}val") in ("0", "false") or not inner:
        return _escaped(text)
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}**{_escaped(inner)}**{after}"


def _word_table(table: Element, addresses: dict[str, str]) -> str:
    rows = [
        [
            " ".join(_word_text(p, addresses) for p in cell.iterfind(f"{WORD}p")).replace(
                "|", "\\|"
            )
            for cell in row.iterfind(f"{WORD}tc")
        ]
        for row in table.iterfind(f"{WORD}tr")
    ]
    width = max((len(row) for row in rows), default=0)
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]]) if lines else ""
