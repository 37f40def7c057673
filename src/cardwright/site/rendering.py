"""One Jinja environment a build: every text is escaped, a name that is missing stops the build."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from cardwright.cards.outcomes import LEVEL_SIGNS, OUTCOME_SIGNS
from cardwright.cards.prose import mark_up, plain_words
from cardwright.cards.words import label_of, plain_name, verified_in_words
from cardwright.catalog.entities.field import Audience
from cardwright.site.compliance_cards import render_counts, render_panels
from cardwright.site.coverage_cells import render_matrix_cells, render_rule_lines
from cardwright.site.finding_cards import render_findings
from cardwright.site.heat import render_heat_cell
from cardwright.site.values import (
    outcome_heads,
    render_count_cells,
    render_facts,
    render_fields,
    render_metrics,
    render_named,
    render_value,
)

AUDIENCE_WORDS: Mapping[Audience, str] = {
    "public": "Edition for everybody: what is meant for customers, authorities or the organisation itself is left out.",
    "customer": "Edition for customers: what is meant for authorities or the organisation itself is left out.",
    "regulator": "Edition for authorities: what is meant for the organisation itself is left out.",
}
"""What an edition says of itself at the foot of every page."""


def template_environment(folders: tuple[Path, ...]) -> Environment:
    """Return the environment over template folders; a file in an earlier folder wins over its namesake in a later one.

    Templates are read once: they are program, the catalog is data and only ever passed in.
    """
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(outcome_signs=OUTCOME_SIGNS, level_signs=LEVEL_SIGNS, outcome_heads=outcome_heads())
    environment.globals.update(audience_words=AUDIENCE_WORDS)
    environment.filters.update(mark_up=mark_up, words=plain_words, label=label_of, kind=kind_word)
    environment.filters.update(value=render_value, fields=render_fields, facts=render_facts)
    environment.filters.update(
        heat_cell=render_heat_cell, matrix_cells=render_matrix_cells, rule_lines=render_rule_lines
    )
    environment.filters.update(metrics=render_metrics, named=render_named)
    environment.filters.update(panels=render_panels, counts=render_counts)
    environment.filters.update(cards=render_findings, count_cells=render_count_cells, verified=verified_in_words)
    return environment


def kind_word(kind: str) -> str:
    """The kind of an entity as people say it: `model_version` is a model version."""
    return plain_name(kind)
