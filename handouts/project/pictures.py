"""Pictures: each is looked at before a page is laid out, so that none can swamp the engine."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote
from xml.parsers import expat

from handouts.findings import Finding, Location, finding
from handouts.project.files import is_ordinary

if TYPE_CHECKING:
    from PIL import Image

    from handouts.article import Article

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
_RASTER = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".gif": "GIF"}
SAVE_AGAIN = "Open the picture in the program that made it, and save it again."
"""What to do with a picture that cannot be read."""
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!#)|@import", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedPicture:
    """A picture as an article or the settings name it: `file`, from `folder` in the project."""

    file: str
    folder: str
    place: Location


def pictures_of(article: Article) -> Iterator[NamedPicture]:
    """Yield the pictures that an article names, in its front matter and in its text."""
    folder = PurePosixPath(article.path).parent.as_posix()
    if article.meta.image:
        place = article.meta.place(article.path, "image")
        yield NamedPicture(article.meta.image.file, folder, place)
    line = 1
    for token in article.tokens:
        line = token.map[0] + 1 if token.map else line
        for child in token.children or []:
            if child.type == "image":
                yield NamedPicture(str(child.attrs["src"]), folder, Location(article.path, line))


def project_path(picture: NamedPicture) -> str:
    """Return the picture's path in the project, `..` taken out; it may lead out of the project."""
    parts: list[str] = []
    for part in PurePosixPath(picture.folder, unquote(picture.file)).parts:
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def picture_address(picture: NamedPicture) -> str:
    """Return the address by which a page asks for the picture."""
    return f"project:/{quote(project_path(picture))}"


def picture_finding(root: Path, picture: NamedPicture) -> Finding | None:
    """Say what is wrong with a picture: where it lies, how large it is, whether it opens."""
    file, place = picture.file, picture.place
    relative = project_path(picture)
    if _SCHEME.match(file) or file.startswith("/") or relative.startswith(".."):
        return finding("H107", f"the picture {file} is not a file of the project", place)
    path = root / relative
    try:
        real = path.resolve()
        if not real.is_relative_to(root):
            return finding("H107", f"the picture {file} leads out of the project", place)
        if real.exists() and not is_ordinary(real):
            message = f"the picture {file} is no ordinary file"
            return finding("H106", message, place, hint="Put a picture in its place.")
        size = real.stat().st_size if real.is_file() else -1
        if size < 0:
            return finding("H106", f"there is no picture {relative}", place)
        if size > MAX_BYTES:
            message = f"the picture {file} has {size / 1024 / 1024:.0f} MB; 20 MB is the limit"
            return finding("H108", message, place)
        if path.suffix.lower() == ".svg":
            return _drawing_finding(real.read_bytes(), picture)
        return _raster_finding(real, picture)
    except (OSError, RuntimeError, ValueError) as problem:  # ValueError: NUL in a path
        reason = getattr(problem, "strerror", "") or str(problem)
        hint = "Look at the file's name and permissions."
        return finding("H106", f"the picture {file} cannot be read: {reason}", place, hint=hint)


def _raster_finding(path: Path, picture: NamedPicture) -> Finding | None:
    if path.suffix.lower() not in _RASTER:
        known = ", ".join([".svg", *_RASTER])
        message = f"{picture.file} is no picture that can be printed ({known})"
        return finding("H106", message, picture.place, hint="Save it as one of these kinds.")
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=tuple(set(_RASTER.values()))) as opened:
                width, height = opened.size
                if width * height <= MAX_PIXELS:
                    _read_through(opened)
    except Image.DecompressionBombError:
        width, height = MAX_PIXELS, 10
    except Exception as problem:  # a damaged file may fail in any way
        message = f"the picture {picture.file} is damaged: {problem}"
        return finding("H106", message, picture.place, hint=SAVE_AGAIN)
    if width * height > MAX_PIXELS:
        megapixels = width * height / 1e6
        message = f"the picture {picture.file} has {megapixels:.0f} megapixels; 40 is the limit"
        return finding("H108", message, picture.place)
    return None


def _read_through(opened: Image.Image) -> None:
    """Read all of a picture, in the way that costs least: one that is cut off raises an error."""
    if opened.format == "PNG":
        opened.verify()
        return
    opened.draft("L", (64, 64))  # JPEG alone can be read small
    opened.load()


class _Refused(Exception):
    pass


def _drawing_finding(data: bytes, picture: NamedPicture) -> Finding | None:
    """An SVG must parse, and hold no script, no entity, and nothing fetched from elsewhere."""
    parser = expat.ParserCreate()
    names: list[str] = []

    def entity(*_: object) -> None:
        raise _Refused("holds an entity")

    def element(name: str, attributes: dict[str, str]) -> None:
        names.append(name.rpartition(":")[2])
        if names[-1] in ("script", "foreignObject", "iframe"):
            raise _Refused(f"holds a <{names[-1]}>")
        for key, value in attributes.items():
            local = key.rpartition(":")[2].lower()
            if local.startswith("on"):
                raise _Refused(f"holds a script ({key})")
            # An <image> is fetched even where its address is a mark of the drawing itself.
            own = value.strip().startswith("#") and names[-1] not in ("image", "feImage")
            if local in ("href", "src") and names[-1] != "a" and not own:
                raise _Refused(f"asks for another file ({value[:60]})")
            if _OUTSIDE.search(value):
                raise _Refused(f"asks for another file ({value[:60]})")

    def text(content: str) -> None:
        if names and names[-1] == "style" and _OUTSIDE.search(content):
            raise _Refused(f"asks for another file ({content.strip()[:60]})")

    parser.EntityDeclHandler = entity
    parser.StartElementHandler = element
    parser.CharacterDataHandler = text
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except _Refused as problem:
        return finding("H107", f"the picture {picture.file} {problem}", picture.place)
    except (expat.ExpatError, ValueError, LookupError) as problem:
        message = f"the picture {picture.file} is damaged: {problem}"
        return finding("H106", message, picture.place, hint=SAVE_AGAIN)
    if names[0] != "svg":
        message = f"the picture {picture.file} is not an SVG drawing"
        return finding("H106", message, picture.place, hint=SAVE_AGAIN)
    return None
