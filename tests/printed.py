"""Handouts as the builder leaves them: this repository's own, and those of small projects."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import polib

from handouts.build import Order, Result, build
from handouts.project import Selection, open_project
from tests import pdffacts, pdfink

ROOT = Path(__file__).resolve().parent.parent
PAGES = Path(__file__).resolve().parent / "pages"
SLUG = "post-laminectomy-syndrome"
LANGUAGES = [
    "en",
    "es",
    "zh-Hans",
    "zh-Hant",
    "vi",
    "ko",
    "fil",
    "ar",
    "ru",
    "ht",
    "fr",
    "pt-BR",
    "de",
    "pl",
    "uk",
    "so",
    "am",
    "fa",
    "ur",
    "hi",
    "bn",
    "th",
    "km",
    "my",
    "ja",
    "ta",
]
TRANSLATIONS = LANGUAGES[1:]
TARGETS = ("screen", "office")
BUILD = (sys.executable, "-m", "handouts", "build", "--json")
LETTER = ("en", "ar", "ja")


@dataclass(frozen=True, slots=True)
class Printed:
    """A folder that `handouts build -o` has filled, and what it printed on stdout."""

    folder: Path

    @property
    def manifest(self) -> dict[str, Any]:
        """What the build printed."""
        return dict(json.loads((self.folder / "stdout.json").read_text(encoding="utf-8")))

    def path(self, tag: str, target: str = "screen") -> Path:
        """Where the contract puts a PDF of the repository's article."""
        return self.folder / tag / f"{SLUG}.one-pager.{target}.pdf"

    def data(self, tag: str, target: str = "screen") -> bytes:
        return self.path(tag, target).read_bytes()

    def facts(self, tag: str) -> pdffacts.Facts:
        """What the tags of a PDF say."""
        return _facts(self.path(tag))

    def pages(self, tag: str) -> list[pdfink.Page]:
        """What stands where on its pages."""
        return _pages(self.path(tag))


@cache
def _facts(path: Path) -> pdffacts.Facts:
    return pdffacts.read(path.read_bytes())


@cache
def _pages(path: Path) -> list[pdfink.Page]:
    return pdfink.read(path.read_bytes())


def command(folder: Path, *arguments: str, seed: str = "random") -> Printed:
    """Run `handouts build` on this repository as a user does, into a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    run = subprocess.run(
        [*BUILD, "-f", "one-pager", "-o", str(folder), *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    (folder / "stdout.json").write_text(run.stdout, encoding="utf-8")
    return Printed(folder)


def once(folder: Path, make: Callable[[Path], object]) -> Path:
    """Fill a folder once, whichever of several test processes comes first."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "done"
        if not done.exists():
            make(folder)
            done.touch()
    return folder


# ── catalogs, read by another reader than the program's ────────────────────────────────────────


def catalog(tag: str, name: str = SLUG) -> polib.POFile:
    """Read one of this repository's catalogs."""
    folder = tag.replace("-", "_")
    return polib.pofile(str(ROOT / "locales" / folder / "LC_MESSAGES" / f"{name}.po"))


def word(tag: str, text: str) -> str:
    """Give an interface word in a language."""
    if tag == "en":
        return text
    found = catalog(tag, "interface").find(text)
    assert found is not None
    assert found.msgstr
    return str(found.msgstr)


# ── small projects ─────────────────────────────────────────────────────────────────────────────

CLINIC = '[clinics.a]\nname = "Hill Clinic"\nphone = "(202) 555-0142"\n'


@dataclass(frozen=True, slots=True)
class Small:
    """A project of a few files, and the results of its builds."""

    folder: Path

    def write(self, path: str, text: str) -> None:
        """Write a file of the project."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def translate(self, tag: str, texts: Mapping[tuple[str | None, str], str], slug: str) -> None:
        """Write a catalog from (context, msgid) -> msgstr."""
        entries = [
            polib.POEntry(msgctxt=context, msgid=text, msgstr=translation)
            for (context, text), translation in texts.items()
        ]
        self.write_entries(tag, entries, slug)

    def write_entries(self, tag: str, entries: list[polib.POEntry], slug: str) -> None:
        """Write a catalog of some entries."""
        file = polib.POFile(wrapwidth=0)
        file.metadata = {
            "Language": tag,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
        }
        file.extend(entries)
        self.write(f"locales/{tag.replace('-', '_')}/LC_MESSAGES/{slug}.po", str(file))

    def build(self, **selection: Any) -> tuple[Result, ...]:
        """Build in this process."""
        wanted = {"targets": ("screen",)} | selection
        with mock.patch.dict(os.environ):  # the typesetter names its fonts there
            project = open_project(self.folder)
            return build(project, Order(selection=Selection(**wanted), workers=0, force=True))

    def pages(self, result: Result) -> list[pdfink.Page]:
        """Read what a result's PDF shows."""
        return pdfink.read(result.handout.path.read_bytes())

    def facts(self, result: Result) -> pdffacts.Facts:
        """Read what a result's PDF says."""
        return pdffacts.read(result.handout.path.read_bytes())


def small(folder: Path, *articles: str, settings: str = CLINIC) -> Small:
    """Make a project of sample articles from tests/pages, by name."""
    project = Small(folder)
    project.write("handouts.toml", settings)
    for name in articles:
        text = (PAGES / f"{name}.md").read_text(encoding="utf-8")
        project.write(f"articles/{name}.md", text)
    return project


def messages(slug: str, folder: Path) -> Iterator[tuple[str | None, str]]:
    """Give context and text of every message of an article."""
    loaded = open_project(folder).article(slug)
    assert loaded.article is not None, loaded.findings
    from handouts.messages import walk

    yield from dict.fromkeys(unit.key for unit in walk(loaded.article))


@contextmanager
def without(name: str) -> Iterator[None]:
    """Switch one of the typesetter's passes over the text off, to see that tests notice."""
    with mock.patch(f"handouts.typeset.engine.{name}", return_value=None):
        yield
