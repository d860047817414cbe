"""Typst: the text as Typst markup, one warm compiler, a template of its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from markdown_it.token import Token
from typst import Compiler

from benchmarks.peers.ways.pages import markdown
from benchmarks.peers.ways.reading import (
    CLINIC,
    FONTS,
    SHEET,
    Document,
    documents,
    logo,
)

_OPEN = {
    "paragraph_open": "\n",
    "bullet_list_open": "#list(",
    "ordered_list_open": "#enum(",
    "list_item_open": "[",
    "table_open": "#table(",
    "th_open": "[",
    "td_open": "[",
    "container_warning_open": "#warning[",
    "strong_open": "#strong[",
    "paragraph_close": "\n",
    "heading_close": "\n",
    "bullet_list_close": ")\n",
    "ordered_list_close": ")\n",
    "list_item_close": "],",
    "table_close": ")\n",
    "thead_open": "table.header(",
    "thead_close": "),",
    "th_close": "],",
    "td_close": "],",
    "container_warning_close": "]\n",
    "strong_close": "]",
    "softbreak": " ",
}


def quoted(text: str) -> str:
    """Write a text as a string of Typst's."""
    return '"{}"'.format(text.replace("\\", "\\\\").replace('"', '\\"'))


def markup(tokens: Sequence[Token]) -> Iterator[str]:
    """Write Markdown's tokens as Typst markup."""
    for token in tokens:
        if token.type == "inline":
            yield from markup(token.children or [])
        elif token.type == "text":
            yield f"#{quoted(token.content)};"
        elif token.type == "heading_open":
            yield f"\n{'=' * int(token.tag[1])} "
        else:
            yield _OPEN.get(token.type, "")


def source(document: Document) -> str:
    """Return a sheet's whole file."""
    language, _, region = document.tag.partition("-")
    facts = {
        "title": document.title,
        "tag": language,
        "family": document.family,
        "clinic": CLINIC,
        "summary": document.summary,
        "footer": document.footer,
    }
    if len(region) == 2:
        facts["region"] = region
    words = ", ".join(f"{name}: {quoted(value)}" for name, value in facts.items())
    body = "".join(markup(markdown().parse(document.text)))
    return f'#import "sheet.typ": *\n#show: sheet.with({words})\n{body}'


def main(folder: Path) -> None:
    """Compile all sheets with one compiler."""
    shutil.copy(SHEET / "sheet.typ", folder)
    (folder / "logo.svg").write_text(logo(), "utf-8")
    file = folder / "main.typ"
    file.write_text("", "utf-8")
    compiler = Compiler(str(file), font_paths=[str(FONTS)], ignore_system_fonts=True)
    for document in documents():
        file.write_text(source(document), "utf-8")
        compiler.compile(output=str(document.pdf), pdf_standards=["ua-1"])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        main(Path(temporary))
