"""How an entity stands with each framework, as panels to unfold; thousands of pages have several of them.

The outcomes stand in the line that is always seen, the findings below, and every rule with its reason at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape

from markupsafe import Markup

from cardwright.cards.outcomes import OUTCOME_SIGNS
from cardwright.cards.prose import mark_up
from cardwright.finding import Outcome
from cardwright.site.compliance import Panel, ReasonGroup
from cardwright.site.finding_cards import render_findings
from cardwright.site.values import RuleLink

NOTHING = "Nothing fails today. That says that the rules found no fault, not that all is in order."


def render_panels(panels: Iterable[Panel], rule_link: RuleLink) -> Markup:
    """Return a panel for each framework; one with an error is unfolded."""
    return Markup("".join(_panel(panel, rule_link) for panel in panels))  # noqa: S704  # every part is escaped


def _panel(panel: Panel, rule_link: RuleLink) -> str:
    title, href = escape(panel.title), escape(panel.href)
    missing = (
        f'. Not checked, whatever the numbers say: <a href="{href}#provisions">{panel.not_checked} of '
        f"{panel.provisions} provisions</a> of {title}."
        if panel.not_checked
        else ""
    )
    found = render_findings(panel.open, rule_link) if panel.open else f'<p class="cw-absent">{NOTHING}</p>'
    accepted = "".join(
        f'<details class="cw-details cw-plain"><summary>{len(others)} {OUTCOME_SIGNS[name].word}</summary>'
        f"{render_findings(others, rule_link)}</details>"
        for name, others in panel.accepted
    )
    return (
        f'<details class="cw-panel" id="framework-{escape(panel.framework)}"{" open" if panel.has_errors else ""}>\n'
        f"<summary><h3>{title}</h3>{counts_line(tuple(panel.counts.items()))}</summary>\n"
        f'<div class="cw-panel-body"><p class="cw-hint"><a href="{href}">About {title}</a>{missing}</p>\n'
        f"{found}{accepted}{_reasons(panel.groups)}</div></details>\n"
    )


def _reasons(groups: Sequence[tuple[Outcome, Sequence[ReasonGroup]]]) -> str:
    if not groups:
        return ""
    lists = "".join(
        f'<p class="cw-reasons-head">{_outcome(outcome)}</p>\n'
        f'<ul class="cw-reasons">{"".join(map(_reason, reasons))}</ul>'
        for outcome, reasons in groups
    )
    summary = "<summary>Every rule and how it turned out</summary>"
    return f'<details class="cw-details cw-plain">{summary}{lists}</details>'


def _reason(group: ReasonGroup) -> str:
    said = f"<span>{mark_up(group.reason)}:</span> " if group.reason else ""
    return f"<li>{said}{group.rules}</li>\n"


@lru_cache(maxsize=64)
def _outcome(name: Outcome) -> str:
    sign = OUTCOME_SIGNS[name]
    return f'<span class="cw-outcome cw-outcome-{name}" title="{escape(sign.means)}">{sign.icon}{sign.word}</span>'


@lru_cache(maxsize=4096)
def counts_line(counts: tuple[tuple[Outcome, int], ...]) -> str:
    """A bar with the shares of the outcomes for the eye, and each of them as a number with its word."""
    told = [(name, count) for name, count in counts if count]
    shares = "".join(f'<span class="cw-bar-{name}" style="flex-grow:{count}"></span>' for name, count in told)
    numbers = "".join(map(_count, counts))
    return f'<span class="cw-bar" aria-hidden="true">{shares}</span><ul class="cw-counts">{numbers}</ul>'


@lru_cache(maxsize=4096)
def _count(counted: tuple[Outcome, int]) -> str:
    name, count = counted
    classes = f"cw-outcome cw-outcome-{name}" + ("" if count else " cw-zero")
    return f'<li class="{classes}">{OUTCOME_SIGNS[name].icon}<b>{count}</b> {OUTCOME_SIGNS[name].word}</li>'


def render_counts(counts: Mapping[Outcome, int]) -> Markup:
    """Return outcomes as a bar and numbers."""
    return Markup(counts_line(tuple(counts.items())))  # noqa: S704  # our own words
