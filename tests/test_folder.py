"""Reaching files below the catalog folder, and none outside it."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest
from conftest import write_files

from cardwright.catalog.folder import Unreadable, find_sources, hash_file, read_file, require_no_part
from cardwright.errors import CardwrightError
from cardwright.finding import Problem


def test_sources_are_found_in_order(tmp_path: Path) -> None:
    """YAML files of every folder are found, sorted, whatever the case of their suffix."""
    write_files(tmp_path, "## b.yml\nx\n## a/c.yaml\nx\n## a.YAML\nx\n## notes.md\nx\n## a/z.yaml.bak\nx\n")
    assert list(find_sources(tmp_path)) == ["a/c.yaml", "a.YAML", "b.yml"]


def test_evidence_and_configuration_are_no_entities(tmp_path: Path) -> None:
    """Evidence, own frameworks, mkdocs.yml and hidden files at the top are left out; below they are entities."""
    names = ("evidence/a.yaml", "frameworks/own/framework.yaml", "mkdocs.yml", ".pre-commit-config.yaml", ".git/x.yaml")
    write_files(tmp_path, "".join(f"## {name}\nx\n## systems/{name}\nx\n" for name in names))
    assert list(find_sources(tmp_path)) == [
        "systems/evidence/a.yaml", "systems/frameworks/own/framework.yaml", "systems/mkdocs.yml",
    ]  # fmt: skip


def test_missing_folder_is_said_at_once(tmp_path: Path) -> None:
    """A catalog folder that is not there, or is a file, stops the command."""
    (tmp_path / "file").write_text("x")
    for name in ("nothing", "file"):
        with pytest.raises(CardwrightError, match="no catalog folder"):
            list(find_sources(tmp_path / name))


@pytest.mark.parametrize(
    "path", ["../x", "a/../../x", "/etc/hostname", "", ".", "..\\x", "a\0b", ".git/config", "a/.x"]
)
def test_path_that_leads_out_is_refused(tmp_path: Path, path: str) -> None:
    """A path that leaves the catalog, or leads to a hidden file, is refused before anything is opened."""
    with pytest.raises(Unreadable) as caught:
        read_file(tmp_path, path)
    assert caught.value.rule == "CAT051"


def test_link_is_followed_inside_alone(tmp_path: Path) -> None:
    """A link inside the catalog is read; the same link one level up is not."""
    catalog = tmp_path / "catalog"
    write_files(tmp_path, "## catalog/a.txt\ninside\n## secret.txt\noutside\n")
    (catalog / "in").symlink_to("a.txt")
    (catalog / "out").symlink_to("../secret.txt")
    assert read_file(catalog, "in") == b"inside\n"
    with pytest.raises(Unreadable):
        read_file(catalog, "out")


def test_folder_that_became_a_link_is_looked_at_again(tmp_path: Path) -> None:
    """A folder that was inside when last read and has become a link to the outside is refused."""
    catalog = tmp_path / "catalog"
    write_files(tmp_path, "## catalog/evidence/a.txt\ninside\n## outside/a.txt\noutside\n")
    assert read_file(catalog, "evidence/a.txt") == b"inside\n"
    (catalog / "evidence").rename(tmp_path / "moved")
    (catalog / "evidence").symlink_to("../outside")
    list(find_sources(catalog))
    with pytest.raises(Unreadable):
        read_file(catalog, "evidence/a.txt")


def test_catalog_may_itself_be_a_link(tmp_path: Path) -> None:
    """The catalog folder may be reached through a link."""
    write_files(tmp_path, "## real/a.txt\ninside\n")
    (tmp_path / "catalog").symlink_to("real")
    assert read_file(tmp_path / "catalog", "a.txt") == b"inside\n"


def test_reading_ends_one_byte_after_the_limit(tmp_path: Path) -> None:
    """No more is read than it takes to see that a file is too long."""
    (tmp_path / "a.txt").write_bytes(b"x" * 100)
    assert len(read_file(tmp_path, "a.txt", most_bytes=10)) == 11


def test_hash_names_content_and_size(tmp_path: Path) -> None:
    """The digest is that of the bytes."""
    (tmp_path / "a.txt").write_bytes(b"A paper.")
    assert hash_file(tmp_path, "a.txt") == (hashlib.sha256(b"A paper.").hexdigest(), 8)


def test_whole_file_system_is_no_catalog(tmp_path: Path) -> None:
    """The root folder is refused, by whatever way it is named."""
    (tmp_path / "root").symlink_to("/")
    for way in (Path("/"), Path("/usr/.."), tmp_path / "root"):
        with pytest.raises(CardwrightError, match="whole file system"):
            list(find_sources(way))


def test_name_too_long_is_no_catalog() -> None:
    """A name that no folder can have is one that is not there."""
    with pytest.raises(CardwrightError, match="no catalog folder"):
        list(find_sources(Path("a" * 5_000)))


def test_closed_folders_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that may not be read is a problem where it lies below, and stops the command where it is the catalog."""
    write_files(tmp_path, "## a.yaml\nx\n## closed/b.yaml\nx\n## z.yaml\nx\n")
    reached = os.scandir

    def scan(folder: Path) -> object:
        if folder.name == closed:
            raise PermissionError(13, "Permission denied", str(folder))
        return reached(folder)

    monkeypatch.setattr(os, "scandir", scan)  # tests may run as root, whom permissions do not stop
    closed = "closed"
    first, problem, last = find_sources(tmp_path)
    assert (first, last) == ("a.yaml", "z.yaml")
    assert isinstance(problem, Problem)
    assert problem.place[:3] == ("closed", 1, 1)
    closed = tmp_path.name
    with pytest.raises(CardwrightError, match="cannot be read: permission denied"):
        list(find_sources(tmp_path))


def test_folder_that_goes_while_it_is_read(tmp_path: Path) -> None:
    """What is removed, or replaced by something else, between listing and reading is a problem and no crash."""
    write_files(tmp_path, "## a/b.yaml\nx\n## c/d.yaml\nx\n## e/f.yaml\nx\n")
    found = find_sources(tmp_path)
    assert next(found) == "a/b.yaml"
    shutil.rmtree(tmp_path / "c")
    shutil.rmtree(tmp_path / "e")
    (tmp_path / "e").write_text("x")
    assert [item.place.path for item in found if isinstance(item, Problem)] == ["c", "e"]


@pytest.mark.parametrize("path", ["catalog.yaml", "teams/new.YML", "evidence/report.txt", "frameworks/own/report"])
def test_part_of_the_catalog_is_not_written_to(tmp_path: Path, path: str) -> None:
    """What would be read as an entity or evidence is no place for a report, nor is a link that leads there."""
    catalog = tmp_path / "catalog"
    (catalog / path).parent.mkdir(parents=True)
    (tmp_path / "link").symlink_to(catalog / path)
    for way in (catalog / path, tmp_path / "link"):
        with pytest.raises(CardwrightError, match="part of the catalog"):
            require_no_part(catalog, way)
    require_no_part(catalog, catalog / "report.txt")
    require_no_part(catalog, tmp_path / "report.yaml")
    require_no_part(catalog, catalog)
