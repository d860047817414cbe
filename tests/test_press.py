"""Press files: boxes and marks, inks in every stream, metadata, tags, the same bytes every time."""

from __future__ import annotations

import datetime
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from handouts.pdf.press import Press, PressPage, default_profile, finish
from handouts.pdf.press.frame import boxes
from tests import pdffacts, pdfpages
from tests import press_sheets as sheets

STANDARDS = ("x-4", "x-1a", "x-3")
MM = 72 / 25.4


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fontconfig")


@pytest.fixture(scope="session")
def rich(cache: Path) -> Any:
    """Lay out a page with everything on it, once."""
    return sheets.laid_out(sheets.rich_page(), cache)


@pytest.fixture(scope="session")
def plain(cache: Path) -> Any:
    """Lay out a page without transparency."""
    body = '<h1>Back pain</h1><p>Black text <a href="https://example.org/">with a link</a>.</p>'
    body += '<p class="bar">White</p><div class="hatch"></div><div class="fade"></div>'
    body += '<div class="bleeds"></div>'
    return sheets.laid_out(sheets.plain_page(body), cache)


def opened(data: bytes) -> Any:
    return pikepdf.open(io.BytesIO(data))


def operators(data: bytes) -> Iterator[tuple[str, list[Any]]]:
    """Give every operator of every content stream, with its operands."""
    with opened(data) as pdf:
        streams: list[Any] = [page.Contents for page in pdf.pages]
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream) and (
                item.get("/Subtype") == "/Form" or item.get("/PatternType") == 1
            ):
                streams.append(item)
        for stream in streams:
            for instruction in pikepdf.parse_content_stream(stream):
                yield str(instruction.operator), list(instruction.operands)


# ── settings ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"profile": b"not a profile"}, "no ICC output profile for CMYK"),
        ({"standard": "x-9"}, "no standard"),
        ({"condition": ""}, "has no name"),
        ({"bleed": -1}, "cannot be negative"),
        ({"slug": 8}, "at least 8.5 mm"),
        ({"ink_limit": 50}, "from 100 to 400"),
    ],
)
def test_settings_that_no_sheet_could_be_made_of_are_refused(
    settings: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        sheets.press(**settings)


def test_settings_of_the_usual_shop_need_a_profile_and_a_date_alone() -> None:
    made = Press(profile=default_profile(), date=datetime.date(2026, 1, 1))
    assert (made.name, made.pdf_version, made.condition) == ("PDF/X-4", "1.6", "FOGRA39")
    assert (made.bleed, made.slug, made.ink_limit) == (3, 10, 300)


# ── boxes and marks ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("bleed", "slug"), [(3, 10), (3.175, 12)])
def test_boxes_are_exact_nested_and_at_the_origin(plain: Any, bleed: float, slug: float) -> None:
    with opened(sheets.written(plain, sheets.press(bleed=bleed, slug=slug))) as pdf:
        page = pdf.pages[0].obj
        media, bled, trim = (
            [float(edge) for edge in page[name]] for name in ("/MediaBox", "/BleedBox", "/TrimBox")
        )
        assert "/CropBox" not in page
        assert "/ArtBox" not in page
    width, height = sheets.SHEET.width, sheets.SHEET.height
    assert media == pytest.approx(
        [0, 0, (width + 2 * slug) * MM, (height + 2 * slug) * MM], abs=1e-4
    )
    assert trim == pytest.approx(
        [slug * MM, slug * MM, (slug + width) * MM, (slug + height) * MM], abs=1e-4
    )
    for edge, sign in zip(range(4), (-1, -1, 1, 1), strict=True):
        assert bled[edge] == pytest.approx(trim[edge] + sign * bleed * MM, abs=2e-4)


def test_sheet_of_another_size_than_said_is_refused(plain: Any) -> None:
    settings = sheets.press()

    class Wrong(sheets.PressDocument):
        def tag(self, pdf: Any, page_streams: Any) -> None:
            finish(pdf, page_streams, [PressPage(121, 160)], settings)

    document = Wrong(plain, pdfpages.facts("en"), settings)
    with pytest.raises(ValueError, match="the sheet is"):
        document.write_pdf(pdf_tags=True)


def marks(data: bytes) -> list[tuple[list[float], bool]]:
    """Give the lines in the registration colour: from, to, and whether they are dashed."""
    found, dashed, is_mark, start = [], False, False, [0.0, 0.0]
    for name, operands in operators(data):
        if name == "CS":
            is_mark = str(operands[0]) == "/Registration"
        elif name == "d":
            dashed = len(operands[0]) > 0
        elif is_mark and name == "m":
            start = [float(part) for part in operands]
        elif is_mark and name == "l":
            found.append(([*start, *(float(part) for part in operands)], dashed))
        elif name == "Q":
            is_mark = False
    return found


def test_crop_and_fold_marks_lie_between_bleed_and_edge(plain: Any) -> None:
    settings = sheets.press()
    found = marks(sheets.written(plain, settings))
    of = boxes(sheets.SHEET, settings)
    left, bottom, right, top = of["BleedBox"]
    for (x0, y0, x1, y1), _ in found:
        assert max(abs(x1 - x0), abs(y1 - y0)) == pytest.approx(5 * MM, abs=1e-3)
        out = [
            max(x0, x1) - left,
            right - min(x0, x1),
            max(y0, y1) - bottom,
            top - min(y0, y1),
        ]
        assert min(out) == pytest.approx(-0.5 * MM, abs=1e-3)
        assert min(x0, x1, y0, y1) > 0
        assert max(x0, x1) < of["MediaBox"][2]
        assert max(y0, y1) < of["MediaBox"][3]
    solid = [line for line, dashed in found if not dashed]
    assert sorted({line[0] for line in solid if line[0] == line[2]}) == pytest.approx(
        [of["TrimBox"][0], of["TrimBox"][2]], abs=1e-3
    )
    assert len(solid) == 8
    assert [round(line[0] / MM, 2) for line, dashed in found if dashed] == [70, 70]


def test_marks_are_artifacts_in_the_colour_of_all_plates(plain: Any) -> None:
    data = sheets.written(plain)
    with opened(data) as pdf:
        space = pdf.pages[0].Resources.ColorSpace.Registration
        assert [str(part) for part in space][:3] == ["/Separation", "/All", "/DeviceCMYK"]
        assert [int(part) for part in space[3].C1] == [1, 1, 1, 1]
        stream = pdf.pages[0].Contents.read_bytes()
    assert re.search(rb"/Artifact <</Type /Page>> BDC\nq\n/Registration CS 1 SCN", stream)
    assert stream.endswith(b"EMC")


def test_artwork_is_cut_at_the_bleed(plain: Any) -> None:
    settings = sheets.press()
    names = [name for name, _ in operators(sheets.written(plain, settings))]
    first = next(
        operands for name, operands in operators(sheets.written(plain, settings)) if name == "re"
    )
    left, bottom, right, top = boxes(sheets.SHEET, settings)["BleedBox"]
    assert names[:4] == ["q", "re", "W", "n"]
    assert [float(part) for part in first] == pytest.approx(
        [left, bottom, right - left, top - bottom], abs=1e-3
    )


# ── inks ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("standard", STANDARDS)
def test_no_stream_gradient_or_group_has_another_colour_than_ink(rich: Any, standard: Any) -> None:
    data = sheets.written(rich, sheets.press(standard=standard))
    assert {"rg", "RG"}.isdisjoint(name for name, _ in operators(data))
    with opened(data) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
                assert "lab" not in str(item.get("/ColorSpace", ""))
                assert str(item.get("/ColorSpace")) != "/DeviceRGB"
                group = item.get("/Group")
                assert group is None or group.CS in ("/DeviceCMYK", "/DeviceGray")


def test_preflight_has_nothing_to_say(rich: Any, plain: Any) -> None:
    assert sheets.faults(sheets.written(rich)) == ()
    for standard in STANDARDS:
        settings = sheets.press(standard=standard)
        assert sheets.faults(sheets.written(plain, settings), settings) == ()


def test_text_is_black_alone_and_the_design_prints_as_chosen(rich: Any) -> None:
    colours = {
        tuple(float(part) for part in operands)
        for name, operands in operators(sheets.written(rich))
        if name == "k"
    }
    assert {(0, 0, 0, 1), (0, 0, 0, 0), (0.9, 0.45, 0.45, 0.5), (0.05, 0.95, 0.85, 0.45)} <= colours
    assert (0, 0, 0, 0.6667) in colours  # #555


def test_hatch_is_drawn_in_black_alone(plain: Any) -> None:
    with opened(sheets.written(plain)) as pdf:
        shadings = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and "/ShadingType" in item
        ]
        ends = [
            {tuple(float(part) for part in function[end]) for end in ("/C0", "/C1")}
            for shading in shadings
            for function in shading.Function.Functions
        ]
    assert {(0, 0, 0, 1)} in ends
    assert {(0, 0, 0, 0)} in ends
    assert {(0.05, 0.78, 0.8, 0.27), (0.04, 0.08, 0.16, 0)} in ends


def test_soft_masks_stay_luminosity_in_grey(rich: Any) -> None:
    with opened(sheets.written(rich)) as pdf:
        groups = [
            item.SMask.G
            for holder in pdf.objects
            if isinstance(holder, pikepdf.Dictionary)
            for item in (holder.get("/ExtGState") or {}).values()
            if isinstance(item.get("/SMask"), pikepdf.Dictionary)
        ]
        assert groups
        assert {str(group.Group.CS) for group in groups} == {"/DeviceGray"}
        shades = [
            float(instruction.operands[0])
            for group in groups
            for instruction in pikepdf.parse_content_stream(group)
            if str(instruction.operator) == "g"
        ]
    assert 1 in shades  # the mask's white ground


def test_what_is_painted_with_no_opacity_is_gone(cache: Path) -> None:
    drawing = "<svg width='60' height='40'><path d='M5 5h20v20z' {}/></svg>"
    for paint, left in (
        ("fill='transparent' stroke='#000'", "S"),
        ("fill='#000' stroke='transparent'", "f"),
        ("fill='transparent' stroke='transparent'", "n"),
    ):
        body = drawing.format(paint)
        document = sheets.laid_out(sheets.plain_page(body, ".x { color: red }"), cache)
        data = sheets.written(document, sheets.press(standard="x-1a"))
        assert sheets.faults(data, sheets.press(standard="x-1a")) == ()
        names = [name for name, _ in operators(data)]
        after = names[names.index("h") + 1 :] if "h" in names else names
        assert after[0] == left
        with opened(data) as pdf:
            states = pdf.pages[0].Resources.ExtGState.values()
            assert all(float(state.get(key, 1)) == 1 for state in states for key in ("/ca", "/CA"))


def test_transparent_text_stays_for_readers(cache: Path) -> None:
    body = '<p>seen <span style="color: transparent">unseen</span></p>'
    data = sheets.written(sheets.laid_out(sheets.plain_page(body), cache))
    modes = [int(operands[0]) for name, operands in operators(data) if name == "Tr"]
    assert modes[:2] == [3, 0]
    assert "unseen" in pdffacts.read(data).document.text()


def test_black_page_has_no_coloured_ink_by_ghostscript(cache: Path, tmp_path: Path) -> None:
    if shutil.which("gs") is None:
        pytest.skip("Ghostscript is not installed")
    body = "<p>Black text, <b>bold</b>.</p><div class='hatch'></div><p class='grey'>Grey</p>"
    for standard in ("x-4", "x-1a"):
        document = sheets.laid_out(sheets.plain_page(body), cache)
        file = tmp_path / "k.pdf"
        file.write_bytes(sheets.written(document, sheets.press(standard=standard)))
        command = ["gs", "-q", "-dUseTrimBox", "-o", "-", "-sDEVICE=inkcov", str(file)]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        c, m, y, k = (float(part) for part in run.stdout.split()[:4])
        assert (c, m, y) == (0, 0, 0)
        assert k > 0.005


# ── what the file says ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("standard", STANDARDS)
def test_standard_version_dates_and_output_intent(plain: Any, standard: Any) -> None:
    settings = sheets.press(standard=standard)
    data = sheets.written(plain, settings, author="Hill Clinic", keywords=("back", "pain"))
    assert data.startswith(b"%PDF-1.6" if standard == "x-4" else b"%PDF-1.4")
    assert (b"/ObjStm" in data) == (standard == "x-4")
    with opened(data) as pdf:
        info = {key: str(value) for key, value in pdf.docinfo.items()}
        assert info["/Title"] == "Back pain & <help>"
        assert info["/Author"] == "Hill Clinic"
        assert info["/CreationDate"] == info["/ModDate"] == "D:20261101000000Z"
        assert info["/Trapped"] == "/False"
        assert info.get("/GTS_PDFXVersion") == (None if standard == "x-4" else settings.name)
        assert "/GTS_PDFXConformance" not in info  # of 2001, gone in 2003
        (intent,) = pdf.Root.OutputIntents
        assert (intent.S, str(intent.OutputConditionIdentifier)) == ("/GTS_PDFX", "FOGRA39")
        assert str(intent.RegistryName) == "http://www.color.org"
        assert str(intent.Info) == "Coated FOGRA39 (ISO 12647-2:2004)"
        assert intent.DestOutputProfile.N == 4
        assert intent.DestOutputProfile.read_bytes() == default_profile()
        assert len(pdf.trailer.ID) == 2
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            assert xmp["{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion"] == settings.name
            assert xmp["dc:title"] == info["/Title"]
            assert xmp["dc:creator"] == ["Hill Clinic"]
            assert xmp["pdf:Keywords"] == info["/Keywords"]
            assert xmp["pdf:Trapped"] == "False"
            assert xmp["dc:identifier"] == "XX-7"
            dates = {xmp[f"xmp:{name}Date"] for name in ("Create", "Modify", "Metadata")}
            assert dates == {"2026-11-01T00:00:00Z"}
            assert xmp["xmpMM:VersionID"] == "1"
            assert xmp["xmpMM:RenditionClass"] == "default"


def identifiers(data: bytes) -> tuple[str, str]:
    with opened(data) as pdf, pdf.open_metadata() as xmp:
        return str(xmp["xmpMM:DocumentID"]), str(xmp["xmpMM:InstanceID"])


def test_document_keeps_its_identifier_and_each_text_has_its_own(plain: Any, rich: Any) -> None:
    document, instance = identifiers(sheets.written(plain))
    other_document, other_instance = identifiers(sheets.written(rich))
    assert document == other_document != instance != other_instance
    assert re.fullmatch(r"uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f-]{21}", document)
    assert identifiers(sheets.written(plain, identifier="YY")) != (document, instance)


def test_links_are_gone_and_their_words_stay_in_the_tags(plain: Any) -> None:
    data = sheets.written(plain)
    read = pdffacts.read(data)
    assert "with a link" in read.document.text()
    assert read.document.find("Link") == []
    assert read.links == []
    assert read.untagged == []
    with opened(data) as pdf:
        assert "/Annots" not in pdf.pages[0].obj
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        assert all(isinstance(owner, pikepdf.Array) for owner in numbers[1::2])
        assert all(
            item.get("/Subtype") != "/Link"
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary)
        )


def test_bytes_are_the_same_every_time(rich: Any) -> None:
    for standard in ("x-4", "x-1a"):
        settings = sheets.press(standard=standard)
        assert sheets.written(rich, settings) == sheets.written(rich, settings)
    digests = set()
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-m", "tests.press_sheets"],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": f"UTC-{seed}"},
            cwd=Path(__file__).parents[1],
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(run.stdout)
    assert len(digests) == 1
