"""Phone numbers, times of the day and dates: digits that are not read as numbers."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence

from handouts.guards.lexicon import Lexicon
from handouts.guards.model import Sign

_PHONE = (
    r"(?<![\w.,:/])(?:"
    r"(?:\+?1[ \-.\u00a0])?(?:\([0-9]{3}\)[ \u00a0]?|[0-9]{3}[ \-.\u00a0])"
    r"[0-9]{3}[\-. \u00a0][0-9]{4}"
    r"|\+[0-9](?:[ \-.\u00a0\u2010\u2011/]?\(?[0-9]+\)?)+"
    r"|\([0-9]{2,5}\)(?:[ \-.\u00a0\u2010\u2011]?[0-9]{2,8}){1,3}"
    r"|1-8[0-9]{2}-[A-Z0-9]+(?:-[A-Z0-9]+)*"
    r"|[0-9]{3}[ \-.\u00a0\u2010\u2011][0-9]{4}"
    r"|[0-9]{1,5}(?:[ \-.\u00a0\u2010\u2011][0-9]{1,5}){2,6}"
    r"|[0-9]{7,15}"
    r")(?![\w/]|[.,:][0-9])"
)
_THOUSANDS = r"[0-9]{1,3}(?:[ .\u00a0][0-9]{3})+"
_EMERGENCY = (
    r"(?<![\w.,:/+\u066b\u066c-])(?<![0-9][ \u00a0])(?:911|988|112|999|000)"
    r"(?![\w/%°]|[.,:\u066b\u066c-][0-9]|\s?[°%]|[ \u00a0][0-9]{3})"
)
_TIME = (
    r"(?<![0-9:.,/])([01]?[0-9]|2[0-4])"
    r"(?:\s?(?::|h|H|时|時|시|点|點|giờ)\s?|\.(?=[0-9]{2}\s?[aApP]\.?\s?[mM]))"
    r"([0-5][0-9])(?![0-9:]|[.,][0-9])"
)
_HOUR = r"(?<![0-9:.,/])(1[0-9]|2[0-4]|0?[0-9])(?![0-9]|[.,:/][0-9])"
_NUMERIC = (
    r"(?<![0-9./-])([0-9]{1,4})(?:\s?[./年년-]\s?)([0-9]{1,2})(?:\s?[./月월-]\s?)([0-9]{1,4})"
    r"(?![0-9]|[./-][0-9])"
)
_NEAR = re.compile(
    r"[\s,.]*(?:de|of|del|do|di|den|the|tháng|năm)?[\s,.]*(?:st|nd|rd|th)?[\s,]*", re.I
)


def phones(text: str) -> Iterator[Sign]:
    """Yield phone numbers, and the emergency numbers that are never anything else."""
    for match in re.finditer(_PHONE, text):
        digits = re.sub(r"[^0-9A-Z]", "", match[0])
        if len(digits) < 7 or len(digits) > 15 or re.fullmatch(_THOUSANDS, match[0]):
            continue
        yield Sign("phone", (digits,), match[0].strip(), *match.span())
    for match in re.finditer(_EMERGENCY, text):
        yield Sign("phone", (match[0],), match[0], *match.span())


def times(text: str, known: Lexicon) -> Iterator[Sign]:
    """Yield times of the day as HH:MM; a full hour only where a word says that it is one."""
    lower = text.lower()
    for match in re.finditer(_TIME, text):
        half, start, end = _half(lower, *match.span(), known)
        value = _clock(int(match[1]), match[2], half)
        yield Sign("time", value, text[start:end], start, end)
    for match in re.finditer(_HOUR, text):
        half, start, end = _half(lower, *match.span(), known)
        if half:
            value = _clock(int(match[1]), "00", half)
            yield Sign("time", value, text[start:end], start, end)


def _clock(hour: int, minutes: str, half: str) -> tuple[str, ...]:
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    marked = () if half or hour > 12 else ("unmarked",)
    return (f"{hour:02}:{minutes}", *marked)


def _half(lower: str, start: int, end: int, known: Lexicon) -> tuple[str, int, int]:
    """Find what says which half of the day is meant, and where the time with it stands."""
    after = re.match(r"\s?([ap])(?:\.\s?m\.?|m)(?!\w)", lower[end : end + 8])
    if after:
        return f"{after[1]}m", start, end + after.end()
    end = _past_hour(lower, end, known)
    gap = len(lower[end:]) - len(lower[end:].lstrip())
    left = lower[:start].rstrip()
    for half in ("am", "pm"):
        for word in known.clock.get(half, ()):
            if lower.startswith(word, end + gap) and _ends(lower, end + gap + len(word), known):
                return half, start, end + gap + len(word)
            begins = known.letters or not left[-len(word) - 1 : -len(word)].isalpha()
            if left.endswith(word) and begins and start - len(left) < 3:
                return half, len(left) - len(word), end
    return "", start, end


def _past_hour(lower: str, end: int, known: Lexicon) -> int:
    """Where the word for a full hour ends, if it follows: “17 Uhr”, “5 è nan aprèmidi”."""
    match = re.match(r"[ \u00a0]?", lower[end:])
    start = end + (match.end() if match else 0)
    for word in known.clock.get("hour", ()):
        if lower.startswith(word, start) and _ends(lower, start + len(word), known):
            return start + len(word)
    return end


def _ends(text: str, at: int, known: Lexicon) -> bool:
    return known.letters or not text[at : at + 1].isalpha()


def numeric_dates(text: str, tag: str) -> Iterator[Sign]:
    """Yield dates in figures as YYYY-MM-DD, with every day of the calendar that they may mean."""
    for match in re.finditer(_NUMERIC, text):
        if values := _calendar(match[1], match[2], match[3], tag):
            yield Sign("date", values, match[0], *match.span())


def named_dates(text: str, known: Lexicon, numbers: Sequence[Sign]) -> Iterator[Sign]:
    """Yield dates with a month's name as YYYY-MM-DD, YYYY-MM or --MM-DD."""
    for hit in known.months.find(text.lower()):
        before = [n for n in numbers if n.end <= hit.start and _leads(text, n, hit.start)]
        after = [n for n in numbers if n.start >= hit.end and _near(text[hit.end : n.start])]
        near = [*before[-1:], *after[:1]]
        if after:
            near += [n for n in numbers if n.start > after[0].end][:1]
            near = near if _near(text[after[0].end : near[-1].start]) else near[:-1]
        if sign := _named(text, int(hit.value), hit.start, hit.end, near):
            yield sign


def _leads(text: str, number: Sign, month: int) -> bool:
    """Whether a number before a month's name is of its date; a year may end another sentence."""
    gap = text[number.end : month]
    return _near(gap) and not (len(number.shown) > 2 and "." in gap)


def _near(gap: str) -> bool:
    return len(gap) < 12 and bool(_NEAR.fullmatch(gap))


def _named(text: str, month: int, start: int, end: int, near: Sequence[Sign]) -> Sign | None:
    day = year = ""
    for sign in near:
        number = sign.values[0]
        if not number.isdigit() or sign.spelled:
            continue
        if len(number) == 4 and not year:
            year = number
        elif 1 <= int(number) <= 31 and not day:
            day = number
        else:
            continue
        start, end = min(start, sign.start), max(end, sign.end)
    if not day and not year:
        return None
    value = f"{year or '-'}-{month:02}" + (f"-{int(day):02}" if day else "")
    return Sign("date", (value,), text[start:end], start, end)


def _calendar(one: str, two: str, three: str, tag: str) -> tuple[str, ...]:
    """Every day of the calendar that three figures may mean, the likeliest first."""
    if len(one) == 4:
        orders = [(one, two, three)]
    elif len(three) in (2, 4) and len(one) < 3:
        year = three if len(three) == 4 else f"20{three}"
        orders = [(year, one, two), (year, two, one)]
        if tag not in ("en", "en-US", "fil"):
            orders.reverse()
    else:
        return ()
    found = []
    for year, month, day in orders:
        try:
            found.append(datetime.date(int(year), int(month), int(day)).isoformat())
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))
