"""The edition of a sheet: digests of what is read on it, whatever its format."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from handouts.article import Article
from handouts.compose import is_english
from handouts.config import CLINIC_FIELDS, Clinic
from handouts.editions import Edition, digest_of
from handouts.localize import LocalizedArticle, State
from handouts.messages import signature, walk
from handouts.project.pictures import pictures_of, project_path
from handouts.project.project import INTERFACE, Project
from handouts.project.releasing import release
from handouts.project.survey import Reading, read_handout, texts_of_clinics
from handouts.reviews import Approval

DRAFT, FINAL = "draft", "final"
_NOT_READ = ("logo", "colour")  # the logo counts by what it shows


def edition(
    project: Project,
    article: LocalizedArticle,
    clinic: Clinic | None,
    approval: Approval | None = None,
) -> Edition:
    """Return the edition of an article in a language for a clinic; a draft without an approval.

    Reads the article's pictures and the clinic's logo, for what they show.
    """
    return Edition(
        slug=article.article.slug,
        language=article.language.tag,
        version=article.meta.version,
        state=FINAL if approval else DRAFT,
        clinic=clinic.id if clinic else "",
        source=digest_of(list(_source(project, article.article))),
        translation=digest_of(list(_translation(project, article, clinic))),
        facts=digest_of(_facts(project, clinic)),
        review=digest_of(_review(approval)),
    )


def current_edition(
    project: Project, slug: str, tag: str, clinic: Clinic | None, today: datetime.date
) -> tuple[Edition | None, Reading]:
    """Return what a sheet would say if it were made today: final where the release gate lets it.

    None where the text cannot be printed; the reading's findings say why.
    """
    reading = read_handout(project, slug, project.language(tag), clinic)
    if reading.article is None:
        return None, reading
    approval, reasons = release(project, reading, clinic, today)
    return edition(project, reading.article, clinic, None if reasons else approval), reading


def _source(project: Project, article: Article) -> Iterator[object]:
    """What the article says, in the order of reading, and what it shows."""
    meta = article.meta
    yield [meta.version, str(meta.reviewed), str(meta.review_by)]
    yield [[source.title, source.url] for source in meta.sources]
    yield [[unit.place.key, unit.text, unit.addresses] for unit in walk(article) if unit.place.key]
    for token in article.tokens:
        if token.type == "inline":
            yield signature(token.children or [])
        elif token.type != "comment":  # notes to translators, and where a block lies on the paper
            number = "" if token.type == "list_item_open" else token.info
            attributes = sorted((name, str(value)) for name, value in token.attrs.items())
            yield [token.type, token.tag, number, attributes, token.content]
    for picture in dict.fromkeys(map(project_path, pictures_of(article))):
        yield project.digest(picture)


def _translation(
    project: Project, article: LocalizedArticle, clinic: Clinic | None
) -> Iterator[object]:
    """What is read in the reader's language, message by message, and the words around it.

    Words that come with this program do not count: they would make each of its versions new
    editions of all sheets.
    """
    tag = article.language.tag
    for unit in article.units.values():
        if unit.state is not State.SOURCE:
            yield signature(unit.tokens) if unit.state is State.TRANSLATED else None
    if not is_english(article.language):
        yield _own_words(project, tag)
    if tag != project.source.tag:
        texts = texts_of_clinics(project, [clinic])
        catalogs = project.words(tag)[0]
        for message in texts:
            found = (catalog.by_key.get(message.key) for catalog in catalogs)
            yield next((e.translation for e in found if e and e.filled and not e.fuzzy), None)


def _own_words(project: Project, tag: str) -> list[list[str]]:
    """All words of the project's interface catalog that may print.

    Which of them a sheet prints hangs on its format and its templates, which are slow to search.
    """
    read = project.catalog(INTERFACE, tag)
    entries = read.catalog.by_key.values() if read and read.catalog else ()
    return sorted(
        [entry.context or "", entry.text, entry.translation]
        for entry in entries
        if entry.filled and not entry.fuzzy and not entry.obsolete
    )


def _facts(project: Project, clinic: Clinic | None) -> Mapping[str, str]:
    if clinic is None:
        return {}
    facts = {name: str(getattr(clinic, name)) for name in CLINIC_FIELDS if name not in _NOT_READ}
    logo = project.logo(clinic)
    return {**facts, "logo": project.digest(project_path(logo)) if logo else ""}


def _review(approval: Approval | None) -> list[object]:
    if approval is None:
        return []
    signers = [[one.role, one.name] for one in approval.signers]
    return [signers, approval.others, approval.machine, str(approval.date)]
