"""Language tags (BCP 47) and the names gettext gives to their folders."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|[0-9]{3}))?", re.IGNORECASE)


def split(tag: str) -> tuple[str, str, str]:
    """Take a tag apart: language, script and region in canonical case, "" where it has none.

    Raises ValueError for what is no `language[-Script][-REGION]`; variants and extensions change
    nothing in print, so they are refused rather than ignored.
    """
    match = _SHAPE.fullmatch(tag.replace("_", "-"))
    if match is None:
        raise ValueError(f'"{tag}" is not a language tag such as es, zh-Hans or pt-BR')
    language, script, region = (part or "" for part in match.groups())
    return language.lower(), script.title(), region.upper()


def canonical(tag: str) -> str:
    """Write a tag in canonical case with hyphens: `PT_br` is `pt-BR`; ValueError as in `split`."""
    return "-".join(filter(None, split(tag)))


def folder(tag: str) -> str:
    """Name the folder of a tag under locales/: `zh-Hans` is `zh_Hans`; ValueError as in `split`."""
    return canonical(tag).replace("-", "_")


def tag_of(folder: str) -> str:
    """Read the tag from a folder's name, the inverse of `folder`; ValueError as in `split`."""
    return canonical(folder)
