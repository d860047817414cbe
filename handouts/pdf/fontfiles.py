"""Font files as small as a PDF can use them.

Text in a PDF names glyphs by their number. What a font says about characters, names and variations
is for other programs, and stays out of the file.
"""

from __future__ import annotations

import struct
from typing import Any

#: The tables that readers need of a TrueType font whose glyphs go by number (ISO 32000-1, 9.9).
_NEEDED = (b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep")
_TRUETYPE = b"\x00\x01\x00\x00"
_HEADER, _ENTRY = struct.Struct(">4sHHHH"), struct.Struct(">4sLLL")


def slim(pdf: Any) -> None:
    """Cut the embedded TrueType files of a `pydyf.PDF` down, in place."""
    for item in pdf.objects:
        extra = getattr(item, "extra", {})
        if "Length1" in extra:
            item.stream = [needed_tables(file) for file in item.stream]
            extra["Length1"] = sum(map(len, item.stream))


def needed_tables(file: bytes) -> bytes:
    """Return a TrueType file with the needed tables only; a font of another kind as it is."""
    kind, count, *_ = _HEADER.unpack_from(file)
    if kind != _TRUETYPE:
        return file
    entries = [_ENTRY.unpack_from(file, _HEADER.size + n * _ENTRY.size) for n in range(count)]
    kept = [entry for entry in entries if entry[0] in _NEEDED]
    place = _HEADER.size + len(kept) * _ENTRY.size
    power = len(kept).bit_length() - 1
    span = 16 << power
    parts = [_HEADER.pack(kind, len(kept), span, power, len(kept) * 16 - span)]
    tables = []
    for name, checksum, start, length in kept:
        parts.append(_ENTRY.pack(name, checksum, place, length))
        tables.append(file[start : start + length] + bytes(-length % 4))
        place += len(tables[-1])
    return b"".join(parts + tables)
