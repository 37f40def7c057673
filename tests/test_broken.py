"""Broken catalogs through the command line: every case in `broken/`, and those that git cannot store.

A case is a folder with the files of a catalog and `expected.txt`, which lists `path:line:col level RULE`. Beside them
stand an organisation, a model to refer to, and a witness with a known fault, which is found whatever else is broken.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from conftest import write_files

from cardwright.cli import cli

CASES = sorted(path.parent for path in (Path(__file__).parent / "broken").glob("*/expected.txt"))
SURROUNDINGS = """\
## catalog.yaml
kind: organisation
id: example-bank
name: Example Bank
frameworks: []
## models/score/model.yaml
kind: model
id: score
name: Score
## teams/witness.yaml
kind: team
id: witness
name: Witness
oops: a field that no team has
"""
WITNESS = "teams/witness.yaml:4:1 error CAT021"
READING = ("--select", "CAT00,CAT01,CAT02,CAT03,CAT04,CAT05", "--ignore", "CAT037", "--as-of", "2026-11-21")
FINDING = re.compile(r"^(.+?:\d+:\d+ (?:error|warning|note) CAT\d+) ", re.MULTILINE)
TEAM = "kind: team\nid: desk\nname: Lending desk\n"
FAULTY = TEAM + "oops: x\n"
"""A team with an unknown field at 4:1."""


OPENED: list[str] | None = None
"""Files opened by this process, while somebody looks."""


def _notice(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and OPENED is not None and isinstance(arguments[0], str | bytes | os.PathLike):
        path, _, flags = arguments
        if not (isinstance(flags, int) and flags & os.O_NOFOLLOW and Path(os.fsdecode(path)).is_symlink()):  # type: ignore[arg-type]
            OPENED.append(os.path.realpath(os.fsdecode(path)))  # type: ignore[arg-type]


sys.addaudithook(_notice)


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def check(catalog: Path) -> list[str]:
    """What the reader of `cardwright check` finds beside the witness."""
    write_files(catalog, SURROUNDINGS)
    result = CliRunner().invoke(cli, ["check", "--catalog", str(catalog), *READING])
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1, result.output
    found = FINDING.findall(result.output)
    assert WITNESS in found, "the other files are no longer judged"
    return [finding for finding in found if finding != WITNESS]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_broken_catalog_is_named_at_its_place(case: Path, tmp_path: Path) -> None:
    """Each fault is found at its line and column, nothing else is, and the other files are still judged."""
    catalog = tmp_path / "catalog"
    shutil.copytree(case, catalog, ignore=shutil.ignore_patterns("expected.txt"))
    (tmp_path / "secret.txt").write_text("not in the catalog")
    assert check(catalog) == (case / "expected.txt").read_text(encoding="utf-8").splitlines()


def test_all_broken_catalogs_in_one(run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    """With every broken file in one catalog the command still ends in an orderly way and names each of them."""
    write_files(tmp_path, SURROUNDINGS)
    for case in CASES:
        shutil.copytree(case, tmp_path / case.name)
    result = run("check", "--catalog", tmp_path, *READING)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    found = {line.split(":")[0].split("/")[0] for line in result.stdout.splitlines() if FINDING.match(line)}
    assert {case.name for case in CASES if (case / "expected.txt").stat().st_size} <= found


def test_every_case_is_used() -> None:
    """No folder in `broken/` lacks its expectation, so that none is skipped unseen."""
    assert sorted((Path(__file__).parent / "broken").iterdir()) == CASES


def evidence(file: str) -> str:
    """A system whose evidence stands at 6:9."""
    return f"kind: system\nid: lending\nname: Lending\ndocumentation:\n- title: Requirements\n  file: {file}\n"


class Link(NamedTuple):
    """A symbolic link."""

    target: str


PIPE, SOCKET = object(), object()
AT_TOP, IN_FIELD = ["x.yaml:1:1 error CAT012"], "x.yaml:6:9 error "
SECRET: dict[str, object] = {"../secret.yaml": FAULTY, "../outside/a.txt": "not in the catalog", ".git/config": FAULTY}

HOSTILE: dict[str, tuple[Mapping[str, object], list[str]]] = {
    "pipe": ({"x.yaml": PIPE}, AT_TOP),
    "socket": ({"x.yaml": SOCKET}, AT_TOP),
    "link to file outside": (SECRET | {"x.yaml": Link("../secret.yaml")}, AT_TOP),
    "link to nothing": ({"x.yaml": Link("nothing.yaml")}, AT_TOP),
    "link to itself": ({"x.yaml": Link("x.yaml")}, AT_TOP),
    "link to endless device": ({"x.yaml": Link("/dev/zero")}, AT_TOP),
    "link to environment": ({"x.yaml": Link("/proc/self/environ")}, AT_TOP),
    "link to hidden file": (SECRET | {"x.yaml": Link(".git/config")}, AT_TOP),
    "link to file inside": ({"kept.txt": FAULTY, "x.yaml": Link("kept.txt")}, ["x.yaml:4:1 error CAT021"]),
    "link to folder outside": (SECRET | {"more": Link("../outside")}, ["more:1:1 error CAT012"]),
    "link to its own folder": ({"more": Link(".")}, ["more:1:1 error CAT012"]),
    "link to itself without a suffix": ({"x": Link("x")}, ["x:1:1 error CAT012"]),
    "links in a ring": ({"x": Link("y"), "y": Link("x")}, ["x:1:1 error CAT012", "y:1:1 error CAT012"]),
    "link with too long a name": ({"x": Link("a" * 300)}, ["x:1:1 error CAT012"]),
    "link below a file": ({"a.txt": "x", "x.yaml": Link("a.txt/b.yaml")}, AT_TOP),
    "folder named like a file": (
        {"x.yaml/y.yaml": FAULTY},
        ["x.yaml:1:1 error CAT012", "x.yaml/y.yaml:4:1 error CAT021"],
    ),
    "folders too deep": ({"a/" * 60 + "x.yaml": FAULTY}, ["/".join("a" * 51) + ":1:1 error CAT012"]),
    "hidden file": ({".x.yaml": FAULTY}, []),
    "name with line break": ({"a\nb.yaml": FAULTY}, [r"a\nb.yaml:4:1 error CAT021"]),
    "name with escape sequence": ({"a\x1b[31mb.yaml": FAULTY}, [r"a\x1b[31mb.yaml:4:1 error CAT021"]),
    "name read backwards": ({"a\u202elmay.yaml": FAULTY}, [r"a\u202elmay.yaml:4:1 error CAT021"]),
    "name with quotes": ({"a'\"$(b) c.yaml": FAULTY}, ["a'\"$(b) c.yaml:4:1 error CAT021"]),
    "name like an option": ({"--help.yaml": FAULTY}, ["--help.yaml:4:1 error CAT021"]),
    "name that is not utf-8": ({os.fsdecode(b"a\xff.yaml"): FAULTY}, [r"a\udcff.yaml:4:1 error CAT021"]),
    "file too long": ({"x.yaml": FAULTY.ljust(5_000_001, "#")}, ["x.yaml:1:1 error CAT008"]),
    "file as long as may be": ({"x.yaml": FAULTY.ljust(5_000_000, "#")}, ["x.yaml:4:1 error CAT021"]),
    "huge scalar": (
        {"x.yaml": f"{TEAM}competence: {'word and ' * 500_000}end\noops: x\n"},
        ["x.yaml:5:1 error CAT021"],
    ),
    "nested brackets": ({"x.yaml": f"{TEAM}functions: {'[' * 10_000}{']' * 10_000}"}, ["x.yaml:4:61 error CAT009"]),
    "nested brackets without end": ({"x.yaml": f"{TEAM}functions: {'[' * 1_000_000}"}, ["x.yaml:4:61 error CAT009"]),
    "nested braces without end": ({"x.yaml": f"{TEAM}contact: {'{a: ' * 1_000_000}"}, ["x.yaml:4:206 error CAT009"]),
    "nested block": (
        {"x.yaml": f"{TEAM}contact:\n{''.join(' ' * depth + 'a:' + chr(10) for depth in range(1, 2_000))}"},
        ["x.yaml:54:51 error CAT009"],
    ),
    "nested items": ({"x.yaml": f"{TEAM}functions:\n{'- ' * 10_000}x\n"}, ["x.yaml:5:99 error CAT009"]),
    "nested key": (
        {"x.yaml": f"{TEAM}? {'[' * 10_000}{']' * 10_000}\n: x\n"},
        ["x.yaml:4:3 error CAT011", "x.yaml:4:52 error CAT009"],
    ),
    "nested key marks": (
        {"x.yaml": f"{TEAM}{'? ' * 10_000}\n"},
        ["x.yaml:4:3 error CAT011", "x.yaml:4:101 error CAT009"],
    ),
    "evidence link outside": (
        SECRET | {"evidence/a": Link("../../outside/a.txt"), "x.yaml": evidence("evidence/a")},
        [IN_FIELD + "CAT051"],
    ),
    "evidence folder outside": (
        SECRET | {"evidence": Link("../outside"), "x.yaml": evidence("evidence/a.txt")},
        [IN_FIELD + "CAT051"],
    ),
    "evidence link to folder": (
        {"papers/a": "A paper.", "evidence/a": Link("../papers"), "x.yaml": evidence("evidence/a")},
        [IN_FIELD + "CAT012"],
    ),
    "evidence pipe": ({"evidence/a": PIPE, "x.yaml": evidence("evidence/a")}, [IN_FIELD + "CAT012"]),
    "evidence socket": ({"evidence/a": SOCKET, "x.yaml": evidence("evidence/a")}, [IN_FIELD + "CAT012"]),
    "evidence device": ({"evidence/a": Link("/dev/zero"), "x.yaml": evidence("evidence/a")}, [IN_FIELD + "CAT051"]),
    "evidence hidden": (SECRET | {"x.yaml": evidence(".git/config")}, [IN_FIELD + "CAT051"]),
    "evidence link to hidden file": (
        SECRET | {"evidence/a": Link("../.git/config"), "x.yaml": evidence("evidence/a")},
        [IN_FIELD + "CAT051"],
    ),
    "evidence link to itself": ({"evidence/a": Link("a"), "x.yaml": evidence("evidence/a")}, [IN_FIELD + "CAT012"]),
    "evidence below a file": ({"evidence/a": "x", "x.yaml": evidence("evidence/a/b")}, [IN_FIELD + "CAT012"]),
    "evidence name too long": ({"x.yaml": evidence("evidence/" + "a" * 5_000)}, [IN_FIELD + "CAT050"]),
}
"""What git cannot store: the files of a catalog, and what is expected."""


def make_files(catalog: Path, files: Mapping[str, object]) -> None:
    """Write files, links, pipes and sockets."""
    for name, content in files.items():
        path = catalog / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Link):
            path.symlink_to(content.target)
        elif content is PIPE:
            os.mkfifo(path)
        elif content is SOCKET:
            with socket.socket(socket.AF_UNIX) as opened:
                opened.bind(str(path))
        else:
            path.write_text(str(content), encoding="utf-8")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_folder_is_named_at_its_place(name: str, tmp_path: Path) -> None:
    """Pipes, links, devices, odd names and huge or deep files are findings, and nothing outside is read."""
    files, expected = HOSTILE[name]
    make_files(tmp_path / "catalog", files)
    assert check(tmp_path / "catalog") == expected


@pytest.mark.parametrize("name", [name for name in HOSTILE if SECRET.items() <= HOSTILE[name][0].items()])
def test_nothing_outside_is_opened(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even to compute a digest is a file opened that lies outside the catalog or is hidden in it."""
    make_files(tmp_path / "catalog", HOSTILE[name][0])
    opened: list[str] = []
    monkeypatch.setitem(globals(), "OPENED", opened)
    check(tmp_path / "catalog")
    forbidden = {tmp_path / "secret.yaml", tmp_path / "outside" / "a.txt", tmp_path / "catalog" / ".git" / "config"}
    assert str(tmp_path / "catalog" / "catalog.yaml") in opened
    assert not set(opened) & set(map(str, forbidden))


def test_unreadable_file_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without read permission is named, as is an unreadable evidence file, and both by their own place."""
    write_files(tmp_path, f"## a.yaml\n{FAULTY}## evidence/b.txt\nA paper.\n## x.yaml\n{evidence('evidence/b.txt')}")
    reached = os.open

    def refuse(path: str | Path, flags: int, *arguments: int) -> int:
        if Path(path).name in ("a.yaml", "b.txt"):
            raise PermissionError(13, "Permission denied", str(path))
        return reached(path, flags, *arguments)

    monkeypatch.setattr(os, "open", refuse)  # tests may run as root, whom permissions do not stop
    assert check(tmp_path) == ["a.yaml:1:1 error CAT012", "x.yaml:6:9 error CAT012"]


def test_odd_names_fit_into_every_report(tmp_path: Path) -> None:
    """A file name that is not UTF-8 can be written into a JSON report."""
    write_files(tmp_path, SURROUNDINGS)
    make_files(tmp_path, HOSTILE["name that is not utf-8"][0])
    report = tmp_path / "report.json"
    arguments = ["check", "--catalog", str(tmp_path), "--output-format", "json", "-o", str(report), "--exit-zero"]
    assert CliRunner().invoke(cli, arguments).exit_code == 0
    assert any("udcff" in finding["path"] for finding in json.loads(report.read_text(encoding="utf-8"))["findings"])
