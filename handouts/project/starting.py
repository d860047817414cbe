"""Starting a project from the one that is shipped, and an article from a text or from nothing."""

from __future__ import annotations

import datetime
from pathlib import Path

from handouts import shipped
from handouts.findings import ExitCode, HandoutsError, finding
from handouts.project.importing import UnreadableText, import_text
from handouts.project.project import Project
from handouts.project.writing import write_whole

__all__ = ["UnreadableText", "start_article", "start_project"]

_IGNORED = "# what a build makes\n/output/\n"

_FRONT = """\
---
summary: One or two sentences that say whom the sheet helps, and with what.
version: "0.1"
# reviewed: {today}
review_by: {later}
# sources:
#   - title: "MedlinePlus: …"
#     url: https://medlineplus.gov/…
---
"""

_BODY = """\
# {title}

Say in two or three short sentences what this is about.

## What you can do

- One thing in each line.

::: warning Get help right away
- Name the signs that cannot wait.
:::

::: call Who to call
Call us at {{clinic.phone}}.
:::
"""


def start_project(folder: Path) -> int:
    """Copy the shipped starter into a folder and return their number.

    Raises FileExistsError, naming it, where the folder holds a project already, and HandoutsError
    where a file cannot be read or written.
    """
    for name in ("handouts.toml", "articles", "locales", "output"):
        if (folder / name).exists():
            raise FileExistsError(folder / name)
    starter = shipped.starter()
    if not starter:
        problem = finding("H509", "the files of a new project are missing: install handouts again")
        raise HandoutsError([problem], ExitCode.MISSING_DEPENDENCY)
    for relative in starter:
        write_whole(folder / relative, (shipped.ROOT / relative).read_bytes())
    if not (folder / ".gitignore").exists():
        write_whole(folder / ".gitignore", _IGNORED.encode())
    (folder / "output").mkdir()
    return len(starter)


def start_article(project: Project, slug: str, source: Path | None, today: datetime.date) -> str:
    """Write articles/<slug>.md and return its path; raises UnreadableText, HandoutsError H505."""
    title = slug.replace("-", " ").capitalize()
    body = import_text(source, title) if source else _BODY.format(title=title)
    front = ""
    if not body.startswith("---\n"):
        front = _FRONT.format(today=today, later=today.replace(year=today.year + 2, day=1)) + "\n"
    path = f"articles/{slug}.md"
    write_whole(project.root / path, (front + body).encode())
    return path
