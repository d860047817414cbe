"""Facts and inks of a picture's pixels, with Pillow alone."""

from __future__ import annotations

import io
from typing import Any, Final

Rgb = tuple[int, int, int]

_COLOURS: Final = 256
_UNSEEN: Final = 2


def is_grey(image: Any) -> bool:
    """Tell whether an RGB picture shows greys alone."""
    from PIL import ImageChops

    red, green, blue = image.split()
    differences = (ImageChops.difference(green, other).histogram() for other in (red, blue))
    return not any(any(counts[_UNSEEN + 1 :]) for counts in differences)


def palette(image: Any) -> tuple[Any, list[Rgb]] | None:
    """Give an RGB picture of few colours as indices (an L picture) and those colours."""
    from PIL import Image, ImageChops

    colours = image.getcolors(_COLOURS)
    if colours is None:
        return None
    indexed = image.quantize(len(colours), dither=Image.Dither.NONE)
    if ImageChops.difference(indexed.convert("RGB"), image).getbbox():
        return None
    parts = indexed.getpalette()
    found = [(parts[i], parts[i + 1], parts[i + 2]) for i in range(0, len(parts), 3)]
    last = indexed.getextrema()[1]
    return Image.frombytes("L", image.size, indexed.tobytes()), found[: last + 1]


def ink_of(jpeg: bytes, *, is_inverted: bool) -> Any:
    """Open a CMYK JPEG as the inks that a PDF prints of it (PIL, CMYK).

    `is_inverted` says that the PDF has it read the other way round (Decode 1 0). A PDF ignores
    Adobe's habit of writing inks upside down, which Pillow undoes by itself.
    """
    from PIL import Image, ImageChops

    with Image.open(io.BytesIO(jpeg)) as image:
        image.load()
        return image if is_inverted == ("adobe" in image.info) else ImageChops.invert(image)


def most_ink(image: Any) -> float:
    """Give the most ink that any pixel of a CMYK picture has, in percent."""
    from PIL import ImageMath

    c, m, y, k = image.split()
    total = ImageMath.lambda_eval(
        lambda inks: inks["c"] + inks["m"] + inks["y"] + inks["k"], c=c, m=m, y=y, k=k
    )
    return float(total.getextrema()[1]) * 100 / 255


def held(image: Any, limit: float) -> Any:
    """Take cyan, magenta and yellow back where a CMYK picture has more ink than `limit` percent."""
    from PIL import Image, ImageMath

    most = int(limit * 255 / 100)
    if most_ink(image) <= limit:
        return image
    compute = ImageMath.lambda_eval
    c, m, y, k = image.split()
    colours = compute(lambda inks: inks["c"] + inks["m"] + inks["y"], c=c, m=m, y=y)
    room = compute(lambda inks: inks["max"](inks["most"] - inks["k"], 0), most=most, k=k)
    share = compute(lambda inks: inks["min"](inks["room"], inks["all"]), room=room, all=colours)
    whole = compute(lambda inks: inks["max"](inks["all"], 1), all=colours)

    def less(part: Any) -> Any:
        return compute(
            lambda inks: inks["convert"](inks["part"] * inks["share"] / inks["whole"], "L"),
            part=part,
            share=share,
            whole=whole,
        )

    return Image.merge("CMYK", (less(c), less(m), less(y), k))
