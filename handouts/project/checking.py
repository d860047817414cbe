"""A project as a whole: every finding once."""

from __future__ import annotations

from collections.abc import Sequence

from handouts.checks import consistency_findings, graded
from handouts.findings import Finding, HandoutsError
from handouts.languages import Language
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
    try:
        if (project.root / TEMPLATES).is_dir():
            template_messages(project.root / TEMPLATES)
    except HandoutsError as problem:
        return problem.findings
    return ()


def _by_place(found: Finding) -> tuple[str, int, str]:
    place = found.location
    return (place.path, place.line, found.code) if place else ("", 0, found.code)
