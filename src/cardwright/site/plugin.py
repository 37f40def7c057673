"""The MkDocs plugin: reads the catalog, adds its pages to the site, fills them from templates, feeds the search.

MkDocs calls the `on_*` methods in the order they stand here. The content of a page is rendered only when the page is
written and forgotten right after, so memory does not grow with the catalog; and it never passes through Markdown, or
through what other plugins do to Markdown, so text of the catalog is inert by construction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
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
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import TableOfContents

from cardwright.catalog.entities.field import AUDIENCES
from cardwright.errors import CardwrightError
from cardwright.shipped import template_folders
from cardwright.site import shell
from cardwright.site.data import write_data
from cardwright.site.downloads import find_packs
from cardwright.site.generated import (
    add_files,
    count_warnings,
    metadata,
    page_of,
    project_folder,
    stampable_day,
    table_of,
)
from cardwright.site.look import dress, lost_page, name_dialogs
from cardwright.site.pages import Page, Pages, Rendered
from cardwright.site.preview import COMPILED, PUT_OFF, LatePages
from cardwright.site.published import publish_report
from cardwright.site.search import search_entries
from cardwright.site.settings import asset_files, catalog_folder, epoch_day, report_date
from cardwright.site.staging import Staging, require_apart, require_output
from cardwright.site.written import undress, withhold_files

if TYPE_CHECKING:
    from cardwright.rules.report import Report

ASSETS = "assets/cardwright"


class CardwrightConfig(Config):  # type: ignore[no-untyped-call]  # MkDocs has no types here
    """The plugin's options in mkdocs.yml; all of them may stay unset."""

    catalog = config_options.Optional(config_options.Type(str))
    as_of = config_options.Optional(config_options.Type((str, date)))
    audience = config_options.Choice(AUDIENCES, default="internal")
    templates = config_options.Optional(config_options.Type(str))


class CardwrightPlugin(BasePlugin[CardwrightConfig]):  # type: ignore[no-untyped-call]  # as above
    """Puts a catalog into a MkDocs site."""

    def __init__(self) -> None:
        super().__init__()
        self.report: Report | None = None
        """Set by `cardwright build`, which has read the catalog already; otherwise read at each build."""
        self.command = "build"
        self.progress: Callable[[int, int], None] | None = None
        """Told how many pages are written and how many there are."""
        self._pages: Pages | None = None
        self._staging: Staging | None = None
        self._sections: dict[str, MkDocsPage] = {}
        self._theme: Environment | None = None
        self._shells: dict[tuple[str, int, bool, bool], shell.Shell | None] = {}
        self._written = 0
        self._late = LatePages()
        self._patterns: dict[str, tuple[MkDocsPage, Any]] = {}

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Remember whether this is a preview: that goes to a temporary folder of MkDocs and needs no swap."""
        self.command = command
        if dirty and command != "serve":
            raise PluginError("cardwright cannot build with --dirty: a site is always written whole")

    @event_priority(50)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Set what every Cardwright site needs, where mkdocs.yml does not say otherwise."""
        if "features" not in config.theme:
            raise PluginError("the plugin cardwright needs Material; write `theme: {name: material}` into mkdocs.yml")
        dress(config, ASSETS)
        return config

    @event_priority(-100)
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Read and judge the catalog, and let MkDocs write beside the site instead of over it."""
        try:
            epoch_day()  # whatever the report is dated, MkDocs reads it
            report = self.report or judge_catalog(self._catalog(config), report_date(self.config.as_of))
            published = publish_report(report, self.config.audience)
            if self.config.audience == "internal":  # packs say everything
                published = replace(published, packs=find_packs(report.catalog, project_folder(config)))
            require_apart(report.catalog.folder, Path(config.docs_dir))
            self._pages = Pages(published, self._templates(config))
            self._shells, self._written, self._patterns = {}, 0, {}
            if self.command != "serve":
                self._stage(config, report.catalog.folder)
        except CardwrightError as error:
            raise PluginError(str(error)) from None

    def _stage(self, config: MkDocsConfig, catalog: Path) -> None:
        output = Path(config.site_dir)
        require_output(output, (catalog, project_folder(config), Path(config.docs_dir)))
        self._staging = Staging(output)
        config.site_dir = str(self._staging.folder)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add a page for each page of the catalog, and the style sheets, fonts and scripts."""
        withhold_files(files, config, self.config.audience)
        late = self._late.put_off(self._made(), Path(config.site_dir)) if self.command == "serve" else ()
        add_files(files, config, self._made(), asset_files(self._templates(config)), ASSETS, late)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Remember the sections' pages, and give every page the report's date, so that a rebuild has the same bytes."""
        self._sections = {}
        for file in files.documentation_pages():
            if file.page is None:
                continue
            file.page.update_date = stampable_day(self._made().published.as_of).isoformat()
            page = page_of(file)
            if page:
                file.page.meta = metadata(page)
                if page.address == page.section:
                    self._sections[page.section] = file.page
        return nav

    def on_page_read_source(self, *, page: MkDocsPage, config: MkDocsConfig) -> str | None:
        """Spare MkDocs the front matter of pages that have none."""
        return "" if page_of(page.file) else None

    @event_priority(-100)
    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Put back the metadata of our pages, which reading their empty source has cleared; undress the others."""
        ours = page_of(page.file)
        if ours:
            page.meta = metadata(ours)
        return html if ours else undress(html)

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Add the template that prints a filled shell to those of the theme."""
        ours = {shell.TEMPLATE: shell.SOURCE, **name_dialogs(env), **lost_page(env, self._templates(config))}
        env.loader = ChoiceLoader([DictLoader(ours), *([env.loader] if env.loader else [])])
        self._theme = env
        if self.command == "serve":
            env.bytecode_cache = self._made().environment.bytecode_cache = COMPILED
        return env

    @event_priority(-50)
    def on_page_context(self, context: Any, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation) -> Any:
        """Render the page, now that it is about to be written."""
        ours = page_of(page.file)
        if ours:
            self._mark_section(ours, active=True)
            rendered = self._made().render(ours.address)
            if ours.template in PUT_OFF and self.command == "serve":
                self._patterns[ours.section] = page, context
            if page.meta.get("template") == shell.TEMPLATE:
                context["cardwright_html"] = self._fill(ours, rendered, page, context)
            else:
                page.content, page.toc = rendered.html, table_of(rendered.contents)
        return context

    def _fill(self, ours: Page, rendered: Rendered, page: MkDocsPage, context: Any) -> str:
        """The whole page: filled into the shell of its section, or rendered in full where the theme allows no shell."""
        key = (ours.section, ours.address.count("/"), ours.has_contents, bool(rendered.contents))
        if key not in self._shells:
            marked = Rendered(shell.CONTENT, [(shell.ANCHOR, shell.HEADING)] if rendered.contents else [])
            address = shell.ADDRESS if page.canonical_url else None
            self._shells[key] = shell.cut_shell(self._render_theme(shell.TITLE, address, marked, page, context))
        made = self._shells[key]
        if made:
            return made.fill(ours.title, page.canonical_url or "", rendered.contents, rendered.html)
        return self._render_theme(escape(ours.title), page.canonical_url, rendered, page, context)

    def _render_theme(self, title: str, address: str | None, rendered: Rendered, page: MkDocsPage, context: Any) -> str:
        if self._theme is None:
            raise PluginError("the theme was not loaded before its pages were written")
        page.meta = {**page.meta, "title": title}
        page.content, page.toc = rendered.html, table_of(rendered.contents)
        before, page.canonical_url = page.canonical_url, address
        try:
            return self._theme.get_template("main.html").render(context)
        finally:
            page.canonical_url = before

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Forget the content of a page that has been written."""
        ours = page_of(page.file)
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
        search: Any = config.plugins.get("material/search")
        if search is not None and search.config.enabled:
            search.search_index.entries.extend(search_entries(self._made().published))

    def _write_data(self, *, config: MkDocsConfig) -> None:
        """Write what programs read: static JSON, metrics, the calendar, and the data of the grids."""
        write_data(self._made().published, Path(config.site_dir))

    @event_priority(-1000)
    def _publish(self, *, config: MkDocsConfig) -> None:
        """Swap the finished site in, unless strict mode is about to reject it."""
        if self._staging is None:
            return
        config.site_dir = str(self._staging.output)
        if not (config.strict and count_warnings()):
            try:
                self._staging.publish()
            except CardwrightError as error:
                raise PluginError(str(error)) from None
            self._staging = None
        self.discard()

    on_post_build = CombinedEvent(_feed_search, _write_data, _publish)

    def on_build_error(self, *, error: Exception) -> None:
        """Leave the old site as it is."""
        self.discard()

    def discard(self) -> None:
        """Remove what has been written of a site that is not published."""
        if self._staging:
            self._staging.discard()
            self._staging = None

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Rebuild the preview when the catalog or a template changes."""
        for folder in (self._catalog(config), *self._templates(config)):
            server.watch(str(folder))
        self._late.attend(server, self._make_late)
        return server

    def _make_late(self, address: str) -> str | None:
        """The whole page at an address that was put off, filled in as its pattern was."""
        ours = self._made().by_address[address]
        if ours.section not in self._patterns:
            return None
        page, context = self._patterns[ours.section]
        before, written = page.canonical_url, page_of(page.file)
        if before and written:
            page.canonical_url = before.removesuffix(written.address) + address
        self._mark_section(ours, active=True)
        try:
            return self._fill(ours, self._made().render(address), page, context)
        finally:
            page.canonical_url = before
            self._mark_section(ours, active=False)

    def _catalog(self, config: MkDocsConfig) -> Path:
        return catalog_folder(project_folder(config), self.config.catalog)

    def _templates(self, config: MkDocsConfig) -> tuple[Path, ...]:
        return template_folders(project_folder(config), self.config.templates)

    def _made(self) -> Pages:
        if self._pages is None:
            raise PluginError("the catalog was not read before its pages were asked for")
        return self._pages


def judge_catalog(catalog: Path, as_of: date) -> Report:
    """Read and judge a catalog for its pages. Raises CardwrightError when there is none."""
    from cardwright.catalog.load import load_catalog
    from cardwright.rules.judge import judge

    return judge(load_catalog(catalog), as_of)
