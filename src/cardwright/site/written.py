"""Pages that a project wrote by hand, and the audience each is for: `audience: public` in its front matter opens it.

Nothing is known of a page that does not say, so it is internal. Pictures and other files go with the pages that name
them, and with mkdocs.yml.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.utils.meta import get_data

from cardwright.audiences.marks import sees
from cardwright.catalog.entities.field import AUDIENCES, Audience

log = logging.getLogger("mkdocs.plugins.cardwright")


def withhold_files(files: Files, config: MkDocsConfig, audience: Audience) -> None:
    """Take the project's own files that an audience may not see out of the site and out of its navigation."""
    if audience == "internal":
        return
    own = [file for file in files if file.src_dir == config.docs_dir]
    shown = [file for file in own if file.is_documentation_page() and _is_open(file, audience)]
    texts = [*(file.content_string for file in shown), *_named_in(config)]
    withheld = [file for file in own if file not in shown and (file.is_documentation_page() or not _named(file, texts))]
    for file in withheld:
        files.remove(file)
    if config.nav:
        gone = {file.src_uri for file in withheld}
        config.nav = _without(config.nav, gone)
    if withheld:
        log.info("%d files of docs_dir are not marked for the audience %s and left out", len(withheld), audience)


def _is_open(file: File, audience: Audience) -> bool:
    mark: Any = get_data(file.content_string)[1].get("audience")
    return mark in AUDIENCES and sees(audience, mark)


def _named_in(config: MkDocsConfig) -> Iterable[str]:
    """What mkdocs.yml itself names: style sheets, scripts and pictures of the theme."""
    yield from map(str, [*config.extra_css, *config.extra_javascript])
    yield from (str(config.theme[name]) for name in ("logo", "favicon") if config.theme.get(name))


def _named(file: File, texts: Iterable[str]) -> bool:
    name = file.src_uri.rpartition("/")[2]
    return any(name in text for text in texts)


def _without(nav: Any, gone: set[str]) -> Any:
    """A navigation without the entries of some files; what has nothing left below it goes too."""
    if isinstance(nav, list):
        return [kept for item in nav if (kept := _without(item, gone)) not in (None, [], {})]
    if isinstance(nav, dict):
        return {title: kept for title, item in nav.items() if (kept := _without(item, gone)) not in (None, [])}
    return None if nav in gone else nav
