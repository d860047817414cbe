"""Opening a project: its folder, and settings that make sense together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from handouts.config import FILE, Config, parse_config
from handouts.findings import ExitCode, Finding, HandoutsError, Location, finding, nearest
from handouts.formats import FORMATS
from handouts.languages import with_overrides
from handouts.project.files import Unreadable, read_text
from handouts.project.project import Project, find_language

ARTICLES = "articles"


def open_project(folder: Path) -> Project:
    """Open the project in a folder.

    Raises HandoutsError, exit code 3: H501 where no project is, H502 to H509 for all mistakes of
    its handouts.toml at once.
    """
    root = folder.resolve()
    if not (root / FILE).exists() and not (root / ARTICLES).is_dir():
        message = f"{folder} holds neither {FILE} nor a folder {ARTICLES}"
        raise HandoutsError([finding("H501", message)], ExitCode.PROJECT)
    config = Config()
    if (root / FILE).exists():
        try:
            config = parse_config(read_text(root, FILE, "H502"))
        except Unreadable as problem:
            raise HandoutsError([problem.finding], ExitCode.PROJECT) from None
    if faults := sorted(_faults(config), key=lambda f: f.location.line if f.location else 0):
        raise HandoutsError(faults, ExitCode.PROJECT)
    return Project(root, config)


def _faults(config: Config) -> Iterator[Finding]:
    """Values that only languages and formats can judge."""
    for number, name in enumerate(config.formats):
        if name not in FORMATS:
            message = f'"formats" names "{name}", which is no format'
            hint = f"{nearest(name, FORMATS)}Formats: {', '.join(FORMATS)}."
            yield finding("H504", message, _place(config, "formats", number), hint=hint)
    for tag, values in config.overrides.items():
        try:
            with_overrides(find_language(tag)[0], tag, **values)
        except ValueError as problem:
            for fault in str(problem).split("\n"):
                yield finding(
                    "H504", f"[languages.{tag}]: {fault}", _place(config, "languages", tag)
                )
    for key, tags in (
        ("source_language", (config.source_language,)),
        ("languages", config.languages),
    ):
        for number, tag in enumerate(tags):
            known, hint = find_language(tag)
            if known is None and tag not in config.overrides:
                message = f'"{key}" names "{tag}", which is no known language'
                yield finding("H504", message, _place(config, key, number), hint=hint)


def _place(config: Config, *path: str | int) -> Location:
    while path and path not in config.lines:
        path = path[:-1]
    return Location(FILE, config.lines.get(path, 1))
