"""The first catalog, new entities, schemas and the look at the machine."""

from __future__ import annotations

import datetime
import fcntl
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import TODAY, write_files
from jsonschema import Draft202012Validator

from cardwright import __version__
from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.catalog.load import load_catalog
from cardwright.cli.options import find_catalog
from cardwright.errors import CardwrightError
from cardwright.rules.judge import judge
from cardwright.start import machine
from cardwright.start.entity_file import new_text, place_of, require_unclaimed, write_new
from cardwright.start.schemas import ensure_schema, schema_folder, schema_text, write_schema_files
from cardwright.start.starter import write_starter

MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")
OWNERS_ALONE: dict[str, str] = {}
"""Rules whose findings the first catalog leaves to its owner, each with the reason; at present there is none."""


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """The folder that init makes."""
    write_starter(tmp_path / "starter", TODAY)
    return tmp_path / "starter"


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def names_in(folder: Path) -> list[str]:
    """What stands directly in a folder."""
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("day", ["2026-11-21", "2027-12-02", "2028-12-01", "2031-01-01"])
def test_first_catalog_waits_for_its_owner_alone(starter: Path, day: str) -> None:
    """On the day, and when every date of application is past, nothing is open but what only its owner can fill in."""
    findings = judge(load_catalog(starter / "catalog"), datetime.date.fromisoformat(day)).findings
    assert {finding.rule for finding in findings} == set(OWNERS_ALONE)


def test_first_catalog_is_not_called_complete_in_singapore(starter: Path) -> None:
    """One country more, as a comment in it says, and MAS asks for what is missing: notes today, errors later."""
    use = starter / "catalog/use-cases/letter-sorting.yaml"
    use.write_text(use.read_text().replace("countries: [DE]", "countries: [DE, SG]"))
    catalog = load_catalog(starter / "catalog")
    today = {(finding.rule, finding.level) for finding in judge(catalog, TODAY).findings}
    later = {(finding.rule, finding.level) for finding in judge(catalog, datetime.date(2028, 12, 1)).findings}
    assert ("AIRG412", "note") in today  # the scope that was approved
    assert ("AIRG412", "error") in later
    assert "error" not in {level for _, level in today}


def test_first_catalog_has_one_entity_of_each_kind_that_is_written_by_hand(starter: Path) -> None:
    """Organisation, team, use case, system, model, version and dataset; approvals and waivers come with decisions."""
    kinds = [entry.kind for entry in load_catalog(starter / "catalog").entities.values()]
    assert sorted(kinds) == sorted(set(ENTITY_CLASSES) - {"approval", "waiver"})


def test_first_catalog_names_the_owners_part_in_comments(starter: Path) -> None:
    """Files whose fields wait for the owner say so in a comment, and no value stands in for an answer."""
    for name in ("catalog.yaml", "use-cases/letter-sorting.yaml", "datasets/letters.yaml"):
        assert "\n# Yours to add" in (starter / "catalog" / name).read_text()
    assert not any(b"%" in content for name, content in files_in(starter).items() if not name.startswith("schemas/"))


def test_modelines_of_the_first_catalog_lead_to_schemas_that_accept_it(starter: Path) -> None:
    """An editor finds the schema of every file, and marks nothing in it."""
    for path in (starter / "catalog").rglob("*.yaml"):
        found = MODELINE.match(path.read_text())
        assert found, path
        schema = json.loads((path.parent / found[1]).read_text())
        value = json.loads(json.dumps(yaml.safe_load(path.read_text()), default=str))
        assert list(Draft202012Validator(schema).iter_errors(value)) == []


def test_workflow_and_hook_run_the_check(starter: Path) -> None:
    """CI installs this version by its number and keeps the report; the hook runs where a catalog file changes."""
    workflow = yaml.safe_load((starter / ".github/workflows/cardwright.yml").read_text())
    steps = workflow["jobs"]["catalog"]["steps"]
    commands = "\n".join(step.get("run", "") for step in steps)
    assert f"'cardwright=={__version__}'" in commands
    assert "cardwright check --statistics" in commands
    assert "cardwright build" in commands
    assert [step["with"]["path"] for step in steps if "upload-artifact" in step.get("uses", "")] == [
        "cardwright-report.json",
        "site",
    ]
    [hook] = yaml.safe_load((starter / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    assert (hook["entry"], hook["pass_filenames"]) == ("cardwright check", False)
    assert re.search(hook["files"], "catalog/systems/letter-sorter.yaml")


@pytest.mark.parametrize("command", [["mkdocs", "build", "--strict"], ["cardwright", "build", "--strict"]])
def test_site_of_the_first_catalog_builds(starter: Path, command: list[str]) -> None:
    """Plain MkDocs and Cardwright build the same pages from it, without a warning."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=starter, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (starter / "site/systems/letter-sorter.html").is_file()
    assert (starter / "site/about.html").is_file()


def test_starter_is_the_same_on_the_same_day(starter: Path, tmp_path: Path) -> None:
    """Two folders made for one date have the same bytes; another date changes the dated answers alone."""
    write_starter(tmp_path / "again", TODAY)
    write_starter(tmp_path / "later", datetime.date(2027, 1, 4))
    assert files_in(tmp_path / "again") == files_in(starter)
    later = files_in(tmp_path / "later")
    assert {name for name, content in files_in(starter).items() if later[name] != content} == {
        "catalog/catalog.yaml",
        "catalog/systems/letter-sorter.yaml",
    }


@pytest.mark.parametrize("name", ["catalog/catalog.yaml", "mkdocs.yml", "notes.txt", ".hidden"])
def test_init_overwrites_nothing(tmp_path: Path, name: str) -> None:
    """A folder that holds any file is refused by that file's name, and stays as it was."""
    write_files(tmp_path, f"## {name}\nmine\n")
    with pytest.raises(CardwrightError, match=re.escape(name.partition("/")[0])):
        write_starter(tmp_path, TODAY)
    assert files_in(tmp_path) == {name: b"mine\n"}


def test_init_refuses_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    """A file, or a link that leads nowhere, is no place for a catalog, and stays."""
    (tmp_path / "taken").write_text("mine")
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("taken", "link"):
        with pytest.raises(CardwrightError, match="is not a folder"):
            write_starter(tmp_path / name, TODAY)
    assert names_in(tmp_path) == ["link", "taken"]


def test_init_fills_an_empty_folder_and_a_fresh_repository(starter: Path, tmp_path: Path) -> None:
    """An existing folder keeps its identity and its `.git`, and ends with the same files as a new one."""
    (tmp_path / "repository/.git").mkdir(parents=True)
    (tmp_path / "repository/.git/HEAD").write_text("ref")
    before = (tmp_path / "repository").stat().st_ino
    write_starter(tmp_path / "repository", TODAY)
    assert (tmp_path / "repository").stat().st_ino == before
    assert files_in(tmp_path / "repository") == {**files_in(starter), ".git/HEAD": b"ref"}
    assert names_in(tmp_path / "repository") == sorted([*names_in(starter), ".git"])


def test_failed_init_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fills up on the way, neither the folder nor a part of it is there."""

    def fail(folder: Path, asking: object) -> list[Path]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cardwright.catalog.schema.write_schemas", fail)
    (tmp_path / "empty").mkdir()
    for name in ("new", "empty"):
        with pytest.raises(CardwrightError, match="no space left"):
            write_starter(tmp_path / name, TODAY)
    assert names_in(tmp_path) == ["empty"]
    assert names_in(tmp_path / "empty") == []


@pytest.mark.parametrize("exists", [False, True])
def test_killed_init_leaves_no_half(tmp_path: Path, exists: bool) -> None:
    """A kill before the last step leaves no file in the place, and the next init succeeds and clears up."""
    code = (
        "import datetime, os, pathlib, signal, cardwright.start.starter as s\n"
        "pathlib.Path.rename = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"s.write_starter(pathlib.Path({str(tmp_path / 'new')!r}), datetime.date(2026, 11, 21))\n"
    )
    if exists:
        (tmp_path / "new").mkdir()
    assert subprocess.run([sys.executable, "-c", code]).returncode == -signal.SIGKILL
    assert not list((tmp_path / "new").glob("[!.]*"))
    write_starter(tmp_path / "new", TODAY)
    assert (tmp_path / "new/catalog/catalog.yaml").is_file()
    assert not list(tmp_path.rglob(".cardwright-init-*"))


def test_init_clears_away_nothing_of_others(tmp_path: Path) -> None:
    """A folder that merely has such a name, or that another init is writing to, stays."""
    write_files(tmp_path, "## .cardwright-init-notes/mine.txt\nmine\n## .cardwright-init-running/fresh/a\na\n")
    lock = os.open(tmp_path / ".cardwright-init-running", os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    write_starter(tmp_path / "new", TODAY)
    os.close(lock)
    assert names_in(tmp_path) == [".cardwright-init-notes", ".cardwright-init-running", "new"]


@pytest.mark.parametrize("kind", ENTITY_CLASSES)
def test_new_entity_of_every_kind_is_read_without_an_error_of_form(tmp_path: Path, kind: str) -> None:
    """The file lies where the layout has it, is read and typed, and its first line leads to the schema."""
    (tmp_path / "schemas").mkdir()
    catalog = tmp_path / "catalog"
    identifier = "first@1.0" if kind == "model_version" else "first"
    path = catalog / place_of(kind, identifier)
    write_new(path, new_text(kind, identifier, TODAY, path, tmp_path / "schemas"))
    assert ensure_schema(tmp_path / "schemas", kind)
    found = MODELINE.match(path.read_text())
    assert found
    assert (path.parent / found[1]).is_file()
    rules = {problem.rule for problem in load_catalog(catalog).problems}
    assert not any(rule.startswith(("CAT00", "CAT01")) for rule in rules), rules


@pytest.mark.parametrize(
    ("kind", "identifier", "place"),
    [
        ("organisation", "bank", "catalog.yaml"),
        ("use_case", "loans", "use-cases/loans.yaml"),
        ("model", "credit-default", "models/credit-default/model.yaml"),
        ("model_version", "credit-default@2.1.0", "models/credit-default/2.1.0.yaml"),
        ("waiver", "late-review", "waivers/late-review.yaml"),
    ],
)
def test_new_entity_has_its_place_in_the_layout(kind: str, identifier: str, place: str) -> None:
    """Each kind has its folder, and a version lies beside its model."""
    assert place_of(kind, identifier).as_posix() == place


@pytest.mark.parametrize("identifier", ["../up", "Upper", "a b", "", "a/b", "a@1"])
def test_new_entity_needs_an_id_that_entities_can_have(identifier: str) -> None:
    """An id with a path, upper case or blanks in it is refused before any file is thought of."""
    with pytest.raises(CardwrightError, match=r"(?i)expected an identifier"):
        new_text("system", identifier, TODAY)


@pytest.mark.parametrize("identifier", ["default", "default@", "@1", "default@../1", "../default@1", "default@1@2"])
def test_new_version_needs_its_model_and_a_version(identifier: str) -> None:
    """The id of a version is model@version, and neither part can hold a path."""
    with pytest.raises(CardwrightError):
        new_text("model_version", identifier, TODAY)


def test_new_entity_of_an_unknown_kind_gets_a_suggestion() -> None:
    """A slip in the kind is answered with the nearest one."""
    with pytest.raises(CardwrightError, match="did you mean model_version"):
        place_of("model-versions", "a@1")
    with pytest.raises(CardwrightError, match="the kinds are organisation, team"):
        place_of("zebra", "a")


def test_new_entity_is_refused_when_the_catalog_has_it(tmp_path: Path) -> None:
    """Whatever file an entity stands in, and whatever the case of its version, it is there already."""
    write_files(
        tmp_path,
        "## odd/place.yaml\nkind: system\nid: triage\nname: Triage\n"
        "## v.yaml\nkind: model_version\nmodel: model:m\nversion: 1.0-RC\n"
        "## broken.yaml\nkind: team\nid: desk\nfunctions: 3\nno_such_field: 1\n"
        "## org.yaml\nkind: organisation\nid: one\nname: One\n",
    )
    for kind, identifier in [("system", "triage"), ("model_version", "m@1.0-rc"), ("organisation", "two")]:
        with pytest.raises(CardwrightError, match="already"):
            require_unclaimed(tmp_path, kind, identifier)
    with pytest.raises(CardwrightError, match="team:desk"):
        require_unclaimed(tmp_path, "team", "desk")
    require_unclaimed(tmp_path, "model", "triage")


def test_new_file_never_replaces_one(tmp_path: Path) -> None:
    """A file that is there already stays as it was, and nothing lies beside it."""
    path = tmp_path / "systems/triage.yaml"
    write_files(tmp_path, "## systems/triage.yaml\nmine\n")
    with pytest.raises(CardwrightError, match="overwrites nothing"):
        write_new(path, "new")
    assert files_in(tmp_path) == {"systems/triage.yaml": b"mine\n"}


def test_schemas_lie_beside_the_catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalog folder has them beside it; a catalog that is the whole project has them inside."""
    (tmp_path / "catalog").mkdir()
    monkeypatch.chdir(tmp_path)
    assert schema_folder(find_catalog(None)) == tmp_path / "schemas"
    monkeypatch.chdir(tmp_path / "catalog")
    assert schema_folder(Path()) == tmp_path / "catalog/schemas"


def test_no_schema_is_written_where_there_is_no_folder_for_them(tmp_path: Path) -> None:
    """`new` adds a missing schema to the folder of schemas, but does not begin one."""
    assert not ensure_schema(tmp_path / "schemas", "model")
    assert names_in(tmp_path) == []


def test_schema_of_all_kinds_stands_on_its_own() -> None:
    """The one text for stdout accepts an entity of a kind and refuses what is of none, with no other file at hand."""
    schema = json.loads(schema_text(None))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert validator.is_valid({"kind": "team", "id": "desk", "name": "Desk", "contact": {"role": "Desk on duty"}})
    assert not validator.is_valid({"kind": "zebra", "id": "desk"})
    assert not validator.is_valid({"kind": "team", "id": "desk", "name": "Desk", "stripes": "1"})


def test_schema_files_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """One kind is one file; a folder that cannot be one is an error in one sentence."""
    assert [path.name for path in write_schema_files(tmp_path / "s", "team")] == ["team.schema.json"]
    assert len(write_schema_files(tmp_path / "s", None)) == len(ENTITY_CLASSES) + 1
    (tmp_path / "file").touch()
    for kind in (None, "team"):
        with pytest.raises(CardwrightError, match=r"(?i)cannot"):
            write_schema_files(tmp_path / "file", kind)


def states(catalog: Path | None = None) -> dict[str, str]:
    """What the machine has: the state of each item by its first word."""
    return {item.text.split()[0].rstrip(":"): item.state for item in machine.examine(catalog)}


def test_machine_that_runs_the_tests_has_everything(starter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here, where all is installed, nothing is missing and nothing noted."""
    monkeypatch.chdir(starter)
    assert set(states(starter / "catalog").values()) == {"ok"}


def test_machine_without_a_library_is_told_which(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that cannot be imported, and one that breaks while it is, are each one line."""
    monkeypatch.setattr(machine, "LIBRARIES", (("no-such-package", "no_such_package"),))
    monkeypatch.setitem(sys.modules, "yaml.cyaml", None)
    found = states()
    assert (found["no-such-package"], found["pyyaml"]) == ("missing", "missing")


def test_machine_without_git_gets_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without git check and build work; what is lost is said."""
    monkeypatch.setenv("PATH", "")
    assert states()["git"] == "note"


def test_machine_says_which_file_of_the_catalog_cannot_be_read(tmp_path: Path) -> None:
    """A source that leads outside is named; a folder without sources is only noted."""
    assert states(tmp_path)["catalog"] == "note"
    (tmp_path / "out.yaml").symlink_to("/etc/hostname")
    [item] = [item for item in machine.examine(tmp_path) if item.text.startswith("catalog")]
    assert item.state == "missing"
    assert "out.yaml" in item.text
