"""handouts.toml: every setting read, every mistake reported at once with its line."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handouts.config import (
    CLINIC_FIELDS,
    FIELDS,
    FILE,
    LANGUAGE_FIELDS,
    Config,
    Limits,
    PressSettings,
    key_positions,
    parse_config,
)
from handouts.findings import ExitCode, Finding, HandoutsError, Location
from handouts.formats import Allowances

EVERY_KEY = """\
source_language = "en"
paper = "letter"
formats = ["one-pager", "brochure"]
targets = ["press"]

[languages.es]
name = "Spanish"
autonym = "español"
direction = "ltr"
script = "Latn"
fonts = ["Noto Sans"]
size = 1.1
leading = 6
hyphenate = true
cldr = "es_MX"

[clinics.main]
name = "Main"
phone = "(202) 555-0142"
url = "https://example.org/{slug}"
address = "12 Example Street"
hours = "Mo-Fr 08:00-17:00"
interpreter = "Ask us."
email = "us@example.org"
logo = "logo.svg"
colour = "#0c4A52"
[clinics.second-site]
name = "Second"

[policy]
overflow = "refuse"

grey = true

[build]
seconds = 30
memory = 512.5

[press]
standard = "x-1a"
profile = "shop.icc"
condition = "FOGRA52"
ink_limit = 280
bleed = 4
slug = 12
flap = 2.5
safe = 6
margin = 7

[checks]
H113 = "off"
"""


def findings(text: str) -> tuple[Finding, ...]:
    with pytest.raises(HandoutsError) as caught:
        parse_config(text)
    assert caught.value.exit_code is ExitCode.PROJECT
    return caught.value.findings


def places(text: str) -> list[tuple[str, int]]:
    return [(f.code, f.location.line) for f in findings(text) if f.location]


def test_every_key_is_read() -> None:
    config = parse_config(EVERY_KEY)

    assert (config.source_language, config.paper) == ("en", "letter")
    assert (config.formats, config.targets) == (("one-pager", "brochure"), ("press",))
    assert (config.overflow, config.grey) == ("refuse", True)
    assert config.limits == Limits(seconds=30.0, memory=512.5)
    press = PressSettings(standard="x-1a", profile="shop.icc", condition="FOGRA52", ink_limit=280.0)
    assert config.press == press
    assert config.allowances == Allowances(flap=2.5, bleed=4.0, safe=6.0, slug=12.0, margin=7.0)
    assert config.checks == {"H113": "off"}
    assert config.languages == ()
    assert config.overrides["es"]["size"] == 1.1
    assert config.overrides["es"]["leading"] == 6.0
    assert config.overrides["es"]["fonts"] == ("Noto Sans",)
    main, second = config.clinics
    assert (main.id, main.colour, main.phone) == ("main", "#0c4A52", "(202) 555-0142")
    assert (second.id, second.name, second.phone) == ("second-site", "Second", "")
    assert config.lines[("clinics", "second-site")] == 27


def test_the_example_above_holds_every_key_there_is() -> None:
    values = tomllib.loads(EVERY_KEY)

    assert set(values) == set(FIELDS)
    assert set(values["clinics"]["main"]) == set(CLINIC_FIELDS)
    assert set(values["languages"]["es"]) == set(LANGUAGE_FIELDS)


def test_an_empty_file_gives_the_defaults() -> None:
    assert parse_config("") == Config()
    assert parse_config("# nothing\n") == Config()


def test_languages_may_be_a_list_or_one() -> None:
    assert parse_config('languages = ["es", "ar"]').languages == ("es", "ar")
    assert parse_config('languages = "es"').languages == ("es",)


def test_this_repositorys_own_settings_are_read(root: Path) -> None:
    assert parse_config((root / "handouts.toml").read_text(encoding="utf-8")).clinics


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    text = "\ufeff" + EVERY_KEY.replace("\n", "\r\n")

    assert parse_config(text) == parse_config(EVERY_KEY)


def test_all_mistakes_come_at_once_in_the_order_of_their_lines() -> None:
    text = (
        'langauges = ["es"]\npaper = "A5"\ntargets = [\n  "screen",\n  "ofice",\n]\n'
        '[clinics.Main]\nphone = 5\n[clinics.b]\nname = "b"\nfone = "1"\ncolour = "teal"\n'
        'url = "javascript:alert(1)"\n[checks]\nH999 = "off"\nH202 = "note"\nH113 = "of"\n'
        "[policy]\noverflow = 1\n"
    )

    assert places(text) == [
        ("H503", 1),
        ("H504", 2),
        ("H504", 5),
        ("H504", 7),
        ("H504", 7),
        ("H504", 8),
        ("H503", 11),
        ("H504", 12),
        ("H504", 13),
        ("H503", 15),
        ("H504", 16),
        ("H504", 17),
        ("H504", 19),
    ]
    said = "\n".join(map(str, findings(text)))
    assert 'Did you mean "languages"?' in said
    assert 'Did you mean "phone"?' in said
    assert 'Did you mean "office"?' in said
    assert '"Main" has no name' in said
    assert "handouts.toml:2: error[H504]" in said


@pytest.mark.parametrize("key", FIELDS)
@pytest.mark.parametrize("value", ["3", '{x = [["y"]]}', "2026-11-22"])
def test_a_value_of_the_wrong_type_is_reported_on_its_line(key: str, value: str) -> None:
    found = places(f"# first\n{key} = {value}\n")

    assert {line for _, line in found} == {2}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('paper = "a4', 1),
        ('paper = "a4"\npaper = "a4"\n', 2),
        ("\n\nlanguages = [1,\n", 4),
        ("paper = a4", 1),
        ("\x00", 1),
        ("a = " + "[" * 5000, 1),
        ("a = " + "9" * 5000, 1),
        ("a = '''\n\n", 3),
        ("[clinics", 1),
    ],
)
def test_broken_toml_is_one_finding_with_its_line(text: str, line: int) -> None:
    (found,) = findings(text)

    assert found.code == "H502"
    assert found.location is not None
    assert found.location.line <= text.count("\n") + 1
    assert abs(found.location.line - line) <= 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("papr.size = 1", 1),
        ('# a = 1\n"pa.pr" = 1', 2),
        ("'papr' = 1", 1),
        ("clinics = { a = { name = 'x',\n fone = 1 } }", 1),
        ('formats = [\n  "[x]",\n  "b = c"\n]\n papr = 1', 5),
        ('formats = [\n  ["x"]\n]\n papr = 1', 2),
        ('source_language = """\n[x]\npapr = 2\n"""\npapr = 1', 5),
        ("source_language = '''he said \"\"\"'''\npapr = 1", 2),
        ('source_language = "\\"#" # x = """\npapr = 1', 2),
        ('[clinics . "a"]\nname = "a"\n  fone = "b"', 3),
        ("[[clinics]]\nname = 'a'", 1),
    ],
)
def test_the_line_is_right_in_every_way_to_write_a_key(text: str, line: int) -> None:
    assert places(text)[0][1] == line


_keys = st.text("ab-_", min_size=1, max_size=2) | st.sampled_from(
    ['"a.b"', "'x y'", '"\\u0061\\""', "7"]
)
_scalars = st.sampled_from(
    [
        "1",
        "-1.5e3",
        "true",
        '""',
        '"#[{="',
        "''",
        '"""\n[a]\nb = 1 """""',
        "'''\n\"\"\" a = '''",
        "2026-11-22",
    ]
)
_values = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda x: "[\n " + ", # [x]\n ".join(x) + "\n]")
        | st.dictionaries(_keys, inner, max_size=2).map(
            lambda x: "{ " + ", ".join(f"{k} = {v}" for k, v in x.items()) + " }"
        )
    ),
    max_leaves=6,
)
_lines = (
    st.tuples(st.lists(_keys, min_size=1, max_size=3).map(" . ".join), _values).map(" = ".join)
    | st.lists(_keys, min_size=1, max_size=3).map(lambda keys: f"[{'.'.join(keys)}] # = [")
    | _keys.map(lambda key: f"[[{key}]]")
    | st.just("# a = 1")
)


def every_path(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from every_path(inner, (*path, key))
    elif isinstance(value, list) and not any(isinstance(item, dict) for item in value):
        for number, inner in enumerate(value):
            yield (*path, number)
            yield from every_path(inner, (*path, number))


@given(st.lists(_lines, max_size=5).map("\n".join))
@example("a.b = 1\n[c]\na = 2")
def test_every_key_that_toml_reads_has_its_position(text: str) -> None:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    positions = key_positions(text)
    lines = text.split("\n")

    for path in every_path(values):
        line, column = positions[path]
        name = str(path[-1])
        written = lines[line - 1][column - 1 :]
        if isinstance(path[-1], str):
            assert written.startswith((name, f'"{name}', f"'{name}", '"\\u0061'))


_pieces = st.sampled_from(
    ['"', "'", "[", "]", "{", "}", "=", "\n", ".", "#", '"""', "\\", "\x00", "é", "name", "9"]
)


@given(st.lists(st.tuples(st.integers(0, len(EVERY_KEY)), st.integers(0, 9), _pieces), max_size=4))
def test_a_damaged_file_gives_findings_inside_it_and_nothing_else(
    edits: list[tuple[int, int, str]],
) -> None:
    text = EVERY_KEY
    for place, cut, piece in edits:
        text = text[:place] + piece + text[place + cut :]
    try:
        parse_config(text)
    except HandoutsError as problem:
        for found in problem.findings:
            assert found.location is not None
            assert 1 <= found.location.line <= text.count("\n") + 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("slug = 20\nbleed = 7", "bleed is a number from 0 to 6"),
        ("flap = -1", "flap is a number from 0 to 10"),
        ("ink_limit = 90", "ink_limit is a number from 100 to 400"),
        ("bleed = 5\nslug = 10", "the slug needs 5.5 mm more than the bleed"),
        ('standard = "x-2"', "x-4, x-1a, x-3"),
    ],
)
def test_what_no_press_could_do_is_named_with_its_line(line: str, said: str) -> None:
    (found,) = findings(f"[press]\n{line}\n")

    assert found.code == "H504"
    assert said in found.message
    assert found.location is not None
    assert found.location.line == 1 + len(line.split("\n"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("seconds = -1", "seconds is a number from 0 to 86400"),
        ("memory = 1e7", "memory is a number from 0 to 1000000"),
        ('seconds = "long"', "must be a number"),
        ("second = 3", 'unknown key "second". '),
    ],
)
def test_what_is_no_limit_is_named_with_its_line(line: str, said: str) -> None:
    (found,) = findings(f"[build]\n{line}\n")

    assert said in f"{found.message}. {found.hint}"
    assert found.location is not None
    assert found.location.line == 2


def test_the_largest_and_the_least_that_a_press_can_do_are_taken() -> None:
    config = parse_config("[press]\nbleed = 0\nslug = 30\nflap = 10\nink_limit = 400\n")

    assert config.allowances == Allowances(bleed=0.0, slug=30.0, flap=10.0)
    assert config.press.ink_limit == 400


@pytest.mark.parametrize("fact", [*CLINIC_FIELDS])
@pytest.mark.parametrize(
    "spelling", ["\\u202e", "\\u200b", "\\n", "\\u0000", "\\u0007", "\\u200f", "\\ufffd", "\\t"]
)
def test_a_fact_with_a_character_that_nobody_sees_is_refused(fact: str, spelling: str) -> None:
    text = f'[clinics.main]\naddress = "1 Main St"\n{fact} = "24{spelling}10"\n'
    text = (
        text if fact == "name" else text.replace("[clinics.main]\n", '[clinics.main]\nname = "A"\n')
    )
    text = text.replace('address = "1 Main St"\n', "") if fact == "address" else text
    with pytest.raises(HandoutsError) as raised:
        parse_config(text)
    found = raised.value.findings[0]
    assert (found.code, found.location) == ("H504", Location(FILE, text.count("\n"), 1))
    assert f'"{fact}" holds the invisible character U+' in found.message
    assert "one line" in found.hint


def test_letters_that_need_joiners_and_soft_hyphens_may_be_facts() -> None:
    text = '[clinics.main]\nname = "می\u200cخواهم Poli\u00adklinik"\n'
    assert parse_config(text).clinics[0].name == "می\u200cخواهم Poli\u00adklinik"
