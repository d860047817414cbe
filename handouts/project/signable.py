"""What there is to sign of a sheet in this project, and how far it is signed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from handouts.compose import is_english
from handouts.config import Clinic
from handouts.findings import HandoutsError
from handouts.localize import LocalizedArticle
from handouts.messages import Message
from handouts.project.project import CLINICS, INTERFACE, TEMPLATES, Project
from handouts.project.survey import texts_of_clinics
from handouts.project.template_words import shipped_messages, template_messages
from handouts.reviews import Part, SignOff, message_subjects, outline_of, word_subjects


def sign_off(
    project: Project, article: LocalizedArticle, clinics: Sequence[Clinic | None]
) -> SignOff:
    """Return how far an article in a language is signed, with the words of some clinics' sheets.

    The words of the templates and the clinics' texts are signed once for a language, in files of
    their own: they are the same on all of its sheets. In English the templates' words are the
    program's own, and in the source language the clinic's texts print as the settings give them.
    """
    tag = article.language.tag
    catalogs = project.words(tag)[0]
    words = () if is_english(article.language) else _template_words(project)
    texts = () if tag == project.source.tag else texts_of_clinics(project, clinics)
    reviews = {
        name: project.reviews(name, tag).reviews
        for name in (article.article.slug, INTERFACE, CLINICS)
    }
    return SignOff(
        text=Part(
            name=article.article.slug,
            noun="messages of the article",
            subjects=message_subjects(article),
            reviews=reviews[article.article.slug],
        ),
        words=(
            Part(
                name=INTERFACE,
                noun="words of the sheet",
                subjects=word_subjects(words, catalogs, project.catalog_path(INTERFACE, tag)),
                reviews=reviews[INTERFACE],
            ),
            Part(
                name=CLINICS,
                noun="texts of the clinic",
                subjects=word_subjects(texts, catalogs, project.catalog_path(CLINICS, tag)),
                reviews=reviews[CLINICS],
            ),
        ),
        outline=outline_of(article.article),
        names=project.config.signatures,
    )


def _template_words(project: Project) -> tuple[Message, ...]:
    """The words of all sheets; those of a project whose templates are broken print nothing.

    A proof is no sheet: what only proofs say is not signed.
    """
    found = {message.key: message for message in shipped_messages()}
    try:
        if (project.root / TEMPLATES).is_dir():
            found |= {m.key: m for m in template_messages(project.root / TEMPLATES)}
    except HandoutsError:
        pass
    return tuple(
        message
        for message in found.values()
        if any(not PurePosixPath(name).name.startswith("proof") for name in message.references)
    )
