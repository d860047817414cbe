"""Sphinx with its own gettext and the simplepdf builder: a build for each sheet.

The catalogs are found as they are: MyST's messages are the same texts.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.peers.ways.reading import SHEET, Document, documents

CONF = """\
project = "sheet"
extensions = ["myst_parser", "sphinx_simplepdf"]
myst_enable_extensions = ["colon_fence"]
locale_dirs = [{catalogs!r}]
gettext_compact = False
root_doc = {slug!r}
html_static_path = ["static"]
html_css_files = ["sphinx.css"]
simplepdf_theme_options = {{"nocover": True, "nosidebar": True}}
simplepdf_weasyprint_flags = ["--pdf-variant", "pdf/ua-1"]
"""


def source(project: Path, document: Document) -> str:
    """The English article as MyST writes it: summary under the title, boxes as admonitions."""
    front, body = (project / f"articles/{document.slug}.md").read_text("utf-8").split("\n---\n")
    summary = re.findall("summary: (.*)", front)[0]
    body = re.sub(r"(?m)^::: (\S+) (.*)", r":::{admonition} \2\n:class: \1", body)
    return re.sub(r"(?m)^# .*", rf"\g<0>\n\n{summary}", body, count=1)


def build(project: Path, document: Document, folder: Path) -> None:
    """Build one sheet in a folder of its own."""
    for name in ("page.css", "sphinx.css"):
        (folder / "static").mkdir(exist_ok=True)
        shutil.copy(SHEET / name, folder / "static")
    conf = CONF.format(catalogs=str(project / "mo"), slug=document.slug)
    (folder / "conf.py").write_text(conf, "utf-8")
    (folder / f"{document.slug}.md").write_text(source(project, document), "utf-8")
    language = document.tag.replace("-", "_")
    words = ["-m", "sphinx", "-q", "-b", "simplepdf", "-D", f"language={language}", "."]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, *words, "built"],
        cwd=folder,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(done.stderr)
    shutil.move(folder / "built/sheet.pdf", document.pdf)


if __name__ == "__main__":
    for sheet in documents():
        with tempfile.TemporaryDirectory() as temporary:
            build(Path(sys.argv[1]), sheet, Path(temporary))
