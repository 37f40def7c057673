"""What `check` remembers: the same answer for the same catalog, and never an old one for a changed one."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import write_files

Run = Callable[..., subprocess.CompletedProcess[str]]
TEAM = "kind: team\nid: a\nname: Analytics\n"


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """Write a small catalog with an evidence file."""
    folder = tmp_path / "catalog"
    write_files(folder, f"## teams/a.yaml\n{TEAM}## evidence/note.md\nHeld on Monday.\n")
    return folder


def modules_of(run: Run, catalog: Path, *options: str) -> str:
    """Return what a check imports, as Python lists it."""
    return run("check", "--catalog", catalog, "--exit-zero", *options, PYTHONPROFILEIMPORTTIME="1").stderr


def test_a_second_check_says_the_same_without_judging_again(run: Run, catalog: Path) -> None:
    """The answer is the same to the byte, and comes without the parts that judge."""
    first = run("check", "--catalog", catalog)
    assert "cardwright.rules.judge" not in modules_of(run, catalog)
    second = run("check", "--catalog", catalog)
    assert (second.stdout, second.returncode) == (first.stdout, first.returncode)


@pytest.mark.parametrize("option", ["--no-cache", "--statistics", "--as-of=2027-12-02", "--select=CAT"])
def test_another_question_is_judged(run: Run, catalog: Path, option: str) -> None:
    """Another date, format or selection is another question, and --no-cache always judges."""
    run("check", "--catalog", catalog)
    assert "cardwright.rules.judge" in modules_of(run, catalog, option)


@pytest.mark.parametrize("path", ["teams/a.yaml", "teams/b.yaml", "evidence/note.md"])
def test_a_changed_file_is_judged(run: Run, catalog: Path, path: str) -> None:
    """A file that is changed or added, evidence included, makes the old answer useless."""
    run("check", "--catalog", catalog)
    (catalog / path).write_text(TEAM.replace("Analytics", "TBD"), encoding="utf-8")
    assert "cardwright.rules.judge" in modules_of(run, catalog)


def test_a_file_taken_away_is_judged(run: Run, catalog: Path) -> None:
    """A file that is gone makes the old answer useless."""
    run("check", "--catalog", catalog)
    (catalog / "teams/a.yaml").unlink()
    assert "cardwright.rules.judge" in modules_of(run, catalog)


def test_answers_are_for_the_user_alone(run: Run, catalog: Path, tmp_path: Path) -> None:
    """What is kept can be read by nobody else."""
    run("check", "--catalog", catalog, XDG_CACHE_HOME=str(tmp_path / "cache"))
    (kept,) = (tmp_path / "cache").rglob("check/*.kept")
    assert kept.stat().st_mode & 0o077 == 0


def test_a_spoilt_answer_is_not_believed(run: Run, catalog: Path, tmp_path: Path) -> None:
    """A kept answer that cannot be read is judged anew."""
    first = run("check", "--catalog", catalog, XDG_CACHE_HOME=str(tmp_path / "cache"))
    (kept,) = (tmp_path / "cache").rglob("check/*.kept")
    kept.write_bytes(kept.read_bytes()[:-20])
    assert run("check", "--catalog", catalog, XDG_CACHE_HOME=str(tmp_path / "cache")).stdout == first.stdout


def test_without_a_place_to_keep_it_check_works(run: Run, catalog: Path) -> None:
    """A cache folder that cannot be written is no reason to fail."""
    assert run("check", "--catalog", catalog, XDG_CACHE_HOME="/dev/null").returncode == 1
