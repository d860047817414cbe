"""From a cold start: one sheet, help, the state of a small project."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.peers.places import (
    handouts,
    own_environment,
    peer,
    peers_environment,
    weasyprint,
    write_project,
)
from benchmarks.peers.spent import Spent, run
from benchmarks.peers.targets import Target, table

LIMITS = {"en": 0.55, "ar": 0.3}
SLUG = "back-pain-1"


def cold(folder: Path, rounds: int) -> str:
    """Time one sheet against WeasyPrint's command, which gets its HTML finished, in turns."""
    project = folder / "project"
    write_project(project, 1)
    environment = peers_environment(folder)
    pages = peer("pages", project, folder / "pages", SLUG, ",".join(LIMITS))
    subprocess.run(pages, env=environment, cwd=folder, check=True)
    spent: dict[str, list[Spent]] = {}
    for number in range(-1, rounds):  # the first is for the caches of fontconfig and Python
        for name, took in _round(folder, environment):
            if number >= 0:
                spent.setdefault(name, []).append(took)
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
    targets = []
    for tag, limit in LIMITS.items():
        pairs = list(zip(spent[f"handouts {tag}"], spent[f"command {tag}"], strict=True))
        what = f"one sheet, {tag} / `weasyprint`"
        targets += [
            Target(f"{what}, time", [a.time / b.time for a, b in pairs], at_most=limit),
            Target(f"{what}, work", [a.work / b.work for a, b in pairs]),
            Target(f"one sheet, {tag}: time, s", [a.time for a, _ in pairs]),
        ]
    for word in ("--help", "status"):
        what = f"`handouts {word}`: work, s"
        targets.append(Target(what, [one.work for one in spent[word]], at_most=0.2))
    counted = [one.work for one in spent["first status"]]
    targets.append(Target("`handouts status`, nothing kept from before: work, s", counted))
    return table(targets)


def _round(folder: Path, environment: dict[str, str]) -> list[tuple[str, Spent]]:
    own, found = own_environment(), []
    for tag in LIMITS:
        words = ("build", SLUG, "-l", tag, "-f", "one-pager", "-t", "screen", "--force")
        command = handouts("-C", folder / "project", *words, "-o", folder / "out")
        found.append((f"handouts {tag}", run(command, folder, own)))
        page = folder / f"pages/{tag}/{SLUG}.html"
        other = run(weasyprint(page, folder / "page.pdf"), folder, environment)
        found.append((f"command {tag}", other))
    for word in ("--help", "status"):
        found.append((word, run(handouts("-C", folder / "project", word), folder, own)))
    with tempfile.TemporaryDirectory() as empty:
        first = {**own, "XDG_CACHE_HOME": empty}
        status = handouts("-C", folder / "project", "status")
        found.append(("first status", run(status, folder, first)))
    return found
