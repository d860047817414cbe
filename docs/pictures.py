"""Make the README's pictures from real sheets: `python docs/pictures.py`, after `./run build`."""

from __future__ import annotations

import io
import sys
import tempfile
from html import escape
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from handouts.shipped import FONTS
from handouts.typeset.engine import Typesetter

ROOT = Path(__file__).resolve().parent.parent
SLUG = "post-laminectomy-syndrome"
WIDTH, GAP, GROUND = 560, 28, (226, 230, 229)

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


def row(pictures: list[Image.Image]) -> Image.Image:
    """Pictures side by side on a quiet ground, each with a thin frame."""
    height = max(picture.height for picture in pictures) + 2 * GAP
    result = Image.new("RGB", ((WIDTH + GAP) * len(pictures) + GAP, height), GROUND)
    draw = ImageDraw.Draw(result)
    for number, picture in enumerate(pictures):
        x = GAP + number * (WIDTH + GAP)
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
    save(row([sheet("zh-Hans"), sheet("km"), sheet("ur")]), "three-scripts.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
