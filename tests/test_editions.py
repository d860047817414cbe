"""Codes: short, without look-alikes, and a slip of the finger never makes another sheet's code."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from handouts.editions import ALPHABET, Edition, digest_of, edition_of, read_code

FACETS = ("slug", "language", "version", "state", "source", "translation", "facts", "review")
EDITION = Edition(**dict.fromkeys(FACETS, "x"), clinic="main")
editions = st.builds(Edition, **{name: st.text(max_size=8) for name in (*FACETS, "clinic")})


@given(editions)
def test_a_code_reads_back_however_it_is_typed(edition: Edition) -> None:
    code = edition.code

    assert len(code) == 11
    assert not set(code) & set("0O1I")
    assert read_code(code) == code
    assert read_code(f" {code.lower().replace('-', '  ')} ") == code


@given(editions, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(edition: Edition, place: int, wrong: str) -> None:
    letters = list(edition.code.replace("-", ""))
    was, letters[place] = letters[place], wrong

    assert (read_code("".join(letters)) is None) == (was != wrong)


@given(editions, st.integers(0, 8))
def test_two_neighbours_that_changed_places_are_found(edition: Edition, place: int) -> None:
    letters = list(edition.code.replace("-", ""))
    one, other = letters[place], letters[place + 1]
    letters[place : place + 2] = other, one

    assert (read_code("".join(letters)) is None) == (one != other)


@given(st.text(max_size=20))
def test_what_is_typed_is_a_code_or_nothing(typed: str) -> None:
    assert read_code(typed) in (None, read_code(read_code(typed) or ""))


@given(editions, editions)
def test_codes_are_equal_if_and_only_if_what_is_read_is(one: Edition, other: Edition) -> None:
    same = all(getattr(one, name) == getattr(other, name) for name in FACETS)

    assert (one.code == other.code) == same
    assert replace(one, clinic="elsewhere").code == one.code


def test_an_edition_survives_being_written_down() -> None:
    assert edition_of(EDITION.as_json()) == EDITION
    assert edition_of({**EDITION.as_json(), "source": 3}) is None
    assert edition_of({}) is None
    assert EDITION.changes(replace(EDITION, facts="y", review="y")) == ("clinic", "review")
    assert digest_of([1]) != digest_of(["1"])
