"""Our pages and assets as files of MkDocs that exist in memory only."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import CountHandler, nest_paths

from cardwright.site.pages import NAVIGATION, SECTIONS, Page, Pages
from cardwright.site.shell import TEMPLATE

FRONT, OVERVIEW = "index.html", "overview.html"
"""The front page, and where ours stands when the project has a hand-written one."""


class CatalogPage(MkDocsPage):
    """A page out of the catalog: it has no Markdown to read."""

    def read_source(self, config: MkDocsConfig) -> None:
        """Do nothing: title and metadata are known."""
        self.markdown = ""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Leave the content empty until the page is written."""
        self.content = ""


def add_files(
    files: Files, config: MkDocsConfig, pages: Pages, loaded: Mapping[str, Path], assets: str, but: Collection[str]
) -> None:
    """Add our pages and assets to the files of the project; what was written by hand keeps its place.

    Pages outside the navigation are made here, because those that MkDocs makes go through Markdown. `loaded` are
    the files that they load, by name, for the folder `assets`; `but` are addresses of pages that need no file.
    """
    written = {file.dest_uri for file in files}
    sections = {address for _, address in SECTIONS}
    for address, page in pages.by_address.items():
        if address in but or (address in written and address != FRONT):
            continue
        place = OVERVIEW if address in written else address
        file = _generated(config, place.removesuffix(".html") + ".md", content="")
        file.cardwright_page = page  # type: ignore[attr-defined]  # rides along to the events of the page
        files.append(file)
        if address not in sections:
            CatalogPage(escape(page.title), file, config)
    for name, path in sorted(loaded.items()):
        if f"{assets}/{name}" not in written:
            files.append(_generated(config, f"{assets}/{name}", abs_src_path=str(path)))
    if config.nav is None:
        config.nav = _navigation(files)


def _generated(config: MkDocsConfig, uri: str, **content: str) -> File:
    return File.generated(config, uri, inclusion=InclusionLevel.NOT_IN_NAV, **content)


def page_of(file: File) -> Page | None:
    """Our page behind a file of MkDocs; None for a hand-written one."""
    return getattr(file, "cardwright_page", None)


def project_folder(config: MkDocsConfig) -> Path:
    """The folder of mkdocs.yml."""
    return Path(config.config_file_path).resolve().parent if config.config_file_path else Path.cwd()


def metadata(page: Page) -> dict[str, Any]:
    """What would stand in a page's front matter.

    MkDocs and Material print the title as it is, so it is escaped. The search gets its own entries.
    """
    hidden = ["navigation"] if page.has_contents else ["navigation", "toc"]
    meta = {"title": escape(page.title), "search": {"exclude": True}, "hide": hidden}
    return {**meta, "template": TEMPLATE} if page.address != page.section else meta


def _navigation(files: Files) -> list[Any]:
    """Our sections first, then what the project wrote by hand."""
    ours = {page.address: file.src_uri for file in files if (page := page_of(file))}
    nav: list[Any] = []
    for name, entries in NAVIGATION:
        found: list[Any] = [{title: ours[address]} for title, address in entries if address in ours]
        nav += [{name: found}] if name and len(found) > 1 else found
    home = files.get_file_from_path("index.md")
    if home is not None and page_of(home) is None:
        nav = [{"Home": "index.md"}, {"Overview": ours[FRONT]}, *nav[1:]]
    by_hand = [
        file.src_uri
        for file in files.documentation_pages()
        if page_of(file) is None
        and file.src_uri != "index.md"
        and file.inclusion.value > InclusionLevel.NOT_IN_NAV.value
    ]
    nested: list[Any] = nest_paths(by_hand)  # type: ignore[no-untyped-call]  # MkDocs has no types here
    return nav + nested


def count_warnings() -> int:
    """How many warnings MkDocs, in strict mode, has counted."""
    counters = [handler for handler in logging.getLogger("mkdocs").handlers if isinstance(handler, CountHandler)]
    return sum(count for counter in counters for _, count in counter.get_counts())


def stampable_day(day: date) -> date:
    """The day, or the nearest that fits where MkDocs writes it: the header of a gzip file counts from 1970 to 2106."""
    return min(max(day, date(1970, 1, 2)), date(2106, 1, 1))


def table_of(contents: Any) -> TableOfContents:
    """The contents as MkDocs has them; headings are printed as they are, so they are escaped."""
    top = AnchorLink("", "top", 1)
    top.children = [AnchorLink(escape(heading), anchor, 2) for anchor, heading in contents]
    return TableOfContents([top])
