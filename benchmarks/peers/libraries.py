"""Large projects, built, and builds of them that have nothing to do."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.places import TAGS, handouts, own_environment, write_project
from benchmarks.peers.spent import Spent, run
from benchmarks.peers.targets import Target, table

NOTHING_TO_DO = {1_000: 0.6, 10_000: 4.0}
"""Seconds that a build may take that has nothing to do, by the number of handouts."""

Stamps = dict[Path, tuple[int, int]]


@dataclass(frozen=True)
class Library:
    """A project of about `size` handouts below a folder, of each article and language.

    Whole ones are for the screen, short ones for an office printer as well. It is made once; what
    was left there by an earlier run is used again.
    """

    folder: Path
    size: int
    short: bool = False
    tags: Sequence[str] = TAGS

    @property
    def articles(self) -> int:
        """As many as make `size` handouts, or a few more."""
        return -(-self.size // (len(self.tags) * self._targets))

    @property
    def count(self) -> int:
        """How many handouts there are."""
        return self.articles * len(self.tags) * self._targets

    @property
    def _targets(self) -> int:
        return 2 if self.short else 1

    @property
    def project(self) -> Path:
        """Where it is."""
        return self.folder / f"{'short' if self.short else 'full'}-{self.articles}"

    @property
    def slugs(self) -> list[str]:
        """Its articles."""
        return [f"back-pain-{number}" for number in range(1, self.articles + 1)]

    def write(self) -> None:
        """Write it where it is not there yet."""
        if not self.project.exists():
            write_project(self.project, self.articles, short=self.short)

    def build(self, *words: str | Path, look: Callable[[], None] | None = None) -> Spent:
        """Build it; `words` are options."""
        tags = [word for tag in self.tags for word in ("-l", tag)]
        command = handouts(
            "-C", self.project, "build", *(tags if self.tags != TAGS else ()), *words
        )
        return run(command, self.folder, own_environment(), look)

    def bring_up_to_date(self) -> None:
        """Write and build it, untimed."""
        self.write()
        print(f"building {self.count} handouts", file=sys.stderr)
        self.build("-j", str(os.cpu_count() or 1))
        if len(self.stamps()) != self.count:
            sys.exit(f"{len(self.stamps())} of {self.count} handouts were made")

    def stamps(self) -> Stamps:
        """Every PDF with its file's number and the time it was written."""
        found = {}
        for path in (self.project / "output").rglob("*.pdf"):
            known = path.stat()
            found[path] = (known.st_ino, known.st_mtime_ns)
        return found


def nothing_to_do(folder: Path, rounds: int, sizes: Sequence[int]) -> str:
    """Time builds that have nothing to do, and see that they do nothing."""
    targets = []
    for size in sizes:
        library = Library(folder, size, short=True)
        library.bring_up_to_date()
        before = library.stamps()
        spent = [library.build() for _ in range(rounds)]
        if library.stamps() != before:
            sys.exit("a build with nothing to do wrote PDFs")
        limit = NOTHING_TO_DO.get(size)
        what = f"nothing to do, {library.count} handouts"
        targets += [
            Target(f"{what}: time, s", [one.time for one in spent], at_most=limit),
            Target(f"{what}: work, s", [one.work for one in spent]),
        ]
    return table(targets)
