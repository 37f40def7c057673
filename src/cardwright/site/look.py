"""How a Cardwright site looks where mkdocs.yml does not say otherwise, and what it never does: call another host."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateNotFound

if TYPE_CHECKING:
    from jinja2 import Environment

PALETTE = [
    {
        "media": "(prefers-color-scheme: light)",
        "scheme": "default",
        "primary": "custom",
        "accent": "custom",
        "toggle": {"icon": "material/weather-night", "name": "Switch to dark mode"},
    },
    {
        "media": "(prefers-color-scheme: dark)",
        "scheme": "slate",
        "primary": "custom",
        "accent": "custom",
        "toggle": {"icon": "material/weather-sunny", "name": "Switch to light mode"},
    },
]
FEATURES = (
    "navigation.tabs",
    "navigation.tabs.sticky",
    "navigation.top",
    "search.highlight",
    "toc.follow",
)
NEVER = ("navigation.instant", "navigation.instant.prefetch", "navigation.instant.progress")
"""Features that load pages with requests, which a browser refuses for files.

`search.suggest` is not among FEATURES either: at 5,000 models its second query takes up to a minute a letter.
"""

SEPARATOR = r"(?:&(?:amp|lt|gt);|[\s\-:@/(),;&<>])+"
"""What ends a word in the search: references and ids are found whole and by their parts.

The index holds texts escaped, people type them as they read them: the three signs end a word in either form.
"""


SEARCH = "partials/search.html"
DIALOG = 'role="dialog"'
NAMED = """role="dialog" aria-label="{{ lang.t('search') }}\""""


def name_dialogs(environment: Environment) -> dict[str, str]:
    """The theme's search as it is, but for its dialog, which gets the name that people who hear the page need.

    Empty where the theme has another search, or one that names it already.
    """
    if environment.loader is None:
        return {}
    try:
        source = environment.loader.get_source(environment, SEARCH)[0]
    except TemplateNotFound:
        return {}
    named = DIALOG in source and f"{DIALOG} aria-label" not in source
    return {SEARCH: source.replace(DIALOG, NAMED)} if named else {}


LOST = "404.html"
OUR_LOST = "site/not-found.html.j2"


def lost_page(environment: Environment, templates: Sequence[Path]) -> dict[str, str]:
    """Our page for addresses that lead nowhere, in place of Material's, whose links and styles need a known address.

    Empty where the project has a page of its own for that.
    """
    if environment.loader is None:
        return {}
    try:
        standing = environment.loader.get_source(environment, LOST)[1]
    except TemplateNotFound:
        standing = None
    ours = [folder / OUR_LOST for folder in templates if (folder / OUR_LOST).is_file()]
    replaceable = standing is None or "material" in Path(standing).parts
    return {LOST: ours[0].read_text(encoding="utf-8")} if ours and replaceable else {}


def dress(config: Any, assets: str) -> None:
    """Complete the configuration of MkDocs and Material: our styles and fonts, local scripts, plain file names."""
    config.use_directory_urls = False
    theme = config.theme
    theme["font"] = False
    theme["features"] = [
        *dict.fromkeys(feature for feature in (*theme["features"], *FEATURES) if feature not in NEVER),
    ]
    if "palette" not in theme:
        theme["palette"] = PALETTE
    if theme["favicon"] == "assets/images/favicon.png":
        theme["favicon"] = f"{assets}/favicon.svg"
    if not theme["icon"]:
        theme["icon"] = {"logo": "material/card-text-outline"}
    config.extra.setdefault("generator", False)
    config.extra.setdefault("homepage", "index.html")
    config.extra["polyfills"] = [
        *(script for script in config.extra.get("polyfills", []) if "iframe-worker" not in script),
        f"{assets}/iframe-worker.js",
    ]
    config.extra_css = [f"{assets}/fonts.css", f"{assets}/cardwright.css", *config.extra_css]
    search = config.plugins.get("material/search")
    if search is not None and not search.config.separator:
        search.config.separator = SEPARATOR
