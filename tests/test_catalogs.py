"""PO catalogs: canonical bytes, strict reading with lines, merging that loses nothing.

GNU gettext (msgfmt, msgcat, msgmerge), Babel and polib are the judges.
"""

import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handouts.catalogs import (
    Catalog,
    Coverage,
    Entry,
    ReadCatalog,
    catalog_text,
    coverage,
    merge,
    read_catalog,
    template_text,
)
from handouts.findings import Finding
from handouts.messages import Message

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


# ── canonical ──────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=300)
@given(catalogs())
def test_what_is_written_is_read_back_and_written_the_same(catalog: Catalog) -> None:
    written = catalog_text(catalog)
    again = read(written)

    assert without_lines(again) == catalog
    assert catalog_text(again) == written


def test_the_sample_is_canonical_and_read_whole() -> None:
    catalog = read(SAMPLE)

    assert catalog_text(catalog) == SAMPLE
    first, second, third, fourth = catalog.entries
    assert (first.context, first.text, first.translation) == (
        "paragraph",
        "Take 6 % of it.",
        "Tome el 5 %.",
    )
    assert (first.fuzzy, first.flags) == (True, ("max-length:120", "no-python-format"))
    assert (first.previous_context, first.previous_text) == ("heading", "Take 5 % of it.")
    assert first.translator_comment == " asked the nurse"
    assert first.comments == ("paragraph, in: Doses", "note: polite")
    assert first.references == ("articles/a.md",)
    assert first.line == 15
    assert second.text == 'one\\two "three"\tfour'
    assert third.translation == "línea uno\\\nlínea dos"
    assert fourth.plural_translations == ("%d pastilla", "%d pastillas")
    assert [entry.context for entry in catalog.obsolete] == [None, "heading"]
    assert [entry.previous_text for entry in catalog.obsolete] == ["", "Older words"]
    assert catalog.headers["X-Generator"] == "Poedit 3.4"
    assert catalog.comment == "A catalog\nby two hands"
    assert catalog.by_key[("paragraph", "Take 6 % of it.")] is first


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("# by", "#by"),
        lambda text: text.replace("msgstr ", "msgstr   "),
        lambda text: text.replace('"one\\\\two \\"', '"one"\n"\\\\two "\n"\\"'),
        lambda text: text.replace("#, fuzzy, max", "#,fuzzy,max"),
        lambda text: text.replace("#~ ", "#~   "),
        lambda text: text + "\n\n\n",
        lambda text: text.replace("\n\n#: art", "\n#: art"),
        lambda text: text.replace('"Language: es\\n"\n', "").replace(
            '"X-Gen', '"Language: es\\n"\n"X-Gen'
        ),
    ],
)
def test_what_other_editors_write_comes_back_canonical(change: Callable[[str], str]) -> None:
    changed = change(SAMPLE)

    assert changed != SAMPLE
    assert catalog_text(read(changed)) == SAMPLE


def test_a_template_has_no_dates_and_no_wrapping() -> None:
    message = Message(
        context="heading",
        text="word " * 60 + "100 %",
        comments=("heading", "note: x"),
        references=("articles/a.md",),
        flags=("no-python-format",),
        line=7,
    )
    text = template_text("a", [message])

    assert "Date" not in text
    assert f'msgid "{message.text}"\n' in text
    assert "#: articles/a.md\n#, no-python-format\n" in text
    assert text == template_text("a", [message])
    (entry,) = read(text).entries
    assert entry.key == message.key


# ── the judges: gettext, Babel, polib ──────────────────────────────────────────────────────────


def gettext(command: str, *arguments: str, text: str | None = None) -> str:
    assert shutil.which(command), f"{command} is not installed"
    done = subprocess.run(
        [command, *arguments], input=None if text is None else text.encode(), capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def strings(catalog: Catalog) -> list[tuple[str | None, str, str]]:
    return [(entry.context, entry.text, entry.translation) for entry in catalog.entries]


@settings(max_examples=25)
@given(catalogs())
@example(read(SAMPLE))
def test_others_read_the_same_entries(catalog: Catalog) -> None:
    from babel.messages.pofile import read_po

    written = catalog_text(catalog)
    by_polib = polib.pofile(written)
    by_babel = read_po(io.BytesIO(written.encode()))
    live = [entry for entry in by_polib if not entry.obsolete]

    assert [(e.msgctxt, e.msgid, e.msgstr) for e in live] == strings(catalog)
    assert [e.previous_msgid or "" for e in live] == [e.previous_text for e in catalog.entries]
    assert by_polib.metadata == {**catalog.headers}
    found = [
        (m.context, m.id, m.string) if isinstance(m.id, str) else (m.context, m.id[0], "")
        for m in by_babel
        if m.id
    ]
    assert found == strings(catalog)


@settings(max_examples=20)
@given(catalogs())
@example(read(SAMPLE))
def test_a_catalog_that_went_through_msgcat_is_canonical_again(catalog: Catalog) -> None:
    known = [replace(entry, flags=()) for entry in catalog.entries]  # it drops unknown ones
    plain = replace(catalog, entries=(*known, entry("last one", "x")), obsolete=())
    written = catalog_text(plain)
    through = gettext("msgcat", "--width=40", "-", text=written)
    again = read(through)

    assert strings(again) == strings(plain)
    assert [e.previous_text for e in again.entries] == [e.previous_text for e in plain.entries]
    assert [e.translator_comment for e in again.entries] == [
        e.translator_comment for e in plain.entries
    ]
    assert [e.comments for e in again.entries] == [e.comments for e in plain.entries]
    assert again.headers == plain.headers
    assert catalog_text(again) == catalog_text(read(catalog_text(again)))


def test_the_sample_survives_msgcat_and_msgmerge_to_the_byte(tmp_path: Path) -> None:
    wanted = SAMPLE.replace(", max-length:120", "")  # gettext drops flags it does not know

    assert catalog_text(read(gettext("msgcat", "-", text=SAMPLE))) == wanted
    entries = read(SAMPLE).entries
    (tmp_path / "es.po").write_text(SAMPLE, encoding="utf-8")
    template = catalog_text(
        Catalog(
            path="",
            tag="",
            entries=tuple(
                replace(
                    e,
                    translation="",
                    fuzzy=False,
                    previous_text="",
                    translator_comment="",
                    plural_translations=(),
                )
                for e in entries
            ),
        )
    )
    (tmp_path / "a.pot").write_text(template, encoding="utf-8")
    merged = gettext(
        "msgmerge", "--previous", "-q", str(tmp_path / "es.po"), str(tmp_path / "a.pot")
    )
    again = read(merged)
    assert strings(again) == strings(read(SAMPLE))
    assert {e.key for e in again.obsolete} == {e.key for e in read(SAMPLE).obsolete}
    assert again.headers["X-Handouts-Status"] == "draft"


def test_every_shipped_catalog_passes_msgfmt_and_is_canonical(root: Path, tmp_path: Path) -> None:
    shipped = sorted((root / "locales").glob("*/LC_MESSAGES/*.po"))

    assert len(shipped) > 40
    for path in shipped:
        text = path.read_text(encoding="utf-8")
        assert catalog_text(read(text)) == text, path
        gettext("msgfmt", "--check", "-o", "/dev/null", str(path))


@pytest.mark.parametrize(
    ("source", "translation", "flags"),
    [("100 % of", "100 % de", ("no-python-format",)), ("5 %d", "5", ())],
)
def test_percent_signs_are_no_format(source: str, translation: str, flags: tuple[str, ...]) -> None:
    entry = Entry(context=None, text=source, translation=translation, flags=flags)
    text = catalog_text(Catalog(path="", tag="es", headers=HEADERS, entries=(entry,)))

    gettext("msgfmt", "--check", "-o", "/dev/null", "-", text=text)


# ── strict reading ─────────────────────────────────────────────────────────────────────────────

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'  # 3 lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('msgid "a\nmsgstr "b"\n', [("H201", 4)]),
        ('msgid "a"\nmsgstr "b\n', [("H201", 5)]),
        ('msgid "a"\nmsgstr "b" c\n', [("H201", 5)]),
        ('msgid "a"\nmsgstr "b"c"\n', [("H201", 5)]),
        ('msgid "a"\nmsgstr "b\\"\n', [("H201", 5)]),
        ('msgid "a"\nmsgstr "\\q"\n', [("H201", 5)]),
        ('msgid "a"\nmsgstr\n', [("H201", 5)]),
        ('msgid "a"\n\nmsgid "b"\nmsgstr "c"\n', [("H201", 4)]),
        ('msgid "a"\n', [("H201", 4)]),
        ('msgctxt "a"\nmsgstr "b"\n', [("H201", 5)]),
        ('msgid "a"\nmsgid "b"\nmsgstr "c"\n', [("H201", 5)]),
        ('msgstr "a"\nmsgid "b"\n', [("H201", 4), ("H201", 5)]),
        ('msgid "a"\nmsgstr "b"\nmsgstr "c"\n', [("H201", 6)]),
        ('msgid "a"\nmsgstr[0] "b"\n', [("H201", 5)]),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[1] "c"\n', [("H201", 6)]),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr "c"\n', [("H201", 6)]),
        ('msgid "a"\n# note\nmsgstr "b"\n', [("H201", 4), ("H201", 6)]),
        ('#~ msgid "a"\nmsgstr "b"\n', [("H201", 5)]),
        ("junk\n", [("H201", 4)]),
        ("msgid a\n", [("H201", 4)]),
        ('"text"\n', []),
        ('# c\n"text"\n', [("H201", 5)]),
        ('msgfoo "a"\n', [("H201", 4)]),
        ('#| msgid "a"\n# b\nmsgid "a"\nmsgstr "b"\n', [("H201", 5)]),
        ("# a \\\n", [("H201", 4)]),
        ('#| msgstr "a"\nmsgid "a"\nmsgstr "b"\n', [("H201", 4)]),
        ('msgid "a"\nmsgstr "\x01"\n', [("H201", 5)]),
        ('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', [("H202", 7)]),
        ('msgid ""\nmsgstr "b"\n', [("H202", 4)]),
        ('msgctxt "x"\nmsgid ""\nmsgstr "b"\n', [("H202", 4)]),
        ("<<<<<<< HEAD\n=======\n>>>>>>> x\n", [("H204", 4), ("H204", 5), ("H204", 6)]),
        ('msgid "a"\nmsgstr "b"\n||||||| base\n', [("H204", 6)]),
    ],
)
def test_a_fault_is_one_finding_with_its_line(text: str, expected: list[tuple[str, int]]) -> None:
    assert places(HEAD + text)[: len(expected) + 1] == expected


def test_all_faults_of_a_file_come_at_once() -> None:
    text = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=ISO-8859-1\\n"\n\n'
        'msgid "a"\nmsgstr "b\n\n'
        "<<<<<<< HEAD\n"
        'msgid "c"\nmsgstr "d"\n=======\nmsgid "c"\nmsgstr "e"\n>>>>>>> x\n\n'
        'msgid "f"\nmsgstr "ñ"\n\nmsgid "g"\nmsgstr "1"\n\nmsgid "g"\nmsgstr "2"\n\nmsgid "h"\n'
    )
    data = text.encode().replace("ñ".encode(), b"\xf1")

    assert places(data) == [
        ("H204", 2),
        ("H201", 5),
        ("H204", 7),
        ("H204", 10),
        ("H204", 13),
        ("H204", 16),
        ("H202", 21),
        ("H201", 24),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            '# c\n\nmsgid ""\nmsgstr ""\n"Language: es\\n"\n'
            '"Content-Type: text/plain; charset=latin-1\\n"\n',
            6,
        ),
        ('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-16\\n"\n', 2),
    ],
)
def test_a_charset_that_is_not_utf_8_is_named_at_its_line(text: str, line: int) -> None:
    assert places(text) == [("H204", line)]


@pytest.mark.parametrize("name", ["UTF-8", "utf8", "ASCII", "CHARSET"])
def test_charsets_that_are_utf_8_are_read(name: str) -> None:
    text = f'msgid ""\nmsgstr "Content-Type: text/plain; charset={name}\\n"\n'

    assert read(text).headers == {"Content-Type": f"text/plain; charset={name}"}


def test_a_word_about_charsets_in_a_message_is_no_header() -> None:
    assert read(HEAD + 'msgid "charset=latin-1"\nmsgstr "charset=latin-1"\n').entries


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ('msgid "a"\nmsgstr "ñ"\n'.encode("latin-1"), 2),
        ('msgid "a"\nmsgstr "b"\n'.encode("utf-16"), 1),
        (b'msgid "a"\nmsgstr "b\0"\n', 2),
        (b"\0" * 10, 1),
        (b"\xff\xfe", 1),
    ],
)
def test_bytes_that_are_no_text_are_one_finding(data: bytes, line: int) -> None:
    assert places(data) == [("H204", line)]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", HEAD])
def test_an_empty_catalog_is_a_catalog(text: str) -> None:
    assert read(text).entries == ()


def test_line_ends_inside_texts_and_long_lines_are_no_line_ends() -> None:
    odd = "a\u2028b\u0085c\u3000" + "long " * 50_000
    (entry,) = read(HEAD + f'msgid "{odd}"\nmsgstr "x"\n').entries

    assert entry.text == odd
    assert entry.line == 4


_edits = st.tuples(
    st.integers(0, len(SAMPLE)),
    st.integers(0, 12),
    st.sampled_from(
        [
            '"',
            "\\",
            "\n",
            "\n\n",
            "#",
            "#~ ",
            "msgid ",
            "msgstr ",
            'msgstr "x"\n',
            "<<<<<<< ",
            "\0",
            "\r",
            "é",
            "",
        ]
    ),
)


def damaged(edits: list[tuple[int, int, str]], text: str = SAMPLE) -> str:
    for place, cut, piece in edits:
        text = text[:place] + piece + text[place + cut :]
    return text


@settings(max_examples=400)
@given(st.lists(_edits, min_size=1, max_size=4))
def test_a_damaged_file_is_read_whole_or_refused_with_lines(
    edits: list[tuple[int, int, str]],
) -> None:
    text = damaged(edits)
    result = read_catalog("es.po", "es", text.encode())

    count = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for found in result.findings:
        assert found.location is not None
        assert 1 <= found.location.line <= count
    if result.catalog is not None:
        assert catalog_text(read(catalog_text(result.catalog))) == catalog_text(result.catalog)


@settings(max_examples=60)
@given(st.lists(_edits, min_size=1, max_size=2))
def test_what_gettext_refuses_we_refuse(edits: list[tuple[int, int, str]]) -> None:
    text = damaged(edits, SAMPLE.split("\n\n#~ ")[0])  # it also refuses obsolete twins
    done = subprocess.run(
        ["msgfmt", "-o", "/dev/null", "-"], input=text.encode(), capture_output=True
    )

    if done.returncode:
        assert findings(text), done.stderr.decode()


@given(st.binary(max_size=200))
def test_any_bytes_give_a_catalog_or_findings(data: bytes) -> None:
    result = read_catalog("es.po", "es", data)

    assert isinstance(result, ReadCatalog)
    assert (result.catalog is None) == bool(result.findings)


# ── merging ────────────────────────────────────────────────────────────────────────────────────


def message(text: str, context: str | None = None, **rest: Any) -> Message:
    return replace(Message(context=context, text=text, references=("articles/a.md",)), **rest)


def entry(text: str, translation: str = "", **rest: Any) -> Entry:
    return replace(Entry(context=None, text=text, translation=translation), **rest)


def catalog(*live: Entry, obsolete: tuple[Entry, ...] = ()) -> Catalog:
    gone = tuple(replace(one, obsolete=True) for one in obsolete)
    return Catalog(path="es.po", tag="es", headers=dict(HEADERS), entries=live, obsolete=gone)


def merged(messages: list[Message], old: Catalog) -> Catalog:
    """Merge, go through a file, and prove that merging twice is merging once."""
    once = merge(messages, old, {}).catalog
    written = catalog_text(once)
    twice = merge(messages, read(written), {}).catalog
    assert catalog_text(twice) == written
    return once


def test_an_exact_match_keeps_everything_of_the_translators() -> None:
    old = entry(
        "Call us.", "Llame.", translator_comment="asked", flags=("max-length:9",), comments=("old",)
    )
    new = message("Call us.", comments=("paragraph",), flags=("no-python-format",))
    (kept,) = merged([new], catalog(old)).entries

    assert (kept.translation, kept.translator_comment) == ("Llame.", "asked")
    assert kept.comments == ("paragraph",)
    assert kept.references == ("articles/a.md",)
    assert kept.flags == ("no-python-format", "max-length:9")


def test_a_moved_block_costs_nothing() -> None:
    old = catalog(entry("One.", "Uno."), entry("Two.", "Dos."), entry("Three.", "Tres."))
    result = merge([message("Three."), message("One."), message("Two.")], old, {})

    assert [e.translation for e in result.catalog.entries] == ["Tres.", "Uno.", "Dos."]
    assert (result.kept, result.added, result.fuzzy, result.retired) == (3, 0, 0, 0)


def test_what_was_deleted_comes_back_when_it_is_restored() -> None:
    first = merged([message("One.")], catalog(entry("One.", "Uno."), entry("Two.", "Dos.")))
    assert [e.translation for e in first.obsolete] == ["Dos."]

    result = merge([message("One."), message("Two.")], first, {})
    assert [e.translation for e in result.catalog.entries] == ["Uno.", "Dos."]
    assert result.catalog.obsolete == ()
    assert result.restored == 1


def test_an_obsolete_translation_beats_an_empty_or_fuzzy_entry() -> None:
    for live in (entry("Two."), entry("Two.", "Doble.", fuzzy=True)):
        (kept,) = merged(
            [message("Two.")], catalog(live, obsolete=(entry("Two.", "Dos."),))
        ).entries
        assert (kept.translation, kept.fuzzy) == ("Dos.", False)
    live = entry("Two.", "Doble.")
    (kept,) = merged([message("Two.")], catalog(live, obsolete=(entry("Two.", "Dos."),))).entries
    assert kept.translation == "Doble."


def test_a_changed_message_is_fuzzy_and_shows_the_old_source() -> None:
    old = catalog(entry("Take 5 mg every day with food.", "Tome 5 mg cada día con comida."))
    result = merged([message("Take 2.5 mg every day with food.")], old)

    (changed,) = result.entries
    assert changed.fuzzy
    assert changed.translation == "Tome 5 mg cada día con comida."
    assert changed.previous_text == "Take 5 mg every day with food."
    assert coverage([changed.key], result) == Coverage(0, 1, 0)


def test_a_message_that_changes_twice_shows_the_source_it_was_translated_from() -> None:
    first = merged(
        [message("Take 6 mg every day.")], catalog(entry("Take 5 mg every day.", "Tome 5."))
    )
    second = merged([message("Take 7 mg every day.")], first)

    assert second.entries[0].previous_text == "Take 5 mg every day."
    back = merged([message("Take 5 mg every day.")], second)
    assert (back.entries[0].translation, back.entries[0].fuzzy) == ("Tome 5.", False)


def test_a_new_message_never_takes_from_one_that_still_lives() -> None:
    old = catalog(entry("Take the tablet with water.", "Tome la tableta con agua."))
    result = merged(
        [message("Take the tablet with water."), message("Do not take the tablet with water.")], old
    )

    assert [e.translation for e in result.entries] == ["Tome la tableta con agua.", ""]


def test_a_translation_is_lent_once() -> None:
    old = catalog(entry("Take 5 mg every day.", "Tome 5."))
    result = merged([message("Take 6 mg every day."), message("Take 7 mg every day.")], old)

    assert [e.translation for e in result.entries] == ["Tome 5.", ""]


def test_another_text_is_empty_and_another_context_is_another_message() -> None:
    old = catalog(entry("Call", "Llamar"))
    result = merged([message("Something else entirely"), message("Call", "heading")], old)

    assert [(e.translation, e.fuzzy) for e in result.entries] == [("", False), ("Llamar", True)]


def test_headers_that_lack_are_filled_and_the_translators_stay() -> None:
    old = replace(catalog(), headers={"Language": "", "Last-Translator": "Ana", "X-Own": "1"})
    headers = merge([], old, {"Language": "es", "Last-Translator": "nobody"}).catalog.headers

    assert headers == {"Language": "es", "Last-Translator": "Ana", "X-Own": "1"}


@settings(max_examples=150)
@given(
    st.lists(entries(), max_size=5, unique_by=lambda e: e.key),
    st.lists(entries(obsolete=True), max_size=3, unique_by=lambda e: e.key),
    st.data(),
)
def test_merging_loses_no_translation(
    live: list[Entry], gone: list[Entry], data: st.DataObject
) -> None:
    old = catalog(*live, obsolete=tuple(gone))
    texts = [e.text for e in (*live, *gone)] + ["new"]
    chosen = data.draw(st.lists(st.sampled_from(texts), max_size=5))
    keys = data.draw(st.lists(st.sampled_from([e.key for e in (*live, *gone)] or [(None, "x")])))
    messages = [message(text) for text in chosen] + [message(t, context=c) for c, t in keys]
    messages = list({m.key: m for m in messages}.values())
    result = merged(messages, old)

    assert [e.key for e in result.entries] == [m.key for m in messages]
    kept = {e.key: e for e in (*result.obsolete, *result.entries)}
    for before in live:
        if before.filled:
            after = kept[before.key]
            same = (after.translation, after.plural_translations) == (
                before.translation,
                before.plural_translations,
            )
            better = any(e.key == before.key and not e.fuzzy for e in gone) and before.fuzzy
            assert same or better


# ── counting ───────────────────────────────────────────────────────────────────────────────────


def test_fuzzy_and_empty_count_as_such_and_each_message_once() -> None:
    held = catalog(
        entry("a", "A"),
        entry("b", "B", fuzzy=True),
        entry("c"),
        entry("d", " \n "),
        entry("e", "E"),
    )
    keys = [(None, text) for text in ("a", "a", "b", "c", "d", "gone")]

    assert coverage(keys, held) == Coverage(translated=1, fuzzy=1, missing=3)
    assert coverage(keys, None) == Coverage(missing=5)
    assert not coverage(keys, held).complete
    assert coverage([(None, "a")], held).complete
