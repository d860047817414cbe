"""A project: its folder and settings, and everything in it, read once and only when asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from handouts import catalogs, checks, reviews, shipped
from handouts.config import FILE, Clinic, Config
from handouts.findings import Finding, Location, Related, finding, nearest
from handouts.formats import FORMATS
from handouts.languages import (
    Language,
    UnknownLanguage,
    canonical,
    folder,
    language,
    tag_of,
    with_overrides,
)
from handouts.project.article_facts import ArticleFacts, digest_of_inputs, read_facts
from handouts.project.files import (
    Unreadable,
    files_below,
    locale_names,
    read_file,
    read_text,
    shown,
)
from handouts.project.pictures import NamedPicture, picture_finding, pictures_of

if TYPE_CHECKING:
    from handouts.article import Article
    from handouts.reviews import ReadReviews

LOCALES = "locales"
GLOSSARY = "glossary"
REVIEWS = "reviews"
TEMPLATES = "templates"
INTERFACE = "interface"
CLINICS = "clinics"


@dataclass(frozen=True, slots=True)
class LoadedArticle:
    """One article's file: `article` is None where an error keeps it from being used."""

    slug: str
    path: str
    article: Article | None
    findings: tuple[Finding, ...]


class Project:
    """A project's folder and settings; articles and catalogs are read on first use and kept.

    Paths are relative to `root`, with `/`. Files that cannot be read are findings, not exceptions.
    """

    def __init__(self, root: Path, config: Config) -> None:
        """Take the resolved folder and its settings; nothing is read yet."""
        self.root = root
        self.config = config
        self._articles: dict[str, LoadedArticle] = {}
        self._catalogs: dict[str, catalogs.ReadCatalog | None] = {}
        self._words: dict[str, tuple[tuple[catalogs.Catalog, ...], tuple[Finding, ...]]] = {}
        self._glossaries: dict[str, tuple[checks.Glossary, tuple[Finding, ...]]] = {}
        self._pictures: dict[NamedPicture, Finding | None] = {}
        self._reviews: dict[str, ReadReviews] = {}
        self._languages: dict[str, Language] = {}
        self._digests: dict[str, str] = {}
        self._facts: dict[str, ArticleFacts | None] = {}

    def with_settings(self, **settings: Any) -> Project:
        """The same project with some settings changed, as an option of the command line does."""
        return Project(self.root, replace(self.config, **settings))

    @cached_property
    def article_paths(self) -> Mapping[str, tuple[str, ...]]:
        """The files of articles/ by slug, sorted; more than one file for a slug is a mistake."""
        found: dict[str, tuple[str, ...]] = {}
        for path in files_below(self.root, "articles", ".md"):
            slug = shown(PurePosixPath(path).stem)
            found[slug] = (*found.get(slug, ()), path)
        return dict(sorted(found.items()))

    def article(self, slug: str) -> LoadedArticle:
        """Read one article and look at its pictures; raises KeyError for an unknown slug."""
        if slug not in self._articles:
            self._articles[slug] = self._load(slug, self.article_paths[slug])
        return self._articles[slug]

    def _load(self, slug: str, paths: tuple[str, ...]) -> LoadedArticle:
        from handouts.article import is_slug, parse_article

        path = shown(paths[0])
        if len(paths) > 1:
            related = [Related(Location(shown(other), 1), "the same name") for other in paths[1:]]
            twice = finding(
                "H112", f'two articles are named "{slug}"', Location(path, 1), related=related
            )
            others = [found for p in paths for found in self._load(slug, (p,)).findings]
            return LoadedArticle(slug, path, None, (twice, *others))
        if not is_slug(slug) or path != paths[0]:
            message = f'"{slug}" is no slug' if path == paths[0] else "the name is not UTF-8"
            return LoadedArticle(slug, path, None, (finding("H116", message, Location(path, 1)),))
        try:
            parsed = parse_article(path, read_text(self.root, path, "H114"))
        except Unreadable as problem:
            return LoadedArticle(slug, path, None, (problem.finding,))
        findings = list(parsed.findings)
        findings += _unknown_formats(parsed.draft)
        named = dict.fromkeys(pictures_of(parsed.draft))
        findings += [fault for picture in named if (fault := self.picture(picture))]
        if parsed.article:
            findings += checks.source_findings(parsed.article, self.source)
        findings.sort(key=lambda f: f.location.line if f.location else 0)
        broken = any(f.severity == "error" for f in findings)
        return LoadedArticle(slug, path, None if broken else parsed.article, tuple(findings))

    def picture(self, picture: NamedPicture) -> Finding | None:
        """Say what is wrong with a picture, or None."""
        if picture not in self._pictures:
            self._pictures[picture] = picture_finding(self.root, picture)
        return self._pictures[picture]

    def facts(self, slug: str) -> ArticleFacts | None:
        """Return what a plan needs to know of an article; None for one that cannot be used."""
        if slug not in self._facts:
            self._facts[slug] = read_facts(self, slug)
        return self._facts[slug]

    def recall(self, facts: Mapping[str, ArticleFacts]) -> None:
        """Take the facts of articles that are as they were, by slug, so that none is parsed."""
        for slug in facts.keys() & self.article_paths.keys():
            kept = facts[slug]
            if kept.digest == digest_of_inputs(self, slug, kept.pictures):
                self._facts[slug] = kept

    @property
    def known_facts(self) -> Mapping[str, ArticleFacts]:
        """The facts of the articles that were looked at so far."""
        return {slug: facts for slug, facts in self._facts.items() if facts}

    # ── languages ──────────────────────────────────────────────────────────────────────────────

    @cached_property
    def source(self) -> Language:
        """The language that articles are written in."""
        return self._known(self.config.source_language)

    def language(self, tag: str) -> Language:
        """Find a language by its tag, with this project's changes; raises UnknownLanguage.

        Its fonts are followed by those of the source, whose sentences stand in for missing ones.
        """
        if tag not in self._languages:
            known = self._known(tag)
            fonts = tuple(dict.fromkeys([*known.fonts, *self.source.fonts]))
            self._languages[tag] = known if fonts == known.fonts else replace(known, fonts=fonts)
        return self._languages[tag]

    def _known(self, tag: str) -> Language:
        overrides = {canonical(name): values for name, values in self.config.overrides.items()}
        try:
            known = language(tag)
        except UnknownLanguage:
            values = overrides.get(_canonical(tag))
            if values is None:
                raise
            return with_overrides(None, tag, **values)
        values = overrides.get(known.tag) or overrides.get(_canonical(tag))
        return with_overrides(known, known.tag, **values) if values else known

    def breaking(self, tag: str) -> str:
        """Where a line of a language may end (for runs of another language in a page)."""
        try:
            return self.language(tag).breaking
        except UnknownLanguage:
            return "spaces"

    @cached_property
    def folders(self) -> Mapping[str, str]:
        """The folders of locales/ that hold a catalog, by the tag of their language."""
        found = {}
        for name in self._locale_names:
            try:
                tag = self.language(tag_of(name)).tag
            except (UnknownLanguage, ValueError):
                continue
            if tag not in found or name == folder(tag):
                found[tag] = name
        return found

    @cached_property
    def _locale_names(self) -> tuple[str, ...]:
        return tuple(sorted(locale_names(self.root / LOCALES)))

    @cached_property
    def languages(self) -> tuple[Language, ...]:
        """The languages to build: those of the settings, or the source and all with a catalog."""
        tags = self.config.languages or (self.source.tag, *self.folders)
        found = {known.tag: known for known in map(self.language, tags)}
        return tuple(found.values())

    # ── catalogs ───────────────────────────────────────────────────────────────────────────────

    def catalog_path(self, name: str, tag: str) -> str:
        """Where the catalog of an article, of `interface` or of `clinics` is in a language."""
        return f"{LOCALES}/{self.folders.get(tag) or folder(tag)}/LC_MESSAGES/{name}.po"

    def catalog(self, name: str, tag: str) -> catalogs.ReadCatalog | None:
        """Read a catalog; None where there is none."""
        path = self.catalog_path(name, tag)
        if path not in self._catalogs:
            self._catalogs[path] = self._read_catalog(path, tag)
        return self._catalogs[path]

    def _read_catalog(self, path: str, tag: str) -> catalogs.ReadCatalog | None:
        try:
            (self.root / path).lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError:
            pass  # what keeps it from being read is said below
        try:
            return catalogs.read_catalog(path, tag, read_file(self.root, path))
        except Unreadable as problem:
            return catalogs.ReadCatalog(None, (problem.finding,))

    def words(self, tag: str) -> tuple[tuple[catalogs.Catalog, ...], tuple[Finding, ...]]:
        """Return the catalogs of a language's interface words and clinic texts, and their findings.

        The project's own come before the shipped ones, a region's before its language's.
        """
        if tag not in self._words:
            read = [self.catalog(name, tag) for name in (INTERFACE, CLINICS)]
            own = self.digest(self.catalog_path(INTERFACE, tag))  # may be the shipped one itself
            read += [
                _shipped_catalog(path, tag)
                for path in shipped_words(tag)
                if hashlib.sha256(path.read_bytes()).hexdigest() != own
            ]
            catalogs = tuple(one.catalog for one in read if one and one.catalog)
            findings = tuple(found for one in read if one for found in one.findings)
            self._words[tag] = catalogs, findings
        return self._words[tag]

    def glossary(self, tag: str) -> tuple[checks.Glossary, tuple[Finding, ...]]:
        """Read a language's terms, its own file or that of the language alone; empty if none."""
        if tag not in self._glossaries:
            self._glossaries[tag] = self._read_glossary(tag)
        return self._glossaries[tag]

    def glossary_paths(self, tag: str) -> tuple[str, ...]:
        """Where the terms of a language are looked for: its own file, that of the language."""
        names = dict.fromkeys([folder(tag), folder(tag.split("-")[0])])
        return tuple(f"{GLOSSARY}/{name}.tsv" for name in names)

    def _read_glossary(self, tag: str) -> tuple[checks.Glossary, tuple[Finding, ...]]:
        for path in self.glossary_paths(tag):
            if (self.root / path).exists():
                try:
                    return checks.read_glossary(path, read_text(self.root, path, "H234"))
                except Unreadable as problem:
                    return checks.Glossary(), (problem.finding,)
        return checks.Glossary(), ()

    # ── reviews ────────────────────────────────────────────────────────────────────────────────

    def reviews_path(self, name: str, tag: str) -> str:
        """Where the sign-offs of an article, of `interface` or of `clinics` are in a language."""
        return f"{REVIEWS}/{self.folders.get(tag) or folder(tag)}/{name}.toml"

    def reviews(self, name: str, tag: str) -> ReadReviews:
        """Read the sign-offs and waivers of an article, of `interface` or of `clinics`."""
        path = self.reviews_path(name, tag)
        if path not in self._reviews:
            self._reviews[path] = self._read_reviews(path)
        return self._reviews[path]

    def _read_reviews(self, path: str) -> ReadReviews:
        try:
            (self.root / path).lstat()
        except (FileNotFoundError, NotADirectoryError):
            return reviews.ReadReviews(reviews.Reviews(path=path))
        except OSError:
            pass  # what keeps it from being read is said below
        try:
            return reviews.read_reviews(path, read_text(self.root, path, "H406"))
        except Unreadable as problem:
            return reviews.ReadReviews(reviews.Reviews(path=path), (problem.finding,))

    # ── the rest ───────────────────────────────────────────────────────────────────────────────

    @property
    def clinics(self) -> tuple[Clinic | None, ...]:
        """Who hands the sheets out; nobody in particular where the settings name no clinic."""
        return self.config.clinics or (None,)

    def clinic(self, clinic_id: str) -> Clinic | None:
        """The clinic of an id; None where nobody in particular hands a sheet out."""
        return next((clinic for clinic in self.config.clinics if clinic.id == clinic_id), None)

    def logo(self, clinic: Clinic | None) -> NamedPicture | None:
        """The picture that the settings name as a clinic's logo."""
        if clinic is None or not clinic.logo:
            return None
        line = self.config.lines.get(("clinics", clinic.id, "logo"), 1)
        return NamedPicture(clinic.logo, ".", Location(FILE, line))

    @property
    def template_folders(self) -> tuple[Path, ...]:
        """Where templates are looked for: the project's own files win."""
        own = self.root / TEMPLATES
        return tuple(
            dict.fromkeys([own, shipped.TEMPLATES] if own.is_dir() else [shipped.TEMPLATES])
        )

    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the project as a whole."""
        known = set(self.folders.values())
        return tuple(
            finding(
                "H510",
                f'no language is named "{name}"',
                Location.unlined(f"{LOCALES}/{name}"),
                hint=hint,
            )
            for name in map(shown, self._locale_names)
            if name not in known and (hint := find_language(name)[1])
        )

    def digest(self, relative: str) -> str:
        """The sha256 of a file of the project, read once; empty for none that can be read."""
        if relative not in self._digests:
            try:
                self._digests[relative] = hashlib.sha256(read_file(self.root, relative)).hexdigest()
            except Unreadable:
                self._digests[relative] = ""
        return self._digests[relative]


def _shipped_catalog(path: Path, tag: str) -> catalogs.ReadCatalog:
    return catalogs.read_catalog(path.relative_to(shipped.ROOT).as_posix(), tag, path.read_bytes())


def shipped_words(tag: str) -> tuple[Path, ...]:
    """The shipped interface catalogs of a language: its own, then that of the language alone."""
    names = dict.fromkeys([folder(tag), folder(tag.rsplit("-", 1)[0])])
    paths = (shipped.LOCALES / name / "LC_MESSAGES" / f"{INTERFACE}.po" for name in names)
    return tuple(path for path in paths if path.exists())


def _unknown_formats(article: Article) -> list[Finding]:
    place = article.meta.place(article.path, "formats")
    return [
        finding(
            "H102",
            f'"formats" names "{name}", which is no format',
            place,
            hint=f"{nearest(name, FORMATS)}Formats: {', '.join(FORMATS)}.",
        )
        for name in article.meta.formats
        if name not in FORMATS
    ]


def _canonical(tag: str) -> str:
    try:
        return canonical(tag)
    except ValueError:
        return tag


def find_language(tag: str) -> tuple[Language | None, str]:
    """Find a language of the registry: the language, or None and the next step."""
    try:
        return language(tag), ""
    except UnknownLanguage as problem:
        return None, problem.hint
