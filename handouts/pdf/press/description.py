"""What a press file says about itself: output intent, Info and XMP, by ISO 15930.

Dates and identifiers come from what is printed and never from the clock.
"""

from __future__ import annotations

import functools
import hashlib
import uuid
import zlib
from collections.abc import Iterator
from typing import Any, Final
from xml.sax.saxutils import escape

import pydyf

from handouts.pdf.press.settings import Press

#: The namespace of the identifiers in XMP: of this tool's press files, and of no others.
_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "urn:handouts:press")

#: PDF/X-4 names itself in XMP (ISO 15930-7, 6.5); the older ones in Info.
_XMLNS: Final = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfx": "http://ns.adobe.com/pdfx/1.3/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
}


def describe(pdf: Any, press: Press, identifier: str = "", more: str = "") -> None:
    """Write output intent, Info and XMP into a drawn `pydyf.PDF`, whose Info has its title.

    `identifier` names this handout for people; what follows from it (DocumentID) stays the same
    when its text is changed. `more` is RDF that goes into the XMP as it is.
    """
    _set_output_intent(pdf, press)
    info = pdf.info
    if "Title" not in info:
        raise ValueError("a press file needs a title")
    date = pydyf.String(press.date.strftime("D:%Y%m%d000000Z"))
    info["CreationDate"] = info["ModDate"] = date
    info["Trapped"] = "/False"
    if not press.has_transparency:
        info["GTS_PDFXVersion"] = pydyf.String(press.name)
    extra = {"Type": "/Metadata", "Subtype": "/XML"}
    xmp = pydyf.Stream([_xmp(pdf, press, identifier, more)], extra)
    pdf.add_object(xmp)
    pdf.catalog["Metadata"] = xmp.reference


def _set_output_intent(pdf: Any, press: Press) -> None:
    profile = pydyf.Stream([_compressed(press.profile)], {"N": 4, "Filter": "/FlateDecode"})
    pdf.add_object(profile)
    intent = pydyf.Dictionary(
        {
            "Type": "/OutputIntent",
            "S": "/GTS_PDFX",
            "OutputConditionIdentifier": pydyf.String(press.condition),
            "OutputCondition": pydyf.String(press.condition_info),
            "Info": pydyf.String(press.condition_info),
            "RegistryName": pydyf.String(press.registry),
            "DestOutputProfile": profile.reference,
        }
    )
    pdf.catalog["OutputIntents"] = pydyf.Array([intent])


@functools.lru_cache(maxsize=2)
def _compressed(profile: bytes) -> bytes:
    return zlib.compress(profile, 9)


def _xmp(pdf: Any, press: Press, identifier: str, more: str) -> bytes:
    """Give the XMP packet; all that Info says too is the same there."""
    content = hashlib.sha256()
    for item in pdf.objects:
        if item.free != "f":
            content.update(item.data)
    instance = uuid.uuid5(_NAMESPACE, content.hexdigest())
    document = uuid.uuid5(_NAMESPACE, identifier) if identifier else instance
    spaces = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in _XMLNS.items())
    properties = "".join(_properties(pdf, press, identifier, document, instance))
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about=""{spaces}>{properties}</rdf:Description>{more}'
        '</rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()


def _properties(
    pdf: Any, press: Press, identifier: str, document: uuid.UUID, instance: uuid.UUID
) -> Iterator[str]:
    def said(key: str) -> str:
        return str(pdf.info[key].string) if key in pdf.info else ""

    date = press.date.strftime("%Y-%m-%dT00:00:00Z")
    yield _simple("pdfxid:GTS_PDFXVersion", press.name)
    if not press.has_transparency:
        yield _simple("pdfx:GTS_PDFXVersion", press.name)
    yield _list("dc:title", "Alt", [said("Title")])
    if author := said("Author"):
        yield _list("dc:creator", "Seq", [author])
    if subject := said("Subject"):
        yield _list("dc:description", "Alt", [subject])
    if language := pdf.catalog.get("Lang"):
        yield _list("dc:language", "Bag", [str(language.string)])
    if identifier:
        yield _simple("dc:identifier", identifier)
    yield _simple("dc:format", "application/pdf")
    for name, key in (("pdf:Producer", "Producer"), ("pdf:Keywords", "Keywords")):
        if value := said(key):
            yield _simple(name, value)
    yield _simple("pdf:Trapped", "False")
    if creator := said("Creator"):
        yield _simple("xmp:CreatorTool", creator)
    for name in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"):
        yield _simple(name, date)
    yield _simple("xmpMM:DocumentID", f"uuid:{document}")
    yield _simple("xmpMM:InstanceID", f"uuid:{instance}")
    yield _simple("xmpMM:VersionID", "1")
    yield _simple("xmpMM:RenditionClass", "default")


def _simple(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def _list(name: str, kind: str, texts: list[str]) -> str:
    language = ' xml:lang="x-default"' if kind == "Alt" else ""
    items = "".join(f"<rdf:li{language}>{escape(text)}</rdf:li>" for text in texts)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>"
