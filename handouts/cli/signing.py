"""`handouts sign` and `handouts waive`."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import click

from handouts.cli import completing
from handouts.cli.asking import examples, setting, the_project, usage_errors
from handouts.cli.completing import from_project
from handouts.cli.talk import counted, tell, tell_finding
from handouts.findings import ExitCode

if TYPE_CHECKING:
    from handouts.project.signing import SignedSheet
    from handouts.reviews import Signing

_METHODS = ("translated", "machine-translated", "reviewed", "second-reader")
_LONGEST = 60
_JOINERS = str.maketrans("", "", "\u200c\u200d")  # letters of Persian and Indic names hang on them

_slug = click.argument("slug", metavar="SLUG", shell_complete=from_project(completing.slugs))
_tag = click.option(
    "-l",
    "--language",
    "tag",
    required=True,
    metavar="TAG",
    shell_complete=from_project(completing.tags),
    help="The language, such as es or zh-Hans.",
)
_by = click.option("--by", required=True, metavar="NAME", help="Who answers for it.")


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime.date:
    today = datetime.date.today()
    if value is None:
        return today
    try:
        day = datetime.datetime.strptime(value, "%Y-%m-%d").date()
    except ValueError:
        raise click.BadParameter(f'"{value}" is no date, written YYYY-MM-DD') from None
    if day > today:
        raise click.BadParameter(f"{day} has not come yet")
    return day


def _method(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    if value is None:
        return ""
    said = "-".join(value.casefold().replace("_", " ").split()).removesuffix("-and-reviewed")
    if said not in _METHODS:
        raise click.BadParameter(f'"{value}" is none of {", ".join(_METHODS)}')
    return said


@click.command(
    epilog=examples(
        'sign asthma -l es --by "Ana Pérez" --role translator --second "Ben Cho"',
        'sign asthma -l es --by "Ben Cho" --role physician --method second-reader',
        'sign asthma -l en --by "Dr. Lee" --role physician --credential "MD, neurology"',
    )
)
@_slug
@_tag
@_by
@click.option("--role", required=True, metavar="ROLE", help="As what, such as translator.")
@click.option(
    "--date", "day", metavar="DATE", callback=_day, help="When it was read: YYYY-MM-DD, or today."
)
@click.option(
    "--method",
    metavar="METHOD",
    callback=_method,
    help="How the text came to be: translated, machine-translated (and reviewed by you), reviewed;"
    " or second-reader, who reads what another person has signed.",
)
@click.option("--second", metavar="NAME", help="Who else has read it.")
@click.option("--credential", metavar="TEXT", help="What qualifies the person; not printed.")
def sign(
    slug: str,
    tag: str,
    by: str,
    role: str,
    day: datetime.date,
    method: str,
    second: str | None,
    credential: str | None,
) -> int:
    """Sign an article's text in a language: you have read it, and answer for it.

    Signed is what is in the catalogs now, message by message, with the words around it. What has a
    signature keeps it; any change of a text makes the signature on it void by itself. Nothing is
    signed while a message is missing or fuzzy, or an error is not mended.
    """
    from handouts.project.signing import sign_sheet
    from handouts.reviews import MACHINE, REVIEWED, TRANSLATED, Person, Signing

    is_second = method == "second-reader"
    if is_second and second is not None:
        raise click.UsageError("--method second-reader is for one person: leave --second out.")
    project = the_project()
    with usage_errors():
        is_source = project.language(tag).tag == project.source.tag
        if is_source and method not in ("", "reviewed", "second-reader"):
            raise click.UsageError(f"{tag} is the source language: nobody translated it.")
        default = REVIEWED if is_source else TRANSLATED
        ways = {"translated": TRANSLATED, "machine-translated": MACHINE, "reviewed": REVIEWED}
        signing = Signing(
            by=Person(
                name=_said("--by", by),
                role=_said("--role", role),
                credential=_said("--credential", credential) if credential is not None else "",
            ),
            date=day,
            method=ways.get(method, default),
            second=Person(name=_said("--second", second)) if second is not None else None,
            is_second=is_second,
        )
        done = sign_sheet(project, slug, tag, signing)
    if not setting("quiet"):
        _tell_signed(slug, done, signing)
    return ExitCode.OK


def _tell_signed(slug: str, done: SignedSheet, signing: Signing) -> None:
    language, after = done.language, done.sign_off
    tell(f"{slug} in {language.name} ({language.tag}), signed by {signing.by.name}:")
    for part in (part for part in done.parts if part.part.subjects):
        counts = [f"{part.now} signed now"]
        counts += [f"{part.seconded} read by a second person now"] if part.seconded else []
        counts += [f"{part.before} signed before"] if part.before else []
        tell(f"  {len(part.part.subjects)} {part.part.noun}: {', '.join(counts)}")
    written = [part.reviews.path for part in done.parts if part.reviews != part.part.reviews]
    tell(f"  written: {', '.join(written)}" if written else "  nothing new to sign")
    waiting = sum(len(after.waiting(part)) for part in after.parts)
    if after.complete:
        tell("  all is signed")
    elif waiting:
        tell(f"  {counted(waiting, 'text')} wait for a second reader: --method second-reader")
    elif after.outline_waits:
        tell("  order and numbers wait for a second reader: --method second-reader")
    else:
        tell(f"  {after.done} of {after.total} texts are signed as they are now")


@click.command(
    epilog=examples(
        'waive asthma -l es --code H212 --message 3f2a91bc --by "Ana Pérez"'
        ' --reason "día 3 is said as tercer día"'
    )
)
@_slug
@_tag
@click.option("--code", required=True, metavar="CODE", help="The finding's code, such as H212.")
@click.option(
    "--message", required=True, metavar="ID", help="The message's id, or the beginning of it."
)
@_by
@click.option("--reason", required=True, metavar="TEXT", help="Why the text is right.")
@click.option("--date", "day", metavar="DATE", callback=_day, help="When: YYYY-MM-DD, or today.")
def waive(
    slug: str, tag: str, code: str, message: str, by: str, reason: str, day: datetime.date
) -> int:
    """Let a finding pass that is no fault: for one message, as its words are now.

    Lost placeholders, links and markup are never waived. `check` shows the ids of messages.
    """
    from handouts.findings import RULES, nearest
    from handouts.project.signing import waive_finding
    from handouts.reviews import Waiving

    if code.upper() not in RULES:
        raise click.UsageError(
            f'unknown code "{code}". {nearest(code.upper(), RULES)}See `handouts list codes`.'
        )
    wanted = Waiving(
        code=code.upper(),
        message=message,
        by=_said("--by", by),
        reason=_said("--reason", reason, longest=500),
        date=day,
    )
    project = the_project()
    with usage_errors():
        found = waive_finding(project, slug, tag, wanted)
    if not setting("quiet"):
        for one in found:
            tell_finding(one)
        tell(f"written to {project.reviews_path(slug, project.language(tag).tag)}")
    return ExitCode.OK


def _said(option: str, text: str, longest: int = _LONGEST) -> str:
    """A text on one line; raises UsageError for none, and for one too long to print."""
    line = " ".join(text.split())
    if not line or not line.translate(_JOINERS).isprintable():
        raise click.UsageError(f"{option} needs a text.")
    if len(line) > longest:
        raise click.UsageError(f"{option} takes at most {longest} letters.")
    return line
