"""Collects faults, so that one that is on every page is told once."""

from __future__ import annotations

from handouts.findings import Finding, finding


class Faults:
    """The faults of one file, in the order in which they were met."""

    def __init__(self) -> None:
        """Start with none."""
        self._found: dict[tuple[str, str], list[int]] = {}

    def add(self, code: str, text: str, page: int = 0) -> None:
        """Note a fault, and its page (from 1; 0: of the file as a whole)."""
        pages = self._found.setdefault((code, text), [])
        if page and page not in pages:
            pages.append(page)

    def findings(self) -> tuple[Finding, ...]:
        """Give one finding for each fault, by code."""
        return tuple(
            finding(code, text + _where(pages))
            for (code, text), pages in sorted(self._found.items(), key=lambda item: item[0][0])
        )


def _where(pages: list[int]) -> str:
    if not pages:
        return ""
    word = "page" if len(pages) == 1 else "pages"
    return f" ({word} {', '.join(map(str, sorted(pages)))})"
