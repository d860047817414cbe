"""Languages: the registry is whole, agrees with CLDR, and CLDR's gaps are filled."""

from __future__ import annotations

import datetime
import gettext
import itertools
import json
import subprocess
import sys
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from babel import Locale
from babel import dates as babel_dates
from hypothesis import given
from hypothesis import strategies as st

from handouts.languages import (
    Language,
    UnknownLanguage,
    canonical,
    folder,
    format_date,
    format_hours,
    format_month,
    language,
    languages,
    name_in,
    tag_of,
    with_overrides,
)
from handouts.languages.table import table

ALL = tuple(languages().values())
WITH_CLDR = tuple(known for known in ALL if known.cldr)
EVERY = pytest.mark.parametrize("known", ALL, ids=lambda known: known.tag)
EVERY_CLDR = pytest.mark.parametrize("known", WITH_CLDR, ids=lambda known: known.tag)

DAY = datetime.date(2026, 11, 22)
HOURS = "Mo-Fr 08:00-17:30; Sa,Su 09:00-12:00,13:00-15:00"

# The languages that clinics of the US, UK, EU and Australia ask for.
ASKED_FOR = """
    es-US zh-Hans zh-Hant vi ko fil ar ru ht fr pt-BR pl ro pa-Guru pa-Arab-PK ur bn gu hi ne ta
    te ml fa fa-AF ps ckb kmr so am ti sw rw my ksw cnh th lo km mww uk bg sq bs tr it el de ja
    he yi hy cy hu lt sm mh nv
"""
OURS = """
    en es zh-Hans zh-Hant vi ko fil ar ru ht fr pt-BR de pl uk so am fa ur hi bn th km my ja
    hmn ksw prs cnh pt nl en-GB es-419
"""


@pytest.mark.parametrize("tag", [*ASKED_FOR.split(), *OURS.split()])
def test_language_is_known_under_its_own_tag(tag: str) -> None:
    assert language(tag).tag == {"fa-AF": "prs"}.get(tag, tag)


def test_fifty_eight_are_asked_for() -> None:
    assert len(set(ASKED_FOR.split())) == 58


@EVERY
def test_row_is_whole(known: Language) -> None:
    for field in fields(Language):
        assert getattr(known, field.name) not in (None, "", ()) or field.name == "cldr"
    assert known.tag == canonical(known.tag)
    assert known.autonym[0] == known.autonym[0].upper(), "as in a list of languages"
    assert unicodedata.is_normalized("NFC", known.autonym)
    assert "Noto Sans" in known.fonts, "for Latin runs"


def test_every_font_is_shipped(root: Path) -> None:
    lock = tomllib.loads((root / "fonts" / "fonts.toml").read_text(encoding="utf-8"))
    shipped = {font["family"] for font in lock["font"]}
    assert {family for known in ALL for family in known.fonts} <= shipped


@EVERY
def test_autonym_is_in_the_fonts(known: Language, root: Path) -> None:
    assert not missing_glyphs(known.autonym, known.fonts, root)


def test_a_glyph_can_be_missing(root: Path) -> None:
    assert missing_glyphs("አ", language("de").fonts, root) == {"አ"}


def missing_glyphs(text: str, families: tuple[str, ...], root: Path) -> set[str]:
    from fontTools.ttLib import TTFont

    lock = tomllib.loads((root / "fonts" / "fonts.toml").read_text(encoding="utf-8"))
    found: set[str] = set()
    for font in lock["font"]:
        if font["family"] in families and font["style"] == "Regular":
            with TTFont(root / "fonts" / font["file"], lazy=True) as opened:
                found |= {char for char in text if ord(char) in opened.getBestCmap()}
    return set(text) - found


# ── what CLDR says ────────────────────────────────────────────────────────────────────────────


@EVERY_CLDR
def test_direction_and_decimal_are_those_of_cldr(known: Language) -> None:
    locale = Locale.parse(known.cldr)
    assert known.direction == locale.text_direction
    assert known.decimal == locale.number_symbols["latn"]["decimal"]


@EVERY_CLDR
def test_plural_forms_part_whole_numbers_as_cldr_does(known: Language) -> None:
    numbers = range(1000)
    category = Locale.parse(known.cldr).plural_form
    used = {category(number) for number in numbers}
    names = ("zero", "one", "two", "few", "many", "other")
    order: list[str] = [name for name in names if name in used]
    count, form = plural(known.plural_forms)
    assert count == len(order)
    assert [form(n) for n in numbers] == [order.index(category(n)) for n in numbers]


@EVERY
def test_every_plural_form_is_used(known: Language) -> None:
    count, form = plural(known.plural_forms)
    assert {form(number) for number in range(1000)} == set(range(count))


def plural(header: str) -> tuple[int, Callable[[int], int]]:
    count, formula = header.removeprefix("nplurals=").removesuffix(";").split("; plural=")
    return int(count), gettext.c2py(formula)


# ── dates and hours ───────────────────────────────────────────────────────────────────────────


@EVERY
def test_dates_are_gregorian_in_latin_digits(known: Language) -> None:
    for written in (format_date(DAY, known), format_month(DAY, known)):
        assert "2026" in written
        assert digits(written) <= set("0123456789")
        assert not {char for char in written if unicodedata.category(char) in ("Cc", "Cf")}
    assert "22" in format_date(DAY, known)
    assert format_date(DAY, known) == "2026-11-22" or any(map(str.isalpha, format_date(DAY, known)))


def test_digits_of_other_scripts_would_be_seen() -> None:
    assert digits("۲۲ নভেম্বর ২০২৬") & set("۲২")


def digits(text: str) -> set[str]:
    return {char for char in text if unicodedata.category(char) == "Nd"}


@EVERY
def test_months_are_words_of_the_language(known: Language) -> None:
    months = {format_month(datetime.date(2026, month, 1), known) for month in range(1, 13)}
    assert len(months) == 12
    assert not any("M0" in month for month in months), "CLDR's stand-in for a missing name"


def test_haitian_months_are_not_french() -> None:
    march = datetime.date(2027, 3, 5)
    assert format_date(march, language("ht")) == "5 mas 2027"
    assert format_month(march, language("ht-US")) == "mas 2027"
    assert babel_dates.format_date(march, "long", locale="ht") == "5 mars 2027", "twin: Babel alone"


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("en", "November 22, 2026"),
        ("en-GB", "22 November 2026"),
        ("es-MX", "22 de noviembre de 2026"),
        ("pl", "22 listopada 2026"),
        ("th", "22 พฤศจิกายน ค.ศ. 2026"),
        ("prs", "22 نومبر 2026"),
        ("fa", "22 نوامبر 2026"),
        ("zh-Hant", "2026年11月22日"),
        ("hmn", "2026-11-22"),
        ("nv", "2026-11-22"),
    ],
)
def test_date(tag: str, written: str) -> None:
    assert format_date(DAY, language(tag)) == written


def test_thai_month_names_its_era() -> None:
    assert format_month(DAY, language("th")) == "พฤศจิกายน ค.ศ. 2026"


def test_what_was_printed_before_changes_nothing() -> None:
    """Babel shares some inherited names between locales: ask in two orders, in two processes."""
    assert printed(reverse=False) == printed(reverse=True)


def printed(*, reverse: bool) -> dict[str, list[str]]:
    program = f"""
import datetime, json
from handouts.languages import *
day = datetime.date(2026, 11, 22)
known = sorted(languages().values(), key=lambda known: known.tag, reverse={reverse})
print(json.dumps({{one.tag: [
    format_date(day, one), format_month(day, one), format_hours({HOURS!r}, one),
    name_in(one, language("ar")),
] for one in known}}))
"""
    answer: dict[str, list[str]] = json.loads(run(program))
    return answer


def run(program: str) -> str:
    """Run a program in a process of its own: Babel keeps what it has read."""
    command = [sys.executable, "-c", program]
    checkout = Path(__file__).parent.parent
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True)
    return done.stdout


def test_babels_stand_alone_days_do_change() -> None:
    """The twin: once Babel gives every locale its own names, the note in calendar.py can go."""
    program = """
from babel.dates import get_day_names
get_day_names("wide", "stand-alone", "ur")[0]
print(get_day_names("wide", "stand-alone", "de")[0])
"""
    assert run(program).strip() == "پیر"


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        (
            "en",
            "Monday – Friday, 8:00 AM – 5:30 PM · "
            "Saturday and Sunday, 9:00 AM – 12:00 PM and 1:00 PM – 3:00 PM",
        ),
        (
            "de",
            "Montag – Freitag, 08:00 – 17:30 · "
            "Samstag und Sonntag, 09:00 – 12:00 und 13:00 – 15:00",
        ),
        (
            "ht",
            "lendi – vandredi, 8:00 AM – 5:30 PM · "
            "samdi, dimanch, 9:00 AM – 12:00 PM, 1:00 PM – 3:00 PM",
        ),
        (
            "ko",
            "월요일 ~ 금요일 오전 8:00 ~ 오후 5:30 · "
            "토요일 및 일요일 오전 9:00 ~ 오후 12:00 및 오후 1:00 ~ 오후 3:00",
        ),
        ("hmn", None),
    ],
)
def test_hours(tag: str, written: str | None) -> None:
    hours = format_hours(HOURS, language(tag))
    assert (hours and hours.replace("\u00a0", " ")) == written


@EVERY
def test_hours_are_in_latin_digits(known: Language) -> None:
    hours = format_hours(HOURS, known)
    if hours is None:
        assert not known.cldr
        return
    assert digits(hours) <= set("0123456789")
    assert "30" in hours
    assert len(hours.split(" · ")) == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "By appointment",
        "24/7",
        "Mo-Fr",
        "08:00-17:00",
        "Mo-Fr 08:00",
        "Mo-Fr 25:00-26:00",
        "Mo-Fr 08:00-17:60",
        "Mo-We-Fr 08:00-17:00",
        "Xx 08:00-17:00",
        "Mo-Fr 08:00-17:00; by appointment",
        "Mo-Fr ٠٨:٠٠-١٧:٠٠",
    ],
)
def test_other_hours_are_text_like_any_other(text: str) -> None:
    assert format_hours(text, language("en")) is None


@given(st.text())
def test_hours_never_fail(text: str) -> None:
    assert format_hours(text, language("hmn")) is None
    hours = format_hours(text, language("es"))
    assert hours is None or hours


# ── tags ──────────────────────────────────────────────────────────────────────────────────────


@EVERY
def test_folder_and_tag_are_inverse(known: Language) -> None:
    assert tag_of(folder(known.tag)) == known.tag
    assert "-" not in folder(known.tag)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("tl", "fil"),
        ("fa-AF", "prs"),
        ("prs", "prs"),
        ("ku", "kmr"),
        ("ku-Arab", "ckb"),
        ("zh", "zh-Hans"),
        ("zh_CN", "zh-Hans"),
        ("ZH-tw", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("iw", "he"),
        ("no", "nb"),
        ("pa", "pa-Guru"),
        ("PT_br", "pt-BR"),
        ("ru-Cyrl", "ru"),
        ("sr-Cyrl", "sr"),
        ("en-US", "en"),
    ],
)
def test_other_tags_for_the_same_language(asked: str, found: str) -> None:
    assert language(asked) is languages()[found]


@pytest.mark.parametrize(
    ("tag", "base", "cldr", "decimal", "name"),
    [
        ("es-MX", "es", "es_MX", ".", "Spanish (Mexico)"),
        ("de-CH", "de", "de_CH", ".", "German (Switzerland)"),
        ("en-ZA", "en", "en_ZA", ",", "English (South Africa)"),
        ("zh-Hans-MY", "zh-Hans", "zh_Hans_MY", ".", "Chinese (Simplified, Malaysia)"),
        ("pl-US", "pl", "pl", ",", "Polish (United States)"),
        ("hmn-US", "hmn", "", ".", "Hmong (United States)"),
        ("sr-Latn-ME", "sr-Latn", "sr_Latn_ME", ",", "Serbian (Latin, Montenegro)"),
    ],
)
def test_region_keeps_its_tag(tag: str, base: str, cldr: str, decimal: str, name: str) -> None:
    regional = language(tag)
    assert (regional.tag, regional.cldr, regional.decimal) == (tag, cldr, decimal)
    assert regional.name == name
    assert regional.fonts == languages()[base].fonts
    assert regional.autonym == languages()[base].autonym


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("esp", "es"), ("Spanish", "es"), ("farsi", "fa"), ("Deutsch", "de"), ("zh-Hanss", "zh-Hans")],
)
def test_unknown_tag_gets_a_hint(asked: str, meant: str) -> None:
    with pytest.raises(UnknownLanguage, match=f'Did you mean "{meant}"') as caught:
        language(asked)
    assert caught.value.tag == asked


@pytest.mark.parametrize("tag", ["", "xx", "es-QQ", "../../etc", "ru-Arab", "de-CH-1996", "🙂"])
def test_unknown_tag_is_refused(tag: str) -> None:
    with pytest.raises(UnknownLanguage):
        language(tag)


@given(st.text())
def test_any_text_is_a_language_or_refused(text: str) -> None:
    try:
        found = language(text)
    except UnknownLanguage:
        return
    assert found.tag == canonical(found.tag)


@pytest.mark.parametrize("path", ["..", "a/b", "es\n", "toolong", "e", "es-"])
def test_folder_is_never_another_path(path: str) -> None:
    with pytest.raises(ValueError, match="not a language tag"):
        folder(path)


# ── names ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("tag", "other", "written"),
    [
        ("en-GB", "fa", "Persian (Farsi)"),
        ("es", "zh-Hans", "chino simplificado"),
        ("ar", "prs", "الدارية"),
        ("es", "es", "Español"),
        ("ht", "en", "English"),  # CLDR would say the French "anglais"
        ("de", "cnh", "Laiholh"),
        ("hmn", "ru", "Русский"),
    ],
)
def test_name_in(tag: str, other: str, written: str) -> None:
    assert name_in(language(tag), language(other)) == written


@pytest.mark.parametrize("known", ALL[::9], ids=lambda known: known.tag)
def test_every_language_has_a_name_in_every_other(known: Language) -> None:
    assert all(name_in(known, other).strip() for other in ALL)


# ── overrides ─────────────────────────────────────────────────────────────────────────────────


def test_override_changes_what_it_names() -> None:
    arabic = with_overrides(language("ar"), "ar", leading=8, fonts=["Noto Sans Arabic"])
    assert arabic.leading == 8
    assert arabic.fonts == ("Noto Sans Arabic", *language("ar").fonts)
    assert arabic.name == "Arabic"
    assert language("ar").leading == 7.25


def test_closer_lines_take_the_tight_ones_along() -> None:
    assert with_overrides(language("ar"), "ar", leading=6.0).leading_tight == 6.0
    assert with_overrides(language("ar"), "ar", leading=8).leading_tight == 6.75


def test_new_language_starts_from_its_script() -> None:
    sindhi = with_overrides(None, "sd", name="Sindhi", autonym="سنڌي", script="Arab")
    assert (sindhi.direction, sindhi.leading) == ("rtl", language("ar").leading)
    assert format_date(DAY, sindhi) == "2026-11-22"
    assert with_overrides(None, "ilo").autonym == "ilo"
    assert with_overrides(None, "ilo", name="Ilocano").autonym == "Ilocano"


@pytest.mark.parametrize(
    ("setting", "value", "fault"),
    [
        ("size", 0.9, "12 pt"),
        ("size", "big", "must be a number"),
        ("size", True, "must be a number"),
        ("direction", "up", "ltr, rtl"),
        ("direction", 1, "must be text"),
        ("breaking", "anywhere", "spaces, icu"),
        ("leading_tight", 99.0, "leading_tight"),
        ("hyphenate", "yes", "true or false"),
        ("decimal", ";", "decimal"),
        ("plural_forms", "nplurals=2; plural=__import__('os');", "nplurals=2"),
        ("fonts", "Arial", "list of names"),
        ("autonym", " ", "empty"),
        ("cldr", "xx_YY", 'no locale "xx_YY"'),
        ("cldr", "pt-BR", 'no locale "pt-BR"'),
        ("leeding", 7, '"leeding" is not a setting'),
    ],
)
def test_wrong_override_is_refused(setting: str, value: object, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        with_overrides(language("es"), "es", **{setting: value})


def test_all_faults_of_an_override_at_once() -> None:
    with pytest.raises(ValueError, match=r"size.*\n.*decimal"):
        with_overrides(language("es"), "es", size=0.5, decimal="x")


# ── the page, and speed ───────────────────────────────────────────────────────────────────────


def test_page_is_written_from_the_registry(root: Path) -> None:
    assert (root / "docs" / "languages.md").read_text(encoding="utf-8") == table()


def test_registry_is_read_without_babel() -> None:
    program = """
import sys
import handouts.languages as L
L.languages()
assert "babel" not in sys.modules
print("fine")
"""
    assert run(program).strip() == "fine"


def test_names_and_tags_are_unique() -> None:
    for one, other in itertools.combinations(ALL, 2):
        assert one.name != other.name
        assert folder(one.tag).lower() != folder(other.tag).lower()
