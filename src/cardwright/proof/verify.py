"""What `cardwright verify` asks of a pack, one check after the other; none of them stops another."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from cardwright.cards.standing import SAYINGS
from cardwright.catalog.graph import digest_of
from cardwright.catalog.source import read_source
from cardwright.finding import OUTCOMES, printable
from cardwright.proof.opened import MANIFEST, Attachment, NotAPackError, OpenedPack, is_judged
from cardwright.proof.parts import check_print
from cardwright.proof.seal import seal_of
from cardwright.proof.structure import check_structure

REDACTED = ".redacted.json"


class Answer(NamedTuple):
    """What a check found: `holds` is None where there was nothing to check."""

    check: str
    holds: bool | None
    message: str


Check = Callable[[OpenedPack], Iterator[Answer]]


def verify(pack: OpenedPack, *further: tuple[str, Check]) -> list[Answer]:
    """Return the answers of every check of a pack by itself, and of `further` ones with their names."""
    return ask(pack, {**CHECKS, **dict(further)})


def ask(pack: OpenedPack, checks: Mapping[str, Check]) -> list[Answer]:
    """Return the answers of checks by their names; one that cannot be made has failed."""
    answers: list[Answer] = []
    for name, check in checks.items():
        try:
            answers += check(pack)
        except NotAPackError as error:
            answers.append(Answer(name, False, str(error)))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            answers.append(
                Answer(name, False, f"the attached manifest or report is not in the form of a pack's ({error!r:.80})")
            )
    return [answer._replace(message=printable(answer.message)) for answer in answers]


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
    found = Counter(item.name for item in pack.attachments)
    faults = [f"{name} is missing" for name in listed if name not in found]
    faults += [f"{name} was added" for name in found if name not in listed and name != MANIFEST]
    faults += [f"{name} is attached {count} times" for name, count in found.items() if count > 1]
    faults += [f"{name} stands more than once in the manifest" for name, count in
               Counter(item["name"] for item in pack.manifest["files"]).items() if count > 1]  # fmt: skip
    for item in pack.attachments:
        if item.name in listed or item.name == MANIFEST:
            faults += _changes(item, listed.get(item.name, OWN))
    yield from _answers("attachments", faults, f"{len(pack.attachments)} files are those of the manifest")


OWN: Mapping[str, Any] = {
    "sha256": None,
    "media_type": "application/json",
    "relationship": "Supplement",
    "description": "Digests of all other attachments",
}
"""What the manifest is said to be, which it does not say of itself; its digest is on the first page."""


def _changes(item: Attachment, listed: Mapping[str, Any]) -> Iterator[str]:
    """How an attachment differs from what the manifest says of it."""
    if item.other_names:
        yield f"{item.name} has a second name: {', '.join(sorted(item.other_names))}"
    if listed["sha256"] is not None and listed["sha256"] != hashlib.sha256(item.content).hexdigest():
        yield f"{item.name} was changed: its SHA-256 is not that of the manifest"
    elif listed["sha256"] is not None and listed["size"] != len(item.content):
        yield f"{item.name} has {len(item.content)} bytes, {listed['size']} in the manifest"
    for what in ("media_type", "relationship", "description"):
        said = getattr(item, what)
        if said != listed[what]:
            label = what.replace("_", " ")
            yield f"{item.name} has another {label} ({said or 'none'}) than in the manifest ({listed[what]})"


def check_manifest(pack: OpenedPack) -> Iterator[Answer]:
    """The manifest is the one whose digest stands on the first page."""
    digest = hashlib.sha256(pack.attached(MANIFEST)).hexdigest()
    faults = [] if _shows(pack, "Manifest", digest) else [
        f"{MANIFEST} is not the one that the first page names: its SHA-256 is {digest}"
    ]  # fmt: skip
    yield from _answers("manifest", faults, "its digest is the one on the first page")


def check_cover(pack: OpenedPack) -> Iterator[Answer]:
    """The first page says of what, of which day and of which catalog it is, as the manifest does, and shows all."""
    manifest, cover = pack.manifest, pack.cover
    faults = []
    if cover.hidden:
        faults.append(f"{cover.hidden} pieces of text on the first page are covered up or cannot be seen")
    said = {
        "As of": manifest["as_of"],
        "digest": manifest["catalog"]["digest"],
        "commit": manifest["catalog"]["commit"]
        or ("none: not under version control" if _is_judged(manifest) else "withheld"),
        "Made by": f"Cardwright {manifest['cardwright']}",
    }
    faults += [f"the first page does not say {what} {text}, as the manifest does" for what, text in said.items()
               if not _shows(pack, what, text)]  # fmt: skip
    if "".join(manifest["pack"].split()) not in "".join(cover.text.split()):
        faults.append(f"the first page does not name {manifest['pack']}, which the manifest is about")
    yield from _answers("cover", faults, "the first page says what the manifest says")


def _shows(pack: OpenedPack, what: str, text: str) -> bool:
    """Whether a line of the first page says something of something, in whatever words between."""
    wanted = "".join(text.split())
    return any(
        line.replace(" ", "").endswith(wanted) and f" {what} " in f" {line}" for line in pack.cover.lines
    )  # fmt: skip


def check_sources(pack: OpenedPack) -> Iterator[Answer]:
    """The attached sources say what the manifest says was judged."""
    digests = dict(pack.manifest["entities"])
    files = {item["name"]: item for item in pack.manifest["files"] if item["relationship"] == "Source"}
    faults = []
    for name, content, *_ in pack.attachments:
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
    if is_judged(report) != _is_judged(manifest):
        faults.append("the report and the manifest differ in whether the readers see how the catalog was judged")
    faults += _uncounted(report, manifest.get("audience", WHOLE) == WHOLE)
    found = f"{len(report['findings'])} findings" if is_judged(report) else "findings withheld from its readers,"
    yield from _answers("report", faults, f"{found} on {len(report['entities'])} entities")


WHOLE, JUDGED_FOR = "internal", ("internal", "regulator")
"""The audience from which no finding is withheld, and those that are told of any."""


def _is_judged(manifest: Mapping[str, Any]) -> bool:
    return manifest.get("audience", WHOLE) in JUDGED_FOR


def _uncounted(report: Mapping[str, Any], is_whole: bool) -> Iterator[str]:
    """Where the outcomes that the report counts are not those of its findings, some of which may be withheld."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for item in report["findings"]:
        found.setdefault((item["entity"], item["framework"], item["outcome"]), set()).add(item["rule"])
    counted = {
        (row["entity"], row["framework"], outcome): row[outcome]
        for row in report["coverage"] for outcome in ("fail", "waived")
    }  # fmt: skip
    for entity, framework, outcome in sorted(counted):
        rules = len(found.get((entity, framework, outcome), ()))
        if rules > counted[entity, framework, outcome] or (is_whole and rules < counted[entity, framework, outcome]):
            yield (
                f"{entity} has {counted[entity, framework, outcome]} outcomes “{outcome}” of {framework}, "
                f"with findings of {rules} rules"
            )
    for entity, framework, outcome in sorted(found.keys() - counted.keys()):
        if entity and outcome in ("fail", "waived"):
            yield f"{entity} has findings of {framework}, and no outcome of it is counted"


def check_counts(pack: OpenedPack) -> Iterator[Answer]:
    """The counts on the first page follow from the attached report."""
    counts, lines = counts_of(pack.report), pack.cover.lines
    rows = [(index, found) for index, line in enumerate(lines) if (found := ROW.search(line))]
    frameworks = pack.report["frameworks"]
    faults = []
    if len(rows) != len(frameworks):
        faults.append(f"the first page counts for {len(rows)} frameworks, the report for {len(frameworks)}")
    for framework, (index, found) in zip(frameworks, rows, strict=False):
        row = " ".join(str(counts[framework["id"]][outcome]) for outcome in OUTCOMES)
        untested = len(framework["not_checked"]) + len(framework["not_checkable"])
        row += f" {untested} of {framework['provisions']}"
        title = _letters(framework["title"])
        named = _letters(lines[index][: found.start()] + "".join(lines[index + 1 : index + LONGEST_TITLE]))
        if not named.startswith(title):
            faults.append(f"the first page does not name {' '.join(framework['title'].split())} where it counts for it")
        elif found[0].strip() != row:
            faults.append(
                f"{framework['title']}: the first page shows {found[0].strip()}, the report counts {row}"
            )  # fmt: skip
    judged = is_judged(pack.report)
    said = [*_standing(pack.report), _open_findings(pack.report)] if judged else ["Open findings: withheld"]
    faults += [f"the first page does not say “{sentence}”, which the report does" for sentence in said
               if f" {sentence}" not in f" {pack.cover.text}"]  # fmt: skip
    good = "the first page shows what the report counts" if judged else "the first page says that counts are withheld"
    yield from _answers("counts", faults, good)


ROW = re.compile(r"(?: |^)\d+(?: \d+){7} of \d+\Z")
LONGEST_TITLE = 12
"""Lines that a framework's title may take beside its counts."""


def _letters(text: str) -> str:
    """What any font draws of a text, without what a line break takes away."""
    return "".join(character for character in text if character.isascii() and character.isalnum())


def _standing(report: Mapping[str, Any]) -> Iterator[str]:
    """The sentences of the verdict that count outcomes."""
    total = sum(counts_of(report).values(), Counter[str]())
    for outcome in OUTCOMES:
        if outcome in SAYINGS and total[outcome]:
            one, many, _ = SAYINGS[outcome]
            yield f"{total[outcome]} {one if total[outcome] == 1 else many}"
    if total["fail"] or total["undecided"]:
        yield "Not complete."


def _open_findings(report: Mapping[str, Any]) -> str:
    levels = Counter(item["level"] for item in report["findings"] if item["outcome"] != "waived")
    return "Open findings: " + ", ".join(
        f"{levels[level]} {level}{'' if levels[level] == 1 else 's'}" for level in LEVELS
    )  # fmt: skip


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
    "print": check_print,
    "structure": check_structure,
    "manifest": check_manifest,
    "cover": check_cover,
    "attachments": check_attachments,
    "sources": check_sources,
    "report": check_report,
    "counts": check_counts,
}
"""What is asked of every pack, in the order in which it is said."""
