"""From a translator's change to the new PDF, while `handouts build --watch` runs."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.peers.change import change_one_text
from benchmarks.peers.libraries import Library
from benchmarks.peers.places import TAGS, handouts, own_environment
from benchmarks.peers.targets import Target, table

_CALM = 0.5  # seconds between two changes: nobody types faster


def watch(folder: Path, rounds: int, size: int) -> str:
    """Change one msgstr after the other, and time until the sheet stands there anew."""
    library = Library(folder, size)
    library.bring_up_to_date()
    words = ("-C", library.project, "build", "--watch", "--progress", "json")
    command = handouts(*words)
    waits: list[float] = []
    with subprocess.Popen(
        command, cwd=folder, env=own_environment(), stderr=subprocess.PIPE, text=True
    ) as process:
        list(_round(process))
        for number in range(-len(TAGS), rounds * len(TAGS)):  # the first brings each font
            tag, slug = TAGS[number % len(TAGS)], library.slugs[number % len(library.slugs)]
            if tag == TAGS[0]:
                continue
            time.sleep(_CALM)
            begun = time.time()
            change_one_text(library.project, slug, tag)
            made = [e for e in _round(process) if e["event"] == "finished"]
            (built,) = (e for e in made if e["outcome"] == "built")
            took = (library.project / built["path"]).stat().st_mtime - begun
            print(f"{tag} {slug}: {took:.3f} s", file=sys.stderr)
            if number >= 0:
                waits.append(took)
        process.terminate()
    what = f"one change of {library.count}, `--watch`: to the new PDF, s"
    return table([Target(what, waits, at_most=0.25)])


def _round(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    """What it says until it waits for the next change."""
    assert process.stderr
    for line in process.stderr:
        said = json.loads(line)
        if said["event"] == "waiting":
            return
        yield said
    sys.exit("handouts build --watch came to an end")
