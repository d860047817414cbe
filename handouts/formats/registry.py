"""The formats that exist, by their id."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One shape: where it goes, on which paper and sides; `duplex` is the edge to flip on."""

    id: str
    title: str
    shape: str
    targets: tuple[str, ...]
    papers: tuple[str, ...]
    sides: int
    duplex: str


FORMATS = {
    "one-pager": Format(
        id="one-pager",
        title="One-pager",
        shape="1 sheet, 1 or 2 sides, portrait",
        targets=("screen", "office"),
        papers=("a4", "letter"),
        sides=2,
        duplex="long-edge",
    ),
}
