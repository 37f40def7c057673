"""One rule in words: what it asks, why, from which provision, from when, on whom, with its examples."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from cardwright.rules.framework import Application, Framework, Rule
from cardwright.rules.phrases import in_words

WIDTH = 100


def explain_rule(framework: Framework, rule: Rule) -> str:
    """The explanation of a rule, with a line break at its end."""
    return "\n".join(_lines(framework, rule)) + "\n"


def _lines(framework: Framework, rule: Rule) -> Iterator[str]:
    yield f"{rule.id} {rule.name} ({rule.level})"
    yield rule.title
    yield from _part("Why", rule.why)
    yield from _part("Remedy", rule.remedy)
    if rule.review:
        yield from _part("A human must read", rule.review)
    yield ""
    yield f"Framework   {framework.header.title}, {framework.header.edition}"
    for cited in rule.cites:
        provision = framework.provisions_by_id[cited]
        yield f"Citation    {provision.ref}: {provision.title} (verified: {provision.verified.replace('_', ' ')})"
    yield f"Judges      {_judged(rule)}"
    for date in _dates(framework, rule):
        yield f"From        {date}"
    for exemption in framework.exemptions_by_rule.get(rule.id, ()):
        until = f" until {exemption.until}" if exemption.until else ""
        yield f"Lifted      where {in_words(exemption.when)}{until} ({exemption.source})"
    yield from _examples("Good", rule.good)
    yield from _examples("Bad (findings land where marked)", rule.bad)


def _part(title: str, text: str) -> Iterator[str]:
    yield ""
    yield f"{title}:"
    yield from textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)


def _judged(rule: Rule) -> str:
    if not rule.kinds:
        return "what is found while the catalog is read and linked"
    kinds = " or ".join(kind.replace("_", " ") for kind in rule.kinds)
    return f"every {kinds}" + (f" where {in_words(rule.condition)}" if rule.condition else "")


def _dates(framework: Framework, rule: Rule) -> Iterator[str]:
    dates = framework.applications(rule)
    if not dates:
        yield "any date"
    for application in dates:
        yield _date(application)


def _date(application: Application) -> str:
    parts = [application.date.isoformat()]
    if application.when:
        parts.append(f"where {in_words(application.when)}")
    if application.warn_from:
        parts.append(f"as a warning already from {application.warn_from}")
    if application.contested:
        parts.append(f"contested: {application.contested}")
    if application.before_amendment:
        parts.append(f"before the amendment {application.before_amendment}")
    return ", ".join(parts) + (f" ({application.source})" if application.source else "")


def _examples(title: str, examples: tuple[str, ...]) -> Iterator[str]:
    for example in examples:
        yield ""
        yield f"{title}:"
        yield from (f"  {line}" for line in example.rstrip().splitlines())
