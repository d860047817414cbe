"""Finding a project's parts: settings, articles, languages, pictures, and what is asked for."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from handouts.findings import ExitCode, HandoutsError
from handouts.languages import UnknownLanguage
from handouts.project import Project, Selection, UnknownName, open_project, plan_jobs
from tests.projects import ARTICLE, SETTINGS, catalog, project, run


def opened(folder: Path, **files: str | bytes | None) -> Project:
    return open_project(project(folder, {name.replace("__", "/"): f for name, f in files.items()}))


def paths(found: Project, selection: Selection | None = None) -> list[str]:
    jobs = plan_jobs(found, selection or Selection())
    handouts = [handout for job in jobs for handout in job.handouts]
    return [handout.path.relative_to(found.root).as_posix() for handout in handouts]


def refusal(folder: Path) -> HandoutsError:
    with pytest.raises(HandoutsError) as raised:
        open_project(folder)
    return raised.value


def told(error: HandoutsError) -> list[tuple[str, str]]:
    return [(found.code, str(found.location)) for found in error.findings]


def test_a_folder_without_settings_and_articles_is_no_project(tmp_path: Path) -> None:
    error = refusal(tmp_path)

    assert error.exit_code is ExitCode.PROJECT
    assert [found.code for found in error.findings] == ["H501"]


@pytest.mark.parametrize("given", ["handouts.toml", "articles/a.md"])
def test_settings_or_articles_make_a_project(tmp_path: Path, given: str) -> None:
    path = tmp_path / given
    path.parent.mkdir(exist_ok=True)
    path.write_text("")

    assert open_project(tmp_path).root == tmp_path.resolve()


def test_settings_that_only_the_registries_can_judge_are_refused_all_at_once(
    tmp_path: Path,
) -> None:
    project(
        tmp_path,
        {
            "handouts.toml": 'source_language = "eng"\n'
            'formats = ["one-page"]\n'
            'languages = ["es", "esp"]\n'
        },
    )

    error = refusal(tmp_path)

    assert told(error) == [("H504", f"handouts.toml:{line}") for line in (1, 2, 3)]
    assert 'Did you mean "one-pager"?' in error.findings[1].hint
    assert error.exit_code is ExitCode.PROJECT


def test_a_language_is_changed_or_added_by_its_table(tmp_path: Path) -> None:
    found = opened(
        tmp_path,
        **{
            "handouts.toml": '[languages.es]\nleading = 7.5\n[languages.ilo]\nname = "Ilocano"\n',
        },
    )

    assert found.language("es").leading == 7.5
    assert found.language("ilo").name == "Ilocano"
    assert found.language("fr").leading < 7.5


def test_a_wrong_value_in_a_languages_table_is_refused(tmp_path: Path) -> None:
    project(tmp_path, {"handouts.toml": "[languages.es]\nsize = 0.5\n"})

    error = refusal(tmp_path)

    assert told(error) == [("H504", "handouts.toml:1")]
    assert "size" in error.findings[0].message


def test_languages_are_the_source_and_every_folder_with_a_catalog(tmp_path: Path) -> None:
    found = opened(
        tmp_path,
        **{
            "locales/zh_TW/LC_MESSAGES/tooth-pain.po": catalog({}, "zh_TW"),
            "locales/pt_BR/LC_MESSAGES/tooth-pain.po": catalog({}, "pt_BR"),
            "locales/de/LC_MESSAGES/notes.txt": "no catalog",
        },
    )

    assert [known.tag for known in found.languages] == ["en", "es", "pt-BR", "zh-Hant"]
    assert found.catalog_path("x", "zh-Hant") == "locales/zh_TW/LC_MESSAGES/x.po"


def test_a_folder_named_after_no_language_is_a_warning(tmp_path: Path) -> None:
    found = opened(tmp_path, **{"locales/esp/LC_MESSAGES/tooth-pain.po": catalog({})})

    assert [(f.code, str(f.location)) for f in found.findings()] == [("H510", "locales/esp")]
    assert [known.tag for known in found.languages] == ["en", "es"]


def test_a_job_holds_the_targets_of_one_layout(tmp_path: Path) -> None:
    jobs = plan_jobs(opened(tmp_path), Selection(tags=("es",)))

    assert [[handout.target for handout in job.handouts] for job in jobs] == [["screen", "office"]]


def test_paths_name_language_slug_format_and_target(tmp_path: Path) -> None:
    assert paths(opened(tmp_path), Selection(targets=("office",))) == [
        "output/en/tooth-pain.one-pager.office.pdf",
        "output/es/tooth-pain.one-pager.office.pdf",
    ]


def test_paths_name_the_clinic_where_there_are_several(tmp_path: Path) -> None:
    settings = SETTINGS + '[clinics.north]\nname = "North"\n'
    found = opened(tmp_path, **{"handouts.toml": settings})

    assert paths(found, Selection(tags=("es",), targets=("screen",))) == [
        "output/main/es/tooth-pain.one-pager.screen.pdf",
        "output/north/es/tooth-pain.one-pager.screen.pdf",
    ]
    assert paths(found, Selection(tags=("es",), targets=("screen",), clinics=("north",))) == [
        "output/north/es/tooth-pain.one-pager.screen.pdf"
    ]


def test_another_output_folder_stands_for_output_whole(tmp_path: Path) -> None:
    found = opened(tmp_path / "project")
    selection = Selection(tags=("es",), targets=("screen",), output=tmp_path / "print")

    (job,) = plan_jobs(found, selection)

    assert job.first.path == tmp_path / "print/es/tooth-pain.one-pager.screen.pdf"


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        (Selection(slugs=("tooth-pian",)), 'Did you mean "tooth-pain"?'),
        (Selection(formats=("onepager",)), 'Did you mean "one-pager"?'),
        (Selection(targets=("ofice",)), 'Did you mean "office"?'),
        (
            Selection(formats=("large-print",), targets=("press",)),
            "large-print is made for screen, office",
        ),
        (Selection(clinics=("mian",)), 'Did you mean "main"?'),
        (Selection(paper="a5"), "a4, letter"),
    ],
)
def test_a_name_that_is_not_there_gets_the_nearest_one(
    tmp_path: Path, selection: Selection, said: str
) -> None:
    with pytest.raises(UnknownName, match=said.replace("?", r"\?")):
        plan_jobs(opened(tmp_path), selection)


@pytest.mark.parametrize(
    ("settings", "line", "said"),
    [
        ('formats = ["poster"]\ntargets = ["office"]', 2, "poster is made for screen, press"),
        ('targets = ["press"]\nformats = ["large-print", "bilingual"]', 1, "bilingual is made"),
        ("formats = []", 1, "`formats` is empty"),
        ("\ntargets = []", 2, "`targets` is empty"),
    ],
)
def test_settings_that_make_nothing_say_why(
    tmp_path: Path, settings: str, line: int, said: str
) -> None:
    folder = project(tmp_path, {"handouts.toml": f"{settings}\n"})

    ran = run("-C", folder, "build")

    assert ran.code == ExitCode.PROJECT
    assert f"handouts.toml:{line}: error[H504]" in ran.err
    assert said in ran.err
    assert "hint: " in ran.err
    assert "handouts new" not in ran.err


def test_an_unknown_language_gets_the_nearest_one(tmp_path: Path) -> None:
    with pytest.raises(UnknownLanguage, match="es"):
        plan_jobs(opened(tmp_path), Selection(tags=("esp",)))


def test_a_known_language_without_catalogs_may_be_asked_for(tmp_path: Path) -> None:
    assert paths(opened(tmp_path), Selection(tags=("so",), targets=("screen",))) == [
        "output/so/tooth-pain.one-pager.screen.pdf"
    ]


def test_planning_reads_only_what_was_asked_for(tmp_path: Path) -> None:
    found = opened(
        tmp_path,
        **{
            "articles/broken.md": b"\xff\xfe",
            "locales/es/LC_MESSAGES/broken.po": b"\xff",
        },
    )
    plan_jobs(found, Selection(slugs=("tooth-pain",), tags=("es",)))
    assert set(found._articles) == {"tooth-pain"}
    assert found._catalogs == {}

    plan_jobs(found, Selection())
    assert set(found._articles) == {"tooth-pain", "broken"}


def article_codes(found: Project, slug: str) -> list[tuple[str, str]]:
    return [(f.code, str(f.location)) for f in found.article(slug).findings]


def test_articles_in_folders_share_one_space_of_names(tmp_path: Path) -> None:
    found = opened(tmp_path, **{"articles/children/tooth-pain.md": ARTICLE})

    assert article_codes(found, "tooth-pain") == [("H112", "articles/children/tooth-pain.md:1")]
    assert found.article("tooth-pain").article is None


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("Tooth pain.md", ARTICLE.encode(), "H116"),
        ("interface.md", ARTICLE.encode(), "H116"),
        ("latin.md", "# Caf\xe9".encode("latin-1"), "H114"),
        ("no-title.md", b"only text", "H104"),
        (
            "formats.md",
            ARTICLE.replace("version:", "formats: [leaflet]\nversion:").encode(),
            "H102",
        ),
    ],
)
def test_articles_that_cannot_be_used(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    found = opened(tmp_path, **{f"articles/{name}": content})
    loaded = found.article(name.removesuffix(".md"))

    assert code in [f.code for f in loaded.findings]
    assert loaded.article is None


def test_an_article_that_links_out_of_the_project_is_not_read(tmp_path: Path) -> None:
    outside = tmp_path / "secret.md"
    outside.write_text(ARTICLE)
    found = opened(tmp_path / "project")
    (found.root / "articles" / "leak.md").symlink_to(outside)
    (found.root / "articles" / "loop.md").symlink_to(found.root / "articles" / "loop.md")

    assert article_codes(found, "leak") == [("H507", "articles/leak.md:1")]
    assert article_codes(found, "loop") == [("H509", "articles/loop.md:1")]
    assert found.article("tooth-pain").article is not None


def test_hidden_files_are_no_articles(tmp_path: Path) -> None:
    found = opened(tmp_path, **{"articles/.draft.md": "x", "articles/.git/a.md": "x"})

    assert list(found.article_paths) == ["tooth-pain"]


# ── pictures ───────────────────────────────────────────────────────────────────────────────────

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


def png(width: int = 4, height: int = 4) -> bytes:
    from PIL import Image

    data = io.BytesIO()
    Image.new("1", (width, height)).save(data, "PNG")
    return data.getvalue()


def with_picture(folder: Path, address: str, files: dict[str, str | bytes]) -> Project:
    article = ARTICLE + f"\n![A tooth]({address})\n"
    return opened(folder, **{"articles/tooth-pain.md": article, **files})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("images/a.svg", SVG.format('<path d="M0 0h9"/><use href="#a"/>')),
        ("images/a.png", png()),
        ("images/my%20tooth.png", png()),
    ],
)
def test_good_pictures_pass(tmp_path: Path, name: str, content: str | bytes) -> None:
    found = with_picture(tmp_path, name, {f"articles/{name.replace('%20', ' ')}": content})

    assert article_codes(found, "tooth-pain") == []


@pytest.mark.parametrize(
    ("address", "files", "code"),
    [
        ("images/none.png", {}, "H106"),
        ("images/a%00.png", {}, "H106"),
        ("images", {}, "H106"),
        ("https://example.org/a.png", {}, "H107"),
        ("//example.org/a.png", {}, "H107"),
        ("../../secret.png", {}, "H107"),
        ("/etc/passwd", {}, "H107"),
        ("images/a.png", {"articles/images/a.png": b"not a picture"}, "H106"),
        ("images/a.png", {"articles/images/a.png": png()[:20]}, "H106"),
        ("images/a.png", {"articles/images/a.png": png(9000, 5000)}, "H108"),
        ("images/a.png", {"articles/images/a.png": bytes(21 * 1024 * 1024)}, "H108"),
        ("images/a.tiff", {"articles/images/a.tiff": png()}, "H106"),
        ("images/a.svg", {"articles/images/a.svg": "<svg"}, "H106"),
        ("images/a.svg", {"articles/images/a.svg": "<p>text</p>"}, "H106"),
        ("images/a.svg", {"articles/images/a.svg": SVG.format("<script>x</script>")}, "H107"),
        ("images/a.svg", {"articles/images/a.svg": SVG.format('<g onclick="x"/>')}, "H107"),
        ("images/a.svg", {"articles/images/a.svg": SVG.format('<image href="/x.png"/>')}, "H107"),
        ("images/a.svg", {"articles/images/a.svg": SVG.format('<image href="#x"/>')}, "H107"),
        (
            "images/a.svg",
            {"articles/images/a.svg": SVG.format("<style>@import 'x.css'</style>")},
            "H107",
        ),
        (
            "images/a.svg",
            {"articles/images/a.svg": SVG.format('<g fill="url(http://x/y#z)"/>')},
            "H107",
        ),
        (
            "images/a.svg",
            {"articles/images/a.svg": '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;")},
            "H107",
        ),
    ],
)
def test_bad_pictures_are_named_at_their_line(
    tmp_path: Path, address: str, files: dict[str, str | bytes], code: str
) -> None:
    found = with_picture(tmp_path, address, files)
    line = ARTICLE.count("\n") + 2

    assert article_codes(found, "tooth-pain") == [(code, f"articles/tooth-pain.md:{line}")]
    assert found.article("tooth-pain").article is None


def test_a_picture_may_not_lead_out_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(png())
    found = with_picture(tmp_path / "project", "images/a.png", {})
    (found.root / "articles/images").mkdir()
    os.symlink(tmp_path / "secret.png", found.root / "articles/images/a.png")

    assert [code for code, _ in article_codes(found, "tooth-pain")] == ["H107"]


def test_several_mistakes_of_an_article_come_at_once_in_order(tmp_path: Path) -> None:
    article = ARTICLE.replace("version:", "formats: [leaflet]\nversion:")
    found = opened(
        tmp_path, **{"articles/tooth-pain.md": article + "\n![a](x.png)\n\n![b](y.png)\n"}
    )

    found_codes: Sequence[str] = [code for code, _ in article_codes(found, "tooth-pain")]
    assert found_codes == ["H102", "H106", "H106"]
