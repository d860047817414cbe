"""What `sync` does with what authors do: two hundred edits of two articles, one by one.

    python benchmarks/merging.py [COUNT]

Prints Markdown: for each kind of edit how many messages were kept, restored, carried over with
proof, made fuzzy or left empty, and whether undoing it gave the catalog back as it was. Exit code 1
if an edit that can harm was carried.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from handouts.catalogs import Catalog, Words, catalog_text, merge, read_catalog  # noqa: E402
from handouts.messages import Message  # noqa: E402
from tests import leaflet  # noqa: E402
from tests.source_edits import HARMFUL, KINDS, Edit, edits  # noqa: E402

SLUG = "post-laminectomy-syndrome"
COLUMNS = ("edits", "kept", "restored", "carried", "fuzzy", "empty", "undone")


def sample() -> tuple[str, Catalog]:
    """The sample article and its Spanish catalog."""
    path = ROOT / f"locales/es/LC_MESSAGES/{SLUG}.po"
    catalog = read_catalog(path.name, "es", path.read_bytes()).catalog
    assert catalog is not None
    return (ROOT / f"articles/{SLUG}.md").read_text(encoding="utf-8"), catalog


def tried(edit: Edit, known: Catalog) -> Counter[str]:
    """Merge one edit and undo it again: counts of messages."""
    old, new = (leaflet.messages(text) for text in (edit.before, edit.after))
    start = _translated(old, known)
    there = merge(new, start, {}, before=old, words=_words(new))
    back = merge(old, there.catalog, {}, before=new, words=_words(old))
    counts = Counter(
        edits=1,
        kept=there.kept,
        restored=there.restored,
        carried=len(there.carries),
        fuzzy=there.fuzzy,
        empty=there.added,
        undone=catalog_text(back.catalog) == catalog_text(start),
    )
    if edit.kind in HARMFUL:
        counts["harm"] = len(there.carries)
    return counts


def _translated(old: Sequence[Message], known: Catalog) -> Catalog:
    """A catalog in which every message of the old source is translated."""
    start = merge(old, known, {}).catalog
    done = tuple(
        replace(
            entry,
            translation=entry.translation or f"T: {entry.text}",
            fuzzy=False,
            previous_text="",
            previous_context=None,
        )
        for entry in start.entries
    )
    return merge(old, replace(start, entries=done, obsolete=()), {}, before=old).catalog


def _words(messages: Sequence[Message]) -> Words:
    return Words("en", lambda: (message.text for message in messages))


def main() -> int:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    text, spanish = sample()
    sources = (
        (leaflet.FIRST, leaflet.spanish(leaflet.messages(leaflet.FIRST))),
        (text.split("\n---\n", 1)[1], spanish),
    )
    table: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for article, catalog in sources:
        for edit in edits(article, count // len(sources)):
            table[edit.kind].update(tried(edit, catalog))
    print(f"| edit | {' | '.join(COLUMNS)} |")
    print(f"|---|{'---|' * len(COLUMNS)}")
    total: Counter[str] = sum(table.values(), Counter())
    for kind in (*KINDS, "all"):
        row = total if kind == "all" else table[kind]
        print(f"| {kind} | {' | '.join(str(row[name]) for name in COLUMNS)} |")
    print(f"\nHarmful edits that were carried over unflagged: {total['harm']}.")
    return int(total["harm"] > 0)


if __name__ == "__main__":
    sys.exit(main())
