"""The made-up catalog of the benchmarks: files as long as the budgets say, filled in as people fill them in."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from benchmarks.generate import catalog_files, write_catalog

from cardwright.catalog.load import load_catalog
from cardwright.rules.judge import judge
from cardwright.rules.report import Report

MODELS = 20


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A small made-up catalog, judged."""
    folder: Path = tmp_path_factory.mktemp("made") / "catalog"
    write_catalog(MODELS, folder)
    return judge(load_catalog(folder), datetime.date(2026, 11, 21))


def test_nothing_in_the_made_up_files_is_misread(report: Report) -> None:
    """Every field is known and typed, every reference leads somewhere, every evidence file is there."""
    assert [problem for problem in report.catalog.problems if not problem.rule.startswith("CAT04")] == []


def test_a_version_takes_nine_kilobytes() -> None:
    """The files that the budgets count have 9 KB on average, and none is far from it."""
    sizes = [
        len(text.encode()) for path, text in catalog_files(MODELS) if path.count("/") == 2 and "model.yaml" not in path
    ]
    versions = [size for size in sizes if size > 4_000]
    assert len(versions) == MODELS
    assert 8_500 < sum(versions) / MODELS < 9_900


def test_the_fields_of_the_dictionary_are_filled_in(report: Report) -> None:
    """What is left open is a handful an entity, as in a catalog that is kept up."""
    assert len(report.findings) < 12 * len(report.catalog.entities)
