"""Small articles to test with, and what is found in them."""

from handouts.article import (
    parse_article,
)
from handouts.findings import Finding

COMPLETE = """\
---
summary: Pain that **stays**.
short_title: "Back: pain"
topics: [one, 'two']
audience: Adults
owner: no
version: 1.10
reviewed: 2026-11-22
review_by: 2028-11-22
sources:
  - title: "First: a source"
    url: https://example.org/a
  - A second one
formats: one-pager
image:
  file: images/a.svg
  alt: A path
critical:
  - Get help
---

# Title

::: warning Get help
Now.
:::
"""


def findings(text: str, path: str = "articles/a.md") -> list[Finding]:
    return [found for found in parse_article(path, text).findings if found.code != "H113"]


def places(text: str) -> list[tuple[str, int]]:
    return [(found.code, found.location.line) for found in findings(text) if found.location]


def body(text: str) -> list[tuple[str, int]]:
    """Findings in an article whose text starts on line 3."""
    return places(f"# Title\n\n{text}")


def front(yaml: str) -> list[tuple[str, int]]:
    """Findings in front matter that starts on line 2."""
    return places(f"---\n{yaml}\n---\n# Title\n")
