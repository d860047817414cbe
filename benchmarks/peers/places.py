"""Where things are: this checkout, the peers' environment, the fonts they all use."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TAGS = ("en", "es", "fr", "de", "pt-BR", "vi", "ru", "ar", "zh-Hans", "ja", "hi", "th")
_LOCK = ROOT / "benchmarks/peers.lock"
_FOLDER = ROOT / ".venv/peers"


@cache
def peers_python() -> Path:
    """The Python of the peers' environment, which is made once for each lock."""
    stamp, want = _FOLDER / "ready", hashlib.sha256(_LOCK.read_bytes()).hexdigest()
    python = _FOLDER / "bin/python"
    if not stamp.exists() or stamp.read_text() != want:
        print(f"installing {_LOCK.name}", file=sys.stderr)
        venv.create(_FOLDER, with_pip=True, clear=True)
        words = ["-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([python, *words, "--require-hashes", "-r", _LOCK], check=True)
        stamp.write_text(want)
    return python


def own_environment() -> dict[str, str]:
    """What handouts is started with; Python keeps what it has compiled, as it does of itself."""
    kept = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": str(ROOT)}


def peers_environment(folder: Path, *, machine_fonts: bool = False) -> dict[str, str]:
    """What peers are started with: their machine has handouts' fonts, and its own if asked."""
    own = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>' if machine_fonts else ""
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f"<fontconfig>{own}<dir>{ROOT / 'fonts'}</dir>"
        f"<cachedir>{folder / 'fontconfig'}</cachedir></fontconfig>"
    )
    return own_environment() | {"FONTCONFIG_FILE": str(file)}


def handouts(*words: str | Path) -> list[str | Path]:
    """A command of handouts."""
    return [sys.executable, "-m", "handouts", *words]


def peer(module: str, *words: str | Path) -> list[str | Path]:
    """A program of benchmarks/peers/ways."""
    return [peers_python(), "-m", f"benchmarks.peers.ways.{module}", *words]


def weasyprint(page: Path, pdf: Path) -> list[str | Path]:
    """WeasyPrint's command."""
    return [peers_python(), "-m", "weasyprint", "--pdf-variant", "pdf/ua-1", page, pdf]


def write_project(folder: Path, articles: int, *, short: bool = False) -> list[str]:
    """Write a project, in a process of its own; return its slugs."""
    words = [str(folder), str(articles), *(["--short"] if short else [])]
    subprocess.run(
        [sys.executable, "-m", "benchmarks.peers.articles", *words],
        cwd=ROOT,
        env=own_environment(),
        check=True,
    )
    return [f"back-pain-{number}" for number in range(1, articles + 1)]
