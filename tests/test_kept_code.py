"""Compiled templates are kept for the next process, and never trusted blindly."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from jinja2 import Environment

from handouts.compose import Templates
from handouts.shipped import TEMPLATES

NAME = "pack.html"


def code_of(cache: Path | None, folder: Path = TEMPLATES) -> tuple[Any, int]:
    """The code of a template as a new process gets it, and how often it had to be compiled."""
    templates = Templates([folder], cache)
    with mock.patch.object(
        Environment, "compile", autospec=True, side_effect=Environment.compile
    ) as c:
        template = templates.environment.get_template(NAME)
        return template.root_render_func.__code__, c.call_count


def kept(cache: Path) -> list[Path]:
    return sorted((cache / "templates").iterdir())


def test_a_template_is_compiled_once(tmp_path: Path) -> None:
    first, compiled = code_of(tmp_path)
    again, none = code_of(tmp_path)

    assert (compiled, none) == (1, 0)
    assert first == again == code_of(None)[0]
    assert first.co_filename == again.co_filename == str(TEMPLATES / NAME)  # faults name the line
    assert len(kept(tmp_path)) == 1
    assert (tmp_path / "templates").stat().st_mode & 0o777 == 0o700


def test_a_changed_template_is_compiled_again(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("one")
    code_of(tmp_path, tmp_path)
    (tmp_path / NAME).write_text("two")

    assert Templates([tmp_path], tmp_path).environment.get_template(NAME).render() == "two"
    assert len(kept(tmp_path)) == 1


def test_another_version_compiles_its_own(tmp_path: Path) -> None:
    code_of(tmp_path)
    with mock.patch("handouts.compose.kept_code.__version__", "0.0"):
        assert code_of(tmp_path)[1] == 1


@pytest.mark.parametrize("damage", [b"", b"x" * 20, b"x" * 2000])
def test_damaged_code_is_not_run(tmp_path: Path, damage: bytes) -> None:
    code_of(tmp_path)
    (file,) = kept(tmp_path)
    whole = file.read_bytes()
    for broken in (damage, whole[:-1], whole[:40] + b"\x00" + whole[41:], whole + b"x"):
        file.write_bytes(broken)
        assert code_of(tmp_path)[1] == 1
        assert file.read_bytes() == whole


def test_code_that_others_may_write_is_not_run(tmp_path: Path) -> None:
    code_of(tmp_path)
    (tmp_path / "templates").chmod(0o770)
    assert code_of(tmp_path)[1] == 1
    (tmp_path / "templates").chmod(0o700)
    with mock.patch("os.getuid", return_value=os.getuid() + 1):
        assert code_of(tmp_path)[1] == 1
    (tmp_path / "templates").rename(tmp_path / "mine")
    (tmp_path / "templates").symlink_to("mine")
    assert code_of(tmp_path)[1] == 1
    assert len(list((tmp_path / "mine").iterdir())) == 1


def test_without_a_folder_to_write_to_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "templates").write_text("no folder")
    assert code_of(tmp_path)[1] == code_of(tmp_path)[1] == 1
    with mock.patch("os.replace", side_effect=OSError(28, "no space")):
        assert code_of(tmp_path / "full")[1] == 1
    assert kept(tmp_path / "full") == []
