"""How many planted mistakes the checks catch, and how often they cry wolf.

python benchmarks/checks.py [FOLDER]

Good pairs are this repository's own catalogs and tests/dose_sentences.toml. Each is checked as it
is (false alarms), then with one mistake after the other planted in it (catches). FOLDER may hold
other reviewed catalogs, `<locale>.po`: what is said of those is counted, but for the form. -v shows
each alarm.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from handouts.catalogs import read_catalog
from handouts.checks.meaning import meaning_faults
from handouts.checks.numbers import number_faults
from handouts.checks.pair import Fault, Pair
from handouts.checks.translation import form_faults, translated
from handouts.checks.wording import wording_faults
from handouts.guards import Sign
from handouts.languages import UnknownLanguage, language, tag_of
from handouts.project import open_project
from handouts.project.survey import survey

ROOT = Path(__file__).resolve().parent.parent
NUMBERS = frozenset({"H212", "H214", "H215", "H216", "H217", "H218", "H232"})
ERRORS = frozenset({"H212", "H214", "H216", "H217"})
OTHERS = {"Latn": "ru", "Cyrl": "hi"}


def good_pairs() -> Iterator[Pair]:
    """Yield our own translations and the dose sentences."""
    project = open_project(ROOT)
    for _, known, reading in survey(project, project.article_paths, project.languages):
        if reading.article:
            for unit in translated(reading.article):
                yield Pair(
                    unit.unit.text,
                    unit.translation,
                    reading.article.source,
                    known,
                    unit.unit.addresses,
                    unit.unit.critical,
                )
    data = tomllib.loads((ROOT / "tests" / "dose_sentences.toml").read_text(encoding="utf-8"))
    for texts in data.values():
        for tag, text in texts.items():
            if tag != "en":
                yield Pair(texts["en"], text, language("en"), language(tag))


def faults(pair: Pair) -> list[Fault]:
    """All that the checks say of a pair; digits of its own script are no mistake here."""
    return [fault for fault in (*form_faults(pair), *meaning(pair)) if fault.code != "H213"]


def meaning(pair: Pair) -> Iterator[Fault]:
    """What the checks of numbers, meaning and wording say."""
    yield from number_faults(pair)
    yield from meaning_faults(pair)
    yield from wording_faults(pair)


# ── mistakes ───────────────────────────────────────────────────────────────────────────────────


def _sign(pair: Pair, *kinds: str) -> Sign | None:
    found = (
        s for s in pair.signs if s.kind in kinds and not s.spelled and s.shown in pair.translation
    )
    return next(found, None)


def _figure(pair: Pair) -> str:
    match = re.search(r"(?<![\[{.\w])\d+", pair.translation)
    if not match or not any(
        s.kind in ("number", "phone", "time", "date") for s in pair.source_signs
    ):
        return ""
    digits = str(int(match[0]) + 3)
    return pair.translation[: match.start()] + digits + pair.translation[match.end() :]


def _tenfold(pair: Pair) -> str:
    sign = _sign(pair, "number")
    sign = sign if sign and sign.shown.isdigit() else None
    return pair.translation.replace(sign.shown, f"{sign.shown}0", 1) if sign else ""


def _no_point(pair: Pair) -> str:
    sign = next((s for s in pair.signs if s.kind == "number" and "." in s.values[0]), None)
    if not sign or sign.shown not in pair.translation:
        return ""
    return pair.translation.replace(sign.shown, re.sub("[.,٫]", "", sign.shown), 1)


def _unit(pair: Pair) -> str:
    gram = {
        "ru": "г",
        "uk": "г",
        "zh": "克",
        "ja": "グラム",
        "ko": "그램",
        "th": "กรัม",
        "hi": "ग्राम",
    }
    for sign in pair.signs:
        if sign.kind == "unit" and sign.firm and sign.values[0].endswith("mass-milligram"):
            number = re.match(r"[\d.,٫٬ \u00a0]+", sign.shown)
            if number and sign.shown in pair.translation:
                other = gram.get(pair.language.tag.split("-")[0], "g")
                return pair.translation.replace(sign.shown, f"{number[0].strip()} {other}", 1)
    return ""


def _phone(pair: Pair) -> str:
    sign = _sign(pair, "phone")
    if not sign:
        return ""
    digits = sign.shown
    return pair.translation.replace(digits, digits[:-2] + digits[-1] + digits[-2], 1)


def _time(pair: Pair) -> str:
    sign = _sign(pair, "time")
    if not sign or ":" not in sign.values[0]:
        return ""
    hour = re.search(r"\d+", sign.shown)
    other = sign.shown.replace(hour[0], str((int(hour[0]) + 2) % 12 or 12), 1) if hour else ""
    return pair.translation.replace(sign.shown, other, 1)


def _negation(pair: Pair) -> str:
    wanted, given = pair.of("negation")
    if len(given) != 1 or not wanted or given[0].shown not in pair.translation:
        return ""
    word = re.escape(given[0].shown)
    edge = "" if pair.lexicon.letters else r"(?<![^\W\d_])"
    return re.sub(edge + word + (edge and r"(?![^\W\d_])"), "", pair.translation, count=1)


def _direction(pair: Pair) -> str:
    swaps = {"before": "after", "more": "less", "right": "left", "less": "more"}
    for sign in pair.signs:
        other = swaps.get(sign.values[0])
        asked = {s.values[0] for s in pair.source_signs if s.kind == "direction"}
        if sign.kind == "direction" and other and sign.values[0] in asked and other not in asked:
            word = pair.lexicon.table("direction").get(other, "").split("|")[0].strip().rstrip("*")
            if word and sign.shown in pair.translation:
                return pair.translation.replace(sign.shown, word, 1)
    return ""


def _placeholder(pair: Pair) -> str:
    return (
        re.sub(r"\{clinic\.\w+\}", "", pair.translation, count=1) if "{clinic." in pair.text else ""
    )


def _half(pair: Pair) -> str:
    text = pair.translation
    return text[: len(text) * 2 // 5] if len(pair.text) > 60 and "{" not in text else ""


def _left(pair: Pair) -> str:
    words = pair.text.split()
    if pair.language.script == "Latn" or len(words) < 6:
        return ""
    return f"{pair.translation} {' '.join(words[-4:])}"


def _other(pair: Pair) -> str:
    tag = OTHERS.get(pair.language.script, "en")
    text = {"ru": "Позвоните в клинику сегодня же", "hi": "आज ही क्लिनिक को कॉल करें"}.get(tag)
    return text or "Llame a la clínica hoy mismo"


Plant = Callable[[Pair], str]
PLANTS: dict[str, tuple[Plant, frozenset[str]]] = {
    "another figure": (_figure, NUMBERS),
    "tenfold": (_tenfold, NUMBERS),
    "decimal point lost": (_no_point, NUMBERS),
    "mg to g": (_unit, NUMBERS),
    "phone digits swapped": (_phone, NUMBERS),
    "another hour": (_time, NUMBERS),
    "“not” left out": (_negation, frozenset({"H219", "H221"})),
    "direction swapped": (_direction, frozenset({"H220", "H221"})),
    "placeholder lost": (_placeholder, frozenset({"H203"})),
    "bold lost": (
        lambda p: p.translation.replace("**", "") if "**" in p.text else "",
        frozenset({"H206", "H221"}),
    ),
    "stars unbalanced": (
        lambda p: p.translation.replace("**", "", 1) if "**" in p.text else "",
        frozenset({"H206"}),
    ),
    "left in English": (
        lambda p: p.text if len(p.text.split()) > 3 else "",
        frozenset({"H227", "H225"}),
    ),
    "English words left": (_left, frozenset({"H226", "H225"})),
    "another script": (_other, frozenset({"H225"})),
    "cut short": (_half, frozenset({"H228", "H212", "H219", "H221", "H216", "H217"})),
    "list marker": (lambda p: f"- {p.translation}", frozenset({"H206"})),
    "blank line": (lambda p: f"{p.translation}\n\n{p.translation}", frozenset({"H206"})),
    "direction control": (lambda p: f"\u202e{p.translation}", frozenset({"H211"})),
    "end mark lost": (
        lambda p: p.translation.rstrip(".。।۔။។።") if p.text.endswith(".") else "",
        frozenset({"H231"}),
    ),
}


def planted(pair: Pair) -> Iterator[tuple[str, bool]]:
    """Yield each mistake that can be made in a pair, and whether it is caught."""
    before = Counter(fault.code for fault in faults(pair))
    for name, (plant, codes) in PLANTS.items():
        text = plant(pair)
        if text and text != pair.translation:
            now = Counter(fault.code for fault in faults(replace(pair, translation=text)))
            yield name, bool(codes & set(now - before))


# ── tables ─────────────────────────────────────────────────────────────────────────────────────


def catches(pairs: Iterable[Pair]) -> None:
    """Print how many planted mistakes are caught, by mistake and language."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    tags: dict[str, None] = {}
    for pair in pairs:
        tag = pair.language.tag
        tags[tag] = None
        for name, caught in planted(pair):
            for column in (tag, "all"):
                table[name][f"{column} all"] += 1
                table[name][f"{column} caught"] += caught
    print("| mistake | caught | planted | languages with a miss |\n|---|---|---|---|")
    for name in PLANTS:
        row = table[name]
        missed = [
            f"{tag} {row[f'{tag} caught']}/{row[f'{tag} all']}"
            for tag in tags
            if row[f"{tag} caught"] < row[f"{tag} all"]
        ]
        print(f"| {name} | {row['all caught']} | {row['all all']} | {', '.join(missed)} |")


def alarms(pairs: Iterable[Pair], check: Callable[[Pair], Iterable[Fault]]) -> None:
    """Print what is said of good pairs, by language and code."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    shown = "-v" in sys.argv
    for pair in pairs:
        row = table[pair.language.tag]
        row["messages"] += 1
        row["figures"] += any(
            s.kind in ("number", "phone", "time", "date") for s in pair.source_signs
        )
        for fault in check(pair):
            row[fault.code] += 1
            row["numbers"] += fault.code in ERRORS
            if shown and fault.code in ERRORS | {"H219", "H218", "H221", "H220", "H224"}:
                print(
                    fault.code,
                    pair.language.tag,
                    fault.message,
                    pair.text,
                    pair.translation,
                    sep=" | ",
                )
    print("| language | messages | with figures | number errors | others |\n|---|---|---|---|---|")
    for tag, row in table.items():
        codes = {c: n for c, n in sorted(row.items()) if c.startswith("H") and c not in ERRORS}
        others = ", ".join(f"{code} {count}" for code, count in codes.items())
        print(f"| {tag} | {row['messages']} | {row['figures']} | {row['numbers']} | {others} |")
    total = sum(row["messages"] for row in table.values())
    wrong = sum(row["numbers"] for row in table.values())
    print(f"\nnumber errors: {wrong} of {total} messages, {wrong / max(total, 1):.2%}")


def other_pairs(folder: Path) -> Iterator[Pair]:
    """Yield the translated messages of other catalogs."""
    for path in sorted(folder.glob("*.po")):
        try:
            known = language(tag_of(path.stem))
        except (UnknownLanguage, ValueError):
            print(f"no language is named {path.stem}", file=sys.stderr)
            continue
        catalog = read_catalog(path.name, known.tag, path.read_bytes()).catalog
        for entry in catalog.entries if catalog else ():
            if entry.filled and not entry.fuzzy and not entry.plural and "```" not in entry.text:
                yield Pair(entry.text, entry.translation, language("en"), known)


def main() -> None:
    """Print the tables."""
    folders = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    if folders:
        print("## Other catalogs\n")
        alarms(other_pairs(Path(folders[0])), meaning)
        return
    pairs = list(good_pairs())
    print("## False alarms on good translations\n")
    alarms(pairs, faults)
    print("\n## Planted mistakes\n")
    catches(pairs)


if __name__ == "__main__":
    main()
