"""What WeasyPrint 70 does wrong in tagged PDFs, each with a page that shows it.

A test that fails here is good news: WeasyPrint has mended the defect, and the work-around that
`handouts.pdf` names for it can go.
"""

from __future__ import annotations

import inspect
import io
from pathlib import Path

import pikepdf
import pytest

from handouts.pdf import patches, write
from tests import pdffacts, pdfpages


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fontconfig")


def stock(cache: Path, body: str, tag: str = "en", style: str = "") -> tuple[pdffacts.Facts, bytes]:
    """Write a page with WeasyPrint alone."""
    document = pdfpages.lay_out(tag, pdfpages.page(tag, body, style), cache)
    data = document.write_pdf(pdf_variant="pdf/ua-1", uncompressed_pdf=True)
    return pdffacts.read(data), data


def test_private_parts_are_still_there(cache: Path) -> None:
    from weasyprint import pdf as engine
    from weasyprint.pdf.stream import Stream

    patches.install()
    assert list(inspect.signature(engine.add_tags).parameters) == [
        "pdf",
        "document",
        "pdf_version",
        "page_streams",
    ]
    assert "tags" in inspect.signature(Stream).parameters
    document = pdfpages.lay_out("en", pdfpages.page("en", '<a href="#x" id="x">x</a>'), cache)
    assert document.pages[0].links[0][3] in document.pages[0]._page_box.descendants()
    write(document, pdfpages.facts("en"))
    assert document.pages[0].links[0][3].link_annotation["Subtype"] == "/Link"


def test_layout_and_drawing_can_still_be_watched() -> None:
    """What `typeset.recording`, `typeset.afresh` and `pdf.redrawing` take for granted."""
    from weasyprint import draw
    from weasyprint.formatting_structure import build
    from weasyprint.layout import LayoutContext, block, column, page, preferred
    from weasyprint.pdf.stream import Stream
    from weasyprint.stacking import StackingContext

    from handouts.typeset import cascade, recording

    recording.install()
    assert recording.is_installed()
    assert list(inspect.signature(recording._stock_layout).parameters) == [
        *("context", "box", "bottom_space", "skip_stack", "containing_block", "page_is_empty"),
        *("absolute_boxes", "fixed_boxes", "adjoining_margins", "first_letter_style"),
        *("first_line_style", "discard", "max_lines"),
    ]
    assert {block.block_level_layout, column.block_level_layout, page.block_level_layout} == {
        recording._layout
    }
    assert list(inspect.signature(build.element_to_box).parameters) == [
        *("element", "style_for", "get_image_from_uri", "base_url", "target_collector"),
        *("counter_style", "footnotes", "state"),
    ]
    assert list(inspect.signature(cascade.stock_styles.__init__).parameters)[1:] == [
        *("html", "sheets", "presentational_hints", "font_config", "target_collector"),
    ]
    for name in ("min_content_width", "max_content_width"):
        watched = list(inspect.signature(getattr(preferred, name)).parameters)
        assert watched[:3] == ["context", "box", "outer"]
    context = LayoutContext(None, lambda: None, None, None, None)
    recording._set_state(context, recording._state(context))
    assert recording._shapes(context) == []
    assert next(iter(inspect.signature(draw.draw_stacking_context).parameters)) == "stream"
    part = StackingContext.from_box
    assert next(iter(inspect.signature(part).parameters)) == "box"
    written = inspect.getsource(Stream)
    for name in ("add_group", "add_pattern", "add_shading", "add_image", "set_state", "add_font"):
        assert f"def {name}(" in written
    for name in ("_current_color", "_current_alpha", "_current_font", "_old_font"):
        assert f"self.{name}" in written


def test_styles_sizes_and_lines_can_still_be_kept() -> None:
    """What `typeset.cascade`, `typeset.styles` and `typeset.shortcuts` take for granted."""
    from weasyprint import css
    from weasyprint.layout import percent
    from weasyprint.text.line_break import Layout

    from handouts.typeset import cascade, shortcuts
    from handouts.typeset.styles import FilledStyle

    worked_out = FilledStyle.__base__
    assert list(inspect.signature(worked_out.__init__).parameters)[1:] == [
        *("parent_style", "cascaded", "pseudo_type", "root_style", "base_url", "font_config"),
        "initial_page_sizes",
    ]
    said = inspect.signature(css.find_style_attributes).parameters
    assert list(said) == ["tree", "presentational_hints", "base_url"]
    written = inspect.getsource(cascade.stock_styles)
    for phrase in ("old_weight is None or old_weight <= weight", "sheet.matcher.match(element)"):
        assert phrase in written
    for side in ("padding", "margin"):  # all that is written over when a style is asked for
        assert f"style[f'{side}_{{side}}'] = ZERO_PIXELS" in written
    assert "resolve_one_percentage" in inspect.getsource(shortcuts.stock_sizes)
    assert list(inspect.signature(percent.resolve_percentages).parameters) == [
        *("box", "containing_block"),
    ]
    assert "del self.layout" in inspect.getsource(shortcuts.stock_deactivate)
    assert "justify=True" in inspect.getsource(shortcuts.stock_reactivate)
    assert set(inspect.signature(Layout.__init__).parameters) == {
        *("self", "style", "justification_spacing", "max_width"),
    }


def test_installing_twice_patches_once_and_leaves_other_documents_alone(cache: Path) -> None:
    from weasyprint import pdf as engine

    patches.install()
    installed = engine.add_tags
    patches.install()
    assert engine.add_tags is installed
    read, _ = stock(cache, "<p>x</p>")
    assert "PrintScaling" not in read.catalog["ViewerPreferences"]


def test_every_inline_box_in_a_link_is_a_link(cache: Path) -> None:
    """Worked around in links.own_links."""
    read, _ = stock(cache, '<p><a href="https://example.org/"><b>one <i>line</i></b></a></p>')
    assert len(read.links) == 3


def test_links_are_described_by_their_bare_address_and_do_not_print(cache: Path) -> None:
    """Worked around in links.describe."""
    read, _ = stock(cache, '<p><a href="https://example.org/">Help</a></p>')
    assert read.links[0]["Contents"] == "https://example.org/"
    assert "F" not in read.links[0]


def test_foreign_text_has_no_language(cache: Path) -> None:
    """Worked around in tags.Tagger, as all that follows up to the text layer."""
    read, _ = stock(cache, '<p>one <span lang="fr">deux</span></p>')
    assert {element.language for element in read.document.walk()} == {"en"}


def test_running_matter_hangs_outside_of_the_tree(cache: Path) -> None:
    read, _ = stock(cache, "<p>x</p>")
    assert read.untagged == ["XX 7"]
    assert read.artifacts == []


def test_decoration_is_a_picture_without_description(cache: Path) -> None:
    source = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='96' height='48'/>"
    read, _ = stock(cache, f'<img alt="" src="{source}">', style="body { margin: 0 }")
    (figure,) = read.document.find("Figure")
    assert figure.alternative == ""
    left, _, right, _ = map(float, figure.attributes["BBox"])
    assert right - left == pytest.approx(96), "CSS pixels where points belong"


def test_bullets_and_hidden_matter_are_text(cache: Path) -> None:
    read, _ = stock(cache, '<ul><li>x</li></ul><p aria-hidden="true">y</p>')
    assert "•" in read.document.text()
    assert "y" in read.document.text()


def test_headers_have_no_scope_and_are_read_again_on_each_page(cache: Path) -> None:
    rows = "<tr><td>2</td></tr>" * 30
    table = f"<table><thead><tr><th>1</th></tr></thead>{rows}</table>"
    read, _ = stock(cache, table, style="@page { size: 60mm 80mm }")
    headers = read.document.find("TH")
    assert len(headers) > 1
    assert not any("Scope" in header.attributes for header in headers)


def test_lists_do_not_say_how_they_are_numbered(cache: Path) -> None:
    read, _ = stock(cache, '<ol style="list-style: decimal"><li>x</li></ol>')
    assert read.document.find("L")[0].attributes == {}


def test_a_page_break_makes_two_paragraphs_of_one(cache: Path) -> None:
    read, _ = stock(cache, f"<p>{'words ' * 99}</p>", style="@page { size: 60mm 60mm }")
    assert len(read.document.find("P")) > 1


def test_text_with_opacity_belongs_to_no_element(cache: Path) -> None:
    page = pdfpages.page("en", '<p style="opacity: .5">x</p>')
    data = pdfpages.lay_out("en", page, cache).write_pdf(pdf_variant="pdf/ua-1")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (group,) = [item for item in pdf.objects if "/BBox" in getattr(item, "keys", list)()]
        assert b"/MCID" in group.read_bytes()
        assert "/StructParents" not in group


def test_indic_letters_share_a_text(cache: Path) -> None:
    """Worked around in textlayer.DrawnContent.settle, as the three that follow."""
    sentence = pdfpages.SENTENCES["hi"]
    _, data = stock(cache, f"<p>{sentence}</p>", "hi")
    assert sentence not in " ".join(pdffacts.pdftotext(data).split())


def test_a_space_between_inline_boxes_is_not_drawn(cache: Path) -> None:
    read, _ = stock(cache, "<p><b>one</b> <i>two</i></p>")
    assert read.document.text() == "onetwo"


def test_lines_run_together(cache: Path) -> None:
    read, _ = stock(cache, "<p>one two</p>", style="p { width: 1mm }")
    assert read.document.text() == "onetwo"


def test_an_automatic_hyphen_is_a_hyphen(cache: Path) -> None:
    body = '<p lang="de">Rückenschmerzen</p>'
    read, _ = stock(cache, body, style="p { width: 1mm; hyphens: auto }")
    assert "‐" in read.document.text()


def test_arabic_ligatures_and_joiners_are_lost(cache: Path) -> None:
    """Worked around in letters.Fonts."""
    _, data = stock(cache, "<p>الآن</p>", "ar")
    assert "الآن" not in pdffacts.pdftotext(data)
    _, data = stock(cache, "<p>می\u200cتوانید</p>", "fa")
    assert "\u200c" not in pdffacts.pdftotext(data)


def test_glyphs_are_moved_by_nothing(cache: Path) -> None:
    """Worked around in textlayer.DrawnContent, which leaves the moves out."""
    _, data = stock(cache, "<p>abc</p>")
    assert b">0<" in data


def test_bookmarks_hold_characters_for_line_breaking(cache: Path) -> None:
    """Worked around in document.HandoutDocument."""
    read, _ = stock(cache, "<h1>a\u200bb</h1>")
    assert read.outline == ["a\u200bb"]


def short_lines(cache: Path, text: str) -> int:
    """Count lines, the last apart, that fill less than half of their measure, at many measures."""
    from weasyprint.formatting_structure import boxes

    body = "".join(
        f'<p style="width: {width}px; font-size: 16px">{text}</p>' for width in range(300, 460)
    )
    document = pdfpages.lay_out(
        "en", pdfpages.page("en", body, "@page { size: 600px 90000px }"), cache
    )
    count = 0
    for page in document.pages:
        for box in page._page_box.descendants():
            if box.element_tag == "p":
                lines = [b for b in box.descendants() if isinstance(b, boxes.LineBox)]
                widths = [sum(child.width for child in line.children) for line in lines[:-1]]
                count += sum(width < box.width / 2 for width in widths)
    return count


def test_a_line_ends_early_before_an_inline_element(cache: Path) -> None:
    """`handouts.typeset.breaks.keep_last_spaces` mends it with U+200B."""
    text = (
        "dolor. En algunas personas que los toman mucho tiempo, el dolor puede sentirse peor."
        " <strong>No los suspenda por su cuenta.</strong> Pregunte antes a su medico."
    )
    assert short_lines(cache, text) > 0
    assert short_lines(cache, text.replace(" <strong>", " \u200b<strong>")) == 0


def test_a_drawing_without_a_size_stops_stock_layout_in_right_to_left_text() -> None:
    from weasyprint import HTML
    from weasyprint.formatting_structure.boxes import InlineReplacedBox

    import handouts.typeset.engine  # noqa: F401 - it repairs

    drawing = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 3'/>"
    page = HTML(string=f'<html dir="rtl"><p>x <img src="{drawing}">')
    assert len(page.render().pages) == 1

    place = InlineReplacedBox.position_x
    del InlineReplacedBox.position_x
    try:
        with pytest.raises(AttributeError, match="position_x"):
            page.render()
    finally:
        InlineReplacedBox.position_x = place
