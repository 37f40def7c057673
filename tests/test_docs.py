"""Cardwright's own documentation in `docs/cardwright/`: its commands run, and every name, figure and link is true.

A block marked `sh` is run, line after line, in a copy of the sample (the tutorial begins in an empty folder); a line
ends with `# exit code N` when that is not 0. A block marked `text` below it shows lines of its output, where `…` stands
for whatever is left out. A block marked `yaml` whose first line is a comment with a path is written to that file. What
is marked `console` is shown and not run, because it takes long or needs what is not here; its commands are parsed.

`python tests/test_docs.py` writes the pages that are made from code.
"""

from __future__ import annotations

import html
import inspect
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
from typing import NamedTuple
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
from cardwright.cli.pack import PACKS
from cardwright.finding import LEVELS, OUTCOMES
from cardwright.packs.documents import read_documents
from cardwright.proof.verify import CHECKS
from cardwright.reports import json as report_json
from cardwright.reports import sarif as report_sarif
from cardwright.rules.checks import VOCABULARY
from cardwright.rules.framework import Application, Header, NotCheckable, Provision, Rule
from cardwright.rules.judge import judge
from cardwright.rules.shelf import shipped_frameworks
from cardwright.shipped import find_sample, find_templates
from cardwright.site.build import build_site
from cardwright.site.dates import EVENT_KINDS
from cardwright.site.plugin import CardwrightConfig
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
BY_HAND = {"-h", "1.10", "SG", "cardwright", "cw-", "false", "jq", "kind:id", "null", "path:line:column", "true"}
BY_HAND |= {
    "--dirty",
    "docs_dir",
    "favicon",
    "features",
    "font",
    "icon",
    "material",
    "mkdocs build",
    "mkdocs serve",
    "nav",
    "navigation.instant",
    "offline",
    "palette",
    "search",
    "site_dir",
    "site_url",
    "templates",
    "use_directory_urls",
}
"""What back-ticks may hold beside what is found in the code: values, forms, and names of other programs."""


WIDEST = 96
"""Characters of a line of code that the page shows without scrolling."""


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
    name: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
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
    if any("site/" in block.text for block in blocks(DOCS / name) if block.language == "sh"):
        (project / "site").symlink_to(request.getfixturevalue("site"))
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
        if "[OPTIONS]" in line:
            continue  # how a command is called
        for part in re.findall(r"(?:^|[:|;&>\s])(cardwright(?: [^|;&>#]*)?)(?=$|[|;&>#])", line.strip()):
            try:
                parse(shlex.split(part))
            except click.UsageError as error:
                wrong.append(f"{part}: {error.message}")
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_blocks_fit_on_the_page(name: str) -> None:
    """No line of an example is wider than the page of a desktop."""
    lines = [line for block in blocks(DOCS / name) for line in block.text.splitlines()]
    assert [line for line in lines if len(line) > WIDEST] == []


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
        "Written from the code: what `-h` shows, on one page. Results go to stdout, progress to stderr.",
        "[Exit codes](environment.md#exit-codes) are the same everywhere.",
    ]
    for name, command in all_commands().items():
        arguments = " ".join(command.collect_usage_pieces(click.Context(command)))
        paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
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
    plain = option.is_flag or isinstance(option.type, click.Choice)
    takes = "" if plain else f" {option.make_metavar(click.Context(cli))}"
    names = [*option.opts, *option.secondary_opts]
    return ", ".join(f"`{name}{takes if name.startswith('--') else ''}`" for name in names)


def option_help(option: click.Option) -> str:
    """What an option does, with what may be chosen and the default that it states."""
    choices = isinstance(option.type, click.Choice) and ", ".join(f"`{choice}`" for choice in option.type.choices)
    chosen = f" One of {choices}." if choices else ""
    default = f" Default: `{option.default}`." if option.show_default and option.default is not None else ""
    return escape(option.help or "") + chosen + default


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
    """What stands in back-ticks is in the code, in the sample or in what is made of it; links lead somewhere."""
    known, files = vocabulary(site), files_in(site, tmp_path)
    wrong = []
    for name in sorted(set(NAMES) - {"reference/commands.md", "reference/checks.md"}):  # these are made from the code
        text = (DOCS / name).read_text(encoding="utf-8")
        in_blocks = "\n".join(block.text for block in blocks(DOCS / name))
        spans = [span for span in SPAN.findall(FENCE.sub("", text)) if span not in in_blocks]
        wrong += [f"{name}: `{span}`" for span in spans if not is_known(span, known, files)]
    assert not wrong, "\n".join(wrong)
    assert [problem for name in NAMES for problem in broken_links(site, f"cardwright/{name[:-3]}.html")] == []


def is_known(span: str, known: frozenset[str], files: list[str]) -> bool:
    """Whether a word in back-ticks is one of the known ones, names a file, or is a command (parsed elsewhere)."""
    if span in known or span.startswith("cardwright "):
        return True
    if span.startswith("--"):
        name, _, value = span.partition(" ")
        return name in known and (value in known or not value)
    if span.startswith("docs/") and span.endswith(".md"):  # in place of a generated page
        return f"{span[5:-3]}.html" in files
    pattern = re.compile(
        re.sub(r"<[^>]+>|\\\*+", "[^/]+", re.escape(span)).replace("\\-", "-") + ("" if span[-1] == "/" else "$")
    )
    return any(pattern.match(file) or pattern.match(file.removeprefix("catalog/")) for file in files)


def vocabulary(site: Path) -> frozenset[str]:
    """Every name of the code and of what it writes: options, rules, fields, kinds, outcomes, keys, metrics."""
    report = judge(load_catalog(find_sample()), TODAY)
    rules = [rule for framework in shipped_frameworks().values() for rule in framework.rules]
    fields = {path for entity in ENTITY_CLASSES.values() for path, _ in fields_of(entity)}
    options = {name for command in all_commands().values() for option in command.params
               for name in (*option.opts, *option.secondary_opts)}  # fmt: skip
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "src/cardwright").rglob("*.py")))
    written = "\n".join(path.read_text(encoding="utf-8") for path in sorted((site / "api").rglob("*.json")))
    known = {
        *BY_HAND, *OUTCOMES, *LEVELS, *AUDIENCES, *FORMATS, *ENTITY_CLASSES, *VOCABULARY, *options, *fields,
        *COMMANDS, *report.catalog.entities, *shipped_frameworks(), *(field.rpartition(".")[2] for field in fields),
        *(rule.id for rule in rules), *(rule.id.rstrip("0123456789") for rule in rules), *(rule.name for rule in rules),
        *(fact for judged in report.entities.values() for fact in judged.facts),
        *(document.name for document in read_documents([find_templates()])),
        *re.findall(r'"([A-Z][A-Z_]+)"', code), *re.findall(r'"(\w+)":', written),
        *re.findall(r"^# TYPE (\w+)", (site / "metrics.prom").read_text(encoding="utf-8"), re.MULTILINE),
        *re.findall(r"(\w+)=", (site / "metrics.prom").read_text(encoding="utf-8")),
    }  # fmt: skip
    known |= {*re.findall(r'"([\w-]+\.json)"', code), f"{PACKS}/"}
    for path in sorted((ROOT / "src/cardwright/frameworks").glob("*/rules/*.yaml")):
        known |= set(re.findall(r"[ {](\w+):", path.read_text(encoding="utf-8")))
    known |= {value for command in all_commands().values() for option in command.params
              if isinstance(option.type, click.Choice) for value in map(str, option.type.choices)}  # fmt: skip
    known |= set(re.findall(r'"([\w/$]+)":', report_json.render(report) + report_sarif.render(report)))
    for model in (Header, Rule, Provision, NotCheckable, Application):
        known |= {field.alias or name for name, field in model.model_fields.items()}
    return frozenset(known)


def files_in(site: Path, folder: Path) -> list[str]:
    """Every file of the project, of its site and of a catalog that was just begun, each by its path in there."""
    write_starter(folder / "begun", TODAY)
    roots = (site, folder / "begun")
    made = [path.relative_to(root).as_posix() for root in roots for path in root.rglob("*")]
    sample = [f"catalog/{path.relative_to(find_sample()).as_posix()}" for path in find_sample().rglob("*")]
    templates = [f"templates/{path.relative_to(find_templates()).as_posix()}" for path in find_templates().rglob("*")]
    return [*made, *sample, *templates, *(f"site/{path}" for path in made)]


@cache
def anchors(page: Path) -> frozenset[str]:
    """The places in a page that a link may lead to."""
    return frozenset(re.findall(r'\bid="?([^"\s>]+)', page.read_text(encoding="utf-8")))


def broken_links(site: Path, address: str) -> list[str]:
    """The links of a page's own text that lead to no file, or to no place in it."""
    page = site / address
    article = page.read_text(encoding="utf-8").partition("<article")[2].partition("</article>")[0]
    broken = []
    for link in map(html.unescape, re.findall(r'href="([^"]+)"', article)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.is_file() or (anchor and anchor not in anchors(target)):
            broken.append(f"{address}: {link}")
    return broken


def first_cells(name: str) -> list[str]:
    """What stands in back-ticks at the head of each row of the tables of a page."""
    return re.findall(r"^\| `([^`]+)`", (DOCS / name).read_text(encoding="utf-8"), re.MULTILINE)


def test_outcomes_and_levels_are_all_explained() -> None:
    """The page has a row for each outcome and each level, and none for another."""
    assert first_cells("explanation/outcomes.md") == [*OUTCOMES, *LEVELS]


def test_checks_of_a_pack_are_all_explained() -> None:
    """The page on packs has a row for each check that `verify` makes."""
    text = (DOCS / "explanation/packs.md").read_text(encoding="utf-8").partition("## What each check proves")[2]
    rows = re.findall(r"^\| (\w+(?:, \w+)*) \|", text.partition("\n## ")[0], re.MULTILINE)
    told = [name for row in rows[1:] for name in row.split(", ")]
    assert sorted(told) == sorted({*CHECKS, "signature", "catalog", "outcomes", "veraPDF"})


def test_kinds_and_frameworks_are_all_listed() -> None:
    """The page has a row for each kind of entity and each framework that comes with Cardwright."""
    assert first_cells("reference/kinds.md") == [*ENTITY_CLASSES, *sorted(shipped_frameworks())]


def test_formats_of_reports_and_files_of_the_site_are_all_listed(site: Path) -> None:
    """The page has a row for each format of `check` and each file that a site offers to programs."""
    told = first_cells("reference/formats.md")
    assert sorted(FORMATS) == sorted(set(told) & set(FORMATS))
    offered = json.loads((site / "api/index.json").read_text(encoding="utf-8"))["files"]
    assert [name for name in offered if name not in told] == []


def keys_told(page: str, heading: str) -> set[str]:
    """What stands in back-ticks below a heading of a page, until the next one."""
    text = (DOCS / page).read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return set(SPAN.findall(text))


def test_members_of_the_files_for_programs_are_all_told(site: Path) -> None:
    """The page names every member of every file that a site has for programs, each label, and each kind of event."""
    page, head = "reference/site-data.md", {"schema", "as_of", "audience"}
    api = {
        name: json.loads((site / f"api/{name}.json").read_text())
        for name in ("index", "owners", "findings", "calendar")
    }
    index, owners, rows = (
        keys_told(page, "api/index.json"),
        keys_told(page, "api/owners.json"),
        api["index"]["entities"],
    )
    assert head <= set(SPAN.findall((DOCS / page).read_text(encoding="utf-8")))
    assert {*api["index"], *api["index"]["catalog"], *api["index"]["frameworks"][0], *rows[0]} - head <= index
    for row in rows:
        told = keys_told(page, "api/&lt;kind&gt;/&lt;id&gt;.json")
        assert json.loads((site / row["data"]).read_text()).keys() - row.keys() - head <= told
    assert {*api["owners"], *(key for held in api["owners"]["owners"].values() for key in held)} - head == owners - {
        "null"
    }
    findings, rules = api["findings"]["findings"], api["findings"]["rules"].values()
    listed = {*api["findings"], *(key for item in (*findings, *rules) for key in item)} - head
    assert listed == keys_told(page, "api/findings.json") - {"cardwright check"}
    events = {*api["calendar"], *(key for event in api["calendar"]["events"] for key in event)} - head
    assert events | set(EVENT_KINDS) == keys_told(page, "api/calendar.json") - {"null", "calendar.ics"}
    labels = set(re.findall(r"[{,](\w+)=", (site / "metrics.prom").read_text(encoding="utf-8")))
    assert labels == keys_told(page, "metrics.prom")


def test_options_of_the_plugin_are_all_told() -> None:
    """The page of mkdocs.yml has a row for each option of the plugin."""
    options = [name for name, _ in CardwrightConfig._schema]
    assert first_cells("reference/site-configuration.md")[: len(options)] == options


def test_variables_of_the_environment_are_all_listed() -> None:
    """The page names every variable of the environment that the code reads, git's own aside."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "src/cardwright").rglob("*.py")))
    read = set(re.findall(r'os\.environ(?:\.get\(|\[)"([A-Z_]+)"', code)) | {
        "CARDWRIGHT_CATALOG",
        "CARDWRIGHT_PASSPHRASE",
    }
    assert read <= set(first_cells("reference/environment.md"))


if __name__ == "__main__":
    (DOCS / "reference/commands.md").write_text(commands_page(), encoding="utf-8")
    (DOCS / "reference/checks.md").write_text(checks_page(), encoding="utf-8")
