"""Proof of print: what a PDF says in XMP of the edition that it holds, written and read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from handouts.editions import Edition, edition_of
from handouts.pdf.facts import Inside, PdfFacts

NAMESPACE: Final = "urn:handouts:print:1/"
"""The namespace of these properties in XMP; each is a simple text."""

_MOST = 1 << 24  # bytes of XMP that are looked at: a pack of 10,000 handouts has about half
_CODE, _FORMAT, _NAME, _PAGE = "code", "format", "clinicName", "page"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


@dataclass(frozen=True, slots=True)
class Proof:
    """What a file says of a sheet: edition, code, format, clinic; its page, 0 where it is all."""

    edition: Edition
    code: str
    format: str
    clinic_name: str
    page: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether the code is that of the edition: nobody has changed one of them alone."""
        return self.code == self.edition.code


def proof_xml(facts: PdfFacts) -> str:
    """Return one RDF description of what is printed; empty where a file proves nothing."""
    items = ""
    if facts.printed:
        items = _items(facts.printed, {_FORMAT: facts.format, _NAME: facts.author})
    elif facts.inside:
        items = "".join(
            f'<rdf:li rdf:parseType="Resource">{_items(one.printed, _about(one))}</rdf:li>'
            for one in facts.inside
        )
        items = f"<print:inside><rdf:Seq>{items}</rdf:Seq></print:inside>"
    if not items:
        return ""
    return f'<rdf:Description xmlns:print="{NAMESPACE}" rdf:about="">{items}</rdf:Description>'


def _about(one: Inside) -> dict[str, str]:
    return {_FORMAT: one.format, _NAME: one.author, _PAGE: str(one.page)}


def _items(printed: Edition, about: Mapping[str, str]) -> str:
    said = {_CODE: printed.code, **about, **printed.as_json()}
    return "".join(f"<print:{name}>{escape(text)}</print:{name}>" for name, text in said.items())


def read_proofs(path: Path) -> tuple[Proof, ...]:
    """Read a PDF's proof of print, or those of a pack; none where the file says nothing of it.

    Raises ValueError, with the reason, for what is no PDF or cannot be read.
    """
    import pikepdf  # slow to load, and no build needs it

    try:
        with pikepdf.open(path) as pdf:
            xmp = bytes(pdf.Root.Metadata.read_bytes()) if "/Metadata" in pdf.Root else b""
    except OSError as problem:
        raise ValueError(problem.strerror or "it cannot be read") from None
    except pikepdf.PasswordError:
        raise ValueError("it is locked with a password") from None
    except Exception:  # a damaged file may fail anywhere in the reader
        raise ValueError("it is no PDF, or a damaged one") from None
    if len(xmp) > _MOST:
        raise ValueError("its metadata are too large")
    return _proofs(xmp)


def _proofs(xmp: bytes) -> tuple[Proof, ...]:
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
    )
    try:
        root = etree.fromstring(xmp.strip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return ()
    start = f"{{{NAMESPACE}}}"
    packed = list(root.iterfind(f".//{start}inside/{_RDF}Seq/{_RDF}li"))
    found = []
    for one in packed or [root]:
        said = {
            element.tag.removeprefix(start): element.text or ""
            for element in one.iter(f"{start}*")
            if isinstance(element.tag, str)
        }
        edition, page = edition_of(said), said.get(_PAGE, "0")
        if edition is None or not page.isdecimal():
            return ()
        code, shape, name = (said.get(name, "") for name in (_CODE, _FORMAT, _NAME))
        found.append(Proof(edition, code, shape, name, int(page)))
    return tuple(found)
