"""The release gate: what must hold before a sheet may be printed as final."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from handouts.findings import Finding, Location, finding
from handouts.localize import LocalizedArticle, State
from handouts.reviews.standing import SignOff


def release_findings(
    article: LocalizedArticle,
    sign_off: SignOff,
    findings: Iterable[Finding],
    today: datetime.date,
) -> Iterator[Finding]:
    """Say everything that keeps a sheet from being final; nothing means that it may be printed.

    `findings` are all that is known to be wrong with the text; those that a person has waived are
    errors no longer.
    """
    meta, path = article.article.meta, article.article.path
    yield from _unsigned(article, sign_off)
    yield from _incomplete(article, sign_off)
    if meta.review_by is None:
        yield finding("H403", "the article has no review_by", Location(path, 1))
    elif meta.review_by < today:
        place = meta.place(path, "review_by")
        yield finding("H403", f"the article had to be reviewed by {meta.review_by}", place)
    errors = [found for found in findings if found.severity == "error"]
    if errors:
        codes = ", ".join(dict.fromkeys(found.code for found in errors))
        count = "1 error is" if len(errors) == 1 else f"{len(errors)} errors are"
        own = article.article.place()
        place = next((found.location for found in errors if found.location), own)
        yield finding("H404", f"{count} not mended: {codes}", place)


def _unsigned(article: LocalizedArticle, sign_off: SignOff) -> Iterator[Finding]:
    text, language = sign_off.text, article.language.name
    outline = text.reviews.outline
    place = Location(text.reviews.path, outline.line or 1 if outline else 1)
    if len(text.open) == len(text.subjects) and not text.changed:
        article_place = article.article.place()
        yield finding("H401", f"nobody has signed off the text in {language}", article_place)
        return
    for part in sign_off.parts:
        if not part.open:
            continue
        message = f"{len(part.open)} of {len(part.subjects)} {part.noun} are not signed"
        if part.changed:
            message += f"; {len(part.changed)} of them have changed since they were"
        first = next(iter(part.changed or part.open))
        where = Location(part.reviews.path, 1)
        yield finding("H401", message, first.place or where)
    if sign_off.moved:
        message = "order, numbers or addresses of the text have changed since they were signed"
        yield finding("H401", message, place)
    elif outline is None:
        yield finding("H401", "nobody has signed the order of the text", place)
    waiting = sum(len(sign_off.waiting(part)) for part in sign_off.parts)
    if waiting:
        yield finding("H405", f"{waiting} texts wait for a second reader", place)
    elif sign_off.outline_waits:
        message = "order, numbers and addresses of the text wait for a second reader"
        yield finding("H405", message, place)


def _incomplete(article: LocalizedArticle, sign_off: SignOff) -> Iterator[Finding]:
    count = article.coverage
    lacking = [u for u in article.units.values() if u.state in (State.MISSING, State.FUZZY)]
    broken = [u for u in article.units.values() if u.state is State.BROKEN]
    for unit in (lacking or broken)[:1]:
        place = unit.location or Location(article.article.path, unit.unit.line)
        message = f"{count.missing} messages are missing and {count.fuzzy} fuzzy"
        if not lacking:
            message = "a part of the text prints in the source language"
        yield finding("H402", message, place)
    for part in sign_off.words:
        bare = [one for one in part.subjects if not one.ready]
        if bare:
            language = article.language.name
            message = f"{len(bare)} of {len(part.subjects)} {part.noun} are not translated"
            yield finding("H402", f"{message} into {language}", bare[0].place)
