"""Whether a translation is one: in its script, not left in the source's words, not cut short."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.checks.pair import Fault, Pair
from handouts.checks.scripts import foreign, known, share
from handouts.findings import Severity
from handouts.guards.phrases import words

_STOPS = (
    # of sentences, in all our scripts; those after the first four need no space behind them
    ".!?\u2026\u3002\uff01\uff1f\uff0e\u061f\u06d4\u0964\u0965\u0589\u1362\u1367\u104b\u17d4\u17d5\u0f0d"
)
_SENTENCE = re.compile(rf"[{_STOPS}]+[\"'”’»)\]]*(?=\s|$)|[{_STOPS[4:]}]")
_ABBREVIATED = re.compile(
    r"(?:\b\w|\b(?:Dr|Mr|Mrs|St|Sra?|Dra?|z|B|etc|ca|Nr|No|vs|approx|нед|мин))\.$"
)
_ENDS = (
    ".!?:;\u2026\u3002\uff01\uff1f\uff1a\u061f\u06d4\u0964\u0965\u0589\u1361\u1362\u1363\u1364\u1365"
    "\u1366\u1367\u104a\u104b\u17d4\u17d5\u17d6\u0f0d"
)
_CLOSING = "\"'”’»)]*_ \u00a0）」』"
_EDGES = ".,;:!?()[]{}\"'“”‘’«»„…\u3002\uff0c\u3001\u060c\u061b\u0964"
_QUOTED = re.compile(
    r"\([^()]*\)|（[^（）]*）|“[^“”]*”|«[^«»]*»|„[^„“”]*[“”]|「[^「」]*」|\"[^\"]*\""
)
"""A term of the source in brackets or quotes beside its translation is meant to be there."""
_LEAST = 40
"""Letters of a source from which on its translation's length says something."""
_RUN = 3


def wording_faults(pair: Pair) -> Iterator[Fault]:
    """Look at a translation as a whole."""
    if pair.source.tag.split("-")[0] == pair.language.tag.split("-")[0]:
        yield from _ending_faults(pair)
        return
    own = _QUOTED.sub(" ", pair.plain)
    script, letters = share(own, pair.language.script)
    same = pair.translation.strip() == pair.text.strip()
    if same and letters > 3 and len(words(pair.source_plain)) > 1:
        yield Fault("H227", "the translation is the source, word for word")
        return
    if known(pair.language.script) and letters > 8 and script < 0.5:
        yield Fault("H225", f"{script:.0%} of its letters are {pair.language.name}’s own")
    elif other := foreign(pair.plain, pair.language.tag):
        yield Fault("H225", f"{pair.language.name} is not written with {' '.join(other)}")
    if run := _source_words(pair, own):
        yield Fault("H226", f"words of the source are left: “{run}”")
    yield from _length_faults(pair)
    yield from _ending_faults(pair)


def _source_words(pair: Pair, own: str) -> str:
    """The longest run of three or more words that stand in the source as well, if not names."""
    source = [word.lower() for word in _compounds(pair.source_plain)]
    least = int(pair.lexicon.words.get("run", _RUN))
    runs = {tuple(source[n : n + least]) for n in range(len(source) - least + 1)}
    said = _compounds(own)
    lower = [word.lower() for word in said]
    place = 0
    while place <= len(said) - least:
        if tuple(lower[place : place + least]) in runs:
            end = place + least
            while end < len(said) and tuple(lower[end - least + 1 : end + 1]) in runs:
                end += 1
            run = said[place:end]
            if sum(word[:1].islower() and word.isascii() for word in run) >= least - 1:
                return " ".join(run)
            place = end
        else:
            place += 1
    return ""


def _compounds(text: str) -> list[str]:
    """The words of a text, those with hyphens as one: “post-laminectomy” is no run of words."""
    return [word for part in text.split() if (word := part.strip(_EDGES))]


def sentences(text: str) -> int:
    """How many sentences a text has, counting what has no end as one."""
    ends = [
        match
        for match in _SENTENCE.finditer(text)
        if not _ABBREVIATED.search(text, max(0, match.start() - 8), match.start() + 1)
    ]
    rest = text[ends[-1].end() :].strip() if ends else text.strip()
    return len(ends) + bool(rest)


def _length_faults(pair: Pair) -> Iterator[Fault]:
    source, said = pair.source_plain.strip(), pair.plain.strip()
    usual = float(pair.lexicon.words.get("length", 0)) or None
    ratio = len(said) / max(len(source), 1)
    if usual and len(source) >= _LEAST and not 0.45 < ratio / usual < 2.5:
        much = "short" if ratio < usual else "long"
        yield Fault("H228", f"it is {much}: {len(said)} letters for {len(source)}")
        return
    if pair.language.breaking == "icu":  # Thai and its kin end sentences with spaces
        return
    asked, given = sentences(source), sentences(said)
    if asked > 1 and given < asked and ratio < (usual or 0.6) * 0.75:
        yield Fault("H228", f"{asked} sentences became {given}")


def _ending_faults(pair: Pair) -> Iterator[Fault]:
    source, said = (t.rstrip(_CLOSING)[-1:] for t in (pair.text, pair.translation))
    if pair.language.breaking == "icu" or not source or not said:
        return
    if source in ".!?:" and said not in _ENDS and not pair.translation.rstrip().endswith("}"):
        yield Fault(
            "H231", f"the source ends with “{source}”, the translation does not", Severity.NOTE
        )
    elif source not in f"{_ENDS},;" and said in "!?！？؟" and said not in source:
        yield Fault(
            "H231", f"the translation ends with “{said}”, the source does not", Severity.NOTE
        )
