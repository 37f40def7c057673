"""Outcomes in tables of thousands of cells: a word each, and colour only on top of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from markupsafe import Markup

from cardwright.cards.outcomes import OUTCOME_SIGNS
from cardwright.finding import Outcome
from cardwright.site.coverage import Cell
from cardwright.site.framework_pages import RuleLine

SHORT: dict[Outcome, str] = {"not_applicable": "n/a", "review": "review", "not_yet": "later"}
"""Words that are shorter here than elsewhere."""


def render_matrix_cells(cells: Iterable[Cell]) -> Markup:
    """Return the cells of a row."""
    return Markup("".join(_cell(cell.outcome, cell.number) for cell in cells))  # noqa: S704  # our own words


@lru_cache(maxsize=1024)
def _cell(outcome: Outcome | None, count: int) -> str:
    if outcome is None:
        return '<td class="cw-o-none">–</td>'
    number = f" {count}" if outcome not in ("pass", "not_applicable") else ""
    return f'<td class="cw-o-{outcome}">{SHORT.get(outcome, OUTCOME_SIGNS[outcome].word)}{number}</td>'


def render_rule_lines(lines: Iterable[RuleLine]) -> Markup:
    """Return the rules of a provision, each with its outcomes that somebody should know of."""
    return Markup("".join(map(_line, lines)))  # noqa: S704  # every part is escaped


@lru_cache(maxsize=8192)
def _line(line: RuleLine) -> str:
    counts = " ".join(
        f'<span class="cw-outcome cw-outcome-{name}">{count} {OUTCOME_SIGNS[name].word}</span>'
        for name, count in line.counts
    )
    link = f'<a class="cw-rule" href="{escape(line.href)}" title="{escape(line.title)}">{escape(line.id)}</a>'
    return f'<div class="cw-rule-line">{link} {counts}</div>'
