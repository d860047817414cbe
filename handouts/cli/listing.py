"""`handouts list`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from handouts.cli.asking import examples, json_option, the_project
from handouts.cli.talk import print_json, print_table
from handouts.findings import RULES, ExitCode, HandoutsError

if TYPE_CHECKING:
    from handouts.project import Project

Rows = Sequence[dict[str, object]]


def _articles() -> Rows:
    project = the_project()
    return [
        {
            "slug": slug,
            "title": loaded.article.title if loaded.article else "",
            "path": loaded.path,
            "errors": sum(found.severity == "error" for found in loaded.findings),
        }
        for slug in project.article_paths
        for loaded in [project.article(slug)]
    ]


def _languages() -> Rows:
    from handouts.languages import languages

    project = _project_if_any()
    own = {known.tag: known for known in project.languages} if project else {}
    return [
        {
            "tag": known.tag,
            "name": known.name,
            "autonym": known.autonym,
            "direction": known.direction,
            "script": known.script,
            "in_project": known.tag in own,
        }
        for known in {
            **own,
            **{tag: k for tag, k in languages().items() if tag not in own},
        }.values()
    ]


def _formats() -> Rows:
    from handouts.formats import FORMATS, Allowances, panels_on, sizes_in_words

    project = _project_if_any()
    allowances = project.config.allowances if project else Allowances()
    return [
        {
            "id": known.id,
            "title": known.title,
            "shape": known.shape,
            "targets": list(known.targets),
            "papers": list(known.papers),
            "duplex": known.duplex,
            "sizes": [
                {
                    "paper": paper,
                    "mm": sizes_in_words(known, paper, allowances),
                    "panels": [
                        {
                            "kind": panel.kind,
                            "width": round(panel.width, 3),
                            "height": round(panel.height, 3),
                        }
                        for panel in panels_on(known, paper, allowances)
                    ],
                }
                for paper in known.papers
            ],
        }
        for known in FORMATS.values()
    ]


def _targets() -> Rows:
    from handouts.formats import FORMATS

    about = {
        "screen": "to read and to send",
        "office": "for the office printer",
        "press": "for a print shop",
    }
    known = dict.fromkeys(target for shape in FORMATS.values() for target in shape.targets)
    return [
        {
            "id": target,
            "about": about[target],
            "formats": [shape.id for shape in FORMATS.values() if target in shape.targets],
        }
        for target in known
    ]


def _clinics() -> Rows:
    return [
        {"id": clinic.id, "name": clinic.name, "phone": clinic.phone, "url": clinic.url}
        for clinic in the_project().config.clinics
    ]


def _codes() -> Rows:
    return [
        {"code": rule.code, "severity": rule.severity, "title": rule.title}
        for rule in RULES.values()
    ]


_KINDS: dict[str, Callable[[], Rows]] = {
    "articles": _articles,
    "languages": _languages,
    "formats": _formats,
    "targets": _targets,
    "clinics": _clinics,
    "codes": _codes,
}


@click.command("list", epilog=examples("list articles", "list languages --json", "list codes"))
@click.argument("kind", type=click.Choice(list(_KINDS)), metavar=f"[{'|'.join(_KINDS)}]")
@json_option
def list_(kind: str, as_json: bool) -> int:
    """List what there is."""
    rows = _KINDS[kind]()
    if as_json:
        print_json({kind: list(rows)})
    elif rows:
        head = list(rows[0])
        print_table(head, [[_shown(row[name]) for name in head] for row in rows])
    return ExitCode.OK


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "; ".join(f"{one['paper']}: {one['mm']}" for one in value)
    return ", ".join(value) if isinstance(value, list) else str(value)


def _project_if_any() -> Project | None:
    try:
        return the_project()
    except HandoutsError:
        return None
