"""Raster pictures become ink: photographs through the profile, drawings like all other colours.

- grey pictures print in black alone (Separation Black, their data as it is);
- pictures of at most 256 colours (logos, screenshots) get a palette of inks, by the same rules as
  type and rules on the page, so that black stays one ink;
- all others go through the profile, pixel by pixel, and are held under the ink limit.

JPEG stays JPEG; everything else is compressed without loss.
"""

from __future__ import annotations

import functools
import io
import struct
import zlib
from dataclasses import dataclass
from typing import Any, Final

import pydyf

from handouts.findings import ExitCode, HandoutsError, finding
from handouts.pdf.press.inks import Inks, inks
from handouts.pdf.press.objects import number_of
from handouts.pdf.press.pixels import held, ink_of, is_grey, most_ink, palette
from handouts.pdf.press.settings import Press

_JPEG_QUALITY: Final = 95
#: What JPEG may add to the ink of a pixel is taken off before, step by step, in percent.
_JPEG_MARGINS: Final = (0, 4, 10, 20)
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_BLACK: Final = (
    b"[/Separation /Black /DeviceCMYK"
    b" <</FunctionType 2 /Domain [0 1] /C0 [0 0 0 0] /C1 [0 0 0 1] /N 1>>]"
)


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture as it stands in a PDF: how its samples are read, and the samples."""

    data: bytes
    space: bytes
    components: int
    is_jpeg: bool = False
    decode: str = ""


def convert_pictures(pdf: Any, press: Press, masks: set[int]) -> None:
    """Turn all pictures of a drawn `pydyf.PDF` into ink.

    `masks` are the numbers of objects that are drawn in soft masks alone. Without transparency in
    the standard, pictures with soft edges are laid on white.

    Raises HandoutsError (H304) for a picture that cannot be read.
    """
    pictures = [item for item in pdf.objects if _is_picture(item)]
    soft = {number_of(item.extra["SMask"]) for item in pictures if "SMask" in item.extra}
    for item in pictures:
        if item.number in soft:
            continue
        try:
            _convert(pdf, item, press, in_mask=item.number in masks)
        except (OSError, SyntaxError, ValueError) as error:
            message = f"A picture cannot be turned into ink: {error}"
            raise HandoutsError([finding("H304", message)], ExitCode.RENDER) from error


def _is_picture(item: Any) -> bool:
    return isinstance(item, pydyf.Stream) and item.extra.get("Subtype") == "/Image"


def _convert(pdf: Any, item: Any, press: Press, *, in_mask: bool) -> None:
    alpha: bytes | None = None
    if "SMask" in item.extra and not press.has_transparency:
        mask = pdf.objects[number_of(item.extra.pop("SMask"))]
        alpha = _file(mask)
        mask.stream, mask.extra = [], {}  # an object's number cannot be taken back
    space = item.extra["ColorSpace"]
    if space == "/DeviceCMYK":
        if alpha is None:
            return  # inks that somebody chose; preflight looks at them
        raise ValueError("CMYK with soft edges")
    if space == "/DeviceGray" and alpha is None:
        if not in_mask:
            item.extra["ColorSpace"] = _BLACK
            item.extra["Decode"] = pydyf.Array((1, 0))
        return
    mine = inks(press.profile, press.ink_limit)
    is_jpeg = item.extra["Filter"] == "/DCTDecode"
    _put(item, _converted(_file(item), alpha, mine, is_jpeg=is_jpeg, in_mask=in_mask))


def _put(item: Any, picture: _Picture) -> None:
    extra = item.extra
    item.stream, item.compress = [picture.data], False
    extra["ColorSpace"] = picture.space
    extra.pop("Decode", None)
    extra.pop("DecodeParms", None)
    if picture.decode:
        extra["Decode"] = f"[{picture.decode}]"
    extra["Filter"] = "/DCTDecode" if picture.is_jpeg else "/FlateDecode"
    if not picture.is_jpeg:
        extra["DecodeParms"] = pydyf.Dictionary(
            {"Predictor": 15, "Colors": picture.components, "Columns": extra["Width"]}
        )


@functools.lru_cache(maxsize=8)  # one picture is on the sheets of all languages
def _converted(
    file: bytes, alpha: bytes | None, mine: Inks, *, is_jpeg: bool, in_mask: bool
) -> _Picture:
    from PIL import Image

    with Image.open(io.BytesIO(file)) as opened:
        image = opened.convert("RGB")
    if in_mask:
        return _Picture(_flate(image.convert("L")), b"/DeviceGray", 1)
    if alpha is not None:
        with Image.open(io.BytesIO(alpha)) as mask:
            image = Image.composite(image, Image.new("RGB", image.size, "white"), mask)
    if is_grey(image):
        return _Picture(_flate(image.getchannel("G")), _BLACK, 1, decode="1 0")
    if found := palette(image):
        indices, colours = found
        lookup = b"".join(
            bytes(round(part * 255) for part in mine.of(*(level / 255 for level in rgb)))
            for rgb in colours
        )
        space = b"[/Indexed /DeviceCMYK %d <%b>]" % (len(colours) - 1, lookup.hex().encode())
        return _Picture(_flate(indices), space, 1)
    separated = mine.photograph(image)
    if is_jpeg and (data := _jpeg(separated, mine.limit)):
        # Adobe's CMYK JPEGs, which Pillow writes, hold paper as 255
        return _Picture(data, b"/DeviceCMYK", 4, is_jpeg=True, decode="1 0 1 0 1 0 1 0")
    return _Picture(_flate(held(separated, mine.limit)), b"/DeviceCMYK", 4)


def _jpeg(image: Any, limit: float) -> bytes | None:
    """Compress a CMYK picture so that no pixel has too much ink; None where that cannot be."""
    for margin in _JPEG_MARGINS:
        file = io.BytesIO()
        held(image, limit - margin).save(file, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
        if most_ink(ink_of(file.getvalue(), is_inverted=True)) <= limit:
            return file.getvalue()
    return None


# ── pictures as WeasyPrint holds them: JPEG files, or the data of PNG files ─────────────────────


def _file(item: Any) -> bytes:
    """Give a picture of a drawn PDF as a file that Pillow opens."""
    data = b"".join(pydyf._to_bytes(part) for part in item.stream)
    if item.extra["Filter"] == "/DCTDecode":
        return data
    colours = item.extra["DecodeParms"].get("Colors", 1)
    width, height = item.extra["Width"], item.extra["Height"]
    header = struct.pack(">IIBBBBB", width, height, 8, {1: 0, 3: 2}[colours], 0, 0, 0)
    return _PNG + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _flate(image: Any) -> bytes:
    """Compress a picture as PNG does (predictor 15); four inks go as PNG's four channels."""
    from PIL import Image

    if image.mode == "CMYK":
        image = Image.frombytes("RGBA", image.size, image.tobytes())
    file = io.BytesIO()
    image.save(file, "PNG")
    data, place, parts = file.getvalue(), len(_PNG), []
    while place < len(data):
        (length,) = struct.unpack_from(">I", data, place)
        if data[place + 4 : place + 8] == b"IDAT":
            parts.append(data[place + 8 : place + 8 + length])
        place += length + 12
    return b"".join(parts)
