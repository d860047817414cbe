"""The manifest of the last build, and the record of all that was ever built in a folder."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from handouts import __version__
from handouts.build import journal
from handouts.build.manifest_table import TABLE, manifest_table
from handouts.build.packs import Pack
from handouts.build.results import Outcome, Result
from handouts.editions import edition_of
from handouts.findings import Finding, Location, Related, Severity
from handouts.project.jobs import in_format
from handouts.project.writing import write_whole

MANIFEST = "manifest.json"
RECORD = ".built.json"
VERSION = 1


def manifest(
    results: Sequence[Result],
    root: Path,
    findings: Sequence[Finding] | None = None,
    packs: Sequence[Pack] | None = None,
) -> dict[str, object]:
    """The manifest of a build, as `build --json` prints it.

    `findings` are those of the batch as a whole, None where it has no order and no packs; `packs`
    is None where none are asked for.
    """
    whole: dict[str, object] = {}
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
    write_whole(output / MANIFEST, json_text(manifest(results, root, findings, packs)).encode())
    write_whole(output / TABLE, manifest_table(results, root))


def remember(results: Iterable[Result], root: Path, output: Path) -> None:
    """Add what was built to the folder's record, and its journal; raises HandoutsError H505."""
    made = [result for result in results if result.outcome is Outcome.BUILT]
    if made or journal.is_there(output):
        new = {_name(result.handout.path, output): result.as_json(root) for result in made}
        record = {"version": VERSION, "built": {**read_record(output), **new}}
        write_whole(output / RECORD, json_text(record).encode())


def read_record(output: Path) -> Mapping[str, dict[str, Any]]:
    """What earlier builds left in a folder, by path in it; an unreadable record is empty.

    What one that was killed left in the journal counts as well.
    """
    built: dict[str, dict[str, Any]] = {}
    try:
        data = json.loads((output / RECORD).read_text(encoding="utf-8"))
        if data["version"] == VERSION:
            built = dict(data["built"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return {**built, **journal.entries(output)}


def remembered(entry: Mapping[str, Any], result: Result) -> Result | None:
    """Fill an `unchanged` result from its record; None where the record makes no sense."""
    try:
        larger = in_format(result.handout, entry["format"]) if "ordered" in entry else None
        return replace(
            result,
            larger=larger,
            sha256=entry["sha256"],
            pages=int(entry["pages"]),
            sheets=int(entry["sheets"]),
            scale=entry["scale"],
            findings=tuple(map(_finding, entry["findings"])),
            edition=edition_of(dict(entry["edition"])),
        )
    except (KeyError, TypeError, ValueError):
        return None


def json_text(value: object) -> str:
    """JSON for files and for stdout: stable, readable, one final newline."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _finding(entry: Mapping[str, Any]) -> Finding:
    place = entry["location"]
    return Finding(
        code=entry["code"],
        severity=Severity(entry["severity"]),
        message=entry["message"],
        location=Location(**place) if place else None,
        related=tuple(
            Related(Location(**related["location"]), related["message"])
            for related in entry["related"]
        ),
        hint=entry["hint"],
    )


def journal_line(result: Result, root: Path, output: Path, day: datetime.date) -> journal.Line:
    """The line of the journal that stands for an entry of the record until the build ends."""
    return journal.Line(_name(result.handout.path, output), day, result.as_json(root))


def _name(path: Path, output: Path) -> str:
    return path.relative_to(output).as_posix()
