"""What can be told by program about a way's sheets: pages, PDF/UA-1, and whether words are found.

    python -m benchmarks.peers.looking PROJECT FOLDER

Words are looked for as a reader's search does, in what two programs read; one is enough. What the
pages look like must be seen: FOLDER has a folder for each way.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from pathlib import Path

import pypdf
import pypdfium2

from benchmarks.peers.ways.reading import read
from tests.verapdf import judge


def plain(text: str) -> str:
    """A text without what readers add, lose or write otherwise: spaces, hyphens, marks, digits."""
    text = unicodedata.normalize("NFKC", text)
    kept = (c for c in text if unicodedata.category(c)[0] in "LM" or c == " ")
    return "".join(kept)


def words(text: str) -> list[str]:
    """The words of a Markdown text."""
    text = re.sub(r"(?m)^:::.*|[*|#()-]", " ", text)
    return [word for word in map(plain, text.split()) if word]


def texts(path: Path) -> tuple[str, str]:
    """What two programs read in a PDF."""
    one = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path))
    two = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    return plain(one).replace(" ", ""), plain(two).replace(" ", "")


def main() -> None:
    """Print a line for each way."""
    project, folder = map(Path, sys.argv[1:])
    files = {way: sorted(way.rglob("*.pdf")) for way in sorted(folder.iterdir())}
    broken = judge(path for paths in files.values() for path in paths)
    print("| | one page | PDF/UA-1 | broken rules | words not found, by language |")
    print("|---|---|---|---|---|")
    for way, paths in files.items():
        whole = sum(len(pypdf.PdfReader(path).pages) == 1 for path in paths)
        rules = sorted({rule for path in paths for rule in broken[path.resolve()]})
        good = sum(not broken[path.resolve()] for path in paths)
        lost = []
        for path in paths:
            tag, slug = path.parent.name, path.name.split(".")[0]
            document = read(project, slug, tag, path)
            asked = words(f"{document.title}\n{document.summary}\n{document.text}")
            found = texts(path)
            missing = [word for word in asked if not any(word in text for text in found)]
            if missing:
                lost.append(f"{tag} {len(missing)}/{len(asked)} ({missing[0]})")
        count = len(paths)
        print(
            f"| {way.name} | {whole} of {count} | {good} of {count} | {', '.join(rules)} "
            f"| {', '.join(lost)} |"
        )


if __name__ == "__main__":
    main()
