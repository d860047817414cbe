"""The registry of languages, and how a tag finds its language in it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from handouts.languages.model import Language
from handouts.languages.tags import canonical, split


class UnknownLanguage(LookupError):
    """No language has this tag; `hint` is the next step, with the nearest tag where one is near."""

    def __init__(self, tag: str, hint: str) -> None:
        """Keep the tag as it was given, and the hint."""
        self.tag = tag
        self.hint = hint
        super().__init__(tag, hint)

    def __str__(self) -> str:
        """`unknown language "esp": Did you mean "es"? …`."""
        return f'unknown language "{self.tag}": {self.hint}'


@cache
def data() -> Mapping[str, Any]:
    """Read registry.toml as it is."""
    source = Path(__file__).with_name("registry.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def languages() -> Mapping[str, Language]:
    """Return every language of the registry by its tag, in the registry's order."""
    return MappingProxyType({tag: _build(tag, row) for tag, row in data()["language"].items()})


def _build(tag: str, row: Mapping[str, Any]) -> Language:
    type_ = data()["type"][row["type"]]
    values = {**data()["defaults"], "cldr": tag.replace("-", "_"), **type_, **row}
    values["plural_forms"] = data()["plural"][values.pop("plural")]
    values["fonts"] = tuple(dict.fromkeys([*values["fonts"], *values.pop("fallback_fonts")]))
    del values["type"]
    return Language(tag=tag, **values)


def language(tag: str) -> Language:
    """Find the language of a tag, in any case, with `-` or `_`; raises UnknownLanguage.

    An alias gives the language it stands for (`zh-TW`: `zh-Hant`, `tl`: `fil`). A region that the
    registry does not list gives the language with CLDR's values for that region, under the tag
    that was asked for (`es-MX`).
    """
    try:
        wanted = canonical(tag)
    except ValueError:
        raise UnknownLanguage(tag, _hint(tag)) from None
    if found := _listed(wanted):
        return found
    base, script, region = split(wanted)
    if region and (found := _listed(f"{base}-{script}" if script else base)):
        return _regional(found, wanted, region)
    if script and (found := _listed(base)) and found.script == script:  # ru-Cyrl is ru
        return language(f"{base}-{region}" if region else base)
    raise UnknownLanguage(tag, _hint(tag))


def _listed(tag: str) -> Language | None:
    return languages().get(data()["aliases"].get(tag, tag))


def _regional(base: Language, tag: str, region: str) -> Language:
    from babel import Locale, UnknownLocaleError

    place = Locale("en").territories.get(region)
    if place is None:
        raise UnknownLanguage(tag, f'"{region}" is not a region; "{base.tag}" alone is known.')
    stem = base.name.removesuffix(")")
    name = f"{base.name} ({place})" if stem == base.name else f"{stem}, {place})"
    regional = replace(base, tag=tag, name=name)
    if not base.cldr:
        return regional
    known = Locale.parse(base.cldr)
    try:
        local = Locale(known.language, territory=region, script=known.script)
    except UnknownLocaleError:  # CLDR has nothing special to say of Polish in the US
        return regional
    return replace(regional, cldr=str(local), decimal=local.number_symbols["latn"]["decimal"])


def _hint(tag: str) -> str:
    import difflib

    words = {alias.lower(): known for alias, known in data()["aliases"].items()}
    for known in languages().values():
        words[known.tag.lower()] = known.tag
        for word in (known.autonym, known.name, *known.name.rstrip(")").split(" (")):
            words.setdefault(word.lower(), known.tag)
    near = difflib.get_close_matches(tag.strip().lower().replace("_", "-"), words, n=1)
    meant = f'Did you mean "{words[near[0]]}"? ' if near else ""
    return f"{meant}docs/languages.md lists the tags; a table [languages.TAG] adds one."


def with_overrides(base: Language | None, tag: str, **overrides: Any) -> Language:
    """Change a language for a project, or define one that the registry lacks (`base` is None).

    A new one starts from the type of its `script` (default Latn), without CLDR; `name` defaults to
    the tag, `autonym` to the name. A project's `fonts` come first, those of the script stay behind
    them for Latin runs and symbols. Raises ValueError with one fault a line: a key that is no
    setting, a value of another type, or one that `Language` refuses.
    """
    if base is None:
        types = data()["type"]
        script = overrides.get("script", "Latn")
        kind = next((kind for kind, row in types.items() if row["script"] == script), "latin")
        base = _build(canonical(tag), {"name": tag, "autonym": tag, "cldr": "", "type": kind})
        overrides = {"autonym": overrides.get("name", tag), **overrides}
    faults = [fault for key, value in overrides.items() if (fault := _mismatch(base, key, value))]
    if faults:
        raise ValueError("\n".join(faults))
    if "leading" in overrides:  # a closer line takes the tight one along
        tight = min(base.leading_tight, overrides["leading"])
        overrides = {"leading_tight": tight, **overrides}
    if "fonts" in overrides:
        overrides["fonts"] = tuple(dict.fromkeys([*overrides["fonts"], *base.fonts]))
    return replace(base, tag=canonical(tag), **overrides)


def _mismatch(base: Language, key: str, value: object) -> str:
    known = {field.name for field in fields(Language)} - {"tag"}
    if key not in known:
        return f'"{key}" is not a setting of a language; there are {", ".join(sorted(known))}'
    if key == "cldr" and isinstance(value, str) and value and not _in_cldr(value):
        return f'cldr: CLDR has no locale "{value}"; write it as in pt_BR, or "" for none'
    match getattr(base, key), value:
        case (bool(), bool()) | (str(), str()):
            return ""
        case bool(), _:
            return f"{key} must be true or false"
        case float(), bool():
            return f"{key} must be a number"
        case (float(), int() | float()):
            return ""
        case float(), _:
            return f"{key} must be a number"
        case tuple(), list() | tuple() if all(isinstance(item, str) for item in value):
            return ""
        case tuple(), _:
            return f"{key} must be a list of names"
    return f"{key} must be text"


def _in_cldr(locale: str) -> bool:
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(locale)
    except (ValueError, UnknownLocaleError):
        return False
    return True
