"""A pack beside what lies outside it: the catalog as it is now, and a PDF/A validator."""

from __future__ import annotations

import datetime
import hashlib
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cardwright.catalog.folder import Unreadable, read_file
from cardwright.errors import CardwrightError
from cardwright.finding import printable

if TYPE_CHECKING:
    from cardwright.catalog.graph import Catalog
    from cardwright.proof.opened import OpenedPack
    from cardwright.proof.verify import Answer, Check

LONGEST_VALIDATION = 600
"""Seconds that a validator may take."""


def catalog_check(catalog: Catalog) -> Check:
    """Return the check whether a catalog still says what a pack says: its entities, its evidence, and the outcomes."""

    def check(pack: OpenedPack) -> Iterator[Answer]:
        from cardwright.proof.verify import Answer

        faults = [*_changed_entities(pack, catalog), *_changed_evidence(pack, catalog)]
        yield from (Answer("catalog", False, printable(fault)) for fault in faults)
        if not faults:
            same = "the catalog is the same" if pack.manifest["catalog"]["digest"] == catalog.digest else (
                "other parts of the catalog have changed; these have not"
            )  # fmt: skip
            yield Answer("catalog", True, f"{len(pack.manifest['entities'])} entities say the same; {same}")
        yield from _changed_outcomes(pack, catalog)

    return check


def _changed_entities(pack: OpenedPack, catalog: Catalog) -> Iterator[str]:
    for ref, digest in pack.manifest["entities"].items():
        entry = catalog.find(ref)
        if entry is None:
            yield f"{ref} is no longer in the catalog"
        elif entry.digest != digest:
            yield f"{ref} has changed since ({entry.path})"


def _changed_evidence(pack: OpenedPack, catalog: Catalog) -> Iterator[str]:
    for item in pack.manifest["files"]:
        if item["relationship"] == "Source" or not item["path"]:
            continue
        try:
            now = hashlib.sha256(read_file(catalog.folder, item["path"])).hexdigest()
        except Unreadable as error:
            yield f"{item['path']} cannot be read any more: {error}"
            continue
        if now != item["sha256"]:
            yield f"{item['path']} has changed since"


def _changed_outcomes(pack: OpenedPack, catalog: Catalog) -> Iterator[Answer]:
    """Whether judging the catalog for the day of the pack comes to the same outcomes on its entities."""
    from cardwright import __version__
    from cardwright.proof.verify import Answer, counts_of
    from cardwright.rules.judge import judge

    if pack.manifest["cardwright"] != __version__:
        made_by = printable(str(pack.manifest["cardwright"]))
        yield Answer("outcomes", None, f"not judged again: the pack is of Cardwright {made_by}, this is {__version__}")
        return
    report = judge(catalog, datetime.date.fromisoformat(pack.manifest["as_of"]))
    refs = set(pack.manifest["entities"])
    differing = [
        framework
        for framework, counts in counts_of(pack.report).items()
        if +counts != +Counter[str](report.counts(framework, refs))
    ]
    if differing:
        yield Answer("outcomes", False, f"judged again, other outcomes in {printable(', '.join(differing))}")
    else:
        yield Answer("outcomes", True, "judged again, the outcomes are the same")


def validator_check(program: Path) -> Check:
    """Return the check by veraPDF, run as `program`. Raises CardwrightError when there is no such program."""
    if not program.is_file():
        raise CardwrightError(f"{program} is not there; veraPDF is to be had from its makers")

    def check(pack: OpenedPack) -> Iterator[Answer]:
        from cardwright.proof.verify import Answer

        with tempfile.NamedTemporaryFile(suffix=".pdf") as copy:
            copy.write(pack.content)
            copy.flush()
            for flavour, standard in (("3a", "PDF/A-3a"), ("ua1", "PDF/UA-1")):
                yield Answer("veraPDF", *_validate(program, flavour, standard, copy.name))

    return check


def _validate(program: Path, flavour: str, standard: str, file: str) -> tuple[bool, str]:
    command = [str(program.absolute()), "--format", "text", "--flavour", flavour, file]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_VALIDATION, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CardwrightError(f"{program} could not be run: {error}") from None
    verdict = ran.stdout.split(" ", 1)[0].strip()
    if verdict not in ("PASS", "FAIL"):
        said = " ".join((ran.stderr or ran.stdout).split())[:200]
        raise CardwrightError(f"{program} gave no verdict: {printable(said) or 'it said nothing'}")
    return verdict == "PASS", f"{verdict} as {standard}"
