"""What a build has to say of its results: a line for each, and one summary at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from handouts.build import Outcome, Result
from handouts.build.packs import Pack
from handouts.cli.pace import BAD, Pace, lasted, often
from handouts.cli.talk import counted
from handouts.formats import FORMATS

_COLOURS = {
    Outcome.BUILT: "green",
    Outcome.UNCHANGED: "white",
    Outcome.REFUSED: "red",
    Outcome.FAILED: "red",
}
_NAMED = 5  # articles whose sheets could not be made
_LONG = 10.0  # seconds from which a build's rate says something


def line(result: Result, root: Path) -> str:
    """One result in one line."""
    handout = result.made
    word = click.style(f"{result.outcome:9}", fg=_COLOURS[result.outcome])
    parts = [word, f"{handout.tag:8}", handout.slug, handout.format]
    parts += [handout.target, *([handout.clinic] if handout.clinic else [])]
    if result.outcome is Outcome.BUILT:
        parts.append(f"{counted(result.pages, 'page')}, {result.seconds * 1000:.0f} ms")
    if result.outcome in BAD:
        errors = (found.code for found in result.findings if found.severity == "error")
        parts.append(" ".join(dict.fromkeys(errors)))
    else:
        parts.append(_shown(handout.path, root))
    return "  ".join(parts)


def pack_line(pack: Pack, root: Path) -> str:
    """One pack in one line."""
    copies = sum(packed.copies for packed in pack.inside)
    said = [counted(len(pack.inside), "handout"), f"{copies} {'copy' if copies == 1 else 'copies'}"]
    said.append(counted(pack.pages, "page"))
    mark = click.style(f"{'packed':9}", fg="green")
    return "  ".join([mark, ", ".join(said), _shown(pack.path, root)])


def summary(results: Sequence[Result], pace: Pace, errors: int) -> Iterator[str]:
    """Say what became of all, what failed and where to read of it, and how to go on.

    `errors` counts what is wrong with the batch as a whole: rows of its order, packs.
    """
    if not results and not errors:
        yield "nothing to build: `handouts new SLUG` starts an article"
        return
    if results:
        yield f"{_handouts(len(results))}: {_counts(pace)}"
    yield from _not_made(results)
    if errors:
        yield f"{counted(errors, 'error')} in the order or the packs: manifest.json lists them"
    yield from _handling(results)
    warnings = {f for result in results for f in result.findings if f.severity == "warning"}
    if warnings:
        yield f"{counted(len(warnings), 'warning')}: `handouts check` shows them"


def interrupted(pace: Pace) -> str:
    """Say how much of a build is safe, and how to go on."""
    if pace.done == pace.total:  # nothing was begun, or a watch was at rest
        return "interrupted"
    made = f"{pace.up_to_date:,} of {_handouts(pace.total)}"
    return f"interrupted: {made} are up to date; run the same build again to go on from there"


def _handouts(count: int) -> str:
    return f"{count:,} handout{'' if count == 1 else 's'}"


def _counts(pace: Pace) -> str:
    """`20 built, 80 unchanged in 12.3 s, 8.5 a second`; the rate only where there was work."""
    counts = (f"{pace.counts[one]:,} {one}" for one in Outcome if pace.counts[one])
    seconds = pace.seconds
    rate = f", {often(pace.made / seconds)}" if pace.made and seconds >= _LONG else ""
    return f"{', '.join(counts)} in {lasted(seconds)}{rate}"


def _not_made(results: Sequence[Result]) -> Iterator[str]:
    """The articles whose sheets could not be made, the first few by name."""
    bad = Counter(result.made.slug for result in results if result.outcome in BAD)
    if not bad:
        return
    named = [f"{slug} ({count:,})" for slug, count in list(bad.items())[:_NAMED]]
    more = len(bad) - len(named)
    rest = f" and {counted(more, 'more article')}" if more else ""
    yield f"not made: {', '.join(named)}{rest}; manifest.csv lists each with its findings"


def _handling(results: Sequence[Result]) -> Iterator[str]:
    """How to print and fold what was made for the office printer, a line for each format."""
    made = {
        result.made.format: result
        for result in results
        if result.made.target == "office"
        and result.outcome not in BAD
        and FORMATS[result.made.format].fold
    }
    for format_id, result in made.items():
        shape = FORMATS[format_id]
        paper = result.made.paper.upper()
        yield (
            f"{format_id}: print on {paper} at actual size, on both sides, flip on the"
            f" {shape.duplex.replace('-', ' ')}; {shape.handling}"
        )


def _shown(path: Path, root: Path) -> str:
    return str(path.relative_to(root) if path.is_relative_to(root) else path)
