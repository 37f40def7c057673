"""Everything of a site that is no page: the data of the grids, the static JSON, the metrics, the calendar."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cardwright.site.attributes import Inventory
from cardwright.site.calendar import ADDRESS as CALENDAR
from cardwright.site.calendar import render_calendar
from cardwright.site.downloads import pack_address, record_files
from cardwright.site.explorer import SCRIPT, explorer_script, findings_script
from cardwright.site.interface import data_files
from cardwright.site.listings import FINDINGS_SCRIPT
from cardwright.site.openmetrics import render_metrics
from cardwright.site.published import Published

METRICS = "metrics.prom"


def write_data(published: Published, folder: Path) -> None:
    """Write the files below the folder of a site, each as soon as it is made."""
    made: set[Path] = set()
    for address, text in _files(Inventory(published)):
        path = folder / address
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        with suppress(FileExistsError), path.open("xb") as file:  # what the project wrote by hand wins
            file.write(text.encode("utf-8"))
    for ref, pack in published.packs.items():
        path = folder / pack_address(published.catalog.entities[ref])
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(pack, path)


def _files(inventory: Inventory) -> Iterator[tuple[str, str]]:
    yield SCRIPT, explorer_script(inventory)
    yield from data_files(inventory)
    yield from record_files(inventory.published)
    if inventory.published.judged:
        yield CALENDAR, render_calendar(inventory.published)
        yield FINDINGS_SCRIPT, findings_script(inventory)
        yield METRICS, render_metrics(inventory)
