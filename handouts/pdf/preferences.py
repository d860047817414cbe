"""What a file asks of the viewer and the printer: all that the targets of one layout differ in.

So one drawing serves them all: the preferences have a place of fixed length in the file, neither
compressed nor part of another object, and a target's own are written over them.
"""

from __future__ import annotations

import pydyf

from handouts.pdf.facts import PdfFacts

_LENGTH = 120  # more than all preferences together; spaces fill it up
_DUPLEX = {"long-edge": "/DuplexFlipLongEdge", "short-edge": "/DuplexFlipShortEdge"}


class Preferences(pydyf.Object):  # type: ignore[misc]
    """The viewer preferences of a PDF (ISO 32000-1, 12.2), in their fixed place."""

    compressible = False

    def __init__(self, *, is_rtl: bool) -> None:
        """Take whether the pages follow each other from right to left."""
        super().__init__()
        self._common = {"DisplayDocTitle": "true"}
        if is_rtl:
            self._common["Direction"] = "/R2L"

    @property
    def data(self) -> bytes:
        """What stands in the file until a target's own are written over it."""
        return bytes(pydyf.Dictionary(self._common).data.ljust(_LENGTH))

    def written_into(self, pdf: bytes, facts: PdfFacts) -> bytes:
        """Return the file with the preferences of a target; office files keep their actual size."""
        own = dict(self._common)
        if facts.target == "office":
            own["PrintScaling"] = "/None"
            if facts.duplex:
                own["Duplex"] = _DUPLEX[facts.duplex]
        start = pdf.index(self.data, self.offset)
        mine: bytes = pydyf.Dictionary(own).data.ljust(_LENGTH)
        return pdf[:start] + mine + pdf[start + _LENGTH :]
