"""The code itself: format, lint and types, as the house has them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import ROOT


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "format", "--check", "."),
        ("ruff", "check", "."),
        ("mypy",),
    ],
    ids=["format", "lint", "types"],
)
def test_the_code_is_as_the_tools_want_it(command: tuple[str, ...]) -> None:
    """Formatter, linter and type checker have nothing to say."""
    ran = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=600
    )
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]
