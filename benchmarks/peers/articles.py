"""Projects to race on: one-page articles in twelve languages, cut from this repository's sample.

    python -m benchmarks.peers.articles FOLDER COUNT [--short]

Every message of article 7 ends in “(7)”, and the ten pairs of sections take turns: no paragraph
comes twice, so nobody's cache of paragraphs helps. `--short` leaves a title, two sentences and a
box.
"""

from __future__ import annotations

import argparse
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from babel.messages import Catalog as BabelCatalog
from babel.messages.mofile import write_mo

from benchmarks.peers.places import ROOT, TAGS
from handouts.article import parse_article
from handouts.catalogs import STATUS, Catalog, catalog_text, merge, read_catalog
from handouts.languages import folder as locale_folder
from handouts.languages import language
from handouts.messages import Message, extract

SAMPLE = "post-laminectomy-syndrome"

SETTINGS = """\
languages = [{tags}]
formats = ["one-pager"]
targets = [{targets}]

[clinics.main]
name = "Example Spine and Pain Clinic"
phone = "(202) 555-0142"
hours = "Mo-Fr 08:00-17:00"
"""

FRONT = """\
---
summary: {summary}
version: "0.1"
reviewed: 2026-11-22
review_by: 2028-11-22
sources:
  - "Example source"
---
"""


@dataclass(frozen=True)
class Sample:
    """The pieces of the sample that articles are put together from, each without its last line."""

    summary: str
    opening: str
    sections: tuple[str, ...]
    table: tuple[tuple[str, str], ...]
    box: str

    @classmethod
    def read(cls) -> Sample:
        """Cut the sample into pieces: the table is its key points beside its questions."""
        text = (ROOT / f"articles/{SAMPLE}.md").read_text(encoding="utf-8")
        text = re.sub(r"(?m)^<!--.*\n", "", text)
        front, body = text.split("\n---\n", 1)
        body = re.sub(r"(?m)((?:^- .*\n){3})(?:^- .*\n)+", r"\1", body)
        boxes = {
            found[1]: (found[2], found[3].strip())
            for found in re.finditer(r"(?ms)^::: ([\w-]+) (.*?)\n(.*?)^:::$", body)
        }
        columns = [boxes[name] for name in ("key-points", "questions")]
        rows = [[title, *re.findall(r"(?m)^- (.*)", inside)] for title, inside in columns]
        title, inside = boxes["warning"]
        return cls(
            summary=front.split("summary: ")[1].split("\n")[0],
            opening=body.split("\n::: ")[0].strip(),
            sections=tuple(
                part.strip()
                for part in re.findall(r"(?ms)^## .*?(?=\n\nDo not|^## |^::: |\Z)", body)
            ),
            table=tuple(zip(*rows, strict=False)),
            box="::: warning {}\n{}\n:::".format(title, inside.split("\n\n### ")[0]),
        )

    def article(self, number: int, *, short: bool) -> str:
        """Put article 1, 2, … together."""
        mark = f" ({number})"
        pairs = tuple(itertools.combinations(self.sections, 2))
        table = ["|{}|{}|".format(*(cell + mark for cell in row)) for row in self.table]
        table.insert(1, "|---|---|")
        parts = [_marked(self.opening, mark)]
        if not short:
            parts += [_marked(part, mark) for part in pairs[number % len(pairs)]]
            parts += ["\n".join(table), _marked(self.box, mark)]
        return FRONT.format(summary=self.summary + mark) + "\n" + "\n\n".join(parts) + "\n"


def _marked(text: str, mark: str) -> str:
    return re.sub(r"(?m)^(?!:::$).+$", rf"\g<0>{mark}", text)


def write_project(folder: Path, count: int, *, short: bool = False) -> None:
    """Write settings, articles and their catalogs, completely translated."""
    known = {tag: known_translations(tag) for tag in TAGS if tag != "en"}
    sample = Sample.read()
    (folder / "articles").mkdir(parents=True)
    tags = ", ".join(f'"{tag}"' for tag in TAGS)
    targets = '"screen", "office"' if short else '"screen"'
    settings = SETTINGS.format(tags=tags, targets=targets)
    (folder / "handouts.toml").write_text(settings, encoding="utf-8")
    for number in range(1, count + 1):
        slug = f"back-pain-{number}"
        path, text = f"articles/{slug}.md", sample.article(number, short=short)
        (folder / path).write_text(text, encoding="utf-8")
        parsed = parse_article(path, text).article
        assert parsed is not None
        messages = extract(parsed)
        for tag, translations in known.items():
            catalog = translated(messages, translations, tag, f" ({number})")
            target = folder / "locales" / locale_folder(tag) / f"LC_MESSAGES/{slug}.po"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(catalog_text(catalog), encoding="utf-8")
            compile_catalog(catalog, folder / "mo" / locale_folder(tag) / f"LC_MESSAGES/{slug}.mo")


def known_translations(tag: str) -> dict[str, str]:
    """The sample's translations by text: it says nothing twice that is translated in two ways."""
    path = ROOT / "locales" / locale_folder(tag) / f"LC_MESSAGES/{SAMPLE}.po"
    catalog = read_catalog(path.name, tag, path.read_bytes()).catalog
    assert catalog is not None
    return {entry.text: entry.translation for entry in catalog.entries}


def translated(
    messages: Sequence[Message], translations: Mapping[str, str], tag: str, mark: str
) -> Catalog:
    """A catalog of an article's messages, each translated as in the sample, and marked."""
    headers = {"Language": locale_folder(tag), "Plural-Forms": language(tag).plural_forms, **STATUS}
    empty = merge(messages, Catalog("", tag), headers).catalog
    entries = tuple(
        replace(entry, translation=translations[entry.text.removesuffix(mark)] + mark)
        for entry in empty.entries
    )
    return replace(empty, entries=entries)


def compile_catalog(catalog: Catalog, path: Path) -> None:
    """Write what gettext reads; contexts are left out, as scripts do that only know `_()`."""
    plain = BabelCatalog(locale=catalog.tag.replace("-", "_"))
    for entry in catalog.entries:
        plain.add(entry.text, entry.translation)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, plain)


def main() -> None:
    """Write the project."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--short", action="store_true")
    asked = parser.parse_args()
    write_project(asked.folder, asked.count, short=asked.short)


if __name__ == "__main__":
    main()
