"""What this machine has of that which Cardwright needs, and what it lacks."""

from __future__ import annotations

import contextlib
import io
import platform
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal, NamedTuple

from cardwright.errors import CardwrightError

OLDEST_PYTHON = (3, 11)
LIBRARIES = (
    ("pydantic", "pydantic"),
    ("jinja2", "jinja2"),
    ("markdown-it-py", "markdown_it"),
    ("nh3", "nh3"),
    ("mkdocs", "mkdocs.config"),
    ("mkdocs-material", "material"),
)
"""Packages that check and build import, and the module to try."""
NATIVE = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
"""Debian packages with the native libraries that WeasyPrint loads."""
NO_PACKS = f"no packs can be written; on Debian: apt-get install {NATIVE}"


class Item(NamedTuple):
    """One thing looked at. `missing` is what check or build cannot do without; a `note` is everything else amiss."""

    state: Literal["ok", "missing", "note"]
    text: str


def examine(catalog: Path | None, no_catalog: Item | None = None) -> Iterator[Item]:
    """Yield what was found, one thing after the other, and never raise for what is broken.

    `catalog` is the catalog folder; without one, `no_catalog` says so.
    """
    yield _python()
    for package, module in LIBRARIES:
        yield _library(package, module)
    yield _yaml()
    yield from _shipped()
    yield _weasyprint()
    yield _git()
    if catalog is not None:
        yield _catalog(catalog)
    elif no_catalog is not None:
        yield no_catalog
    yield _output(Path.cwd())


def _python() -> Item:
    state: Literal["ok", "missing"] = "ok" if sys.version_info >= OLDEST_PYTHON else "missing"
    return Item(state, f"Python {platform.python_version()} (3.11 or newer is needed)")


def _library(package: str, module: str) -> Item:
    broken = _broken(module)
    if broken:
        return Item("missing", f"{package}: {broken}; install Cardwright again with pip")
    return Item("ok", f"{package} {_version(package)}")


def _yaml() -> Item:
    broken = _broken("yaml")
    if broken:
        return Item("missing", f"pyyaml: {broken}; install Cardwright again with pip")
    if _broken("yaml.cyaml"):
        return Item("missing", f"pyyaml {_version('pyyaml')} without libyaml, which reads the catalog")
    return Item("ok", f"pyyaml {_version('pyyaml')} with libyaml")


def _shipped() -> Iterator[Item]:
    from cardwright.shipped import find_templates, find_vendor

    folders: tuple[tuple[str, Callable[[], Path]], ...] = (
        ("templates", find_templates),
        ("fonts and scripts", find_vendor),
    )
    for name, find in folders:
        try:
            yield Item("ok", f"{name} in {find()}")
        except CardwrightError as error:
            yield Item("missing", f"{name}: {error}")


def _weasyprint() -> Item:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        broken = _broken("weasyprint")
    if broken:
        return Item("note", f"weasyprint: {broken}; {NO_PACKS}")
    if any("harfbuzz-subset" in str(warning.message).lower() for warning in warned):
        return Item("note", f"weasyprint: HarfBuzz-Subset is missing; on Debian: apt-get install {NATIVE}")
    return Item("ok", f"weasyprint {_version('weasyprint')} with its native libraries, for packs")


def _git() -> Item:
    found = shutil.which("git")
    if found:
        return Item("ok", f"git in {found}")
    return Item("note", "git is not on the path; reports and packs then name no commit of the catalog")


def _catalog(folder: Path) -> Item:
    from cardwright.catalog.folder import Unreadable, find_sources, read_file
    from cardwright.finding import Problem

    count = 0
    for source in find_sources(folder):
        if isinstance(source, Problem):
            return Item("missing", f"catalog {folder}: {source.place.path}: {source.message}")
        try:
            read_file(folder, source, most_bytes=0)
        except Unreadable as error:
            return Item("missing", f"catalog {folder}: {source}: {error}")
        count += 1
    return Item("ok" if count else "note", f"catalog {folder} with {count} YAML {'file' if count == 1 else 'files'}")


def _output(folder: Path) -> Item:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Item("ok", f"folder {folder} can be written; site/ and packs/ go there")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return Item("missing", f"folder {folder} cannot be written ({reason}); name others with -d")


def _broken(module: str) -> str:
    """What is wrong with a module when it is imported, in one line; empty when nothing is."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # WeasyPrint prints a banner when a library is missing
            import_module(module)
    except Exception as error:  # noqa: BLE001  whatever a broken library raises is what is asked for
        lines = str(error).strip().splitlines()
        return lines[0] if lines else type(error).__name__
    return ""


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "of unknown version"
