"""How the source is written: numbers and dates that are misread, short forms, long sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.article import Article
from handouts.checks.readability import LEAST_WORDS, LONG_SENTENCE, count, scores
from handouts.findings import Finding, Location, Severity, finding
from handouts.guards import plain
from handouts.guards.phrases import words
from handouts.languages import Language
from handouts.messages import Unit, walk

_UNIT = r"(?:\s?(?:mg|mcg|µg|μg|g|kg|ml|mL|units?|IU|tablets?|pills?)\b)"
_ZERO = rf"(?<![\d.,])\d+\.0+(?={_UNIT})"
_NAKED = rf"(?<![\d\w.,])\.\d+(?={_UNIT}|\b)"
_DATE = r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(?:\d{4}|\d{2})(?![\d/-]|\.\d)"
_MISREAD = (
    r"(?<=\d)\s?(?:U|IU)(?![\w.])|(?<=\d)\s?[µμ]g\b|(?<!\w)(?:QD|QOD|q\.d\.|q\.o\.d\.|qd|qod|QID|TID"
    r"|BID|PRN|HS|SC|SQ)(?!\w)"
)
_SHORT = r"(?<![\w.@/-])[A-Z][A-Z0-9]{1,5}s?(?![\w@-])"
_KNOWN = frozenset(
    re.findall(
        r"\w+",
        "OK AM PM TV ID US USA UK EU UN ER DNA HIV AIDS CT MRI PDF QR URL SMS FAQ II III IV VI VII"
        " VIII IX XI XII NHS CDC FDA GP AHRQ COVID"
        # these are said to be misread, not to be unexplained
        " QD QOD QID TID BID PRN HS SC SQ IU",
    )
)
_END = r"(?<=[.!?])[\"”’)]*\s+"


def source_findings(article: Article, language: Language) -> Iterator[Finding]:
    """Look at every text of an article, and at the whole."""
    units = [unit for unit in walk(article) if unit.kind != "short title"]
    texts = {unit: plain(unit.text) for unit in units}
    everything = " ".join(texts.values())
    seen: set[str] = set()
    for unit, text in texts.items():
        place = Location(article.path, unit.line)
        yield from _unit_findings(text, place, everything, seen)
    yield from _reading(units, texts, language, article)


def _unit_findings(
    text: str, place: Location, everything: str, seen: set[str]
) -> Iterator[Finding]:
    if zero := re.search(_ZERO, text):
        yield finding("H119", f"{zero[0]} may be read as {zero[0].replace('.', '')}", place)
    if naked := re.search(_NAKED, text):
        yield finding("H120", f"{naked[0]} may be read as {naked[0][1:]}", place)
    for date in re.finditer(_DATE, text):
        one, other = int(date[1]), int(date[3])
        if one != other and 1 <= one <= 12 and 1 <= other <= 12:
            yield finding("H121", f"{date[0]} has two meanings", place)
    if misread := re.search(_MISREAD, text):
        yield finding("H125", f"“{misread[0].strip()}” is misread", place)
    for match in re.finditer(_SHORT, text):
        short = match[0].removesuffix("s")
        if short in seen or short in _KNOWN or _explained(short, everything):
            continue
        if not text.isupper():
            seen.add(short)
            yield finding("H122", f"“{short}” is not explained", place)
    for sentence in re.split(_END, text):
        length = len(words(sentence))
        if length > LONG_SENTENCE:
            start = " ".join(sentence.split()[:6])
            yield finding("H123", f"a sentence of {length} words: “{start} …”", place)


def _explained(short: str, everything: str) -> bool:
    """Whether a short form stands in brackets somewhere, or brackets follow it."""
    letters = re.escape(short)
    return bool(re.search(rf"\({letters}s?[),;]|(?<!\w){letters}s? \(\w", everything))


def _reading(
    units: list[Unit], texts: dict[Unit, str], language: Language, article: Article
) -> Iterator[Finding]:
    said = [texts[unit] for unit in units if unit.place.key != "image"]
    base = language.tag.split("-")[0]
    found = count(said, base)
    hard = [score for score in scores(found, base) if score.hard]
    if found.words >= LEAST_WORDS and hard:
        shown = ", ".join(f"{s.name} {s.value:.1f} ({s.target})" for s in hard)
        yield finding("H124", shown, Location(article.path, 1), severity=Severity.WARNING)
