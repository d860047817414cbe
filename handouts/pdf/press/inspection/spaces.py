"""What a colour space of a PDF prints with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

#: Kinds of colour spaces: the four inks; black or another single ink; all inks there are (marks);
#: patterns; and those that are no ink at all, which a print shop would have to convert.
CMYK: Final = "CMYK"
GREY: Final = "grey"
SPOT: Final = "spot"
REGISTRATION: Final = "registration"
PATTERN: Final = "pattern"
FOREIGN: Final = "foreign"

_DEVICE: Final = {
    "/DeviceCMYK": CMYK,
    "/CMYK": CMYK,
    "/DeviceGray": GREY,
    "/G": GREY,
    "/Pattern": PATTERN,
}
_FOREIGN: Final = {"/DeviceRGB": "RGB", "/RGB": "RGB"}


@dataclass(frozen=True, slots=True)
class Space:
    """One of the kinds above, and how people call it; `lookup` is the palette of an indexed one."""

    kind: str
    name: str
    lookup: bytes = b""


def space_of(space: Any, resources: Any) -> Space:
    """Find out what a colour space (name or array) prints with."""
    import pikepdf

    if not isinstance(space, pikepdf.Array):
        name = str(space)
        named = resources.get("/ColorSpace", {}).get(name) if resources is not None else None
        if name in _DEVICE:
            return Space(_DEVICE[name], name[1:])
        if name in _FOREIGN or named is None or named == space:
            return Space(FOREIGN, _FOREIGN.get(name, name[1:]))
        return space_of(named, resources)
    family = str(space[0])
    if family == "/Pattern":
        return Space(PATTERN, "Pattern")
    if family == "/Indexed":
        base = space_of(space[1], resources)
        table = space[3]
        data = table.read_bytes() if isinstance(table, pikepdf.Stream) else bytes(table)
        return Space(base.kind, base.name, data)
    if family in ("/Separation", "/DeviceN"):
        alternate = space_of(space[2], resources)
        if alternate.kind == FOREIGN:
            return alternate
        kind = REGISTRATION if str(space[1]) == "/All" else SPOT
        return Space(kind, str(space[1]).removeprefix("/"))
    return Space(_DEVICE.get(family, FOREIGN), family.removeprefix("/"))
