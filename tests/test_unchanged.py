"""Unchanged input makes nothing again, and says so; whatever changed, in or out, does."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import write_files

from cardwright.cli.unchanged import state_of
from cardwright.site.build import site_inputs

Run = Callable[..., "subprocess.CompletedProcess[str]"]
AGAIN = "nothing has changed"
PROJECT = """\
## mkdocs.yml
site_name: Bank
theme: {name: material, font: false}
plugins: [search, offline, cardwright]
## docs/about.md
# About
## catalog/catalog.yaml
kind: organisation
id: bank
name: Bank
frameworks: []
## catalog/systems/a.yaml
kind: system
id: a
name: A
"""


def test_site_is_built_again_only_when_something_changed(run: Run, tmp_path: Path) -> None:
    """A page by hand, an entity, a file of the site, the day: each is reason enough, and nothing else is."""
    write_files(tmp_path, PROJECT)

    def is_built(*options: str) -> bool:
        ended = run("build", "--as-of", "2026-11-21", *options, cwd=tmp_path)
        assert ended.returncode == 0, ended.stderr
        said.append(ended.stdout)
        return AGAIN not in ended.stderr

    said: list[str] = []
    assert [is_built(), is_built()] == [True, False]
    assert said[0] == said[1]
    (tmp_path / "docs/about.md").write_text("# About us\n")
    assert [is_built(), is_built()] == [True, False]
    assert "About us" in (tmp_path / "site/about.html").read_text()
    (tmp_path / "site/systems/a.html").unlink()
    assert is_built()
    assert (tmp_path / "site/systems/a.html").is_file()
    (tmp_path / "catalog/systems/a.yaml").write_text("kind: system\nid: a\nname: B\n")
    assert is_built()
    write_files(tmp_path / "templates/site", "## guide.html.j2\n<h1>Our guide</h1>\n")
    assert [is_built(), is_built()] == [True, False]
    assert "Our guide" in (tmp_path / "site/guide.html").read_text()
    assert [is_built("--as-of", "2026-11-22"), is_built("--no-cache")] == [True, True]


def test_the_configuration_names_catalog_and_day(run: Run, tmp_path: Path) -> None:
    """What mkdocs.yml says holds for `build` too, until the command line says otherwise."""
    named = "cardwright: {catalog: inventory, as_of: 2026-03-04}"
    write_files(tmp_path, PROJECT.replace("cardwright]", f"{named}]").replace("## catalog/", "## inventory/"))
    assert "as of 2026-03-04" in run("build", cwd=tmp_path).stdout
    assert "as of 2026-11-21" in run("build", "--as-of", "2026-11-21", cwd=tmp_path).stdout
    assert "there is no catalog folder elsewhere" in run("build", "--catalog", "elsewhere", cwd=tmp_path).stderr


def test_a_site_within_the_catalog_is_no_part_of_it(run: Run, tmp_path: Path) -> None:
    """Built from inside the catalog the site lies there; what it offers to download is judged by nobody."""
    write_files(tmp_path, PROJECT)
    catalog = tmp_path / "catalog"
    before = run("check", "--as-of", "2026-11-21", cwd=catalog).stdout
    said = [run("build", "--as-of", "2026-11-21", cwd=catalog).stderr for _ in range(3)]
    assert (catalog / "site/api/system/a.yaml").is_file()
    assert AGAIN in said[-1]
    assert run("check", "--as-of", "2026-11-21", "--no-cache", cwd=catalog).stdout == before


def test_a_marker_beside_entities_hides_none(run: Run, tmp_path: Path) -> None:
    """Who puts the file by which a site is known into a folder of the catalog changes nothing, remembered or not."""
    write_files(tmp_path, PROJECT)
    before = run("check", "--as-of", "2026-11-21", cwd=tmp_path).stdout
    (tmp_path / "catalog/systems/.cardwright-site").write_text('{"files": ["a.yaml"]}')
    assert run("check", "--as-of", "2026-11-21", "--no-cache", cwd=tmp_path).stdout == before
    (tmp_path / "catalog/systems/b.yaml").write_text("kind: system\nid: b\n")
    assert run("check", "--as-of", "2026-11-21", cwd=tmp_path).stdout != before


def test_only_what_can_change_is_looked_at(tmp_path: Path) -> None:
    """Of the installed theme its few hundred files, not its thousands of icons; of the project's own, everything."""
    write_files(tmp_path, PROJECT.replace("name: material", "name: material, custom_dir: own"))
    icon = tmp_path / "own/.icons/own.svg"
    icon.parent.mkdir(parents=True)
    icon.write_text("<svg></svg>")
    inputs = site_inputs(tmp_path / "mkdocs.yml")
    assert inputs is not None
    before = {path: state_of(path) for path in inputs}
    icon.write_text("<svg><path/></svg>")
    assert [path.name for path in inputs if state_of(path) != before[path]] == ["own"]
    assert sum(1 if path.is_file() else sum(1 for _ in path.rglob("*")) for path in inputs) < 2000


@pytest.mark.parametrize("more", ["hooks: [hook.py]", "markdown_extensions: [pymdownx.snippets]"])
def test_what_others_read_is_not_known(run: Run, tmp_path: Path, more: str) -> None:
    """With a hook of the project, or an extension that puts other files into pages, the site is made anew each time."""
    write_files(tmp_path, PROJECT.replace("plugins:", f"{more}\nplugins:") + "## hook.py\n\n")
    for _ in range(2):
        assert AGAIN not in run("build", cwd=tmp_path).stderr


@pytest.mark.parametrize("spoilt", [False, True])
def test_pack_is_written_again_only_when_something_changed(run: Run, tmp_path: Path, spoilt: bool) -> None:
    """A pack that is there as it was made stays untouched; one that was changed or lost is written again."""
    write_files(tmp_path, PROJECT)
    first = run("pack", "--as-of", "2026-11-21", cwd=tmp_path)
    pack = tmp_path / "packs/a.pdf"
    content, moment = pack.read_bytes(), pack.stat().st_mtime_ns
    if spoilt:
        pack.write_bytes(content + b"\n")
    second = run("pack", "--as-of", "2026-11-21", cwd=tmp_path)
    assert (AGAIN in second.stderr) is not spoilt
    assert first.stdout == second.stdout
    assert pack.read_bytes() == content
    assert (pack.stat().st_mtime_ns == moment) is not spoilt
