"""A project's folder: what is in it, what a request asks for, and where everything goes."""

from handouts.project.jobs import (
    Handout,
    Job,
    Selection,
    UnknownName,
    known_languages,
    known_slugs,
    plan_jobs,
)
from handouts.project.opening import open_project
from handouts.project.ordering import PrintOrder, read_order
from handouts.project.project import LoadedArticle, Project
from handouts.project.survey import Reading, read_handout, survey

__all__ = [
    "Handout",
    "Job",
    "LoadedArticle",
    "PrintOrder",
    "Project",
    "Reading",
    "Selection",
    "UnknownName",
    "known_languages",
    "known_slugs",
    "open_project",
    "plan_jobs",
    "read_handout",
    "read_order",
    "survey",
]
