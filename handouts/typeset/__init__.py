"""Lays a composed page out as printable pages."""
