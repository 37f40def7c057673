"""The MkDocs plugin: reads the catalog, adds its pages to the site, fills them from templates, feeds the search.

MkDocs calls the `on_*` methods in the order they stand here. The content of a page is rendered only when the page is
written and forgotten right after, so memory does not grow with the catalog; and it never passes through Markdown, or
through what other plugins do to Markdown, so text of the catalog is inert by construction.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, DictLoader, Environment
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import TableOfContents
from mkdocs.utils import CountHandler, nest_paths

from cardwright.errors import CardwrightError
from cardwright.shipped import find_templates, find_vendor
from cardwright.site.look import dress
from cardwright.site.pages import SECTIONS, Page, Pages
from cardwright.site.search import search_entries
from cardwright.site.shell import SOURCE, TEMPLATE, Shell, make_shell, mark_contents
from cardwright.site.staging import Staging, require_output

if TYPE_CHECKING:
    from cardwright.site.published import Published

log = logging.getLogger("mkdocs.plugins.cardwright")

ASSETS = "assets/cardwright"
OVERVIEW = "overview.html"
"""Where the front page stands when the project has a hand-written one."""


class CardwrightConfig(Config):
    """The plugin's options in mkdocs.yml; both may stay unset."""

    catalog = config_options.Optional(config_options.Type(str))
    as_of = config_options.Optional(config_options.Type((str, date)))


class CatalogPage(MkDocsPage):
    """A page out of the catalog: it has no Markdown to read."""

    def read_source(self, config: MkDocsConfig) -> None:
        """Do nothing: title and metadata are known."""
        self.markdown = ""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Leave the content empty until the page is written."""
        self.content = ""


class CardwrightPlugin(BasePlugin[CardwrightConfig]):
    """Puts a catalog into a MkDocs site."""

    def __init__(self) -> None:
        super().__init__()
        self.published: Published | None = None
        """Set by `cardwright build`, which has read the catalog already; otherwise read at each build."""
        self.command = "build"
        self.progress: Callable[[int, int], None] | None = None
        """Told how many pages are written and how many there are."""
        self._written = 0
        self._pages: Pages | None = None
        self._staging: Staging | None = None
        self._sections: dict[str, MkDocsPage] = {}
        self._theme: Environment | None = None
        self._shells: dict[tuple[str, int, bool], Shell | None] = {}

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Remember whether this is a preview: that goes to a temporary folder of MkDocs and needs no swap."""
        self.command = command
        if dirty and command != "serve":
            raise PluginError("cardwright cannot build with --dirty: a site is always written whole")

    @event_priority(50)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Set what every Cardwright site needs, where mkdocs.yml does not say otherwise."""
        return dress(config, ASSETS)

    @event_priority(-100)
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Read and judge the catalog, and let MkDocs write beside the site instead of over it."""
        try:
            published = self.published or publish(self._catalog(config), self._as_of())
            self._written = 0
            self._shells = {}
            self._pages = Pages(published, self._templates(config))
            if self.command != "serve":
                self._stage(config, published.catalog.folder)
        except CardwrightError as error:
            raise PluginError(str(error)) from None

    def _stage(self, config: MkDocsConfig, catalog: Path) -> None:
        output = Path(config.site_dir)
        require_output(output, (catalog, _project(config), Path(config.docs_dir)))
        self._staging = Staging(output)
        config.site_dir = str(self._staging.folder)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add a page for each page of the catalog, and the style sheets, fonts and scripts."""
        pages = self._made()
        written = {file.dest_uri for file in files}
        for address, page in list(pages.by_address.items()):
            source = address.removesuffix(".html") + ".md"
            if address in written:
                if address != "index.html":
                    continue
                source = OVERVIEW.removesuffix(".html") + ".md"
            file = File.generated(config, source, content="", inclusion=InclusionLevel.NOT_IN_NAV)
            file.cardwright_page = page  # type: ignore[attr-defined]
            files.append(file)
        for uri, path in _assets(self._templates(config)):
            if uri not in written:
                files.append(File.generated(config, uri, abs_src_path=str(path), inclusion=InclusionLevel.NOT_IN_NAV))
        if config.nav is None:
            config.nav = _navigation(files)
        for file in files:
            page = _page_of(file)
            if page and page.address not in {address for _, address in SECTIONS}:
                CatalogPage(escape(page.title), file, config)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Remember the pages of the sections, and date every page as of the report's date, so that a rebuild is the same."""
        self._sections = {}
        for file in files.documentation_pages():
            if file.page is None:
                continue
            file.page.update_date = self._made().published.as_of.isoformat()
            page = _page_of(file)
            if page:
                file.page.meta = _meta(page)
                if page.address == page.section:
                    self._sections[page.section] = file.page
        return nav

    def on_page_read_source(self, *, page: MkDocsPage, config: MkDocsConfig) -> str | None:
        """Spare MkDocs the front matter of pages that have none."""
        return "" if _page_of(page.file) else None

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Put back the metadata of our pages, which reading their empty source has cleared."""
        ours = _page_of(page.file)
        if ours:
            page.meta = _meta(ours)
        return html

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Add the template that prints a filled shell to those of the theme."""
        assert env.loader is not None
        env.loader = ChoiceLoader([DictLoader({TEMPLATE: SOURCE}), env.loader])
        self._theme = env
        return env

    @event_priority(-50)
    def on_page_context(
        self, context: dict[str, Any], *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> dict[str, Any]:
        """Render the page, now that it is about to be written."""
        ours = _page_of(page.file)
        if ours:
            self._fill(page, ours, context)
        return context

    def _fill(self, page: MkDocsPage, ours: Page, context: dict[str, Any]) -> None:
        rendered = self._made().render(ours.address)
        key = (ours.section, ours.address.count("/"), ours.has_contents)
        self._mark_section(ours, active=True)
        if self._theme and page.meta.get("template") == TEMPLATE:
            if key not in self._shells:
                self._shells[key] = make_shell(self._theme.get_template("main.html"), context, page)
            shell = self._shells[key]
            if shell:
                context["cardwright_html"] = shell.fill(
                    ours.title, page.canonical_url or "", rendered.contents, rendered.html
                )
                return
        page.content = rendered.html
        page.toc = mark_contents("top", rendered.contents)
        if self._theme and page.meta.get("template") == TEMPLATE:
            context["cardwright_html"] = self._theme.get_template("main.html").render(context)

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Forget the content of a page that has been written."""
        ours = _page_of(page.file)
        if ours:
            page.content, page.toc = "", TableOfContents([])
            self._mark_section(ours, active=False)
            self._written += 1
            if self.progress:
                self.progress(self._written, len(self._made().by_address))
        return output

    def _mark_section(self, page: Page, *, active: bool) -> None:
        section = self._sections.get(page.section)
        if section:
            section.active = active

    @event_priority(50)
    def _feed_search(self, *, config: MkDocsConfig) -> None:
        """Add the entries before the search plugin writes its index, which the offline plugin then inlines."""
        search = config.plugins.get("material/search")
        if search is not None and search.config.enabled:
            search.search_index.entries.extend(search_entries(self._made().published))

    @event_priority(-1000)
    def _publish(self, *, config: MkDocsConfig) -> None:
        """Swap the finished site in, unless strict mode is about to reject it."""
        if self._staging is None:
            return
        output, staging = self._staging.output, self._staging
        self._staging = None
        config.site_dir = str(output)
        if config.strict and _warned():
            staging.discard()
            return
        try:
            staging.publish()
        except CardwrightError as error:
            staging.discard()
            raise PluginError(str(error)) from None

    on_post_build = CombinedEvent(_feed_search, _publish)

    def on_build_error(self, *, error: Exception) -> None:
        """Leave the old site as it is."""
        if self._staging:
            self._staging.discard()
            self._staging = None

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Rebuild the preview when the catalog or a template changes."""
        for folder in (self._catalog(config), *self._templates(config)):
            server.watch(str(folder))
        return server

    def _made(self) -> Pages:
        if self._pages is None:
            raise PluginError("the catalog was not read before its pages were asked for")
        return self._pages

    def _catalog(self, config: MkDocsConfig) -> Path:
        """The catalog folder: option, environment, `catalog/` beside mkdocs.yml, or its own folder if that is one."""
        named = self.config.catalog
        project = _project(config)
        if named:
            return project / named
        if os.environ.get("CARDWRIGHT_CATALOG"):
            return Path(os.environ["CARDWRIGHT_CATALOG"])
        return project if (project / "catalog.yaml").is_file() else project / "catalog"

    def _as_of(self) -> date:
        """The date of the report: option, `SOURCE_DATE_EPOCH`, or today where this is run."""
        stated = self.config.as_of
        if isinstance(stated, date):
            return stated
        if stated:
            try:
                return date.fromisoformat(stated)
            except ValueError:
                raise CardwrightError(f"as_of: {stated!r} in mkdocs.yml is not a date like 2026-11-21") from None
        epoch = os.environ.get("SOURCE_DATE_EPOCH")
        return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else date.today()

    def _templates(self, config: MkDocsConfig) -> tuple[Path, ...]:
        """The project's own templates before ours; file by file, the first found wins."""
        own = _project(config) / "templates"
        shipped = find_templates()
        return (own, shipped) if own.is_dir() and own.resolve() != shipped.resolve() else (shipped,)


def publish(catalog: Path, as_of: date) -> Published:
    """Read and judge a catalog for its pages. Raises CardwrightError when there is none."""
    from cardwright.catalog.load import load_catalog
    from cardwright.rules.judge import judge
    from cardwright.site.published import Published

    return Published(judge(load_catalog(catalog), as_of))


def _project(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).resolve().parent if config.config_file_path else Path.cwd()


def _page_of(file: File) -> Page | None:
    return getattr(file, "cardwright_page", None)


def _meta(page: Page) -> dict[str, Any]:
    """MkDocs and Material print these as they are, so the title is escaped; the search gets its own entries."""
    hidden = ["navigation"] if page.has_contents else ["navigation", "toc"]
    meta = {"title": escape(page.title), "search": {"exclude": True}, "hide": hidden}
    return {**meta, "template": TEMPLATE} if page.address != page.section else meta


def _navigation(files: Files) -> list[Any]:
    """Our sections first, then what the project wrote by hand."""
    ours = {page.address: file.src_uri for file in files if (page := _page_of(file))}
    nav: list[Any] = [{title: ours[address]} for title, address in SECTIONS if address in ours]
    home = files.get_file_from_path("index.md")
    if home is not None and _page_of(home) is None:
        nav = [{"Home": "index.md"}, {"Overview": ours["index.html"]}, *nav[1:]]
    by_hand = [
        file.src_uri
        for file in files.documentation_pages()
        if _page_of(file) is None and file.src_uri != "index.md" and file.inclusion.is_in_nav()
    ]
    return nav + nest_paths(by_hand)


def _assets(templates: tuple[Path, ...]) -> list[tuple[str, Path]]:
    """Every file that the pages load, by its place in the site."""
    found: dict[str, Path] = {}
    for folder in (find_vendor() / "site", *(folder / "site" / "assets" for folder in reversed(templates))):
        if folder.is_dir():
            found.update({f"{ASSETS}/{path.name}": path for path in folder.iterdir() if path.is_file()})
    return sorted(found.items())


def _warned() -> bool:
    """Whether MkDocs, in strict mode, has counted a warning."""
    counters = [handler for handler in logging.getLogger("mkdocs").handlers if isinstance(handler, CountHandler)]
    return any(counter.get_counts() for counter in counters)
