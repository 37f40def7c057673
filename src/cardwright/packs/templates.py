"""The templates of packs: what they may call, and the contents that follow from what they made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cardwright.cards.metric_table import metric_table
from cardwright.cards.outcomes import LEVEL_SIGNS, OUTCOME_SIGNS
from cardwright.cards.prose import mark_up
from cardwright.cards.record import is_short
from cardwright.cards.words import label_of, plain_name, reason_in_words, shorten
from cardwright.finding import OUTCOMES
from cardwright.packs.breaking import print_addresses
from cardwright.packs.charts import risk_matrix
from cardwright.packs.layout import card, is_wide, measured, runs, titled_drawing, widths
from cardwright.packs.statements import said_once

HEADING = re.compile(r'<h([123]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)


class Heading(NamedTuple):
    """A line of the contents."""

    level: int
    anchor: str
    text: Markup


def contents_of(html: str) -> list[Heading]:
    """The headings of a rendered body that carry an anchor, but the minor ones, whose class stands before it.

    Texts of the catalog cannot make one: they are escaped.
    """
    return [Heading(int(level), anchor, rendered(text)) for level, anchor, text in HEADING.findall(html)]


def edition_in_words(edition: str) -> str:
    """The edition of a framework, where it is a bare number with what the number is.

    >>> edition_in_words("2"), edition_in_words("ISO/IEC 42001:2023")
    ('edition 2', 'ISO/IEC 42001:2023')
    """
    return f"edition {edition}" if edition.isdigit() else edition


def rendered(html: str) -> Markup:
    """What a template rendered, in which every text is escaped already."""
    return Markup(html)  # noqa: S704  # autoescape has done its work


def make_environment(templates: Sequence[Path]) -> Environment:
    """Return the environment of folders of templates, of which the first has a file counts, with what they may call."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(outcome_signs=OUTCOME_SIGNS, level_signs=LEVEL_SIGNS, outcomes=OUTCOMES)
    environment.globals.update(metric_table=metric_table, risk_matrix=risk_matrix)
    environment.filters.update(card=card, runs=runs, widths=widths, addressed=print_addresses, drawing=titled_drawing)
    environment.filters.update(said_once=said_once, measured=measured, edition=edition_in_words)
    environment.tests.update(short=is_short, wide=is_wide)
    environment.filters.update(
        mark_up=mark_up, label=label_of, kind=plain_name, words=plain_name, reason=reason_in_words, shorten=shorten
    )
    return environment
