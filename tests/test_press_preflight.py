"""Each fault that a print shop would send a file back for, made in a good file and found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from handouts.findings import RULES, Severity
from handouts.pdf.press import PressPage, preflight
from tests import press_sheets as sheets
from tests.press_edits import COLOURS, INKS, SMALL, Edit, draw, edited, form, image, masked


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fontconfig")


@pytest.fixture(scope="session")
def good(cache: Path) -> dict[str, bytes]:
    """Write files without a fault: everything there is in PDF/X-4, solid things in the others."""
    solid = '<h1>Back pain</h1><p class="bar">White</p><div class="hatch"></div>'
    plain = sheets.laid_out(sheets.plain_page(solid), cache)
    files = {s: sheets.written(plain, sheets.press(standard=s)) for s in ("x-1a", "x-3")}
    return files | {"x-4": sheets.written(sheets.laid_out(sheets.rich_page(), cache))}


def codes(data: bytes, standard: str = "x-4", **settings: Any) -> set[str]:
    return {f.code for f in sheets.faults(data, sheets.press(standard=standard, **settings))}


def test_files_without_a_fault_have_none_and_editing_makes_none(good: dict[str, bytes]) -> None:
    for standard, data in good.items():
        assert codes(data, standard) == set()
        assert codes(edited(data, lambda pdf: None), standard) == set()


@pytest.mark.parametrize("name", COLOURS)
def test_colours_that_are_no_ink(good: dict[str, bytes], name: str) -> None:
    assert codes(edited(good["x-4"], COLOURS[name])) == {"H310"}


def test_inks_of_every_kind_are_no_fault(good: dict[str, bytes]) -> None:
    spot = Array([Name.Separation, Name.Gold, Name.DeviceCMYK, Dictionary()])
    content = ".2 g .1 .2 .3 .4 K /S cs 1 scn /DeviceGray CS .5 SC"
    assert codes(edited(good["x-4"], draw(content, ColorSpace=("S", spot)))) == set()


@pytest.mark.parametrize("name", INKS)
def test_too_much_ink(good: dict[str, bytes], name: str) -> None:
    data = edited(good["x-4"], INKS[name])
    assert codes(data) == {"H312"}
    assert codes(data, ink_limit=400) == set()


def text(colour: str, mode: int = 0) -> Edit:
    def edit(pdf: Any) -> None:
        font = next(iter(pdf.pages[0].Resources.Font.keys()))
        draw(f"{colour} BT {mode} Tr {font} 12 Tf <0001> Tj ET")(pdf)

    return edit


def test_black_text_in_four_inks(good: dict[str, bytes], cache: Path) -> None:
    rich = ".5 .4 .4 .95 k"
    assert codes(edited(good["x-4"], text(rich))) == {"H311"}
    assert codes(edited(good["x-4"], text(rich, mode=3))) == set()  # unseen
    for colour in ("0 0 0 1 k", ".9 .45 .45 .5 k", ".5 0 0 1 k"):
        assert codes(edited(good["x-4"], text(colour))) == set()
    inherited = edited(good["x-4"], lambda pdf: _text_in_form(pdf, rich))
    assert codes(inherited) == {"H311"}
    page = '<p style="color: device-cmyk(.6 .5 .5 .95)">Rich</p>'
    written = sheets.written(sheets.laid_out(sheets.plain_page(page), cache))
    assert codes(written) == {"H311"}


def _text_in_form(pdf: Any, colour: str) -> None:
    fonts = pdf.pages[0].Resources.Font
    content = f"BT {next(iter(fonts.keys()))} 12 Tf [<0001>] TJ ET"
    item = form(content, Resources=Dictionary(Font=fonts))
    draw(f"{colour} /Fm Do", XObject=("Fm", item))(pdf)


def _descriptors(pdf: Any) -> Iterator[Any]:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            yield item


def test_font_that_is_not_in_the_file(good: dict[str, bytes]) -> None:
    def lose(pdf: Any) -> None:
        del next(_descriptors(pdf))["/FontFile2"]

    standard_font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    assert codes(edited(good["x-4"], lose)) == {"H313"}
    added = draw("q Q", Font=("F", lambda pdf: pdf.make_indirect(standard_font)))
    assert codes(edited(good["x-4"], added)) == {"H313"}


# ── boxes, annotations, marks ──────────────────────────────────────────────────────────────────


def boxed(name: str, *box: float) -> Edit:
    def edit(pdf: Any) -> None:
        if box:
            pdf.pages[0].obj[f"/{name}"] = Array(list(box))
        else:
            del pdf.pages[0].obj[f"/{name}"]

    return edit


@pytest.mark.parametrize(
    "edit",
    [
        boxed("TrimBox"),
        boxed("BleedBox"),
        boxed("TrimBox", 20, 20, 368, 481),
        boxed("BleedBox", 40, 40, 300, 400),  # inside of the trim box
        boxed("MediaBox", -10, -10, 386.85, 500.24),  # right size, other origin
        boxed("CropBox", 28, 28, 368, 481),
        boxed("ArtBox", 28, 28, 368, 481),
    ],
)
def test_boxes_that_are_missing_or_wrong(good: dict[str, bytes], edit: Edit) -> None:
    assert "H314" in codes(edited(good["x-4"], edit))


def test_pages_that_are_missing_or_of_another_size(good: dict[str, bytes]) -> None:
    one, two = (
        preflight(good["x-4"], sheets.press(), [sheets.SHEET] * 2),
        preflight(good["x-4"], sheets.press(), [PressPage(120, 161)]),
    )
    assert [found.code for found in one] == ["H314"]
    assert {found.code for found in two} == {"H314"}
    assert len(two) == 4  # media, bleed and trim; and what shows of the media


def annotated(*rectangle: float) -> Edit:
    def edit(pdf: Any) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array(list(rectangle)))
        pdf.pages[0].obj["/Annots"] = Array([pdf.make_indirect(note)])

    return edit


def test_annotations_and_marks_inside_the_bleed(good: dict[str, bytes]) -> None:
    assert codes(edited(good["x-4"], annotated(50, 50, 90, 90))) == {"H317"}
    assert codes(edited(good["x-4"], annotated(1, 1, 15, 15))) == set()
    for mark, expected in (
        ("0 12 m 60 12 l S", set[str]()),
        ("0 60 m 60 60 l S", {"H317"}),
        ("q 10 0 0 10 0 0 cm 1 6 m 6 6 l S Q", {"H317"}),
        ("0 60 m 60 60 l n", set[str]()),
        ("60 60 9 9 re s", {"H317"}),
    ):
        drawn = edited(good["x-4"], draw(f"q /Registration CS 1 SCN {mark} Q"))
        assert codes(drawn) == expected, mark
    filled = edited(good["x-4"], draw("q /Registration cs 1 scn 60 60 9 9 re f Q"))
    assert codes(filled) == {"H317"}


def test_coarse_pictures_are_a_warning(good: dict[str, bytes], cache: Path) -> None:
    picture = image("L", 99, Name.DeviceGray, (100, 100))
    fine = draw("q 48 0 0 48 40 40 cm /Im Do Q", XObject=("Im", picture))
    coarse = draw("q 48 0 0 49 40 40 cm /Im Do Q", XObject=("Im", picture))
    assert codes(edited(good["x-4"], fine)) == set()
    (found,) = sheets.faults(edited(good["x-4"], coarse))
    assert (found.code, found.severity) == ("H318", Severity.WARNING)
    assert "100 × 100 pixels prints at 147 pixels an inch (page 1)" in found.message
    page = f'<img style="width: 60mm; height: 40mm" src="{sheets.picture("L")}" alt="x">'
    written = sheets.written(sheets.laid_out(sheets.plain_page(page), cache))
    (found,) = sheets.faults(written)
    assert "prints at 127 pixels" in found.message


# ── transparency ───────────────────────────────────────────────────────────────────────────────

LIVE: dict[str, Edit] = {
    "fill": draw("/G gs", ExtGState=("G", Dictionary(ca=0.5))),
    "stroke": draw("/G gs", ExtGState=("G", Dictionary(CA=0.5))),
    "blend": draw("/G gs", ExtGState=("G", Dictionary(BM=Name.Multiply))),
    "mask": draw("/M gs", ExtGState=("M", masked("1 g"))),
    "group": draw("/Fm Do", XObject=("Fm", form("q Q", Group=Dictionary(S=Name.Transparency)))),
    "page": lambda pdf: pdf.pages[0].obj.__setitem__(
        "/Group", Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)
    ),
}


@pytest.mark.parametrize("name", LIVE)
@pytest.mark.parametrize("standard", ["x-1a", "x-3"])
def test_transparency_where_the_standard_has_none(
    good: dict[str, bytes], name: str, standard: str
) -> None:
    assert codes(edited(good[standard], LIVE[name]), standard) == {"H316"}
    assert codes(edited(good["x-4"], LIVE[name])) == set()


def test_soft_edges_where_the_standard_has_none(good: dict[str, bytes]) -> None:
    def soft(pdf: Any) -> Any:
        picture = image("L", 0, Name.DeviceGray)(pdf)
        picture.SMask = pdf.make_indirect(image("L", 99, Name.DeviceGray)(pdf))
        return picture

    edit = draw(SMALL, XObject=("Im", soft))
    assert codes(edited(good["x-1a"], edit), "x-1a") == {"H316"}
    assert codes(edited(good["x-4"], edit)) == set()


def test_opacity_in_a_template_is_found_in_x1a(cache: Path) -> None:
    document = sheets.laid_out(sheets.plain_page('<p style="opacity: .5">Half</p>'), cache)
    settings = sheets.press(standard="x-1a")
    (found,) = sheets.faults(sheets.written(document, settings), settings)
    assert found.code == "H316"
    assert codes(sheets.written(document)) == set()


# ── output intent, metadata, file ──────────────────────────────────────────────────────────────


def intent(**entries: Any) -> Edit:
    """Change or (None) take out entries of the output intent."""

    def edit(pdf: Any) -> None:
        for key, value in entries.items():
            if value is None:
                del pdf.Root.OutputIntents[0][f"/{key}"]
            else:
                made = value(pdf) if callable(value) else value
                pdf.Root.OutputIntents[0][f"/{key}"] = made

    return edit


@pytest.mark.parametrize(
    "edit",
    [
        lambda pdf: pdf.Root.__delitem__("/OutputIntents"),
        lambda pdf: pdf.Root.OutputIntents.append(Dictionary(pdf.Root.OutputIntents[0])),
        intent(S=Name.GTS_PDFA1),
        intent(OutputConditionIdentifier=String("FOGRA51")),
        intent(OutputConditionIdentifier=None),
        intent(RegistryName=None),
        intent(Info=None),
        intent(DestOutputProfile=None),
        intent(DestOutputProfile=lambda pdf: pdf.make_stream(b"other", N=4)),
    ],
)
def test_output_intents_that_are_missing_or_wrong(good: dict[str, bytes], edit: Edit) -> None:
    assert codes(edited(good["x-4"], edit)) == {"H315"}


def info(key: str, value: Any = None) -> Edit:
    def edit(pdf: Any) -> None:
        if value is None:
            del pdf.trailer.Info[f"/{key}"]
        else:
            pdf.trailer.Info[f"/{key}"] = value

    return edit


def xmp(old: bytes, new: bytes) -> Edit:
    def edit(pdf: Any) -> None:
        data = pdf.Root.Metadata.read_bytes()
        assert old in data
        pdf.Root.Metadata.write(data.replace(old, new))

    return edit


@pytest.mark.parametrize("standard", ["x-4", "x-1a"])
@pytest.mark.parametrize(
    "edit",
    [
        info("Title"),
        info("CreationDate"),
        info("ModDate"),
        info("Trapped"),
        info("Trapped", Name.Unknown),
        lambda pdf: pdf.Root.__setitem__("/OpenAction", Dictionary(S=Name.JavaScript)),
        lambda pdf: pdf.Root.__setitem__("/Names", Dictionary(JavaScript=Dictionary())),
    ],
)
def test_files_that_say_too_little_or_do_too_much(
    good: dict[str, bytes], edit: Edit, standard: str
) -> None:
    assert codes(edited(good[standard], edit), standard) == {"H319"}


@pytest.mark.parametrize(
    "edit",
    [
        lambda pdf: pdf.Root.__delitem__("/Metadata"),
        xmp(b"PDF/X-4", b"PDF/X-9"),
        xmp(b"xmp:MetadataDate", b"xmp:Nothing"),
        xmp(b"xmpMM:DocumentID", b"xmpMM:Nothing"),
        xmp(b"xmpMM:VersionID", b"xmpMM:Nothing"),
        xmp(b"pdf:Trapped", b"pdf:Nothing"),
        xmp(b"Back pain", b"Other pain"),
    ],
)
def test_metadata_that_is_missing_or_wrong_in_x4(good: dict[str, bytes], edit: Edit) -> None:
    assert codes(edited(good["x-4"], edit)) == {"H319"}


def test_files_of_another_standard_or_version(good: dict[str, bytes]) -> None:
    assert codes(good["x-3"], "x-1a") == {"H319"}
    assert codes(good["x-1a"], "x-4") == {"H319"}
    for said in (info("GTS_PDFXVersion"), info("GTS_PDFXVersion", String("PDF/X-1:2001"))):
        assert codes(edited(good["x-1a"], said), "x-1a") == {"H319"}
    newer = edited(good["x-4"], lambda pdf: None, force_version="1.7")
    assert codes(newer) == {"H319"}
    streams = pikepdf.ObjectStreamMode.generate
    packed = edited(good["x-1a"], lambda pdf: None, object_stream_mode=streams)
    packed = packed.replace(b"%PDF-1.5", b"%PDF-1.4", 1)
    assert codes(packed, "x-1a") == {"H319"}


def test_encrypted_damaged_and_endless_files(good: dict[str, bytes]) -> None:
    for user in ("", "secret"):
        locked = pikepdf.Encryption(owner="o", user=user, R=4)
        data = edited(good["x-4"], lambda pdf: None, encryption=locked)
        assert "H319" in codes(data)
    assert codes(b"%PDF-1.6 and nothing") == {"H319"}
    assert codes(good["x-1a"].replace(b"/ID [", b"/IX ["), "x-1a") == {"H319"}
    short = draw(SMALL, XObject=("Im", image("CMYK", (1, 1, 1, 1), Name.DeviceCMYK)))

    def cut(pdf: Any) -> None:
        short(pdf)
        pdf.pages[0].Resources.XObject.Im.Width = 99

    assert codes(edited(good["x-4"], cut)) == {"H319"}

    def endless(pdf: Any) -> None:
        draw("/Fm Do", XObject=("Fm", form("/Fm Do")))(pdf)
        item = pdf.pages[0].Resources.XObject.Fm
        item.Resources = Dictionary(XObject=Dictionary(Fm=item))

    assert codes(edited(good["x-4"], endless)) == {"H319"}


def test_a_fault_on_several_pages_is_told_once(cache: Path) -> None:
    pages = '<p>one</p><p style="break-before: page">two</p>'
    data = sheets.written(sheets.laid_out(sheets.plain_page(pages), cache))
    assert sheets.faults(data, pages=2) == ()

    def twice(pdf: Any) -> None:
        for page in pdf.pages:
            page.contents_add(pdf.make_stream(b"1 0 0 rg"))

    (found,) = sheets.faults(edited(data, twice), pages=2)
    assert str(found).startswith("error[H310]: A colour is RGB (pages 1, 2)\n  hint: ")


def test_every_code_of_the_press_is_explained() -> None:
    explained = {code for code in RULES if code.startswith("H31")}
    assert explained == {f"H31{n}" for n in range(10)}
    assert {code for code in explained if RULES[code].severity != "error"} == {"H318"}


def test_stock_pdfx_of_weasyprint_has_many_faults(cache: Path) -> None:
    document = sheets.laid_out(sheets.rich_page(), cache)
    found = codes(document.write_pdf(pdf_variant="pdf/x-4"))
    assert {"H310", "H314", "H315"} <= found
