"""Settings of other programs, made from what a project holds: Weblate and pre-commit."""

from __future__ import annotations

from pathlib import PurePosixPath

from handouts.project.project import LOCALES, Project

_FLAGS = r'md-text, safe-html, placeholders:r"\{[a-z.]+[0-9]*\}"'
_HOOKS = {
    "handouts-sync": ("catalogs follow their articles", "handouts sync --check"),
    "handouts-check": ("articles and catalogs hold no mistakes", "handouts check"),
}
_FILES = r"^(articles/|locales/|templates/|glossary/|handouts\.toml$)"


def weblate_components(
    project: Project, repository: str, branch: str, group: str
) -> list[dict[str, object]]:
    """Describe a Weblate component for each template of locales/, as `weblate import_json` reads.

    The first one holds the repository, the others share it; `group` is the slug of the project
    that they are made in, over there.
    """
    components: list[dict[str, object]] = []
    for path in sorted((project.root / LOCALES).glob("*.pot")):
        name = PurePosixPath(path.name).stem
        shared = f"weblate://{group}/{components[0]['slug']}" if components else repository
        components.append(
            {
                "name": name.replace("-", " ").capitalize(),
                "slug": name,
                "vcs": "git",
                "repo": shared,
                "branch": branch if not components else "",
                "filemask": f"{LOCALES}/*/LC_MESSAGES/{name}.po",
                "new_base": f"{LOCALES}/{name}.pot",
                "new_lang": "add",
                "file_format": "po",
                # sync writes long lines and has the templates merged already
                "file_format_params": {
                    "po_line_wrap": -1,
                    "po_keep_previous": True,
                    "po_fuzzy_matching": False,
                },
                "check_flags": _FLAGS,
                "enforced_checks": ["placeholders"],
                "edit_template": False,
                "manage_units": False,
            }
        )
    return components


def pre_commit_config() -> str:
    """Return a `.pre-commit-config.yaml` whose hooks run the installed `handouts`."""
    hooks = "".join(_hook(hook, "system", "      ") for hook in _HOOKS)
    return f"repos:\n  - repo: local\n    hooks:\n{hooks}"


def pre_commit_hooks() -> str:
    """Return the `.pre-commit-hooks.yaml` that offers the same hooks from this repository."""
    return "".join(_hook(hook, "python", "") for hook in _HOOKS)


def _hook(hook: str, language: str, indent: str) -> str:
    name, entry = _HOOKS[hook]
    lines = (
        f"- id: {hook}",
        f"  name: {name}",
        f"  entry: {entry}",
        f"  language: {language}",
        "  pass_filenames: false",
        f"  files: {_FILES}",
    )
    return "".join(f"{indent}{line}\n" for line in lines)
