"""A project's own terms: glossary/<locale>.tsv, and whether a translation keeps to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from handouts.checks.pair import Fault, Pair
from handouts.findings import Finding, Location, finding, nearest
from handouts.guards.phrases import words

FLAGS = ("required", "forbidden", "do-not-translate", "regex")
_COLUMNS = ("term", "translation", "note", "flags")
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Term:
    """One row: what a term of the source may be called, with `|` between variants.

    `required`: it must be; `forbidden`: it must not (without a term: wherever it stands);
    `do-not-translate`: the term itself stands in the translation; `regex`: variants are patterns.
    """

    term: str
    variants: tuple[str, ...]
    note: str = ""
    flags: frozenset[str] = frozenset()
    line: int = 0


@dataclass(frozen=True)
class Glossary:
    """One language's terms, from the file at `path`."""

    path: str = ""
    terms: tuple[Term, ...] = ()
    forms: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_word(self) -> Mapping[str, tuple[Term, ...]]:
        """The terms by their first word's beginning, to look only at those that may be meant."""
        found: dict[str, list[Term]] = {}
        for term in self.terms:
            first = words(term.term.lower())
            found.setdefault(first[0][0][:3] if first else "", []).append(term)
        return {start: tuple(terms) for start, terms in found.items()}


NONE = Glossary()


def read_glossary(path: str, text: str) -> tuple[Glossary, tuple[Finding, ...]]:
    """Read a glossary's text: tab-separated, `#` starts a comment; wrong rows are named."""
    terms: list[Term] = []
    findings: list[Finding] = []
    for line, row in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        cells = [cell.strip() for cell in row.split("\t")]
        if (
            not row.strip()
            or row.startswith("#")
            or [c.lower() for c in cells[:2]] == ["term", "translation"]
        ):
            continue
        fault = _fault(cells)
        if fault:
            findings.append(finding("H234", fault, Location(path, line)))
            continue
        cells += [""] * (len(_COLUMNS) - len(cells))
        flags = frozenset(re.split(r"[,;\s]+", cells[3].lower())) - {""}
        variants = tuple(filter(None, map(str.strip, cells[1].split("|"))))
        if "regex" in flags:
            variants = (cells[1],)
        terms.append(Term(cells[0], variants, cells[2], flags, line))
    return Glossary(path, tuple(terms)), tuple(findings)


def _fault(cells: list[str]) -> str:
    if len(cells) > len(_COLUMNS):
        return f"{len(cells)} columns: there are term, translation, note and flags"
    flags = re.split(r"[,;\s]+", cells[3].lower()) if len(cells) > 3 and cells[3] else []
    for flag in flags:
        if flag and flag not in FLAGS:
            return f'unknown flag "{flag}". {nearest(flag, FLAGS)}Flags: {", ".join(FLAGS)}.'
    said = cells[1] if len(cells) > 1 else ""
    if not cells[0] and not ("forbidden" in flags and said):
        return "a row without a term"
    if not said and "do-not-translate" not in flags:
        return f"no translation for “{cells[0]}”"
    if "regex" in flags:
        try:
            re.compile(said)
        except re.error as problem:
            return f"“{said}” is no pattern: {problem}"
    return ""


def glossary_faults(pair: Pair, glossary: Glossary) -> Iterator[Fault]:
    """Hold a translation to the terms that its source uses."""
    if not glossary.terms:
        return
    source, said = pair.source_plain, pair.plain
    starts = {match[0].lower()[:3] for match in words(source)} | {""}
    for start in starts & set(glossary.by_word):
        for term in glossary.by_word[start]:
            if term.term and not _uses(term.term, source):
                continue
            if fault := _term_fault(term, said, glossary.path):
                yield fault


def _term_fault(term: Term, said: str, path: str) -> Fault | None:
    place = f"{path}:{term.line}"
    if "do-not-translate" in term.flags:
        names = (term.term, *term.variants)
        if not any(name.casefold() in said.casefold() for name in names):
            return Fault("H223", f"“{term.term}” is not to be translated ({place})")
        return None
    found = next((v for v in term.variants if _says(v, said, "regex" in term.flags)), "")
    if "forbidden" in term.flags:
        if found:
            hint = f"Use another word. {term.note}".strip()
            return Fault("H222", f"“{found}” is not to be used ({place})", hint=hint)
        return None
    if found:
        return None
    wanted = " or ".join(f"“{variant}”" for variant in term.variants)
    hint = f"Use {wanted}, or add the form you used to the glossary. {term.note}".strip()
    code = "H222" if "required" in term.flags else "H235"
    return Fault(code, f"“{term.term}” is not called {wanted} ({place})", hint=hint)


def _uses(term: str, source: str) -> bool:
    """Whether the source uses a term, in the singular or with an ending of English."""
    return bool(_pattern(term).search(source))


@lru_cache(maxsize=4096)
def _pattern(term: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(term)}(?:s|es|’s|'s)?(?!\w)", re.IGNORECASE)


def _says(variant: str, said: str, regex: bool) -> bool:
    """Whether a text has a variant: as it stands, or each of its words with another ending."""
    if regex:
        return bool(re.search(variant, said, re.IGNORECASE))
    low, text = variant.casefold(), said.casefold()
    if low in text:
        return True
    wanted = [match[0] for match in words(low)]
    given = [match[0] for match in words(text)]
    stems = [_stem(word) for word in wanted]
    return any(
        all(_begins(word, stem) for word, stem in zip(given[n:], stems, strict=False))
        for n in range(len(given) - len(stems) + 1)
    )


def _stem(word: str) -> str:
    """What stays of a word when its ending changes: at least four letters of it."""
    word = word.rstrip("*")
    return (
        word
        if len(word) <= _SHORTEST
        else word[: max(_SHORTEST, len(word) - max(2, len(word) // 4))]
    )


def _begins(word: str, stem: str) -> bool:
    return word.startswith(stem) or any(
        word.startswith(part + stem)
        for part in ("ال", "و", "ب", "ل", "وال", "بال", "لل", "l'", "d'")
    )
