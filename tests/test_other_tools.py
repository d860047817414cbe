"""Catalogs that went through other people's tools come back from `sync` as they were.

msgmerge, msgcat and Babel are run; Poedit's wrapping is imitated; pot2po is run where the
translate-toolkit is installed in an environment of its own (`.venv-tools`) or on the PATH.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handouts.catalogs import (
    STATUS,
    Catalog,
    Entry,
    catalog_text,
    merge,
    read_template,
    template_text,
)
from tests import leaflet
from tests.po_files import read

ROOT = Path(__file__).resolve().parent.parent
HEADERS = {
    "Project-Id-Version": "a",
    "Language": "es",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
    **STATUS,
}
NEW = leaflet.messages(leaflet.SECOND + "\n- About 2 % of people bleed.\n")
OLD = leaflet.messages(leaflet.FIRST)


def synced() -> Catalog:
    """A catalog of every state: kept, fuzzy with its past, empty, noted, remembered."""
    old = leaflet.spanish(OLD)
    first, *others = old.entries
    entries = (
        replace(first, translator_comment="asked the nurse"),
        *others,
    )
    doubtful = Entry(
        context="heading",
        text="About alcohol",
        translation="Sobre la cerveza",
        fuzzy=True,
        previous_text="About beer",
        obsolete=True,
    )
    start = replace(old, headers=HEADERS, entries=entries, obsolete=(doubtful,))
    there = merge(OLD, start, {}, before=OLD).catalog
    return merge(NEW, there, {}, before=OLD).catalog


SYNCED = synced()
TEXT = catalog_text(SYNCED)
TEMPLATE = template_text("a", NEW)


def run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def msgmerge(path: Path, template: Path) -> None:
    run(["msgmerge", "-q", "--previous", "--update", "--backup=none", str(path), str(template)])


def msgmerge_forgetful(path: Path, template: Path) -> None:
    run(["msgmerge", "-q", "--update", "--backup=none", "--force-po", str(path), str(template)])


def msgcat(path: Path, template: Path) -> None:
    run(["msgcat", "--width=50", "--sort-output", "-o", str(path), str(path)])


def poedit(path: Path, template: Path) -> None:
    """Wrap as Poedit does, and sign as it does."""

    def wrapped(match: re.Match[str]) -> str:
        lines = textwrap.wrap(
            match[3], 70, drop_whitespace=False, break_long_words=False, break_on_hyphens=False
        )
        if len(lines) < 2 or "\\" in match[3]:
            return match[0]
        return f'{match[1]}{match[2]} ""\n' + "\n".join(f'{match[1]}"{line}"' for line in lines)

    text = path.read_text(encoding="utf-8")
    text = re.sub(r'(?m)^((?:#~?\|? ?)?)(msg\w+) "(.+)"$', wrapped, text)
    text = text.replace('"Language: es\\n"', '"Language: es\\n"\n"X-Generator: Poedit 3.9\\n"', 1)
    path.write_text(text, encoding="utf-8")


def babel(path: Path, template: Path) -> None:
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "update", "-l", "es"]
    run([*command, "-i", str(template), "-o", str(path)])


def pot2po(path: Path, template: Path) -> None:
    program = shutil.which("pot2po", path=f"{ROOT}/.venv-tools/bin:{os.environ['PATH']}")
    if program is None:
        pytest.skip("translate-toolkit is not installed in .venv-tools")
    run([program, "--progress=none", "-t", str(path), "-i", str(template), "-o", str(path)])


TOOLS = {tool.__name__: tool for tool in (msgmerge, msgmerge_forgetful, msgcat, poedit, babel)}
Tool = Callable[[Path, Path], None]


def through(folder: Path, *tools: Tool, text: str = TEXT, template: str = TEMPLATE) -> Catalog:
    path, pot = folder / "es.po", folder / "a.pot"
    path.write_text(text, encoding="utf-8")
    pot.write_text(template, encoding="utf-8")
    for tool in tools:
        tool(path, pot)
    return read(path.read_bytes())


def again(catalog: Catalog) -> str:
    return catalog_text(merge(NEW, catalog, HEADERS, before=NEW).catalog)


def test_the_catalog_holds_every_state() -> None:
    assert sum(entry.fuzzy for entry in SYNCED.entries) == 3
    assert sum(not entry.filled for entry in SYNCED.entries) >= 3
    assert sum(entry.fuzzy for entry in SYNCED.obsolete) == 1
    assert len(SYNCED.obsolete) > 5
    assert again(read(TEXT)) == TEXT


@pytest.mark.parametrize("name", TOOLS)
def test_each_tool_changes_the_file_and_sync_changes_it_back(tmp_path: Path, name: str) -> None:
    changed = through(tmp_path, TOOLS[name])

    assert (tmp_path / "es.po").read_text(encoding="utf-8") != TEXT  # the twin: it did something
    assert same(again(changed), name)


def test_pot2po_changes_the_file_and_sync_changes_it_back(tmp_path: Path) -> None:
    assert same(again(through(tmp_path, pot2po)), "pot2po")


def same(text: str, *names: str) -> bool:
    """The same bytes; a fuzzy obsolete entry may lose its past, but never its doubt, to Babel."""
    if not any("babel" in name for name in names):
        return text == TEXT
    catalog = read(text)
    without = [replace(e, previous_text="", line=0) for e in catalog.obsolete]
    wanted = [replace(e, previous_text="", line=0) for e in read(TEXT).obsolete]
    live = catalog_text(replace(catalog, obsolete=()))
    return live == catalog_text(replace(read(TEXT), obsolete=())) and without == wanted


@settings(max_examples=8)
@given(st.permutations(list(TOOLS)), st.integers(2, 5))
@example(["babel", "msgcat", "babel", "msgmerge_forgetful", "poedit"], 5)
def test_the_order_of_tools_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], count: int
) -> None:
    used = names[:count]
    changed = through(tmp_path_factory.mktemp("tools"), *(TOOLS[name] for name in used))

    assert same(again(changed), *used)


@pytest.mark.parametrize("names", list(itertools.permutations(["msgmerge", "msgcat", "poedit"], 2)))
def test_a_tool_that_merges_the_new_source_first_loses_nothing(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    """The old catalog meets the new template before `sync` does; the old template is committed."""
    before = catalog_text(merge(OLD, leaflet.spanish(OLD), HEADERS).catalog)
    changed = through(tmp_path, *(TOOLS[name] for name in names), msgmerge, text=before)
    done = merge(NEW, changed, {}, before=read_template("a.pot", template_text("a", OLD).encode()))

    words = {e.translation for e in (*done.catalog.entries, *done.catalog.obsolete)}
    assert {e.translation for e in read(before).entries} <= words
    final = {e.text for e in done.catalog.entries if e.filled and not e.fuzzy}
    assert final == {m.text for m in NEW} & {m.text for m in OLD}
    assert all(e.comments[-1].find("change") >= 0 for e in done.catalog.entries if e.fuzzy)


def test_a_doubt_whose_past_nobody_remembers_stays_a_doubt(tmp_path: Path) -> None:
    """msgmerge without --previous drops the old source; only the catalog's memory has it."""
    first, *others = SYNCED.entries
    doubtful = replace(first, fuzzy=True, previous_text="Something older")
    text = catalog_text(replace(SYNCED, entries=(doubtful, *others)))
    changed = through(tmp_path, msgmerge_forgetful, text=text)

    assert merge(NEW, changed, {}, before=NEW).catalog.entries[0].fuzzy


def test_what_babel_retired_itself_is_doubtful_when_it_comes_back(tmp_path: Path) -> None:
    """Babel forgets that a retired entry was fuzzy: 2.5 mg would be printed as 5 mg."""
    fewer = tuple(message for message in NEW if "2.5 mg" not in message.text)
    changed = through(tmp_path, babel, template=template_text("a", fewer))
    back = merge(NEW, changed, {}, before=NEW).catalog

    (dose,) = (entry for entry in back.entries if "2.5 mg" in entry.text)
    assert "5 mg" in dose.translation
    assert dose.fuzzy


def test_headers_that_say_nothing_go_and_the_translators_stay(tmp_path: Path) -> None:
    ana = '"Last-Translator: Ana <a@example.org>\\n"\n"Language: es\\n"'
    text = TEXT.replace('"Language: es\\n"', ana)
    merged = read(again(through(tmp_path, babel, text=text)))

    assert merged.headers["Last-Translator"] == "Ana <a@example.org>"
    assert merged.headers["X-Handouts-Status"] == STATUS["X-Handouts-Status"]
    assert not {"Generated-By", "POT-Creation-Date", "PO-Revision-Date"} & set(merged.headers)
