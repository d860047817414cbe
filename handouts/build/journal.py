"""What a build has made so far, a line for each handout: it outlives a build that is killed.

`.built.log` lies in the output folder only while a build is at work. What a killed build leaves in
it counts as if it stood in `.built.json` and `codes.json`, until the next build writes it there.
"""

from __future__ import annotations

import datetime
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

JOURNAL = ".built.log"


@dataclass(frozen=True, slots=True)
class Line:
    """One handout: its path in the output folder, the day, and its entry of the manifest."""

    name: str
    day: datetime.date
    entry: dict[str, Any]


def append(output: Path, line: Line) -> None:
    """Add a line; a folder that takes none is no reason to stop.

    The end of a line comes first: one that was cut off spoils none that follows.
    """
    said = [line.name, str(line.day), line.entry]
    with suppress(OSError), (output / JOURNAL).open("ab", buffering=0) as file:
        file.write(b"\n" + json.dumps(said, ensure_ascii=False).encode())


def read(output: Path) -> tuple[Line, ...]:
    """The lines of a folder's journal, oldest first; what was cut off is left out."""
    try:
        data = (output / JOURNAL).read_bytes()
    except OSError:
        return ()
    found = []
    for text in data.splitlines():
        with suppress(ValueError, TypeError):
            name, day, entry = json.loads(text)
            found.append(Line(name, datetime.date.fromisoformat(day), dict(entry)))
    return tuple(found)


def is_there(output: Path) -> bool:
    """Whether a build was killed here, or is at work."""
    return (output / JOURNAL).exists()


def clear(output: Path) -> None:
    """Take the journal away: all of it stands where it belongs."""
    with suppress(OSError):
        (output / JOURNAL).unlink()
