"""One changed translation in a library that is built."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from benchmarks.peers.libraries import Library
from benchmarks.peers.places import TAGS, peer, peers_environment, weasyprint
from benchmarks.peers.spent import run
from benchmarks.peers.targets import Target, table


def change(folder: Path, rounds: int, size: int) -> str:
    """Change one msgstr in a built library, build, and compare with WeasyPrint's command."""
    library = Library(folder, size)
    library.bring_up_to_date()
    environment = peers_environment(folder)
    ratios, spent, exact = [], [], []
    for number in range(rounds):
        tag, slug = TAGS[1 + number % (len(TAGS) - 1)], library.slugs[number]
        before = library.stamps()
        change_one_text(library.project, slug, tag)
        took = library.build()
        changed = {path for path, stamp in library.stamps().items() if before.get(path) != stamp}
        exact.append(changed == {path for path in before if _is(path, slug, tag)})
        pages = (library.project, folder / "pages", slug, tag)
        subprocess.run(peer("pages", *pages), env=environment, cwd=folder, check=True)
        page = folder / f"pages/{tag}/{slug}.html"
        other = run(weasyprint(page, page.with_suffix(".pdf")), folder, environment)
        spent.append(took)
        ratios.append(took.time / (other.time * max(1, len(changed))))
        print(f"round {number + 1}: {tag} {slug}: {took}, command {other}", file=sys.stderr)
    targets = (
        Target(f"one change in {library.count} / a command a sheet, time", ratios, at_most=0.6),
        Target("one change: time, s", [one.time for one in spent]),
        Target("one change: work, s", [one.work for one in spent]),
    )
    said = f"Only the affected sheet was made anew in {sum(exact)} of {rounds} rounds."
    return f"{said}\n\n{table(targets)}"


def change_one_text(project: Path, slug: str, tag: str) -> None:
    """Add an exclamation mark to the last translation of a catalog."""
    path = project / "locales" / tag.replace("-", "_") / f"LC_MESSAGES/{slug}.po"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'"\n*\Z', '!"\n', text), encoding="utf-8")


def _is(path: Path, slug: str, tag: str) -> bool:
    return path.parent.name == tag and path.name.startswith(f"{slug}.")
