"""The catalog as a graph: links as written, and how one entity reaches another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cardwright.catalog.graph import Catalog

Build = Callable[[str], Catalog]
CATALOG = """\
## catalog.yaml
{kind: organisation, id: bank, name: Bank}
## teams/lending.yaml
{kind: team, id: lending, name: Lending}
## teams/validation.yaml
{kind: team, id: validation, name: Validation}
## use-cases/loans.yaml
{kind: use_case, id: loans, name: Loans, systems: [system:scoring, system:chat]}
## use-cases/idle.yaml
{kind: use_case, id: idle, name: Idle}
## systems/scoring.yaml
kind: system
id: scoring
name: Scoring
owner: team:lending
reviews: [{kind: go_live, reviewer: team:validation}]
composition: {models: [{model: model:card@2.0}]}
operation:
  deployments:
  - {id: now, models: [model:card@2.0, model:shadow@1]}
  - {id: then, models: [model:card@1.0], retired_on: 2026-01-31}
## systems/chat.yaml
kind: system
id: chat
name: Chat
composition: {models: [{model: model:llm@1}, {model: model:card@2.0}]}
## models/card.yaml
{kind: model, id: card, name: Card}
## models/card-1.yaml
kind: model_version
model: model:card
version: '1.0'
released_on: 2025-01-01
data: {datasets: [{dataset: dataset:old}]}
## models/card-2.yaml
kind: model_version
model: model:card
version: '2.0'
released_on: 2026-01-01
data: {datasets: [{dataset: dataset:loans}]}
## models/card-3.yaml
{kind: model_version, model: model:card, version: '3.0-draft', parents: [model:card@2.0]}
## models/shadow.yaml
{kind: model, id: shadow, name: Shadow}
## models/shadow-1.yaml
{kind: model_version, model: model:shadow, version: '1', data: {datasets: []}}
## models/llm.yaml
{kind: model, id: llm, name: Llm}
## models/llm-1.yaml
{kind: model_version, model: model:llm, version: '1', generation: {retrieval: {sources: [dataset:manuals]}}}
## models/spare.yaml
{kind: model, id: spare, name: Spare}
## models/spare-1.yaml
kind: model_version
model: model:spare
version: '1'
released_on: 2024-05-01
data: {datasets: [{dataset: dataset:old}]}
## models/spare-2.yaml
{kind: model_version, model: model:spare, version: '2', released_on: 2026-05-01}
## models/spare-3.yaml
{kind: model_version, model: model:spare, version: '3'}
## datasets/old.yaml
{kind: dataset, id: old, name: Old}
## datasets/loans.yaml
{kind: dataset, id: loans, name: Loans}
## datasets/manuals.yaml
{kind: dataset, id: manuals, name: Manuals}
"""


def reached(catalog: Catalog, ref: str, kind: str) -> list[str]:
    """The references of the entities of a kind that one leads to."""
    return [entry.ref for entry in catalog.reach(catalog.entities[ref], kind)]


@pytest.mark.parametrize(
    ("ref", "kind", "expected"),
    [
        ("use_case:loans", "system", ["system:chat", "system:scoring"]),
        ("use_case:loans", "model_version", ["model:card@2.0", "model:llm@1", "model:shadow@1"]),
        ("use_case:loans", "model", ["model:card", "model:llm", "model:shadow"]),
        ("use_case:loans", "dataset", ["dataset:loans", "dataset:manuals"]),
        ("use_case:idle", "system", []),
        ("system:scoring", "use_case", ["use_case:loans"]),
        ("system:scoring", "system", ["system:scoring"]),
        ("system:scoring", "model_version", ["model:card@2.0", "model:shadow@1"]),
        ("system:scoring", "model", ["model:card", "model:shadow"]),
        ("system:scoring", "dataset", ["dataset:loans"]),
        ("system:scoring", "organisation", ["organisation:bank"]),
        ("system:scoring", "team", ["team:lending", "team:validation"]),
        ("system:scoring", "waiver", []),
        ("model:card@2.0", "system", ["system:chat", "system:scoring"]),
        ("model:card@2.0", "use_case", ["use_case:loans"]),
        ("model:card@2.0", "model", ["model:card"]),
        ("model:card@1.0", "system", []),
        ("model:card@1.0", "dataset", ["dataset:old"]),
        ("model:card", "model_version", ["model:card@2.0"]),
        ("model:card", "system", ["system:chat", "system:scoring"]),
        ("model:card", "dataset", ["dataset:loans"]),
        ("model:llm", "dataset", ["dataset:manuals"]),
        ("model:spare", "model_version", ["model:spare@2"]),
        ("dataset:loans", "model_version", ["model:card@2.0"]),
        ("dataset:loans", "model", ["model:card"]),
        ("dataset:loans", "system", ["system:chat", "system:scoring"]),
        ("dataset:manuals", "system", ["system:chat"]),
        ("dataset:old", "system", []),
        ("dataset:loans", "use_case", ["use_case:loans"]),
        ("team:lending", "system", []),
        ("organisation:bank", "system", []),
    ],
)
def test_what_an_entity_reaches(catalog_of: Build, ref: str, kind: str, expected: list[str]) -> None:
    """Use cases, systems, versions and datasets reach one another both ways; retired deployments lead nowhere."""
    assert reached(catalog_of(CATALOG), ref, kind) == expected


def test_every_version_of_a_model(catalog_of: Build) -> None:
    """All versions of a model are known, in order, whether used or not."""
    catalog = catalog_of(CATALOG)
    versions = [entry.ref for entry in catalog._reach.versions(catalog.entities["model:card"])]
    assert versions == ["model:card@1.0", "model:card@2.0", "model:card@3.0-draft"]


def test_links_are_seen_from_both_ends(catalog_of: Build) -> None:
    """A reference stands in the links out of its source and into its target, with the field that makes it."""
    links = catalog_of(CATALOG).links
    assert [link.path for link in links.into("model:card@1.0")] == [("operation", "deployments", 1, "models", 0)]
    assert {link.target for link in links.out("model:card@3.0-draft")} == {"model:card", "model:card@2.0"}
    assert links.into("use_case:loans") == []
    assert links.out("team:lending") == []


def test_references_are_found_without_case_and_lead_to_one_spelling(catalog_of: Build) -> None:
    """A version written in another case is the same entity, under the spelling of its own file."""
    text = CATALOG.replace("{model: model:llm@1}", "{model: model:card@3.0-DRAFT}")
    assert reached(catalog_of(text), "system:chat", "model_version") == ["model:card@2.0", "model:card@3.0-draft"]


def test_references_to_nothing_or_oneself_are_no_links(catalog_of: Build) -> None:
    """A dangling reference and one to the entity itself make no link; the reader has named both."""
    catalog = catalog_of(
        "## a.yaml\n{kind: model_version, model: model:a, version: '1', parents: [model:a@1, model:b@9]}\n"
        "## b.yaml\n{kind: model, id: a, name: A}\n"
    )
    assert [link.target for link in catalog.links.out("model:a@1")] == ["model:a"]
    assert {problem.rule for problem in catalog.problems} >= {"CAT030", "CAT031"}


@pytest.mark.parametrize(
    ("decisions", "counting"),
    [
        ([("a", "now", "approved", "Committee", "2026-01-01")], ["approval:a"]),
        ([("a", "past", "approved", "Committee", "2026-01-01")], []),
        ([("a", "now", "rejected", "Committee", "2026-01-01")], []),
        (
            [("a", "now", "rejected", "Committee", "2026-01-01"), ("b", "now", "approved", "Committee", "2026-02-01")],
            ["approval:b"],
        ),
        (
            [("a", "now", "approved", "Committee", "2026-01-01"), ("b", "now", "rejected", "Committee", "2026-02-01")],
            [],
        ),
        (
            [("a", "now", "approved", "Committee", "2026-02-01"), ("b", "now", "rejected", "Validation", "2026-01-01")],
            [],
        ),
        (
            [("a", "now", "approved", "Committee", "2026-01-01"), ("b", "now", "approved", "Validation", "2026-02-01")],
            ["approval:a", "approval:b"],
        ),
    ],
    ids=["accepted", "of another state", "refused", "later accepted", "withdrawn", "refused by another", "by two"],
)
def test_approvals_that_count(
    catalog_of: Build, decisions: list[tuple[str, str, str, str, str]], counting: list[str]
) -> None:
    """An approval counts for the present state alone, by the last word of each role, and while no role says no."""
    system = "## s.yaml\n{kind: system, id: s, name: S}\n"
    digests = {"now": catalog_of(system).entities["system:s"].digest, "past": "0" * 64}
    made = "".join(
        f"## {id_}.yaml\n{{kind: approval, id: {id_}, entity: 'system:s', digest: '{digests[state]}', "
        f"decision: {decision}, role: {role}, date: {date}}}\n"
        for id_, state, decision, role, date in decisions
    )
    assert reached(catalog_of(system + made), "system:s", "approval") == counting


def test_the_digest_is_of_what_is_said(catalog_of: Build) -> None:
    """Comments, quoting and the order of keys leave the digest of an entity alone; a changed value does not."""
    digests = [
        catalog_of(text).entities["team:a"].digest
        for text in (
            "{kind: team, id: a, name: A}",
            "# a comment\nname: 'A'\nid: \"a\"\nkind: team\n",
            "{kind: team, id: a, name: B}",
        )
    ]
    assert digests[0] == digests[1] != digests[2]


def test_two_organisations_are_none(catalog_of: Build) -> None:
    """With a second organisation nobody knows which answers, so there is none."""
    catalog = catalog_of(
        "## a.yaml\n{kind: organisation, id: a, name: A}\n## b.yaml\n{kind: organisation, id: b, name: B}\n"
    )
    assert catalog.organisation is None
    assert [problem.rule for problem in catalog.problems] == ["CAT034"]
