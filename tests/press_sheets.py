"""Press sheets of small laid-out pages, each painted on a sheet with a slug around it.

Run as a program, it prints the digests of one page.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from handouts.findings import Finding
from handouts.formats import flat_face
from handouts.pdf import PdfFacts, patches
from handouts.pdf.document import HandoutDocument
from handouts.pdf.press import Press, PressPage, default_profile, finish, preflight, write_options
from handouts.sheets import Cut, Imposition
from tests import pdfpages

DATE = datetime.date(2026, 11, 1)
#: The trim size of all sheets here, in mm, with a fold in the middle.
SHEET = PressPage(120, 160, (60,))


def press(**settings: Any) -> Press:
    """Give settings with the profile that comes with the tool."""
    every: dict[str, Any] = {"profile": default_profile(), "date": DATE} | settings
    return Press(**every)


class PressDocument(HandoutDocument):
    """A document whose pages lie on press sheets."""

    def __init__(self, laid_out: Any, facts: PdfFacts, settings: Press) -> None:
        sides = tuple(flat_face(SHEET.width, SHEET.height, n) for n in range(len(laid_out.pages)))
        super().__init__(
            laid_out, facts, Imposition(sides, Cut(edge=settings.bleed), slug=settings.slug)
        )
        self._settings, self._facts = settings, facts

    def tag(self, pdf: Any, page_streams: Sequence[Any]) -> None:
        super().tag(pdf, page_streams)
        sheets = [SHEET] * len(page_streams)
        finish(pdf, page_streams, sheets, self._settings, identifier=self._facts.identifier)


def written(document: Any, settings: Press | None = None, **facts: Any) -> bytes:
    """Write a laid-out document as a press file."""
    patches.install()
    settings = settings or press()
    about = PdfFacts(
        **({"title": "Back pain & <help>", "language": "en", "identifier": "XX-7"} | facts)
    )
    data = PressDocument(document, about, settings).write_pdf(**write_options(settings))
    return bytes(data)


def faults(data: bytes, settings: Press | None = None, pages: int = 1) -> tuple[Finding, ...]:
    """Give what preflight finds in a file of these sheets."""
    return preflight(data, settings or press(), [SHEET] * pages)


# ── pages ──────────────────────────────────────────────────────────────────────────────────────

STYLE = """
@page { size: 120mm 160mm; margin: 10mm; background: none; @top-left { content: none }
        @bottom-center { content: none } }
body { font-size: 11pt; line-height: 1.4; margin: 0 }
h1 { color: #0C4A52; font-size: 20pt; margin: 0 } h2 { color: #8F1D1A; background: none }
.bar { background: #8F1D1A; color: #fff; padding: 2mm }
.brand { color: #2B5FA8 } .grey { color: #555 } .lab { color: oklch(60% .15 50) }
.hatch { width: 30mm; height: 6mm; background:
  repeating-linear-gradient(60deg, #000 0, #000 .9mm, #fff .9mm, #fff 2mm) }
.fade { width: 30mm; height: 6mm; background: linear-gradient(90deg, #B5482F, #F6EADB) }
.bleeds { position: absolute; left: -14mm; top: -14mm; width: 18mm; height: 12mm;
  background: #EDB04F }
img { width: 24mm; height: 16mm }
"""


def picture(mode: str, size: tuple[int, int] = (300, 200), kind: str = "PNG") -> str:
    """Give a picture with all colours of its mode as a data address."""
    across = Image.linear_gradient("L").rotate(90).resize(size)
    down = Image.linear_gradient("L").resize(size)
    channels = {"L": (down,), "LA": (down, across), "RGB": (across, down, across.rotate(180))}
    channels["RGBA"] = (*channels["RGB"], down)
    return data_address(Image.merge(mode, channels[mode]), kind)


def data_address(image: Any, kind: str = "PNG") -> str:
    """Give a PIL picture as a data address."""
    file = io.BytesIO()
    image.save(file, kind)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(file.getvalue()).decode()}"


DRAWING = (
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='60' height='40'>"
    "<defs><linearGradient id='g'><stop offset='0' stop-color='%232A7276'/>"
    "<stop offset='1' stop-color='%23fff' stop-opacity='.2'/></linearGradient>"
    "<mask id='m'><rect width='60' height='40' fill='%23fff'/>"
    "<circle cx='45' cy='12' r='9' fill='%23700'/></mask></defs>"
    "<g mask='url(%23m)'><rect width='60' height='40' fill='url(%23g)'/></g>"
    "<circle cx='20' cy='25' r='12' fill='%23B5482F' opacity='.5'/>"
    "<path d='M5 5h20v20' fill='transparent' stroke='%23000'/></svg>"
)


def rich_page() -> str:
    """Give the HTML of a page with everything that inks must be found for."""
    import segno

    code = segno.make("https://example.org/x").svg_inline(scale=2)
    code = code.replace("<svg", '<svg aria-hidden="true"')
    return pdfpages.page(
        "en",
        f"""<div class="bleeds"></div><h1>Back pain after surgery</h1><h2>Call us</h2>
<p>Black text, <span class="grey">grey text</span>, <span class="brand">a clinic's blue</span>,
<span class="lab">and oklch</span>. <a href="https://example.org/">A link</a>.</p>
<p class="bar">White on the warning's bar</p><div class="hatch"></div><div class="fade"></div>
<p style="opacity:.5">Half</p>
<img src="{picture("RGBA")}" alt="a"><img src="{picture("RGB", kind="JPEG")}" alt="b">
<img src="{picture("L")}" alt="c"><img src="{picture("LA")}" alt="d">
<img src="{DRAWING}" alt="e"><div style="width:20mm">{code}</div>""",
        STYLE,
    )


def plain_page(body: str, style: str = "") -> str:
    """Give the HTML of a page with one paragraph or so."""
    return pdfpages.page("en", body, STYLE + style)


def laid_out(html: str, cache: Path) -> Any:
    """Lay out a page with this repository's fonts."""
    return pdfpages.lay_out("en", html, cache)


def main() -> None:
    """Print the digests of one page as a file of each standard."""
    with tempfile.TemporaryDirectory() as cache:
        document = laid_out(rich_page(), Path(cache))
        for standard in ("x-4", "x-1a"):
            print(hashlib.sha256(written(document, press(standard=standard))).hexdigest())


if __name__ == "__main__":
    main()
