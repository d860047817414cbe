"""PO files to test with: written by hand, and made by hypothesis."""

from dataclasses import replace

from hypothesis import strategies as st

from handouts.catalogs import (
    Catalog,
    Entry,
    read_catalog,
)
from handouts.findings import Finding

HEADERS = {
    "Language": "es",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}

SAMPLE = r"""# A catalog
# by two hands
msgid ""
msgstr ""
"Project-Id-Version: sample\n"
"Last-Translator: Ana <ana@example.org>\n"
"Language: es\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"X-Generator: Poedit 3.4\n"
"X-Handouts-Status: draft\n"

#  asked the nurse
#. paragraph, in: Doses
#. note: polite
#: articles/a.md
#, fuzzy, max-length:120, no-python-format
#| msgctxt "heading"
#| msgid "Take 5 % of it."
msgctxt "paragraph"
msgid "Take 6 % of it."
msgstr "Tome el 5 %."

#: articles/a.md
msgid "one\\two \"three\"\tfour"
msgstr ""

#: articles/a.md
msgid ""
"line one\\\n"
"line two"
msgstr ""
"línea uno\\\n"
"línea dos"

msgid "%d pill"
msgid_plural "%d pills"
msgstr[0] "%d pastilla"
msgstr[1] "%d pastillas"

#~ msgid "Old words"
#~ msgstr "Palabras"

# gone, but not forgotten
# fuzzy when its text left the article
#, fuzzy
#~| msgctxt "old"
#~| msgid "Older words"
#~ msgctxt "heading"
#~ msgid "Old words"
#~ msgstr "Palabras viejas"
"""


def read(text: str | bytes) -> Catalog:
    data = text.encode() if isinstance(text, str) else text
    result = read_catalog("es.po", "es", data)
    assert result.catalog is not None, list(map(str, result.findings))
    return result.catalog


def findings(text: str | bytes) -> tuple[Finding, ...]:
    data = text.encode() if isinstance(text, str) else text
    result = read_catalog("es.po", "es", data)
    assert (result.catalog is None) == bool(result.findings)
    return result.findings


def places(text: str | bytes) -> list[tuple[str, int]]:
    return [(found.code, found.location.line) for found in findings(text) if found.location]


def without_lines(catalog: Catalog) -> Catalog:
    def plain(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(replace(entry, line=0) for entry in entries)

    return replace(catalog, entries=plain(catalog.entries), obsolete=plain(catalog.obsolete))


_letters = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))
_text = st.text(st.one_of(_letters, st.sampled_from('\n\t"\\ab ñ')), max_size=30)
_filled = _text.map(lambda text: f"{text}x")
_word = st.text("abc-:0_ñ", min_size=1, max_size=8)
_comment = st.text(st.one_of(_letters, st.sampled_from("#.:,|~")), max_size=20).map(
    lambda text: f"x{text}".rstrip("\\ \u00a0\u3000").rstrip()
)


@st.composite
def entries(draw: st.DrawFn, *, obsolete: bool = False) -> Entry:
    plural = draw(st.just("") | _filled)
    fuzzy = draw(st.booleans())
    previous = draw(st.just("") | _filled) if fuzzy or not obsolete else ""
    forms = st.lists(_text, min_size=2, max_size=2).map(tuple)
    return Entry(
        context=draw(st.none() | _filled),
        text=draw(_filled),
        translation="" if plural else draw(_text),
        plural=plural,
        plural_translations=draw(forms) if plural else (),
        fuzzy=fuzzy,
        previous_context=draw(st.none() | _filled) if previous else None,
        previous_text=previous,
        previous_plural=draw(st.just("") | _filled) if previous else "",
        translator_comment=draw(st.lists(_comment, max_size=2).map("\n".join)),
        comments=() if obsolete else draw(st.lists(_comment, max_size=2).map(tuple)),
        references=() if obsolete else draw(st.lists(_word, max_size=2).map(tuple)),
        flags=tuple(sorted(draw(st.sets(_word.filter(lambda w: w != "fuzzy"), max_size=2)))),
        obsolete=obsolete,
    )


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    extra = draw(
        st.dictionaries(_word.map(lambda w: "X-" + w.replace(":", "")), _filled.map(_one_line))
    )
    live = draw(st.lists(entries(), max_size=4, unique_by=lambda entry: entry.key))
    gone = draw(st.lists(entries(obsolete=True), max_size=3, unique_by=lambda entry: entry.key))
    gone.sort(key=lambda entry: (entry.text, entry.context or ""))
    return Catalog(
        path="es.po",
        tag="es",
        headers={**HEADERS, **extra},
        comment=draw(st.lists(_comment, max_size=2).map("\n".join)),
        entries=tuple(live),
        obsolete=tuple(gone),
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
