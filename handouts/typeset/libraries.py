"""The libraries below the layout engine, which come with the system and decide bytes, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from weasyprint.text.ffi import harfbuzz, pango


def library_versions() -> Iterator[tuple[str, str]]:
    """Yield Pango and HarfBuzz with their versions, such as `1.56.3`."""
    number = pango.pango_version()
    yield "Pango", f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    major = _last(lambda n: harfbuzz.hb_version_atleast(n, 0, 0))
    minor = _last(lambda n: harfbuzz.hb_version_atleast(major, n, 0))
    micro = _last(lambda n: harfbuzz.hb_version_atleast(major, minor, n))
    yield "HarfBuzz", f"{major}.{minor}.{micro}"


def _last(holds: Callable[[int], bool]) -> int:
    """The last number that a question holds for: HarfBuzz only says whether it is new enough."""
    return next(number for number in count() if not holds(number + 1))
