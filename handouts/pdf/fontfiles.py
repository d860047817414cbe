"""Font files as small as a PDF can use them: the glyphs that are drawn, and nothing else.

Text in a PDF names glyphs by their number. What a font says about characters, names, layout and
variations is for other programs, and stays out of the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

import pydyf
from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset
from weasyprint.text.fonts import get_hb_object_data

#: The tables that readers need of a TrueType font whose glyphs go by number (ISO 32000-1, 9.9).
NEEDED = frozenset(("cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"))
_HEADER, _ENTRY = 12, 16  # bytes of the table directory and of each table's entry in it
_CUTS = 24
_CUT: dict[Any, bytes] = {}
"""Files cut down lately: the other targets and the next clinic mostly draw the same glyphs."""
_PACKED: dict[Any, bytes] = {}
_TRUETYPE = b"\x00\x01\x00\x00"


def cut_down_later(font: Any) -> None:
    """Have one of WeasyPrint's fonts cut down our way, when it gets to it.

    WeasyPrint cuts twice, and lets cffi parse a new type for each number of glyphs, which takes ten
    times as long as the cutting. Fonts that vary or have colours keep its way, and so do all where
    HarfBuzz cannot cut.
    """
    special = "fvar" in font.tables or font.png or font.svg or font.colr or font.index
    if harfbuzz_subset and font.file_content.startswith(_TRUETYPE) and not special:
        font.clean = partial(_cut_down, font)


def _cut_down(font: Any, glyphs: Iterable[int], hinting: bool) -> None:
    """Leave the outlines of some glyphs, under their own numbers, in the tables that are needed."""
    directory = font.file_content[: _HEADER + _ENTRY * len(font.tables)]  # with checksums of all
    key = directory, tuple(sorted(glyphs)), hinting, bool(font.missing)
    found = _CUT.get(key)
    if found is None:
        found = _cut(font, glyphs, hinting)
        _CUT[key] = found
        if len(_CUT) > _CUTS:
            del _CUT[next(iter(_CUT))]
    font.file_content = found


def _cut(font: Any, glyphs: Iterable[int], hinting: bool) -> bytes:
    plan = ffi.gc(
        harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy
    )
    flags = harfbuzz_subset.HB_SUBSET_FLAGS_RETAIN_GIDS
    if not hinting:
        flags |= harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING
    if font.missing:
        flags |= harfbuzz_subset.HB_SUBSET_FLAGS_NOTDEF_OUTLINE
    harfbuzz_subset.hb_subset_input_set_flags(plan, flags)
    _add(harfbuzz_subset.hb_subset_input_glyph_set(plan), glyphs)
    dropped = harfbuzz_subset.HB_SUBSET_SETS_DROP_TABLE_TAG
    tags = (harfbuzz.hb_tag_from_string(t.encode(), -1) for t in font.tables if t not in NEEDED)
    _add(harfbuzz_subset.hb_subset_input_set(plan, dropped), tags)
    face = harfbuzz_subset.hb_subset_or_fail(font.hb_face, plan)
    if face == ffi.NULL:
        return bytes(font.file_content)  # the whole file serves as well
    return bytes(get_hb_object_data(ffi.gc(face, harfbuzz.hb_face_destroy)))


class PackedFile(pydyf.Stream):  # type: ignore[misc]
    """A font file in the PDF, packed once for all files that hold it."""

    @property
    def data(self) -> bytes:
        """The stream as it is written."""
        key = self.stream[0], bytes(pydyf.Dictionary(self.extra).data), self.compress
        found = _PACKED.get(key)
        if found is None:
            found = _PACKED[key] = bytes(super().data)
            if len(_PACKED) > _CUTS:
                del _PACKED[next(iter(_PACKED))]
        return found


def pack_once(objects: Iterable[Any]) -> None:
    """Keep font files among some objects packed: their streams hold one piece of bytes."""
    for written in objects:
        if type(written) is pydyf.Stream and [type(piece) for piece in written.stream] == [bytes]:
            written.__class__ = PackedFile


def forget() -> None:
    """Let go of the files that are kept."""
    _CUT.clear()
    _PACKED.clear()


def _add(numbers: Any, more: Iterable[int]) -> None:
    """Put numbers into a set of HarfBuzz's."""
    ordered = sorted(more)
    array = ffi.new("hb_codepoint_t[]", ordered)
    harfbuzz.hb_set_add_sorted_array(numbers, array, len(ordered))
