"""Sheet + plan → HTML, by the project's templates in Jinja2's sandbox."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from jinja2.exceptions import TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from handouts.compose.kept_code import KeptCode
from handouts.compose.model import Sheet
from handouts.compose.plan import Plan, Step, columns_of
from handouts.compose.words import Words
from handouts.findings import ExitCode, HandoutsError, Location, finding
from handouts.formats import Format

_OTHERS = re.compile(r"{%[-+]?\s*(?:include|import|from|extends)\b(.*?)[-+]?%}", re.DOTALL)
_PLAIN = re.compile(
    r"""\s*(["'])(?P<name>[^"']+)\1\s*(?:ignore missing\s*)?(?:as\s+\w+\s*)?"""
    r"""(?:import\s[\w\s,]+?)?(?:with(?:out)?\s+context)?\s*"""
)
"""A template that another one names in so many words, and nothing else."""
_OPTIONS: dict[str, Any] = {
    "autoescape": True,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "extensions": ["jinja2.ext.i18n"],
}


class _Loader(FileSystemLoader):
    """Reads the templates of a folder; those of a project only where they lie in it."""

    def __init__(self, folder: Path, root: Path | None) -> None:
        super().__init__(folder)
        self._root = root if root and folder.is_relative_to(root) else None

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        found = super().get_source(environment, template)
        if self._root and not Path(found[1]).resolve().is_relative_to(self._root):
            place = Location(Path(found[1]).relative_to(self._root).as_posix(), 1)
            outside = finding("H507", "the file lies outside of the project", place)
            raise HandoutsError([outside], ExitCode.FINDINGS)
        return found


class Templates:
    """The templates of a project: its own files win over the shipped ones, file by file."""

    def __init__(
        self, folders: Sequence[Path], cache: Path | None = None, root: Path | None = None
    ) -> None:
        """Take the folders to look in, the project's first, and one to keep compiled ones below.

        `root` is the project's resolved folder: links of its templates that leave it are H507.
        """
        self.folders = tuple(folders)
        self.environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([_Loader(folder, root) for folder in self.folders]),
            undefined=StrictUndefined,
            bytecode_cache=KeptCode(cache / "templates", repr(_OPTIONS)) if cache else None,
            **_OPTIONS,
        )
        self.environment.globals["icon"] = self.icon

    def style(self, name: str) -> str:
        """The text of a style sheet; raises HandoutsError H303 for one that cannot be read."""
        try:
            return self._source(name)
        except (OSError, UnicodeDecodeError) as problem:  # TemplateNotFound is an OSError, too
            message, place = (
                f"the style sheet cannot be read: {problem}",
                Location(f"templates/{name}", 1),
            )
            raise HandoutsError([finding("H303", message, place)], ExitCode.RENDER) from None

    def files_of(self, shape: Format) -> Mapping[str, str]:
        """All that a format may read of the templates: the texts by their names, sorted.

        Templates that are named only when a page is made stand for all there are. A missing file
        is an empty text.
        """
        found: dict[str, str] = {}
        left = [*page_templates(shape), *page_styles(shape), *self._named("icons/")]
        while left:
            name = left.pop()
            if name not in found:
                found[name] = self._text(name)
                if name.endswith(".html"):
                    left += self._others(found[name])
        return dict(sorted(found.items()))

    def _others(self, text: str) -> Iterator[str]:
        for match in _OTHERS.finditer(text):
            plain = _PLAIN.fullmatch(match[1])
            yield from [plain["name"]] if plain else self._named("")

    def _named(self, start: str) -> list[str]:
        names = self.environment.list_templates()
        return [name for name in names if name.startswith(start) and not name.startswith(".")]

    def _text(self, name: str) -> str:
        try:
            return self._source(name)
        except (OSError, UnicodeDecodeError):
            return ""

    def icon(
        self, name: str, colour: str = "#000000", css_class: str = "i", disc: str = ""
    ) -> Markup:
        """Inline an icon of templates/icons/, drawn in `colour`, on a disc if one is named."""
        # The engine does not hand CSS colour down into an inline SVG: colours are written in.
        if not re.fullmatch(r"[a-z0-9-]+", name):
            raise TemplateNotFound(f"icons/{name}.svg")
        svg = self._source(f"icons/{name}.svg")
        inner = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
        box = "0 0 24 24"
        if match := re.search(r'viewBox="([^"]+)"', svg):
            box = match[1]
        inner = inner.replace("currentColor", colour)
        if disc:
            box, inner = "-7 -7 38 38", f'<circle cx="12" cy="12" r="19" fill="{disc}"/>{inner}'
        return Markup(
            f'<svg class="{css_class}" xmlns="http://www.w3.org/2000/svg" viewBox="{box}"'
            ' aria-hidden="true">'
            f"{inner}</svg>"
        )

    @lru_cache(maxsize=64)  # noqa: B019 - one instance lives as long as its process
    def _source(self, name: str) -> str:
        loader = self.environment.loader
        assert loader is not None
        return loader.get_source(self.environment, name)[0]


def page_templates(shape: Format) -> list[str]:
    """The templates of a format: the first that is there makes its pages."""
    return [f"{name}.html" for name in (shape.id, shape.template) if name]


def page_styles(shape: Format) -> tuple[str, ...]:
    """The style sheets of a format."""
    return ("tokens.css", f"{shape.template or shape.id}.css")


def render_page(
    templates: Templates,
    shape: Format,
    sheet: Sheet,
    plan: Plan,
    step: Step,
    variables: Mapping[str, object],
) -> str:
    """Render a format's template, or that of its family.

    `variables` are those of the format alone. Raises HandoutsError naming file and line where the
    template fails.
    """
    words = sheet.words
    assert isinstance(words, Words)
    context: dict[str, Any] = {
        "sheet": sheet,
        "sides": [columns_of(side) for side in plan.sides],
        "write_lines": plan.lines,
        "frame": step.frame,
        "gaps": step.gaps,
        "leading": step.leading,
        "size": step.size,
        "line_pitch": step.line_pitch,
        "step": step.name,
        "unit": step.unit,
        "format": shape.id,
        "_": words.gettext,
        "gettext": words.gettext,
        "pgettext": words.pgettext,
        **variables,
    }
    try:
        return templates.environment.select_template(page_templates(shape)).render(context)
    except HandoutsError:
        raise
    except Exception as problem:  # a template may fail in any way: it is the user's own code
        raise template_error(templates, problem) from None


def template_error(templates: Templates, problem: Exception) -> HandoutsError:
    """Say which template failed, on which line, and why."""
    message = str(problem) or type(problem).__name__
    frames = traceback.extract_tb(problem.__traceback__)
    inside = [
        f for f in frames if any(Path(f.filename).is_relative_to(d) for d in templates.folders)
    ]
    name, line = "templates", 0
    if inside:
        name, line = _relative(inside[-1].filename, templates), inside[-1].lineno or 0
    if isinstance(problem, TemplateSyntaxError):
        name, line = problem.name or name, problem.lineno
    elif isinstance(problem, TemplateNotFound):
        message = f"template {problem.name} is not there"
    elif not isinstance(problem, TemplateError):
        message = f"{type(problem).__name__}: {message}"
    if not name.startswith("templates"):
        name = f"templates/{name}"
    return HandoutsError([finding("H303", message, Location(name, line))], ExitCode.RENDER)


def _relative(filename: str, templates: Templates) -> str:
    for folder in templates.folders:
        if Path(filename).is_relative_to(folder):
            return Path(filename).relative_to(folder).as_posix()
    return filename
