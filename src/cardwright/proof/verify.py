"""What `cardwright verify` asks of a pack, one check after the other; none of them stops another."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from cardwright.catalog.graph import digest_of
from cardwright.catalog.source import read_source
from cardwright.finding import OUTCOMES, printable
from cardwright.proof.opened import MANIFEST, NotAPackError, OpenedPack
from cardwright.proof.seal import seal_of

REDACTED = ".redacted.json"


class Answer(NamedTuple):
    """What a check found: `holds` is None where there was nothing to check."""

    check: str
    holds: bool | None
    message: str


Check = Callable[[OpenedPack], Iterator[Answer]]


def verify(pack: OpenedPack, *further: tuple[str, Check]) -> list[Answer]:
    """Return the answers of every check of a pack by itself, and of `further` ones with their names."""
    answers: list[Answer] = []
    for name, check in (*CHECKS.items(), *further):
        try:
            answers += check(pack)
        except NotAPackError as error:
            answers.append(Answer(name, False, str(error)))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            answers.append(
                Answer(name, False, f"what it is read from has not the form that packs have ({error!r:.80})")
            )
    return answers


def is_good(answers: list[Answer]) -> bool:
    """Whether no check failed."""
    return all(answer.holds is not False for answer in answers)


def check_seal(pack: OpenedPack) -> Iterator[Answer]:
    """The bytes are those that were written."""
    sealed = seal_of(pack.content)
    if sealed is None:
        yield Answer("seal", False, "the file has no seal: it is no pack of this version, or its end was rewritten")
    elif not sealed.is_whole:
        yield Answer("seal", False, f"the file was changed: its bytes have {sealed.found}, sealed was {sealed.named}")
    else:
        behind = len(pack.content) - sealed.size
        more = f"; {behind} bytes follow, which only a signature can account for" if behind else ""
        yield Answer("seal", True, f"{sealed.size} bytes are as they were written{more}")


def check_attachments(pack: OpenedPack) -> Iterator[Answer]:
    """The attachments are those of the manifest, all of them, once each, unchanged, and no others."""
    listed = {item["name"]: item for item in pack.manifest["files"]}
    found = Counter(name for name, _ in pack.attachments)
    faults = [f"{name} is missing" for name in listed if name not in found]
    faults += [f"{name} was added" for name in found if name not in listed and name != MANIFEST]
    faults += [f"{name} is attached {count} times" for name, count in found.items() if count > 1]
    for name, content in pack.attachments:
        if name in listed and listed[name]["sha256"] != hashlib.sha256(content).hexdigest():
            faults.append(f"{name} was changed: its SHA-256 is not that of the manifest")
        elif name in listed and listed[name]["size"] != len(content):
            faults.append(f"{name} has {len(content)} bytes, {listed[name]['size']} in the manifest")
    if hidden := pack.files_in_objects - len(pack.attachments):
        faults.append(f"{abs(hidden)} embedded files are not in the list of attachments")
    yield from _answers("attachments", faults, f"{len(pack.attachments)} files are those of the manifest")


def check_manifest(pack: OpenedPack) -> Iterator[Answer]:
    """The manifest is the one whose digest stands on the first page."""
    digest = hashlib.sha256(pack.attached(MANIFEST)).hexdigest()
    shown = digest in pack.cover.replace(" ", "")
    faults = [] if shown else [f"{MANIFEST} is not the one that the first page names: its SHA-256 is {digest}"]
    yield from _answers("manifest", faults, "its digest is the one on the first page")


def check_sources(pack: OpenedPack) -> Iterator[Answer]:
    """The attached sources say what the manifest says was judged."""
    digests = dict(pack.manifest["entities"])
    files = {item["name"]: item for item in pack.manifest["files"] if item["relationship"] == "Source"}
    faults = []
    for name, content in pack.attachments:
        if name not in files:
            continue
        ref = files[name]["description"].removeprefix("Source of ").partition(";")[0]
        path = files[name]["path"] or name
        data = json.loads(content) if name.endswith(REDACTED) else read_source(path, content).data
        if digests.pop(ref, None) != digest_of(data):
            faults.append(f"{name} is not the {ref} that was judged")
    faults += [f"the source of {ref} is not attached" for ref in digests]
    yield from _answers("sources", faults, f"{len(files)} sources are what was judged")


def check_report(pack: OpenedPack) -> Iterator[Answer]:
    """The report is about the entities, the day and the catalog of the manifest, and its counts follow from it."""
    report, manifest = pack.report, pack.manifest
    faults = [
        f"{what}: the report says {printable(str(report[what]))}, the manifest {printable(str(manifest[what]))}"
        for what in ("as_of", "catalog", "cardwright")
        if report[what] != manifest[what]
    ]
    if {item["ref"]: item["digest"] for item in report["entities"]} != manifest["entities"]:
        faults.append("the entities of the report are not those of the manifest")
    if {item["id"]: item["edition"] for item in report["frameworks"]} != manifest["frameworks"]:
        faults.append("the frameworks of the report are not those of the manifest")
    failing = {(row["entity"], row["framework"]) for row in report["coverage"] if row["fail"]}
    found = {(item["entity"], item["framework"]) for item in report["findings"] if item["outcome"] == "fail"}
    faults += [f"{entity} fails {framework} without a finding" for entity, framework in sorted(failing - found)]
    faults += [f"{entity} has findings of {framework} and does not fail it" for entity, framework in
               sorted(found - failing) if entity]  # fmt: skip
    yield from _answers("report", faults, f"{len(report['findings'])} findings on {len(report['entities'])} entities")


def check_counts(pack: OpenedPack) -> Iterator[Answer]:
    """The counts on the first page follow from the attached report."""
    counts = counts_of(pack.report)
    faults = []
    for framework in pack.report["frameworks"]:
        row = " ".join(str(counts[framework["id"]][outcome]) for outcome in OUTCOMES)
        row += f" {len(framework['not_checked'])} of {framework['provisions']}"
        title = " ".join(framework["title"].split())
        behind = pack.cover.partition(title)[2]
        if not behind:
            faults.append(f"the first page does not name {title}")
        elif f" {row} " not in f"{behind[:400]} ":
            faults.append(f"{title}: the first page does not show what the report counts ({row})")
    levels = Counter(item["level"] for item in pack.report["findings"] if item["outcome"] != "waived")
    shown = ", ".join(f"{levels[level]} {level}{'' if levels[level] == 1 else 's'}" for level in LEVELS)
    if shown not in pack.cover:
        faults.append(f"the first page does not show the report's open findings ({shown})")
    yield from _answers("counts", faults, "the first page shows what the report counts")


LEVELS = ("error", "warning", "note")


def counts_of(report: Mapping[str, Any]) -> Mapping[str, Counter[str]]:
    """The outcomes of every framework in a JSON report."""
    counts: dict[str, Counter[str]] = {item["id"]: Counter() for item in report["frameworks"]}
    for row in report["coverage"]:
        counts[row["framework"]].update({outcome: row[outcome] for outcome in OUTCOMES})
    return counts


def _answers(check: str, faults: list[str], good: str) -> Iterator[Answer]:
    """One answer for each fault, or one that says what holds."""
    yield from (Answer(check, False, printable(fault)) for fault in faults)
    if not faults:
        yield Answer(check, True, good)


CHECKS: dict[str, Check] = {
    "seal": check_seal,
    "manifest": check_manifest,
    "attachments": check_attachments,
    "sources": check_sources,
    "report": check_report,
    "counts": check_counts,
}
"""What is asked of every pack, in the order in which it is said."""
