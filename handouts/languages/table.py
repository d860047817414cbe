"""The page docs/languages.md, written from the registry."""

from __future__ import annotations

from collections.abc import Iterable

from handouts.languages.model import Language
from handouts.languages.registry import data, languages

_PAGE = """\
# Languages

<!-- Written by handouts.languages.table from handouts/languages/registry.toml; do not edit. -->

These {count} languages are known from the start. Name one by its tag (`-l pt-BR`); its catalogs
are under `locales/` in a folder with underscores (`locales/pt_BR/`). A tag may carry another
region, as in `es-MX` or `de-CH`: CLDR's dates and decimal mark for that region are taken.

{languages}

**Line** and **tight** are mm from line to line at 12 pt × *size*; copy-fitting may go down to
*tight*, and never makes letters smaller. **Title** is a title's line as a multiple of *line*, for
27 pt × *size*. **Width** is the mean advance of a character (code point) in em.
**Lines end** at spaces; at words that ICU finds (icu); between letters by CSS's rules (cjk, and
headings by phrase: japanese); or at spaces only, against the engine's habit (korean).
**Forms** is the number of plural forms in a catalog. **CLDR** is the locale whose dates, day and
language names are printed; without one, dates are printed as 2026-11-22. Digits are Latin in all
languages, so that a phone number, a dose or a date reads alike on the sheet and on the label.

## Other tags for the same languages

{aliases}

## How the lines were set

For every language, lines of text in its fonts, 85 mm wide, were turned into pixels (150 dpi). Each
line was put over each other line, and the distance at which their ink first touches was taken,
for body text (regular) and titles (bold, with capitals where the script has them). Then the same
with lines made of the tallest and deepest letters: vowelled Arabic and Hebrew, Vietnamese
capitals, stacked Khmer, Burmese, Bengali and Telugu, Thai and Lao with two marks. *Line* and
*tight* keep all of them apart. *Title* keeps 99 pairs in 100 of ordinary text apart, and in most
scripts every pair; a title in Nastaliq or in fully vowelled Arabic deserves a look.

## Add or change a language

In `handouts.toml`, a table `[languages.<tag>]` changes any value of a language, or defines one
that is not listed. A new language starts from the values of its script:

```toml
[languages.ilo]
name = "Ilocano"
autonym = "Ilokano"
script = "Latn"
```

To add it for everybody, add it to `handouts/languages/registry.toml` and write this page anew:
`python -c "from handouts.languages.table import table; print(table(), end='')" > docs/languages.md`
"""

_COLUMNS = (
    *("Tag", "Language", "Own name", "Script", "Dir", "Font", "Size", "Line", "Tight", "Title"),
    *("Width", "Lines end", "Hyphens", "Decimal", "Forms", "CLDR"),
)


def table() -> str:
    """Render docs/languages.md as Markdown."""
    known = languages().values()
    aliases = (f"`{alias}` is `{tag}`" for alias, tag in data()["aliases"].items())
    rows = [_COLUMNS, ("---",) * len(_COLUMNS), *map(_row, known)]
    return _PAGE.format(
        count=len(known), languages="\n".join(map(_line, rows)), aliases=" · ".join(aliases)
    )


def _row(language: Language) -> tuple[str, ...]:
    return (
        f"`{language.tag}`",
        language.name,
        language.autonym,
        language.script,
        language.direction,
        language.fonts[0].removeprefix("Noto "),
        *(
            f"{number:g}"
            for number in (
                language.size,
                language.leading,
                language.leading_tight,
                language.leading_title,
                language.em_width,
            )
        ),
        language.breaking,
        "yes" if language.hyphenate else "",
        language.decimal,
        language.plural_forms.removeprefix("nplurals=")[0],
        language.cldr,
    )


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
