"""`cardwright explain` and `cardwright rules`."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import click

from cardwright.errors import CardwrightError

if TYPE_CHECKING:
    from cardwright.rules.framework import Framework, Rule


@click.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Explain a rule: what it asks, why, its citation and dates, when it applies, a good and a bad example.

    RULE is the id of a rule, or its name.

    \b
    cardwright explain CAT030
    cardwright explain no-placeholders
    """
    from cardwright.rules.explanation import explain_rule

    click.echo(explain_rule(*_find(rule)), nl=False)


@click.command()
@click.option("--framework", metavar="ID", help="Only the rules of this framework.")
def rules(framework: str | None) -> None:
    """List the rules by framework: id, level, title and citation.

    \b
    cardwright rules
    cardwright rules --framework eu-ai-act
    """
    from cardwright.rules.shelf import shipped_frameworks

    shipped = shipped_frameworks()
    if framework is not None and framework not in shipped:
        near = difflib.get_close_matches(framework, shipped, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(shipped)}"
        raise CardwrightError(f"there is no framework '{framework}'; {hint}")
    for name, known in shipped.items():
        if framework is None or framework == name:
            click.echo("\n".join(_listing(known)))


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


def _find(wanted: str) -> tuple[Framework, Rule]:
    """The rule of an id or a name. Raises CardwrightError with the nearest when there is none."""
    from cardwright.rules.shelf import shipped_frameworks

    known = {
        rule.id.casefold(): (framework, rule) for framework in shipped_frameworks().values() for rule in framework.rules
    }
    named = {rule.name: (framework, rule) for framework, rule in known.values()}
    found = known.get(wanted.casefold()) or named.get(wanted.casefold())
    if found is not None:
        return found
    near = difflib.get_close_matches(wanted.casefold(), [*known, *named], 1)
    hint = (
        f"did you mean {near[0].upper() if near[0] in known else near[0]}?" if near else "`cardwright rules` lists them"
    )
    raise CardwrightError(f"there is no rule '{wanted}'; {hint}")
