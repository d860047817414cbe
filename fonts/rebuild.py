# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools==4.68.0"]
# ///
"""Rebuild the shipped fonts from the npm packages they come from.

    python fonts/rebuild.py --check    rebuild from the locked packages, compare every byte
    python fonts/rebuild.py --write    rebuild from the newest packages and write them here

Needs `npm` and the fontTools named above (another version may lay a cut font out differently, so
`--check` refuses it). Most files are the package's own, byte for byte. Chinese, Japanese, Korean
and symbol fonts are cut to a character set, because whole they would weigh five times as much.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version as installed_version
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCK = "fonts.toml"
FONTTOOLS = "4.68.0"
STYLES = {"Regular": 400, "Bold": 700}


@dataclass(frozen=True, slots=True)
class Family:
    """One family: its folder here, which is also its package's name, and what it is cut to."""

    slug: str
    charset: str = ""
    styles: tuple[str, ...] = ("Regular", "Bold")

    @property
    def package(self) -> str:
        """The npm package that carries the family, without version."""
        return f"@expo-google-fonts/{self.slug}"


FAMILIES = (
    Family("noto-sans"),
    Family("vazirmatn"),
    Family("noto-sans-arabic"),
    Family("noto-nastaliq-urdu"),
    Family("noto-sans-hebrew"),
    Family("noto-sans-devanagari"),
    Family("noto-sans-bengali"),
    Family("noto-sans-gurmukhi"),
    Family("noto-sans-gujarati"),
    Family("noto-sans-tamil"),
    Family("noto-sans-telugu"),
    Family("noto-sans-malayalam"),
    Family("noto-sans-thai-looped"),
    Family("noto-sans-lao"),
    Family("noto-sans-khmer"),
    Family("noto-sans-myanmar"),
    Family("noto-sans-ethiopic"),
    Family("noto-sans-armenian"),
    Family("noto-sans-sc", charset="gb2312+tgh"),
    Family("noto-sans-tc", charset="big5+hkscs"),
    Family("noto-sans-jp", charset="jisx0213"),
    Family("noto-sans-kr", charset="ksx1001+hangul"),
    Family("noto-sans-math", charset="symbols", styles=("Regular",)),
    Family("noto-sans-symbols-2", charset="symbols", styles=("Regular",)),
)


# ── character sets ─────────────────────────────────────────────────────────────────────────────

COMMON = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin-1 and Latin Extended-A: European names, pinyin
    (0x01CD, 0x01DC),  # pinyin vowels with caron
    (0x2000, 0x209F),  # general punctuation, super- and subscripts
    (0x20A0, 0x20CF),  # currency
    (0x2100, 0x218F),  # letterlike symbols, fractions, Roman numerals
    (0x2190, 0x22FF),  # arrows, mathematical operators
    (0x2460, 0x24FF),  # enclosed numbers
    (0x25A0, 0x27BF),  # shapes, bullets, ticks
    (0x3000, 0x30FF),  # CJK punctuation, kana
    (0x3200, 0x33FF),  # enclosed and squared CJK: units such as ㎎
    (0xFE30, 0xFE6F),  # small and vertical forms of punctuation
    (0xFF00, 0xFFEF),  # full- and half-width forms
)
# A run in a symbol font takes its spaces along, so they are in it too.
SYMBOLS = " ←↑→↓↔⇐⇒≈≠≤≥∞√□■▢▪▲△▶▼○●◆◇☐☑☒✓✔✗✘★☆☎☏✆✉⚠♥"


def encodable(codec: str) -> set[int]:
    """Every code point that a legacy encoding, and so its national standard, can write."""
    planes = (*range(0x80, 0xD800), *range(0xE000, 0x30000))
    return {code for code in planes if chr(code).encode(codec, "ignore")}


def general_standard() -> set[int]:
    """The 8105 General Standard Chinese Characters of 2013, which no encoding stands for."""
    lines = (HERE / "charsets" / "tgh-2013.txt").read_text(encoding="utf-8").splitlines()
    return {ord(char) for line in lines if not line.startswith("#") for char in line}


def hong_kong() -> set[int]:
    """The Hong Kong additions in the main block of Han characters; those outside it are rare."""
    return {code for code in encodable("big5hkscs") if 0x4E00 <= code <= 0x9FFF}


def common() -> set[int]:
    """What every Chinese, Japanese and Korean font keeps besides its own standard."""
    return {code for first, last in COMMON for code in range(first, last + 1)}


CHARSETS: Mapping[str, Callable[[], set[int]]] = {
    "gb2312+tgh": lambda: common() | encodable("gb2312") | general_standard(),
    "big5+hkscs": lambda: common() | encodable("big5") | hong_kong() | {ord("彞")},
    "jisx0213": lambda: common() | encodable("euc_jis_2004"),
    "ksx1001+hangul": lambda: common() | encodable("euc_kr") | set(range(0xAC00, 0xD7A4)),
    "symbols": lambda: {ord(char) for char in SYMBOLS},
}
CHARSET_NAMES = {
    "gb2312+tgh": "GB 2312, General Standard Chinese Characters (2013), common symbols",
    "big5+hkscs": "Big5, HKSCS in U+4E00–9FFF, common symbols",
    "jisx0213": "JIS X 0213:2004, common symbols",
    "ksx1001+hangul": "KS X 1001, all 11 172 modern Hangul syllables, common symbols",
    "symbols": "arrows, comparison signs, boxes, ticks, telephones",
}


# ── one package ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Package:
    """A downloaded package: what npm calls it, and where its tarball lies."""

    name: str
    version: str
    integrity: str
    tarball: Path


def download(family: Family, pinned: Mapping[str, str], folder: Path) -> Package:
    """Fetch a package by name, at its pinned version if any, and verify its sha512."""
    version = pinned.get(family.package, "latest")
    answer = subprocess.run(
        ["npm", "pack", "--json", "--silent", f"{family.package}@{version}"],
        cwd=folder,
        check=True,
        stdout=subprocess.PIPE,
    )
    (facts,) = json.loads(answer.stdout)
    tarball = folder / str(facts["filename"])
    digest = hashlib.sha512(tarball.read_bytes()).digest()
    integrity = "sha512-" + base64.b64encode(digest).decode("ascii")
    if integrity != facts["integrity"]:
        raise SystemExit(f"{family.package}: the tarball is not what npm announced")
    return Package(family.package, str(facts["version"]), integrity, tarball)


def cut(source: Path, target: Path, charset: str) -> None:
    """Write the part of a font that its character set needs, for horizontal lines, unhinted.

    The fonts hold glyf outlines, so glyph ids are the PDF's CIDs whatever is cut away. A CFF font
    would need its charset made the identity first, and is refused.
    """
    from fontTools import subset

    options = subset.Options()
    options.layout_features = [
        *("ccmp", "locl", "calt", "liga", "mark", "mkmk", "kern", "palt", "halt"),
    ]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.drop_tables += ["vmtx", "vhea", "VORG", "MATH"]
    options.recalc_timestamp = False
    font = subset.load_font(source, options)
    if "glyf" not in font:
        raise SystemExit(f"{source.name}: not a TrueType font")
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARSETS[charset]())
    subsetter.subset(font)
    subset.save_font(font, target, options)


def facts_of(path: Path) -> tuple[str, str]:
    """Read a font's family, as CSS must spell it, and its version."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        names = font["name"]
        version = str(names.getDebugName(5)).removeprefix("Version ").partition(";")[0]
        return str(names.getDebugName(1)), version


def build_family(family: Family, package: Package, target: Path) -> list[dict[str, str | int]]:
    """Write a family's files and licence into the target folder; return their lock entries."""
    licence = f"licences/OFL-{family.slug}.txt"
    entries: list[dict[str, str | int]] = []
    (target / family.slug).mkdir()
    with tempfile.TemporaryDirectory() as name, tarfile.open(package.tarball) as tar:
        unpacked = Path(name)
        tar.extractall(unpacked, filter="data")
        shutil.copyfile(unpacked / "package" / "LICENSE_FONT", target / licence)
        for style in family.styles:
            weight = STYLES[style]
            (source,) = (unpacked / "package" / f"{weight}{style}").glob("*.ttf")
            file = f"{family.slug}/{source.name.partition('_')[0]}-{style}.ttf"
            if family.charset:
                cut(source, target / file, family.charset)
            else:
                shutil.copyfile(source, target / file)
            css_family, version = facts_of(target / file)
            content = (target / file).read_bytes()
            entries.append(
                {
                    "file": file,
                    "family": css_family,
                    "style": style,
                    "weight": weight,
                    "version": version,
                    "package": package.name,
                    "package_version": package.version,
                    "integrity": package.integrity,
                    "licence": "OFL-1.1",
                    "licence_file": licence,
                    "charset": family.charset,
                    "size": len(content),
                    "sha256": hashlib.sha256(content).hexdigest(),
                }
            )
    return entries


# ── the whole folder ───────────────────────────────────────────────────────────────────────────


def lock_text(entries: list[dict[str, str | int]]) -> str:
    """Write the lock as TOML: one table a file. JSON's strings are TOML's."""
    lines = ["# Written by rebuild.py; do not edit.", f'fonttools = "{FONTTOOLS}"']
    for entry in entries:
        lines += ["", "[[font]]"]
        lines += [f"{key} = {json.dumps(value)}" for key, value in entry.items() if value != ""]
    return "\n".join(lines) + "\n"


def readme_text(entries: list[dict[str, str | int]]) -> str:
    """Write the table of origin, version, licence and size, and how to rebuild."""
    rows = []
    for slug in dict.fromkeys(str(entry["file"]).partition("/")[0] for entry in entries):
        files = [entry for entry in entries if str(entry["file"]).startswith(slug + "/")]
        first = files[0]
        styles = ", ".join(str(entry["style"]) for entry in files)
        kilobytes = round(sum(int(entry["size"]) for entry in files) / 1000)
        rows.append(
            f"| {first['family']} | {styles} | {first['version']} | `{first['package']}`"
            f" {first['package_version']} | [{first['licence']}]({first['licence_file']})"
            f" | {kilobytes} | {CHARSET_NAMES.get(str(first['charset']), 'whole')} |"
        )
    total = sum(int(entry["size"]) for entry in entries) / 1e6
    return README.format(rows="\n".join(rows), files=len(entries), total=total)


README = """# Fonts

<!-- Written by rebuild.py; do not edit. -->

Everything that is printed comes from these {files} files ({total:.1f} MB), never from the machine's
own fonts, so a sheet looks the same everywhere and a missing letter is found before it is printed.
They are the static builds of Google Fonts, taken from the npm packages `@expo-google-fonts/*`.
`fonts.toml` locks each file by sha256 and each package by version and sha512.

| Family | Files | Version | Package | Licence | kB | Characters |
|---|---|---|---|---|---|---|
{rows}

Whole files are the package's own, byte for byte. The others are cut to a character set, without
hinting and vertical metrics. `charsets/tgh-2013.txt` lists the General Standard Chinese
Characters, which no encoding stands for. It is extracted from the Unihan database, under the
[Unicode licence](licences/Unicode-3.0.txt).

## Rebuild

Needs `npm` and `pip install fonttools=={fonttools}`.

```
python fonts/rebuild.py --check    # rebuild from the locked packages, compare every byte
python fonts/rebuild.py --write    # take the newest packages, write fonts, lock and this page
```

A new family is one line in `FAMILIES` in `rebuild.py`; `handouts/languages` says which language
is set in which families. After `--write`, look at a page of every language before you commit.
""".replace("{fonttools}", FONTTOOLS)


def build(target: Path, pinned: Mapping[str, str]) -> None:
    """Write all fonts, licences, the lock and the README into an empty folder."""
    entries: list[dict[str, str | int]] = []
    (target / "licences").mkdir()
    with tempfile.TemporaryDirectory() as packages:
        for family in FAMILIES:
            package = download(family, pinned, Path(packages))
            entries += build_family(family, package, target)
            print(f"{package.name} {package.version}", file=sys.stderr)
    (target / LOCK).write_text(lock_text(entries), encoding="utf-8")
    (target / "README.md").write_text(readme_text(entries), encoding="utf-8")


def locked_versions() -> dict[str, str]:
    """Read which version of each package the lock names."""
    with (HERE / LOCK).open("rb") as file:
        fonts = tomllib.load(file)["font"]
    return {str(font["package"]): str(font["package_version"]) for font in fonts}


def files_in(folder: Path) -> set[Path]:
    """List what a rebuild writes, relative to the folder."""
    return {
        path.relative_to(folder)
        for pattern in ("*/*.ttf", "licences/OFL-*.txt", LOCK, "README.md")
        for path in folder.glob(pattern)
    }


def compare(fresh: Path) -> list[str]:
    """Name every file that a rebuild adds, lacks or makes differently."""
    ours, theirs = files_in(HERE), files_in(fresh)
    shared = sorted(ours & theirs)
    return [
        *(f"{path}: not made by the rebuild" for path in sorted(ours - theirs)),
        *(f"{path}: missing here" for path in sorted(theirs - ours)),
        *(
            f"{path}: differs"
            for path in shared
            if (HERE / path).read_bytes() != (fresh / path).read_bytes()
        ),
    ]


def install(fresh: Path) -> None:
    """Replace this folder's fonts, licences, lock and README by the rebuilt ones."""
    for path in files_in(HERE):
        (HERE / path).unlink()
    for path in files_in(fresh):
        (HERE / path).parent.mkdir(exist_ok=True)
        shutil.copyfile(fresh / path, HERE / path)


def main() -> int:
    """Check or write, as asked; exit 1 when a file differs."""
    parser = argparse.ArgumentParser(description="Rebuild the shipped fonts from npm packages.")
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--check", action="store_true", help="compare with the locked packages")
    mode.add_argument("--write", action="store_true", help="take the newest packages")
    arguments = parser.parse_args()
    if installed_version("fonttools") != FONTTOOLS:
        raise SystemExit(f"needs fonttools {FONTTOOLS}: pip install fonttools=={FONTTOOLS}")
    with tempfile.TemporaryDirectory() as name:
        build(Path(name), locked_versions() if arguments.check else {})
        if arguments.write:
            install(Path(name))
            return 0
        differences = compare(Path(name))
    print("\n".join(differences) or "Every file equals its rebuild.")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
