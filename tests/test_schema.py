"""Closed tables of settings: every mistake at once, each at its own place."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.findings import Finding
from handouts.schema import (
    DATE,
    FLAG,
    NUMBER,
    TEXT,
    Field,
    Kind,
    Positions,
    Reader,
    choice,
    either,
    list_of,
    map_of,
    table,
)

PICTURE = table({"file": Field(TEXT, "", required=True), "alt": Field(TEXT, "")})
FIELDS = {
    "title": Field(TEXT, ""),
    "day": Field(DATE, ""),
    "colour": Field(choice("red", "green"), ""),
    "topics": Field(list_of(TEXT), ""),
    "targets": Field(list_of(choice("screen", "office")), ""),
    "picture": Field(either(PICTURE, TEXT), ""),
    "critical": Field(either(FLAG, list_of(TEXT)), ""),
    "sizes": Field(map_of(NUMBER, "table"), ""),
    "people": Field(map_of(table({"age": Field(NUMBER, "")}), "table"), ""),
    "tags": Field(either(list_of(TEXT), map_of(PICTURE, "table")), ""),
}


def read(
    values: dict[str, Any], positions: Positions | None = None
) -> tuple[dict[str, Any], list[Finding]]:
    findings: list[Finding] = []
    reader = Reader("a.toml", positions or {}, "H503", "H504", findings)
    return reader.table(values, FIELDS), findings


def one(kind: Kind, value: object) -> Any:
    """Read one value of a kind, which must fit."""
    findings: list[Finding] = []
    fields = {"key": Field(kind, "")}
    values = Reader("a.toml", {}, "H503", "H504", findings).table({"key": value}, fields)
    assert not findings, findings[0]
    return values["key"]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (TEXT, "  a  ", "a"),
        (DATE, "2026-11-22", datetime.date(2026, 11, 22)),
        (DATE, datetime.date(2026, 11, 22), datetime.date(2026, 11, 22)),
        (FLAG, "true", True),
        (FLAG, False, False),
        (NUMBER, 1, 1.0),
        (NUMBER, "1.5", 1.5),
        (list_of(TEXT), "one", ("one",)),
        (list_of(TEXT), [], ()),
        (FIELDS["picture"].kind, "x.png", "x.png"),
        (FIELDS["picture"].kind, {"file": "x.png"}, {"file": "x.png"}),
        (FIELDS["critical"].kind, "true", True),
        (FIELDS["critical"].kind, "Get help", ("Get help",)),
        (FIELDS["critical"].kind, ["true"], ("true",)),
        (FIELDS["tags"].kind, "es", ("es",)),
        (FIELDS["tags"].kind, {"es": {"file": "x"}}, {"es": {"file": "x"}}),
    ],
)
def test_values_that_fit_are_read(kind: Kind, value: object, expected: object) -> None:
    result = one(kind, value)

    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", ""),
        ("title", " "),
        ("title", 3),
        ("title", ["a"]),
        ("title", None),
        ("day", "22.11.2026"),
        ("day", "2026-1-2"),
        ("day", "2026-02-30"),
        ("day", "٢٠٢٦-١١-٢٢"),
        ("day", datetime.datetime(2026, 11, 22)),
        ("day", True),
        ("colour", "gren"),
        ("colour", ["red"]),
        ("topics", {"a": "b"}),
        ("topics", [["a"]]),
        ("picture", {}),
        ("picture", ["a"]),
        ("critical", {"a": "b"}),
        ("sizes", "big"),
        ("sizes", {"a": "big"}),
        ("sizes", {"a": True}),
        ("sizes", {"a": float("nan")}),
        ("sizes", {"a": "inf"}),
        ("sizes", {"a": 10**400}),
        ("people", {"ann": 3}),
        ("people", ["ann"]),
        ("tags", 3),
    ],
)
def test_a_value_that_does_not_fit_is_one_finding(key: str, value: object) -> None:
    values, findings = read({key: value, "title" if key != "title" else "colour": "red"})

    assert [f.code for f in findings] == ["H504"]
    assert "red" in values.values()


def test_an_unknown_key_names_the_nearest() -> None:
    _, findings = read({"titel": "x"})

    assert findings[0].code == "H503"
    assert 'Did you mean "title"?' in findings[0].hint
    assert "colour" in findings[0].hint


def test_every_mistake_is_reported_at_its_own_place() -> None:
    positions = {
        ("targets",): (1, 1),
        ("targets", 0): (2, 3),
        ("targets", 2): (4, 3),
        ("sizes",): (5, 1),
        ("sizes", "a"): (5, 10),
        ("people",): (6, 2),
        ("people", "ann"): (7, 9),
        ("picture",): (8, 1),
    }
    values, findings = read(
        {
            "targets": ["scren", "office", "ofice"],
            "sizes": {"a": "x", "b": "y", "c": 1},
            "people": {"ann": {"aeg": 1}, "bob": {"age": "old"}},
            "picture": {"alt": "x"},
        },
        positions,
    )

    places = [(f.location.line, f.location.column) for f in findings if f.location]
    assert places == [(2, 3), (4, 3), (5, 10), (5, 1), (7, 9), (6, 2), (8, 1)]
    assert values["targets"] == ("office",)
    assert values["sizes"] == {"c": 1.0}
    assert '"targets" must be one of screen, office. Did you mean "screen"?' in findings[0].message
    assert findings[-1].message == '"picture" has no file'


_plain = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.dates()
    | st.datetimes()
)
_any = st.recursive(
    _plain, lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(), x, max_size=3)
)


@given(st.dictionaries(st.sampled_from([*FIELDS, "other"]), _any))
def test_whatever_stands_in_a_file_is_read_or_reported(values: dict[str, object]) -> None:
    read_values, findings = read(values)

    reported = {f.message.split('"')[1] for f in findings}
    for key in values:
        assert key in read_values or key in reported
