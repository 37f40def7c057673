"""Findings as cards: sign and word, rule, message, what to do, where it stands. A site has more of them than pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

from markupsafe import Markup

from cardwright.cards.outcomes import LEVEL_SIGNS, OUTCOME_SIGNS
from cardwright.cards.prose import mark_up
from cardwright.finding import Finding, Level, Outcome
from cardwright.site.values import RuleLink


def render_findings(findings: Iterable[Finding], rule_link: RuleLink) -> Markup:
    """Return a card for each rule that found something, in the order given: the remedy once, each place below it."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        key = (finding.rule, finding.level, finding.outcome, finding.remedy, finding.cites, finding.waiver)
        groups.setdefault(key, []).append(finding)
    return Markup("".join(_card(group, rule_link) for group in groups.values()))  # noqa: S704  # every part is escaped


def _card(findings: Sequence[Finding], rule_link: RuleLink) -> str:
    finding = findings[0]
    remedy = f'<p class="cw-finding-remedy">{mark_up(finding.remedy)}</p>' if finding.remedy else ""
    cites = f'<span class="cw-cites">{escape("; ".join(finding.cites))}</span>' if finding.cites else ""
    head = f"{_head(finding.level, finding.outcome)}{rule_link(finding.rule)}{cites}</div>\n"
    if len(findings) == 1:
        message = f'<p class="cw-finding-message">{mark_up(finding.message)}</p>'
        return f"{head}{message}{remedy}\n{_place(finding)}\n</div>\n"
    places = "".join(
        f'<li><span class="cw-finding-message">{mark_up(item.message)}</span>{_place(item)}</li>' for item in findings
    )
    return f'{head}<ul class="cw-finding-places">{places}</ul>{remedy}\n</div>\n'


def _place(finding: Finding) -> str:
    pointer = f" <code>{escape(finding.pointer)}</code>" if finding.pointer else ""
    waiver = f" · waived by {escape(finding.waiver)}" if finding.waiver else ""
    place = f"{escape(finding.path)}:{finding.line}:{finding.column}"
    return f'<p class="cw-place"><code>{place}</code>{pointer}{waiver}</p>'


@lru_cache(maxsize=64)
def _head(level: Level, outcome: Outcome) -> str:
    """The part of a card that all findings of a level and an outcome share."""
    sign, state = LEVEL_SIGNS[level], ""
    if outcome != "fail":
        said = OUTCOME_SIGNS[outcome]
        state = f'<span class="cw-outcome cw-outcome-{outcome}" title="{said.means}">{said.icon}{said.word}</span>\n'
    classes = f"cw-finding cw-finding-{level}" + ("" if outcome == "fail" else f" cw-finding-{outcome}")
    word = f'<span class="cw-level cw-level-{level}">{sign.icon}{sign.word}</span>\n'
    return f'<div class="{classes}">\n<div class="cw-finding-head">\n{word}{state}'
