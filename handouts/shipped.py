"""Where the files that come with the tool are, in a checkout and in an installed wheel alike.

The wheel carries the checkout's own layout under `handouts/data/`, so one root serves both.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_DATA = _PACKAGE / "data"

ROOT = _DATA if _DATA.exists() else _PACKAGE.parent
"""The folder laid out like a project: the starter that `handouts init` copies is in it."""

FONTS = ROOT / "fonts"
FONT_LOCK = FONTS / "fonts.toml"
TEMPLATES = ROOT / "templates"

PROFILE = ROOT / "profiles" / "FOGRA39L_coated.icc"
"""The ICC profile that press files are made with, unless a project names its own."""

LOCALES = ROOT / "locales"
"""Interface catalogs: `<locale>/LC_MESSAGES/interface.po`."""

_STARTER = (
    "handouts.toml",
    "articles/post-laminectomy-syndrome.md",
    "articles/images/*",
    "locales/post-laminectomy-syndrome.pot",
    "locales/*/LC_MESSAGES/post-laminectomy-syndrome.po",
    "locales/clinics.pot",
    "locales/*/LC_MESSAGES/clinics.po",
)


def starter() -> tuple[Path, ...]:
    """List the files that a new project begins with, relative to `ROOT` and sorted."""
    found = (path for pattern in _STARTER for path in ROOT.glob(pattern) if path.is_file())
    return tuple(sorted(path.relative_to(ROOT) for path in found))
