"""Reading a whole catalog: what one file does wrong leaves the others alone."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import write_files

from cardwright.catalog.commit import commit_of
from cardwright.catalog.graph import Catalog
from cardwright.catalog.load import load_catalog
from cardwright.errors import CardwrightError

CatalogOf = Callable[[str], Catalog]
ORGANISATION = "## catalog.yaml\nkind: organisation\nid: example-bank\nname: Example Bank\n"


def places(catalog: Catalog, rule: str) -> list[str]:
    """Where a rule found something."""
    return [f"{p.place.path}:{p.place.line}:{p.place.column}" for p in catalog.problems if p.rule == rule]


def test_entities_are_sorted_by_reference(catalog_of: CatalogOf) -> None:
    """Entities come by reference, whatever their files are called."""
    catalog = catalog_of(
        "## z.yaml\nkind: team\nid: alpha\nname: Alpha\n## a.yaml\nkind: team\nid: beta\nname: Beta\n" + ORGANISATION
    )
    assert list(catalog.entities) == ["organisation:example-bank", "team:alpha", "team:beta"]


def test_wrong_value_costs_its_field_alone(catalog_of: CatalogOf) -> None:
    """A value that cannot be read is unknown; the rest of the entity is typed."""
    catalog = catalog_of(
        "kind: model_version\nmodel: model:score\nversion: 1.10\nreleased_on: soon\nparameter_count: 12\n"
    )
    value = catalog.entities["model:score@1.10"].value
    assert (value.released_on, value.parameter_count) == (None, 12)  # type: ignore[attr-defined]


def test_wrong_item_costs_its_list(catalog_of: CatalogOf) -> None:
    """A list with one wrong item is unknown as a whole, since a shorter list would be another answer."""
    catalog = catalog_of("kind: team\nid: desk\nname: Desk\nfunctions: [developer, overlord]\naliases: ['@desk']\n")
    value = catalog.entities["team:desk"].value
    assert (value.functions, value.aliases) == (None, ["@desk"])  # type: ignore[attr-defined]


def test_wrong_class_is_unknown_not_harmless(catalog_of: CatalogOf) -> None:
    """A point of Annex III written with a letter that only looks Latin leaves the points unknown, never empty."""
    catalog = catalog_of("kind: system\nid: lending\nname: Lending\nclassification: {annex_iii_points: ['5(а)']}\n")
    assert catalog.entities["system:lending"].value.classification.annex_iii_points is None  # type: ignore[attr-defined]
    assert places(catalog, "CAT023") == ["entity.yaml:4:37"]


def test_claims_are_named_at_both_places(catalog_of: CatalogOf) -> None:
    """Two files that claim one id, in whatever case, are named at both places, and the first is judged."""
    catalog = catalog_of(
        "## a.yaml\nkind: team\nid: desk\nname: First\n## b.yaml\nname: Second\nid: Desk\nkind: team\n"
    )
    assert places(catalog, "CAT033") == ["b.yaml:2:5", "a.yaml:2:5"]
    assert catalog.entities["team:desk"].name == "First"


def test_unread_file_keeps_its_name(catalog_of: CatalogOf) -> None:
    """A reference to an entity whose file is broken does not dangle: the break is named, once."""
    catalog = catalog_of(
        "## a.yaml\nkind: system\nid: lending\nname: Lending\nowner: team:desk\n"
        "## b.yaml\nkind: team\nid: desk\nname: [Desk\n" + ORGANISATION
    )
    assert [problem.rule for problem in catalog.problems] == ["CAT001"]
    assert catalog.unread == {"team:desk"}


def test_cycle_is_named_once_with_all_places(catalog_of: CatalogOf) -> None:
    """A cycle of three is one problem that names each of its files, wherever one enters it."""
    teams = (("a", "b"), ("b", "c"), ("c", "a"), ("d", "a"))
    catalog = catalog_of(
        "".join(f"## {x}.yaml\nkind: team\nid: {x}\nname: Team {x}\nparent: team:{y}\n" for x, y in teams)
    )
    (cycle,) = [problem for problem in catalog.problems if problem.rule == "CAT032"]
    assert cycle.message == "cycle team:a -> team:b -> team:c -> team:a (also b.yaml:4:9, c.yaml:4:9)"


def test_long_lineage_is_followed(catalog_of: CatalogOf) -> None:
    """A chain of fifteen hundred parents is no cycle and no problem for the walk."""
    chain = [f"## {n:04}.yaml\nkind: dataset\nid: d{n}\nname: Data {n}\n" for n in range(1500)]
    links = [f"origin: {{parents: ['dataset:d{n + 1}']}}\n" if n < 1499 else "" for n in range(1500)]
    catalog = catalog_of(ORGANISATION + "".join(map("".join, zip(chain, links, strict=True))))
    assert not catalog.problems


def test_digest_covers_evidence(tmp_path: Path) -> None:
    """The digest of the catalog changes with an evidence file, and only with what was read."""
    text = (
        "## a.yaml\nkind: system\nid: lending\nname: Lending\ndocumentation: [{title: Paper, file: evidence/a.txt}]\n"
    )
    write_files(tmp_path, text + "## evidence/a.txt\nA paper.\n")
    first = load_catalog(tmp_path)
    write_files(tmp_path, "## evidence/unused.txt\nx\n## notes.md\nx\n")
    assert load_catalog(tmp_path).digest == first.digest
    write_files(tmp_path, "## evidence/a.txt\nAnother paper.\n")
    assert load_catalog(tmp_path).digest != first.digest


def test_entity_digest_is_that_of_its_content(catalog_of: CatalogOf) -> None:
    """Comments, order, quoting and style change no digest; a value does."""
    first = catalog_of("kind: team\nid: desk\nname: Lending desk\naliases: ['@a', '@b']\n").entities["team:desk"].digest
    same = "# the desk\nname: 'Lending desk'\nid: desk\nkind: team\naliases:\n- \"@a\"\n- '@b'\n"
    assert catalog_of(same).entities["team:desk"].digest == first
    assert catalog_of(same.replace("@b", "@c")).entities["team:desk"].digest != first


def test_catalog_without_organisation(catalog_of: CatalogOf) -> None:
    """Without an organisation nobody has said which frameworks count, and that is named."""
    assert places(catalog_of("kind: team\nid: desk\nname: Desk\n"), "CAT034") == ["catalog.yaml:1:1"]


def test_missing_catalog_stops(tmp_path: Path) -> None:
    """A folder that is not there is no empty catalog."""
    with pytest.raises(CardwrightError):
        load_catalog(tmp_path / "nothing")


def test_commit_names_uncommitted_changes(tmp_path: Path) -> None:
    """The commit of the catalog is named, and that files differ from it; outside a repository there is none."""

    def git(*arguments: str) -> None:
        who = ("-c", "user.name=Desk", "-c", "user.email=desk@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True)

    write_files(tmp_path, ORGANISATION)
    assert commit_of(tmp_path) is None
    git("init")
    git("add", ".")
    git("commit", "-m", "Catalog")
    commit = commit_of(tmp_path)
    assert commit is not None
    assert len(commit) == 40
    write_files(tmp_path, "## a.yaml\nkind: team\n")
    assert commit_of(tmp_path) == commit + "+changes"


def test_repository_cannot_make_git_run_a_program(tmp_path: Path) -> None:
    """A catalog's own git configuration starts nothing: it may come from a stranger."""
    write_files(tmp_path, ORGANISATION)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    started = tmp_path / "started"
    hook = tmp_path / "hook.sh"
    hook.write_text(f"#!/bin/sh\ntouch '{started}'\n")
    hook.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "diff.external", "core.sshCommand"):
        subprocess.run(["git", "config", name, str(hook)], cwd=tmp_path, check=True)
    commit_of(tmp_path)
    assert not started.exists()
