"""A project that every kind of edit is made to, and what its builds have to agree on."""

from __future__ import annotations

import datetime
import json
import struct
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from handouts.build import Order, build
from handouts.project import Selection, open_project
from tests.projects import ARTICLE, SPANISH, catalog, project

TODAY = datetime.date(2026, 11, 29)
PLAIN, SHOWN = "tooth-pain", "sore-gums"
CATALOG = f"locales/es/LC_MESSAGES/{PLAIN}.po"
INTERFACE = "locales/es/LC_MESSAGES/interface.po"
CLINICS = "locales/es/LC_MESSAGES/clinics.po"
SETTINGS = """\
formats = ["one-pager"]
targets = ["screen"]
languages = ["en", "es"]

[clinics.north]
name = "North Clinic"
phone = "(202) 555-0142"
interpreter = "Ask for Ana."

[clinics.south]
name = "South Clinic"
phone = "(202) 555-0177"
interpreter = "Ask at the desk."
"""
_GUMS = ARTICLE.replace("When a tooth hurts", "When gums hurt").replace(
    "A tooth can hurt for many reasons.", "![A tooth](images/tooth.png)\n\nGums can hurt."
)


def folder_of(path: Path) -> Path:
    """Make the project: two articles, two languages, two clinics, a picture."""
    return project(
        path,
        {
            "handouts.toml": SETTINGS,
            f"articles/{SHOWN}.md": _GUMS.replace(
                'version: "1.0"\n', 'version: "1.0"\nformats: [bifold]\n'
            ),
            "articles/images/tooth.png": png(40),
            f"locales/es/LC_MESSAGES/{SHOWN}.po": catalog(
                {text: SPANISH[text] for text in ("What you can do", "Call us at {clinic.phone}.")}
            ),
            CLINICS: catalog({}) + _entry("interpreter", "Ask for Ana.", "Pregunte por Ana."),
        },
    )


def png(shade: int) -> bytes:
    """A small picture in one shade of grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    rows = b"".join(b"\0" + bytes([shade]) * 300 for _ in range(200))
    head = struct.pack(">IIBBBBB", 300, 200, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _entry(context: str, text: str, translation: str) -> str:
    said = f'msgctxt "{context}"\n' if context else ""
    return f'\n{said}msgid "{text}"\nmsgstr "{translation}"\n'


# ── edits ────────────────────────────────────────────────────────────────────────────────────────


def _rewritten(path: str, old: str, new: str) -> Callable[[Path], None]:
    """Put a text for another one, and back the next time."""

    def edit(folder: Path) -> None:
        file = folder / path
        text = file.read_text()
        file.write_text(text.replace(new, old, 1) if new in text else text.replace(old, new, 1))

    return edit


def _appended(path: str, more: str) -> Callable[[Path], None]:
    """Add lines at the end of a file, or take them away again."""

    def edit(folder: Path) -> None:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        text = file.read_text() if file.exists() else ""
        file.write_text(text.removesuffix(more) if text.endswith(more) else text + more)

    return edit


def _own_template(name: str, more: str) -> Callable[[Path], None]:
    """Take a shipped template and change it, or go back to the shipped one."""

    def edit(folder: Path) -> None:
        own = folder / "templates" / name
        if own.exists():
            own.unlink()
        else:
            own.parent.mkdir(exist_ok=True)
            shipped = open_project(folder).template_folders[-1] / name
            own.write_text(shipped.read_text() + more)

    return edit


def _picture(shade: int) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        (folder / "articles/images/tooth.png").write_bytes(png(shade))

    return edit


def _lost_picture(folder: Path) -> None:
    (folder / "articles/images/tooth.png").unlink(missing_ok=True)


EDITS: Mapping[str, Callable[[Path], None]] = {
    "a translation": _rewritten(CATALOG, "agua tibia", "agua salada"),
    "a lost placeholder": _rewritten(CATALOG, "Llámenos al {clinic.phone}", "Llámenos"),
    "a doubtful entry": _rewritten(CATALOG, 'msgid "Take no more', '#, fuzzy\nmsgid "Take no more'),
    "a translator's comment": _rewritten(CATALOG, '\nmsgid "Rinse', '\n# salt?\nmsgid "Rinse'),
    "a header": _rewritten(CATALOG, '"Language: es', '"Last-Translator: A\\n"\n"Language: es'),
    "an entry that nobody uses": _appended(CATALOG, _entry("", "Unused", "Nada")),
    "a word of the sheet": _appended(INTERFACE, catalog({}) + _entry("", "Questions?", "¿Dudas?")),
    "a text of a clinic": _rewritten(CLINICS, "Pregunte por Ana", "Llame a Ana"),
    "a phone": _rewritten("handouts.toml", "555-0142", "555-0143"),
    "an address of mail": _rewritten(
        "handouts.toml", 'name = "South', 'email = "a@example.org"\nname = "South'
    ),
    "a colour": _rewritten(
        "handouts.toml", 'phone = "(202) 555-0177', 'colour = "#335577"\nphone = "(202) 555-0177'
    ),
    "a setting": _rewritten("handouts.toml", "languages =", 'paper = "letter"\nlanguages ='),
    "a severity": _appended("handouts.toml", '\n[checks]\nH113 = "note"\n'),
    "a picture": _picture(80),
    "another picture": _picture(40),
    "a lost picture": _lost_picture,
    "the article": _rewritten(f"articles/{PLAIN}.md", "400 mg", "200 mg"),
    "a new sentence": _rewritten(f"articles/{PLAIN}.md", "reasons. See", "reasons.\n\nSee"),
    "a note to translators": _rewritten(
        f"articles/{SHOWN}.md", "- Rinse", "<!-- note: salt -->\n- Rinse"
    ),
    "a format": _rewritten(f"articles/{SHOWN}.md", "[bifold]", "[bifold, large-print]"),
    "a term": _appended("glossary/es.tsv", "tooth\tdiente\t\t\nwater\tlíquido\t\trequired\n"),
    "a style": _own_template("one-pager.css", "\n.kicker { letter-spacing: 0.3pt }\n"),
    "a style of panels": _own_template("panels.css", "\n.kicker { letter-spacing: 0.3pt }\n"),
    "a style of posters": _own_template("poster.css", "\n/* own */\n"),
    "what all templates share": _own_template("parts.html", "\n{# own #}\n"),
}


# ── builds ───────────────────────────────────────────────────────────────────────────────────────


def built(folder: Path, output: Path | None = None) -> dict[str, str]:
    """Build, and return what became of each handout, by its path."""
    order = Order(selection=Selection(output=output), workers=0, today=TODAY)
    where = output or folder / "output"
    return {
        str(result.handout.path.relative_to(where)): str(result.outcome)
        for result in build(open_project(folder), order)
    }


def facts(output: Path) -> list[dict[str, Any]]:
    """What a manifest says but for how it came to be, and the bytes of its files."""
    entries = json.loads((output / "manifest.json").read_text())["handouts"]
    for entry in entries:
        path = Path(*Path(entry.pop("path")).parts[-3:])
        entry["name"] = str(path)
        entry["bytes"] = (output / path).read_bytes() if entry["sha256"] else b""
        entry["outcome"] = entry["outcome"].replace("unchanged", "built")
        del entry["seconds"]
    return list(entries)
