"""A project as a whole: every finding once."""

from __future__ import annotations

from collections.abc import Sequence

from handouts.checks import consistency_findings, graded
from handouts.findings import Finding, HandoutsError, Location, finding
from handouts.languages import Language
from handouts.project.files import Unreadable, files_below, read_file
from handouts.project.project import TEMPLATES, Project
from handouts.project.survey import survey
from handouts.project.template_words import template_messages


def check(
    project: Project, slugs: Sequence[str], languages: Sequence[Language]
) -> tuple[Finding, ...]:
    """Return all findings of some articles in some languages, each once, sorted by place.

    Without slugs those of the project as a whole come too: folders of no language, templates.
    """
    found: list[Finding] = []
    if not slugs:
        found += graded((*project.findings(), *_template_findings(project)), project.config.checks)
    articles = []
    for _, _, reading in survey(project, slugs or project.article_paths, languages):
        found += reading.findings
        articles += [reading.article] if reading.article else []
    found += graded(consistency_findings(articles), project.config.checks)
    return tuple(sorted(dict.fromkeys(found), key=_by_place))


def _template_findings(project: Project) -> tuple[Finding, ...]:
    own = project.root / TEMPLATES
    if not own.is_dir():
        return ()
    if not own.resolve().is_relative_to(project.root):
        return (
            finding("H507", "the folder lies outside of the project", Location.unlined(TEMPLATES)),
        )
    found = []
    for path in files_below(project.root, TEMPLATES, ""):
        try:
            read_file(project.root, path)
        except Unreadable as problem:
            found.append(problem.finding)
    try:
        template_messages(own)
    except HandoutsError as problem:
        found += problem.findings
    return tuple(dict.fromkeys(found))


def _by_place(found: Finding) -> tuple[str, int, str]:
    place = found.location
    return (place.path, place.line, found.code) if place else ("", 0, found.code)
