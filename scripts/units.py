"""Write handouts/guards/cldr/: how each language names units and months, from Babel's CLDR.

python scripts/units.py [--check]

A build reads these small files; to load Babel's whole locale takes ten times as long.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from babel import Locale

from handouts.languages import languages

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "handouts" / "guards" / "cldr"
NOTE = "# Written by scripts/units.py from CLDR; do not edit.\n"
UNITS = (
    *("mass-milligram", "mass-gram", "mass-microgram", "mass-kilogram", "mass-pound"),
    *("mass-ounce", "volume-milliliter", "volume-liter", "volume-teaspoon"),
    *("volume-tablespoon", "volume-cup", "duration-second", "duration-minute", "duration-hour"),
    *("duration-day", "duration-week", "duration-month", "duration-year", "length-millimeter"),
    *("length-centimeter", "length-meter", "length-kilometer", "length-inch", "length-foot"),
    *("length-mile", "temperature-celsius", "temperature-fahrenheit", "concentr-percent"),
    *("energy-kilocalorie", "energy-foodcalorie"),
)
_VAGUE = frozenset({*"msdhtwycnμµoa", "'", '"', "″", "′", "°", "in", "de", "si", "an"})
"""Short forms that stand for other things as well: “5 m” is a metre, or minutes."""


def pages() -> dict[Path, str]:
    """The text that every file should have."""
    found = {}
    for known in languages().values():
        if known.cldr and (
            known.tag == "ht" or known.cldr.split("_")[0] == known.tag.split("-")[0]
        ):
            text = "".join(_lines(Locale.parse(known.cldr)))
            found[FOLDER / f"{known.tag}.toml"] = NOTE + text
    return found


def _lines(locale: Locale) -> Iterator[str]:
    names = [" | ".join(_months(locale, month)) for month in range(1, 13)]
    yield "months = [\n" + "".join(f'  "{name}",\n' for name in names) + "]\n\n[unit]\n"
    data: Mapping[str, Any] = locale._data["unit_patterns"]
    taken: set[str] = set()
    for unit in UNITS:
        said = [word for word in dict.fromkeys(_written(data.get(unit, {}))) if word not in taken]
        taken.update(said)
        if said:
            yield f'{unit} = "{" | ".join(said)}"\n'


def _months(locale: Locale, month: int) -> list[str]:
    found = []
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            name = locale.months[context][width][month].lower().strip(" .")
            if len(name) > 2 or (len(name) > 1 and not name.isascii()):
                found.append(name)
    eastern = locale.language in ("zh", "ja")
    named = (name for name in found if eastern or not "一" <= name[-1] <= "龥")
    return [name for name in dict.fromkeys(named) if not name.isdigit()]


def _written(patterns: Mapping[str, Any]) -> Iterator[str]:
    for width in ("long", "short", "narrow"):
        for form, pattern in patterns.get(width, {}).items():
            if form == "per" or not isinstance(pattern, str) or "{0}" not in pattern:
                continue
            words = [part.strip().lower() for part in pattern.split("{0}")]
            said = next(filter(None, words), "")
            if all(words) or '"' in said or "|" in said or "\\" in said:
                continue
            if len(said) == 1 and "\u0400" <= said < "\u0700" and said not in "гчл":
                continue
            if said and said not in _VAGUE:
                yield said


def main() -> int:
    """Write the files, or name the stale ones."""
    expected = pages()
    old = [
        path
        for path, text in expected.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path in old:
        if "--check" in sys.argv:
            print(f"{path.name} is stale: run python scripts/units.py", file=sys.stderr)
        else:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(expected[path], encoding="utf-8")
    return bool(old) and "--check" in sys.argv


if __name__ == "__main__":
    sys.exit(main())
