"""One Markdown article and gettext catalogs become localized, print-ready patient handouts."""

__version__ = "0.1.0"
