"""What changed between two texts of a source, in words for the translator.

`changed (number): 5 → 2.5`; for a text of several sentences which of them: `sentence 2 of 3
changed (negation): Avoid → Do not avoid`.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from handouts.catalogs.harmless import guards, spaced, typeset

_SENTENCE = re.compile(r".+?(?:[.!?…]+[\"'”’)\]*_]*(?=\s)|[。！？।۔]+|$)\s*", re.DOTALL)
_TOKEN = re.compile(r"\w+(?:[.,'’:/-]\w+)*|[^\w\s]")
_MARKS = re.compile(r"[*_`\\]")
_MOST_PIECES = 4
_LONGEST = 90


@lru_cache(maxsize=4096)
def explained(
    old: str, new: str, old_context: str | None, new_context: str | None, tag: str
) -> tuple[str, ...]:
    """Say what changed from `old` to `new` in the language of `tag`: comment lines, never none."""
    lines = []
    if old_context != new_context:
        roles = (_cut(context or "text") for context in (old_context, new_context))
        lines.append(f"changed (role): {' → '.join(roles)}")
    if old != new:
        lines += _sentences(old, new, tag)
    return tuple(lines) or ("the source reads again as it did: confirm the translation",)


def _sentences(old: str, new: str, tag: str) -> Iterator[str]:
    olds, news = ([s.strip() for s in _SENTENCE.findall(text) if s.strip()] for text in (old, new))
    if len(olds) == len(news) == 1 or not olds or not news:
        yield f"changed ({_kinds(old, new, tag)}): {_pieces(old, new)}"
        return
    matcher = difflib.SequenceMatcher(None, olds, news, autojunk=False)
    said = False
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            continue
        said = True
        if b - a == d - c:
            for one, other, number in zip(olds[a:b], news[c:d], range(c, d), strict=True):
                yield _sentence(one, other, _which(number, number + 1, len(news)), tag)
        else:
            place = _which(c, d, len(news)) if d > c else _which(a, b, len(olds))
            yield _sentence(" ".join(olds[a:b]), " ".join(news[c:d]), place, tag)
    if not said:  # the same sentences, but for the white space between them
        yield f"changed ({_kinds(old, new, tag)}): {_pieces(old, new)}"


def _sentence(old: str, new: str, which: str, tag: str) -> str:
    kinds = _kinds(old, new, tag)
    named = f" ({kinds})" if kinds != "wording" else ""
    many = which.startswith("sentences")
    if not old:
        return f"{which} {'are' if many else 'is'} new{named}: {_cut(new)}"
    if not new:
        return f"{which} {'were' if many else 'was'} removed{named}: {_cut(old)}"
    return f"{which} changed ({kinds}): {_pieces(old, new)}"


def _which(start: int, end: int, count: int) -> str:
    if end - start == 1:
        return f"sentence {end} of {count}"
    return f"sentences {start + 1} to {end} of {count}"


def _kinds(old: str, new: str, tag: str) -> str:
    """What sort of change it is: the guards that it touches, or how little it is."""
    before, after = guards(old, tag), guards(new, tag)
    if before != after:
        old_ones, new_ones = (Counter(map(_by_itself, ones)) for ones in (before, after))
        apart = (old_ones - new_ones) + (new_ones - old_ones)
        found = apart or Counter(before)  # the same ones in another order
        return ", ".join(dict.fromkeys(kind for kind, _ in found))
    if spaced(old) == spaced(new):
        return "white space"
    if typeset(old) == typeset(new):
        return "typography"
    plain, other = (typeset(_MARKS.sub("", text)) for text in (old, new))
    if plain == other:
        return "emphasis"
    words, others = (re.findall(r"\w+", text) for text in (plain, other))
    if words == others:
        return "punctuation"
    same = [word.lower() for word in words] == [word.lower() for word in others]
    return "capital letters" if same else "wording"


def _by_itself(guard: tuple[str, str]) -> tuple[str, str]:
    """A unit without the number that it may be counted with: that one is named by itself."""
    kind, value = guard
    return (kind, value.lstrip("0123456789.,/- ") if kind == "unit" else value)


def _pieces(old: str, new: str) -> str:
    """The words that differ: `5 → 2.5; milk → water`."""
    olds, news = list(_TOKEN.finditer(old)), list(_TOKEN.finditer(new))
    matcher = difflib.SequenceMatcher(
        None, [m[0] for m in olds], [m[0] for m in news], autojunk=False
    )
    pieces = []
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            continue
        if what != "replace":  # a word beside it tells where it stands
            if b < len(olds) and d < len(news):
                b, d = b + 1, d + 1
            elif a and c:
                a, c = a - 1, c - 1
        pieces.append(f"{_cut(_slice(old, olds[a:b]))} → {_cut(_slice(new, news[c:d]))}")
    if not pieces:
        return f"“{_cut(old)}” → “{_cut(new)}”"
    more = len(pieces) - _MOST_PIECES
    return "; ".join(pieces[:_MOST_PIECES]) + (f"; and {more} more" if more > 0 else "")


def _slice(text: str, tokens: Sequence[re.Match[str]]) -> str:
    return text[tokens[0].start() : tokens[-1].end()] if tokens else "(nothing)"


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1].rstrip()}…"
