"""Signatures and waivers hold for the words that were read, and for nothing else."""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.article import parse_article
from handouts.findings import HandoutsError
from handouts.messages import message_id
from handouts.reviews import (
    MACHINE,
    METHODS,
    TRANSLATED,
    Outline,
    Part,
    Person,
    Reviews,
    Signature,
    Signing,
    SignOff,
    Subject,
    Waiver,
    approval_of,
    outline_of,
    read_reviews,
    reviews_text,
    sign,
    why_never,
)
from handouts.reviews.subjects import has_moved

DAY = datetime.date(2026, 11, 28)
ANA, BEN = Person(name="Ana Pérez", role="translator"), Person(name="Ben Cho", role="physician")
PATH = "reviews/es/a.toml"
NOTHING = Reviews(path=PATH)

texts = st.text(min_size=1, max_size=30)
keys = st.tuples(st.none() | st.text(max_size=8), texts)
subjects = st.lists(
    st.builds(Subject, key=keys, target=texts, ready=st.just(True)),
    min_size=1,
    max_size=8,
    unique_by=lambda one: one.id,
)


def off(found: list[Subject], reviews: Reviews = NOTHING, names: int = 1) -> SignOff:
    """Give what is to be signed of an article without any words around it."""
    part = Part(name="a", noun="messages", subjects=tuple(found), reviews=reviews)
    return SignOff(text=part, words=(), outline=tuple(one.id for one in found), names=names)


def by(person: Person, second: Person | None = None, **more: object) -> Signing:
    signing = Signing(by=person, date=DAY, method=TRANSLATED, second=second)
    return replace(signing, **more)  # type: ignore[arg-type]


def signed(found: list[Subject], signing: Signing | None = None, **more: object) -> SignOff:
    """Sign it, and look again."""
    before = off(found, **more)  # type: ignore[arg-type]
    [done] = sign(before, signing or by(ANA))
    return off(found, done.reviews, before.names)


# ── ids and hashes ───────────────────────────────────────────────────────────────────────────────


def test_ids_are_the_beginning_of_gettexts_own_key() -> None:
    """Pinned: catalogs, proofs and files of reviews that are in the world name them."""
    assert message_id((None, "Take no more than 400 mg at a time.")) == "32f091df"
    assert message_id(("heading", "What you can do")) == "08ba1530"


@given(keys, keys)
def test_different_messages_have_different_ids(
    one: tuple[str | None, str], other: tuple[str | None, str]
) -> None:
    assert (message_id(one) == message_id(other)) == (one == other)


@given(subjects)
def test_any_change_of_context_source_or_target_gives_another_hash(found: list[Subject]) -> None:
    one = found[0]
    others = [
        replace(one, target=f"{one.target}."),
        replace(one, key=(one.key[0], f"{one.key[1]}.")),
        replace(one, key=(f"{one.key[0]}.", one.key[1])),
        replace(one, target=None),
    ]
    assert len({one.digest, *(other.digest for other in others)}) == 5


# ── signing ──────────────────────────────────────────────────────────────────────────────────────


@given(subjects)
def test_what_is_signed_is_complete_and_what_is_not_is_not(found: list[Subject]) -> None:
    assert not off(found).complete
    assert approval_of(off(found)) is None
    assert signed(found).complete


@given(subjects, st.data())
def test_a_changed_message_voids_its_own_signature_and_no_other(
    found: list[Subject], data: st.DataObject
) -> None:
    reviews = signed(found).text.reviews
    place = data.draw(st.integers(0, len(found) - 1))
    changed = [*found]
    changed[place] = replace(found[place], target=f"{found[place].target}x")

    after = off(changed, reviews)

    assert after.text.open == after.text.changed == (changed[place],)
    assert not after.complete
    assert not after.stale
    [again] = sign(after, by(BEN))
    assert again.now == 1
    others = {name: one for name, one in reviews.signed.items() if name != found[place].id}
    assert others.items() <= again.reviews.signed.items()
    assert off(changed, again.reviews).complete


@given(subjects, st.data())
def test_a_changed_source_is_open_and_makes_the_rest_stale(
    found: list[Subject], data: st.DataObject
) -> None:
    reviews = signed(found).text.reviews
    place = data.draw(st.integers(0, len(found) - 1))
    new = replace(found[place], key=(found[place].key[0], f"{found[place].key[1]}x"))
    changed = [*found[:place], new, *found[place + 1 :]]

    after = off(changed, reviews)

    assert after.text.open == (new,)
    assert after.stale
    assert not after.moved
    assert off(found, reviews).complete, "undo is free"


@given(subjects)
def test_signing_twice_is_signing_once_whoever_comes_second(found: list[Subject]) -> None:
    once = signed(found)
    [twice] = sign(once, by(BEN, date=DAY + datetime.timedelta(days=9)))

    assert twice.reviews == once.text.reviews
    assert (twice.now, twice.before) == (0, len(found))


@given(subjects, st.randoms(use_true_random=False))
def test_the_order_of_messages_is_no_matter_of_the_file(
    found: list[Subject], random: object
) -> None:
    shuffled = [*found]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = signed(found).text.reviews, signed(shuffled).text.reviews

    assert reviews_text(replace(one, outline=None)) == reviews_text(replace(other, outline=None))


@given(subjects)
def test_two_halves_signed_apart_are_the_whole(found: list[Subject]) -> None:
    """As when two branches are merged: each has tables that the other has not."""
    half = len(found) // 2
    one, other = signed(found[:half] or found), signed(found[half:])
    merged = {**one.text.reviews.signed, **other.text.reviews.signed}

    assert not off(found, Reviews(path=PATH, signed=merged)).text.open


def test_missing_and_fuzzy_texts_are_not_signed() -> None:
    ready = Subject(key=(None, "a"), target="b", ready=True)
    with pytest.raises(HandoutsError, match=r"H402.*1 of 2 messages"):
        sign(off([ready, replace(ready, key=(None, "c"), ready=False)]), by(ANA))
    assert sign(off([ready]), by(ANA))


# ── two names ────────────────────────────────────────────────────────────────────────────────────


@given(subjects)
def test_where_two_names_are_asked_for_one_is_not_enough(found: list[Subject]) -> None:
    alone = signed(found, names=2)
    assert not alone.complete
    assert approval_of(alone) is None
    assert len(alone.waiting(alone.text)) == len(found)
    assert signed(found, by(ANA, BEN), names=2).complete

    [again] = sign(alone, by(ANA))
    assert not off(found, again.reviews, 2).complete, "the same person again"
    [second] = sign(alone, by(BEN, is_second=True))
    assert off(found, second.reviews, 2).complete
    assert off(found, second.reviews).complete


@given(subjects)
def test_another_persons_signature_is_the_second_one_only_where_two_are_asked_for(
    found: list[Subject],
) -> None:
    [two] = sign(signed(found, names=2), by(BEN))
    assert off(found, two.reviews, 2).complete
    assert two.seconded == len(found)
    [one] = sign(signed(found), by(BEN))
    assert one.seconded == 0


@pytest.mark.parametrize("name", ["Ana Pérez", "ana  PÉREZ", " Ana Pérez "])
def test_the_second_reader_is_another_person(name: str) -> None:
    found = [Subject(key=(None, "a"), target="b", ready=True)]
    with pytest.raises(HandoutsError, match=r"H405.*both names"):
        sign(off(found), by(ANA, Person(name=name)))
    with pytest.raises(HandoutsError, match=r"H405.*first reader"):
        sign(signed(found), by(Person(name=name), is_second=True))
    with pytest.raises(HandoutsError, match=r"H405.*no first signature"):
        sign(off(found), by(BEN, is_second=True))


def test_order_and_numbers_are_read_by_two_people_as_well() -> None:
    found = [Subject(key=(None, "a"), target="b", ready=True)]
    both = signed(found, by(ANA, BEN), names=2)
    assert both.complete
    again = replace(both, outline=(found[0].id, "= 5"))
    assert again.moved
    [one] = sign(again, by(ANA))
    alone = replace(again, text=replace(again.text, reviews=one.reviews))
    assert not alone.moved
    assert not alone.complete
    assert alone.outline_waits
    [two] = sign(alone, by(BEN, is_second=True))
    assert replace(alone, text=replace(alone.text, reviews=two.reviews)).complete


# ── whose names print ────────────────────────────────────────────────────────────────────────────


def test_names_are_those_who_signed_most_first_and_the_last_day() -> None:
    found = [Subject(key=(None, text), target="x", ready=True) for text in "abc"]
    later = DAY + datetime.timedelta(days=3)
    reviews = signed(found[:1], by(BEN)).text.reviews
    [done] = sign(off(found, reviews), by(ANA, Person(name="Cleo"), date=later, method=MACHINE))

    approval = approval_of(off(found, done.reviews))

    assert approval
    assert [(one.role, one.name) for one in approval.signers] == [
        ("translator", "Ana Pérez"),
        ("physician", "Ben Cho"),
        ("second reader", "Cleo"),
    ]
    assert approval.date == later
    assert approval.machine
    assert approval.others == 0


def test_more_than_four_people_are_counted() -> None:
    found = [Subject(key=(None, text), target="x", ready=True) for text in "abcdef"]
    reviews = Reviews(path=PATH)
    for number, one in enumerate(found, 1):
        reviews = replace(reviews, outline=None)
        [done] = sign(off(found[:number], reviews), by(Person(name=f"P{number}", role="nurse")))
        reviews = done.reviews
        assert one.id in reviews.signed

    approval = approval_of(off(found, reviews))

    assert approval
    assert (len(approval.signers), approval.others) == (4, 2)


# ── what is no message ───────────────────────────────────────────────────────────────────────────

TABLE = """\
---
summary: "Doses."
---

# Doses

| Who | mg |
|---|---|
| Adults of any age | 500 |
| Small children only | 250 |

See [our page](https://example.org/a). Call 911.

<!-- skip -->

Printed as it is.
"""


def outline(text: str) -> tuple[str, ...]:
    article = parse_article("articles/doses.md", text).article
    assert article
    return outline_of(article)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("| 500 |", "| 5000 |"),
        ("example.org/a", "example.org/b"),
        ("Printed as it is.", "Printed as it was."),
        (
            "| Adults of any age | 500 |\n| Small children only | 250 |",
            "| Adults of any age | 500 |",
        ),
    ],
)
def test_numbers_addresses_and_skipped_texts_are_signed_too(old: str, new: str) -> None:
    assert TABLE.count(old) == 1
    was = Outline(items=outline(TABLE), by="Ana", date=DAY)

    assert not has_moved(was, outline(TABLE), ())
    assert has_moved(was, outline(TABLE.replace(old, new)), ())


def test_labels_that_change_places_are_noticed() -> None:
    swapped = TABLE.replace("Adults of any age", "\0").replace(
        "Small children only", "Adults of any age"
    )
    swapped = swapped.replace("\0", "Small children only")
    assert has_moved(Outline(items=outline(TABLE), by="Ana", date=DAY), outline(swapped), ())


def test_layout_and_comments_are_not_signed() -> None:
    same = TABLE.replace("| Who | mg |", "|Who|mg|").replace("# Doses\n", "# Doses\n\n\n")
    same = same.replace("See [our", "<!-- note: be careful -->\n\nSee [our")
    assert outline(same) == outline(TABLE)


# ── the file ─────────────────────────────────────────────────────────────────────────────────────

lines = st.text(min_size=1, max_size=40).map(lambda text: " ".join(text.split())).filter(bool)
days = st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1))
digests = st.text("0123456789abcdef", min_size=64, max_size=64)
ids = st.text("0123456789abcdef", min_size=8, max_size=8)
people = st.builds(Person, name=lines, role=lines, credential=st.just("") | lines)


@st.composite
def signatures(draw: st.DrawFn) -> Signature:
    first, second = draw(people), draw(st.none() | people)
    if second and first.is_also(second.name):
        second = None
    return Signature(
        digest=draw(digests),
        text=draw(lines),
        by=first,
        date=draw(days),
        method=draw(st.sampled_from(METHODS)),
        second=second,
        second_date=draw(days) if second else None,
    )


@st.composite
def all_reviews(draw: st.DrawFn) -> Reviews:
    waivers = [
        Waiver(
            message=draw(ids),
            code=draw(st.sampled_from(["H212", "H213"])),
            digest=draw(digests),
            text=draw(lines),
            by=draw(lines),
            reason=draw(lines),
            date=draw(days),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    return Reviews(
        path=PATH,
        outline=draw(
            st.none()
            | st.builds(
                Outline,
                items=st.lists(lines, max_size=4).map(tuple),
                by=lines,
                date=days,
                second=st.just("") | lines.map("second {}".format),
            ).filter(lambda one: not Person(name=one.by).is_also(one.second))
        ),
        signed=draw(st.dictionaries(ids, signatures(), max_size=4)),
        waived={(one.message, one.code): one for one in waivers},
    )


@given(all_reviews())
def test_what_is_written_is_read_back(reviews: Reviews) -> None:
    text = reviews_text(reviews)
    read = read_reviews(PATH, text)

    assert read.findings == ()
    assert read.reviews == reviews
    assert reviews_text(read.reviews) == text
    tomllib.loads(text)


@given(st.text(max_size=200))
def test_no_text_ends_in_a_traceback(text: str) -> None:
    read = read_reviews(PATH, text)
    assert read.reviews.signed == {}
    assert all(found.code == "H406" for found in read.findings)


def a_file() -> str:
    found = [
        Subject(key=(None, "Take 5 mg."), target="Tome 5 mg.", ready=True),
        Subject(key=(None, "Call us."), target="Llame.", ready=True),
    ]
    reviews = signed(found, by(ANA, BEN)).text.reviews
    waiver = Waiver(
        message=found[0].id,
        code="H212",
        digest=found[0].digest,
        text="Take 5 mg.",
        by="Ana",
        reason="said in words",
        date=DAY,
    )
    return reviews_text(replace(reviews, waived={(waiver.message, "H212"): waiver}))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('method = "translated"', 'method = "guessed"', '"method" must be one of'),
        ("date = 2026-11-28\nmethod", 'date = "soon"\nmethod', "must be a date"),
        ('role = "translator"', 'rolle = "translator"', 'unknown key "rolle"'),
        ("[signed.", "[singed.", 'unknown key "singed"'),
        ("[signed.", "[signed.x", "is no id of a message"),
        ('by = "Ana Pérez"\nrole', "role", "has no by"),
        ('second = "Ben Cho"', 'second = "ana pérez"', "the second reader is the first one"),
        ('second = "Ben Cho"\nsecond_role', "second_role", "the second reader has no name"),
        (".H212]", ".H203]", "H203 is never waived"),
        (".H212]", ".H999]", "is no code"),
        (".H212]", ".H301]", "H301 is never waived"),
        ('reason = "said in words"\n', "", "has no reason"),
        ('hash = "', 'hash = "x', "64 hexadecimal digits"),
        ("[signed.", "<<<<<<< ours\n[signed.", "merge conflict"),
        ("[signed.", '["', "no TOML"),
        ("items = [", "items = 5 # [", "no TOML"),
    ],
)
def test_each_fault_of_a_file_is_named_with_its_line(old: str, new: str, said: str) -> None:
    text = a_file()
    broken = text.replace(old, new, 1)
    assert broken != text
    assert read_reviews(PATH, text).findings == ()

    read = read_reviews(PATH, broken)

    [found] = [one for one in read.findings if said in one.message]
    place = found.location
    assert place
    assert place.path == PATH
    first = next(
        n
        for n, (a, b) in enumerate(zip(text.split("\n"), broken.split("\n"), strict=False), 1)
        if a != b
    )
    assert abs(place.line - first) <= 9, "in its table"
    assert read.reviews == Reviews(path=PATH), "nothing of a damaged file counts"


def test_all_faults_are_named_at_once() -> None:
    text = a_file().replace('role = "translator"', 'rolle = "x"').replace(".H212]", ".H212x]")
    read = read_reviews(PATH, text.replace('method = "translated"', 'method = ""'))
    assert len(read.findings) >= 4


def test_a_table_that_stands_twice_is_refused() -> None:
    text = a_file()
    start = text.index("[signed.")
    table = text[start : text.index("\n\n", start)]
    read = read_reviews(PATH, f"{text}\n{table}\n")
    assert [found.code for found in read.findings] == ["H406"]


@pytest.mark.parametrize("code", ["H203", "H205", "H206", "H207", "H208", "H211", "H301", "H999"])
def test_faults_of_every_language_are_never_waived(code: str) -> None:
    assert code in why_never(code)


def test_what_a_reader_may_know_better_can_be_waived() -> None:
    assert why_never("H212") == ""
