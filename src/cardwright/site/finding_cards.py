"""Findings as cards: sign and word, rule, message, what to do, where it stands. A site has more of them than pages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from markupsafe import Markup

from cardwright.cards.outcomes import LEVEL_SIGNS, OUTCOME_SIGNS
from cardwright.cards.prose import mark_up
from cardwright.finding import Finding, Level, Outcome
from cardwright.site.values import RuleLink


def render_findings(findings: Iterable[Finding], rule_link: RuleLink) -> Markup:
    """Return one card for each finding, in the order given."""
    return Markup("".join(_card(finding, rule_link) for finding in findings))  # noqa: S704  # every part is escaped


def _card(finding: Finding, rule_link: RuleLink) -> str:
    remedy = f'<p class="cw-finding-remedy">{mark_up(finding.remedy)}</p>' if finding.remedy else ""
    cites = f'<span class="cw-cites">{escape("; ".join(finding.cites))}</span>' if finding.cites else ""
    pointer = f" <code>{escape(finding.pointer)}</code>" if finding.pointer else ""
    waiver = f" · waived by {escape(finding.waiver)}" if finding.waiver else ""
    return (
        f"{_head(finding.level, finding.outcome)}{rule_link(finding.rule)}{cites}</div>\n"
        f'<p class="cw-finding-message">{mark_up(finding.message)}</p>{remedy}\n'
        f'<p class="cw-place"><code>{escape(finding.path)}:{finding.line}:{finding.column}</code>{pointer}{waiver}</p>'
        "\n</div>\n"
    )


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
