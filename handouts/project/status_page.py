"""The status as one page of HTML: for the wall, for a browser without a network, for a printer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from markupsafe import Markup, escape

from handouts.project.project import Project
from handouts.project.status import ArticleStatus, LanguageStatus
from handouts.project.writing import write_whole

_STYLE = Markup(
    """\
:root { font: 16px/1.5 system-ui, sans-serif; color: #16202a; background: #fff }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
h1 { margin-bottom: 0 }
h2 { margin: 2.5rem 0 0 }
table { border-collapse: collapse; width: 100% }
caption { text-align: start; padding: .25rem 0; color: #3d4a56 }
th, td { text-align: start; vertical-align: top; padding: .35rem .75rem .35rem 0;
  border-bottom: 1px solid #c3ccd4 }
thead th { border-bottom: 2px solid #16202a }
tbody th { font-weight: 600 }
.n { text-align: end; font-variant-numeric: tabular-nums }
.bar { display: flex; height: 1rem; width: 14rem; max-width: 100%; border: 1px solid #16202a;
  print-color-adjust: exact; -webkit-print-color-adjust: exact }
.done { background: #0c4a52 }
.fuzzy { background: repeating-linear-gradient(45deg, #8a5a00 0, #8a5a00 2px, #ffe9bf 2px,
  #ffe9bf 6px) }
.missing { background: #fff }
.key { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; padding: 0; list-style: none }
.key i { display: inline-block; width: 1.5rem; height: .8rem; border: 1px solid #16202a;
  margin-inline-end: .4rem; print-color-adjust: exact; -webkit-print-color-adjust: exact }
.bad { font-weight: 700 }
.scroll { overflow-x: auto }
@media (prefers-color-scheme: dark) {
  :root { color: #e8edf1; background: #12181d }
  caption { color: #b9c4cd }
  thead th, .bar, .key i { border-color: #e8edf1 }
  .done { background: #57b8c4 }
}
@media print {
  :root { font-size: 10pt; color: #000; background: #fff }
  body { max-width: none; margin: 0 }
  thead { display: table-header-group }
  tr { break-inside: avoid }
  h2, caption { break-after: avoid }
  .bar { width: 7rem }
  .scroll { overflow: visible }
}
"""
)
_PAGE = Markup(
    """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Handouts: status</title>
<style>
{style}</style>
</head>
<body>
<main>
<h1>Status of the handouts</h1>
<p>{summary}</p>
<ul class="key" aria-label="What the bars mean">
<li><i class="done"></i>solid: translated</li>
<li><i class="fuzzy"></i>striped: fuzzy, never printed</li>
<li><i class="missing"></i>empty: missing</li>
</ul>
{articles}
</main>
</body>
</html>
"""
)
_ARTICLE = Markup(
    """\
<h2 id="{slug}" lang="{source}">{title}</h2>
<div class="scroll">
<table>
<caption>{slug}: {ready} of {count} languages signed</caption>
<thead><tr><th scope="col">Language</th><th scope="col">Messages</th>\
<th scope="col" class="n">Translated</th><th scope="col" class="n">Fuzzy</th>\
<th scope="col" class="n">Missing</th><th scope="col" class="n">Errors</th>\
<th scope="col" class="n">Warnings</th><th scope="col">Signed</th>\
<th scope="col">To do</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>
"""
)
_ROW = Markup(
    '<tr><th scope="row"><span lang="{tag}" dir="{direction}">{autonym}</span> {name} ({tag})</th>'
    '<td><div class="bar" role="img" aria-label="{said}">{bars}</div></td>'
    '<td class="n">{translated}</td><td class="n">{fuzzy}</td><td class="n">{missing}</td>'
    '<td class="n{bad}">{errors}</td><td class="n">{warnings}</td><td>{signed}</td>'
    "<td>{todo}</td></tr>"
)


def write_status_page(project: Project, articles: Sequence[ArticleStatus], path: Path) -> None:
    """Write the page of a project's status; raises HandoutsError H505."""
    write_whole(path, status_page(project, articles).encode())


def status_page(project: Project, articles: Sequence[ArticleStatus]) -> str:
    """Return the page: whole in itself, with a table for each article and bars that say numbers."""
    rows = [row for article in articles for row in article.languages]
    signed = sum(row.signed for row in rows)
    summary = (
        f"{_counted(len(articles), 'article')}, {_counted(len(project.languages), 'language')}: "
        f"{signed} of {_counted(len(rows), 'text')} signed, "
        f"{sum(row.stale for row in rows)} changed since they were, "
        f"{sum(row.overdue for row in rows)} overdue for review, "
        f"{sum(row.errors > 0 for row in rows)} with errors."
    )
    parts = Markup("").join(_article(project, article) for article in articles)
    return str(_PAGE.format(style=_STYLE, summary=summary, articles=parts))


def _article(project: Project, article: ArticleStatus) -> Markup:
    loaded = project.article(article.slug).article
    return _ARTICLE.format(
        slug=article.slug,
        source=project.source.tag,
        title=loaded.title if loaded else article.slug,
        ready=sum(row.signed for row in article.languages),
        count=len(article.languages),
        rows=Markup("\n").join(_row(project, row) for row in article.languages),
    )


def _row(project: Project, row: LanguageStatus) -> Markup:
    language = project.language(row.tag)
    same = language.autonym == language.name
    return _ROW.format(
        tag=row.tag,
        direction=language.direction,
        autonym=language.autonym,
        name="" if same else language.name,
        said=f"{row.translated} translated, {row.fuzzy} fuzzy, {row.missing} missing",
        bars=_bars(row),
        translated=row.translated,
        fuzzy=row.fuzzy,
        missing=row.missing,
        bad=" bad" if row.errors else "",
        errors=row.errors,
        warnings=row.warnings,
        signed="yes" if row.signed else f"{row.texts_signed} of {row.texts}",
        todo=Markup("<br>").join(escape(text) for text in _todo(row)),
    )


def _bars(row: LanguageStatus) -> Markup:
    parts = (("done", row.translated), ("fuzzy", row.fuzzy), ("missing", row.missing))
    total = sum(count for _, count in parts)
    one = Markup('<span class="{}" style="width: {}%"></span>')
    return Markup("").join(
        one.format(name, round(100 * count / total, 2)) for name, count in parts if count
    )


def _todo(row: LanguageStatus) -> Iterator[str]:
    """What keeps a text from being final, in words."""
    if not row.translated + row.fuzzy + row.missing:
        yield "cannot be read"
    if row.missing or row.fuzzy:
        yield f"translate {row.missing + row.fuzzy}"
    if row.errors:
        yield f"mend {_counted(row.errors, 'error')}"
    if row.stale:
        yield "changed since it was signed"
    if not row.signed:
        yield "sign"
    if row.overdue:
        yield "overdue: review the article"


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
