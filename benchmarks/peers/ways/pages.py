"""Sheets as HTML: markdown-it for the text, Jinja2 for the page, one style sheet."""

from __future__ import annotations

from base64 import b64encode
from functools import cache

from jinja2 import Environment, FileSystemLoader
from markdown_it import MarkdownIt
from markupsafe import Markup
from mdit_py_plugins.container import container_plugin

from benchmarks.peers.ways.reading import CLINIC, SHEET, Document, documents, logo


@cache
def markdown() -> MarkdownIt:
    """CommonMark with tables and boxes."""
    return MarkdownIt().enable("table").use(container_plugin, "warning")


@cache
def templates() -> Environment:
    """The page's template."""
    return Environment(loader=FileSystemLoader(SHEET), autoescape=True)


def page(document: Document) -> str:
    """Return the sheet as one HTML file, style and logo inside."""
    return (
        templates()
        .get_template("page.html")
        .render(
            document=document,
            clinic=CLINIC,
            css=Markup((SHEET / "page.css").read_text("utf-8")),
            logo=f"data:image/svg+xml;base64,{b64encode(logo().encode()).decode()}",
            body=Markup(markdown().render(document.text)),
        )
    )


if __name__ == "__main__":
    for sheet in documents():
        sheet.pdf.with_suffix(".html").write_text(page(sheet), "utf-8")
