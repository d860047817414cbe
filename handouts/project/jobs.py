"""From a request to Jobs: which handouts are wanted, and where each PDF goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from handouts.config import FILE, TARGETS, Clinic
from handouts.findings import ExitCode, HandoutsError, Location, finding, nearest
from handouts.formats import FORMATS, PAPERS, TWICE
from handouts.languages import Language
from handouts.project.project import Project

OUTPUT = "output"


class UnknownName(LookupError):
    """No slug, format, target, clinic or paper has this name; the text tells the nearest one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What to build; an empty field stands for all that project and articles name.

    `output` stands for the project's output/ whole.
    """

    slugs: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    clinics: tuple[str, ...] = ()
    paper: str = ""
    output: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """One PDF: article × language × format × target × clinic (empty: no clinic), and its path."""

    slug: str
    tag: str
    format: str
    target: str
    clinic: str
    paper: str
    path: Path


@dataclass(frozen=True, slots=True)
class Job:
    """Handouts that one layout serves: they differ by target alone."""

    handouts: tuple[Handout, ...]

    @property
    def first(self) -> Handout:
        """Any of them, for what they share."""
        return self.handouts[0]


def in_format(handout: Handout, format_id: str) -> Handout:
    """The same handout in another format, with the path and the paper that go with it."""
    name = f"{handout.slug}.{format_id}.{handout.target}.pdf"
    papers = FORMATS[format_id].papers
    half = {large: small for small, large in TWICE.items()}
    paper = handout.paper if handout.paper in papers else half.get(handout.paper, papers[0])
    return replace(handout, format=format_id, paper=paper, path=handout.path.with_name(name))


def plan_jobs(project: Project, selection: Selection) -> tuple[Job, ...]:
    """Return the jobs of a selection, one language after the other.

    Reads no article but those selected whose facts are not known, and no catalog. Raises
    UnknownName or UnknownLanguage; HandoutsError H504 for settings that make nothing of any.
    """
    slugs = known_slugs(project, selection.slugs)
    languages = known_languages(project, selection.tags)
    clinics = _clinics(project, selection.clinics)
    formats = _named("format", selection.formats, FORMATS)
    targets = _named("target", selection.targets, TARGETS)
    paper = _named("paper", [selection.paper] if selection.paper else [], PAPERS)
    output = selection.output or project.root / OUTPUT
    wanted = [
        Handout(
            slug=slug,
            tag=language.tag,
            format=format_id,
            target=target,
            clinic=clinic.id if clinic else "",
            paper=_paper(project, format_id, paper),
            path=_path(output, project, clinic, language.tag, f"{slug}.{format_id}.{target}.pdf"),
        )
        for language in languages
        for slug in slugs
        for format_id in formats or _formats(project, slug)
        for clinic in clinics
        for target in _targets(project, format_id, targets)
    ]
    if not (formats and selection.tags):
        # What makes no pair is left out, unless it is asked for by name or nothing else is.
        wanted = [handout for handout in wanted if _suits(project, handout)] or wanted
    if slugs and not wanted:
        asked = dict.fromkeys(f for slug in slugs for f in formats or _formats(project, slug))
        raise _no_pair(project, tuple(asked), targets, by_name=bool(formats or targets))
    return tuple(Job(tuple(group)) for _, group in groupby(wanted, _layout))


def _no_pair(
    project: Project, formats: Sequence[str], targets: Sequence[str], *, by_name: bool
) -> Exception:
    """Why no chosen format goes with a chosen target: a wrong command, or wrong settings (H504)."""
    wanted = targets or project.config.targets
    made = "; ".join(f"{f} is made for {', '.join(FORMATS[f].targets)}" for f in formats)
    message = f"no chosen format has the target {' or '.join(wanted)}; {made}"
    key, hint = "targets", f"Add a target that a format has to `targets` in {FILE}."
    if not formats or not wanted:
        key = "formats" if not formats else "targets"
        message, hint = f"`{key}` is empty: nothing can be built", f"Name {key} in {FILE}."
    elif by_name:
        return UnknownName(f"{message}.")
    place = Location(FILE, project.config.lines.get((key,), 1))
    problem = finding("H504", message, place, hint=f"{hint} `handouts list formats` shows them.")
    return HandoutsError([problem], ExitCode.PROJECT)


def _suits(project: Project, handout: Handout) -> bool:
    return FORMATS[handout.format].suits(project.language(handout.tag), project.source)


def known_slugs(project: Project, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the wanted slugs, or all; raises UnknownName."""
    return _named("article", wanted, project.article_paths) or tuple(project.article_paths)


def known_languages(project: Project, tags: Iterable[str]) -> tuple[Language, ...]:
    """Return the languages of some tags, or all of the project; raises UnknownLanguage."""
    found = {language.tag: language for language in map(project.language, tags)}
    return tuple(found.values()) or project.languages


def check_names(selection: Selection) -> None:
    """Raise UnknownName for a target or a paper that is none, whatever else is selected."""
    _named("target", selection.targets, TARGETS)
    _named("paper", [selection.paper] if selection.paper else [], PAPERS)


def _named(kind: str, wanted: Sequence[str], known: Iterable[str]) -> tuple[str, ...]:
    names = tuple(known)
    for name in wanted:
        if name not in names:
            there = f"There are: {', '.join(names)}." if names else "There is none."
            raise UnknownName(f'unknown {kind} "{name}". {nearest(name, names)}{there}')
    return tuple(dict.fromkeys(wanted))


def _clinics(project: Project, wanted: Sequence[str]) -> Sequence[Clinic | None]:
    ids = _named("clinic", wanted, [clinic.id for clinic in project.config.clinics])
    return [c for c in project.config.clinics if c.id in ids] if ids else project.clinics


def _formats(project: Project, slug: str) -> tuple[str, ...]:
    facts = project.facts(slug)
    return (facts.formats if facts else ()) or project.config.formats


def _targets(project: Project, format_id: str, wanted: Sequence[str]) -> Iterator[str]:
    for target in wanted or project.config.targets:
        if target in FORMATS[format_id].targets:
            yield target


def _paper(project: Project, format_id: str, wanted: Sequence[str]) -> str:
    papers = FORMATS[format_id].papers
    paper = wanted[0] if wanted else project.config.paper
    if paper not in papers and TWICE.get(paper) in papers:
        return TWICE[paper]
    if wanted and paper not in papers:
        raise UnknownName(f"{format_id} is not printed on {paper}; there are {', '.join(papers)}.")
    return paper if paper in papers else papers[0]


def _path(output: Path, project: Project, clinic: Clinic | None, tag: str, name: str) -> Path:
    folder = output / clinic.id if clinic and len(project.config.clinics) > 1 else output
    return folder / tag / name


def _layout(handout: Handout) -> tuple[str, ...]:
    return (handout.tag, handout.slug, handout.format, handout.clinic, handout.paper)
