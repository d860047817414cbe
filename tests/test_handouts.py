"""This repository's own handouts, built by the command and read back from the PDFs."""

from __future__ import annotations

import datetime
import hashlib
import io
import re
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import segno
from fontTools.ttLib import TTFont

from handouts.languages import language
from handouts.pdf.fontfiles import NEEDED
from tests import pdffacts, pdfink, pdfpages
from tests.pdfink import MM
from tests.printed import LANGUAGES, LETTER, ROOT, SLUG, TARGETS, Printed, command, word
from tests.verapdf import judge

JUDGED = ("en", "ar", "zh-Hans", "hi", "km", "ur")
SIZES = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
BYTES_A_PAGE = 60 * 1024
ADDRESS = f"https://example.org/{SLUG}"


# ── files and manifest ─────────────────────────────────────────────────────────────────────────


def test_two_files_for_every_language_and_nothing_else(printed: Printed) -> None:
    found = {path.relative_to(printed.folder).as_posix() for path in printed.folder.rglob("*.pdf")}
    names = {f"{tag}/{SLUG}.one-pager.{t}.pdf" for tag in LANGUAGES for t in TARGETS}
    assert len(names) == 52
    assert found == names


def test_manifest_lists_every_file(printed: Printed) -> None:
    manifest = printed.manifest
    assert list(manifest) == ["version", "tool", "handouts"]
    assert manifest["version"] == 1
    assert re.fullmatch(r"handouts \d+\.\d+\S*", manifest["tool"])
    entries = manifest["handouts"]
    pairs = [(tag, target) for tag in LANGUAGES for target in TARGETS]
    assert sorted((e["language"], e["target"]) for e in entries) == sorted(pairs)
    for entry in entries:
        path = printed.path(entry["language"], entry["target"])
        data = path.read_bytes()
        pages = len(printed.pages(entry["language"]))
        problems = [f for f in entry["findings"] if f["severity"] == "error"]
        assert problems == [], entry["language"]
        expected = {
            "slug": SLUG,
            "format": "one-pager",
            "clinic": "main",
            "paper": "a4",
            "path": path.as_posix(),
            "sha256": hashlib.sha256(data).hexdigest(),
            "pages": pages,
            "sheets": 1,
            "state": "draft",
            "outcome": "built",
        }
        assert expected.items() <= entry.items()
        assert pages in (1, 2)
        assert 0.7 <= entry["scale"] <= 1.17
        assert 0 <= entry["seconds"] < 60


@pytest.mark.parametrize("paper", SIZES)
def test_pages_are_exactly_as_large_as_the_paper(
    printed: Printed, letter: Printed, paper: str
) -> None:
    folder = printed if paper == "a4" else letter
    files = sorted(folder.folder.rglob("*.pdf"))
    assert len(files) == 2 * (len(LANGUAGES) if paper == "a4" else len(LETTER))
    for file in files:
        with pikepdf.open(file) as pdf:
            pages: list[Any] = list(pdf.pages)
            for page in pages:
                box = [float(edge) / MM for edge in page.MediaBox]
                assert box == pytest.approx([0, 0, *SIZES[paper]], abs=0.01), file
                assert {"/CropBox", "/Rotate", "/UserUnit"}.isdisjoint(page.keys())


def test_pages_are_small(printed: Printed) -> None:
    sizes = {}
    for tag in LANGUAGES:
        with pikepdf.open(printed.path(tag)) as pdf:
            sizes[tag] = printed.path(tag).stat().st_size / len(pdf.pages)
    assert {tag: size for tag, size in sizes.items() if size > BYTES_A_PAGE} == {}
    assert min(sizes.values()) > 5_000  # there is something in them


# ── the file ───────────────────────────────────────────────────────────────────────────────────


def test_verapdf_passes_real_sheets_and_fails_damaged_ones(
    printed: Printed, letter: Printed, tmp_path: Path
) -> None:
    files = [printed.path(tag) for tag in JUDGED]
    files += [letter.path("ar"), printed.path("en", "office")]
    damaged = tmp_path / "damaged.pdf"
    with pikepdf.open(files[0]) as pdf:
        first = next(o for o in pdf.objects if _role(o) == "/Figure")
        del first.Alt
        del pdf.Root.Lang
        pdf.save(damaged)
    verdicts = judge([*files, damaged])
    assert {path: verdicts[path] for path in files} == {path: {} for path in files}
    # a picture without a description, text in no language
    assert {"7.3-1", "7.2-34"} <= set(verdicts[damaged]), verdicts[damaged]


def _role(item: Any) -> str:
    return str(item.get("/S", "")) if isinstance(item, pikepdf.Dictionary) else ""


def test_the_same_bytes_again_with_one_worker_and_another_hash_seed(
    printed: Printed, tmp_path: Path
) -> None:
    again = command(tmp_path, "-j", "1", "-l", "ar", "-l", "zh-Hans", seed="7")
    files = [(tag, target) for tag in ("ar", "zh-Hans") for target in TARGETS]
    assert [again.data(*file) for file in files] == [printed.data(*file) for file in files]
    assert len({printed.data(*file) for file in files}) == len(files)


def test_every_font_is_embedded_cut_down_and_planned(printed: Printed) -> None:
    for tag in LANGUAGES:
        fonts = {name for name, _ in _fonts(printed.data(tag))}
        assert fonts <= set(language(tag).fonts), tag
        assert language(tag).fonts[0] in fonts, tag
        assert all(embedded for _, embedded in _fonts(printed.data(tag))), tag


def test_fonts_that_are_not_embedded_are_noticed(printed: Printed) -> None:
    with pikepdf.open(printed.path("en")) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item:
                del item.FontFile2
        file = io.BytesIO()
        pdf.save(file)
    assert not any(embedded for _, embedded in _fonts(file.getvalue()))


def test_font_files_hold_nothing_but_glyphs(printed: Printed, root: Path) -> None:
    for tag in ("en", "zh-Hans", "hi"):
        for file in _font_files(printed.data(tag)):
            font = TTFont(io.BytesIO(file), checkChecksums=2)
            assert {"glyf", "head", "hhea", "hmtx", "loca", "maxp"} <= set(font.keys())
            assert set(font.reader.tables) <= NEEDED
            drawn = [name for name in font.getGlyphOrder() if font["glyf"][name].numberOfContours]
            assert 0 < len(drawn) < 500
    whole = TTFont(root / "fonts/noto-sans/NotoSans-Regular.ttf")
    assert not set(whole.reader.tables) <= NEEDED
    assert len(whole.getGlyphOrder()) > 2000


def _font_files(data: bytes) -> list[bytes]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        files = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/Length1" in o]
        assert all(int(file.Length1) == len(file.read_bytes()) for file in files)
        return [file.read_bytes() for file in files]


def _fonts(data: bytes) -> set[tuple[str, bool]]:
    """Give each font's family and whether a subset of it is in the file."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {
            (
                str(font.FontFamily),
                bool({"/FontFile2", "/FontFile3"} & set(font.keys()))
                and bool(re.match(r"/[A-Z]{6}\+", str(font.FontName))),
            )
            for font in pdf.objects
            if isinstance(font, pikepdf.Dictionary) and font.get("/Type") == "/FontDescriptor"
        }


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_file_names_its_language_and_title(printed: Printed, tag: str) -> None:
    facts = printed.facts(tag)
    assert facts.catalog["Lang"] == tag
    (heading,) = facts.document.find("H1")
    assert facts.info["/Title"] == heading.text()
    assert facts.outline[0] == heading.text()
    assert facts.catalog["ViewerPreferences"]["DisplayDocTitle"] is True
    assert facts.untagged == []


# ── what tells staff which sheet they hold ─────────────────────────────────────────────────────


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_page_says_draft_in_both_languages(printed: Printed, tag: str) -> None:
    facts, pages = printed.facts(tag), printed.pages(tag)
    if tag == "en":
        expected = "Draft: not yet reviewed"
        drawn = [expected]
    else:
        english = "Draft translation: not yet reviewed"
        drawn = [english, word(tag, english)]
        expected = f"{drawn[1]} {drawn[0]}"
        assert drawn[0] != drawn[1]
    assert facts.document.text().split("\n")[0] == expected
    strips = [
        [(g.text, g.left, g.y) for g in page.glyphs if g.y < 13.5 * MM and g.text.strip(" \u200c")]
        for page in pages
    ]
    assert len(strips[0]) >= len(drawn[0].replace(" ", ""))
    assert all(strip == strips[0] for strip in strips), "the same on every page"
    assert drawn[0] in [line.seen() for line in pages[-1].lines() if line.y < 13.5 * MM]
    # read aloud on the first page only, an artifact on the others
    read_out = [artifact for artifact in facts.artifacts if drawn[0] in artifact]
    assert len(read_out) == len(pages) - 1


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_page_names_the_sheet_for_staff(printed: Printed, tag: str) -> None:
    for number, page in enumerate(pages := printed.pages(tag), 1):
        foot = [line.seen() for line in page.lines() if line.y > page.height - 26 * MM]
        title, ids = (next((f for f in foot if f.startswith(t)), "") for t in ("When back", SLUG))
        assert title.startswith(f"When back pain stays after surgery · {language(tag).name}")
        assert ids == imprint(tag)
        assert f"{number} / {len(pages)}" in foot


def imprint(tag: str) -> str:
    """Give the line that proves which sheet it is, from the article's front matter."""
    article = (ROOT / "articles" / f"{SLUG}.md").read_text(encoding="utf-8")
    found = dict(re.findall(r'^(version|reviewed|review_by): "?([^"\n]+)', article, re.MULTILINE))
    day, until = (datetime.date.fromisoformat(found[key]) for key in ("reviewed", "review_by"))
    dates = f"{day:%B} {day.day}, {day.year} · Review by {until:%B %Y}"
    return f"{SLUG} · {tag} · Version {found['version']} · {dates}"


def test_qr_code_is_the_articles_address(printed: Printed) -> None:
    for tag in ("en", "ar", "ur", "th"):
        assert _modules(printed, tag) == _matrix(ADDRESS), tag
    assert _modules(printed, "en") != _matrix(f"{ADDRESS}/")


def _matrix(address: str) -> list[list[bool]]:
    code = segno.make(address, micro=False, error="m")
    return [[bool(module) for module in row] for row in code.matrix]


def _modules(printed: Printed, tag: str) -> list[list[bool]]:
    """Read the modules of the code from the rendered page, as a camera sees it."""
    (place,) = codes(printed.pages(tag))
    number, code = place
    scale, dots = 300 / 72, pypdfium2.PdfDocument(printed.data(tag))
    image = dots[number].render(scale=scale, grayscale=True).to_pil()
    count = len(_matrix(ADDRESS))
    size = (code.right - code.left) / count
    assert size * count > 18 * MM, "a code smaller than this does not scan well"
    top = (code.top + code.bottom - size * count) / 2  # its strokes are a module high
    return [
        [
            image.getpixel(
                (
                    round((code.left + (x + 0.5) * size) * scale),
                    round((top + (y + 0.5) * size) * scale),
                )
            )
            < 128
            for x in range(count)
        ]
        for y in range(count)
    ]


def codes(pages: list[pdfink.Page]) -> list[tuple[int, pdfink.Shape]]:
    """Find black squares of many parts: the QR codes."""
    return [(n, shape) for n, page in enumerate(pages) for shape in page.shapes if _square(shape)]


def _square(shape: pdfink.Shape) -> bool:
    width, height = shape.right - shape.left, shape.bottom - shape.top
    return abs(width - height) < MM and 15 * MM < width < 35 * MM and not any(shape.colour)


# ── links ──────────────────────────────────────────────────────────────────────────────────────


def test_links_can_be_read(printed: Printed) -> None:
    for tag in ("en", "ar"):
        for link in printed.facts(tag).links:
            assert link["Contents"]
            assert link["A"]["URI"].startswith("https://")


def test_readers_here_notice_a_page_that_is_not_as_told(tmp_path: Path) -> None:
    from handouts.pdf import write

    html = pdfpages.page("en", "<h1>One</h1><p>Text</p>", "@page { size: 210mm 296mm }")
    document = pdfpages.lay_out("en", html, tmp_path)
    data = write(document, pdfpages.facts("en"))
    (page,) = pdfink.read(data)
    assert (page.width / MM, page.height / MM) == pytest.approx((210, 296), abs=0.01)
    assert codes([page]) == []
    assert "Draft" not in pdffacts.read(data).document.text()
