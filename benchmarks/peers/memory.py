"""The memory of one process that makes a thousand sheets."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.peers.libraries import Library
from benchmarks.peers.places import peer, peers_environment
from benchmarks.peers.spent import processes, resident, run
from benchmarks.peers.targets import Target, table


@dataclass
class Growth:
    """Looks at the memory of the largest process, and at how many PDFs there are by then."""

    out: Path
    seen: list[tuple[int, float]] = field(default_factory=list)

    def __call__(self) -> None:
        """Look once."""
        count = sum(
            entry.name.endswith(".pdf")
            for folder in self.out.glob("*/")
            for entry in os.scandir(folder)
        )
        self.seen.append((count, max(map(resident, processes()), default=0.0)))

    def at(self, count: int) -> float:
        """MB when `count` PDFs were there: the most that was seen within twenty of it."""
        return max((mb for made, mb in self.seen if abs(made - count) <= 20), default=0.0)

    @property
    def peak(self) -> float:
        """The most MB."""
        return max(mb for _, mb in self.seen)


def memory(folder: Path, size: int, tags: Sequence[str]) -> str:
    """Watch one worker and the naive loop make a whole library, one language after the other."""
    library = Library(folder, size, tags=tuple(tags))
    library.write()
    outs = [folder / "memory-own", folder / "memory-loop"]
    for out in outs:
        shutil.rmtree(out, ignore_errors=True)
    own, loop = (Growth(out) for out in outs)
    words = (library.project, outs[1], ",".join(library.slugs), ",".join(tags))
    library.build("-j", "1", "--force", "-o", outs[0], look=own)
    run(peer("naive", *words), folder, peers_environment(folder), loop)
    last = library.count
    first = min(100, last // 2)
    lines = [
        "| MB of the largest process after | one worker | WeasyPrint, a loop |",
        "|---|---|---|",
    ]
    for count in [first, *range(200, last, 200), last]:
        lines.append(f"| {count} sheets | {own.at(count):.0f} | {loop.at(count):.0f} |")
    targets = (
        Target(f"growth from {first} to {last}, MB", [own.at(last) - own.at(first)], at_most=10),
        Target(f"growth of the loop from {first} to {last}, MB", [loop.at(last) - loop.at(first)]),
        Target("peak / peak of the loop", [own.peak / loop.peak], at_most=0.334),
    )
    return "\n".join((*lines, "", table(targets)))
