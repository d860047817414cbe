"""The shipped fonts: their lock, which characters they cover, and a private fontconfig for a few.

Nothing is ever taken from the machine's own fonts. Each family lies in a folder of its own under
the fonts folder, so one `<dir>` of a fontconfig file stands for one family, on every system.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import struct
import tempfile
import tomllib
from dataclasses import dataclass, fields
from html import escape
from pathlib import Path

from handouts.findings import ExitCode, Finding, HandoutsError, Location, finding, nearest
from handouts.shipped import FONT_LOCK

LOCK = FONT_LOCK.name

_REINSTALL = "Install handouts again, or restore its fonts folder from the repository."

_INVISIBLE = re.compile(
    # Controls, line ends, and Unicode's Default_Ignorable_Code_Point: nothing of it has a glyph.
    "[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFile:
    """One locked file: what it is, where it comes from, and its sha256.

    `file` and `licence_file` are relative to the fonts folder; `family` is spelled as in CSS;
    `charset` names what the file was cut to and is empty for a whole font; `size` is in bytes.
    """

    file: str
    family: str
    style: str
    weight: int
    version: str
    package: str
    package_version: str
    integrity: str
    licence: str
    licence_file: str
    charset: str = ""
    size: int
    sha256: str

    @property
    def family_folder(self) -> str:
        """The folder that holds this family's files and no others."""
        return self.file.partition("/")[0]


@functools.cache
def load_lock(folder: Path) -> tuple[FontFile, ...]:
    """Read the lock of the fonts folder; a lock that cannot be read means a broken installation."""
    names = {field.name for field in fields(FontFile)}
    try:
        tables = tomllib.loads((folder / LOCK).read_text(encoding="utf-8"))["font"]
        return tuple(
            FontFile(**{key: value for key, value in table.items() if key in names})
            for table in tables
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = finding(
            "H509",
            f"The list of fonts cannot be read: {error}",
            Location(f"{folder.name}/{LOCK}", 1),
            hint=_REINSTALL,
        )
        raise HandoutsError([problem], ExitCode.MISSING_DEPENDENCY) from error


def verify(folder: Path) -> tuple[Finding, ...]:
    """Compare every font file with the lock; a missing, changed or extra file is one finding."""
    lock = {font.file: font for font in load_lock(folder)}
    present = {path.relative_to(folder).as_posix(): path for path in folder.glob("*/*.*tf")}
    problems = dict.fromkeys(lock.keys() - present.keys(), "is missing")
    problems |= dict.fromkeys(present.keys() - lock.keys(), "is not in the lock")
    for name in lock.keys() & present.keys():
        try:
            digest = hashlib.sha256(present[name].read_bytes()).hexdigest()
        except OSError as error:
            problems[name] = f"cannot be read: {error.strerror}"
            continue
        if digest != lock[name].sha256:
            problems[name] = "differs from the lock"
    return tuple(
        finding(
            "H509",
            f"The font file {problem}",
            Location.unlined(f"{folder.name}/{name}"),
            hint=_REINSTALL,
        )
        for name, problem in sorted(problems.items())
    )


def planned(families: tuple[str, ...], folder: Path) -> tuple[FontFile, ...]:
    """The files of some families, in the families' order; an unknown family is an error."""
    shipped: dict[str, list[FontFile]] = {}
    for font in load_lock(folder):
        shipped.setdefault(font.family, []).append(font)
    wanted = tuple(dict.fromkeys(families))
    unknown = [family for family in wanted if family not in shipped]
    if unknown:
        raise HandoutsError(
            [
                finding(
                    "H504",
                    f'No font family "{family}" is shipped',
                    hint=nearest(family, shipped) + f"Shipped are: {', '.join(sorted(shipped))}.",
                )
                for family in unknown
            ],
            ExitCode.PROJECT,
        )
    return tuple(font for family in wanted for font in shipped[family])


def fontconfig_file(families: tuple[str, ...], folder: Path, cache: Path) -> Path:
    """Write the fontconfig file that offers these families and nothing else; return its path.

    Set it as FONTCONFIG_FILE before a layout starts. The same families give the same file,
    whatever their order; fontconfig keeps its own cache beside it, under `cache`.
    """
    slugs = sorted({font.family_folder for font in planned(families, folder)})
    folders = [
        f"  <dir>{escape(str(folder.resolve() / slug), quote=False)}</dir>" for slug in slugs
    ]
    text = "\n".join(
        [
            '<?xml version="1.0"?>',
            '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
            "<fontconfig>",
            *folders,
            f"  <cachedir>{escape(str(cache.resolve() / 'fontconfig'), quote=False)}</cachedir>",
            "</fontconfig>",
            "",
        ]
    )
    target = cache / f"fonts-{hashlib.sha256(text.encode()).hexdigest()[:16]}.conf"
    try:
        if not _says(target, text):
            cache.mkdir(parents=True, exist_ok=True)
            _write(target, text)
    except OSError as error:
        problem = finding(
            "H505",
            f"The font settings cannot be written: {error.strerror}",
            Location.unlined(str(target)),
        )
        raise HandoutsError([problem], ExitCode.RENDER) from error
    return target


def _says(target: Path, text: str) -> bool:
    """Whether a file holds a text: one that another hand changed would offer other fonts."""
    try:
        return target.is_file() and target.read_bytes() == text.encode()
    except OSError:
        return False


def _write(target: Path, text: str) -> None:
    """Write atomically: other workers see no file, or the whole one."""
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=target.name, delete=False) as file:
        file.write(text.encode())
    try:
        os.replace(file.name, target)
    except OSError:
        os.unlink(file.name)
        raise


def is_shipped(family: str, size: int, folder: Path) -> bool:
    """Whether a font, by its family and its bytes' number, is one of the lock's."""
    return (family, size) in {(font.family, font.size) for font in load_lock(folder)}


@functools.cache
def coverage(families: tuple[str, ...], folder: Path) -> frozenset[int]:
    """The code points that at least one of the families has a glyph for.

    Regular and Bold of a family cover the same, so the Regular files are read.
    """
    regular = (font for font in planned(families, folder) if font.style == "Regular")
    return frozenset().union(*(covered_by(folder / font.file) for font in regular))


def covered_by(file: Path) -> frozenset[int]:
    """The code points that a font file has a glyph for, by its Unicode `cmap` (OpenType 1.9).

    It is read here because fontTools names every glyph of the font first: ten times the work, and
    more. Raises ValueError for a font without a table of format 4 or 12; every shipped one has it.
    """
    with file.open("rb") as opened:
        number = struct.unpack(">4xH6x", opened.read(12))[0]
        records = struct.iter_unpack(">4s4xII", opened.read(16 * number))
        start, length = next((at, size) for tag, at, size in records if tag == b"cmap")
        opened.seek(start)
        table = opened.read(length)
    found = {}
    for number in range(struct.unpack_from(">H", table, 2)[0]):
        platform, encoding, at = struct.unpack_from(">HHI", table, 4 + 8 * number)
        if (platform, encoding) in _UNICODE:
            found[struct.unpack_from(">H", table, at)[0]] = table[at:]
    if 12 in found:
        return _segmented_coverage(found[12])
    if 4 in found:
        return _delta_coverage(found[4])
    raise ValueError(f"{file.name}: no character map of format 4 or 12")


_UNICODE = frozenset({(3, 10), (3, 1), *((0, encoding) for encoding in (0, 1, 2, 3, 4, 6))})


def _segmented_coverage(table: bytes) -> frozenset[int]:
    """Format 12: groups of first and last code, and the glyph of the first."""
    codes: set[int] = set()
    for number in range(struct.unpack_from(">I", table, 12)[0]):
        first, last, glyph = struct.unpack_from(">III", table, 16 + 12 * number)
        codes.update(range(first if glyph else first + 1, last + 1))
    return frozenset(codes)


def _delta_coverage(table: bytes) -> frozenset[int]:
    """Format 4: segments with a delta to the glyph, or a place in a list of glyphs."""
    count = struct.unpack_from(">H", table, 6)[0] // 2
    words = struct.unpack_from(f">{(len(table) - 14) // 2}H", table, 14)
    lasts, rest = words[:count], words[count + 1 :]  # a word of padding stands between
    firsts, deltas, offsets = rest[:count], rest[count : 2 * count], rest[2 * count :]
    codes: set[int] = set()
    segments = zip(firsts, lasts, deltas, offsets, strict=False)
    for number, (first, last, delta, offset) in enumerate(segments):
        segment = range(first, last + 1)
        if offset:  # in bytes, from its own place in the table
            glyphs = offsets[number + offset // 2 :]
            codes.update(code for code, glyph in zip(segment, glyphs, strict=False) if glyph)
        else:
            codes.update(segment)
            codes.difference_update({-delta & 0xFFFF}.intersection(segment))
    return frozenset(codes)


def missing(text: str, families: tuple[str, ...], folder: Path) -> str:
    """The characters of a text that none of the families can print, once each, in code order.

    What never shows is left out: controls, line ends, zero-width spaces and joiners, soft hyphens,
    direction marks, variation selectors.
    """
    covered = coverage(families, folder)
    return "".join(
        char for char in sorted(set(_INVISIBLE.sub("", text))) if ord(char) not in covered
    )
