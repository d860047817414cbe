"""Numbers, measures, phones, times and dates: what a translation must give with the same value.

A number is compared by its value: digits of any script count, number words of the languages whose
lexicon has them, and every way to read the marks of a translation is tried (1.000 may be a thousand
or one), so that a finding means a number that really is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from handouts.checks.conversions import converted
from handouts.checks.pair import Fault, Pair
from handouts.findings import Severity
from handouts.guards import Sign
from handouts.languages import language

_WHOLE = 7
"""Digits from which on a number is somebody's phone whatever stands beside it."""
_COUNTED = ("x-tablet", "x-capsule", "x-dose", "x-puff", "x-drop", "x-patch")
_ALIKE = {"energy-foodcalorie": "energy-kilocalorie"}


def number_faults(pair: Pair) -> Iterator[Fault]:
    """Compare the figures of a message with those of its translation."""
    if not pair.source_signs and not pair.signs:
        return
    converted_units = dict(_conversions(pair))
    for shown, said in converted_units.items():
        yield Fault("H215", f"{shown} was converted: the translation says {said}")
    known = " ".join(converted_units)
    lost = [sign.shown for sign in _lost(pair) if sign.shown not in known.split()]
    if lost:
        yield Fault("H212", f"the translation lacks {', '.join(dict.fromkeys(lost))}")
    extra = _extra(pair)
    if swapped := _swapped(pair, extra):
        yield Fault("H212", f"the translation lacks {swapped.shown}: it says {extra[0].shown}")
    elif extra and not lost and not converted_units:
        shown = ", ".join(dict.fromkeys(sign.shown for sign in extra))
        yield Fault("H232", f"the source does not say {shown}")
    yield from _measure_faults(pair, converted_units)
    yield from _phone_faults(pair)
    yield from _moment_faults(pair)


def lost_numbers(
    source: str, translation: str, source_tag: str = "en", tag: str = "es"
) -> tuple[str, ...]:
    """Return the numbers that a translation lacks, as the source writes them."""
    pair = Pair(source, translation, language(source_tag), language(tag))
    return tuple(dict.fromkeys(sign.shown for sign in _lost(pair)))


def _lost(pair: Pair) -> Iterator[Sign]:
    given = _given(pair.signs)
    for sign in pair.source_signs:
        figure = sign.kind == "number" and not sign.spelled
        if figure and sign.values[0] not in given and not _in_words(sign, given, pair):
            yield sign


def _in_words(sign: Sign, given: set[str], pair: Pair) -> bool:
    """Whether a number is said without itself: 1/2 by 1 and 2, 1 hour by an hour."""
    if sign.values[0] == "1":
        spans = {
            s.values[0].split("-")[-1] for s in pair.source_signs if s.values[0].startswith("1 ")
        }
        return any(s.kind == "time" and s.values[0] in spans for s in pair.signs)
    parts = re.findall("[0-9]+", sign.shown)
    return "/" in sign.shown and set(parts) <= given


def _given(found: Sequence[Sign]) -> set[str]:
    """Every value that a text may give, also inside its phones, times and dates."""
    given = {value for sign in found if sign.kind == "number" for value in sign.values}
    for sign in found:
        if sign.kind in ("phone", "time", "date", "frequency"):
            parts = re.findall("[0-9]+", f"{sign.shown} {sign.values[0]}")
            given.update(part.lstrip("0") or "0" for part in parts)
    return given


def _extra(pair: Pair) -> list[Sign]:
    """Figures of the translation that nothing in the source stands for."""
    known = {v for s in pair.source_signs if s.kind == "number" for v in s.values}
    known |= _given(pair.source_signs)
    often = [s for s in pair.signs if s.kind == "frequency"]
    found = [
        s
        for s in pair.signs
        if s.kind == "number"
        and s.firm
        and not s.spelled
        and not any(one.start <= s.start and s.end <= one.end for one in often)
    ]
    found = [sign for sign in found if not known & set(sign.values)]
    return [sign for sign in found if not _beside(sign, pair)]


def _beside(sign: Sign, pair: Pair) -> bool:
    """Whether a number is the source's measure once more, converted: 101 °F (38.3 °C)."""
    meant = [s.values[0] for s in pair.source_signs if s.kind == "unit"]
    own = [s for s in pair.signs if s.kind == "unit" and s.start == sign.start]
    return any(converted(value, unit.values) for unit in own for value in meant)


def _swapped(pair: Pair, extra: Sequence[Sign]) -> Sign | None:
    """A number word of the source whose place another figure has taken: two doses, 3 dosis."""
    given = _given(pair.signs)
    for sign in pair.source_signs:
        counts = sign.kind == "number" and sign.spelled and sign.firm and sign.values[0] != "1"
        if counts and extra and not given & set(sign.values):
            return sign
    return None


# ── measures ───────────────────────────────────────────────────────────────────────────────────


def _measure_faults(pair: Pair, converted_units: dict[str, str]) -> Iterator[Fault]:
    wanted, given = pair.of("unit")
    said = {value for sign in given for value in map(_plain_unit, sign.values)}
    meant = {_plain_unit(value) for sign in wanted for value in sign.values}
    numbers = _given(pair.signs)
    for sign in wanted:
        number, unit = _plain_unit(sign.values[0]).split()
        missing = f"{number} {unit}" not in said and number in numbers
        if not missing or unit in _COUNTED or sign.spelled or sign.shown in converted_units:
            continue
        others = [
            other
            for other in given
            if other.firm
            and any(value.split()[0] == number for value in other.values)
            and not meant & set(map(_plain_unit, other.values))
        ]
        wrong = [other for other in others if _differs(unit, other.values[0].split()[1])]
        if wrong:
            yield Fault("H214", f"{sign.shown} became {wrong[0].shown}")
        elif not others and not unit.startswith("duration") and pair.lexicon.knows("unit"):
            yield Fault("H214", f"no unit is seen at {sign.shown}", Severity.WARNING)


def _differs(one: str, other: str) -> bool:
    return _ALIKE.get(one, one) != _ALIKE.get(other, other) and other not in _COUNTED


def _plain_unit(value: str) -> str:
    number, _, unit = value.partition(" ")
    return f"{number} {_ALIKE.get(unit, unit)}"


def _conversions(pair: Pair) -> Iterator[tuple[str, str]]:
    """Measures that the translation gives in another unit only, with what it says instead."""
    wanted, given = pair.of("unit")
    said = {value for sign in given for value in sign.values}
    meant = {value for sign in wanted for value in sign.values}
    numbers = {value for sign in pair.signs if sign.kind == "number" for value in sign.values}
    for sign in wanted:
        value = sign.values[0]
        if value in said or value.split()[0] in numbers:
            continue
        for other in given:
            if converted(value, other.values) and not meant & set(other.values):
                yield sign.shown, other.shown
                break


# ── phones, times, dates ───────────────────────────────────────────────────────────────────────


def _phone_faults(pair: Pair) -> Iterator[Fault]:
    wanted, given = pair.of("phone")
    yield from _added_phones(pair, given)
    if not wanted:
        return
    numbers = {sign.values[0] for sign in given} | _given(pair.signs)
    figures = re.sub(r"[^0-9A-Za-z]", "", pair.plain)
    for sign in wanted:
        digits = sign.values[0]
        whole = len(digits) > 6 and digits in figures
        if not whole and (digits.lstrip("0") or "0") not in numbers:
            yield Fault("H216", f"the translation lacks the number {sign.shown}")


def _added_phones(pair: Pair, given: Sequence[Sign]) -> Iterator[Fault]:
    """Numbers of somebody whom the source does not name, where it names as many of its own."""
    said = re.sub(r"[^0-9]", "", pair.source_plain)
    new = [s for s in given if len(s.values[0]) >= _WHOLE and s.values[0].lstrip("0") not in said]
    named = sum(sign.kind == "phone" for sign in pair.source_signs)
    for sign in new if len(given) > named else ():
        yield Fault("H216", f"the translation adds the number {sign.shown}")


def _moment_faults(pair: Pair) -> Iterator[Fault]:
    for sign in pair.source_signs:
        if sign.kind == "time" and ":" in sign.values[0] and not _has_time(sign, pair):
            yield Fault("H217", f"the translation lacks the time {sign.shown}")
        if sign.kind == "date" and not _has_date(sign, pair):
            yield Fault("H217", f"the translation lacks the date {sign.shown}")


def _has_time(sign: Sign, pair: Pair) -> bool:
    hour, minutes = map(int, sign.values[0].split(":"))
    vague = "unmarked" in sign.values or not pair.lexicon.knows("clock")
    hours = {hour, hour - 12, hour + 12} if vague else {hour}
    wanted = {f"{h:02}:{minutes:02}" for h in hours if 0 <= h < 25}
    if any(other.kind == "time" and other.values[0] in wanted for other in pair.signs):
        return True
    given = _given([other for other in pair.signs if other.kind != "time"])
    written = {f"{h}.{minutes:02}".rstrip("0").rstrip(".") for h in hours}
    return bool(given & written) or any(str(h) in given and minutes == 0 for h in hours)


def _has_date(sign: Sign, pair: Pair) -> bool:
    """Whether year, month and day are all there, in whatever order and spelling."""
    year, month, day = (*sign.values[0].replace("--", "-").split("-"), "")[:3]
    years = {year, str(int(year) + 543), str(int(year) - 621)} if year else set()
    wanted = {*sign.values, *(f"{one}-{month}-{day}" for one in years if day)}
    dates = [other for other in pair.signs if other.kind == "date"]
    if any(wanted & set(other.values) for other in dates):
        return True
    given = _given([other for other in pair.signs if other.kind != "date"])
    if any(f"--{month}-{day}" in other.values for other in dates) and years & given:
        return True
    if day and len(dates) >= sum(one.kind == "date" for one in pair.source_signs):
        return False  # another date stands there: its figures are no excuse
    figures = (sign.shown for sign in pair.signs if sign.kind == "date")
    given.update(part.lstrip("0") for shown in figures for part in re.findall("[0-9]+", shown))
    named = {hit.value for hit in pair.lexicon.months.find(pair.plain.lower())}
    return (
        (not year or bool(years & given))
        and (str(int(month)) in (named or given) or not pair.lexicon.cldr)
        and (not day or str(int(day)) in given)
    )
