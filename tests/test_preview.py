"""The preview: an edit of the catalog shows by itself, and every page is the one that a build writes."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import TODAY, write_files

from cardwright.site.build import build_site

CATALOG = """\
## catalog.yaml
{kind: organisation, id: bank, name: Bank, frameworks: [eu-ai-act]}
## teams/desk.yaml
{kind: team, id: desk, name: Desk, functions: [developer]}
## systems/lending.yaml
{kind: system, id: lending, name: Lending, owner: "team:desk"}
## systems/payments.yaml
{kind: system, id: payments, name: Payments, owner: "team:desk"}
## models/pd/model.yaml
{kind: model, id: pd, name: Default risk}
"""
LATE = ("systems/lending.html", "systems/payments.html", "models/pd/index.html", "teams/desk.html")
RULES = ("frameworks/eu-ai-act/aia001.html", "frameworks/catalog/cat001.html", "frameworks/catalog/cat030.html")
WAIT = 60  # seconds until a test gives up


def fetch(address: str) -> str:
    """The page at an address; waits for a server that is still starting."""
    end = time.monotonic() + WAIT
    while True:
        try:
            with urllib.request.urlopen(address, timeout=WAIT) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError:
            raise
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A project and the address of its preview."""
    folder = tmp_path_factory.mktemp("preview")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    write_files(folder / "catalog", CATALOG)
    (folder / "docs").mkdir()
    (folder / "mkdocs.yml").write_text(
        f"site_name: S\nsite_url: http://{address}/\ntheme: {{name: material, font: false}}\n"
        f"plugins: [search, {{cardwright: {{as_of: {TODAY}}}}}]\n"
    )
    return folder, address


@pytest.fixture(scope="module", params=["cardwright", "mkdocs"])
def preview(request: pytest.FixtureRequest, project: tuple[Path, str]) -> Iterator[tuple[Path, str]]:
    """A project that is being previewed, by our command or by that of MkDocs."""
    folder, address = project
    dated = ["--as-of", str(TODAY)] if request.param == "cardwright" else []
    command = [sys.executable, "-m", request.param, "serve", "-a", address, *dated]
    with subprocess.Popen(command, cwd=folder, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, stderr=-3) as process:
        try:
            fetch(f"http://{address}/index.html")
            yield folder, f"http://{address}"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(WAIT)


def test_pages_of_a_preview_are_those_of_a_build(preview: tuple[Path, str], tmp_path: Path) -> None:
    """Whether a page is written at once or when it is opened, it is the page of the site."""
    folder, address = preview
    site = build_site(folder / "mkdocs.yml", folder / "catalog", tmp_path / "site", TODAY, False)
    for page in (*LATE, *RULES, "index.html", "explorer.html"):
        shown = re.sub(r"<script>[^<]*livereload[^<]*</script>", "", fetch(f"{address}/{page}"))
        built = (site / page).read_text()
        assert shown.replace("\n", "") == built.replace("\n", ""), page
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetch(f"{address}/systems/nobody.html")


def test_an_edit_shows_by_itself(preview: tuple[Path, str]) -> None:
    """The page of an entity follows its file, and so do the pages that count it."""
    folder, address = preview
    source = folder / "catalog/systems/payments.yaml"
    name = f"Renamed {time.monotonic_ns()}"
    source.write_text(f'{{kind: system, id: payments, name: {name}, owner: "team:desk"}}\n')
    end = time.monotonic() + WAIT
    while name not in fetch(f"{address}/systems/payments.html"):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert name in fetch(f"{address}/systems/index.html")
    assert name in fetch(f"{address}/data/explorer.js")
