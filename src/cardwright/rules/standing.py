"""How an entity stands, in words: its facts, its class and how it follows, and what applies to it from which date."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import Any

from cardwright.catalog.graph import Entry
from cardwright.finding import printable
from cardwright.rules.explanation import WIDTH
from cardwright.rules.facts import Facts, is_open
from cardwright.rules.framework import Framework
from cardwright.rules.phrases import fact_label, reason_in_words, words_of
from cardwright.rules.reading import facts_in
from cardwright.rules.report import Report
from cardwright.rules.results import Result
from cardwright.rules.shelf import ALWAYS

APPLIES = ("pass", "fail", "waived", "review", "not_yet")
"""Outcomes of rules that apply, or will."""


def explain_entity(report: Report, entry: Entry) -> str:
    """The explanation of an entity as judged, with a line break at its end."""
    entity = report.entities[entry.ref]
    lines = [f"{entry.ref}  {entry.name}", f"{entry.path}, as of {report.as_of}"]
    lines.append(f"digest, as an approval of this state names it: {entry.digest}")
    lines += _steps(entity.derivation)
    lines += _facts(report, entity.known)
    for framework in report.frameworks:
        results = [
            item for item in report.results_by_entity.get(entry.ref, ()) if item.framework == framework.header.id
        ]
        lines += _obligations(framework, results, entity.known)
    return printable("\n".join(lines)) + "\n"


def _steps(derivation: tuple[str, ...]) -> Iterator[str]:
    if not derivation:
        return
    yield from ("", "How its class follows:")
    for number, step in enumerate(derivation, 1):
        yield from _wrapped(f"{number}. {reason_in_words(step)}", "  ", "     ")


def _facts(report: Report, known: Facts) -> Iterator[str]:
    """The facts that conditions of rules look at, those unknown with the fields that would settle them."""
    names = {name for framework in report.frameworks for rule in framework.rules for name in facts_in(rule.applies)}
    stated = {name: known[name] for name in sorted(names - {"kind"}, key=_by_label) if known[name] is not None}
    yield from ("", "Facts used:")
    for name, value in stated.items():
        if not is_open(value):
            yield f"  {_fact(name, value)}"
    for name, value in stated.items():
        if is_open(value):
            needs = known.fact(name).needs
            fields = sorted({f"`{place.pointer}` of {ref}" for ref, place in needs if place.pointer})
            supplied = ", ".join(fields) or "what settles it"
            yield from _wrapped(f"{fact_label(name)} (`{name}`): unknown; supply {supplied}", "  ", "    ")


def _by_label(name: str) -> str:
    return fact_label(name).casefold()


def _fact(name: str, value: Any) -> str:
    """A fact in words, and as rules write it where that differs."""
    said = f"{fact_label(name)}: {words_of(value)}"
    written = f"{name}: {_written(value)}"
    return said if said == written else f"{said} (`{written}`)"


def _written(value: Any) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value))) or "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _obligations(framework: Framework, results: list[Result], known: Facts) -> Iterator[str]:
    """What applies under a framework, by the date from which it does; then what is open and what is left out."""
    quiet = ("pass",) if framework.header.id == ALWAYS else ()
    applying = [result for result in results if result.outcome in APPLIES and result.outcome not in quiet]
    if not results:
        return
    yield from ("", f"{framework.header.title} ({framework.header.edition}):")
    dated = sorted((_date(framework, result, known), result.rule, result) for result in applying)
    previous = None
    for date, _, result in dated:
        if date != previous:
            yield f"  {f'from {date}' if date else 'at any date'}:"
            previous = date
        rule = framework.rules_by_id[result.rule]
        state = result.outcome.replace("_", " ")
        yield from _wrapped(f"{rule.id} {state}: {rule.title} [{', '.join(framework.cited(rule))}]", "    ", "      ")
    for result in results:
        if result.outcome == "undecided":
            rule = framework.rules_by_id[result.rule]
            yield from _wrapped(f"undecided {rule.id}: {rule.title} ({reason_in_words(result.reason)})", "  ", "    ")
    reasons = Counter(result.reason for result in results if result.outcome == "not_applicable")
    for reason, number in sorted(reasons.items(), key=lambda item: (-item[1], item[0])):
        said = f"{number} rule{'s' if number != 1 else ''} not applicable: {reason_in_words(reason)}"
        yield from _wrapped(said, "  ", "    ")


def _date(framework: Framework, result: Result, known: Facts) -> str:
    """The date of application that counts under the facts, as text; empty where a rule holds at any date."""
    application = framework.application(framework.rules_by_id[result.rule], known)
    if application is None:
        return ""
    warned = f" (contested: as a warning from {application.warn_from})" if application.warn_from else ""
    return f"{application.date}{warned}"


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
