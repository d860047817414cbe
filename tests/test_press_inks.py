"""Colours and pictures as ink: the design exactly, greys in black, all others by the profile."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from handouts.pdf.press import DEFAULT_PROFILE, default_profile
from handouts.pdf.press.inks import Inks, grey, inks, srgb_of_lab
from handouts.pdf.press.pixels import held, ink_of, most_ink, palette
from tests import press_sheets as sheets

LIMIT = 300.0
levels = st.integers(0, 255)


@pytest.fixture(scope="session")
def mine() -> Inks:
    return inks(default_profile(), LIMIT)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fontconfig")


def of(mine: Inks, name: str) -> tuple[float, ...]:
    return mine.of(*(int(name[i : i + 2], 16) / 255 for i in (1, 3, 5)))


# ── the profile ────────────────────────────────────────────────────────────────────────────────


def test_profile_is_locked_and_has_its_licence_beside_it() -> None:
    digest = hashlib.sha256(default_profile()).hexdigest()
    readme = (DEFAULT_PROFILE.parent / "README.md").read_text(encoding="utf-8")
    licence = (DEFAULT_PROFILE.parent / "FOGRA39L_coated.LICENSE.txt").read_text(encoding="utf-8")
    assert digest == "b35713ef7eff09349d4c3249e5f377736d06d8a2671c54712971a3546bf17c57"
    assert f"`{digest}`" in readme
    assert "The zlib/libpng License" in licence
    assert "I hereby waive all of my rights" in licence


# ── colours ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "percent"),
    [
        ("#0C4A52", (90, 45, 45, 50)),
        ("#8F1D1A", (5, 95, 85, 45)),
        ("#B5482F", (5, 78, 80, 27)),
        ("#56696C", (60, 36, 38, 32)),
        ("#BFD6D3", (30, 8, 19, 0)),
        ("#000000", (0, 0, 0, 100)),
        ("#FFFFFF", (0, 0, 0, 0)),
        ("#808080", (0, 0, 0, 49.8)),
        ("#333435", (0, 0, 0, 79.61)),  # a grey, as far as eyes can tell
    ],
)
def test_design_prints_as_chosen_and_greys_in_black_alone(
    mine: Inks, name: str, percent: tuple[float, ...]
) -> None:
    assert of(mine, name) == pytest.approx([part / 100 for part in percent], abs=1e-4)


def test_every_colour_of_the_templates_has_its_inks(root: Path) -> None:
    tokens = (root / "templates" / "tokens.css").read_text(encoding="utf-8")
    names = re.findall(r"--\w+: (#[0-9A-F]{6});", tokens)
    assert len(names) >= 4
    never = Inks(b"no profile is looked at", LIMIT)
    for name in names:
        assert sum(of(never, name)) <= 2.4


def test_other_colours_go_through_the_profile(mine: Inks) -> None:
    c, m, y, k = of(mine, "#2B5FA8")
    assert c > m > y
    assert k < 0.3
    one = mine.photograph(Image.new("RGB", (1, 1), (0x2B, 0x5F, 0xA8))).getpixel((0, 0))
    assert (c, m, y, k) == pytest.approx([part / 255 for part in one], abs=1e-4)


@given(levels, levels, levels, st.sampled_from([180.0, 240.0, 300.0]))
def test_no_colour_has_more_ink_than_the_limit(r: int, g: int, b: int, limit: float) -> None:
    found = inks(default_profile(), limit).of(r / 255, g / 255, b / 255)
    assert all(0 <= part <= 1 for part in found)
    assert sum(found) <= limit / 100 + 2e-4
    if max(r, g, b) - min(r, g, b) <= 2:
        assert found[:3] == (0, 0, 0)


def test_limit_takes_colour_back_and_keeps_black() -> None:
    much = inks(default_profile(), 400).of(0.05, 0.02, 0.1)
    little = inks(default_profile(), 200).of(0.05, 0.02, 0.1)
    assert sum(much) > 2.5
    assert sum(little) == pytest.approx(2, abs=1e-3)
    assert little[3] == much[3]
    assert little[0] / little[1] == pytest.approx(much[0] / much[1], abs=0.01)


def test_lab_is_the_srgb_colour_that_it_names() -> None:
    # CSS Color 4's own sample: #7654cd is lab(44.36% 36.05 -58.99)
    assert srgb_of_lab((44.36, 36.05, -58.99), is_d50=True) == pytest.approx(
        (0x76 / 255, 0x54 / 255, 0xCD / 255), abs=0.004
    )
    for is_d50 in (True, False):
        assert srgb_of_lab((100, 0, 0), is_d50=is_d50) == pytest.approx((1, 1, 1), abs=0.002)
        assert srgb_of_lab((0, 0, 0), is_d50=is_d50) == (0, 0, 0)
    assert grey(1, 1, 1) == 1


# ── pixels ─────────────────────────────────────────────────────────────────────────────────────


def noise(size: tuple[int, int] = (64, 64)) -> Any:
    """Give a CMYK picture with every amount of ink from none to 400 %."""
    down = Image.linear_gradient("L").resize(size)
    return Image.merge("CMYK", (down, down.rotate(90), down, down))


@pytest.mark.parametrize("limit", [150.0, 240.0, 300.0])
def test_held_pictures_are_under_the_limit_and_keep_their_black(limit: float) -> None:
    image = Image.merge("CMYK", [Image.new("L", (4, 4), 255)] * 3 + [Image.new("L", (4, 4), 200)])
    for much in (image, noise()):
        less = held(much, limit)
        assert most_ink(much) > limit >= most_ink(less) > limit - 4
        assert less.getchannel("K").tobytes() == much.getchannel("K").tobytes()


def test_pictures_under_the_limit_stay_as_they_are() -> None:
    image = Image.new("CMYK", (4, 4), (10, 20, 30, 40))
    assert held(image, LIMIT) is image


def test_jpeg_inks_are_what_the_pdf_prints() -> None:
    file = io.BytesIO()
    Image.new("CMYK", (8, 8), (255, 0, 0, 0)).save(file, "JPEG", quality=100)
    assert ink_of(file.getvalue(), is_inverted=True).getpixel((0, 0)) == (255, 0, 0, 0)
    assert ink_of(file.getvalue(), is_inverted=False).getpixel((0, 0)) == (0, 255, 255, 255)


def test_few_colours_are_a_palette_and_many_are_not() -> None:
    image = Image.new("RGB", (4, 4), (12, 74, 82))
    image.putpixel((1, 1), (0, 0, 0))
    found = palette(image)
    assert found is not None
    indices, colours = found
    assert [colours[index] for index in set(indices.tobytes())].count((0, 0, 0)) == 1
    assert colours[indices.getpixel((2, 2))] == (12, 74, 82)
    assert palette(Image.effect_noise((64, 64), 90).convert("RGB")) is not None  # 256 greys
    many = [Image.effect_noise((64, 64), 90) for _ in range(3)]
    assert palette(Image.merge("RGB", many)) is None


# ── pictures in the file ───────────────────────────────────────────────────────────────────────


def images(data: bytes) -> list[Any]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        masks = {item.SMask.objgen for item in pdf.objects if _is_image(item) and "/SMask" in item}
        return [
            (dict(item.items()), item.read_raw_bytes(), _samples(item))
            for item in pdf.objects
            if _is_image(item) and item.objgen not in masks
        ]


def _is_image(item: Any) -> bool:
    return isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"


def _samples(item: Any) -> bytes:
    return b"" if item.Filter == "/DCTDecode" else item.read_bytes()


def shown(cache: Path, address: str, **settings: Any) -> tuple[dict[str, Any], bytes, bytes]:
    """Write a page with one picture, and give the picture's dictionary, raw data and samples."""
    document = sheets.laid_out(sheets.plain_page(f'<img src="{address}" alt="x">'), cache)
    made = sheets.press(**settings)
    data = sheets.written(document, made)
    assert sheets.faults(data, made) == ()
    found: tuple[dict[str, Any], bytes, bytes]
    (found,) = images(data)
    return found


def test_photograph_stays_jpeg_in_four_inks_under_the_limit(cache: Path) -> None:
    address = sheets.picture("RGB", kind="JPEG")
    for limit in (300.0, 220.0):
        extra, raw, _ = shown(cache, address, ink_limit=limit)
        assert extra["/ColorSpace"] == "/DeviceCMYK"
        assert extra["/Filter"] == "/DCTDecode"
        found = ink_of(raw, is_inverted=[int(part) for part in extra["/Decode"]] == [1, 0] * 4)
        assert limit - 40 < most_ink(found) <= limit or limit == 300
    across, down = found.size
    assert sum(found.getpixel((across - 2, down - 2))) < 400  # yellow, and nothing upside down


def test_png_becomes_four_inks_without_loss(cache: Path, mine: Inks) -> None:
    address = sheets.picture("RGB")
    extra, _, samples = shown(cache, address)
    assert extra["/ColorSpace"] == "/DeviceCMYK"
    source = Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2])))
    assert samples == held(mine.photograph(source), LIMIT).tobytes()


@pytest.mark.parametrize(("mode", "kind"), [("L", "PNG"), ("L", "JPEG"), ("LA", "PNG")])
def test_grey_pictures_print_in_black_alone(cache: Path, mode: str, kind: str) -> None:
    extra, _, _ = shown(cache, sheets.picture(mode, kind=kind))
    assert [str(part) for part in extra["/ColorSpace"]][:3] == [
        "/Separation",
        "/Black",
        "/DeviceCMYK",
    ]
    assert [int(part) for part in extra["/Decode"]] == [1, 0]
    assert ("/SMask" in extra) == (mode == "LA")


def test_rgb_picture_of_greys_prints_in_black_alone(cache: Path) -> None:
    grey_rgb = Image.linear_gradient("L").convert("RGB")
    extra, _, samples = shown(cache, sheets.data_address(grey_rgb))
    assert str(extra["/ColorSpace"][1]) == "/Black"
    assert samples == grey_rgb.getchannel("G").tobytes()


def test_logo_gets_a_palette_with_the_inks_of_the_page(cache: Path) -> None:
    logo = Image.new("RGB", (240, 160), (255, 255, 255))
    logo.paste((12, 74, 82), (0, 0, 120, 160))
    logo.paste((0, 0, 0), (60, 0, 90, 40))
    extra, _, samples = shown(cache, sheets.data_address(logo))
    family, base, last, lookup = extra["/ColorSpace"]
    assert (str(family), str(base)) == ("/Indexed", "/DeviceCMYK")
    colours = {tuple(bytes(lookup)[i * 4 : i * 4 + 4]) for i in range(int(last) + 1)}
    assert colours == {(230, 115, 115, 128), (0, 0, 0, 255), (0, 0, 0, 0)}
    first = bytes(lookup)[samples[0] * 4 : samples[0] * 4 + 4]
    assert tuple(first) == (230, 115, 115, 128)


def test_soft_edges_stay_in_x4_and_lie_on_white_in_x1a(cache: Path) -> None:
    picture = Image.new("RGBA", (240, 160), (0, 0, 0, 0))
    picture.paste((181, 72, 47, 255), (0, 0, 120, 160))
    address = sheets.data_address(picture)
    soft, _, _ = shown(cache, address)
    assert "/SMask" in soft
    flat, _, samples = shown(cache, address, standard="x-1a")
    assert "/SMask" not in flat
    lookup = bytes(flat["/ColorSpace"][3])
    assert tuple(lookup[samples[0] * 4 :][:4]) == (13, 199, 204, 69)
    assert tuple(lookup[samples[239] * 4 :][:4]) == (0, 0, 0, 0)


def test_cmyk_picture_passes_as_it_is(cache: Path) -> None:
    file = io.BytesIO()
    Image.new("CMYK", (200, 200), (200, 10, 10, 20)).save(file, "JPEG", quality=100)
    address = f"data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode()}"
    extra, raw, _ = shown(cache, address)
    assert extra["/ColorSpace"] == "/DeviceCMYK"
    assert raw == file.getvalue()
