"""The frameworks at hand: those that come with Cardwright, the organisation's own, and which of them it switched on."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from cardwright.cache import keep, recall
from cardwright.catalog.graph import Catalog
from cardwright.errors import CardwrightError
from cardwright.finding import Place, Problem
from cardwright.rules.framework import Framework, Header, Rule
from cardwright.rules.reading import HEADER, read_framework

PACKAGE = Path(__file__).parents[1]
ALWAYS = "catalog"
"""The framework of structure and hygiene, which is never switched off."""
OWN = "frameworks/"
"""Where in a catalog the organisation's own frameworks stand, a folder each."""


@cache
def shipped_frameworks() -> Mapping[str, Framework]:
    """Every framework that comes with Cardwright, by id. Raises CardwrightError naming every place that is wrong.

    They are two megabytes of YAML. Once they were read without a fault, their data are kept in the user's cache.
    """
    top = PACKAGE / "frameworks"
    files = [*top.rglob("*.yaml"), *(PACKAGE / "rules").rglob("*.py"), PACKAGE / "catalog" / "source.py"]
    key = _digest(files)
    found = _remade(recall("frameworks", key))
    if found is None:
        folders = [folder for folder in sorted(top.iterdir()) if (folder / HEADER).is_file()]
        found = {folder.name: framework_in(folder) for folder in folders}
        data = json.dumps({name: _data(framework) for name, framework in found.items()}).encode()
        if _digest(files) == key:  # nobody changed them while they were read
            keep("frameworks", key, hashlib.sha256(data).digest() + data)
    return found


def _digest(files: Iterable[Path]) -> str:
    """What the shipped frameworks follow from, in one value: their own files, and the code that reads them."""
    found = hashlib.sha256()
    for file in sorted(map(str, files)):
        content = Path(file).read_bytes()
        found.update(f"{file}\0{len(content)}\0".encode("utf-8", "surrogateescape") + content)
    return found.hexdigest()


def _data(framework: Framework) -> dict[str, Any]:
    rules = [rule.model_dump(mode="json", exclude_defaults=True) for rule in framework.rules]
    return {"header": framework.header.model_dump(mode="json", exclude_defaults=True), "rules": rules}


def _remade(kept: bytes | None) -> Mapping[str, Framework] | None:
    """The frameworks that were kept; None when there are none, or not to the last byte what was kept."""
    digest, data = (kept or b"")[:32], (kept or b"")[32:]
    if hashlib.sha256(data).digest() != digest:
        return None
    return {
        name: Framework(Header.model_validate(item["header"]), tuple(map(Rule.model_validate, item["rules"])))
        for name, item in json.loads(data).items()
    }


def framework_in(folder: Path) -> Framework:
    """The framework in a folder. Raises CardwrightError naming every place that is wrong."""
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}
    framework, faults = read_framework(files)
    if framework is None:
        listed = "\n".join(map(str, faults))
        raise CardwrightError(f"the framework in {folder.name} cannot be used:\n{listed}")
    return framework


@dataclass(frozen=True)
class Shelf:
    """The frameworks by id, ours before the organisation's own, and what is wrong with its own."""

    frameworks: Mapping[str, Framework]
    problems: tuple[Problem, ...]

    def rules(self) -> Iterator[tuple[Framework, Rule]]:
        """Every rule of every framework."""
        for framework in self.frameworks.values():
            for rule in framework.rules:
                yield framework, rule

    @cached_property
    def rule_ids(self) -> frozenset[str]:
        """The id of every rule of every framework."""
        return frozenset(rule.id for _, rule in self.rules())

    def switched_on(self, catalog: Catalog) -> tuple[Framework, ...]:
        """`catalog`, and those the organisation switched on; all that have rules when nobody said which."""
        names = named_frameworks(catalog)
        if names is None:
            return tuple(framework for framework in self.frameworks.values() if framework.rules)
        wanted = dict.fromkeys([ALWAYS, *names])
        return tuple(self.frameworks[name] for name in wanted if name in self.frameworks)

    def unknown(self, catalog: Catalog) -> tuple[str, ...]:
        """What the organisation switched on and nobody has."""
        return tuple(name for name in named_frameworks(catalog) or () if name not in self.frameworks)


@cache
def shipped_shelf() -> Shelf:
    """The shelf of an organisation without frameworks of its own."""
    return Shelf(shipped_frameworks(), ())


def shelf_of(files: Mapping[str, bytes]) -> Shelf:
    """The frameworks at hand beside the organisation's own, whose files are given by their path in the catalog.

    An own framework never takes the place of one of ours, nor of one of its rules.
    """
    if not files:
        return shipped_shelf()
    frameworks = dict(shipped_frameworks())
    problems: list[Problem] = []
    for name, own in _by_folder(files).items():
        folder = f"{OWN}{name}/"
        framework, faults = read_framework(own, folder)
        problems += (Problem("CAT100", fault.place, fault.message) for fault in faults)
        if framework is not None:
            clashes = list(_clashes(framework, name, frameworks))
            problems += (Problem("CAT101", Place(f"{folder}{HEADER}", 1, 1), clash) for clash in clashes)
            if not clashes:
                frameworks[framework.header.id] = framework
    return Shelf(frameworks, tuple(problems))


def _by_folder(files: Mapping[str, bytes]) -> Mapping[str, Mapping[str, bytes]]:
    """The files of each own framework, by their path in its folder."""
    found: dict[str, dict[str, bytes]] = {}
    for path, content in sorted(files.items()):
        name, _, inside = path.removeprefix(OWN).partition("/")
        found.setdefault(name, {})[inside] = content
    return found


def _clashes(own: Framework, folder: str, others: Mapping[str, Framework]) -> Iterator[str]:
    """Why a framework cannot stand beside those that are there: it would shadow or weaken one of them."""
    ident, prefix = own.header.id, own.header.prefix
    if ident != folder:
        yield f"the framework calls itself {ident}, but its folder is {folder}; make them the same"
    if ident in others:
        yield f"there is already a framework {ident}; choose another id"
    rules = {rule.id for framework in others.values() for rule in framework.rules}
    for other in others.values():
        if prefix.startswith(other.header.prefix) or other.header.prefix.startswith(prefix):
            yield f"its prefix {prefix} clashes with {other.header.prefix} of {other.header.id}; choose another"
    for rule in own.rules:
        if rule.id in rules:
            yield f"there is already a rule {rule.id}; an own rule cannot replace it"
        if rule.reported_by is not None:
            yield f"{rule.id} has `reported_by`, which only Cardwright's own rules can have; give it a `check`"


def named_frameworks(catalog: Catalog) -> tuple[str, ...] | None:
    """The frameworks the organisation names; None when nobody said."""
    organisation: Any = catalog.organisation.value if catalog.organisation else None
    return tuple(organisation.frameworks) if organisation and organisation.frameworks is not None else None


def framework_problems(catalog: Catalog, shelf: Shelf) -> Iterator[Problem]:
    """What is wrong with the organisation's own frameworks, and with the choice of frameworks."""
    yield from shelf.problems
    organisation = catalog.organisation
    if organisation is None:
        return
    names = named_frameworks(catalog)
    if names is None:
        message = "`frameworks` does not say which frameworks count, so all of them do"
        yield Problem("CAT039", organisation.at(("frameworks",)), message, organisation.ref)
    for index, name in enumerate(names or ()):
        place = organisation.at(("frameworks", index))
        if name not in shelf.frameworks:
            near = difflib.get_close_matches(name, shelf.frameworks, 1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(sorted(shelf.frameworks))}"
            yield Problem("CAT035", place, f"“{name}” is no framework; {hint}", organisation.ref)
        elif not shelf.frameworks[name].rules:
            provisions = len(shelf.frameworks[name].header.provisions)
            message = f"{name} has no rules yet: all of its {provisions} provisions are not checked"
            yield Problem("CAT038", place, message, organisation.ref)
