"""The house: who may import whom, what modules are called and how large they grow."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

SOURCE = ROOT / "src" / "cardwright"
MODULES = sorted(SOURCE.rglob("*.py"))
MAY_IMPORT = {
    "errors": set(),
    "finding": set(),
    "shipped": {"errors"},
    "parallel": {"errors"},
    "cache": {"errors"},
    "catalog": {"errors", "finding", "parallel"},
    "rules": {"errors", "finding", "parallel", "cache", "catalog"},
    "frameworks": set(),
    "reports": {"errors", "finding", "catalog", "rules"},
    "cards": {"errors", "finding", "catalog", "rules", "shipped"},
    "audiences": {"errors", "finding", "catalog", "rules"},
    "site": {"audiences", "errors", "finding", "catalog", "rules", "reports", "cards", "shipped"},
    "register": {"errors", "finding", "catalog", "rules", "cards"},
    "proof": {"errors", "finding", "catalog", "rules", "cards"},
    "packs": {"audiences", "errors", "finding", "catalog", "rules", "reports", "cards", "shipped", "proof"},
    "start": {"errors", "finding", "catalog", "rules", "shipped"},
}
"""The import arrows of the design: a part, and the parts it may know. The command line may know them all."""
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "manager", "managers", "core", "base", "common", "misc"}
LARGEST = 300
HEAVY = {
    "mkdocs": {"site"},
    "weasyprint": {"packs"},
    "pyhanko": {"proof"},
    "xlsxwriter": {"register"},
    "pikepdf": {"proof"},
}
"""Libraries that only one part may import."""


def name_of(module: Path) -> str:
    """Return the part of the house a module belongs to."""
    return module.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(module: Path) -> Iterator[str]:
    """Yield the full names of what a module imports, wherever in it."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_follow_the_arrows(module: Path) -> None:
    """A part imports itself and the parts below it, never sideways or upwards."""
    part = name_of(module)
    if part not in MAY_IMPORT:
        assert part in ("__init__", "__main__", "cli"), f"{part} has no place in the house yet"
        return
    known = {name.split(".")[1] for name in imports(module) if name.startswith("cardwright.")}
    assert known - {part} <= MAY_IMPORT[part]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_heavy_libraries_have_one_door(module: Path) -> None:
    """Only the site knows mkdocs, and only the packs know WeasyPrint."""
    for library, parts in HEAVY.items():
        if any(name.split(".")[0] == library for name in imports(module)):
            assert name_of(module) in parts | {"start"}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_modules_are_small_and_have_names(module: Path) -> None:
    """A module has at most 300 lines, and no name that says nothing."""
    assert not set(module.relative_to(SOURCE).with_suffix("").parts) & NAMES_THAT_SAY_NOTHING
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LARGEST
