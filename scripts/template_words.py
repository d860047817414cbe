"""Write handouts/project/template_words.json: the words of the shipped templates.

python scripts/template_words.py [--check]

`handouts status` takes them from there: to have Jinja extract them would double its time.
"""

from __future__ import annotations

import hashlib
import json
import sys

from handouts.project.template_words import KNOWN, words_of
from handouts.shipped import TEMPLATES


def page() -> str:
    """The text that the file should have: the words of each template under its sha256."""
    tables = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        content = path.read_bytes()
        words = [json.dumps(word, ensure_ascii=False) for word in words_of(content, path.name)]
        tables.append(f'"{hashlib.sha256(content).hexdigest()}": [\n' + ",\n".join(words) + "\n]")
    return "{\n" + ",\n".join(tables) + "\n}\n"


def main() -> int:
    """Write the file, or say that it is stale."""
    text = page()
    if KNOWN.exists() and KNOWN.read_text(encoding="utf-8") == text:
        return 0
    if "--check" in sys.argv:
        print(f"{KNOWN.name} is stale: run python scripts/template_words.py", file=sys.stderr)
        return 1
    KNOWN.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
