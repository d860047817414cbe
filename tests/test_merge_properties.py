"""What holds for every merge, whatever authors do."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from handouts.catalogs import Catalog, Entry, Words, catalog_text, merge
from handouts.catalogs.harmless import harmless
from handouts.messages import Message
from tests import leaflet
from tests.po_files import HEADERS, read
from tests.source_edits import HARMFUL, Edit, edits

VERBS = ("Take", "Swallow", "Rinse with", "Rub in")
THINGS = ("the tablet", "the white cream", "the medicine", "cranberry juice", "warm water")
TIMES = ("every morning", "before meals", "after meals", "at bedtime", "with food")
SLIPS = {"medicine": "medcine", "cranberry": "cranbrery", "cream": "creeam"}


@dataclass(frozen=True)
class Advice:
    """What a sentence tells a patient; two of these that differ must never share a translation."""

    negated: bool
    verb: str
    dose: str
    unit: str
    thing: str
    time: str

    def said(self, style: str) -> str:
        """The sentence, in a style that changes its looks alone."""
        start = f"Do not {self.verb.lower()}" if self.negated else self.verb
        text = f"{start} {self.dose} {self.unit} of {self.thing} {self.time}, as “we” said."
        if style == "typewriter":
            return text.replace("“", '"').replace("”", '"')
        if style == "wide":
            return text.replace(" of ", "  of ")
        if style == "slips":
            for word, slip in SLIPS.items():
                text = text.replace(word, slip)
        return text


STYLES = ("plain", "typewriter", "wide", "slips")
advice = st.builds(
    Advice,
    negated=st.booleans(),
    verb=st.sampled_from(VERBS),
    dose=st.sampled_from(["1", "2", "5", "50", "2.5", "0.5", "10", "one", "two"]),
    unit=st.sampled_from(["mg", "mcg", "ml", "drops"]),
    thing=st.sampled_from(THINGS),
    time=st.sampled_from(TIMES),
)


def message(text: str, kind: str = "paragraph") -> Message:
    return Message(context=None, text=text, comments=(f"{kind}, in: A",), references=("a.md",))


def translated(texts: list[str], states: list[str]) -> Catalog:
    entries = []
    for number, (text, state) in enumerate(zip(texts, states, strict=False)):
        entry = Entry(context=None, text=text, translation=f"T{number}", translator_comment="")
        if state == "empty":
            entry = replace(entry, translation="")
        elif state == "fuzzy":
            entry = replace(entry, fuzzy=True, previous_text=f"older {text}")
        elif state == "noted":
            entry = replace(entry, translator_comment="asked", flags=("max-length:90",))
        entries.append(entry)
    return Catalog(path="es.po", tag="es", headers=HEADERS, entries=tuple(entries))


def brought(texts: list[str], old: Catalog, before: list[str]) -> Catalog:
    """Merge, go through a file, and prove that merging twice is merging once."""
    wanted, was = [message(text) for text in texts], [message(text) for text in before]
    words = Words("en", lambda: texts)
    once = merge(wanted, old, {}, before=was, words=words).catalog
    written = catalog_text(once)
    for snapshot in (wanted, was):
        twice = merge(wanted, read(written), {}, before=snapshot, words=words)
        assert catalog_text(twice.catalog) == written
        assert (twice.fuzzy, twice.restored, twice.carries) == (0, 0, ())
    return read(written)


sources = st.lists(advice, min_size=1, max_size=7, unique=True)
states = st.lists(
    st.sampled_from(["done", "done", "done", "noted", "fuzzy", "empty"]), min_size=7, max_size=7
)


@settings(max_examples=60)
@given(sources, states, st.data())
def test_whatever_is_undone_comes_back_as_it_was(
    source: list[Advice], given_states: list[str], data: st.DataObject
) -> None:
    """Delete, insert, edit, move, all at once, and back: the same bytes, in as many steps."""
    texts = [one.said("plain") for one in source]
    start = brought(texts, translated(texts, given_states), texts)
    now, catalog, was = list(texts), start, texts
    for _ in range(data.draw(st.integers(1, 2), label="steps")):
        now = [text for text in now if data.draw(st.integers(0, 4)) > 0]
        for place in range(len(now)):
            if data.draw(st.integers(0, 3)) == 0:
                now[place] = data.draw(advice).said(data.draw(st.sampled_from(STYLES)))
        now += [one.said("plain") for one in data.draw(st.lists(advice, max_size=2))]
        now = list(dict.fromkeys(data.draw(st.permutations(now))))
        catalog, was = brought(now, catalog, was), now
    back = brought(texts, catalog, was)

    before = {entry.key: entry for entry in start.entries}
    for entry in back.entries:
        assert (
            replace(entry, line=0, comments=()) == replace(before[entry.key], line=0, comments=())
            or not before[entry.key].filled
        )


@settings(max_examples=40)
@given(sources, states, st.data())
def test_deleting_and_restoring_is_identity(
    source: list[Advice], given_states: list[str], data: st.DataObject
) -> None:
    texts = [one.said("plain") for one in source]
    start = brought(texts, translated(texts, given_states), texts)
    fewer = [text for text in texts if data.draw(st.booleans())]

    assert catalog_text(brought(texts, brought(fewer, start, texts), fewer)) == catalog_text(start)


@settings(max_examples=60)
@given(sources, states, advice, st.sampled_from(STYLES), st.data())
def test_editing_and_reverting_is_identity(
    source: list[Advice], given_states: list[str], new: Advice, style: str, data: st.DataObject
) -> None:
    texts = [one.said("plain") for one in source]
    start = brought(texts, translated(texts, given_states), texts)
    place = data.draw(st.integers(0, len(texts) - 1))
    other = data.draw(st.sampled_from([new, source[place]])).said(style)
    edited = list(dict.fromkeys([*texts[:place], other, *texts[place + 1 :]]))
    back = brought(texts, brought(edited, start, texts), edited)

    assert catalog_text(back) == catalog_text(start)


@given(sources, states, st.randoms())
def test_moves_cost_nothing(source: list[Advice], given_states: list[str], chance: object) -> None:
    texts = [one.said("plain") for one in source]
    start = brought(texts, translated(texts, given_states), texts)
    moved = sorted(texts, key=lambda text: hash((text, str(chance))))
    done = merge([message(text) for text in moved], start, {}, before=list(map(message, texts)))

    assert (done.kept, done.fuzzy, done.added, done.retired) == (len(texts), 0, 0, 0)
    assert {e.key: e.translation for e in done.catalog.entries} == {
        e.key: e.translation for e in start.entries
    }


# ── no change of meaning is carried ──────────────────────────────────────────────────────────────


@settings(max_examples=150)
@given(advice, advice, st.sampled_from(STYLES), st.sampled_from(STYLES))
@example(
    Advice(False, "Take", "5", "mg", "the tablet", "at bedtime"),
    Advice(True, "Take", "5", "mg", "the tablet", "at bedtime"),
    "plain",
    "typewriter",
)
def test_only_looks_are_harmless(one: Advice, other: Advice, style: str, to: str) -> None:
    old, new = one.said(style), other.said(to)
    reason = harmless(old, new, Words("en"))

    if one != other:
        assert not reason
    elif old != new and to != "slips":  # a slip of the pen is corrected, never made
        assert reason


@settings(max_examples=60)
@given(sources, st.data())
def test_no_edited_advice_keeps_its_translation_unflagged(
    source: list[Advice], data: st.DataObject
) -> None:
    """Several sentences change at once, some in their looks alone: none takes another's words."""
    told = {f"T{number}": one for number, one in enumerate(source)}
    texts = [one.said(data.draw(st.sampled_from(STYLES))) for one in source]
    start = brought(texts, translated(texts, ["done"] * len(texts)), texts)
    meant: dict[str, Advice] = {}
    for one in source:
        field = data.draw(st.sampled_from(["negated", "dose", "unit", "time", "none"]))
        other = data.draw(advice)
        new = one if field == "none" else replace(one, **{field: getattr(other, field)})
        meant.setdefault(new.said(data.draw(st.sampled_from(STYLES))), new)
    done = brought(list(meant), start, texts)

    for entry in done.entries:
        if entry.filled and not entry.fuzzy:
            assert told[entry.translation] == meant[entry.text]


def test_no_harmful_edit_of_two_hundred_is_carried() -> None:
    seen: set[str] = set()
    for edit in edits(leaflet.FIRST, 200, seed=7):
        old, new = (leaflet.messages(text) for text in (edit.before, edit.after))
        start = Catalog(
            path="es.po",
            tag="es",
            entries=tuple(
                Entry(context=m.context, text=m.text, translation=f"T{n}")
                for n, m in enumerate(old)
            ),
        )
        after = [edit.after]
        done = merge(new, start, {}, before=old, words=Words("en", after.copy))
        seen.add(edit.kind)
        if edit.kind in HARMFUL:
            assert done.carries == (), edit
            assert done.fuzzy + done.added == 1, edit.kind
        if edit.kind in ("address", "move", "delete"):
            assert (done.fuzzy, done.added, done.carries) == (0, 0, ()), edit.kind
    assert seen > HARMFUL


def test_the_generated_edits_can_show_harm() -> None:
    """The twin: without guards and digits, the proof by looks alone would pass some of them."""
    kinds = {edit.kind for edit in edits(leaflet.FIRST, 200, seed=7) if _differ_little(edit)}

    assert kinds >= HARMFUL


def _differ_little(edit: Edit) -> bool:
    changed = set(edit.before.split()) ^ set(edit.after.split())
    return 0 < len(changed) <= 4
