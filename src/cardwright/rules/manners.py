"""How much the text of a field must say: a figure little, a name something, prose an answer.

Texts of the forms `text` and `role` are prose, and so is a one-line `str`, unless its field holds names or numbers;
which these are stands in `NAMES`. What has a form of its own (a date, a choice, a reference) is an answer as it is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from pydantic import BaseModel

from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.catalog.entities.shape import field_at, shape_of
from cardwright.finding import Path

Manner = Literal["choice", "value", "name", "prose"]
"""`choice`: being there is enough. `value`: what a tool takes. `name`: may be one letter. `prose`: says something."""

NAMES = frozenset(
    """
    aliases attribute case change changes_considered classification code_version components content_types
    corrective_action crawlers detector embedding_model event explanation_method fields form_version format
    generated_by group hardware id identifier index indicator instructions_version interface items_submitted level
    licence maximum_size measured_by model_type model_versions name notified_body_number number package_url parameters
    path predetermined primary_metric protocol range related_risk reranking_method risk robustness_test rule
    scale size split standard step subgroup supplier_version system_identifier system_version tags task
    template_version test tool tooling tools type unit variables vendor_register_id version
    """.split()  # noqa: SIM905  a table of names reads better
)
"""Fields of one line whose answer may be a number, one letter, or a word such as `test`."""
TOOL_SETTINGS = frozenset({"stop_sequences", "hyperparameters"})


@lru_cache(maxsize=4096)
def manner_of(form: str | None, member: str) -> Manner:
    """What is asked of a text of this form in a field of this name.

    >>> [manner_of("str", "tags"), manner_of("str", "limitations"), manner_of("enum", "status")]
    ['name', 'prose', 'choice']
    """
    if form in ("text", "role"):
        return "prose"
    if form == "value" or member in TOOL_SETTINGS:
        return "value"
    if form == "str":
        return "name" if member in NAMES else "prose"
    return "choice"


@lru_cache(maxsize=65536)
def manner_at(kind: str, path: Path) -> Manner:
    """What is asked of a text at a place of an entity."""
    return _manner_at(kind, tuple(step for step in path if isinstance(step, str)))


@lru_cache(maxsize=4096)
def _manner_at(kind: str, names: tuple[str, ...]) -> Manner:
    record = ENTITY_CLASSES.get(kind)
    found = field_at(record, names) if record and names else None
    return manner_of(found.form.name, names[-1]) if found and found.form else "choice" if found else "value"


@lru_cache(maxsize=4096)
def member_manner(record: type[BaseModel], name: str) -> Manner:
    """What is asked of the texts in a member of a record."""
    found = shape_of(record).fields.get(name)
    return manner_of(found.form.name, name) if found and found.form else "choice"
