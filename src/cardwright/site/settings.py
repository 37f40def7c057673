"""What a project says about its site beside its look: where the catalog is, for which day, whose templates."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

from cardwright.errors import CardwrightError
from cardwright.shipped import find_vendor


def catalog_folder(project: Path, named: str | None) -> Path:
    """The catalog: as named, from the environment, `catalog/` in the project, or the project itself if it is one."""
    if named:
        return project / named
    if os.environ.get("CARDWRIGHT_CATALOG"):
        return Path(os.environ["CARDWRIGHT_CATALOG"])
    folder = project / "catalog"
    return project if not folder.is_dir() and (project / "catalog.yaml").is_file() else folder


def report_date(stated: object) -> date:
    """The date of the report: as stated, else the day of SOURCE_DATE_EPOCH, else today. Raises CardwrightError."""
    if isinstance(stated, date):
        return stated
    if stated:
        try:
            return date.fromisoformat(str(stated))
        except ValueError:
            raise CardwrightError(f"as_of: '{stated}' in mkdocs.yml is not a date like 2026-11-21") from None
    return epoch_day() or datetime.now(tz=UTC).astimezone().date()


def epoch_day() -> date | None:
    """The day of SOURCE_DATE_EPOCH. Raises CardwrightError when that is not a moment."""
    moment = epoch()
    return moment.date() if moment else None


def epoch() -> datetime | None:
    """The moment of SOURCE_DATE_EPOCH, in UTC. Raises CardwrightError when that is not a moment.

    An empty one is as good as none, and is taken out of the environment, where MkDocs would stumble over it.
    """
    stated = os.environ.get("SOURCE_DATE_EPOCH")
    if not stated:
        os.environ.pop("SOURCE_DATE_EPOCH", None)
        return None
    try:
        return datetime.fromtimestamp(int(stated), tz=UTC)
    except (ValueError, OverflowError, OSError):
        raise CardwrightError(f"SOURCE_DATE_EPOCH is '{stated}', not a number of seconds") from None


def asset_files(templates: tuple[Path, ...]) -> dict[str, Path]:
    """Every file that the pages load, by name: fonts, scripts and style sheets."""
    found: dict[str, Path] = {}
    for folder in (find_vendor() / "site", *(folder / "site" / "assets" for folder in reversed(templates))):
        if folder.is_dir():
            found.update({path.name: path for path in sorted(folder.iterdir()) if path.is_file()})
    return found
