"""PO catalogs: canonical bytes, strict reading with lines, merging that loses nothing.

GNU gettext (msgfmt, msgcat, msgmerge), Babel and polib are the judges."""

import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from hypothesis import example, given, settings

from handouts.catalogs import (
    Catalog,
    Entry,
    catalog_text,
    template_text,
)
from handouts.messages import Message
from tests.po_files import HEADERS, SAMPLE, catalogs, read, without_lines

# ── canonical ────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=100)
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


# ── the judges: gettext, Babel, polib ────────────────────────────────────────────────────────────


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
    plain = replace(
        catalog,
        entries=(*known, Entry(context=None, text="last one", translation="x")),
        obsolete=(),
    )
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
