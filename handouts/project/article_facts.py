"""What a plan needs to know of an article, kept between builds so that none is parsed for it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handouts.editions import digest_of
from handouts.project.pictures import pictures_of, project_path

if TYPE_CHECKING:
    from handouts.project.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFacts:
    """An article that can be used: its formats, the paths of its pictures, when it is due.

    `digest` is of the text, of the pictures and of the language that it was read in: while it is
    the same, so are the facts.
    """

    digest: str
    formats: tuple[str, ...]
    pictures: tuple[str, ...]
    review_by: datetime.date | None

    def as_json(self) -> dict[str, object]:
        """The facts as they are kept."""
        return {
            "digest": self.digest,
            "formats": self.formats,
            "pictures": self.pictures,
            "review_by": str(self.review_by) if self.review_by else None,
        }


def facts_of(kept: Mapping[str, object]) -> ArticleFacts | None:
    """Return facts that were kept; None for what is none."""
    digest, due = kept.get("digest"), kept.get("review_by")
    formats, pictures = kept.get("formats"), kept.get("pictures")
    if not isinstance(digest, str) or not isinstance(formats, list | tuple):
        return None
    if not isinstance(pictures, list | tuple) or not isinstance(due, str | None):
        return None
    try:
        review_by = datetime.date.fromisoformat(due) if due else None
    except ValueError:
        return None
    return ArticleFacts(
        digest=digest,
        formats=tuple(map(str, formats)),
        pictures=tuple(map(str, pictures)),
        review_by=review_by,
    )


def read_facts(project: Project, slug: str) -> ArticleFacts | None:
    """Read an article for its facts; None for one that cannot be used."""
    article = project.article(slug).article
    if article is None:
        return None
    pictures = tuple(dict.fromkeys(map(project_path, pictures_of(article))))
    return ArticleFacts(
        digest=digest_of_inputs(project, slug, pictures),
        formats=article.meta.formats,
        pictures=pictures,
        review_by=article.meta.review_by,
    )


def digest_of_inputs(project: Project, slug: str, pictures: tuple[str, ...]) -> str:
    """Return the digest of all that decides the facts of an article, but for the program."""
    files = (*project.article_paths[slug], *pictures)
    return digest_of([repr(project.source), [[file, project.digest(file)] for file in files]])
