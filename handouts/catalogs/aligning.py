"""Which old block of a source a new one was made from.

Old and new source are two sequences of blocks. Those that read the same hold the sequences
together; what stands between them is paired in its order, and what is left over by likeness alone.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from handouts.catalogs.model import Entry, Key
from handouts.messages import Message

ALIKE = 0.7
"""How alike two blocks must be wherever they stand: 1 is the same text."""

_ALIKE_IN_PLACE = 0.5
_SLACK = 0.15
_WORD = re.compile(r"\w+(?:[.,]\w+)*")

Pairs = dict[Key, Key]


def old_order(entries: Sequence[Entry], before: Sequence[Message]) -> list[Key]:
    """The keys of a catalog's entries in the order of the source that they were made from.

    `before` is the template of that time. What it does not know stays behind the entry that it
    follows in the catalog, so a catalog that was left behind keeps its own order.
    """
    ranks = {message.key: rank for rank, message in enumerate(before)}
    placed, rank = [], -1
    for index, entry in enumerate(entries):
        rank = ranks.get(entry.key, rank)
        placed.append((rank, entry.key not in ranks, index, entry.key))
    return [key for *_, key in sorted(placed, key=lambda place: place[:3])]


def align(old: Sequence[Key], new: Sequence[Key], kinds: Mapping[Key, set[str]]) -> Pairs:
    """Pair blocks of the new source with those of the old one that are gone: new key → old key.

    `kinds` says what a block is, such as a heading; a block that still stands is in no pair.
    """
    olds, news = set(old), set(new)
    if olds <= news or news <= olds:
        return {}
    likeness = {
        (a, b): score
        for a in (key for key in old if key not in news)
        for b in (key for key in new if key not in olds)
        if (score := similarity(a[1], b[1])) >= _ALIKE_IN_PLACE
    }
    pairs: Pairs = {}
    for gone, fresh in _gaps(old, new):
        pairs.update(_in_order(gone, fresh, _admitted(likeness, kinds)))
    taken = set(pairs.values())
    for (a, b), score in sorted(likeness.items(), key=lambda item: -item[1]):
        if score >= ALIKE and b not in pairs and a not in taken:
            pairs[b] = a
            taken.add(a)
    return pairs


@lru_cache(maxsize=65536)
def similarity(one: str, other: str) -> float:
    """How alike two texts are, by their words and by their letters; 0 for less than a half."""
    words, others = _words(one), _words(other)
    total = words.total() + others.total()
    shared = 2 * (words & others).total() / total if total else 0.0
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio):
        score = (shared + ratio()) / 2 if shared else 0.0
        if score < _ALIKE_IN_PLACE:
            return 0.0
    return score


@lru_cache(maxsize=8192)
def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.lower()))


def _gaps(old: Sequence[Key], new: Sequence[Key]) -> list[tuple[list[Key], list[Key]]]:
    """What stands between the blocks that both sources have in the same order, side by side."""
    place = {key: index for index, key in enumerate(old)}
    anchors = _rising([(place[key], index) for index, key in enumerate(new) if key in place])
    olds, news = set(old), set(new)
    ends = [(-1, -1), *anchors, (len(old), len(new))]
    return [
        (
            [key for key in old[a + 1 : c] if key not in news],
            [key for key in new[b + 1 : d] if key not in olds],
        )
        for (a, b), (c, d) in pairwise(ends)
    ]


def _rising(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of points whose first numbers rise, too; the second ones do already."""
    tails: list[int] = []
    best: list[int] = []
    before: list[int] = []
    for index, (value, _) in enumerate(points):
        at = bisect_left(tails, value)
        before.append(best[at - 1] if at else -1)
        tails[at : at + 1] = [value]
        best[at : at + 1] = [index]
    run: list[tuple[int, int]] = []
    index = best[-1] if best else -1
    while index >= 0:
        run.append(points[index])
        index = before[index]
    return run[::-1]


def _admitted(
    likeness: Mapping[tuple[Key, Key], float], kinds: Mapping[Key, set[str]]
) -> Mapping[tuple[Key, Key], float]:
    """What may be paired because of its place: no block has a much better match elsewhere."""
    best: dict[tuple[str, Key], float] = {}
    for (a, b), score in likeness.items():
        best["old", a] = max(score, best.get(("old", a), 0))
        best["new", b] = max(score, best.get(("new", b), 0))
    return {
        (a, b): score
        for (a, b), score in likeness.items()
        if score >= max(best["old", a], best["new", b]) - _SLACK
        and (score >= ALIKE or kinds.get(a, set()) & kinds.get(b, set()))
    }


def _in_order(
    gone: Sequence[Key], fresh: Sequence[Key], likeness: Mapping[tuple[Key, Key], float]
) -> Pairs:
    """Pair two short sequences without crossing, so that the likeness of all pairs is greatest."""
    if not gone or not fresh:
        return {}
    best = [[0.0] * (len(fresh) + 1) for _ in range(len(gone) + 1)]
    for i, a in enumerate(gone, 1):
        for j, b in enumerate(fresh, 1):
            paired = best[i - 1][j - 1] + likeness.get((a, b), 0)
            best[i][j] = max(best[i - 1][j], best[i][j - 1], paired)
    pairs: Pairs = {}
    i, j = len(gone), len(fresh)
    while i and j:
        score = likeness.get((gone[i - 1], fresh[j - 1]), 0)
        if best[i][j] == best[i][j - 1]:
            j -= 1
        elif best[i][j] == best[i - 1][j]:
            i -= 1
        else:
            assert score
            pairs[fresh[j - 1]] = gone[i - 1]
            i, j = i - 1, j - 1
    return pairs
