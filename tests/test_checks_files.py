"""Checks on files that entities attach."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable

import pytest

from cardwright.catalog.graph import Catalog
from cardwright.finding import pointer
from cardwright.rules.checks import Case, compile_check
from cardwright.rules.facts import FactBook

Build = Callable[[str], Catalog]
DIGEST = hashlib.sha256(b"signed\n").hexdigest()


@pytest.mark.parametrize(
    ("pinned", "content", "expected"),
    [
        (f", sha256: {DIGEST}", "signed", []),
        (f", sha256: {DIGEST}", "signed, and changed later", ["conformity.declaration.document.sha256"]),
        ("", "signed", [""]),
    ],
    ids=["the same", "changed", "not pinned"],
)
def test_digest_kept(catalog_of: Build, pinned: str, content: str, expected: list[str]) -> None:
    """A file that is no longer the one pinned is found at its digest; without a digest there is nothing to judge."""
    catalog = catalog_of(
        "## s.yaml\nkind: system\nid: s\nname: S\nconformity:\n  declaration:\n"
        f"    document: {{file: evidence/declaration.md{pinned}}}\n"
        f"## evidence/declaration.md\n{content}\n"
    )
    entry = catalog.entities["system:s"]
    case = Case(catalog, entry, FactBook(catalog).of(entry)[0], datetime.date(2026, 11, 21))
    check = compile_check({"digest_kept": "conformity.declaration.document"})
    assert [pointer(fault.path) for fault in check(case)] == expected
