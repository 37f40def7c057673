"""What tests share: a catalog from text, and the command line."""

from __future__ import annotations

import datetime
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cardwright.catalog.graph import Catalog
from cardwright.catalog.load import load_catalog

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Started in the background of a shell, this process ignores Ctrl-C, and so would every command that a test interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)
TODAY = datetime.date(2026, 11, 21)
ROOT = Path(__file__).parents[1]
FILE_LINE = re.compile(r"^## (?P<path>\S+)\n", re.MULTILINE)


def write_files(folder: Path, text: str, default: str = "entity.yaml") -> None:
    """Write a text into files: a line `## systems/a.yaml` starts the next one; without any, all is one file."""
    parts = FILE_LINE.split(text)
    files = dict(zip(parts[1::2], parts[2::2], strict=True)) if len(parts) > 1 else {default: text}
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


@pytest.fixture
def catalog_of(tmp_path: Path) -> Callable[[str], Catalog]:
    """Build a catalog from text."""

    def build(text: str) -> Catalog:
        write_files(tmp_path, text)
        return load_catalog(tmp_path)

    return build


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def run(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command line as a user does, in a process of its own."""

    cache = tmp_path_factory.mktemp("cache")

    def run_command(*arguments: str | Path, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cardwright", *map(str, arguments)]
        environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "120", "XDG_CACHE_HOME": str(cache), **env}
        environment.pop("CARDWRIGHT_CATALOG", None) if "CARDWRIGHT_CATALOG" not in env else None
        return subprocess.run(
            command, cwd=cwd or ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False
        )

    return run_command
