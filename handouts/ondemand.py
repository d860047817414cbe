"""Packages that import a name's module when the name is first asked for.

A command starts fast because it loads what it uses: `handouts status` needs nothing of what merges
catalogs, and a page in English nothing of what compares translations.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module


def on_demand(package: str, **modules: str) -> Callable[[str], object]:
    """Return a package's `__getattr__`: `modules` are its modules with the names that they give.

    No name may be that of a module of the package: the module would take its place (PEP 562).
    """
    homes = {name: module for module, names in modules.items() for name in names.split()}

    def find(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{package}.{homes[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return find
