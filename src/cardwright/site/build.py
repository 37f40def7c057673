"""Building and previewing the site from Cardwright's own commands: the same plugin, the same pages, calmer words."""

from __future__ import annotations

import logging
import os
import socket
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.errors import CardwrightError
from cardwright.shipped import find_templates, find_vendor, template_folders
from cardwright.site.process import ending, listening, show_progress

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from cardwright.catalog.entities.field import Audience
    from cardwright.rules.report import Report
    from cardwright.site.plugin import CardwrightPlugin

DEFAULTS = Path(__file__).with_name("mkdocs.yml")
"""The configuration for a catalog without one of its own."""
OUTPUT = "site"
OWN_PLUGINS = frozenset({"cardwright", "material/search", "material/offline", "search", "offline"})
"""Plugins whose work follows from the files of the site alone."""
POLLING = 0.2
"""Seconds between two looks for edits in a preview."""


def build_site(
    config_file: Path | None,
    catalog: Path,
    output: Path | None,
    as_of: date | None,
    strict: bool,
    report: Report | None = None,
    audience: Audience | None = None,
) -> Path:
    """Build the site of a catalog and return its folder.

    Without `config_file` the site looks as Cardwright has it, and is written to `site/` in the current folder unless
    `output` says otherwise. `report` spares judging the catalog again. `audience` is whom the site is for, by default
    whom the configuration names. In strict mode a warning of MkDocs fails the build and the old site stays. Raises
    CardwrightError when the site cannot be built or the folder is not ours.
    """
    with ending(), listening() as errors, _site_config(config_file, output, strict, errors) as config:
        plugin = _prepare(config, "build", catalog, as_of, report, audience)
        plugin.progress = show_progress if sys.stderr.isatty() else None
        try:
            _run(config, errors)
        finally:
            plugin.discard()  # MkDocs tells plugins of errors, but not of Ctrl-C
        return Path(config.site_dir)


def serve_site(
    config_file: Path | None,
    catalog: Path,
    as_of: date | None,
    address: tuple[str, int] | None = None,
    audience: Audience | None = None,
) -> None:
    """Preview the site on this machine, built anew whenever the catalog, a template or a page changes; ends on Ctrl-C.

    `address` is host and port, by default those of the configuration. Raises CardwrightError.
    """
    from mkdocs.exceptions import Abort

    with ending(), tempfile.TemporaryDirectory(prefix="cardwright-") as folder, listening(logging.INFO) as errors:

        def build(config: MkDocsConfig | None = None) -> None:
            with _site_config(config_file, Path(folder), False, errors) as config:
                config.site_url = f"http://{host}:{port}/"
                _prepare(config, "serve", catalog, as_of, None, audience)
                _run(config, errors, config.site_url)

        def build_again() -> None:
            errors.clear()
            try:
                build()
            except CardwrightError as error:
                raise Abort(f"cardwright: {error}") from None  # the server says it and waits for the next edit

        with _site_config(config_file, Path(folder), False, errors) as config:
            host, port = address or (config.dev_addr.host, config.dev_addr.port)
            _require_free(host, port)  # said before the time that a build takes
            build()
            _serve(config, _prepare(config, "serve", catalog, as_of, None, audience), build_again, host, port)


class Settings(NamedTuple):
    """What a configuration says of a site: whom it is for, its catalog seen from the configuration, and its day."""

    audience: Audience = "internal"
    catalog: str | None = None
    as_of: object = None


def site_settings(config_file: Path | None) -> Settings:
    """What a configuration says to the plugin. Raises CardwrightError when it cannot be read."""
    with listening() as errors, _site_config(config_file, None, False, errors) as config:
        plugin = config.plugins.get("cardwright")
        return Settings(plugin.config.audience, plugin.config.catalog, plugin.config.as_of) if plugin else Settings()


def site_inputs(config_file: Path | None) -> list[Path] | None:
    """The files and folders that a site is made from beside its catalog; None where others have a hand in it.

    Those are plugins and hooks not ours, extensions of Markdown that read files of their own, and a configuration that
    inherits or asks the environment. A folder of templates is named even where there is none yet.
    """
    from cardwright.site.downloads import PACKS

    with listening() as errors, _site_config(config_file, None, False, errors) as config:
        text = Path(config.config_file_path).read_text(encoding="utf-8")
        if set(config.plugins) - OWN_PLUGINS or config.hooks or "INHERIT" in text or "!ENV" in text:
            return None
        if not all(map(_reads_its_page_alone, config.markdown_extensions)):
            return None
        project, plugin = Path(config.config_file_path).parent, config.plugins.get("cardwright")
        named = plugin.config.templates if plugin else None
        templates = [project / (named or "templates"), *template_folders(project, named)]
        own = [Path(config.docs_dir)] if config_file else []
        looks = [path for folder in config.theme.dirs for path in _theme_files(config, Path(folder))]
        packs = project / PACKS  # pages offer what stands there
        return [*own, *looks, *templates, find_vendor(), packs, Path(config.config_file_path)]


def _theme_files(config: MkDocsConfig, folder: Path) -> list[Path]:
    """A folder of the theme: the project's own whole, an installed one without what is hidden.

    Material hides 14,000 icons there, which no installation changes without changing its other files.
    """
    own = config.theme.custom_dir
    if own and folder == Path(own):
        return [folder]
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _reads_its_page_alone(extension: str) -> bool:
    """Whether what an extension of Markdown makes of a page follows from the page."""
    if extension in ("pymdownx.snippets", "pymdownx.b64"):  # they put other files into it
        return False
    name = extension.removeprefix("markdown.extensions.")
    return extension.startswith("pymdownx.") or (name.isidentifier() and bool(find_spec(f"markdown.extensions.{name}")))


def _serve(config: MkDocsConfig, plugin: Any, build: Any, host: str, port: int) -> None:
    from mkdocs.livereload import LiveReloadServer

    server = LiveReloadServer(builder=build, host=host, port=port, root=config.site_dir, polling_interval=POLLING)
    for path in (config.docs_dir, config.config_file_path):
        server.watch(path)
    plugin.on_serve(server, config=config, builder=build)
    try:
        with _listening_on(host, port):
            server.serve()  # type: ignore[no-untyped-call]  # MkDocs has no types here
    except KeyboardInterrupt:
        pass
    finally:
        server.shutdown()


def _require_free(host: str, port: int) -> None:
    with _listening_on(host, port), socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as place:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind((host, port))


@contextmanager
def _listening_on(host: str, port: int) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CardwrightError(f"cannot listen on {host}:{port}: {error.strerror}; name another place with -a") from None


@contextmanager
def _site_config(
    config_file: Path | None, output: Path | None, strict: bool, errors: list[str]
) -> Iterator[MkDocsConfig]:
    """The configuration of MkDocs: from its file, or ours with an empty folder for pages written by hand."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # Material's banner, which concerns no user of Cardwright
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    pages = nullcontext() if config_file else tempfile.TemporaryDirectory(prefix="cardwright-docs-")
    with pages as empty:
        options: dict[str, Any] = {"strict": strict or None}
        if output is not None:
            options["site_dir"] = str(output.absolute())
        if config_file is None:
            options["docs_dir"] = empty
            options.setdefault("site_dir", str(Path(OUTPUT).absolute()))
        try:
            config = load_config(str(config_file or DEFAULTS), **options)
        except MkDocsException as error:
            raise _as_ours(error, errors) from None
        yield config


def _prepare(
    config: MkDocsConfig,
    command: str,
    catalog: Path,
    as_of: date | None,
    report: Report | None,
    audience: Audience | None,
) -> CardwrightPlugin:
    """Tell the plugin what the command line says. Raises CardwrightError when mkdocs.yml does not name the plugin."""
    from cardwright.site.plugin import CardwrightPlugin

    plugin = config.plugins.get("cardwright")
    if not isinstance(plugin, CardwrightPlugin):
        raise CardwrightError(f"{config.config_file_path} does not name the plugin cardwright; add it under `plugins`")
    plugin.command = command
    plugin.progress = None
    plugin.config.catalog = str(catalog.absolute())
    plugin.config.as_of = as_of or plugin.config.as_of
    plugin.config.audience = audience or plugin.config.audience
    plugin.report = report
    return plugin


def _run(config: MkDocsConfig, errors: list[str], serve_url: str | None = None) -> None:
    from jinja2 import TemplateError
    from mkdocs.commands.build import build
    from mkdocs.exceptions import MkDocsException

    try:
        build(config, serve_url=serve_url)
    except MkDocsException as error:
        raise _as_ours(error, errors) from None
    except TemplateError as error:
        raise _in_template(error) from None
    except OSError as error:
        place = error.filename2 or error.filename  # of a copy, where it was to go
        raise CardwrightError(f"the site cannot be written: {error.strerror}: {place}") from None
    except Exception as error:
        ours = str(find_templates())
        if all(place.startswith(ours) for place in _places(error)):
            raise  # a bug of ours, which keeps its traceback
        raise _in_template(error) from None


def _in_template(error: Exception) -> CardwrightError:
    """What is wrong with a template of the project, with the innermost place in one that the error has come through."""
    place = next(reversed(_places(error)), "")
    return CardwrightError(f"{place}{type(error).__name__}: {getattr(error, 'message', error)}")


def _places(error: Exception) -> list[str]:
    """The places in templates that an error has come through."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno}: " for frame in frames if frame.filename.endswith(".j2")]


def _as_ours(error: Exception, errors: list[str]) -> CardwrightError:
    """What MkDocs logged before it gave up says more than the exception it gave up with."""
    return CardwrightError("; ".join(errors) or str(error))
