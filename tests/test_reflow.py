"""Text too long for its format: the next larger one where policy says so, else refused."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from handouts.findings import ExitCode
from tests.projects import ARTICLE, SETTINGS, Ran, manifest, project, run

SLUG = "tooth-pain"
#: Too much for six panels, and for two sides; not for a booklet.
LONG = ARTICLE.replace(
    "::: call",
    "".join(
        f"## Section {n}\n\n" + "This sentence tells you one more thing to know. " * 14 + "\n\n"
        for n in range(9)
    )
    + "::: call",
)
#: One box of more than a page: no format of pages can hold it.
ENDLESS = ARTICLE.replace("::: call", "::: tip Tip\n" + "word " * 3000 + "\n:::\n\n::: call")
REFLOW = '[policy]\noverflow = "reflow"\n'


def clinic(folder: Path, article: str, policy: str = REFLOW) -> Path:
    settings = SETTINGS.replace('["one-pager"]', '["brochure"]\ntargets = ["screen"]\n' + policy)
    files = {"handouts.toml": settings, f"articles/{SLUG}.md": article}
    return project(folder, {**files, f"locales/es/LC_MESSAGES/{SLUG}.po": None})


def build(folder: Path, *words: str) -> tuple[Ran, list[dict[str, Any]]]:
    ran = run("-C", folder, "build", *words)
    return ran, manifest(folder)


def pdfs(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.pdf"))


def test_a_brochure_that_is_too_long_becomes_a_booklet_and_says_so(tmp_path: Path) -> None:
    folder = clinic(tmp_path, LONG)
    ran, (entry,) = build(folder)

    assert ran.code == ExitCode.OK, ran.err
    path = f"output/en/{SLUG}.booklet.screen.pdf"
    assert pdfs(folder) == [path]
    data = (folder / path).read_bytes()
    expected = {
        "format": "booklet",
        "ordered": "brochure",
        "path": path,
        "outcome": "built",
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    assert expected.items() <= entry.items()
    assert entry["pages"] % 4 == 0
    assert entry["sheets"] == entry["pages"] // 4
    (found,) = [f for f in entry["findings"] if f["code"] == "H306"]
    assert found["severity"] == "note"
    assert found["message"].startswith("booklet instead: the text does not fit the brochure")
    assert " by " in found["message"]
    assert " mm" in found["message"]
    assert found["location"]["path"] == f"articles/{SLUG}.md"


def test_the_same_booklet_as_one_that_was_ordered(tmp_path: Path) -> None:
    folder = clinic(tmp_path, LONG)
    _, (grown,) = build(folder)
    _, (ordered,) = build(folder, "-f", "booklet", "--force")
    assert "ordered" not in ordered
    assert ordered["path"] == grown["path"]
    assert ordered["sha256"] == grown["sha256"]


def test_both_formats_may_be_ordered_at_once(tmp_path: Path) -> None:
    folder = clinic(tmp_path, LONG)
    ran, entries = build(folder, "-f", "brochure", "-f", "booklet")
    assert ran.code == ExitCode.OK
    assert [(e["format"], e.get("ordered")) for e in entries] == [
        ("booklet", "brochure"),
        ("booklet", None),
    ]
    assert len({e["sha256"] for e in entries}) == 1
    _, entries = build(folder, "-f", "brochure", "-f", "booklet")
    assert {e["outcome"] for e in entries} == {"unchanged"}


def test_it_is_unchanged_the_second_time_and_made_again_when_it_is_gone(tmp_path: Path) -> None:
    folder = clinic(tmp_path, LONG)
    _, (first,) = build(folder)

    ran, (second,) = build(folder)
    assert second["outcome"] == "unchanged"
    assert ran.code == ExitCode.OK
    kept = ("format", "ordered", "path", "sha256", "pages", "sheets", "scale", "findings")
    assert {key: second[key] for key in kept} == {key: first[key] for key in kept}

    (folder / first["path"]).unlink()
    _, (third,) = build(folder)
    assert (third["outcome"], third["sha256"]) == ("built", first["sha256"])
    assert pdfs(folder) == [first["path"]]

    (folder / first["path"]).write_bytes(b"something else")
    _, (fourth,) = build(folder)
    assert (fourth["outcome"], fourth["sha256"]) == ("built", first["sha256"])


def test_a_text_that_fits_stays_in_its_format(tmp_path: Path) -> None:
    folder = clinic(tmp_path, ARTICLE)
    _, (entry,) = build(folder)
    assert entry["format"] == "brochure"
    assert "ordered" not in entry
    assert [f for f in entry["findings"] if f["code"] == "H306"] == []


def test_a_text_that_was_shortened_goes_back_to_its_format(tmp_path: Path) -> None:
    folder = clinic(tmp_path, LONG)
    build(folder)
    (folder / f"articles/{SLUG}.md").write_text(ARTICLE, encoding="utf-8")
    _, (entry,) = build(folder)
    assert (entry["format"], entry["outcome"]) == ("brochure", "built")
    assert "ordered" not in entry


@pytest.mark.parametrize("policy", ["", '[policy]\noverflow = "refuse"\n'])
def test_without_the_policy_it_is_refused(tmp_path: Path, policy: str) -> None:
    folder = clinic(tmp_path, LONG, policy)
    ran, (entry,) = build(folder)
    assert ran.code == ExitCode.FINDINGS
    assert (entry["outcome"], entry["format"]) == ("refused", "brochure")
    assert entry["sha256"] is None
    assert pdfs(folder) == []
    codes = [f["code"] for f in entry["findings"]]
    assert "H301" in codes
    assert "H306" not in codes


def test_a_change_of_policy_is_noticed(tmp_path: Path) -> None:
    folder = clinic(tmp_path, LONG, "")
    build(folder)
    settings = (folder / "handouts.toml").read_text(encoding="utf-8")
    start = settings.index("[clinics")
    text = settings[:start] + REFLOW + settings[start:]
    (folder / "handouts.toml").write_text(text, encoding="utf-8")
    _, (entry,) = build(folder)
    assert (entry["outcome"], entry["format"]) == ("built", "booklet")


def test_what_no_larger_format_holds_is_refused_and_no_file_is_written(tmp_path: Path) -> None:
    folder = clinic(tmp_path, ENDLESS)
    ran, (entry,) = build(folder)
    assert ran.code == ExitCode.FINDINGS
    assert entry["outcome"] == "refused"
    assert pdfs(folder) == []
    (found,) = [f for f in entry["findings"] if f["code"] == "H301"]
    assert found["message"].startswith("the text does not fit the booklet on A4: page ")


@pytest.mark.parametrize("name", ["one-pager", "z-fold", "bifold"])
def test_other_formats_become_booklets_too(tmp_path: Path, name: str) -> None:
    more = "".join(f"## Part {n}\n\n" + "More to know of this. " * 50 + "\n\n" for n in range(9))
    folder = clinic(tmp_path, LONG.replace("::: call", f"{more}::: call"))
    _, (entry,) = build(folder, "-f", name)
    assert (entry["format"], entry["ordered"], entry["outcome"]) == ("booklet", name, "built")


def test_people_are_told_of_the_larger_format(tmp_path: Path) -> None:
    ran, _ = build(clinic(tmp_path, LONG))
    assert ran.code == ExitCode.OK
    (line,) = [line for line in ran.err.split("\n") if line.startswith("built")]
    assert f"{SLUG}.booklet.screen.pdf" in line
    assert f"{SLUG}.brochure.screen.pdf" not in ran.err
