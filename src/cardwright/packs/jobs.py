"""Print jobs: all that a PDF is printed from, in one value that travels to another process or machine."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

from cardwright import __version__
from cardwright.packs.manifest import Attached
from cardwright.packs.pdf import Printed, import_weasyprint, print_pdf

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
"""Where the machine's fonts lie, from which come those that a pack's own lack."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one printing may take: bytes of memory, seconds, and pages. Beyond, it is given up and named."""

    memory: int = 4 * 2**30
    seconds: int = 1800
    pages: int = 20_000


GENEROUS = Limits()


@dataclass(frozen=True, slots=True)
class Job:
    """A document to print: see `print_pdf`. The same job gives the same bytes, wherever it is done."""

    html: str
    assets: Mapping[str, bytes]
    attached: Sequence[Attached]
    instant: datetime
    limits: Limits = GENEROUS

    def run(self) -> Printed:
        """Print it here. Raises CardwrightError when it has too many pages or a library is missing."""
        collects = gc.isenabled()
        gc.disable()  # the printer keeps nearly all of its boxes to the end; looking for cycles in them costs a third
        try:
            return print_pdf(self.html, self.assets, self.attached, self.instant, self.limits.pages)
        finally:
            if collects:
                gc.enable()

    @property
    def key(self) -> str:
        """SHA-256 over all that the outcome follows from, Cardwright and its printer included."""
        digest = hashlib.sha256(f"{__version__} {version('weasyprint')} {self.instant.isoformat()}\0".encode())
        digest.update(repr(_fonts()).encode())
        digest.update(hashlib.sha256(self.html.encode()).digest())
        for name, content in sorted(self.assets.items()):
            digest.update(f"{name}\0".encode() + hashlib.sha256(content).digest())
        for item in self.attached:
            digest.update(f"{item.name}\0{item.relationship}\0{item.description}\0{item.sha256}\0".encode())
        return digest.hexdigest()


def printed_with() -> list[Path]:
    """The folders from which printing takes more than the job: those of the fonts, and that of the printer."""
    return [*map(Path, _font_folders()), Path(import_weasyprint().__file__).parent]


def _font_folders() -> list[str]:
    return [os.path.expanduser(folder) for folder in FONT_FOLDERS]  # noqa: PTH111  Path's raises without a home


@cache
def _fonts() -> list[tuple[str, int]]:
    """The folders of fonts with the times of their last change: another font may draw what none could."""
    return sorted((folder, Path(folder).stat().st_mtime_ns) for top in _font_folders() for folder, _, _ in os.walk(top))
