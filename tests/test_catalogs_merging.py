"""Catalogs follow their article, and no word of a translator is lost."""

import time
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.catalogs import (
    Catalog,
    Coverage,
    Entry,
    catalog_text,
    coverage,
    merge,
)
from handouts.messages import Message
from tests.po_files import HEADERS, entries, read

# ── merging ──────────────────────────────────────────────────────────────────────────────────────


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


@settings(max_examples=100)
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
            after = kept.get(before.key) or _with_its_words(before, result)
            same = (after.translation, after.plural_translations) == (
                before.translation,
                before.plural_translations,
            )
            better = any(e.key == before.key and not e.fuzzy for e in gone) and before.fuzzy
            assert same or better


def _with_its_words(lost: Entry, result: Catalog) -> Entry:
    """A fuzzy entry that only repeats another one may go: what it says is still there, fuzzy."""
    assert lost.fuzzy
    return next(
        e
        for e in (*result.entries, *result.obsolete)
        if (e.translation, e.previous_text) == (lost.translation, lost.previous_text)
        or (e.translation, e.text) == (lost.translation, lost.previous_text)
    )


# ── counting ─────────────────────────────────────────────────────────────────────────────────────


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


def test_thousands_of_retired_entries_take_no_longer_than_each() -> None:
    entries = (
        Entry(context=None, text=f"Old {n}.", translation=f"Viejo {n}.") for n in range(9000)
    )
    started = time.process_time()
    merged = merge((), Catalog("es.po", "es", entries=tuple(entries)), {})
    assert len(merged.catalog.obsolete) == 9000
    assert time.process_time() - started < 3  # each was once compared with each
