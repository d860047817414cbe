"""The manifest of the last build, as JSON and as a table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from handouts import __version__
from handouts.build.manifest_table import TABLE, manifest_table
from handouts.build.packs import Pack
from handouts.build.results import Result
from handouts.findings import Finding
from handouts.project.writing import write_output

MANIFEST = "manifest.json"
VERSION = 1


def manifest(
    results: Sequence[Result],
    root: Path,
    findings: Sequence[Finding] | None = None,
    packs: Sequence[Pack] | None = None,
) -> dict[str, Any]:
    """The manifest of a build, as `build --json` prints it.

    `findings` are those of the batch as a whole, None where it has no order and no packs; `packs`
    is None where none are asked for.
    """
    whole: dict[str, Any] = {}
    if findings is not None:
        whole["findings"] = [found.as_json() for found in findings]
    if packs is not None:
        whole["packs"] = [pack.as_json(root) for pack in packs]
    return {
        "version": VERSION,
        "tool": f"handouts {__version__}",
        "handouts": [result.as_json(root) for result in results],
        **whole,
    }


def write_manifest(
    results: Sequence[Result],
    root: Path,
    output: Path,
    findings: Sequence[Finding] | None = None,
    packs: Sequence[Pack] | None = None,
) -> None:
    """Write manifest.json, and the same as a table; raises HandoutsError H505."""
    data = manifest(results, root, findings, packs)
    write_output(output / MANIFEST, manifest_text(data).encode())
    write_output(output / TABLE, manifest_table(data["handouts"]))


def manifest_text(data: Mapping[str, Any]) -> str:
    """Return a manifest as JSON: stable, a line for each handout, one final newline."""
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in data["handouts"])
    rest = {name: value for name, value in data.items() if name != "handouts"}
    head = json.dumps(rest, ensure_ascii=False).removesuffix("}")
    return f'{head}, "handouts": [\n{lines}\n]}}\n'
