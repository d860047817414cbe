"""Write the reference pages from the code; with `--check`, only compare them.

Pages that are wholly generated are overwritten; in the others, what stands between
`<!-- generated: NAME -->` and `<!-- end -->` is.
"""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from handouts import compose
from handouts.article import FIELDS as ARTICLE_FIELDS
from handouts.cli.app import handouts
from handouts.config import CLINIC_FIELDS, LANGUAGE_FIELDS
from handouts.config import FIELDS as CONFIG_FIELDS
from handouts.findings import RULES
from handouts.schema import Field

DOCS = Path(__file__).resolve().parent
NOTE = "<!-- Written by docs/reference.py from the code; do not edit. -->"
GROUPS = {
    "H1": "Source",
    "H2": "Translation",
    "H3": "Layout",
    "H4": "Release",
    "H5": "Project",
}
SHOWN: dict[str, Any] = {"terminal_width": 80, "help_option_names": ["-h", "--help"]}
SHAPES = (compose.Sheet, compose.Block, compose.Item, compose.Box, compose.Tier, compose.Imprint)


def keys(fields: Mapping[str, Field]) -> str:
    """A table of settings: key, what it takes, what it does, default or example."""
    rows = ["| key | takes | what it does | default |", "|---|---|---|---|"]
    for name, field in fields.items():
        if "press" in field.kind.label and name == "press":
            continue
        default = field.default or (f"example: `{field.example}`" if field.example else "")
        rows.append(f"| `{name}` | {field.kind.label} | {field.help} | {default} |")
    return "\n".join(rows)


def configuration() -> str:
    """The page of `handouts.toml`."""
    parts = [
        "# Settings: handouts.toml",
        NOTE,
        "Every table and key may be left out. Unknown keys are refused, with their line.",
        keys(CONFIG_FIELDS),
        "## [clinics.&lt;id&gt;]",
        "One table for each clinic that hands sheets out. An article's placeholder, such as"
        " `{clinic.phone}`, takes its fact from here. In `url`, `{slug}` and `{language}` stand for"
        " the article and the language.",
        keys(CLINIC_FIELDS),
        "## [languages.&lt;tag&gt;]",
        "Changes what is known about a language, or makes a new one known"
        " ([languages.md](languages.md) lists those that are).",
        keys(LANGUAGE_FIELDS),
        "## [policy]",
        keys(CONFIG_FIELDS["policy"].kind.fields),
        "## [build]",
        keys(CONFIG_FIELDS["build"].kind.fields),
        "## [checks]",
        '`H208 = "error"` makes a finding an error, `"off"` silences it. What is an error from the'
        " start stays one. [findings.md](findings.md) lists the codes.",
    ]
    return "\n\n".join(parts) + "\n"


def commands() -> str:
    """The page of commands, from their own help."""
    parts = ["# Commands", NOTE]
    with click.Context(handouts, info_name="handouts", **SHOWN) as context:
        parts += _helps(context)
    return "\n\n".join(parts) + "\n"


def _helps(context: click.Context) -> Iterator[str]:
    yield f"## {context.command_path}\n\n```text\n{context.get_help()}\n```"
    if isinstance(group := context.command, click.Group):
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            with click.Context(command, parent=context, info_name=name, **SHOWN) as below:
                yield from _helps(below)


def findings() -> str:
    """The page of finding codes, the text of `handouts explain`."""
    parts = ["# Findings", NOTE, "`handouts explain H203` prints the same."]
    for prefix, title in GROUPS.items():
        parts.append(f"## {title}: {prefix}xx")
        for code, rule in RULES.items():
            if code.startswith(prefix):
                parts.append(
                    f"### {code} {rule.title}\n\n{rule.severity.capitalize()}. {rule.why}\n\n"
                    f"Example: {rule.example}\n\nNext step: {rule.fix}"
                )
    return "\n\n".join(parts) + "\n"


def shapes() -> str:
    """The dataclasses that templates get, with their fields."""
    parts = []
    for shape in SHAPES:
        doc = " ".join((shape.__doc__ or "").split())
        rows = [f"### {shape.__name__}", doc, "| field | type |\n|---|---|"]
        rows[-1] += "".join(f"\n| `{f.name}` | `{_type(f)}` |" for f in dataclasses.fields(shape))
        parts.append("\n\n".join(rows))
    return "\n\n".join(parts)


def _type(field: dataclasses.Field[Any]) -> str:
    return str(field.type).replace("|", "\\|")  # a bar would end the cell


PARTS = {"front-matter": lambda: keys(ARTICLE_FIELDS), "template-variables": shapes}
PAGES = {"configuration.md": configuration, "commands.md": commands, "findings.md": findings}


def expected() -> dict[Path, str]:
    """The text that every page with generated parts should have."""
    pages = {DOCS / name: make() for name, make in PAGES.items()}
    for path in sorted(DOCS.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        if path not in pages and "<!-- generated:" in text:
            pages[path] = _filled(text)
    return pages


def _filled(text: str) -> str:
    def fill(match: re.Match[str]) -> str:
        return f"<!-- generated: {match[1]} -->\n{PARTS[match[1]]()}\n<!-- end -->"

    return re.sub(r"<!-- generated: ([\w-]+) -->.*?<!-- end -->", fill, text, flags=re.DOTALL)


def stale(pages: Mapping[Path, str]) -> list[Path]:
    """The pages whose text differs from what the code says."""
    return [
        p for p, text in pages.items() if not p.exists() or p.read_text(encoding="utf-8") != text
    ]


def main() -> int:
    """Write the pages, or name the stale ones."""
    pages = expected()
    old = stale(pages)
    if "--check" in sys.argv:
        for path in old:
            print(f"{path.name} is stale: run python docs/reference.py", file=sys.stderr)
        return bool(old)
    for path in old:
        path.write_text(pages[path], encoding="utf-8")
        print(path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
