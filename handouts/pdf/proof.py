"""Proof of print: what a PDF says in XMP of the edition that it holds, written and read back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from handouts.editions import Edition, edition_of
from handouts.pdf.facts import PdfFacts

NAMESPACE: Final = "urn:handouts:print:1/"
"""The namespace of these properties in XMP; each is a simple text."""

_MOST = 1 << 20  # bytes of XMP that are looked at
_CODE, _FORMAT, _NAME = "code", "format", "clinicName"


@dataclass(frozen=True, slots=True)
class Proof:
    """What a file says of itself: edition, code, format and clinic."""

    edition: Edition
    code: str
    format: str
    clinic_name: str

    @property
    def is_sound(self) -> bool:
        """Whether the code is that of the edition: nobody has changed one of them alone."""
        return self.code == self.edition.code


def proof_xml(facts: PdfFacts) -> str:
    """Return one RDF description of what is printed; empty where a file proves nothing."""
    if facts.printed is None:
        return ""
    about = {_CODE: facts.printed.code, _FORMAT: facts.format, _NAME: facts.author}
    said = {**about, **facts.printed.as_json()}
    items = "".join(f"<print:{name}>{escape(text)}</print:{name}>" for name, text in said.items())
    return f'<rdf:Description xmlns:print="{NAMESPACE}" rdf:about="">{items}</rdf:Description>'


def read_proof(path: Path) -> Proof | None:
    """Read a PDF's proof of print; None where the file says nothing of the kind.

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
    return _proof(xmp)


def _proof(xmp: bytes) -> Proof | None:
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(xmp.strip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    start = f"{{{NAMESPACE}}}"
    said = {
        element.tag.removeprefix(start): element.text or ""
        for element in root.iter(f"{start}*")
        if isinstance(element.tag, str)
    }
    edition = edition_of(said)
    if edition is None:
        return None
    return Proof(edition, *(said.get(name, "") for name in (_CODE, _FORMAT, _NAME)))
