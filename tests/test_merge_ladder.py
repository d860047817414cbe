"""The rungs of the merge: what is carried over, what is fuzzy and why, what stays empty."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from handouts.catalogs import Catalog, Entry, Merge, Words, catalog_text, merge
from handouts.catalogs import harmless as harmless_module
from handouts.catalogs.aligning import align, old_order, similarity
from handouts.catalogs.changes import explained
from handouts.catalogs.harmless import harmless
from handouts.guards import Guard
from handouts.messages import Message
from tests import leaflet
from tests.po_files import read

WORDS = Words("en")


def message(text: str, context: str | None = None, **rest: Any) -> Message:
    return replace(Message(context=context, text=text, references=("articles/a.md",)), **rest)


def catalog(*pairs: tuple[str, str]) -> Catalog:
    entries = tuple(
        Entry(context=None, text=t, translation=s, references=("articles/a.md",)) for t, s in pairs
    )
    return Catalog(path="es.po", tag="es", headers={"Language": "es"}, entries=entries)


def merged(texts: list[str], old: Catalog, **rest: Any) -> Merge:
    return merge([message(text) for text in texts], old, {}, **rest)


# ── a leaflet in two editions ────────────────────────────────────────────────────────────────────


@pytest.fixture
def first() -> tuple[Message, ...]:
    return leaflet.messages(leaflet.FIRST)


@pytest.fixture
def second() -> tuple[Message, ...]:
    return leaflet.messages(leaflet.SECOND)


def words(messages: tuple[Message, ...]) -> Words:
    return Words("en", lambda: (message.text for message in messages))


def test_the_leaflets_second_edition(
    first: tuple[Message, ...], second: tuple[Message, ...]
) -> None:
    start = merge(first, leaflet.spanish(first), {}).catalog
    done = merge(second, start, {}, before=first, words=words(second))

    assert (done.kept, len(done.carries), done.fuzzy, done.added) == (28, 1, 3, 2)
    assert [carry.reason for carry in done.carries] == ["spelling: recieve → receive"]
    fuzzy = {entry.comments[-1]: entry for entry in done.catalog.entries if entry.fuzzy}
    assert list(fuzzy) == [
        "sentence 1 of 3 changed (number): 5 → 2.5",
        "changed (negation): Avoid → Do not avoid",
        "changed (number): 4.5 → 5.0",
    ]
    assert all(entry.previous_text for entry in fuzzy.values())
    empty = [entry.text for entry in done.catalog.entries if not entry.filled]
    assert empty[0] == "Before an operation"
    assert empty[1].startswith("Tell your dentist")


def test_the_leaflets_second_edition_undone(
    first: tuple[Message, ...], second: tuple[Message, ...]
) -> None:
    start = merge(first, leaflet.spanish(first), {}, before=first).catalog
    there = merge(second, start, {}, before=first, words=words(second)).catalog
    there = read(catalog_text(there))
    back = merge(first, there, {}, before=second, words=words(first))

    assert catalog_text(back.catalog) == catalog_text(start)
    assert (back.fuzzy, back.added, back.restored) == (0, 0, 6)


def test_a_translator_who_finished_before_the_change_was_undone_loses_nothing(
    first: tuple[Message, ...], second: tuple[Message, ...]
) -> None:
    start = merge(first, leaflet.spanish(first), {}, before=first).catalog
    there = merge(second, start, {}, before=first, words=words(second)).catalog
    done = tuple(
        replace(entry, translation=f"NUEVO {number}", fuzzy=False, previous_text="")
        if entry.fuzzy or not entry.filled
        else entry
        for number, entry in enumerate(there.entries)
    )
    finished = merge(second, replace(there, entries=done), {}, before=second).catalog
    back = merge(first, finished, {}, before=second, words=words(first))
    again = merge(second, back.catalog, {}, before=first, words=words(second))

    assert [e.translation for e in back.catalog.entries] == [e.translation for e in start.entries]
    assert not any(entry.fuzzy for entry in back.catalog.entries)
    assert again.catalog.entries == finished.entries


# ── proofs, and the twin of each: one step further it is none ────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Take it  with food.", "Take it with food.", "white space"),
        ("Take 5 mg.", "Take 5\u00a0mg.", "white space"),
        ("a well-\u00adknown pain", "a well-known pain", "white space"),
        ('Say "no" to it.', "Say “no” to it.", "typography"),
        ("Don't rub it...", "Don’t rub it…", "typography"),
        ("Rest for 2-3 days.", "Rest for 2–3 days.", "typography"),
        ("You will recieve it.", "You will receive it.", "spelling: recieve → receive"),
        ("The hosptial is near.", "The hospital is near.", "spelling: hosptial → hospital"),
        ("Do not be worrried.", "Do not be worried.", "spelling: worrried → worried"),
        ("A seperate sheet.", "A separate sheet.", "spelling: seperate → separate"),
        (
            "Recall recieve and hosptial.",
            "Recall receive and hospital.",
            "spelling: recieve → receive, hosptial → hospital",
        ),
        # twins
        ("Take 1 2 of it.", "Take 12 of it.", ""),
        ("any one of them", "anyone of them", ""),
        ("a\\\nb", "a\\ b", ""),
        ("Keep it at -5 degrees.", "Keep it at 5 degrees.", ""),
        ("Rest for 2-3 days.", "Rest for 2.3 days.", ""),
        ("Call us.", "Call us!", ""),
        ("call us", "Call us", ""),
        ("**Call** us.", "Call us.", ""),
        ("Do not take it.", "Do take it.", ""),
        ("Take more.", "Take less.", ""),
        ("Take 5 mg.", "Take 5 mcg.", ""),
        ("Take 5 mg.", "Take 50 mg.", ""),
        ("the ileum hurts", "the ilium hurts", ""),  # a word that the list lacks, not a slip
        ("take prednisone", "take prednisolone", ""),  # no common words
        ("a casual visit", "a causal visit", ""),  # both are words
        ("Take Lasix.", "Take Latin.", ""),  # names are not judged
        ("He was ill.", "He was well.", ""),
        ("teh pain", "the pain", ""),  # too short to be sure
        ("You recieve it.", "You received it.", ""),  # two slips
    ],
)
def test_what_is_harmless(old: str, new: str, reason: str) -> None:
    assert harmless(old, new, WORDS) == reason


def test_a_word_that_the_project_uses_elsewhere_is_no_misspelling() -> None:
    other = Words("en", lambda: ["We recieve it."])

    assert harmless("You recieve it.", "You receive it.", other) == ""


def test_misspellings_are_proved_in_english_only() -> None:
    assert harmless("You recieve it.", "You receive it.", Words("en-GB")) != ""
    assert harmless("You recieve it.", "You receive it.", Words("es")) == ""


def test_a_guard_token_is_never_a_misspelling(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guards decide, whatever the words: here they know a drug that the list knows, too."""
    monkeypatch.setattr(harmless_module, "guard_tokens", lambda text, tag: ())
    assert harmless("Take asprin now.", "Take aspirin now.", WORDS)

    def drugs(text: str, tag: str) -> tuple[Guard, ...]:
        return (Guard("drug", "aspirin", "aspirin"),) if "aspirin" in text else ()

    monkeypatch.setattr(harmless_module, "guard_tokens", drugs)
    assert not harmless("Take asprin now.", "Take aspirin now.", WORDS)


def test_digits_are_compared_even_where_no_guard_sees_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(harmless_module, "guard_tokens", lambda text, tag: ())

    assert not harmless("Take 5 mg.", "Take 50 mg.", WORDS)
    assert harmless("Take  5 mg.", "Take 5 mg.", WORDS)


def test_without_guards_a_change_of_meaning_could_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin that shows what the guards are for: hypothetical words that one letter turns."""
    old, new = "You shuold rest.", "You should rest."
    monkeypatch.setattr(harmless_module, "guard_tokens", lambda text, tag: ())
    assert harmless(old, new, WORDS)

    monkeypatch.undo()
    shown = Guard("direction", "should", "should")
    monkeypatch.setattr(
        harmless_module, "guard_tokens", lambda text, tag: (shown,) if "should" in text else ()
    )
    assert not harmless(old, new, WORDS)


def test_a_carry_is_listed_and_another_role_is_none() -> None:
    old = catalog(("Call  us.", "Llame."))
    done = merged(["Call us."], old)
    role = merge([message("Call  us.", "heading")], old, {})

    (carry,) = done.carries
    assert (carry.previous, carry.text, carry.reason) == ("Call  us.", "Call us.", "white space")
    assert not done.catalog.entries[0].fuzzy
    assert role.catalog.entries[0].fuzzy
    assert role.catalog.entries[0].comments == ("changed (role): text → heading",)


def test_a_fuzzy_translation_is_never_carried_as_final() -> None:
    first = catalog(("Take  6 mg.", "Tome 5 mg."))
    doubtful = replace(first.entries[0], fuzzy=True, previous_text="Take 5 mg.")
    done = merged(["Take 6 mg."], replace(first, entries=(doubtful,)))

    assert (done.fuzzy, done.carries) == (1, ())
    assert done.catalog.entries[0].previous_text == "Take 5 mg."


# ── comments ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Take 5 mg a day.", "Take 2.5 mg a day.", "changed (number): 5 → 2.5"),
        ("Take 5 mg a day.", "Take 5 mcg a day.", "changed (unit): mg → mcg"),
        ("Do take it.", "Do not take it.", "changed (negation): take → not take"),
        ("Take more water.", "Take less water.", "changed (direction): more → less"),
        ("Take it home.", "Bring it home.", "changed (wording): Take → Bring"),
        ("Wait, please.", "Wait please.", "changed (punctuation): , please → please"),
        ("call us", "Call us", "changed (capital letters): call → Call"),
        ("Call **us**.", "Call us.", "changed (emphasis): "),
        ("Say 'a'.", "Say ’a’.", "changed (typography): "),
        ("Rest. Walk.", "Rest. Walk. Swim.", "sentence 3 of 3 is new: Swim."),
        ("Rest here. Wait.", "Rest here.", "sentence 2 of 2 was removed: Wait."),
        (
            "Rest well. Take 5 mg. Call us.",
            "Rest well. Take 6 mg. Call us.",
            "sentence 2 of 3 changed (number): 5 → 6",
        ),
        (
            "Rest well. Call us.",
            "Rest. Or walk. Or swim. Call us.",
            "sentences 1 to 3 of 4 changed (",
        ),
        ("请休息。每天吃5片。", "请休息。每天吃6片。", "sentence 2 of 2 changed (number): "),
        ("same", "same", "the source reads again as it did: confirm the translation"),
    ],
)
def test_comments_say_what_changed(old: str, new: str, said: str) -> None:
    (line, *_) = explained(old, new, None, None, "en")
    assert line.startswith(said)


def test_a_comment_is_one_line_and_goes_with_the_doubt() -> None:
    old = catalog(("Take 5 mg\\\nevery day.", "Tome 5 mg\\\ncada día."))
    done = merged(["Take 6 mg\\\nevery single day."], old).catalog
    assert all("\n" not in line for line in done.entries[0].comments)

    certain = replace(done.entries[0], fuzzy=False, translation="Tome 6 mg\\\ncada día.")
    after = merged(["Take 6 mg\\\nevery single day."], replace(done, entries=(certain,))).catalog
    assert after.entries[0].comments == ()


# ── which block was made from which ──────────────────────────────────────────────────────────────


def keys(*texts: str) -> list[tuple[str | None, str]]:
    return [(None, text) for text in texts]


def test_place_decides_between_equals() -> None:
    """Two doses look alike; each takes the translation of the one that stood in its place."""
    old = catalog(
        ("Mornings", "Mañanas"),
        ("Take 5 mg of it.", "MAÑANA"),
        ("Evenings", "Noches"),
        ("Take 7 mg of it.", "NOCHE"),
    )
    done = merged(["Mornings", "Take 6 mg of it.", "Evenings", "Take 8 mg of it."], old).catalog

    assert [entry.translation for entry in done.entries] == ["Mañanas", "MAÑANA", "Noches", "NOCHE"]


def test_the_template_tells_the_order_when_a_tool_has_sorted_the_catalog() -> None:
    texts = ["Mornings", "Take 5 mg of it.", "Evenings", "Take 7 mg of it."]
    before = [message(text) for text in texts]
    # sorted, the evening's dose stands between morning's heading and dose
    shuffled = catalog(*((text, text.upper()) for text in (texts[0], texts[3], *texts[1:3])))
    new = ["Mornings", "Take 6 mg of it.", "Evenings", "Take 8 mg of it."]

    known = merged(new, shuffled, before=before).catalog
    unknown = merged(new, shuffled).catalog

    assert known.entries[1].translation == "TAKE 5 MG OF IT."
    assert unknown.entries[1].translation == "TAKE 7 MG OF IT."  # the twin


def test_a_catalog_left_behind_keeps_its_own_order() -> None:
    entries = catalog(("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")).entries
    before = [message("c"), message("x"), message("a")]

    assert old_order(entries, before) == keys("c", "d", "a", "b")


def test_a_moved_and_changed_block_is_found_elsewhere() -> None:
    old = keys("One", "Take 5 mg of it every day.", "Two", "Three")
    new = keys("One", "Two", "Three", "Take 6 mg of it every day.")

    assert align(old, new, {}) == {new[3]: old[1]}


def test_an_empty_predecessor_lends_nothing_and_nobody_else_does() -> None:
    old = catalog(("Take 5 mg of it.", ""), ("Take 7 mg of it.", "SIETE"))
    done = merged(["Take 6 mg of it.", "Take 7 mg of it."], old).catalog

    assert [entry.translation for entry in done.entries] == ["", "SIETE"]


def test_unrelated_texts_are_not_alike() -> None:
    assert similarity("Before an operation", "About this leaflet") < 0.5
    assert similarity("Above 4.5", "Above 5.0") > 0.5


def test_a_restored_and_corrected_paragraph_is_carried_from_memory() -> None:
    gone = merged([], catalog(("You will recieve it soon.", "Pronto."))).catalog
    done = merged(["You will receive it soon."], gone)

    assert done.catalog.entries[0].translation == "Pronto."
    assert [carry.reason for carry in done.carries] == ["spelling: recieve → receive"]


def test_what_other_tools_guessed_from_a_living_block_is_taken_back() -> None:
    """msgmerge gives a new sentence the translation of its opposite, which still stands."""
    water, no_water = "Take the tablet with water.", "Do not take the tablet with water."
    old = catalog((water, "Tome la tableta con agua."), (no_water, "Tome la tableta con agua."))
    guess = replace(old.entries[1], fuzzy=True, previous_text=water)
    guessed = replace(old, entries=(old.entries[0], guess))

    new = merged([water, no_water], guessed, before=[message(water)]).catalog
    later = merged([water, no_water], guessed, before=[message(water), message(no_water)]).catalog

    assert [entry.translation for entry in new.entries] == ["Tome la tableta con agua.", ""]
    assert later.entries[1].translation  # a translator may have left it so


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("inection", "injection"),  # or infection
        ("heaing", "hearing"),  # or healing
        ("bleding", "blending"),  # or bleeding
        ("hypeglycemia", "hypoglycemia"),
        ("hypetension", "hypertension"),
    ],
)
def test_a_misspelling_that_may_have_been_another_word_is_never_carried(old: str, new: str) -> None:
    assert not Words("en").corrects(old, new)


def test_a_misspelling_that_can_only_be_one_word_is_carried() -> None:
    assert Words("en").corrects("recieve", "receive")
    assert Words("en").corrects("tomorow", "tomorrow")
