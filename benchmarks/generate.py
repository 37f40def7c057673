"""Write a realistic catalog of N models: `python -m benchmarks.generate N DIR`.

"N models" means N models of one version each: N files of about 9 KB of kind `model_version`, each beside its small
`model.yaml`. Around them stand one system for five models, one use case and two datasets for ten, one evidence file
for ten, the teams of the domains in use, and an organisation with its handbook that switches on `eu-ai-act` and
`mas-airg`. The fields are filled in as in a catalog that is kept up, so that what is left open is a handful an entity;
nobody has approved anything yet, and the records of high-risk systems are not finished. Every fourth version descends
from an earlier one. What a file says follows from its number alone, so the same N gives the same bytes, and a larger
catalog repeats the files of a smaller one, but for the last groups.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from benchmarks.domains import DOMAINS, Domain
from benchmarks.organisation import HANDBOOK, make_organisation, make_team
from benchmarks.prose import Prose
from benchmarks.surroundings import make_dataset, make_model, make_use_case
from benchmarks.systems import make_system
from benchmarks.versions import Version

GROUP = 10
"""Models that share a domain, two datasets and a use case."""
SYSTEM = 5
"""Models of one system."""
SHARED_TEAMS = {
    "model-validation": ["validator"],
    "data-office": ["data_steward"],
    "risk-control": ["control_function"],
}


class Writing(yaml.CSafeDumper):
    """Writes what fits into a line in braces or brackets and everything else in a block, as people do."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write out what stands in two places; Cardwright takes no aliases."""
        return True

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
        """Represent a mapping, in one line when it is short."""
        node = super().represent_mapping(tag, mapping, flow_style=False)
        node.flow_style = _fits([part for pair in node.value for part in pair])
        return node

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:
        """Represent a sequence, in one line when it is short."""
        node = super().represent_sequence(tag, sequence, flow_style=False)
        node.flow_style = _fits(node.value)
        return node


def _fits(nodes: list[yaml.Node]) -> bool:
    return all(isinstance(node, yaml.ScalarNode) for node in nodes) and sum(len(node.value) + 2 for node in nodes) < 100


def write_catalog(models: int, folder: Path) -> None:
    """Write a catalog of that many models into a folder that is new or empty."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        sys.exit(f"{folder} is not empty")
    for path, content in catalog_files(models):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")


def catalog_files(models: int) -> Iterator[tuple[str, str]]:
    """The path and the content of every file."""
    for path, data in entities(models):
        yield path, yaml.dump(data, Dumper=Writing, sort_keys=False, allow_unicode=True, width=118)
    yield HANDBOOK, evidence_text(Prose("handbook", DOMAINS[0]))
    for group in range(0, models, GROUP):
        yield evidence_of(group), evidence_text(Prose(f"evidence {group}", domain_of(group)))


def entities(models: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The path and the data of every entity."""
    yield "catalog.yaml", make_organisation()
    domains = DOMAINS[: -(-models // GROUP)]
    for ident, functions in SHARED_TEAMS.items():
        yield f"teams/{ident}.yaml", make_team(ident, functions, DOMAINS[0])
    for domain in domains:
        yield f"teams/{domain.id}-analytics.yaml", make_team(f"{domain.id}-analytics", ["developer"], domain)
        yield f"teams/{domain.id}-business.yaml", make_team(f"{domain.id}-business", ["owner", "deployer"], domain)
    for number in range(models):
        yield from model_files(number)
    for first in range(0, models, SYSTEM):
        ident, domain = system_id(first), domain_of(first)
        versions = [version_of(number) for number in range(first, min(first + SYSTEM, models))]
        yield f"systems/{ident}.yaml", make_system(ident, domain, ident, versions, evidence_of(first))
    for first in range(0, models, GROUP):
        domain, last = domain_of(first), min(first + GROUP, models)
        history, holdout = (dataset.partition(":")[2] for dataset in datasets_of(first))
        yield f"datasets/{history}.yaml", make_dataset(history, domain, history, evidence_of(first), test=False)
        yield f"datasets/{holdout}.yaml", make_dataset(holdout, domain, holdout, evidence_of(first), test=True)
        ident = f"{domain.id}-use-{first // GROUP:04}"
        systems = [f"system:{system_id(number)}" for number in range(first, last, SYSTEM)]
        yield f"use-cases/{ident}.yaml", make_use_case(ident, domain, ident, systems)


def model_files(number: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The model of a number and its version."""
    domain, ident = domain_of(number), model_id(number)
    names = {
        "model": f"model:{ident}",
        "version": release(number),
        "datasets": datasets_of(number),
        "evidence": evidence_of(number),
        "parent": version_of(number - 1) if number % 4 == 3 and number % GROUP else None,
    }
    yield f"models/{ident}/model.yaml", make_model(ident, domain, ident)
    yield f"models/{ident}/{release(number)}.yaml", Version(f"version {number}", domain, names).data()


def domain_of(number: int) -> Domain:
    """The domain that the model of a number belongs to."""
    return DOMAINS[number // GROUP % len(DOMAINS)]


def model_id(number: int) -> str:
    """The id of a model."""
    return f"{domain_of(number).id}-{number:05}"


def release(number: int) -> str:
    """The version of a model."""
    return f"{1 + number % 4}.{number % 13}.{number % 7}"


def version_of(number: int) -> str:
    """The reference of a model version."""
    return f"model:{model_id(number)}@{release(number)}"


def system_id(number: int) -> str:
    """The id of the system that the model of a number belongs to."""
    return f"{domain_of(number).id}-system-{number // SYSTEM:04}"


def datasets_of(number: int) -> tuple[str, str]:
    """The references of the history and of the held-out cases."""
    name = f"dataset:{domain_of(number).id}"
    return f"{name}-history-{number // GROUP:04}", f"{name}-holdout-{number // GROUP:04}"


def evidence_of(number: int) -> str:
    """The evidence file of a group of models."""
    return f"evidence/group-{number // GROUP:04}/validation.md"


def evidence_text(prose: Prose) -> str:
    """A report of about 2 KB."""
    paragraphs = (prose.say_all("finding", "result", "conditions") for _ in range(8))
    return "\n\n".join(("# Validation report", *paragraphs)) + "\n"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.generate", description="Write a realistic catalog of N models."
    )
    parser.add_argument("models", type=int, metavar="N", help="number of models")
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that is new or empty")
    arguments = parser.parse_args()
    write_catalog(arguments.models, arguments.folder)
    written = sum(1 for path in arguments.folder.rglob("*") if path.is_file())
    print(f"{written} files in {arguments.folder}")


if __name__ == "__main__":
    main()
