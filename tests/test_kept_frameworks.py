"""The frameworks kept in the user's cache: the same as those read from YAML, and never believed when spoilt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from cardwright.cache import recall
from cardwright.rules import shelf
from cardwright.rules.framework import Framework
from cardwright.rules.shelf import shipped_frameworks


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the frameworks an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    yield tmp_path / "cardwright" / "frameworks"
    shipped_frameworks.cache_clear()


def read_again() -> Mapping[str, Framework]:
    """Return the frameworks as a new process would."""
    shipped_frameworks.cache_clear()
    return shipped_frameworks()


def said(frameworks: Mapping[str, Framework]) -> list[str]:
    """Return all that frameworks hold, the types of values and the order of keys included."""
    return [repr((name, item.header, item.rules)) for name, item in frameworks.items()]


def test_kept_frameworks_are_those_that_were_read(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept says the same as the YAML files, and spares reading them."""
    first = said(read_again())
    assert [path.stat().st_mode & 0o077 for path in cache.iterdir()] == [0]
    monkeypatch.delattr(shelf, "framework_in")
    assert said(read_again()) == first


@pytest.mark.parametrize("change", [lambda _: b"", lambda _: b"{}", lambda whole: whole[:-2], lambda whole: whole[:32]])
def test_spoilt_frameworks_are_read_anew(cache: Path, change: Callable[[bytes], bytes]) -> None:
    """Of what is kept no rule may be lost: unless it is whole, the YAML files are read, and it is replaced."""
    first = said(read_again())
    (kept,) = cache.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(change(whole))
    assert said(read_again()) == first
    assert recall("frameworks", kept.stem) == whole


def test_changed_files_have_another_key(tmp_path: Path) -> None:
    """A framework's file that says something else is never answered for by what was kept before."""
    file = tmp_path / "framework.yaml"
    file.write_text("id: house\n", encoding="utf-8")
    before = shelf._digest([file])
    file.write_text("id: horse\n", encoding="utf-8")
    assert shelf._digest([file]) != before
