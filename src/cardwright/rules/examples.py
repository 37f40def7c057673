"""The examples of a rule, run: its good ones give no finding, its bad ones a finding on every marked line."""

from __future__ import annotations

import datetime
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cardwright.catalog.graph import Catalog
from cardwright.catalog.load import load_catalog
from cardwright.rules.derivations import DERIVATIONS
from cardwright.rules.framework import Framework, Rule
from cardwright.rules.judge import judge
from cardwright.rules.report import Report

AS_OF = datetime.date(2029, 1, 1)
"""The date examples are judged as of: after every date of application."""
FILE_LINE = re.compile(r"^## (?P<path>\S+)[ \t]*\n", re.MULTILINE)
DEFAULT_FILE = "entity.yaml"
SETS = ("roles", "annex_iii", "annex_iii_area", "jurisdiction")

At = tuple[str, int]
"""A file and a line in it."""


def run_examples(framework: Framework, rule: Rule) -> Iterator[str]:
    """Judge every example of a rule and yield what is not as it should be."""
    if not rule.good or not rule.bad:
        yield f"{rule.id} needs a good and a bad example"
    with tempfile.TemporaryDirectory() as name:
        for index, text in enumerate(rule.good):
            report = _judged(framework, rule, load_example(Path(name), text))
            places = sorted(_places(report, rule))
            if places:
                yield f"{rule.id}: good example {index + 1} gets findings at {places}: {_messages(report, rule)}"
            elif not rule.reported_by and not any(_held(result, rule) for result in report.results):
                outcomes = sorted({f"{r.outcome} ({r.reason})" for r in report.results if r.rule == rule.id})
                yield f"{rule.id}: good example {index + 1} is not judged: {'; '.join(outcomes)}"
        for index, text in enumerate(rule.bad):
            report = _judged(framework, rule, load_example(Path(name), text, rule.bad_made))
            expected, found = sorted(_marks(rule, text, index)), sorted(_places(report, rule))
            if expected != found:
                got = f"gets {found}: {_messages(report, rule)}"
                yield f"{rule.id}: bad example {index + 1} expects findings at {expected}, {got}"
            elif not expected:
                yield f"{rule.id}: bad example {index + 1} marks no line with `# <- {rule.id}`, and nothing is found"


def load_example(folder: Path, text: str, made: Mapping[str, str] | None = None) -> Catalog:
    """Write an example as a catalog of its own into a folder, in place of what stood there, and read it.

    `made` says how a file is made where text cannot say it: its `encoding`, `pad_to` so many bytes,
    or a link (`link_to`).
    """
    for left in [path for path in folder.rglob("*") if path.is_symlink() or path.is_file()]:
        left.unlink()
    for path, content in example_files(text).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(target, content, made or {})
    return load_catalog(folder)


def _judged(framework: Framework, rule: Rule, catalog: Catalog) -> Report:
    """An example judged by its rule alone, with the facts the rule's file takes for granted."""
    frameworks = None if rule.reported_by else (Framework(framework.header, (rule,)),)
    return judge(catalog, AS_OF, frameworks, given_facts(rule.given))


def example_files(text: str) -> Mapping[str, str]:
    """The files of an example by path; `## path` lines divide them."""
    parts = FILE_LINE.split(text)
    files = dict(zip(parts[1::2], parts[2::2], strict=True)) if len(parts) > 1 else {DEFAULT_FILE: text}
    return {path: _completed(content) for path, content in files.items()}


def _completed(content: str) -> str:
    """The file with a name added at its end where the example leaves it out, so that no line moves."""
    kind = re.search(r"^kind: *(\w+)", content, re.MULTILINE)
    named = re.search(r"^name:", content, re.MULTILINE)
    if kind and kind[1] in ("organisation", "team", "use_case", "system", "model", "dataset") and not named:
        return f"{content.rstrip()}\nname: Example\n"
    return content


def given_facts(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Pinned facts with the types facts have. Raises ValueError for a name that is no fact."""
    facts: dict[str, Any] = {}
    for name, value in (given or {}).items():
        if name not in DERIVATIONS:
            raise ValueError(f"`{name}` is no fact")
        if name in SETS:
            facts[name] = frozenset(value if isinstance(value, list) else [value])
        elif name == "placed_on_market":
            facts[name] = datetime.date.fromisoformat(value)
        else:
            facts[name] = None if value == "none" and name == "high_risk_route" else value
    return facts


def _write(path: Path, content: str, made: Mapping[str, str]) -> None:
    if "link_to" in made:
        path.symlink_to(made["link_to"])
    elif "encoding" in made:
        path.write_bytes(content.encode(made["encoding"]))
    else:
        padding = int(made.get("pad_to", 0)) - len(content)
        path.write_text(content + "# \n" * max(0, padding // 3 + 1) if padding > 0 else content, encoding="utf-8")


def _held(result: Any, rule: Rule) -> bool:
    return result.rule == rule.id and result.outcome in ("pass", "review", "waived")


def _places(report: Report, rule: Rule) -> set[At]:
    return {(finding.path, finding.line) for finding in report.findings if finding.rule == rule.id}


def _messages(report: Report, rule: Rule) -> str:
    return "; ".join(finding.message for finding in report.findings if finding.rule == rule.id)


def _marks(rule: Rule, text: str, index: int) -> Iterator[At]:
    """Where the findings of a bad example must land: the marked lines, or the places of `bad_at`."""
    for place in rule.bad_at if index == 0 else ():
        *named, line, _ = place.split(":")
        yield (named[0] if named else next(iter(example_files(text)))), int(line)
    for path, content in example_files(text).items():
        for number, line in enumerate(content.splitlines(), 1):
            if re.search(rf"# <-.*\b{rule.id}\b", line):
                yield path, number
