"""A project's folder: what is in it, what a request asks for, and where everything goes."""

from typing import TYPE_CHECKING

from handouts.ondemand import on_demand
from handouts.project.opening import open_project
from handouts.project.project import LoadedArticle, Project

if TYPE_CHECKING:
    from handouts.project.jobs import (
        Handout,
        Job,
        Selection,
        UnknownName,
        known_languages,
        known_slugs,
        plan_jobs,
    )
    from handouts.project.ordering import PrintOrder, read_order
    from handouts.project.survey import Reading, read_handout
else:
    __getattr__ = on_demand(
        __name__,
        jobs="Handout Job Selection UnknownName known_languages known_slugs plan_jobs",
        ordering="PrintOrder read_order",
        survey="Reading read_handout",
    )

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
]
