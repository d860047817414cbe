"""Small projects in a folder of their own, and the command line on them, in process or outside."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

SETTINGS = """\
formats = ["one-pager"]

[clinics.main]
name = "Example Clinic"
phone = "(202) 555-0142"
"""

ARTICLE = """\
---
summary: What to do when a tooth hurts.
version: "1.0"
reviewed: 2026-11-22
review_by: 2028-11-22
sources:
  - title: "Example source"
    url: https://example.org/teeth
---

# When a tooth hurts

A tooth can hurt for many reasons. See [our page](https://example.org/more).

## What you can do

- Rinse with warm water **3 times** a day.
- Take no more than 400 mg at a time.

::: call Who to call
Call us at {clinic.phone}.
:::
"""

SPANISH = {
    "What to do when a tooth hurts.": "Qué hacer cuando duele un diente.",
    "When a tooth hurts": "Cuando duele un diente",
    "A tooth can hurt for many reasons. See [our page][1].": (
        "Un diente puede doler por muchas razones. Vea [nuestra página][1]."
    ),
    "What you can do": "Lo que puede hacer",
    "Rinse with warm water **3 times** a day.": "Enjuague con agua tibia **3 veces** al día.",
    "Take no more than 400 mg at a time.": "No tome más de 400 mg a la vez.",
    "Who to call": "A quién llamar",
    "Call us at {clinic.phone}.": "Llámenos al {clinic.phone}.",
}
CONTEXTS = {
    "When a tooth hurts": "title",
    "What you can do": "heading",
    "Who to call": "box title",
}


def catalog(texts: dict[str, str], language: str = "es") -> str:
    """Write a catalog of some texts, one entry a block."""
    head = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    )
    blocks = [head]
    for text, translation in texts.items():
        context = f'msgctxt "{CONTEXTS[text]}"\n' if text in CONTEXTS else ""
        blocks.append(f'{context}msgid "{text}"\nmsgstr "{translation}"\n')
    return "\n".join(blocks)


def project(folder: Path, files: dict[str, str | bytes | None] | None = None) -> Path:
    """Make a project with one article in Spanish; `files` add, replace or (None) leave out."""
    all_files: dict[str, str | bytes | None] = {
        "handouts.toml": SETTINGS,
        "articles/tooth-pain.md": ARTICLE,
        "locales/es/LC_MESSAGES/tooth-pain.po": catalog(SPANISH),
        **(files or {}),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in all_files.items():
        if content is None:
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@dataclass(frozen=True)
class Ran:
    """What a command did: its exit code, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed on stdout, as JSON."""
        return json.loads(self.out)

    @property
    def said(self) -> str:
        """All that it printed."""
        return self.out + self.err


def run(*arguments: str | Path) -> Ran:
    """Run `handouts` in this process; builds start no worker, because pytest has threads."""
    from handouts.cli.app import handouts
    from handouts.cli.ending import run as run_command

    words = [str(argument) for argument in arguments]
    if "build" in words and not {"-j", "--cluster"} & set(words):
        words += ["-j", "0"]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run_command(handouts, words)
    return Ran(int(code), out.getvalue(), err.getvalue())


def spawn(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> Ran:
    """Run `handouts` as a process of its own."""
    done = subprocess.run(
        command(*arguments),
        cwd=cwd,
        capture_output=True,
        text=True,
        env=own_environment(environment),
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def command(*arguments: str | Path) -> list[str]:
    """Return the words of a process."""
    return [sys.executable, "-P", "-m", "handouts", *map(str, arguments)]


def own_environment(more: dict[str, str]) -> dict[str, str]:
    """Return this process' environment with changes; `PYTHONPATH` goes before the checkout."""
    path = ":".join(filter(None, [more.get("PYTHONPATH", ""), str(ROOT)]))
    return {**os.environ, **more, "PYTHONPATH": path}


def manifest(folder: Path) -> list[dict[str, Any]]:
    """Return the entries of a project's manifest."""
    data = json.loads((folder / "output" / "manifest.json").read_text(encoding="utf-8"))
    entries: list[dict[str, Any]] = data["handouts"]
    return entries


def codes(ran: Ran) -> list[str]:
    """Return the codes of a `check --json`, in order."""
    return [found["code"] for found in ran.json["findings"]]
