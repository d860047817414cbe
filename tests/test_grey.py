"""A sheet that is held to a grey copy: what fades is refused, the shipped look does not."""

import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from handouts.build import Order, build
from handouts.project import Selection, open_project
from tests.printed import CLINIC, ROOT, SLUG, small

PALE = CLINIC.replace('phone = "', 'colour = "#C9D5D6"\nphone = "', 1)


def codes(folder: Path, *formats: str, grey: bool = True, tag: str = "en") -> list[str]:
    """Build with or without the option; the findings that kept a sheet from being made."""
    project = open_project(folder).with_settings(grey=grey, overflow="refuse")
    selection = Selection(tags=(tag,), formats=formats, targets=("screen",), output=folder / "grey")
    results = build(project, Order(selection=selection, workers=0, force=True))
    return [f"{f.code} {f.message}" for r in results for f in r.findings if f.severity == "error"]


@pytest.fixture(autouse=True)
def own_environment() -> Iterator[None]:
    """The typesetter names its fonts in the environment."""
    with mock.patch.dict(os.environ):
        yield


def sample(folder: Path, settings: str = CLINIC) -> Path:
    """The repository's article, for a clinic."""
    project = small(folder, settings=settings)
    for name in (f"articles/{SLUG}.md", "articles/images/spine-path.svg"):
        project.write(name, (ROOT / name).read_text(encoding="utf-8"))
    return folder


def test_the_shipped_look_survives_a_grey_copy_in_every_format(tmp_path: Path) -> None:
    formats = ("one-pager", "brochure", "booklet", "large-print", "poster")
    assert codes(sample(tmp_path), *formats) == []


def test_a_pale_clinic_colour_is_refused_where_it_would_fade(tmp_path: Path) -> None:
    folder = sample(tmp_path, PALE)
    assert codes(folder, "one-pager", grey=False) == []
    found = codes(folder, "one-pager", "brochure")
    assert all(one.startswith("H308") for one in found)
    assert any("side 1: “When back pain” has a contrast of 1.5" in one for one in found)
    assert any("the cover" in one for one in found)
    assert all("to its ground in grey" in one for one in found)


def test_the_setting_does_what_the_option_does(tmp_path: Path) -> None:
    folder = sample(tmp_path, PALE + "\n[policy]\ngrey = true\n")
    project = open_project(folder)
    assert project.config.grey
    (result,) = build(
        project,
        Order(
            selection=Selection(formats=("one-pager",), targets=("screen",)), workers=0, force=True
        ),
    )
    assert result.outcome == "refused"
    assert not result.handout.path.exists()
