"""Cardwright's own documentation in `docs/cardwright/`: its commands run, and every name, figure and link is true.

A block marked `sh` is run, line after line, in a copy of the sample (the tutorial begins in an empty folder); a line
ends with `# exit code N` when that is not 0. A block marked `text` below it shows lines of its output, where `…` stands
for whatever is left out. A block marked `yaml` whose first line is a comment with a path is written to that file. What
is marked `console` is shown and not run; its commands are still parsed.

`python tests/test_docs.py` writes the pages that are made from code.
"""

from __future__ import annotations

import html
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import click
import pytest
import yaml
from conftest import ROOT, TODAY

from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.catalog.entities.field import AUDIENCES
from cardwright.catalog.entities.shape import fields_of
from cardwright.catalog.load import load_catalog
from cardwright.cli import COMMANDS, cli, main
from cardwright.cli.check import FORMATS
from cardwright.finding import LEVELS, OUTCOMES
from cardwright.packs.documents import read_documents
from cardwright.rules.checks import VOCABULARY
from cardwright.rules.judge import judge
from cardwright.rules.shelf import shipped_frameworks
from cardwright.shipped import find_sample, find_templates
from cardwright.site.build import build_site
from cardwright.start.starter import write_starter

DOCS = ROOT / "docs/cardwright"
PAGES = sorted(DOCS.rglob("*.md"))
NAMES = [str(page.relative_to(DOCS)) for page in PAGES]
REFRESH = "it differs from the code; `./bootstrap.sh python tests/test_docs.py` writes it anew"
EPOCH = "1795219200"
"""The start of the day that the pages speak of, 2026-11-21."""
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
EXIT = re.compile(r"\s*# exit code (\d)$")
FILE = re.compile(r"# (\S+\.ya?ml)\n")
ELSEWHERE = ("build", "pack")
"""Commands that are run in a process of their own, because they start others or set up logging."""
BY_HAND = {"cardwright", "ruff", "git", "jq", "OWNER/cardwright@COMMIT", "SG", "index.md", "-h", "pip", "true", "false"}
"""What back-ticks may hold beside what is found in the code: programs, values of YAML, and words for the reader's own."""


class Block(NamedTuple):
    """A block of code in a page."""

    language: str
    text: str


def blocks(page: Path) -> list[Block]:
    """The blocks of a page, in order."""
    return [Block(*match.groups()) for match in FENCE.finditer(page.read_text(encoding="utf-8"))]


def command_lines(text: str) -> list[str]:
    """The lines of a shell block, continued ones joined, without those that only say something."""
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip() and not line.startswith("#")]


class Shell:
    """Runs the lines of a page, one after the other, in the folder where the last one left off."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.folder, self.capsys, self.patch = folder, capsys, patch
        programs = folder.parent / "programs"
        programs.mkdir()
        (programs / "cardwright").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cardwright "$@"\n')
        (programs / "cardwright").chmod(0o755)
        for name, value in {
            "PATH": f"{programs}:{os.environ['PATH']}", "XDG_CACHE_HOME": str(folder.parent / "cache"),
            "SOURCE_DATE_EPOCH": EPOCH, "NO_COLOR": "1", "COLUMNS": "120",
        }.items():  # fmt: skip
            patch.setenv(name, value)
        patch.delenv("CARDWRIGHT_CATALOG", raising=False)

    def run(self, line: str) -> tuple[int, str]:
        """Run a line; returns its exit code and what it printed."""
        words = shlex.split(line, comments=True)
        if words[0] == "cd":
            self.folder = self.folder / words[1]
            return 0, ""
        if words[0] == "export":
            self.patch.setenv(*words[1].split("=", 1))
            return 0, ""
        self.patch.chdir(self.folder)
        if words[0] == "cardwright" and words[1] not in ELSEWHERE and not re.search(r"[|>*$]", line):
            return self._run_here(words)
        ended = subprocess.run(["sh", "-c", line], cwd=self.folder, capture_output=True, text=True, timeout=300)
        return ended.returncode, ended.stdout + ended.stderr

    def _run_here(self, words: list[str]) -> tuple[int, str]:
        self.patch.setattr(sys, "argv", words)
        self.capsys.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
        assert isinstance(code, int)
        return code, "".join(self.capsys.readouterr())


def is_shown(excerpt: str, printed: str) -> bool:
    """Whether some line that was printed holds all parts of a line of an excerpt, in order."""
    pattern = re.compile(".*?".join(re.escape(part) for part in excerpt.rstrip().split("…")))
    return any(pattern.search(line) for line in printed.splitlines())


@pytest.mark.parametrize("name", [name for name in NAMES if "```sh\n" in (DOCS / name).read_text(encoding="utf-8")])
def test_commands_run_and_print_what_is_shown(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command of a page ends with the exit code it states, and its output holds the lines that are shown."""
    project = tmp_path / "project"
    if name == "tutorial.md":
        project.mkdir()
    else:
        shutil.copytree(find_sample(), project / "catalog")
        (project / "docs").mkdir()
        shutil.copy(ROOT / "docs/about.md", project / "docs")
        shutil.copy(ROOT / "mkdocs.yml", project)
    shell, printed = Shell(project, capsys, monkeypatch), ""
    for block in blocks(DOCS / name):
        if block.language == "sh":
            printed = ""
            for line in command_lines(block.text):
                stated = EXIT.search(line)
                code, said = shell.run(EXIT.sub("", line))
                assert code == int(stated[1] if stated else 0), f"{line}\n{said[-3000:]}"
                printed += said
        elif block.language == "text":
            missing = [line for line in block.text.splitlines() if line.strip() and not is_shown(line, printed)]
            assert missing == [], printed[-6000:]
        elif block.language == "yaml" and (stated := FILE.match(block.text)):
            path = shell.folder / stated[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text.partition("\n")[2], encoding="utf-8")


def commands_in(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, those below a group included."""
    for short in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), short)
        assert command is not None
        yield f"{name} {short}", command
        if isinstance(command, click.Group):
            yield from commands_in(command, f"{name} {short}")


@cache
def all_commands() -> Mapping[str, click.Command]:
    """Every command by its full name."""
    return dict(commands_in(cli, "cardwright"))


def parse(words: list[str]) -> None:
    """Parse a command line without running it. Raises click.UsageError where it is wrong."""
    group: click.Command = cli
    while isinstance(group, click.Group) and len(words) > 1 and not words[1].startswith("-"):
        found = group.get_command(click.Context(group), words[1])
        if found is None:
            raise click.UsageError(f"no command {words[1]}")
        group, words = found, words[1:]
    with_paths_unchecked = [word for word in words[1:] if word not in ("-h", "--help", "--version")]
    if with_paths_unchecked:
        group.make_parser(click.Context(group)).parse_args(list(with_paths_unchecked))


@pytest.mark.parametrize("name", NAMES)
def test_every_command_shown_exists(name: str) -> None:
    """Commands and their options, in blocks of any sort and in the text, are those that Cardwright has."""
    page = (DOCS / name).read_text(encoding="utf-8")
    shown = [line for block in blocks(DOCS / name) for line in command_lines(block.text)]
    shown += SPAN.findall(FENCE.sub("", page))
    wrong = []
    for line in shown:
        for part in re.findall(r"(?:^|[:|;&>\s])(cardwright(?: [^|;&>#]*)?)(?=$|[|;&>#])", line.strip()):
            try:
                parse(shlex.split(part))
            except click.UsageError as error:
                wrong.append(f"{part}: {error.message}")
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_every_block_of_yaml_can_be_read(name: str) -> None:
    """No example has a slip of YAML."""
    for block in blocks(DOCS / name):
        if block.language == "yaml":
            yaml.safe_load(block.text)


def test_reference_of_commands_is_what_the_code_says() -> None:
    """The page has every command with every option, and is written from the code."""
    page = DOCS / "reference/commands.md"
    assert page.read_text(encoding="utf-8") == commands_page(), f"{page.relative_to(ROOT)}: {REFRESH}"


def test_reference_of_checks_is_what_the_code_says() -> None:
    """The page has every word that a rule may use, and is written from the code."""
    page = DOCS / "reference/checks.md"
    assert page.read_text(encoding="utf-8") == checks_page(), f"{page.relative_to(ROOT)}: {REFRESH}"


def commands_page() -> str:
    """The reference of the commands, as Markdown."""
    parts = [
        "# Commands",
        "Written from the code: what `-h` shows, on one page. A `DATE` is written YYYY-MM-DD.\n\n"
        "Results go to stdout, progress to stderr. [Exit codes](environment.md#exit-codes) are the same everywhere.",
    ]
    for name, command in all_commands().items():
        arguments = " ".join(command.collect_usage_pieces(click.Context(command)))
        paragraphs = (command.help or "").split("\n\n")
        told = [" ".join(part.split()) for part in paragraphs if not part.startswith("\b")]
        examples = [part.removeprefix("\b\n") for part in paragraphs if part.startswith("\b")]
        options = [option for option in command.params if isinstance(option, click.Option)]
        parts += [f"## {name}", f"`{name} {arguments}`", *map(escape, told)]
        parts += [f"```console\n{example.strip()}\n```" for example in examples]
        if options:
            rows = [f"| {option_names(option)} | {option_help(option)} |" for option in options]
            parts.append("\n".join(["| Option | Meaning |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def option_names(option: click.Option) -> str:
    """An option as it is written, with what it takes."""
    takes = "" if option.is_flag else f" {option.make_metavar(click.Context(cli))}"
    names = [*option.opts, *option.secondary_opts]
    return ", ".join(f"`{name}{takes if name.startswith('--') else ''}`".replace("|", "\\|") for name in names)


def option_help(option: click.Option) -> str:
    """What an option does, with its default where it states one."""
    default = f" Default: `{option.default}`." if option.show_default and option.default is not None else ""
    return escape(option.help or "").replace("|", "\\|") + default


def escape(text: str) -> str:
    """A sentence as Markdown: what has angle brackets or asterisks is shown as it is."""
    return re.sub(r"([<>*_])", r"\\\1", text) if "`" not in text else text.replace("<", "&lt;")


def checks_page() -> str:
    """The reference of the words for checks, as Markdown."""
    told = {name: " ".join((make.__doc__ or "").split("\n\n")[0].split()) for name, make in VOCABULARY.items()}
    return "\n".join(
        [
            "# Checks",
            "",
            "Written from the code: the words that a rule may use under `check`. How a rule is written stands in",
            "[Write rules of your own](../how-to/write-rules.md).",
            "",
            "| Word | Holds when |",
            "|---|---|",
            *(f"| `{name}` | {escape(text).replace('|', '&#124;')} |" for name, text in sorted(told.items())),
            "",
        ]
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the sample, these pages included; a link of theirs that leads nowhere fails its build."""
    return build_site(ROOT / "mkdocs.yml", find_sample(), tmp_path_factory.mktemp("made") / "site", TODAY, True)


def test_names_and_links_are_real(site: Path, tmp_path: Path) -> None:
    """What stands in back-ticks is in the code, in the sample or in what is made of it; links lead to what they name."""
    known, files = vocabulary(site), files_in(site, tmp_path)
    wrong = []
    for name in NAMES:
        text = (DOCS / name).read_text(encoding="utf-8")
        in_blocks = "\n".join(block.text for block in blocks(DOCS / name))
        for span in SPAN.findall(FENCE.sub("", text)):
            if not (is_known(span, known, files) or span in in_blocks):
                wrong.append(f"{name}: `{span}`")
    assert wrong == []
    assert [problem for name in NAMES for problem in broken_links(site, f"cardwright/{name[:-3]}.html")] == []


def is_known(span: str, known: frozenset[str], files: list[str]) -> bool:
    """Whether a word in back-ticks is one of the known ones, names a file, or is a command (parsed elsewhere)."""
    if span in known or span.startswith("cardwright "):
        return True
    pattern = re.compile(
        re.sub(r"<[^>]+>|\\\*+", "[^/]+", re.escape(span)).replace("\\-", "-") + ("" if span[-1] == "/" else "$")
    )
    return any(pattern.match(file) or pattern.match(file.removeprefix("catalog/")) for file in files)


def vocabulary(site: Path) -> frozenset[str]:
    """Every name of the code and of what it writes: options, rules, fields, kinds, outcomes, keys, metrics."""
    report = judge(load_catalog(find_sample()), TODAY)
    rules = [rule for framework in shipped_frameworks().values() for rule in framework.rules]
    fields = {path for entity in ENTITY_CLASSES.values() for path, _ in fields_of(entity)}
    options = {name for command in all_commands().values() for option in command.params for name in option.opts}
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "src/cardwright").rglob("*.py")))
    written = "\n".join(path.read_text(encoding="utf-8") for path in sorted((site / "api").rglob("*.json")))
    known = {
        *BY_HAND, *OUTCOMES, *LEVELS, *AUDIENCES, *FORMATS, *ENTITY_CLASSES, *VOCABULARY, *options, *fields,
        *COMMANDS, *report.catalog.entities, *shipped_frameworks(), *(field.rpartition(".")[2] for field in fields),
        *(rule.id for rule in rules), *(rule.id.rstrip("0123456789") for rule in rules), *(rule.name for rule in rules),
        *(fact for judged in report.entities.values() for fact in judged.facts),
        *(document.name for document in read_documents(find_templates() / "documents")),
        *re.findall(r'"([A-Z][A-Z_]+)"', code), *re.findall(r'"(\w+)":', written),
        *re.findall(r"^# TYPE (\w+)", (site / "metrics.prom").read_text(encoding="utf-8"), re.MULTILINE),
        *re.findall(r"(\w+)=", (site / "metrics.prom").read_text(encoding="utf-8")),
    }  # fmt: skip
    for form in ("json", "sarif"):
        known |= set(re.findall(r'"(\w+)":', code_of_report(report, form)))
    return frozenset(known)


def code_of_report(report: Any, form: str) -> str:
    """A report in one of its formats."""
    from importlib import import_module

    module = import_module(f"cardwright.reports.{form}")
    return str(module.render(report))
