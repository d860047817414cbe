"""Dates and opening hours in a language: CLDR's words, the Gregorian calendar, Latin digits.

Latin digits everywhere, so that a date or a time reads the same on the sheet, on a drug label and
on the staff's screen. Names are asked for in CLDR's `format` context alone: Babel 2.18 keeps
inherited `stand-alone` names in a table that all locales share, so that German would get Urdu days
once Urdu had been printed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from handouts.languages.model import Language
from handouts.languages.registry import data

if TYPE_CHECKING:
    from babel import Locale

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY = f"(?:{'|'.join(_DAYS)})"
_TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d"
_RULE = re.compile(
    rf"({_DAY}(?:-{_DAY})?(?:,{_DAY}(?:-{_DAY})?)*) ({_TIME}-{_TIME}(?:,{_TIME}-{_TIME})*)",
    re.ASCII,
)

# CLDR puts direction marks and thin spaces between parts. Direction is isolated where the text is
# laid out, and the no-break space is in every font.
_PLAIN = str.maketrans({"\u200e": None, "\u200f": None, "\u202f": "\u00a0", "\u2009": " "})


def format_date(day: datetime.date, language: Language) -> str:
    """Write a date with its month in words; as 2026-11-22 where no words are known."""
    if own := _own(language):
        return f"{day.day} {own['months'][day.month - 1]} {day.year}"
    if not language.cldr:
        return day.isoformat()
    from babel import dates

    return dates.format_date(day, "long", locale=language.cldr).translate(_PLAIN)


def format_month(day: datetime.date, language: Language) -> str:
    """Write month and year in words; as 2026-11 where no words are known."""
    if own := _own(language):
        return f"{own['months'][day.month - 1]} {day.year}"
    if not language.cldr:
        return f"{day:%Y-%m}"
    from babel import Locale, dates

    if "G" in Locale.parse(language.cldr).date_formats["long"].pattern:
        return dates.format_date(day, "MMMM G y", locale=language.cldr)  # Thai must name the era
    return dates.format_skeleton("yMMMM", day, locale=language.cldr).translate(_PLAIN)


def are_hours(text: str, language: Language) -> bool:
    """Whether a text gives opening hours in the form that format_hours reads in a language."""
    return bool(_rules(text, language))


def format_hours(text: str, language: Language) -> str | None:
    """Write opening hours given as `Mo-Fr 08:00-17:00; Sa 09:00-12:00` in words and local times.

    That is the part of OpenStreetMap's opening_hours which a clinic's door shows: days and ranges
    of days with commas, then ranges of times with commas; rules divided by semicolons. None where
    the text is not of that form, or no words are known: it is then text like any other.
    """
    rules = opening_hours(text, language)
    return None if rules is None else " · ".join(days + times for days, times in rules)


def opening_hours(text: str, language: Language) -> tuple[tuple[str, str], ...] | None:
    """Like format_hours, but each rule apart, as its days (with what joins them) and its times."""
    rules = _rules(text, language)
    return tuple(_hours(rule[1], rule[2], language) for rule in rules) or None


def _rules(text: str, language: Language) -> list[re.Match[str]]:
    if not language.cldr and not _own(language):
        return []
    rules = [_RULE.fullmatch(rule.strip()) for rule in text.strip().rstrip(";").split(";")]
    known = [rule for rule in rules if rule]
    return known if len(known) == len(rules) else []


def _hours(days: str, times: str, language: Language) -> tuple[str, str]:
    from babel import Locale, dates

    own = _own(language)
    locale = Locale.parse(language.cldr or "en")  # own words go with a US clinic's clock: 8:00 AM
    names = own["days"] if own else dates.get_day_names("wide", "format", locale)
    clock = locale.time_formats["short"].pattern
    if language.script != "Latn" and "am" in dates.get_period_names("wide", "format", locale):
        clock = clock.replace("a", "aaaa")  # Korean: 오전, where the short form is AM

    def say_time(text: str) -> str:
        time = datetime.time.fromisoformat(text.zfill(5))
        return dates.format_time(time, clock, locale=locale)

    day_words = _spans(days, lambda day: names[_DAYS.index(day)], locale, language)
    time_words = _spans(times, say_time, locale, language)
    order = locale.datetime_formats["medium"]
    if order.startswith("{0}"):  # Vietnamese tells the time of a date first; of opening hours, no
        order = "{1}, {0}"
    head, _, tail = order.partition("{0}")
    said = (head.format("", day_words).translate(_PLAIN), (time_words + tail).translate(_PLAIN))
    if language.script == "Arab":
        return said[0].replace(",", "،"), said[1].replace(",", "،")
    return said


def _spans(text: str, say: Callable[[str], str], locale: Locale, language: Language) -> str:
    from babel.lists import format_list

    between: str = locale.interval_formats[None]
    spans = []
    for span in text.split(","):
        ends = [say(end) for end in span.split("-")]
        spans.append(between.format(*ends) if len(ends) == 2 else ends[0])
    return ", ".join(spans) if _own(language) else format_list(spans, locale=locale)


def _own(language: Language) -> dict[str, Any] | None:
    own: dict[str, Any] | None = data()["calendar"].get(language.tag.split("-")[0])
    return own
