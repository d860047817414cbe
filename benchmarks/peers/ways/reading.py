"""Markdown and gettext as a usual script reads them: line by line, `_()` on what each line says."""

from __future__ import annotations

import gettext
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CLINIC = "Example Spine and Pain Clinic"
PHONE = "(202) 555-0142"
HOURS = "Mo-Fr 08:00-17:00"
LOGO = Path(__file__).resolve().parents[3] / "templates/icons/people.svg"
FONTS = Path(__file__).resolve().parents[3] / "fonts"
SHEET = Path(__file__).resolve().parent / "sheet"
"""The look: HTML and CSS for those who read them, a template for Typst."""

FAMILIES = {
    "ar": "Vazirmatn",
    "hi": "Noto Sans Devanagari",
    "ja": "Noto Sans JP",
    "th": "Noto Sans Thai Looped",
    "zh-Hans": "Noto Sans SC",
}
"""The fonts of other scripts, the same files that handouts uses; all else is Noto Sans."""

_LINE = re.compile(r"(#+ |- |\d+\. |::: )?(.+)")


@dataclass(frozen=True)
class Document:
    """One sheet to make: its translated Markdown, and where the PDF goes."""

    slug: str
    tag: str
    title: str
    summary: str
    text: str
    pdf: Path

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return "rtl" if self.tag == "ar" else "ltr"

    @property
    def family(self) -> str:
        """The font of the language's script."""
        return FAMILIES.get(self.tag, "Noto Sans")

    @property
    def footer(self) -> str:
        """What stands at the foot of the page."""
        return f"{CLINIC} · {PHONE} · {HOURS}"

    @property
    def markdown(self) -> str:
        """The whole text, its title and summary before it."""
        return f"# {self.title}\n\n**{self.summary}**\n\n{self.text}"


def logo() -> str:
    """The SVG at the head of the page: one of the small pictures that handouts draws too."""
    return LOGO.read_text("utf-8").replace("currentColor", "#0C4A52")


def documents() -> Iterator[Document]:
    """Read the sheets that the command line names: PROJECT OUT SLUG,… TAG,…"""
    project, out = map(Path, sys.argv[1:3])
    for tag in sys.argv[4].split(","):
        for slug in sys.argv[3].split(","):
            pdf = out / tag / f"{slug}.pdf"
            pdf.parent.mkdir(parents=True, exist_ok=True)
            yield read(project, slug, tag, pdf)


def read(project: Path, slug: str, tag: str, pdf: Path) -> Document:
    """Read an article and put its translations in."""
    catalog = gettext.translation(
        slug, project / "mo", [tag.replace("-", "_")], fallback=tag == "en"
    )
    front, body = (project / f"articles/{slug}.md").read_text("utf-8").split("\n---\n", 1)
    said = re.search("summary: (.*)", front)
    text = "\n".join(translated(line, catalog) for line in body.strip().splitlines())
    title, text = text.split("\n", 1)
    return Document(
        slug=slug,
        tag=tag,
        title=title.removeprefix("# "),
        summary=catalog.gettext(said[1]) if said else "",
        text=text.strip(),
        pdf=pdf,
    )


def translated(line: str, catalog: gettext.NullTranslations) -> str:
    """Translate one line: a heading, an item, a row of a table, the head of a box, a paragraph."""
    if line.startswith("|---") or line in ("", ":::"):
        return line
    if line.startswith("|"):
        cells = line.strip("|").split("|")
        return f"|{'|'.join(catalog.gettext(cell) for cell in cells)}|"
    mark, text = _LINE.fullmatch(line).groups("")  # type: ignore[union-attr]
    if mark == "::: ":  # a box: its name stays, its title becomes a line in bold
        name, title = text.split(" ", 1)
        return f"::: {name}\n**{catalog.gettext(title)}**\n"
    return mark + catalog.gettext(text)
