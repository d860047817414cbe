"""Words that turn an instruction round: negations, directions, how often, names of medicines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from handouts.checks.pair import Fault, Pair, bold_texts
from handouts.findings import Severity
from handouts.guards import Sign, signs
from handouts.guards.drugs import alike, look_alike

_UP = frozenset({"more", "at-least", "above", "increase", "high"})
_DOWN = frozenset({"less", "at-most", "below", "decrease", "low"})
_WAYS = (
    (_UP, _DOWN),
    (frozenset({"before"}), frozenset({"after"})),
    (frozenset({"left"}), frozenset({"right"})),
    (frozenset({"start"}), frozenset({"stop"})),
)
"""Ways and their opposites: “over” may be said as “above”, “more” or “at least”."""

_SIDES = ("left", "right")
_SPANS = ("minute", "hour", "day", "week", "month", "year")
_PARTS = ("morning", "noon", "afternoon", "evening", "night", "midnight")


def meaning_faults(pair: Pair) -> Iterator[Fault]:
    """Compare what negates, directs and repeats, where both languages' words are known."""
    yield from _negation_faults(pair)
    yield from _direction_faults(pair)
    yield from _frequency_faults(pair)
    yield from _drug_faults(pair)


def _negation_faults(pair: Pair) -> Iterator[Fault]:
    if not (pair.source_lexicon.knows("negation") and pair.lexicon.knows("negation")):
        return
    wanted, given = pair.of("negation")
    wanted = [sign for sign in wanted if sign.values[0] != "despite"]
    limited = _limited(pair)
    if wanted and not limited and (lost := _lost_in_bold(pair)):
        yield Fault("H221", f"“{lost}” is bold in the source, and no negation is bold here")
    elif wanted and not given and not limited:
        shown = ", ".join(dict.fromkeys(sign.shown for sign in wanted))
        yield Fault("H221" if pair.critical else "H219", f"no word is seen for “{shown}”")
    elif not wanted and (added := _added(pair, given)):
        shown = ", ".join(dict.fromkeys(sign.shown for sign in added))
        message = f"“{shown}” negates, and the source does not"
        yield Fault("H219", message, Severity.NOTE)


def _limited(pair: Pair) -> bool:
    """Whether “no more than” is said as “at most”, which negates nothing."""
    ways = {sign.values[0] for sign in pair.signs if sign.kind == "direction"}
    signs = pair.source_signs
    return bool(ways & {"at-most", "at-least"}) and any(
        one.kind == "negation"
        and other.values[0] in ("more", "less")
        and other.start == one.end + 1
        for one, other in pairwise(signs)
    )


def _added(pair: Pair, given: Sequence[Sign]) -> list[Sign]:
    """Negations where the source has nothing like one (“you lose feeling”, “only if”).

    In scripts without spaces too many words hold the letters of a negation.
    """
    vague = any(sign.kind == "lack" for sign in pair.source_signs) or "?" in pair.text
    if vague or pair.lexicon.letters or not pair.lexicon.knows("direction"):
        return []
    return [sign for sign in given if sign.values[0] in ("not", "never")]


def _lost_in_bold(pair: Pair) -> str:
    """The bold negation of the source, where the translation has none in bold."""
    if "**" not in pair.text and "__" not in pair.text:
        return ""
    said = [text for text in bold_texts(pair.source_tokens) if _negates(text, pair.source.tag)]
    bold = bold_texts(pair.tokens)
    if said and not any(_negates(text, pair.language.tag) for text in bold):
        return said[0]
    return ""


def _negates(text: str, tag: str) -> bool:
    return any(sign.kind == "negation" for sign in signs(text, tag))


def _direction_faults(pair: Pair) -> Iterator[Fault]:
    if not (pair.source_lexicon.knows("direction") and pair.lexicon.knows("direction")):
        return
    wanted, given = pair.of("direction")
    asked = {sign.values[0]: sign.shown for sign in wanted}
    said = {sign.values[0]: sign.shown for sign in given}
    code = "H221" if pair.critical else "H220"
    for one, other in (*_WAYS, *(way[::-1] for way in _WAYS)):
        wanted_words = [asked[way] for way in one if way in asked]
        if not wanted_words or other & set(asked) or one & set(said):
            continue
        # “up to” is “to” as well in most languages
        swapped = [said[way] for way in other if way in said and way != "at-most"]
        if swapped:
            yield Fault(code, f"“{wanted_words[0]}” became “{swapped[0]}”")
        elif one <= set(_SIDES):
            yield Fault(code, f"no word is seen for “{wanted_words[0]}”")


def _frequency_faults(pair: Pair) -> Iterator[Fault]:
    if not pair.source_lexicon.knows("time"):
        return
    if pair.lexicon.knows("frequency"):
        wanted, given = pair.of("frequency")
        said = {sign.values[0] for sign in given}
        for sign in wanted:
            if sign.values[0] not in said and sign.values[0] != "as-needed":
                instead = f": it says “{given[0].shown}”" if given else ""
                yield Fault("H218", f"“{sign.shown}” is not seen{instead}")
    wanted, given = pair.of("time")
    for group in (_SPANS, _PARTS):
        lost = [s for s in wanted if s.values[0] in group and not _times(pair, s.values[0])]
        asked = {s.values[0] for s in pair.source_signs} | {
            s.values[0].split()[-1].removeprefix("duration-")
            for s in pair.source_signs
            if s.kind == "unit"
        }
        new = [s for s in given if s.values[0] in group and s.values[0] not in asked]
        known = {name for name in group if name in pair.lexicon.table("time")}
        if lost and new and not pair.lexicon.letters and lost[0].values[0] in known:
            instead = "”, “".join(dict.fromkeys(sign.shown for sign in new))
            yield Fault("H218", f"“{lost[0].shown}” is not seen: it says “{instead}”")


def _times(pair: Pair, name: str) -> bool:
    """Whether a span or part of the day is named anywhere, alone, as a unit or in how often."""
    return any(
        name in sign.values[0] for sign in pair.signs if sign.kind in ("time", "unit", "frequency")
    )


def _drug_faults(pair: Pair) -> Iterator[Fault]:
    """A medicine that the source does not name, where one of the source's is missing."""
    wanted, given = pair.of("drug")
    if not given:
        return
    asked = {sign.values[0]: sign.shown for sign in wanted}
    for sign in given:
        name = sign.values[0]
        mistaken = any(name in look_alike(known) for known in asked)
        same = any(alike(name, known) or alike(sign.shown, said) for known, said in asked.items())
        if name in asked or (same and not mistaken):
            continue
        if not asked:
            yield Fault("H224", f"{sign.shown} is a medicine that the source does not name")
        else:
            shown = ", ".join(asked.values())
            yield Fault("H224", f"{sign.shown} is not {shown}, which the source names")
