"""Whether a rule applies to an entity, and whether it is in force on a date."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from cardwright.finding import Level
from cardwright.rules.facts import Facts, is_open
from cardwright.rules.framework import Application, Exemption, Framework, Rule
from cardwright.rules.matcher import match


class Force(NamedTuple):
    """Whether a rule is in force on the date of the report, at which level, and from when it is if not yet."""

    level: Level
    begins: datetime.date | None
    note: str


class Applicability(NamedTuple):
    """The contexts in which a rule applies; else the facts that decided, whether they are unknown, and the reason."""

    applying: list[Facts]
    deciding: tuple[str, ...]
    undecided: bool
    reason: str


def applicability(rule: Rule, contexts: list[Facts]) -> Applicability:
    """Whether a rule applies in any of the contexts, and else why not."""
    verdicts = [(facts, match(rule.condition, facts)) for facts in contexts]
    applying = [facts for facts, verdict in verdicts if verdict.truth]
    if applying:
        return Applicability(applying, (), False, "")
    unknown = tuple(dict.fromkeys(name for _, verdict in verdicts if verdict.truth is None for name in verdict.facts))
    if unknown:
        open_ = tuple(name for name in unknown if any(is_open(facts[name]) for facts in contexts))
        return Applicability([], open_ or unknown, True, f"unknown: {', '.join(open_ or unknown)}")
    deciding = verdicts[0][1].facts
    return Applicability([], deciding, False, _because(contexts[0], deciding))


def bound(framework: Framework, rule: Rule, contexts: list[Facts], as_of: datetime.date) -> tuple[list[Facts], str]:
    """The contexts in which no exemption lifts a rule; and why it binds in none of them, if that is so."""
    exemptions = framework.exemptions_by_rule.get(rule.id)
    if not exemptions:
        return contexts, ""
    lifted = [_exempt(exemptions, facts, as_of) for facts in contexts]
    held = [facts for facts, reason in zip(contexts, lifted, strict=True) if not reason]
    return held, "" if held else lifted[0]


def _exempt(exemptions: tuple[Exemption, ...], facts: Facts, as_of: datetime.date) -> str:
    """The reason of the first exemption that counts for the system; each is matched once for all rules it may lift."""
    system = facts.within or facts
    for exemption in exemptions:
        key = ("exemption", exemption.reason)
        if key not in system.memo:
            system.memo[key] = match(exemption.when, system).truth is True
        if system.memo[key] and (exemption.until is None or as_of < exemption.until):
            return exemption.reason
    return ""


def _application(framework: Framework, rule: Rule, facts: Facts) -> Application | None:
    """The date that counts under the facts, worked out once for all rules that share it."""
    key = (framework.header.id, rule.date_key)
    if key not in facts.memo:
        facts.memo[key] = framework.application(rule, facts)
    found: Application | None = facts.memo[key]
    return found


def _because(facts: Facts, names: tuple[str, ...]) -> str:
    if facts.system is None and all(facts[name] is None for name in names):
        return "no system uses it"
    return "; ".join(f"{name} is {_shown(facts[name])}" for name in names)


def _shown(value: Any) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value))) or "empty"
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _from(application: Application, level: Level) -> str:
    begins = application.warn_from or application.date
    return (
        f"{level} from {begins}"
        if begins == application.date
        else f"warning from {begins}, {level} from {application.date}"
    )


def force_of(framework: Framework, rule: Rule, contexts: list[Facts], as_of: datetime.date) -> Force:
    """Whether a rule is in force on a date, at which level, and from when it is if not yet."""
    if rule.from_ is None:
        return Force(rule.level, None, "")
    found = [_application(framework, rule, facts) for facts in contexts]
    dated = [application for application in found if application is not None]
    if len(dated) < len(found) or not dated:
        return Force(rule.level, None, "")
    if any(as_of >= application.date for application in dated):
        return Force(rule.level, None, "")
    first = min(dated, key=lambda item: item.warn_from or item.date)
    if first.warn_from and as_of >= first.warn_from:
        lowered: Level = "note" if rule.level == "note" else "warning"
        return Force(lowered, None, f"contested: {rule.level} from {first.date} ({first.contested or first.source})")
    return Force("note", first.warn_from or first.date, _from(first, rule.level))
