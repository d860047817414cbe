"""Make the README's pictures from real sheets: `python docs/pictures.py`, after `./run build`."""

from __future__ import annotations

import io
import sys
import tempfile
from html import escape
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from handouts.formats import PAPERS, Allowances, faces, panels
from handouts.shipped import FONTS
from handouts.typeset.engine import Typesetter

ROOT = Path(__file__).resolve().parent.parent
SLUG = "post-laminectomy-syndrome"
WIDTH, OPEN, GAP, GROUND = 560, 860, 28, (226, 230, 229)

SOURCE = """<!doctype html><html lang="en" dir="ltr"><head><title>Source</title><style>
@page {{ size: 210mm 297mm; margin: 15mm }}
body {{ font: 10pt/1.5 "Noto Sans"; white-space: pre-wrap }}
b {{ color: #0C4A52 }} i {{ font-style: normal; color: #B5482F }}
</style></head><body>{}</body></html>"""


def page(data: bytes, number: int) -> Image.Image:
    """One page of a PDF as a picture."""
    document = pypdfium2.PdfDocument(data)
    sheet = document[number]
    return sheet.render(scale=WIDTH / sheet.get_width()).to_pil().convert("RGB")


def source() -> Image.Image:
    """The article's Markdown, as an editor shows it."""
    lines = (ROOT / f"articles/{SLUG}.md").read_text(encoding="utf-8").split("\n")
    shown = []
    for line in lines:
        text = escape(line)
        if line.startswith(("#", ":::", "---")):
            text = f"<b>{text}</b>"
        elif line.startswith("<!--") or (": " in line[:16] and not line.startswith("-")):
            text = f"<i>{text}</i>"
        shown.append(text)
    html = SOURCE.format("\n".join(shown))
    with tempfile.TemporaryDirectory() as cache:
        setter = Typesetter(fonts=FONTS, cache=Path(cache))
        document = setter.lay_out(html, ("Noto Sans",), (), {}, lambda _: "spaces")
        return page(document.write_pdf(), 0)


def sheet(tag: str, number: int = 0) -> Image.Image:
    """One side of a finished sheet."""
    return page((ROOT / f"output/{tag}/{SLUG}.one-pager.screen.pdf").read_bytes(), number)


def brochure(tag: str, is_rtl: bool) -> list[Image.Image]:
    """Both sides of a brochure as it lies open, after the cut, with its folds."""
    data = (ROOT / f"output/{tag}/{SLUG}.brochure.screen.pdf").read_bytes()
    document = pypdfium2.PdfDocument(data)
    folded = panels("c-fold", PAPERS["a4"], Allowances().flap_on(PAPERS["a4"]))
    sides = []
    for face in faces("c-fold", folded, is_rtl=is_rtl):
        scale = OPEN / face.width
        side = Image.new("RGB", (OPEN, round(face.height * scale)), "white")
        for placed in face.placed:
            assert placed.panel is not None
            shown = document[placed.panel].render(scale=scale * 25.4 / 72).to_pil()
            side.paste(shown.convert("RGB"), (round(placed.x * scale), 0))
        lines = ImageDraw.Draw(side)
        for fold in face.folds:
            lines.line((fold * scale, 0, fold * scale, side.height), fill=(200, 206, 204))
        sides.append(side)
    return sides


def column(pictures: list[Image.Image]) -> Image.Image:
    """Pictures one below the other, with a gap of the ground's colour."""
    height = sum(picture.height for picture in pictures) + GAP * (len(pictures) - 1)
    result = Image.new("RGB", (pictures[0].width, height), GROUND)
    y = 0
    for picture in pictures:
        result.paste(picture, (0, y))
        y += picture.height + GAP
    return result


def row(pictures: list[Image.Image], width: int = WIDTH) -> Image.Image:
    """Pictures side by side on a quiet ground, each with a thin frame."""
    height = max(picture.height for picture in pictures) + 2 * GAP
    result = Image.new("RGB", ((width + GAP) * len(pictures) + GAP, height), GROUND)
    draw = ImageDraw.Draw(result)
    for number, picture in enumerate(pictures):
        x = GAP + number * (width + GAP)
        result.paste(picture, (x, GAP))
        draw.rectangle(
            (x - 1, GAP - 1, x + picture.width, GAP + picture.height), outline=(180, 188, 186)
        )
    return result


def save(picture: Image.Image, name: str) -> None:
    """Write a small PNG."""
    target = ROOT / "docs" / "images" / name
    target.parent.mkdir(exist_ok=True)
    buffer = io.BytesIO()
    picture.quantize(96, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    target.write_bytes(buffer.getvalue())
    print(f"{target.relative_to(ROOT)} {len(buffer.getvalue()) // 1024} KB")


def main() -> int:
    """Make all pictures."""
    save(row([source(), sheet("en"), sheet("ar")]), "source-and-sheets.png")
    save(row([column(brochure("en", False)), column(brochure("ar", True))], OPEN), "brochures.png")
    save(row([sheet("zh-Hans"), sheet("km"), sheet("ur")]), "three-scripts.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
