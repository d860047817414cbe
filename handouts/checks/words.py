"""The sheet's own words and the clinic's texts: plain texts that print on every sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from handouts.catalogs import Catalog, Entry
from handouts.checks.meaning import meaning_faults
from handouts.checks.numbers import number_faults
from handouts.checks.pair import Fault, Pair
from handouts.checks.translation import MARKS, NATIVE, TAG, differences, hidden_in
from handouts.findings import Finding, Location, Severity, finding
from handouts.languages import Language

_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{[^{}]*\}|%\(\w+\)[a-z]")
_ADDRESS = re.compile(
    r"(?:https?://|www\.|mailto:|tel:)[^\s)]+|[^\s@]{1,64}@[^\s@]{1,200}"
    r"|(?<![\w.-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,24}(?![\w-])[^\s)]{0,200}"
)
_FIGURES = 3
"""Digits from which on a number may be somebody's phone."""


def entry_findings(
    catalog: Catalog,
    entries: Iterable[Entry],
    source: Language,
    language: Language,
    *,
    is_clinics: bool,
) -> Iterator[Finding]:
    """Compare entries of `interface.po` or `clinics.po` that may print with their sources.

    They are no Markdown: whatever stands in them prints as it is. What turns an instruction round
    is looked for in the clinic's texts: the few words of the sheet itself say too little.
    """
    for entry in entries:
        if entry.plural or entry.fuzzy or not entry.filled:
            continue
        place = Location(catalog.path, entry.line)
        pair = Pair(entry.text, entry.translation, source, language)
        for fault in (*_faults(pair), *(meaning_faults(pair) if is_clinics else ())):
            yield finding(
                fault.code, fault.message, place, hint=fault.hint, severity=fault.severity
            )


def _faults(pair: Pair) -> Iterator[Fault]:
    text, said = pair.text, pair.translation
    if fault := hidden_in(said, pair.language):
        yield fault
    for pattern, code, kind in ((_PLACEHOLDER, "H203", "placeholder"), (_ADDRESS, "H205", "link")):
        for message in differences(pattern.findall(text), pattern.findall(said), kind):
            yield Fault(code, message)
        text, said = pattern.sub(" ", text), pattern.sub(" ", said)
    mark = next((mark for mark in MARKS if said.count(mark) > text.count(mark)), "")
    if mark:
        yield Fault("H206", f"{mark} would print as it stands")
    if tags := set(TAG.findall(said)) - set(TAG.findall(text)):
        yield Fault("H206", f"HTML would print as text: {' '.join(sorted(tags))}")
    if native := sorted(set(NATIVE.findall(said))):
        yield Fault("H213", f"digits of another script: {' '.join(native)}")
    for fault in number_faults(pair):
        yield _graver(fault, pair)


def _graver(fault: Fault, pair: Pair) -> Fault:
    """A number where the source has none, or one as long as a phone, is an error here."""
    if fault.code != "H232":
        return fault
    has_none = not any(sign.kind in ("number", "phone") for sign in pair.source_signs)
    long = max(map(len, re.findall(r"\d+", fault.message)), default=0) >= _FIGURES
    severity = Severity.ERROR if has_none or long else fault.severity
    return Fault(fault.code, fault.message, severity, fault.hint)
