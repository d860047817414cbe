"""Who races: how each is told what to make, and what was seen wrong in what it made."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.places import TAGS, handouts, peer

Command = list[str | Path]


@dataclass(frozen=True)
class Job:
    """What to make: articles of a project in some languages, below a folder."""

    project: Path
    out: Path
    slugs: Sequence[str]
    tags: Sequence[str] = TAGS

    @property
    def peers(self) -> tuple[str, ...]:
        """The words that peers are told it with."""
        return (str(self.project), str(self.out), ",".join(self.slugs), ",".join(self.tags))


@dataclass(frozen=True)
class Way:
    """One way to make sheets; `each` starts a process for every sheet and makes fewer of them.

    `wrong` is what was seen wrong in its pages.
    """

    name: str
    command: Callable[[Job], Command]
    wrong: str
    own: bool = False
    each: bool = False
    needs: Sequence[str] = ()

    @property
    def missing(self) -> bool:
        """Whether none of the programs that it needs is installed."""
        return bool(self.needs) and not any(map(shutil.which, self.needs))


def _build(workers: int) -> Callable[[Job], Command]:
    def command(job: Job) -> Command:
        tags = [word for tag in job.tags for word in ("-l", tag)]
        words = ("-f", "one-pager", "-t", "screen", "--force", "-j", str(workers))
        return handouts("-C", job.project, "build", *job.slugs, *words, *tags, "-o", job.out)

    return command


def _peer(module: str, *more: str) -> Callable[[Job], Command]:
    return lambda job: peer(module, *job.peers, *more)


CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ONE, TWO = "`handouts build -j 1`", "`handouts build -j 2`"
LOOP, COMMAND = "WeasyPrint, a loop", "`weasyprint` for each sheet"
WARM, TYPST = "Chromium, one warm page", "Typst, one warm compiler"

# What was seen wrong in the pages and their text (`pages` makes them).
STARS = "Chinese and Japanese print the stars of `**bold**`"
WEASYPRINT = (
    f"{STARS}; search misses 47 of 257 words in Hindi, 28 of 315 in Vietnamese; an item is cut by "
    "the end of a column (German, Russian)"
)
FILLED = (
    "as the loop; the second column is mostly empty, and tables are cut by the end of the first in "
    "six languages"
)
CHROMIUM_WRONG = (
    f"not PDF/UA (no metadata, text outside of tags); {STARS}; no hyphenation; one line of an item "
    "alone at the head of a column (Arabic, Chinese, Hindi, Thai)"
)
TYPST_WRONG = (
    f"{STARS}; columns cannot be balanced: the second is empty in Chinese, Hindi and Thai, and "
    "tables are cut in five languages; vowels come twice where text is searched (Arabic, Thai)"
)
PANDOC = "search as in the loop, an item cut by the end of a column as well"
PANDOC_TYPST = (
    "the warning is no box, and its title may stand alone at the foot of a column (Japanese); "
    "cells centred; columns and search as in Typst"
)
SPHINX = (
    f"Arabic is set left to right, its bold words out of place in the sentence; {STARS}; not "
    "PDF/UA (lists); no logo, no foot; search as in the loop"
)
FPDF = (
    "not PDF/UA (no tags); lines break inside Thai words and before 、 and ） in Japanese; no "
    "hyphenation; search misses 13 of 257 words in Hindi"
)

WAYS = (
    Way(ONE, _build(1), "nothing that we saw", own=True),
    Way(TWO, _build(2), "the same files", own=True),
    Way(LOOP, _peer("naive"), WEASYPRINT),
    Way("… columns filled, not balanced", _peer("naive", "--fill"), FILLED),
    Way(COMMAND, _peer("commands", "weasyprint"), "as the loop", each=True),
    Way(WARM, _peer("chromium"), CHROMIUM_WRONG, needs=CHROMIUM),
    Way(
        "Chromium for each sheet",
        _peer("chromium", "--each"),
        "as the warm page",
        each=True,
        needs=CHROMIUM,
    ),
    Way(TYPST, _peer("typst"), TYPST_WRONG),
    Way("pandoc + WeasyPrint", _peer("commands", "pandoc+weasyprint"), PANDOC, each=True),
    Way("pandoc + Typst", _peer("commands", "pandoc+typst"), PANDOC_TYPST, each=True),
    Way("Sphinx + simplepdf", _peer("sphinx"), SPHINX, each=True),
    Way("fpdf2", _peer("fpdf"), FPDF),
)
