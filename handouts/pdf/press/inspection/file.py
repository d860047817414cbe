"""Faults of a file as a whole: standard, metadata, output intent, fonts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from handouts.pdf.press.inspection.faults import Faults
from handouts.pdf.press.settings import Press

_PDFXID: Final = "{http://www.npes.org/pdfx/ns/id/}"
_XMP: Final = "{http://ns.adobe.com/xap/1.0/}"
_XMPMM: Final = "{http://ns.adobe.com/xap/1.0/mm/}"
_PDF: Final = "{http://ns.adobe.com/pdf/1.3/}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"

#: What PDF/X-4 asks for in XMP (ISO 15930-7, 6.5 to 6.7).
_REQUIRED: Final = (
    f"{_DC}title",
    f"{_XMP}CreateDate",
    f"{_XMP}ModifyDate",
    f"{_XMP}MetadataDate",
    f"{_XMPMM}DocumentID",
    f"{_XMPMM}VersionID",
    f"{_XMPMM}RenditionClass",
)
_ACTIVE: Final = ("/OpenAction", "/AA", "/AcroForm", "/Collection", "/Threads")


def check_file(pdf: Any, press: Press, faults: Faults) -> None:
    """Look at everything that belongs to no page of a `pikepdf.Pdf`."""
    if pdf.is_encrypted:
        faults.add("H319", "The file is encrypted")
    if pdf.pdf_version != press.pdf_version:
        version = f"PDF {pdf.pdf_version}, but {press.name} is PDF {press.pdf_version}"
        faults.add("H319", f"The file is {version}")
    if not press.has_transparency and pdf.trailer.get("/Type") == "/XRef":
        faults.add("H319", f"Object streams do not exist in {press.name}")
    if len(pdf.trailer.get("/ID", ())) != 2:
        faults.add("H319", "The file has no ID")
    for key in _ACTIVE:
        if key in pdf.Root:
            faults.add("H319", f"A press file does nothing by itself, but this one has {key}")
    if "/JavaScript" in pdf.Root.get("/Names", {}):
        faults.add("H319", "The file has JavaScript")
    _check_info(pdf, press, faults)
    if press.has_transparency:
        _check_xmp(pdf, press, faults)
    _check_output_intent(pdf, press, faults)
    for name in _fonts_left_out(pdf):
        faults.add("H313", f"The font {name} is not in the file")


def _check_info(pdf: Any, press: Press, faults: Faults) -> None:
    info = pdf.trailer.get("/Info", {})
    for key in ("/Title", "/CreationDate", "/ModDate"):
        if not str(info.get(key, "")).strip():
            faults.add("H319", f"Info has no {key[1:]}")
    if str(info.get("/Trapped", "")) not in ("/True", "/False"):
        faults.add("H319", "Info does not say whether the file is trapped")
    if not press.has_transparency:
        says = str(info.get("/GTS_PDFXVersion", ""))
        if says != press.name:
            faults.add("H319", f"Info says “{says}” in place of {press.name}")


def _check_xmp(pdf: Any, press: Press, faults: Faults) -> None:
    if "/Metadata" not in pdf.Root:
        faults.add("H319", "The file has no XMP metadata")
        return
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        says = str(xmp.get(f"{_PDFXID}GTS_PDFXVersion", ""))
        if says != press.name:
            faults.add("H319", f"XMP says “{says}” in place of {press.name}")
        for key in _REQUIRED:
            if not xmp.get(key):
                faults.add("H319", f"XMP has no {key.rpartition('}')[2]}")
        if str(xmp.get(f"{_PDF}Trapped", "")) not in ("True", "False"):
            faults.add("H319", "XMP does not say whether the file is trapped")
        title = str(pdf.trailer.get("/Info", {}).get("/Title", ""))
        if title != str(xmp.get(f"{_DC}title", "")):
            faults.add("H319", "XMP and Info give different titles")


def _check_output_intent(pdf: Any, press: Press, faults: Faults) -> None:
    intents = [
        intent for intent in pdf.Root.get("/OutputIntents", ()) if intent.get("/S") == "/GTS_PDFX"
    ]
    if len(intents) != 1:
        faults.add("H315", f"The file has {len(intents)} output intents for PDF/X in place of one")
        return
    (intent,) = intents
    condition = str(intent.get("/OutputConditionIdentifier", ""))
    if condition != press.condition:
        faults.add("H315", f"The output intent is “{condition}” in place of “{press.condition}”")
    for key in ("/RegistryName", "/Info"):
        if not str(intent.get(key, "")):
            faults.add("H315", f"The output intent has no {key[1:]}")
    profile = intent.get("/DestOutputProfile")
    if profile is None:
        faults.add("H315", "The output intent has no profile")
    elif profile.get("/N") != 4 or profile.read_bytes() != press.profile:
        faults.add("H315", "The output intent's profile is not that of the press")


def _fonts_left_out(pdf: Any) -> Iterator[str]:
    import pikepdf

    files = ("/FontFile", "/FontFile2", "/FontFile3")
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary) or item.get("/Type") != "/Font":
            continue
        if item.get("/Subtype") in ("/Type0", "/Type3"):
            continue  # a Type 0 font's descendant has the descriptor
        descriptor: Any = item.get("/FontDescriptor", {})
        if not any(key in descriptor for key in files):
            yield str(item.get("/BaseFont", "without a name")).removeprefix("/")
