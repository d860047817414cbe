"""The shipped fonts: locked, licensed, complete, and the only ones that fontconfig offers."""

from __future__ import annotations

import runpy
import shutil
import tomllib
import unicodedata
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from handouts.findings import ExitCode, HandoutsError
from handouts.fonts import (
    FontFile,
    coverage,
    covered_by,
    fontconfig_file,
    load_lock,
    missing,
    planned,
    verify,
)
from handouts.languages import Language, format_date, languages
from handouts.shipped import FONTS

LOCK = load_lock(FONTS)
ARABIC = ("Noto Sans Arabic", "Noto Sans")
JAPANESE = ("Noto Sans JP", "Noto Sans")


@pytest.fixture
def few_fonts(tmp_path: Path) -> Path:
    """A small fonts folder of its own, with two families and a lock that fits them."""
    folder = tmp_path / "fonts"
    tables = (FONTS / "fonts.toml").read_text(encoding="utf-8").split("\n\n")
    kept = [table for table in tables if "noto-sans-lao/" in table or "noto-sans-hebrew/" in table]
    for slug in ("noto-sans-lao", "noto-sans-hebrew"):
        shutil.copytree(FONTS / slug, folder / slug)
    (folder / "fonts.toml").write_text("\n\n".join(kept), encoding="utf-8")
    return folder


# ── the lock ───────────────────────────────────────────────────────────────────────────────────


def test_every_file_is_the_locked_one() -> None:
    assert verify(FONTS) == ()


def spoil_a_byte(folder: Path) -> str:
    path = folder / "noto-sans-lao" / "NotoSansLao-Bold.ttf"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    return "differs from the lock"


def take_a_file_away(folder: Path) -> str:
    (folder / "noto-sans-lao" / "NotoSansLao-Bold.ttf").unlink()
    return "is missing"


def slip_a_file_in(folder: Path) -> str:
    source = folder / "noto-sans-lao" / "NotoSansLao-Bold.ttf"
    shutil.copyfile(source, folder / "noto-sans-hebrew" / "Stranger.otf")
    return "is not in the lock"


@pytest.mark.parametrize("harm", [spoil_a_byte, take_a_file_away, slip_a_file_in])
def test_a_harmed_folder_is_found(few_fonts: Path, harm: Callable[[Path], str]) -> None:
    assert verify(few_fonts) == ()
    expected = harm(few_fonts)
    (problem,) = verify(few_fonts)
    assert expected in problem.message
    assert problem.location is not None
    assert problem.location.path.startswith("fonts/noto-sans-")


def test_a_lock_that_cannot_be_read_is_one_finding(tmp_path: Path) -> None:
    (tmp_path / "fonts.toml").write_text("[[font]]\nfile = 'x.ttf'\n", encoding="utf-8")
    with pytest.raises(HandoutsError) as raised:
        load_lock(tmp_path)
    assert raised.value.exit_code is ExitCode.MISSING_DEPENDENCY


def test_lock_and_readme_are_what_the_rebuild_script_writes() -> None:
    rebuild = runpy.run_path(str(FONTS / "rebuild.py"))
    text = (FONTS / "fonts.toml").read_text(encoding="utf-8")
    entries = [{"charset": "", **table} for table in tomllib.loads(text)["font"]]
    assert sorted(rebuild["lock_text"](entries).splitlines()) == sorted(text.splitlines())
    readme = (FONTS / "README.md").read_text(encoding="utf-8")
    assert rebuild["readme_text"](entries) == readme
    families = {family.slug: family.charset for family in rebuild["FAMILIES"]}
    assert {font.family_folder: font.charset for font in LOCK} == families


@pytest.mark.parametrize("font", LOCK, ids=lambda font: font.file)
def test_origin_and_licence_are_told(font: FontFile) -> None:
    licence = (FONTS / font.licence_file).read_text(encoding="utf-8")
    assert font.licence == "OFL-1.1"
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert font.integrity.startswith("sha512-")
    assert f"| {font.family} |" in (FONTS / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("font", LOCK, ids=lambda font: font.file)
def test_the_lock_tells_the_truth_about_the_font(font: FontFile) -> None:
    from fontTools.ttLib import TTFont

    with TTFont(FONTS / font.file, lazy=True) as opened:
        assert opened["name"].getDebugName(1) == font.family
        assert opened["OS/2"].usWeightClass == font.weight
        assert opened["OS/2"].fsType == 0, "embedding must be allowed"
        # Glyph ids become the PDF's CIDs, which only holds for TrueType outlines.
        assert "glyf" in opened
        assert "fvar" not in opened
        # Only Regular files are asked what they cover, so Bold must cover the same.
        assert set(opened.getBestCmap()) == coverage((font.family,), FONTS)
        # A space is set in the font of the character before it, so every font needs one.
        assert ord(" ") in opened.getBestCmap()


def test_a_font_without_a_map_that_is_known_is_refused(tmp_path: Path) -> None:
    from fontTools.ttLib import TTFont

    font = tmp_path / "odd.ttf"
    with TTFont(FONTS / LOCK[0].file) as opened:
        codes = frozenset(opened.getBestCmap())
        opened["cmap"].tables = [t for t in opened["cmap"].tables if t.format == 4]
        opened.save(font)
        assert covered_by(font) == frozenset(code for code in codes if code < 0x10000)
        opened["cmap"].tables = []
        opened.save(font)
    with pytest.raises(ValueError, match=r"odd\.ttf: no character map"):
        covered_by(font)


# ── fontconfig ─────────────────────────────────────────────────────────────────────────────────


def listed(config: Path, monkeypatch: pytest.MonkeyPatch) -> set[Path]:
    """Ask the library itself which files a fontconfig file leads to."""
    from weasyprint.text.ffi import ffi, fontconfig

    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    loaded = ffi.gc(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcConfigDestroy)
    fonts = fontconfig.FcConfigGetFonts(loaded, fontconfig.FcSetSystem)
    files = set()
    for index in range(fonts.nfont):
        name = ffi.new("FcChar8 **")
        fontconfig.FcPatternGetString(fonts.fonts[index], b"file", 0, name)
        files.add(Path(ffi.string(name[0]).decode()))
    return files


@pytest.mark.parametrize("families", [ARABIC, JAPANESE])
def test_fontconfig_offers_exactly_the_planned_files(
    families: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = fontconfig_file(families, FONTS, tmp_path)
    files = planned(families, FONTS)
    assert len(files) == 4
    assert listed(config, monkeypatch) == {FONTS / font.file for font in files}


def test_a_stray_file_in_a_family_would_be_listed(
    few_fonts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    families = ("Noto Sans Lao",)
    slip_a_file_in(few_fonts)
    clean = listed(fontconfig_file(families, few_fonts, tmp_path / "cache"), monkeypatch)
    assert {path.name for path in clean} == {"NotoSansLao-Regular.ttf", "NotoSansLao-Bold.ttf"}
    families = ("Noto Sans Hebrew",)
    spoiled = listed(fontconfig_file(families, few_fonts, tmp_path / "cache"), monkeypatch)
    assert few_fonts / "noto-sans-hebrew" / "Stranger.otf" in spoiled


def test_the_file_depends_on_the_families_alone(tmp_path: Path) -> None:
    first = fontconfig_file(ARABIC, FONTS, tmp_path)
    written = first.stat().st_mtime_ns
    assert fontconfig_file(ARABIC[::-1], FONTS, tmp_path) == first
    assert first.stat().st_mtime_ns == written
    assert fontconfig_file(JAPANESE, FONTS, tmp_path) != first
    assert len(list(tmp_path.iterdir())) == 2, "no temporary file stays behind"


def test_awkward_folder_names_are_escaped(
    few_fonts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = few_fonts.rename(tmp_path / "our <fonts> & “more”")
    config = fontconfig_file(("Noto Sans Lao",), folder, tmp_path / "a & b")
    assert len(listed(config, monkeypatch)) == 2


def test_an_unknown_family_is_a_finding_with_a_guess(tmp_path: Path) -> None:
    with pytest.raises(HandoutsError) as raised:
        fontconfig_file(("Noto Sans Arabik", "Noto Sans"), FONTS, tmp_path)
    (problem,) = raised.value.findings
    assert 'Did you mean "Noto Sans Arabic"?' in problem.hint


def test_a_cache_that_cannot_be_written_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(HandoutsError) as raised:
        fontconfig_file(ARABIC, FONTS, tmp_path / "file" / "cache")
    assert raised.value.findings[0].code == "H505"


@pytest.mark.parametrize("content", ["", "<fontconfig><dir>/usr/share/fonts</dir></fontconfig>"])
def test_a_damaged_file_in_the_cache_is_written_anew(content: str, tmp_path: Path) -> None:
    config = fontconfig_file(ARABIC, FONTS, tmp_path)
    good = config.read_bytes()
    config.write_text(content, encoding="utf-8")
    assert fontconfig_file(ARABIC, FONTS, tmp_path) == config
    assert config.read_bytes() == good
    assert list(tmp_path.iterdir()) == [config]


def test_what_stands_in_the_place_of_the_file_is_a_finding(tmp_path: Path) -> None:
    config = fontconfig_file(ARABIC, FONTS, tmp_path)
    config.unlink()
    config.mkdir()
    with pytest.raises(HandoutsError) as raised:
        fontconfig_file(ARABIC, FONTS, tmp_path)
    assert raised.value.findings[0].code == "H505"
    assert list(tmp_path.iterdir()) == [config]


def test_a_page_in_a_font_of_the_machine_is_refused(
    few_fonts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    from handouts.pdf import PdfFacts, write

    changed = few_fonts / "noto-sans-lao" / "NotoSansLao-Regular.ttf"
    changed.write_bytes(changed.read_bytes() + b"\0")
    config = fontconfig_file(("Noto Sans Lao",), few_fonts, tmp_path / "cache")
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    html = HTML(string="<html lang=lo><title>x</title><p style='font-family: Noto Sans Lao'>ກ")
    document = html.render(font_config=FontConfiguration(), pdf_variant="pdf/ua-1")
    with pytest.raises(HandoutsError) as raised:
        write(document, PdfFacts(title="x", language="lo"))
    (problem,) = raised.value.findings
    assert problem.code == "H304"
    assert "not shipped: Noto Sans Lao" in problem.message


@pytest.mark.parametrize("family", sorted({font.family for font in LOCK}))
def test_css_finds_each_family_in_each_weight(
    family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    files = planned((family,), FONTS)
    config = fontconfig_file(("Noto Sans", family), FONTS, tmp_path)
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    own = coverage((family,), FONTS) - coverage(("Noto Sans",), FONTS)
    sample = chr(min(own or {ord("a")}, key=lambda code: (not chr(code).isalpha(), code)))
    body = "".join(f"<p style='font-weight: {font.weight}'>{sample}</p>" for font in files)
    html = f"<style>body {{ font-family: '{family}', 'Noto Sans' }}</style>{body}"
    document = HTML(string=html).write_pdf(font_config=FontConfiguration())
    with pikepdf.open(BytesIO(document)) as pdf:
        embedded = {
            # Pango ends a family name that ends in a digit with a comma.
            str(item.FontName).partition("+")[2].rstrip(",")
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        }
    face = family.replace(" ", "-")
    assert embedded == {face if font.style == "Regular" else f"{face}-Bold" for font in files}


# ── characters ─────────────────────────────────────────────────────────────────────────────────


def letters(codec: str) -> set[int]:
    """The letters, syllables and ideographs that a national standard's encoding can write."""
    codes = (*range(0x100, 0xD800), *range(0xF900, 0xFB00))
    return {
        code
        for code in codes
        if unicodedata.category(chr(code)) == "Lo" and chr(code).encode(codec, "ignore")
    }


@pytest.mark.parametrize(
    ("family", "codec", "least", "lacking"),
    [
        ("Noto Sans SC", "gb2312", 6763, ""),
        ("Noto Sans TC", "big5", 13000, ""),
        ("Noto Sans JP", "shift_jis", 6355, ""),
        # The uncut font lacks these three characters too.
        ("Noto Sans KR", "euc_kr", 2350, "隙\uf95f\uf9aa"),
    ],
)
def test_cut_fonts_hold_their_national_standard(
    family: str, codec: str, least: int, lacking: str
) -> None:
    wanted = letters(codec)
    assert len(wanted) > least
    assert missing("".join(map(chr, wanted)), (family,), FONTS) == lacking


def test_cut_fonts_hold_rare_names_and_every_hangul_syllable() -> None:
    assert missing("镕堃喆玥珺翀赟妤 2013：㑇䶮", ("Noto Sans SC",), FONTS) == ""
    assert missing("啲嘢喺嗰度，唔該晒！彞", ("Noto Sans TC",), FONTS) == ""
    syllables = "".join(map(chr, range(0xAC00, 0xD7A4)))
    assert missing(syllables, ("Noto Sans KR",), FONTS) == ""


def test_missing_names_each_uncovered_character_once() -> None:
    assert missing("Kalt 38,5 °C – „gut“ …", ("Noto Sans",), FONTS) == ""
    assert missing("b 😀 ଓ a ଓ 漢", ("Noto Sans",), FONTS) == "ଓ漢😀"


@pytest.mark.parametrize("language", languages().values(), ids=lambda language: language.tag)
def test_every_language_can_be_set(language: Language) -> None:
    words = f"{language.autonym}, {format_date(date(2026, 11, 22), language)}"
    assert missing(words, language.fonts, FONTS) == ""
    assert {font.style for font in planned(language.fonts[:1], FONTS)} == {"Regular", "Bold"}


def test_what_never_shows_needs_no_glyph() -> None:
    invisible = "\t\r\n\xad\u200b\u200c\u200d\u200e\u2028\u2060\u2066\u2069\ufe0f\ufeff\U000e0100"
    assert missing(invisible, ("Noto Sans Armenian",), FONTS) == ""
    assert missing("\u25cc" + invisible, ("Noto Sans Math",), FONTS) == "\u25cc"


@pytest.mark.parametrize(
    ("families", "without"),
    [(("Noto Sans", "Noto Sans Symbols 2", "Noto Sans Math"), ""), (("Noto Sans",), "≥☐")],
)
def test_missing_foretells_what_the_engine_cannot_print(
    families: tuple[str, ...],
    without: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    monkeypatch.setenv("FONTCONFIG_FILE", str(fontconfig_file(families, FONTS, tmp_path)))
    text = "☐ A\u00ad\u200bB ≥ 38,5 °C"
    css = ", ".join(f"'{family}'" for family in families)
    HTML(string=f"<style>body {{ font-family: {css} }}</style><p>{text}").write_pdf(
        font_config=FontConfiguration()
    )
    complaints = [record.getMessage() for record in caplog.records if "notdef" in record.message]
    assert missing(text, families, FONTS) == without
    assert [char for char in without if not any(char in line for line in complaints)] == []
    assert len(complaints) == len(without)


def test_symbols_that_staff_type_have_a_home() -> None:
    everywhere = ("Noto Sans", "Noto Sans Symbols 2", "Noto Sans Math")
    assert missing("☐ ☑ ✓ ✗ → ← ≤ ≥ ≠ ≈ ☎ ⚠ □ ● − × ½ ° ℃ ™ €", everywhere, FONTS) == ""
