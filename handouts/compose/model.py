"""What templates get: a localized article as blocks, and a clinic's facts, ready to print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from markupsafe import Markup

from handouts.compose.tables import column_group
from handouts.findings import Related
from handouts.languages import Language
from handouts.reviews import Signer

_COLONS = (":", "：", "፦", "៖")
_LABELS = 27  # letters of the words between id, version and dates
_LONG = 78  # letters of an id line that leave no room for the code on the width of a sheet
_BOLDER = 10  # letters that a title in bold type counts more


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One list item: `html` is its content, `id` its name in the layout, `number` its count."""

    id: str
    html: Markup
    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of running text.

    `kind` is paragraph, heading, list, table, quote or box. Paragraphs, headings, tables and quotes
    have `html`; lists have `items` (and are `ordered` or not); boxes have a `box`. `level` is a
    heading's, `text` the plain text that lengths are predicted from, `keep` asks to stay with the
    next block, `pin` names the kind of panel that the author wants it on.
    """

    kind: str
    id: str
    html: Markup = field(default_factory=Markup)
    text: str = ""
    level: int = 0
    items: tuple[Item, ...] = ()
    ordered: bool = False
    box: Box | None = None
    keep: bool = False
    pin: str = ""

    @property
    def announces(self) -> bool:
        """Whether it ends in a colon, in any script: what it speaks of comes next."""
        return self.text.rstrip().endswith(_COLONS)

    @property
    def columns(self) -> Markup:
        """The `<colgroup>` of a table whose columns cannot all be equally wide, else nothing."""
        return column_group(self.html) if self.kind == "table" else Markup("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One part of a warning: an h3 and what stands under it."""

    title: Markup
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A `:::` container: `tiers` are the parts under its h3 headings, `blocks` what is before."""

    name: str
    title: Markup
    blocks: tuple[Block, ...]
    tiers: tuple[Tier, ...] = ()
    facts: frozenset[str] = frozenset()

    @property
    def every_block(self) -> Iterator[Block]:
        """All blocks, those of the tiers too."""
        yield from self.blocks
        for tier in self.tiers:
            yield from tier.blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact of the clinic, ready to print; `name` is the key in handouts.toml."""

    name: str
    html: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture to print: its address for the layout, and its text for those who do not see it."""

    address: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What staff read to know the sheet: always in the source language, always left to right.

    `approval` is who has signed the text of a final sheet, `others` counts those who are not named,
    `machine` says that a machine translated it, `signed` is the day of the last signature. `code`
    is that of the edition, for `handouts verify`.
    """

    title: str
    language: str
    autonym: str
    id: str
    version: str
    date: str
    review_by: str
    approval: tuple[Signer, ...] = ()
    others: int = 0
    machine: bool = False
    signed: str = ""
    code: str = ""

    @property
    def title_line(self) -> str:
        """The plain text of the first line: what the sheet is called."""
        named = f" ({self.autonym})" if self.autonym != self.language else ""
        return f"{self.title} · {self.language}{named}{self._code if self.code_first else ''}"

    @property
    def id_line(self) -> str:
        """The plain text of the second line: id, version, dates and code."""
        version = f"Version {self.version}" if self.version else ""
        review = f"Review by {self.review_by}" if self.review_by else ""
        said = " · ".join(filter(None, (self.id, version, self.date, review)))
        return said if self.code_first else said + self._code

    @property
    def code_first(self) -> bool:
        """Whether the code stands on the first line, because the second one has no room for it."""
        first, second = len(self.title) + len(self.language) + len(self.autonym), len(self.id)
        second += sum(map(len, (self.version, self.date, self.review_by))) + _LABELS
        return second > _LONG and first + _BOLDER < second

    @property
    def _code(self) -> str:
        return f" · Code {self.code}" if self.code else ""

    @property
    def signatures(self) -> Markup:
        """Who answers for the text of a final sheet, as one line; empty on a draft."""
        if not self.approval:
            return Markup("")
        said = [Markup("Machine translation, reviewed")] if self.machine else []
        for role in dict.fromkeys(signer.role for signer in self.approval):
            names = [signer.name for signer in self.approval if signer.role == role]
            named = Markup(", ").join(Markup("<bdi>{}</bdi>").format(name) for name in names)
            said.append(Markup("{}: {}").format(role[:1].upper() + role[1:], named))
        said += [Markup("and {} more").format(self.others)] if self.others else []
        return Markup(" · ").join((*said, Markup("signed {}").format(self.signed)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything of one handout but its place on paper; lengths in mm.

    `beside` is the source's sheet where both languages are printed.
    """

    language: Language
    source: Language
    title: Markup
    plain_title: str
    summary: Markup
    intro: tuple[Block, ...]
    points: Box | None
    flow: tuple[Block, ...]
    warning: Box | None
    card: Box | None
    clinic: dict[str, Fact | None]
    logo: Picture | None
    colour: str
    picture: Picture | None
    imprint: Imprint
    sources: tuple[Markup, ...]
    qr: Markup
    draft: bool
    mixed: bool
    paper_name: str
    paper_width: float
    paper_height: float
    words: object = field(repr=False)
    longest: tuple[Related, ...] = ()
    beside: Sheet | None = None
