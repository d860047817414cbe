"""Tables for reviewers without tools: a parcel as rows of text, and rows as answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from handouts.exchange.doors import broken
from handouts.exchange.model import Answer, Item, Parcel, Progress, Returned

Rows = Sequence[Sequence[str]]

HEAD = (
    "id",
    "context",
    "section",
    "source",
    "translation",
    "state",
    "comment",
    "reviewer",
    "do not change",
)
"""The columns; a reviewer writes into `translation`, `state` and `reviewer`."""

STATES = {
    Progress.TRANSLATED: "translated",
    Progress.FUZZY: "needs review",
    Progress.NEW: "not translated",
}
_NEEDED = ("id", "source", "translation", "do not change")


def rows_of(parcel: Parcel) -> Iterator[tuple[str, ...]]:
    """Yield the head and a row for each item."""
    yield HEAD
    for item in parcel.items:
        yield (
            item.id,
            item.context or "",
            item.section,
            item.source,
            item.target,
            STATES[item.progress],
            "\n".join(_comments(item)),
            "",
            f"{parcel.slug}/{parcel.source_tag}/{parcel.tag}/{item.base}",
        )


def _comments(item: Item) -> Iterator[str]:
    yield from item.comments
    if item.remark:
        yield f"translator: {item.remark}"
    if item.previous:
        yield f"the source was: {item.previous}"
    if item.limit:
        yield f"at most {item.limit} characters"
    if item.locked:
        yield "locked: a change is not taken"


def answers_of(rows: Rows, path: str) -> tuple[Returned, ...]:
    """Sort the rows of a table by catalog; raises Refused where columns are missing."""
    columns = _columns(rows[0] if rows else (), path)
    found: dict[tuple[str, ...], list[Answer]] = {}
    lines: dict[tuple[str, ...], int] = {}
    for line, row in enumerate(rows[1:], 2):
        values = {name: row[n] if n < len(row) else "" for name, n in columns.items()}
        if not any(text.strip() for text in values.values()):
            continue
        key = values["do not change"].strip().split("/")
        if len(key) != 4 or not values["id"].strip():
            raise broken(path, f"row {line} has lost its last column, or its id", line)
        where = tuple(key[:3])
        lines.setdefault(where, line)
        found.setdefault(where, []).append(_answer(values, key[3], line))
    return tuple(
        Returned(
            path=path,
            slug=slug,
            source_tag=source_tag,
            tag=tag,
            answers=tuple(answers),
            line=lines[slug, source_tag, tag],
        )
        for (slug, source_tag, tag), answers in found.items()
    )


def _columns(head: Sequence[str], path: str) -> Mapping[str, int]:
    names = [name.strip().casefold() for name in head]
    if missing := [name for name in _NEEDED if name not in names]:
        raise broken(path, f"the table has no column {', '.join(missing)}", 1)
    return {name: names.index(name) for name in HEAD if name in names}


def _answer(values: Mapping[str, str], base: str, line: int) -> Answer:
    said = values.get("state", "").strip().casefold()
    progress = next((state for state, word in STATES.items() if word == said), None)
    remark = values.get("reviewer", "").strip()
    return Answer(
        id=values["id"].strip(),
        source=(values["source"],) if values["source"] else (),
        target=(values["translation"],) if values["translation"] else (),
        # a word of the reviewer's own is no promise
        progress=progress if progress or not said else Progress.FUZZY,
        base=base,
        remarks=(remark,) if remark else (),
        line=line,
    )
