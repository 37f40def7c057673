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
from collections.abc import Callable, Iterator
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
    wait_until(lambda: name in fetch(f"{address}/systems/payments.html"))
    assert name in fetch(f"{address}/systems/index.html")
    assert name in fetch(f"{address}/data/explorer.js")


def test_a_page_that_is_gone_comes_back_by_itself(preview: tuple[Path, str]) -> None:
    """While a file cannot be read its page is told to be missing, and looks again as soon as somebody has mended it."""
    folder, address = preview
    source = folder / "catalog/systems/late.yaml"
    page = f"{address}/systems/late.html"
    source.write_text("kind: system\nid: late\n  name: [\n")
    wait_until(lambda: "Came late" not in told(page))
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetch(page)
    assert "livereload(" in told(page)
    source.write_text('{kind: system, id: late, name: Came late, owner: "team:desk"}\n')
    wait_until(lambda: "Came late" in told(page))


def told(address: str) -> str:
    """The page at an address, or what is said instead of it."""
    try:
        return fetch(address)
    except urllib.error.HTTPError as error:
        return str(error.read().decode())


def wait_until(holds: Callable[[], bool]) -> None:
    """Return when something holds; fails when it does not for long."""
    end = time.monotonic() + WAIT
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_preview_bears_a_broken_configuration_and_ends_when_asked_to(tmp_path: Path) -> None:
    """What is wrong with mkdocs.yml is said in a sentence; once mended the preview goes on; SIGTERM leaves nothing."""
    write_files(tmp_path / "catalog", CATALOG)
    config, temporary = tmp_path / "mkdocs.yml", tmp_path / "tmp"
    text = "site_name: First\ntheme: {name: material, font: false}\nplugins: [search, cardwright]\n"
    (tmp_path / "docs").mkdir()
    temporary.mkdir()
    config.write_text(text)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "cardwright", "serve", "-a", address, "--as-of", str(TODAY)]
    env = {**os.environ, "TMPDIR": str(temporary), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    with (tmp_path / "said").open("w") as said:
        process = subprocess.Popen(command, cwd=tmp_path, env=env, stderr=said)
        try:
            assert "First" in fetch(f"http://{address}/index.html")
            config.write_text(text + "plugins: [\n")
            wait_until(lambda: "\ncardwright: " in (tmp_path / "said").read_text())
            config.write_text(text.replace("First", "Second"))
            assert "Second" in fetch(f"http://{address}/index.html")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(WAIT)
    assert process.returncode == 128 + signal.SIGTERM
    assert "Traceback" not in (tmp_path / "said").read_text()
    assert [path.name for path in temporary.iterdir()] == []
