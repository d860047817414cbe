"""A command for each sheet, as a shell script or a Makefile does it.

The last argument names it: `weasyprint` (from HTML), `pandoc+weasyprint` or `pandoc+typst` (from
translated Markdown).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pypandoc

from benchmarks.peers.ways.pages import page
from benchmarks.peers.ways.reading import CLINIC, FONTS, SHEET, Document, documents, logo

COMPILE = """
import sys, typst
source, target, fonts = sys.argv[1:]
typst.compile(source, target, font_paths=[fonts], ignore_system_fonts=True, pdf_standards=["ua-1"])
"""


def run(folder: Path, *words: str | Path) -> None:
    """Run one command."""
    subprocess.run(words, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def weasyprint(document: Document, folder: Path) -> None:
    """HTML, then WeasyPrint's command."""
    (folder / "page.html").write_text(page(document), "utf-8")
    words = ("-m", "weasyprint", "--pdf-variant", "pdf/ua-1", "page.html", document.pdf)
    run(folder, sys.executable, *words)


def facts(document: Document) -> list[str]:
    """What pandoc's templates ask for."""
    language, _, region = document.tag.partition("-")
    variables = {
        "lang": document.tag,
        "dir": document.direction,
        "title": document.title,
        "summary": document.summary,
        "clinic": CLINIC,
        "foot": document.footer,
        "sheet": str(SHEET),
        "language": language,
        "region": region if len(region) == 2 else "",
        "family": document.family,
    }
    given = (f"--variable={name}:{value}" for name, value in variables.items() if value)
    return [*given, f"--metadata=title:{document.title}"]


def pandoc(folder: Path, document: Document, *words: str | Path) -> None:
    """Let pandoc read the translated Markdown."""
    (folder / "text.md").write_text(document.text, "utf-8")
    run(folder, pypandoc.get_pandoc_path(), "text.md", *facts(document), *words)


def pandoc_weasyprint(document: Document, folder: Path) -> None:
    """Pandoc writes HTML and starts WeasyPrint."""
    program = Path(sys.executable).with_name("weasyprint")
    words = (f"--pdf-engine={program}", "--pdf-engine-opt=--pdf-variant=pdf/ua-1")
    pandoc(folder, document, f"--template={SHEET / 'pandoc.html'}", *words, "-o", document.pdf)


def pandoc_typst(document: Document, folder: Path) -> None:
    """Pandoc writes Typst, and a process of Python calls its compiler, for want of its command."""
    pandoc(folder, document, f"--template={SHEET / 'pandoc.typ'}", "-o", "page.typ")
    run(folder, sys.executable, "-c", COMPILE, "page.typ", document.pdf, FONTS)


WAYS = {
    "weasyprint": weasyprint,
    "pandoc+weasyprint": pandoc_weasyprint,
    "pandoc+typst": pandoc_typst,
}

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        here = Path(temporary)
        (here / "logo.svg").write_text(logo(), "utf-8")
        (here / "sheet.typ").write_text((SHEET / "sheet.typ").read_text("utf-8"), "utf-8")
        for document in documents():
            WAYS[sys.argv[5]](document, here)
