"""XMP metadata, from the facts alone."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from weasyprint.pdf.metadata import DocumentMetadata

from handouts.pdf.characters import readable
from handouts.pdf.facts import PdfFacts
from handouts.pdf.proof import proof_xml


class Metadata(DocumentMetadata):  # type: ignore[misc]
    """What WeasyPrint writes to Info and XMP, plus language and identifier (Dublin Core)."""

    def __init__(self, facts: PdfFacts) -> None:
        """Take the facts; no dates."""
        super().__init__(
            title=readable(facts.title),
            authors=[facts.author] if facts.author else [],
            description=facts.subject or None,
            keywords=list(facts.keywords),
            generator=facts.creator or None,
            lang=facts.language,
        )
        self._identifier = facts.identifier
        self._proof = proof_xml(facts)

    def generate_rdf_metadata(self, *arguments: Any, **options: Any) -> bytes:
        """Add Dublin Core and the proof of print to the end of WeasyPrint's."""
        rdf: bytes = super().generate_rdf_metadata(*arguments, **options)
        language = (
            f"<dc:language><rdf:Bag><rdf:li>{escape(self.lang)}</rdf:li></rdf:Bag></dc:language>"
        )
        identifier = f"<dc:identifier>{escape(self._identifier)}</dc:identifier>"
        description = (
            '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" rdf:about="">'
            f"{language}{identifier if self._identifier else ''}</rdf:Description>"
        )
        end = b"</rdf:RDF>"
        return rdf.removesuffix(end) + description.encode() + self._proof.encode() + end
