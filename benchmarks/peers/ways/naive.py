"""WeasyPrint in a loop: one process, each sheet from the beginning."""

from __future__ import annotations

from weasyprint import HTML

from benchmarks.peers.ways.pages import page
from benchmarks.peers.ways.reading import documents

if __name__ == "__main__":
    for document in documents():
        HTML(string=page(document)).write_pdf(document.pdf, pdf_variant="pdf/ua-1")
