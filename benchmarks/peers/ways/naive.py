"""WeasyPrint in a loop: one process, each sheet from the beginning.

`--fill` (last argument) fills the first column before the second, instead of balancing them.
"""

from __future__ import annotations

import sys

from weasyprint import HTML

from benchmarks.peers.ways.pages import page
from benchmarks.peers.ways.reading import documents

FILL = "main { column-fill: auto }"

if __name__ == "__main__":
    for document in documents():
        html = page(document)
        if sys.argv[5:] == ["--fill"]:
            html = html.replace("</style>", f"{FILL}</style>", 1)
        HTML(string=html).write_pdf(document.pdf, pdf_variant="pdf/ua-1")
