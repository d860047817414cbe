"""fpdf2: the page drawn by hand, letters shaped by HarfBuzz, bold from Markdown's stars."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace

from benchmarks.peers.ways.reading import CLINIC, FONTS, Document, documents, logo

PINE, ALERT, CLAY, RULE = "#0C4A52", "#8F1D1A", "#B5482F", "#56696C"
WIDTH, GUTTER, MARGIN = 86.0, 8.0, 15.0


@cache
def fonts() -> dict[tuple[str, str], Path]:
    """The font files by family and style."""
    found = {}
    for path in FONTS.rglob("*.ttf"):
        name, style = path.stem.split("-")
        found[name, style] = path
    return found


class Sheet(FPDF):
    """One sheet: where its columns are and what stands in them."""

    def __init__(self, document: Document) -> None:
        """Set fonts, language and margins."""
        super().__init__(format="A4")
        self.document = document
        self.rtl = document.direction == "rtl"
        for family in dict.fromkeys((document.family, "Noto Sans")):
            for style, letter in (("Regular", ""), ("Bold", "B")):
                self.add_font(family, letter, fonts()[family.replace(" ", ""), style])
        self.set_fallback_fonts(["Noto Sans"])
        self.set_font(document.family, size=12)
        language = document.tag.split("-")[0]
        self.set_text_shaping(True, direction=document.direction, language=language)
        self.set_lang(document.tag)
        self.set_title(document.title)
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, margin=20)
        self.add_page()

    def footer(self) -> None:
        """The clinic at the foot of each page."""
        self.set_margin(MARGIN)
        self.set_xy(MARGIN, -20)
        self.set_draw_color(RULE)
        self.line(MARGIN, self.get_y(), 210 - MARGIN, self.get_y())
        self.set_font(size=10)
        self.cell(text=self.document.footer, w=180, h=8, align="R" if self.rtl else "L")

    def block(self, text: str, size: float = 12, colour: str = "#000000", *, bold: bool = False,
              indent: float = 0.0) -> None:  # fmt: skip
        """Write a paragraph from the left margin to the right one."""
        self.set_font(style="B" if bold else "", size=size)
        self.set_text_color(colour)
        self.set_x(self.l_margin + (0 if self.rtl else indent))
        self.multi_cell(
            w=self.w - self.l_margin - self.r_margin - indent,
            h=size * 0.5,
            text=text,
            align="R" if self.rtl else "L",
            markdown=not bold,
            wrapmode="CHAR" if self.document.tag in ("ja", "zh-Hans", "th") else "WORD",
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        self.set_text_color("#000000")

    def head(self) -> None:
        """Logo, clinic, title, a rule, the summary."""
        drawing = logo().encode()
        self.image(
            drawing, x=210 - MARGIN - 16 if self.rtl else MARGIN, y=14, w=16, alt_text=CLINIC
        )
        side = self.set_right_margin if self.rtl else self.set_left_margin
        side(MARGIN + 21)
        self.set_y(14)
        self.block(CLINIC, 10, CLAY, bold=True)
        self.block(self.document.title, 22, PINE, bold=True)
        side(MARGIN)
        self.set_draw_color(PINE)
        self.line(MARGIN, self.get_y() + 2, 210 - MARGIN, self.get_y() + 2)
        self.set_y(self.get_y() + 4)
        self.block(self.document.summary, 12, PINE, bold=True)

    def column(self, number: int, top: float) -> None:
        """Go to the top of a column; the first is on the right in Arabic."""
        left = MARGIN + (WIDTH + GUTTER if (number == 1) != self.rtl else 0)
        self.set_left_margin(left)
        self.set_right_margin(210 - left - WIDTH)
        self.set_y(top)

    def line_of(self, line: str, *, bold: bool = False) -> None:
        """Write one line of Markdown."""
        mark, _, rest = line.partition(" ")
        if mark in ("##", "###"):
            self.ln(2)
            self.block(rest, *((15, PINE) if mark == "##" else (13, ALERT)), bold=True)
        elif mark == "-" or mark.rstrip(".").isdigit():
            self.block(f"{'•' if mark == '-' else mark} {rest}", indent=3)
        elif line:
            self.block(line, bold=bold)
            self.ln(1)

    def rows(self, lines: list[str]) -> None:
        """Draw a table; a table's own place is the left margin."""
        self.set_font(style="", size=12)
        cells = [line.strip("|").split("|") for line in lines if not line.startswith("|---")]
        with self.table(
            width=WIDTH,
            align="L",
            text_align="R" if self.rtl else "L",
            line_height=6,
            padding=1,
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="B"),
            wrapmode="CHAR" if self.document.tag in ("ja", "zh-Hans", "th") else "WORD",
        ) as table:
            for row in cells:
                table.row(reversed(row) if self.rtl else row)

    def box(self, lines: list[str]) -> None:
        """Frame a box; its title is in red."""
        self.ln(3)
        top, left = self.get_y(), self.l_margin
        self.set_left_margin(left + 3)
        self.set_right_margin(self.r_margin + 3)
        self.ln(2)
        self.block(lines[0].strip("*"), 15, ALERT, bold=True)
        for line in lines[1:]:
            self.line_of(line)
        self.set_draw_color(ALERT)
        self.set_line_width(0.7)
        self.rect(left, top, WIDTH, self.get_y() + 3 - top, round_corners=True, corner_radius=2)
        self.set_line_width(0.2)

    def draw(self) -> None:
        """Text in the first column, table and box in the second."""
        self.head()
        top = self.get_y() + 2
        lines = self.document.text.splitlines()
        first = next(n for n, line in enumerate(lines) if line.startswith("|"))
        box = next(n for n, line in enumerate(lines) if line.startswith("::: "))
        self.column(0, top)
        for line in lines[:first]:
            self.line_of(line)
        self.page = 1  # the second column starts on the first page, wherever the first one ended
        self.column(1, top)
        self.rows([line for line in lines[first:box] if line])
        self.box([line for line in lines[box + 1 :] if line not in ("", ":::")])


if __name__ == "__main__":
    for document in documents():
        sheet = Sheet(document)
        sheet.draw()
        sheet.output(document.pdf)
