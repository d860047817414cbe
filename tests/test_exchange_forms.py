"""Every form of the hand-off gives back what went in, and is what its standard says it is."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]

from handouts.catalogs import Catalog, Entry, catalog_text
from handouts.cli.exchanging import _KINDS
from handouts.exchange.csv_table import guarded, unguarded
from handouts.exchange.forms import FORMS
from handouts.exchange.inline import Tag, UnknownTag, nested, protect, protect_like, restore
from handouts.exchange.prefill import pairs_for, prefill
from handouts.exchange.taking import Outcome, take
from handouts.exchange.xliff1 import NAMESPACE as X1
from handouts.exchange.xliff2 import NAMESPACE as X2
from tests.handoff import ANSWERS, assert_valid, emptied, packed, read, returned, sent
from tests.po_files import catalogs
from tests.strategies import inlines

SAMPLE = Catalog(
    path="es.po",
    tag="es",
    entries=(
        Entry(
            context="heading",
            text="Call **now** at {clinic.phone}, see [our page][1]\\\n`5 mg`",
            translation="Llame **ya** al {clinic.phone}, vea [nuestra página][1]\\\n`5 mg`",
            comments=("heading, in: When to call", "note: polite"),
            translator_comment="asked the nurse",
            flags=("max-length:120",),
        ),
        Entry(context=None, text="=SUM(A1)", translation="@cmd", fuzzy=True, previous_text="+1"),
        Entry(context=None, text="Untranslated"),
        Entry(context=None, text="Locked", translation="Fijo", flags=("read-only",)),
    ),
)

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
SOME = catalogs().filter(lambda catalog: bool(catalog.entries))


def plain(catalog: Catalog) -> Catalog:
    """A catalog whose answers are told from what surrounds them."""
    return replace(
        catalog,
        entries=tuple(
            replace(
                entry,
                translation=entry.translation.strip(),
                plural_translations=tuple(map(str.strip, entry.plural_translations)),
                flags=tuple(flag for flag in entry.flags if flag != "read-only"),
            )
            for entry in catalog.entries
        ),
    )


# ── round trips ────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=100)
@given(inlines(wild=True), inlines(wild=True), TEXTS)
def test_a_text_is_whole_again_and_its_tags_nest(source: str, other: str, any_text: str) -> None:
    pieces, codes = protect(source)
    assert restore(nested(pieces), codes) == source
    for text in (other, any_text):
        assert restore(nested(protect_like(text, codes)), codes) == text


@pytest.mark.parametrize("form", ANSWERS)
@settings(max_examples=25)
@given(catalog=SOME)
def test_what_was_not_touched_changes_nothing(form: str, catalog: Catalog) -> None:
    for trusted in (False, True):
        taken = take(catalog, returned(sent(catalog, form)), trusted=trusted)
        assert not taken.findings, list(map(str, taken.findings))
        assert taken.catalog == catalog
        assert not taken.changed


@pytest.mark.parametrize("form", ANSWERS)
@settings(max_examples=25)
@given(catalog=SOME.map(plain))
def test_all_translations_come_back_into_an_empty_catalog(form: str, catalog: Catalog) -> None:
    before = emptied(catalog)
    answers = returned(sent(catalog, form))
    for trusted in (False, True):
        taken = take(before, answers, trusted=trusted)
        assert not taken.findings, list(map(str, taken.findings))
        for was, now in zip(catalog.entries, taken.catalog.entries, strict=True):
            assert now.translation == was.translation
            assert now.plural_translations == was.plural_translations
            filled = any(text.strip() for text in (was.translation, *was.plural_translations))
            assert now.fuzzy == (filled and (was.fuzzy or not trusted))
            assert _rest(now) == _rest(was)


def _rest(entry: Entry) -> Entry:
    """An entry without what a translator changes."""
    entry = replace(entry, translation="", plural_translations=(), fuzzy=False)
    return replace(entry, previous_context=None, previous_text="", previous_plural="")


@settings(max_examples=25)
@given(catalog=catalogs())
def test_a_memory_fills_what_is_empty_and_nothing_else(catalog: Catalog) -> None:
    result = read(sent(catalog, "tmx"), "mem.tmx")
    assert not result.findings
    assert result.memory is not None
    pairs = pairs_for(result.memory, "es")
    assert prefill(catalog, pairs, "mem.tmx")[0].entries == tuple(
        entry if entry.filled or entry.plural else now
        for entry, now in zip(
            catalog.entries, prefill(catalog, pairs, "mem.tmx")[0].entries, strict=True
        )
    )
    filled, _ = prefill(emptied(catalog), pairs, "mem.tmx")
    for was, now in zip(catalog.entries, filled.entries, strict=True):
        if was.filled and not was.fuzzy and not was.plural:
            assert now.translation == was.translation
            assert now.fuzzy
            assert "mem.tmx" in now.translator_comment


@pytest.mark.parametrize("form", FORMS)
def test_the_same_catalog_gives_the_same_bytes(form: str) -> None:
    assert sent(SAMPLE, form) == sent(SAMPLE, form)


def test_the_command_knows_every_form() -> None:
    assert tuple(FORMS) == _KINDS


# ── the standards ──────────────────────────────────────────────────────────────────────────────


@settings(max_examples=20)
@given(catalog=catalogs())
def test_xliff_is_valid(catalog: Catalog) -> None:
    assert_valid(sent(catalog, "xliff"), "xliff-core-1.2-strict.xsd")
    assert_valid(sent(catalog, "xliff2"), "xliff-core-2.0.xsd")


def test_the_schemas_see_a_fault() -> None:
    for form, name in (("xliff", "xliff-core-1.2-strict.xsd"), ("xliff2", "xliff-core-2.0.xsd")):
        broken = sent(SAMPLE, form).replace(b"<source", b"<sauce").replace(b"</source", b"</sauce")
        with pytest.raises(AssertionError):
            assert_valid(broken, name)


def test_xliff_says_all_that_helps() -> None:
    root = etree.fromstring(sent(SAMPLE, "xliff"))
    first, second, third, fourth = root.iter(f"{{{X1}}}trans-unit")
    assert first.get("id") == packed(SAMPLE).items[0].id
    assert first.get("resname") == "heading"
    assert (first.get("maxwidth"), first.get("size-unit")) == ("120", "char")
    source = first.find(f"{{{X1}}}source")
    tags = [(etree.QName(e).localname, e.get("ctype"), e.get("equiv-text")) for e in source]
    assert tags == [
        ("g", "bold", "**…**"),
        ("ph", "x-placeholder", "{clinic.phone}"),
        ("g", "link", "[…][1]"),
        ("x", "lb", "\n"),
        ("ph", "x-code", "`5 mg`"),
    ]
    assert [e.get("id") for e in first.find(f"{{{X1}}}target")] == ["1", "2", "3", "4", "5"]
    notes = [(note.get("from"), note.text) for note in first.iter(f"{{{X1}}}note")]
    assert notes == [
        ("developer", "heading, in: When to call"),
        ("developer", "note: polite"),
        ("translator", "asked the nurse"),
    ]
    assert "When to call" in etree.tostring(first, encoding="unicode")
    assert second.find(f"{{{X1}}}target").get("state") == "needs-review-translation"
    old = second.find(f"{{{X1}}}alt-trans")
    assert old.get("alttranstype") == "previous-version"
    assert old.findtext(f"{{{X1}}}source") == "+1"
    assert third.find(f"{{{X1}}}target") is None
    assert fourth.get("translate") == "no"
    assert first.find(f"{{{X1}}}target").get("state") == "translated"


def test_xliff_2_says_it_too() -> None:
    root = etree.fromstring(sent(SAMPLE, "xliff2"))
    first, second, third, fourth = root.iter(f"{{{X2}}}unit")
    assert first.get("name") == "heading"
    source = first.find(f".//{{{X2}}}source")
    assert [etree.QName(e).localname for e in source] == ["pc", "ph", "pc", "ph", "ph"]
    assert source[1].get("equiv") == "{clinic.phone}"
    data = {e.get("id"): e.text for e in first.iter(f"{{{X2}}}data")}
    assert data["d1"] == data["e1"] == "**"
    states = [u.find(f"{{{X2}}}segment").get("state") for u in (first, second, third)]
    assert states == ["translated", "initial", "initial"]
    assert fourth.get("translate") == "no"


def test_a_table_opens_in_excel_and_reckons_nothing() -> None:
    data = sent(SAMPLE, "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[2][3:6] == ["'=SUM(A1)", "'@cmd", "needs review"]
    assert not any(cell[:1] in tuple("=+-@\t\r") for row in rows for cell in row if cell)


@given(st.text())
def test_the_guard_of_a_cell_comes_off_again(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert guarded(cell)[:1] not in tuple("=+-@\t\r")


# ── what tools and people make of a file ───────────────────────────────────────────────────────


def _edited(form: str, old: str, new: str) -> bytes:
    data = sent(SAMPLE, form)
    assert old.encode() in data
    return data.replace(old.encode(), new.encode())


def test_tags_may_move_and_their_marks_follow() -> None:
    data = _edited("xliff", 'Llame <g id="1" ctype="bold" equiv-text="**…**">ya</g> al', "Al")
    data = data.replace(b"vea <g", b'<mrk mtype="seg" mid="1"><g id="1">ya</g></mrk> vea <g')
    taken = take(emptied(SAMPLE), returned(data), trusted=True)
    said = taken.catalog.entries[0].translation
    assert said == "Al {clinic.phone}, **ya** vea [nuestra página][1]\\\n`5 mg`"


def test_segments_are_joined_and_old_codes_read() -> None:
    data = sent(SAMPLE, "xliff2").decode()
    start, end = data.index("<segment"), data.index("</unit>")
    parts = (
        '<segment state="final"><source>Call <sc id="1"/>now<ec startRef="1"/> at <ph id="2"/>, '
        'see </source><target>Llame <sc id="1"/>ya<ec startRef="1"/> al <ph id="2"/>, </target>'
        "</segment><ignorable><source/><target>vea </target></ignorable>"
        '<segment state="reviewed">'
        '<source><pc id="3">our page</pc><ph id="4"/><ph id="5"/></source>'
        '<target><pc id="3">aquí</pc><ph id="4"/><ph id="5"/></target></segment>'
    )
    taken = take(
        emptied(SAMPLE), returned((data[:start] + parts + data[end:]).encode()), trusted=True
    )
    assert not taken.findings
    said = taken.catalog.entries[0]
    assert said.translation == "Llame **ya** al {clinic.phone}, vea [aquí][1]\\\n`5 mg`"
    assert not said.fuzzy


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<g id="1" ctype="bold" equiv-text="**…**">ya</g>', '<g id="7">ya</g>'),
        ('<g id="1" ctype="bold" equiv-text="**…**">ya</g>', '<bx id="1"/>ya'),
        ('<g id="1" ctype="bold" equiv-text="**…**">ya</g>', '<x id="1"/>ya'),
    ],
)
def test_a_foreign_or_half_tag_is_refused(old: str, new: str) -> None:
    taken = take(emptied(SAMPLE), returned(_edited("xliff", old, new)), trusted=True)
    assert [found.code for found in taken.findings] == ["H244"]
    assert taken.catalog.entries[0].translation == ""
    assert taken.outcomes[Outcome.REFUSED] == 1


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_saved_by_another_program(delimiter: str, encoding: str) -> None:
    rows = list(csv.reader(io.StringIO(sent(SAMPLE, "csv").decode("utf-8-sig"), newline="")))
    rows[1][4], rows[1][7] = "Llame **ya**", "too short?"
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    taken = take(SAMPLE, returned(text.getvalue().encode(encoding)), trusted=False)
    assert not taken.findings
    first = taken.catalog.entries[0]
    assert (first.translation, first.fuzzy) == ("Llame **ya**", True)
    assert first.translator_comment == "asked the nurse\nreviewer: too short?"
    assert taken.catalog.entries[1:] == SAMPLE.entries[1:]


def test_states_come_back() -> None:
    table = sent(SAMPLE, "csv").decode().replace('"translated"', '"hm?"', 1)
    table = table.replace('"needs review"', '"translated"', 1)
    for trusted in (False, True):
        taken = take(SAMPLE, returned(table.encode()), trusted=trusted)
        first, second = taken.catalog.entries[:2]
        assert first.fuzzy  # somebody doubts it
        assert second.fuzzy is not trusted
        assert second.previous_text == ("" if trusted else "+1")


def test_tags_of_characters_that_xml_has_not() -> None:
    pieces, codes = protect("a\x07b")
    assert pieces == ("a", Tag("u0007", "alone"), "b")
    for name in ("u0041", "ud800", "u0000", "u110000", "x", ""):
        with pytest.raises(UnknownTag):
            restore((Tag(name, "alone"),), codes)


def test_real_catalogs_survive(root: object) -> None:
    from handouts.project import open_project

    project = open_project(root)  # type: ignore[arg-type]
    for tag in ("es", "ar", "zh-Hans", "km", "ur"):
        read_catalog = project.catalog("post-laminectomy-syndrome", tag)
        assert read_catalog is not None
        assert read_catalog.catalog is not None
        for form in ANSWERS:
            taken = take(
                read_catalog.catalog, returned(sent(read_catalog.catalog, form)), trusted=True
            )
            assert catalog_text(taken.catalog) == catalog_text(read_catalog.catalog)
            assert not taken.findings
            assert set(taken.outcomes) == {Outcome.UNCHANGED}
