"""`cardwright explain` and `cardwright rules`."""

from __future__ import annotations

import datetime
import difflib
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardwright.cli.options import as_of_option, catalog_option, find_catalog
from cardwright.errors import CardwrightError
from cardwright.finding import Problem, printable

if TYPE_CHECKING:
    from cardwright.rules.framework import Framework, Rule
    from cardwright.rules.shelf import Shelf


@click.command()
@click.argument("rule")
@catalog_option
@as_of_option
def explain(rule: str, catalog: Path | None, as_of: datetime.date) -> None:
    """Explain a rule, or how an entity stands.

    RULE is the id of a rule or its name: what it asks, why, its citation and dates, when it applies, a good and a bad
    example. It may also be an entity such as system:credit-scoring: the facts used, its class and how that follows,
    and which obligations apply from which date.

    \b
    cardwright explain CAT030
    cardwright explain no-placeholders
    cardwright explain system:credit-scoring --as-of 2027-12-02
    """
    if ":" in rule:
        click.echo(_standing(rule, find_catalog(catalog), as_of), nl=False)
        return
    from cardwright.rules.explanation import explain_rule

    click.echo(explain_rule(*_find(rule, _shelf(catalog))), nl=False)


@click.command()
@click.option("--framework", metavar="ID", help="Only the rules of this framework.")
@click.option("--test", is_flag=True, help="Run the examples of the rules instead; exit with 1 when one fails.")
@catalog_option
def rules(framework: str | None, test: bool, catalog: Path | None) -> None:
    """List the rules by framework: id, level, title and citation; or run their examples.

    The organisation's own frameworks, in `frameworks/` of its catalog, are among them.

    \b
    cardwright rules
    cardwright rules --framework eu-ai-act
    cardwright rules --test --framework house-rules
    """
    shelf = _shelf(catalog)
    if framework is not None and framework not in shelf.frameworks:
        for problem in shelf.problems:
            click.echo(printable(f"{':'.join(map(str, problem.place[:3]))} {problem.message}"), err=True)
        near = difflib.get_close_matches(framework, shelf.frameworks, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(shelf.frameworks)}"
        raise CardwrightError(f"there is no framework '{framework}'; {hint}")
    chosen = [known for name, known in shelf.frameworks.items() if framework is None or framework == name]
    if test:
        _test(chosen, shelf.problems)
    else:
        click.echo("\n".join(line for known in chosen for line in _listing(known)))


def _test(frameworks: Iterable[Framework], problems: Iterable[Problem]) -> None:
    """Run the examples of frameworks, and say which do not turn out as they are marked."""
    from cardwright.rules.examples import run_examples

    faults = [f"{':'.join(map(str, problem.place[:3]))} {problem.message}" for problem in problems]
    for framework in frameworks:
        found = [fault for rule in framework.rules for fault in run_examples(framework, rule)]
        examples = sum(len(rule.good) + len(rule.bad) for rule in framework.rules)
        faults += found
        verdict = f"{len(found)} not as marked" if found else "all as marked"
        rules = f"{len(framework.rules)} rule{'s' if len(framework.rules) != 1 else ''}"
        click.echo(f"{framework.header.id}: {rules}, {examples} examples, {verdict}")
    for fault in faults:
        click.echo(printable(fault))
    if faults:
        sys.exit(1)


def _shelf(catalog: Path | None) -> Shelf:
    """The frameworks at hand; without a catalog, those that come with Cardwright."""
    from cardwright.catalog.load import framework_files
    from cardwright.rules.shelf import shelf_of

    try:
        folder = find_catalog(catalog)
    except CardwrightError:
        if catalog is not None:
            raise
        return shelf_of({})
    return shelf_of(framework_files(folder))


def _standing(ref: str, folder: Path, as_of: datetime.date) -> str:
    """How an entity stands. Raises CardwrightError with the nearest when the catalog has no such entity."""
    from cardwright.catalog.load import load_catalog
    from cardwright.rules.judge import judge
    from cardwright.rules.standing import explain_entity

    catalog = load_catalog(folder)
    entry = catalog.find(ref)
    if entry is None:
        near = difflib.get_close_matches(ref, catalog.entities, 1)
        hint = f"did you mean {near[0]}?" if near else "write it as kind:id, such as system:credit-scoring"
        raise CardwrightError(f"the catalog has no {ref}; {hint}")
    return explain_entity(judge(catalog, as_of), entry)


def _listing(framework: Framework) -> list[str]:
    header = framework.header
    left = len(framework.not_checked)
    lines = [f"{header.id}: {header.title} ({header.edition})"]
    lines += (
        f"  {rule.id:8s} {rule.level:7s} {rule.title} [{', '.join(framework.cited(rule))}]" for rule in framework.rules
    )
    if left:
        lines.append(f"  not checked: {left} of {len(header.provisions)} provisions have no rule yet")
    return [*lines, ""]


def _find(wanted: str, shelf: Shelf) -> tuple[Framework, Rule]:
    """The rule of an id or a name. Raises CardwrightError with the nearest when there is none."""
    known = {rule.id.casefold(): (framework, rule) for framework, rule in shelf.rules()}
    named = {rule.name: (framework, rule) for framework, rule in known.values()}
    found = known.get(wanted.casefold()) or named.get(wanted.casefold())
    if found is not None:
        return found
    near = _near_id(wanted, known) or next(iter(difflib.get_close_matches(wanted.casefold(), named, 1)), None)
    hint = f"did you mean {near}?" if near else "`cardwright rules` lists them"
    raise CardwrightError(f"there is no rule '{wanted}'; {hint}")


def _near_id(wanted: str, known: Iterable[str]) -> str | None:
    """The id meant: one that reads alike, else one that a single slip leads to, for ids differ by little anyway."""
    alike = {_skeleton(ident): ident for ident in known}
    near = difflib.get_close_matches(_skeleton(wanted), alike, 1, cutoff=0.8)
    return alike[near[0]].upper() if near else None


LOOK_ALIKES = str.maketrans("oil", "011")


def _skeleton(ident: str) -> str:
    """The id without punctuation and with a digit for each letter that is taken for one."""
    return "".join(filter(str.isalnum, ident.casefold())).translate(LOOK_ALIKES)
