"""Pages that a project wrote by hand: the audience each is for, and what none of them may wear.

`audience: public` in its front matter opens a page. Nothing is known of a page that does not say, so it is internal.
Pictures and other files go with the pages that name them, and with mkdocs.yml.

Status boxes, counts and cards are ours to give: each gets its look from a class, and these classes are taken out of
what was written by hand, so that no page says "passed" in our voice.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser
from itertools import accumulate
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.utils.meta import get_data

from cardwright.audiences.marks import sees
from cardwright.catalog.entities.field import AUDIENCES, Audience

log = logging.getLogger("mkdocs.plugins.cardwright")
_ours = re.compile(r"(?<!\S)cw(?:-\S*)?(?!\S)", re.IGNORECASE)
"""A class of ours among others."""


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


def undress(html: str) -> str:
    """The content of a page without our classes; everything else stays letter by letter.

    >>> undress('<b class="cw-outcome red">passed</b> <i class="&#99;w">&amp;</i>')
    '<b class="red">passed</b> <i class="">&amp;</i>'
    """
    return _Undressed(html).text if "class" in html.lower() else html


class _Undressed(HTMLParser):
    """Copies HTML; the tags that wear a class of ours are written anew, without it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self._html, self._copied, self._parts = html, 0, list[str]()
        self._lines = list(accumulate((len(line) + 1 for line in html.split("\n")), initial=0))
        self.feed(html)
        self.close()
        self.text = "".join([*self._parts, html[self._copied :]])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write the tag anew if it has to be."""
        if not any(name == "class" and _ours.search(value or "") for name, value in attrs):
            return
        line, column = self.getpos()
        start, written = self._lines[line - 1] + column, self.get_starttag_text() or ""
        kept = [(name, _ours.sub("", value or "").strip() if name == "class" else value) for name, value in attrs]
        listed = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in kept)
        end = " />" if written.endswith("/>") else ">"
        self._parts += [self._html[self._copied : start], f"<{tag}{listed}{end}"]
        self._copied = start + len(written)
