"""A command loads what it uses, and what it leaves out is there when it is needed after all."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import handouts
from handouts.ondemand import on_demand
from tests.projects import own_environment, project

ROOT = Path(__file__).resolve().parent.parent

#: What a sheet for the office in English needs nothing of.
OTHERS = {
    *("cffi", "pycparser", "fontTools.ttLib", "fontTools.subset", "PIL.Image", "PIL.ImageCms"),
    *("pikepdf", "lxml", "rich", "icu4py", "budoux"),
    *("handouts.pdf.merging", "handouts.pdf.press", "handouts.exchange", "handouts.server"),
    *("handouts.checks.translation", "handouts.catalogs.merging", "handouts.reviews.signing"),
    *("handouts.compose.poster", "handouts.compose.bilingual", "handouts.compose.large_print"),
}
ENGINE = {"weasyprint", "pydyf", "tinycss2", "handouts.typeset", "handouts.pdf", "handouts.build"}


def python(code: str, *arguments: str | Path) -> str:
    """Run a program in a process of its own and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=own_environment({}),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def loaded(*arguments: str | Path) -> set[str]:
    """The modules that a command has loaded when it ends."""
    code = (
        "import sys; from handouts.cli.app import handouts; from handouts.cli.ending import run;"
        "code = run(handouts, sys.argv[1:]); print(); print(*sys.modules); sys.exit(code)"
    )
    return set(python(code, *arguments).rpartition("\n")[0].rpartition("\n")[2].split())


def test_help_loads_no_part_of_the_program() -> None:
    assert (
        loaded("--help") & {"handouts.project", "handouts.config", "markdown_it", "rich"} == set()
    )


def test_status_loads_neither_engine_nor_templates(tmp_path: Path) -> None:
    modules = loaded("-C", project(tmp_path), "status")

    assert "handouts.checks.translation" in modules  # what it counts
    heavy = {"jinja2", "babel", "fontTools", "PIL", "importlib.resources", "zipfile"}
    merging = {"handouts.catalogs.merging", "handouts.catalogs.writing", "handouts.reviews.signing"}
    without = heavy | merging | ENGINE | OTHERS | {"handouts.build.running"}
    assert modules & (without - {"handouts.checks.translation", "handouts.build"}) == set()


def test_a_status_that_was_counted_before_loads_nothing_that_counts(tmp_path: Path) -> None:
    folder = project(tmp_path)
    loaded("-C", folder, "status")

    counting = {"handouts.project.counting", "handouts.checks.translation", "markdown_it"}
    assert loaded("-C", folder, "status") & (counting | {"importlib.metadata"}) == set()


def test_a_sheet_loads_what_is_printed_on_it(tmp_path: Path) -> None:
    folder = project(tmp_path)
    office = ("-C", folder, "build", "-j", "0", "-f", "one-pager", "-l", "en", "-t")

    assert loaded(*office, "office") & OTHERS == set()
    assert {"pikepdf", "handouts.pdf.press"} <= loaded(*office, "press")
    assert "handouts.compose.poster" in loaded(
        "-C", folder, "build", "-j", "0", "-f", "poster", "-l", "en", "-t", "screen"
    )


# ── WeasyPrint ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["declarations", "template_words"])
def test_what_is_worked_out_ahead_of_time_is_what_would_be_found_now(name: str) -> None:
    script = ROOT / "scripts" / f"{name}.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


PAGE = """
import hashlib, sys, tempfile
from pathlib import Path
{before}
import handouts.typeset
from tests import pdfpages
from handouts.pdf import write
with tempfile.TemporaryDirectory() as cache:
    counted = "<ol style='list-style: upper-roman'><li>x</ol>"
    html = pdfpages.page("en", pdfpages.article("en") + counted)
    document = pdfpages.lay_out("en", html, Path(cache))
    print(hashlib.sha256(write(document, pdfpages.facts("en"))).hexdigest())
print("cffi" in sys.modules, "fontTools.ttLib" in sys.modules)
"""
ANOTHER = """
import types
declared = types.ModuleType("handouts.typeset.declarations")
declared.SOURCE = "another WeasyPrint"
sys.modules["handouts.typeset.declarations"] = declared
"""


def test_pages_are_the_same_however_weasyprint_is_loaded() -> None:
    fast, usual, before = (
        python(PAGE.format(before=code)).split()
        for code in ("", ANOTHER, "import weasyprint, importlib.resources")
    )

    assert fast[1:] == ["False", "False"]
    assert usual[1:] == before[1:] == ["True", "True"]
    assert fast[0] == usual[0] == before[0]


STAND_INS = """
import io, sys
import handouts.typeset
from weasyprint import images
from weasyprint.pdf import fonts
assert "PIL.Image" not in sys.modules and "fontTools.ttLib" not in sys.modules
try:
    fonts.TTFont(io.BytesIO(b"no font"))
except fonts.TTLibError as problem:
    print(type(problem).__module__)
import PIL.Image, PIL.ImageFile, fontTools.ttLib
assert images.Image is PIL.Image and fonts.TTFont is fontTools.ttLib.TTFont
assert PIL.ImageFile.LOAD_TRUNCATED_IMAGES and not PIL.EpsImagePlugin.gs_binary
"""
STAND_IN_PICTURE = """
import io, sys
import handouts.typeset
from weasyprint import images
try:
    images.Image.open(io.BytesIO(b"no picture"))
except OSError as problem:
    print(type(problem).__name__)
assert images.Image is sys.modules["PIL.Image"]
"""


def test_what_stands_in_gives_way_to_the_real_ones() -> None:
    assert python(STAND_INS) == "fontTools.ttLib\n"
    assert python(STAND_IN_PICTURE) == "UnidentifiedImageError\n"


COUNTERS = """
import handouts.typeset
from pathlib import Path
import weasyprint
from weasyprint.css.counters import CounterStyle
from handouts.typeset.counters import LateCounters
text = (Path(weasyprint.__file__).parent / "css" / "html5_ua.css").read_text(encoding="utf-8")
whole, late = CounterStyle(), LateCounters()
weasyprint.CSS(string=text, counter_style=whole)
assert len(whole) == text.count("@counter-style") > 40
assert "thai" in late and "klingon" not in late and not dict(late)
assert late.render_value(13, "thai") == whole.render_value(13, "thai")
assert list(dict(late)) == ["thai"]
assert dict(late.copy().items()) == dict(weasyprint.UA_COUNTER_STYLE.items()) == dict(whole)
"""


def test_every_counter_style_is_weasyprints_own() -> None:
    python(COUNTERS)


# ── packages that import on demand ───────────────────────────────────────────────────────────────


def test_every_name_of_every_package_is_there() -> None:
    lazy = 0
    for found in pkgutil.walk_packages(handouts.__path__, "handouts."):
        if found.ispkg:
            package = importlib.import_module(found.name)
            lazy += hasattr(package, "__getattr__")
            for name in getattr(package, "__all__", ()):
                value = getattr(package, name)
                assert not isinstance(value, type(re)), f"{found.name}.{name} is a module"
    assert lazy > 5


def test_a_package_has_no_other_names() -> None:
    find = on_demand("handouts.checks", severity="graded", source="nothing")

    assert callable(find("graded"))
    with pytest.raises(AttributeError, match="has no attribute 'grade'"):
        find("grade")
    with pytest.raises(AttributeError, match="nothing"):
        find("nothing")
