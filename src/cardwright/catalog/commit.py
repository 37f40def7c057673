"""The git commit a catalog stands at."""

from __future__ import annotations

import os
from pathlib import Path


def commit_of(folder: Path) -> str | None:
    """The git commit of the catalog, with `+changes` when files differ from it; None outside a repository."""
    if not _in_repository(folder):
        return None
    head = _git(folder, "rev-parse", "--verify", "HEAD")
    if not head:
        return None
    changed = _git(folder, "status", "--porcelain", "-z", "--", ".")
    return head.strip() + ("+changes" if changed else "")


def _in_repository(folder: Path) -> bool:
    """Whether git could find a repository, looked at first because a program takes long to start."""
    here = folder.resolve()
    try:
        return "GIT_DIR" in os.environ or any((above / ".git").exists() for above in (here, *here.parents))
    except OSError:  # a folder that may not be looked into; git will say
        return True


def _git(folder: Path, *arguments: str) -> str | None:
    """Run git, which reads no configuration but the repository's own and starts no other program."""
    import subprocess

    safe = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-optional-locks")
    environment = {**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C"}
    try:
        ran = subprocess.run(
            ["git", *safe, "-C", str(folder), *arguments], capture_output=True, env=environment, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ran.stdout.decode("utf-8", "replace") if ran.returncode == 0 else None
