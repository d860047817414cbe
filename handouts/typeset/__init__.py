"""Lays a composed page out as printable pages."""

from handouts.typeset.loading import load

load()
