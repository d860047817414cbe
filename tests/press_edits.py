"""Ways to edit a finished press file, so that it has exactly one fault."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

Edit = Callable[[Any], None]


@contextmanager
def editing(data: bytes, **saving: Any) -> Iterator[tuple[Any, io.BytesIO]]:
    """Open a file, and write what was made of it."""
    edited = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        yield pdf, edited
        pdf.save(edited, **saving)


def edited(data: bytes, edit: Edit, **saving: Any) -> bytes:
    with editing(data, **saving) as (pdf, result):
        edit(pdf)
    return result.getvalue()


def draw(content: str, **resources: Any) -> Edit:
    """Paint something more on the first page; resources are given as KIND=(name, object)."""

    def edit(pdf: Any) -> None:
        page = pdf.pages[0]
        for kind, (name, item) in resources.items():
            held = page.Resources.get(f"/{kind}") or Dictionary()
            held[f"/{name}"] = item(pdf) if callable(item) else item
            page.Resources[f"/{kind}"] = held
        page.contents_add(pdf.make_stream(content.encode()))

    return edit


def form(content: str, **entries: Any) -> Callable[[Any], Any]:
    """Give a form that draws something."""
    defaults = {"Type": Name.XObject, "Subtype": Name.Form, "BBox": Array([0, 0, 99, 99])}
    made = {"Resources": Dictionary()} | defaults | entries
    return lambda pdf: pdf.make_stream(
        content.encode(), Dictionary({f"/{k}": v for k, v in made.items()})
    )


def image(mode: str, colour: Any, space: Any, size: tuple[int, int] = (40, 40)) -> Any:
    """Give a picture of one colour."""
    data = Image.new(mode, size, colour).tobytes()
    return lambda pdf: pdf.make_stream(
        data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=size[0],
        Height=size[1],
        BitsPerComponent=8,
        ColorSpace=space,
    )


def jpeg(colour: tuple[int, ...]) -> Any:
    """Give a CMYK JPEG of one colour, as Pillow writes it."""
    file = io.BytesIO()
    Image.new("CMYK", (40, 40), colour).save(file, "JPEG", quality=100)
    return lambda pdf: pdf.make_stream(
        file.getvalue(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=40,
        Height=40,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceCMYK,
        Filter=Name.DCTDecode,
        Decode=Array([1, 0] * 4),
    )


def gradient(space: str, start: list[float], end: list[float]) -> Dictionary:
    function = Dictionary(FunctionType=2, Domain=[0, 1], C0=start, C1=end, N=1)
    stitched = Dictionary(
        FunctionType=3, Domain=[0, 1], Bounds=[], Encode=[0, 1], Functions=[function]
    )
    return Dictionary(ShadingType=2, ColorSpace=Name(space), Coords=[0, 0, 9, 9], Function=stitched)


SMALL = "q 9 0 0 9 40 40 cm /Im Do Q"
RGB = (200, 30, 40)
ICC = Array([Name.ICCBased, Dictionary(N=3)])
LAB = Array([Name.Lab, Dictionary(WhitePoint=[0.96, 1, 0.82])])
TILE = {
    "Type": Name.Pattern,
    "PatternType": 1,
    "PaintType": 1,
    "TilingType": 1,
    "XStep": 9,
    "YStep": 9,
}


def tile(content: str) -> Any:
    return form(content, **(TILE | {"Subtype": Name.Tile}))


def masked(content: str) -> Any:
    def make(pdf: Any) -> Dictionary:
        group = form(content, Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray))(pdf)
        return Dictionary(SMask=Dictionary(S=Name.Luminosity, G=pdf.make_indirect(group)))

    return make


def indexed(colour: bytes, base: Name) -> Array:
    return Array([Name.Indexed, base, 0, String(colour)])


COLOURS: dict[str, Edit] = {
    "rgb": draw("1 0 0 rg"),
    "rgb stroke": draw("0 0 0 RG"),
    "rgb space": draw("/DeviceRGB cs 1 0 0 sc"),
    "lab": draw("/L cs 50 20 20 scn", ColorSpace=("L", LAB)),
    "icc rgb": draw("/P CS 1 0 0 SCN", ColorSpace=("P", ICC)),
    "spot over rgb": draw(
        "/S cs 1 scn",
        ColorSpace=("S", Array([Name.Separation, Name.Gold, Name.DeviceRGB, Dictionary()])),
    ),
    "picture": draw(SMALL, XObject=("Im", image("RGB", RGB, Name.DeviceRGB))),
    "picture icc": draw(SMALL, XObject=("Im", image("RGB", RGB, ICC))),
    "palette": draw(SMALL, XObject=("Im", image("L", 0, indexed(b"abc", Name.DeviceRGB)))),
    "gradient": draw("/Sh sh", Shading=("Sh", gradient("/DeviceRGB", [0, 0, 0], [1, 1, 1]))),
    "shading pattern": draw(
        "/Pattern cs /P scn",
        Pattern=(
            "P",
            Dictionary(PatternType=2, Shading=gradient("/DeviceRGB", [0, 0, 0], [1, 1, 1])),
        ),
    ),
    "form": draw("/Fm Do", XObject=("Fm", form("1 0 0 rg"))),
    "form in form": draw(
        "/Fm Do",
        XObject=(
            "Fm",
            lambda pdf: form(
                "/In Do", Resources=Dictionary(XObject=Dictionary(In=form("1 0 0 rg")(pdf)))
            )(pdf),
        ),
    ),
    "tile": draw("/Pattern cs /P scn", Pattern=("P", tile("0 1 0 rg 0 0 5 5 re f"))),
    "mask": draw("/M gs", ExtGState=("M", masked("1 1 1 rg"))),
    "group": draw(
        "/Fm Do",
        XObject=("Fm", form("q Q", Group=Dictionary(S=Name.Transparency, CS=Name.DeviceRGB))),
    ),
    "inline": draw("BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI"),
}

INKS: dict[str, Edit] = {
    "colour": draw(".9 .9 .9 .5 k"),
    "stroke": draw("/DeviceCMYK CS .9 .9 .9 .5 SCN"),
    "gradient": draw(
        "/Sh sh", Shading=("Sh", gradient("/DeviceCMYK", [0, 0, 0, 0], [0.9, 0.9, 0.9, 0.9]))
    ),
    "picture": draw(SMALL, XObject=("Im", image("CMYK", (200,) * 4, Name.DeviceCMYK))),
    "jpeg": draw(SMALL, XObject=("Im", jpeg((250, 250, 250, 100)))),
    "palette": draw(
        SMALL, XObject=("Im", image("L", 0, indexed(b"\xf0\xf0\xf0\xf0", Name.DeviceCMYK)))
    ),
    "form": draw("/Fm Do", XObject=("Fm", form(".9 .9 .9 .5 k"))),
}
