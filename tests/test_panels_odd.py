"""Articles that lack this or that on folded sheets: whole, or refused with a reason."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from unittest import mock

import pytest

from handouts.build import Result
from handouts.compose.plan import Plan
from handouts.compose.refusal import excess_finding
from handouts.findings import ExitCode
from tests import folded, pdfink
from tests.folded import FOLDED, File
from tests.folded_articles import ARTICLES, CLINIC, PICTURE, WHOLE
from tests.pdfink import MM
from tests.printed import ROOT, Small, once, small
from tests.projects import manifest, run
from tests.test_page import collisions

#: Too tall for a panel of a third of a sheet; the larger formats hold it.
TABLES = {"table": ("brochure", "z-fold"), "two-tables": ("brochure", "z-fold", "bifold")}
NO_CLINIC = CLINIC.partition("\n[clinics")[0].replace('"screen"', '"screen", "office"')
PANELS = {"brochure": 6, "z-fold": 6, "bifold": 4}


def project(folder: Path, articles: dict[str, str], settings: str = CLINIC) -> Small:
    made = small(folder, settings=settings)
    made.write("articles/images/lake.svg", PICTURE)
    for slug, text in articles.items():
        made.write(f"articles/{slug}.md", text)
    return made


@pytest.fixture(scope="session")
def odd(shared: Path) -> Path:
    """Build every odd article in every format, for a clinic."""

    def make(folder: Path) -> None:
        run("-C", project(folder, ARTICLES).folder, "build", "-j", "0")

    return once(shared / "odd", make)


@pytest.fixture(scope="session")
def alone(shared: Path) -> Path:
    """Build some of them for no clinic."""
    some = {slug: ARTICLES[slug] for slug in ("whole", "only-a-paragraph")}

    def make(folder: Path) -> None:
        run("-C", project(folder, some, NO_CLINIC).folder, "build", "-j", "0")

    return once(shared / "alone", make)


def files(folder: Path) -> list[File]:
    return [
        File(folder / e["path"], e["format"], e["target"], "a4", e["language"])
        for e in manifest(folder)
        if e["outcome"] == "built"
    ]


def panels(file: File) -> int:
    pages = len(file.pages) * (1 if file.target == "screen" else 2)
    return PANELS.get(file.format, pages)


def faults(file: File) -> list[object]:
    """Everything that no sheet may have."""
    found: list[object] = [hit for page in file.pages for hit in collisions(page)]
    found += folded.near_edges(file)
    found += folded.behind_strip(file, panels(file))
    found += file.facts.untagged
    order = folded.read_panels(file, panels(file))
    return found + ([] if order == sorted(order) else [order])


# ── every part may be missing ──────────────────────────────────────────────────────────────────


def test_every_odd_article_is_built_in_every_format_that_holds_it(odd: Path) -> None:
    refused = {(e["slug"], e["format"]) for e in manifest(odd) if e["outcome"] != "built"}
    assert refused == {(slug, name) for slug, names in TABLES.items() for name in names}
    assert len(files(odd)) == len(ARTICLES) * len(FOLDED) - len(refused)


def test_odd_articles_print_whole_and_in_order(odd: Path, alone: Path) -> None:
    found = {str(f): wrong for f in (*files(odd), *files(alone)) if (wrong := faults(f))}
    assert found == {}


_COMMENT = re.compile("<!--.*?-->")


def sentences(markdown: str) -> list[str]:
    """Give the lines of an article's body without its marks."""
    body = _COMMENT.sub("", markdown.partition("\n---\n")[2])
    lines = [
        re.sub(r"^(:{3,}\s*[\w-]*|#+|-|\d+\.|\||>)\s*|\*\*", "", line) for line in body.split("\n")
    ]
    cells = [cell.strip(" |-") for line in lines for cell in line.split("|")]
    return [cell for cell in cells if cell]


def test_every_sentence_of_an_odd_article_is_there(odd: Path) -> None:
    for file in files(odd):
        text = file.facts.document.text().replace("\n", " ")
        article = ARTICLES[file.path.name.partition(".")[0]]
        assert [line for line in sentences(article) if line not in text] == [], file
        assert "panel" not in text + "".join(file.facts.artifacts)


@pytest.mark.parametrize(
    ("slug", "text"),
    [
        ("no-warning", "Get help right away"),
        ("no-summary", "A short summary"),
        ("no-points", "Key points"),
        ("no-call", "Ask for this sheet"),
    ],
)
def test_what_an_article_lacks_is_nowhere_on_its_sheet(odd: Path, slug: str, text: str) -> None:
    (file,) = [f for f in files(odd) if f.path.name == f"{slug}.brochure.screen.pdf"]
    assert text not in file.facts.document.text()
    # The clinic has a phone: who to call is there all the same.
    assert "(202) 555-0142" in file.facts.document.text()


def test_a_sheet_without_clinic_says_nothing_of_one(alone: Path) -> None:
    for file in files(alone):
        text = file.facts.document.text()
        assert "Hill Clinic" not in text
        assert "555" not in text


def test_pinned_parts_are_on_their_panels(odd: Path) -> None:
    checked = 0
    for file in files(odd):
        if file.path.name.startswith("pinned.") and file.format in ("brochure", "z-fold"):
            heads = ("What comes next", "Questions to ask", "What you can do")
            panel = {text: panel_of_heading(file, text) for text in heads}
            assert panel["What comes next"] == 5
            assert panel["Questions to ask"] == 0
            assert panel["What you can do"] not in (0, 5)
            checked += 1
    assert checked == 2


def panel_of_heading(file: File, title: str) -> int:
    """Give the panel that a heading stands on."""
    (heading,) = [e for e in file.facts.document.find("H2") if e.text() == title]
    on = folded.panel_of(file, panels(file))
    return on[next(tag for inside in heading.walk() for tag in inside.content)]


@pytest.mark.parametrize(("name", "flap"), [("brochure", 4), ("z-fold", 2)])
def test_the_warning_stands_on_the_flap_which_text_takes_where_there_is_none(
    odd: Path, tmp_path: Path, name: str, flap: int
) -> None:
    whole = File(odd / f"output/en/whole.{name}.screen.pdf", name, "screen", "a4", "en")
    assert panel_of_heading(whole, "Get help right away") == flap
    parts = "".join(f"\n## Part {n}\n\n" + "More to know of this. " * 20 for n in range(6))
    text = ARTICLES["no-warning"].replace("\n::: questions", f"{parts}\n\n::: questions")
    (result,) = project(tmp_path, {"long": text}).build(formats=(name,))
    assert result.outcome == "built", result.findings
    file = File(result.handout.path, name, "screen", "a4", "en")
    assert faults(file) == []
    assert flap in [panel_of_heading(file, f"Part {n}") for n in range(6)]


# ── what does not fit ──────────────────────────────────────────────────────────────────────────


def test_a_table_that_no_panel_holds_is_refused_with_panel_excess_and_messages(odd: Path) -> None:
    (entry,) = [
        e
        for e in manifest(odd)
        if (e["slug"], e["format"], e["target"]) == ("table", "brochure", "screen")
    ]
    (found,) = [f for f in entry["findings"] if f["code"] == "H301"]
    told = re.fullmatch(
        r"the text does not fit the brochure \(c-fold\) on A4: inside panel \d by (\d+) mm"
        r" of text too long",
        found["message"],
    )
    assert told
    assert int(told[1]) > 5
    assert len(found["related"]) == 3
    assert {r["location"]["path"] for r in found["related"]} == {"articles/table.md"}
    assert entry["sha256"] is None
    assert not (odd / entry["path"]).exists()


def test_a_refusal_ends_the_command_with_1_and_leaves_no_file(tmp_path: Path) -> None:
    made = project(tmp_path, {"table": ARTICLES["table"]})
    ran = run("-C", made.folder, "build", "-f", "brochure")
    assert ran.code == ExitCode.FINDINGS
    assert list(tmp_path.rglob("*.pdf")) == []
    assert "inside panel" in ran.err


TIER = "### Call now if\n\n" + "- you have this sign, or that one, and it gets worse\n" * 14
TALL = WHOLE.replace("### Call now if\n\n- you cannot breathe well\n", TIER * 3)


@pytest.mark.parametrize("name", FOLDED)
def test_a_warning_taller_than_its_panel_is_refused_and_never_hides_behind_the_strip(
    tmp_path: Path, name: str
) -> None:
    (result,) = project(tmp_path, {"tall": TALL}).build(formats=(name,))
    assert result.outcome == "refused"
    (found,) = [f for f in result.findings if f.severity == "error"]
    assert found.code == "H301"
    place = {"brochure": "the flap", "z-fold": "the flap", "bifold": "inside panel 1"}
    assert f"{place.get(name, 'page 2')} by " in found.message
    assert not result.handout.path.exists()


def test_a_warning_that_hides_behind_the_strip_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handouts.compose.panels._Room.warning_over", 0.0)
    monkeypatch.setattr("handouts.typeset.fit.overflows", lambda _: ())
    monkeypatch.setattr("handouts.typeset.fit.collisions", lambda _: ())
    (result,) = project(tmp_path, {"tall": TALL}).build(formats=("bifold",))
    file = File(result.handout.path, "bifold", "screen", "a4", "en")
    assert len(folded.behind_strip(file, 4)) > 10


def test_an_excess_is_never_said_to_be_nothing() -> None:
    """`by 0 mm` tells nobody what to do: part of a millimetre is told as one."""
    placing = mock.Mock(place="page {}".format, sheet=mock.Mock(longest=()))
    plan = Plan(sides=((), ()), lines=1, excess=(0.0, 0.3), broken=0.0)
    found = excess_finding(placing, plan, "the bifold on A4", "text too long")
    assert "by 0 mm" not in found.message


# ── right to left ──────────────────────────────────────────────────────────────────────────────

STEPS = '---\nversion: "1"\n---\n\n# Pain\n\nText.\n\n1. Take it.\n2. MRI\n'
ARABIC: dict[tuple[str | None, str], str] = {
    ("title", "Pain"): "ألم الظهر",
    (None, "Text."): "بعد الجراحة.",
    (None, "Take it."): "بعد الجراحة.",
    (None, "MRI"): "MRI",
    (None, "![A calm lake][1]"): "![بحيرة][1]",
}


def arabic(folder: Path, article: str) -> Result:
    """Build an article in Arabic."""
    made = project(folder, {"a": article})
    made.translate("ar", ARABIC, "a")
    (result,) = made.build(tags=("ar",), formats=("brochure",))
    return result


def test_numbers_of_steps_stand_at_the_right_whatever_the_step_says(tmp_path: Path) -> None:
    result = arabic(tmp_path, STEPS)
    assert result.outcome == "built"
    page = pdfink.read(result.handout.path.read_bytes())[1]
    for number in ("1", "2"):
        (line,) = [line for line in page.lines() if line.seen() == number]
        assert line.left > page.width - 25 * MM, number


def test_a_drawing_without_a_size_of_its_own_may_stand_in_right_to_left_text(
    tmp_path: Path,
) -> None:
    result = arabic(tmp_path, f"{STEPS}\n![A calm lake](images/lake.svg)\n")
    assert result.outcome == "built", result.findings


def test_sources_of_a_right_to_left_source_are_not_under_10_5_points(tmp_path: Path) -> None:
    front = 'sources:\n  - title: "Spine surgery"\n    url: https://example.org/a\n'
    article = f'---\nversion: "1"\n{front}---\n\n# ألم الظهر\n\nبعد الجراحة.\n'
    made = project(tmp_path, {"a": article}, 'source_language = "ar"\n' + CLINIC)
    (result,) = made.build(formats=("brochure",))
    assert result.outcome == "built", result.findings
    back = pdfink.read(result.handout.path.read_bytes())[-1]
    assert min(glyph.size for glyph in folded.letters(back)) >= 10.5 - 0.01


# ── text farther from the edges ────────────────────────────────────────────────────────────────


def test_a_wider_safe_zone_moves_text_and_is_no_reason_for_a_refusal(tmp_path: Path) -> None:
    made = project(tmp_path, {})
    shutil.copytree(ROOT / "articles", tmp_path / "articles", dirs_exist_ok=True)
    shutil.copytree(ROOT / "locales" / "ar", tmp_path / "locales" / "ar")
    text = (ROOT / "handouts.toml").read_text(encoding="utf-8")
    made.write("handouts.toml", f"{text}\n[press]\nsafe = 9\n")
    for name in ("brochure", "bifold", "booklet"):
        (result,) = made.build(tags=("ar",), formats=(name,))
        assert (result.outcome, result.made.format) == ("built", name), result.findings
        file = File(result.handout.path, name, "screen", "a4", "ar")
        assert folded.near_edges(file, safe=8.7) == []
