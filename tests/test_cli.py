"""The command line: exit codes, help, and what reaches the terminal."""

from __future__ import annotations

import json
import os
import pty
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from conftest import ROOT, write_files

from cardwright.cli import COMMANDS, cli, main

ORGANISATION = """## catalog.yaml
kind: organisation
id: bank
name: Bank
frameworks: [eu-ai-act]
"""
CLEAN = ORGANISATION + "## teams/desk.yaml\nkind: team\nid: desk\nname: Desk\ncontact: {role: Desk on duty}\n"
DANGLING = CLEAN + "## datasets/d.yaml\nkind: dataset\nid: d\nname: D\nowner: team:desks\n"
ESCAPES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")

Run = Callable[..., subprocess.CompletedProcess[str]]


class Ended(NamedTuple):
    """How a command ended, with what it printed."""

    returncode: int
    stdout: str
    stderr: str


Cardwright = Callable[..., Ended]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, with nothing in the environment that speaks to Cardwright."""
    monkeypatch.chdir(tmp_path)
    for name in ("CARDWRIGHT_CATALOG", "SOURCE_DATE_EPOCH", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def cardwright(here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cardwright:
    """Run a command in the current folder, in this process."""

    def run_command(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["cardwright", *arguments])
        capsys.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
        assert isinstance(code, int)
        return Ended(code, *capsys.readouterr())

    return run_command


def command_named(name: str) -> click.Command:
    """A command of the group."""
    command = cli.get_command(click.Context(cli), name)
    assert isinstance(command, click.Command)
    return command


def commands_table() -> str:
    """The table of README.md: every command with its arguments, and its line in `--help`."""
    rows = ["| Command | Does |", "|---|---|"]
    for name, (_, line) in COMMANDS.items():
        arguments = [
            parameter.make_metavar(click.Context(command_named(name)))
            for parameter in command_named(name).params
            if isinstance(parameter, click.Argument)
        ]
        rows.append(f"| `{' '.join(['cardwright', name, *arguments])}` | {line} |")
    return "\n".join(rows)


def test_readme_lists_every_command() -> None:
    """The table between the marks says what `cardwright --help` says, no more and no less."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.split("<!-- commands -->\n")[1].split("\n<!-- /commands -->")[0] == commands_table()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str, cardwright: Cardwright) -> None:
    """`-h` shows how the command is called, on a line of its own, and `--help` the same."""
    shown = cardwright(name, "-h")
    assert shown.returncode == 0
    assert re.search(rf"^ +cardwright {name}( |$)", shown.stdout, re.MULTILINE)
    assert cardwright(name, "--help") == shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_does(name: str) -> None:
    """No option is listed without a word about it."""
    options = [option for option in command_named(name).params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_help_lists_every_command_with_its_line(cardwright: Cardwright) -> None:
    """The first help shows all there is."""
    words = " ".join(cardwright("--help").stdout.split())
    assert [name for name, (_, line) in COMMANDS.items() if f"{name} {line}" not in words] == []


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], *([name, "--help"] for name in COMMANDS)])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    """Help comes without pydantic, YAML, MkDocs, Jinja and WeasyPrint, so it comes at once."""
    code = (
        "import sys\nfrom cardwright.cli import main\nsys.argv = ['cardwright', *sys.argv[1:]]\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print('loaded:', *sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    ran = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.rpartition("loaded:")[2].split())
    assert "cardwright" in loaded
    assert (
        loaded & {"pydantic", "pydantic_core", "yaml", "ruamel", "mkdocs", "material", "jinja2", "weasyprint"} == set()
    )


def test_wrong_command_gets_a_suggestion(cardwright: Cardwright) -> None:
    """A slip in the command's name is exit code 2 and the nearest name."""
    ended = cardwright("chek")
    assert ended.returncode == 2
    assert "Did you mean 'check'?" in ended.stderr


@pytest.mark.parametrize("name", [*COMMANDS, ""])
def test_wrong_option_is_no_verdict(name: str, cardwright: Cardwright) -> None:
    """An option that does not exist is exit code 2, never 1: nothing was judged."""
    assert cardwright(*filter(None, [name]), "--no-such-option").returncode == 2


@pytest.mark.parametrize("name", ["check", "build", "serve", "pack", "new"])
def test_missing_catalog_stops_the_command(name: str, cardwright: Cardwright) -> None:
    """Without a catalog there is one sentence, what to do, and exit code 2."""
    arguments = ["team", "desk"] if name == "new" else []
    for more in ([], ["--catalog", "nowhere"]):
        ended = cardwright(name, *arguments, *more)
        assert (ended.returncode, ended.stdout) == (2, "")
        assert re.fullmatch(r"cardwright: .*cardwright init DIR.*\n", ended.stderr)


def test_check_without_errors_exits_with_0(here: Path, cardwright: Cardwright) -> None:
    """A catalog without an error passes, and the last line counts."""
    write_files(here / "catalog", CLEAN)
    ended = cardwright("check")
    assert ended.returncode == 0
    assert re.search(
        r"^0 errors, \d+ warnings?, \d+ notes? in 2 entities, as of \d{4}-\d\d-\d\d\n\Z", ended.stdout, re.MULTILINE
    )


def test_check_with_an_error_exits_with_1_and_names_its_place(here: Path, cardwright: Cardwright) -> None:
    """A finding stands at path:line:column with its level and rule, and its remedy below."""
    write_files(here / "catalog", DANGLING)
    ended = cardwright("check")
    assert ended.returncode == 1
    assert re.search(
        r"^datasets/d\.yaml:4:\d+ error CAT030 team:desks .*team:desk\?\n    \S", ended.stdout, re.MULTILINE
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 1),
        (["--exit-zero"], 0),
        (["--ignore", "CAT030"], 0),
        (["--ignore", "aia,cat"], 0),
        (["--select", "CAT"], 1),
        (["--select", "AIA"], 0),
        (["--select", "CAT", "--ignore", "CAT03"], 0),
    ],
)
def test_check_judges_by_the_rules_chosen(here: Path, cardwright: Cardwright, arguments: list[str], code: int) -> None:
    """Selected and ignored prefixes decide what is printed and what the exit code says."""
    write_files(here / "catalog", DANGLING)
    ended = cardwright("check", *arguments)
    assert ended.returncode == code
    assert ("CAT030" in ended.stdout) == (code == 1 or arguments == ["--exit-zero"])


def test_check_fails_from_the_level_asked_for(here: Path, cardwright: Cardwright) -> None:
    """--fail-on moves the level at which the exit code turns from 0 to 1."""
    write_files(here / "catalog", CLEAN + "## waivers/w.yaml\nkind: team\nid: desk-2\nname: Desk\n")
    levels = {
        finding["level"] for finding in json.loads(cardwright("check", "--output-format", "json").stdout)["findings"]
    }
    assert "error" not in levels
    assert cardwright("check").returncode == 0
    for level, worse in [("warning", {"warning"}), ("note", {"warning", "note"})]:
        assert cardwright("check", "--fail-on", level).returncode == int(bool(levels & worse))
    assert levels & {"warning", "note"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--select", "ZZZ"],
        ["--ignore", "CAT030,NOPE"],
        ["--as-of", "soon"],
        ["--as-of", "2026-02-30"],
        ["--as-of", "21.11.2026"],
        ["--output-format", "pdf"],
        ["--fail-on", "everything"],
        ["-o", "no/such/folder/report.txt"],
        ["-o", "."],
        ["surplus"],
    ],
)
def test_check_that_cannot_be_made_is_no_verdict(here: Path, cardwright: Cardwright, arguments: list[str]) -> None:
    """An argument that makes no sense is exit code 2 with a message, and nothing is printed or written."""
    write_files(here / "catalog", DANGLING)
    ended = cardwright("check", *arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr
    assert [path.name for path in here.iterdir()] == ["catalog"]


def test_check_judges_as_of_the_date_named(here: Path, cardwright: Cardwright, monkeypatch: pytest.MonkeyPatch) -> None:
    """--as-of decides, else SOURCE_DATE_EPOCH, and an epoch that is no number is refused."""
    write_files(here / "catalog", CLEAN)
    assert cardwright("check", "--as-of", "2027-12-02").stdout.endswith("as of 2027-12-02\n")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798761600")
    assert cardwright("check").stdout.endswith("as of 2027-01-01\n")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert cardwright("check").returncode == 2


def test_check_counts_by_rule(here: Path, cardwright: Cardwright) -> None:
    """--statistics adds a line for each rule, before the last line."""
    write_files(here / "catalog", DANGLING)
    assert re.search(r"^ +1 error   CAT030 \S+$", cardwright("check", "--statistics").stdout, re.MULTILINE)
    assert not re.search(r"^ +1 error   CAT030 \S+$", cardwright("check").stdout, re.MULTILINE)


@pytest.mark.parametrize("form", ["text", "json"])
def test_report_in_a_file_is_the_one_on_stdout(here: Path, cardwright: Cardwright, form: str) -> None:
    """-o FILE writes what stdout would show, -o - is stdout, and the exit code stays the verdict."""
    write_files(here / "catalog", DANGLING)
    shown = cardwright("check", "--output-format", form)
    assert cardwright("check", "--output-format", form, "-o", "-") == shown
    assert cardwright("check", "--output-format", form, "-o", "report") == Ended(1, "", "")
    assert Path("report").read_text(encoding="utf-8") == shown.stdout
    assert sorted(path.name for path in here.iterdir()) == ["catalog", "report"]


def test_report_replaces_an_older_one_whole(here: Path, cardwright: Cardwright) -> None:
    """A report that exists is replaced; a folder that cannot be written leaves the old one."""
    write_files(here / "catalog", CLEAN)
    Path("report").write_text("old" * 100_000)
    assert cardwright("check", "-o", "report").returncode == 0
    assert "old" not in Path("report").read_text()


def test_report_goes_to_what_is_no_file(here: Path, cardwright: Cardwright) -> None:
    """A link's target gets the report and the link stays; a device or a pipe is written to, never replaced."""
    write_files(here / "catalog", CLEAN)
    Path("real").touch()
    Path("link").symlink_to("real")
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    for name in ("link", "pipe"):
        assert cardwright("check", "-o", name).returncode == 0
    received = os.read(reader, 1 << 16).decode()
    os.close(reader)
    assert Path("link").is_symlink()
    assert Path("pipe").is_fifo()
    assert Path("real").read_text() == received == cardwright("check").stdout


def test_json_report_says_what_was_judged(here: Path, cardwright: Cardwright) -> None:
    """The JSON report has its schema number, date, frameworks, entities, findings and coverage."""
    write_files(here / "catalog", DANGLING)
    report = json.loads(cardwright("check", "--output-format", "json", "--as-of", "2026-11-21").stdout)
    assert (report["schema"], report["as_of"]) == (1, "2026-11-21")
    assert {"catalog", "frameworks", "entities", "findings", "coverage"} <= set(report)
    [finding] = [finding for finding in report["findings"] if finding["rule"] == "CAT030"]
    assert (finding["path"], finding["line"], finding["entity"]) == ("datasets/d.yaml", 4, "dataset:d")


def test_catalog_is_found_in_the_order_documented(
    here: Path, cardwright: Cardwright, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--catalog, then CARDWRIGHT_CATALOG, then catalog/, then the current folder if it holds catalog.yaml."""
    for name in ("named", "from-environment", "catalog", "."):
        write_files(here / name, ORGANISATION + f"## team.yaml\nkind: team\nid: {name.strip('.') or 'root'}\nname: T\n")
    write_files(here, "## named/more.yaml\nkind: team\nid: more\nname: More\n")

    def teams(*arguments: str) -> set[str]:
        found = json.loads(cardwright("check", "--output-format", "json", *arguments).stdout)["entities"]
        return {entity["ref"].removeprefix("team:") for entity in found if entity["ref"].startswith("team:")}

    assert teams() == {"catalog"}
    monkeypatch.setenv("CARDWRIGHT_CATALOG", "from-environment")
    assert teams() == {"from-environment"}
    assert teams("--catalog", "named") == {"named", "more"}
    monkeypatch.delenv("CARDWRIGHT_CATALOG")
    monkeypatch.chdir(here / "named")
    assert teams() == {"named", "more"}


def on_terminal(folder: Path, *arguments: str, **env: str) -> str:
    """What a command prints to a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cardwright", *arguments]
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "CARDWRIGHT_CATALOG")}
    with subprocess.Popen(command, cwd=folder, stdout=theirs, env={**environment, **env}):
        os.close(theirs)
        printed = b""
        with suppress(OSError):  # how Linux says that the other end has closed
            while chunk := os.read(ours, 1 << 16):
                printed += chunk
    os.close(ours)
    return printed.decode().replace("\r\n", "\n")


def test_colour_is_for_terminals_that_want_it(here: Path, cardwright: Cardwright) -> None:
    """A terminal gets colour, unless NO_COLOR is set; a pipe and a file never do, and the words are the same."""
    write_files(here / "catalog", DANGLING)
    plain = cardwright("check").stdout
    assert "\x1b" not in plain
    coloured = on_terminal(here, "check")
    assert "\x1b[31merror\x1b[0m CAT030" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain
    assert on_terminal(here, "check", NO_COLOR="1") == plain
    on_terminal(here, "check", "-o", "report")
    assert Path("report").read_text() == plain


HOSTILE = r"\e]0;owned\a\e[2J\x9b31m\u202e"


@pytest.mark.parametrize(
    "arguments",
    [["check", "--statistics"], ["check", "--output-format", "json"], ["new", "team", "desk"], ["doctor"]],
)
def test_catalog_cannot_steer_the_terminal(here: Path, cardwright: Cardwright, arguments: list[str]) -> None:
    """Escape sequences in keys, values, ids, references and file names are printed as text, not sent."""
    write_files(
        here / "catalog",
        ORGANISATION
        + f'## teams/a.yaml\nkind: team\nid: "desk{HOSTILE}"\nname: Desk\n'
        + f'## teams/b.yaml\nkind: team\nid: b\nname: "B {HOSTILE}"\n"key{HOSTILE}": "1"\nparent: "team:{HOSTILE}"\n'
        + f'## teams/c.yaml\nkind: "team{HOSTILE}"\nid: c\n'
        + f'## teams/d.yaml\nkind: team\nid: d\nname: D\nfunctions: ["{HOSTILE}"]\n',
    )
    (here / "catalog/teams/e\x1b[2J\x9b\u202e.yaml").write_text("kind: team\nid: [\n")
    (here / "catalog/teams/f\udcff.yaml").write_text("kind: team\nid: f\n")
    ended = cardwright(*arguments)
    assert ended.returncode in (0, 1)
    assert not ESCAPES.search(ended.stdout + ended.stderr)


def test_arguments_cannot_steer_the_terminal(cardwright: Cardwright) -> None:
    """A name that comes from a script is printed as text when it is repeated in a message."""
    for arguments in (
        ["check", "--catalog", "a\x1b[2J"],
        ["new", "a\x1b[2J", "b"],
        ["explain", "a\x1b[2J"],
        ["init", "/dev/null/a\x1b[2J"],
        ["schema", "a\x1b[2J"],
    ):
        ended = cardwright(*arguments)
        assert ended.returncode == 2
        assert not ESCAPES.search(ended.stdout + ended.stderr), arguments


def test_ascii_terminal_is_no_reason_to_crash(tmp_path: Path, run: Run) -> None:
    """Where the locale knows ASCII alone, other letters in names and values change neither verdict nor report."""
    write_files(tmp_path, DANGLING + '## teams/ü.yaml\nkind: team\nid: u\nname: "Übersicht 東京"\nparent: team:ü\n')
    ascii_only = {"LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    for form in ("text", "json"):
        ended = run("check", "--catalog", tmp_path, "--output-format", form, **ascii_only)
        assert (ended.returncode, ended.stderr) == (1, "")
        assert "CAT030" in ended.stdout
    assert run("init", tmp_path / "new", **ascii_only).returncode == 0


@pytest.mark.parametrize("arguments", [["check", "--output-format", "json"], ["rules"], ["schema"]])
def test_reader_that_leaves_early_is_no_reason_to_crash(arguments: list[str]) -> None:
    """`cardwright … | head -1` shows no traceback."""
    command = [sys.executable, "-m", "cardwright", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize("arguments", [["check"], ["rules"], ["doctor"]])
def test_report_that_cannot_be_printed_is_no_verdict(arguments: list[str]) -> None:
    """When stdout takes no more, the exit code is 2, never 0 or 1, with one sentence."""
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "cardwright", *arguments]
        ended = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True)
    assert ended.returncode == 2
    assert re.fullmatch(r"cardwright: .*\n", ended.stderr)


def test_init_then_check(cardwright: Cardwright, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """init lists what it made and the next command, which then finds no error; a second init is refused."""
    made = cardwright("init", "my-catalog")
    assert made.returncode == 0
    *files, following = made.stdout.splitlines()
    assert all(Path(file).is_file() for file in files)
    assert following == "next: cd my-catalog && cardwright check"
    again = cardwright("init", "my-catalog")
    assert (again.returncode, again.stdout) == (2, "")
    assert "mkdocs.yml" in again.stderr
    monkeypatch.chdir(here / "my-catalog")
    assert cardwright("check", "--fail-on", "warning").returncode == 0


def test_init_in_the_current_folder(cardwright: Cardwright) -> None:
    """In an empty current folder, the next command needs no way to it."""
    ended = cardwright("init", ".")
    assert ended.stdout.splitlines()[-1] == "next: cardwright check"
    assert cardwright("check").returncode == 0


def test_init_needs_a_folder(cardwright: Cardwright) -> None:
    """Without a folder nothing is made."""
    assert cardwright("init").returncode == 2


def test_new_writes_a_file_that_check_reads(here: Path, cardwright: Cardwright) -> None:
    """new prints the path of the file it wrote; a second new of the same entity is refused."""
    write_files(here / "catalog", CLEAN)
    made = cardwright("new", "system", "triage")
    assert (made.returncode, made.stdout) == (0, "catalog/systems/triage.yaml\n")
    assert "cardwright schema -o" in made.stderr
    report = json.loads(cardwright("check", "--output-format", "json").stdout)
    assert "system:triage" in {entity["ref"] for entity in report["entities"]}
    before = Path("catalog/systems/triage.yaml").read_text()
    assert cardwright("new", "system", "triage").returncode == 2
    assert Path("catalog/systems/triage.yaml").read_text() == before


def test_new_adds_the_schema_that_its_first_line_names(here: Path, cardwright: Cardwright) -> None:
    """Where schemas lie beside the catalog, the new file's first line leads to one."""
    write_files(here / "catalog", CLEAN)
    Path("schemas").mkdir()
    assert cardwright("new", "model_version", "triage@1.0").stderr == ""
    first = Path("catalog/models/triage/1.0.yaml").read_text().partition("\n")[0]
    assert first == "# yaml-language-server: $schema=../../../schemas/model_version.schema.json"
    assert Path("schemas/model_version.schema.json").is_file()


def test_new_to_stdout_writes_nothing(here: Path, cardwright: Cardwright) -> None:
    """-o - shows the text and needs no catalog; -o FILE writes it there, and never over a file."""
    shown = cardwright("new", "team", "desk", "-o", "-")
    assert shown.returncode == 0
    assert "\nid: desk\n" in shown.stdout
    assert list(here.iterdir()) == []
    write_files(here / "catalog", ORGANISATION)
    assert cardwright("new", "team", "desk", "-o", "catalog/own.yaml").stdout == "catalog/own.yaml\n"
    assert cardwright("new", "team", "other", "-o", "catalog/own.yaml").returncode == 2
    assert "\nid: desk\n" in Path("catalog/own.yaml").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sistem", "triage"], "did you mean system?"),
        (["system", "../triage"], "found “../triage”"),
        (["model_version", "triage"], "<model id>@<version>"),
        (["system"], "Missing argument 'ID'"),
    ],
)
def test_new_that_cannot_be_is_refused(here: Path, cardwright: Cardwright, arguments: list[str], message: str) -> None:
    """A wrong kind or id is exit code 2 with a hint, and no file."""
    write_files(here / "catalog", ORGANISATION)
    ended = cardwright("new", *arguments)
    assert ended.returncode == 2
    assert message in ended.stderr
    assert [path.name for path in (here / "catalog").iterdir()] == ["catalog.yaml"]


def test_schema_goes_to_stdout_or_into_a_folder(here: Path, cardwright: Cardwright) -> None:
    """One kind or all of them to stdout; with -o files, whose paths are printed."""
    assert json.loads(cardwright("schema", "team").stdout)["title"] == "Team"
    assert len(json.loads(cardwright("schema").stdout)["oneOf"]) == 9
    written = cardwright("schema", "-o", "schemas").stdout.split()
    assert sorted(written) == sorted(str(path.relative_to(here)) for path in (here / "schemas").iterdir())
    assert cardwright("schema", "-o", "one", "team").stdout == "one/team.schema.json\n"
    assert cardwright("schema", "teem").returncode == 2
    Path("file").touch()
    assert cardwright("schema", "-o", "file").returncode == 2


def test_doctor_says_ok_in_words(here: Path, cardwright: Cardwright) -> None:
    """Each line begins with its state; here all is well, and a folder without a catalog is only noted."""
    ended = cardwright("doctor")
    assert ended.returncode == 0
    *lines, verdict = ended.stdout.splitlines()
    assert {line.split()[0] for line in lines} == {"ok", "note"}
    assert "note    no catalog here" in ended.stdout
    assert verdict == "check and build work; 1 to note"


def test_doctor_fails_for_a_catalog_that_is_not_there(cardwright: Cardwright) -> None:
    """A catalog that was named and is missing is exit code 1."""
    ended = cardwright("doctor", "--catalog", "nowhere")
    assert ended.returncode == 1
    assert "missing there is no catalog folder nowhere" in ended.stdout


@pytest.fixture
def without_pango(tmp_path: Path) -> dict[str, str]:
    """An environment in which the libraries that WeasyPrint loads are not installed."""
    write_files(
        tmp_path,
        "## path/sitecustomize.py\n"
        "import cffi\n"
        "load = cffi.FFI.dlopen\n"
        "def dlopen(self, name, *rest):\n"
        "    if name is not None and ('pango' in name or 'harfbuzz' in name):\n"
        "        raise OSError(f'cannot load library {name!r}')\n"
        "    return load(self, name, *rest)\n"
        "cffi.FFI.dlopen = dlopen\n",
    )
    return {"PYTHONPATH": str(tmp_path / "path")}


def test_without_native_libraries_all_but_packs_works(tmp_path: Path, run: Run, without_pango: dict[str, str]) -> None:
    """Without Pango check and build work; pack stops with the Debian packages' names, which doctor notes."""
    write_files(tmp_path / "catalog", CLEAN + "## systems/s.yaml\nkind: system\nid: s\nname: Sorter\n")
    assert run("check", "--exit-zero", cwd=tmp_path, **without_pango).returncode == 0
    assert run("build", cwd=tmp_path, **without_pango).returncode == 0
    pack = run("pack", cwd=tmp_path, **without_pango)
    assert (pack.returncode, pack.stdout) == (2, "")
    assert re.fullmatch(r"cardwright: .*libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0.*\n", pack.stderr)
    doctor = run("doctor", cwd=tmp_path, **without_pango)
    assert doctor.returncode == 0
    assert re.search(r"^note +weasyprint.*libpango-1.0-0 libpangoft2-1.0-0", doctor.stdout, re.MULTILINE)


@pytest.mark.parametrize("rule", ["CAT030", "cat030"])
def test_explain_tells_all_about_a_rule(cardwright: Cardwright, rule: str) -> None:
    """A rule is found by its id in either case, and its text names it."""
    ended = cardwright("explain", rule)
    assert ended.returncode == 0
    assert "CAT030" in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["explain", "no-placeholder"], "did you mean no-placeholders?"),
        (["explain", "zebra"], "`cardwright rules` lists them"),
        (["explain"], "Missing argument"),
        (["rules", "--framework", "eu-ai-akt"], "did you mean eu-ai-act?"),
    ],
)
def test_unknown_rule_or_framework_gets_a_hint(cardwright: Cardwright, arguments: list[str], hint: str) -> None:
    """A slip is exit code 2 and a way on."""
    ended = cardwright(*arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert hint in ended.stderr


def test_rules_are_listed_by_framework(cardwright: Cardwright) -> None:
    """All frameworks are listed, or the one asked for."""
    every = cardwright("rules")
    one = cardwright("rules", "--framework", "mas-airg")
    assert every.returncode == one.returncode == 0
    assert "CAT030" in every.stdout
    assert "CAT030" not in one.stdout
    assert one.stdout in every.stdout


def test_findings_do_not_stop_a_build(tmp_path: Path, run: Run) -> None:
    """A site is built of a catalog with errors, and its place and the counts are printed."""
    write_files(tmp_path / "catalog", DANGLING)
    ended = run("build", "-d", "public", cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    site, counts = ended.stdout.splitlines()
    assert Path(site.removeprefix("site: ")) == tmp_path / "public/index.html"
    assert Path(site.removeprefix("site: ")).is_file()
    assert re.match(r"[1-9]\d* errors?, ", counts)
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("place", ["mine", "catalog", "."])
def test_build_empties_no_folder_of_others(tmp_path: Path, run: Run, place: str) -> None:
    """A folder that Cardwright did not make, the catalog and the project are refused, and stay as they were."""
    write_files(tmp_path, "## mine/thesis.txt\nten years of work\n")
    write_files(tmp_path / "catalog", CLEAN)
    before = sorted(tmp_path.rglob("*"))
    ended = run("build", "-d", place, cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert re.fullmatch(r"cardwright: .*\n", ended.stderr)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "-f", "missing.yml"],
        ["build", "-f", "broken.yml"],
        ["build", "-f", "bare.yml"],
        ["build", "--as-of", "x"],
    ],
)
def test_build_that_cannot_be_made_exits_with_2(tmp_path: Path, run: Run, arguments: list[str]) -> None:
    """A configuration that is missing, broken or without the plugin stops the build without a traceback."""
    write_files(tmp_path / "catalog", CLEAN)
    write_files(tmp_path, "## broken.yml\nsite_name: [\n## bare.yml\nsite_name: Bare\n## docs/a.md\ntext\n")
    ended = run(*arguments, cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("address", ["8000", "localhost:", "localhost:http", ":99999"])
def test_serve_needs_an_address(here: Path, cardwright: Cardwright, address: str) -> None:
    """What is not HOST:PORT is exit code 2."""
    write_files(here / "catalog", CLEAN)
    assert cardwright("serve", "-a", address).returncode == 2


def test_serve_says_when_the_port_is_taken(tmp_path: Path, run: Run) -> None:
    """A port that another program listens on is one sentence and exit code 2."""
    write_files(tmp_path / "catalog", CLEAN)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = run("serve", "-a", f"127.0.0.1:{taken.getsockname()[1]}", cwd=tmp_path)
    assert ended.returncode == 2
    assert "cardwright: cannot listen on 127.0.0.1" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_pack_writes_a_file_for_each_system_named(tmp_path: Path, run: Run) -> None:
    """The packs' paths go to stdout, and findings do not stop them."""
    write_files(tmp_path / "catalog", CLEAN + "## systems/s.yaml\nkind: system\nid: s\nname: Sorter\n")
    ended = run("pack", "system:s", "-d", "out", cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    [pack] = [tmp_path / line.removeprefix("pack: ") for line in ended.stdout.splitlines()]
    assert pack.read_bytes().startswith(b"%PDF-")
    assert pack.parent == tmp_path / "out"


@pytest.mark.parametrize("ref", ["system:t", "zebra", "system:../s", ""])
def test_pack_of_what_is_not_there_exits_with_2(tmp_path: Path, run: Run, ref: str) -> None:
    """A reference that names no system is refused, and no folder is made."""
    write_files(tmp_path / "catalog", CLEAN + "## systems/s.yaml\nkind: system\nid: s\nname: Sorter\n")
    ended = run("pack", ref, cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert re.fullmatch(r"cardwright: .*\n", ended.stderr)
    assert not (tmp_path / "packs").exists()
