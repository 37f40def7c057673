"""Values and fields as HTML: thousands stand on a page, so this part of a page is written here and not in a template.

Every text goes through `escape`, the plain one, which is quicker than that of templates; only prose, which
`cards.prose` has cleaned, is taken as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from html import escape

from markupsafe import Markup

from cardwright.cards.metric_table import MetricRow, MetricTable, metric_table
from cardwright.cards.outcomes import OUTCOME_SIGNS
from cardwright.cards.prose import mark_up
from cardwright.cards.record import Column, Shown, ShownField, Target, is_short
from cardwright.cards.words import label_of
from cardwright.finding import Finding, Outcome

UNBROKEN = 12
"""Characters of a cell that stay on one line."""
METRIC_HEADS = (
    ("Metric", ""), ("Group", ""), ("Value", ' class="cw-number"'), ("Interval", ""), ("Range", ""), ("Threshold", ""),
    ("Cases", ' class="cw-number"'), ("Data", ""), ("Measured", ""),
)  # fmt: skip
UNKNOWN = ' class="cw-unknown"'
RuleLink = Callable[[str], Markup]


def render_fields(fields: Iterable[ShownField], rule_link: RuleLink) -> Markup:
    """Return the fields of a section, each with its meaning, its value or the gap, and what rules say about it."""
    return Markup("\n".join(_field(field, rule_link) for field in fields))  # noqa: S704  # every part is escaped


def render_value(value: Shown | None) -> Markup:
    """Return one value as HTML."""
    return Markup(_value(value))  # noqa: S704  # every part is escaped


def render_metrics(table: MetricTable) -> Markup:
    """Return measured values as their table."""
    return Markup(_metrics(table))  # noqa: S704  # every part is escaped


def render_named(targets: Iterable[Target]) -> Markup:
    """Return links as the items of a list."""
    return Markup("".join(map(_named, targets)))  # noqa: S704  # every part is escaped


@lru_cache(maxsize=4096)
def _named(target: Target) -> str:
    return f'<li><a href="{escape(target.href)}">{escape(target.name)}</a></li>'


def render_facts(facts: Iterable[tuple[str, str]]) -> Markup:
    """Return facts with their values; a fact that nothing decides stands out."""
    items = "".join(_fact(name, text) for name, text in facts)
    return Markup(f'<dl class="cw-facts">{items}</dl>')  # noqa: S704  # every part is escaped


@lru_cache(maxsize=4096)
def _fact(name: str, text: str) -> str:
    return f"<div><dt>{escape(name)}</dt><dd{UNKNOWN if text == 'unknown' else ''}>{escape(text)}</dd></div>"


def render_count_cells(counts: Mapping[Outcome, int]) -> Markup:
    """Return a row's cells: a bar that shows the shares of the outcomes to the eye, then each as a number."""
    shares = "".join(
        f'<span class="cw-bar-{name}" style="flex-grow:{count}"></span>' for name, count in counts.items() if count
    )
    numbers = "".join(
        f'<td class="cw-number{"" if count else " cw-zero"}" data-label="{OUTCOME_SIGNS[name].word}">{count}</td>'
        for name, count in counts.items()
    )
    return Markup(f'<td><span class="cw-bar" aria-hidden="true">{shares}</span></td>{numbers}')  # noqa: S704  # every part is escaped


def outcome_heads() -> Markup:
    """Return the head cells over `render_count_cells`."""
    heads = (
        f'<th scope="col" class="cw-number" title="{escape(sign.means)}">'
        f'<span class="cw-outcome cw-outcome-{name}">{sign.icon}{sign.word}</span></th>'
        for name, sign in OUTCOME_SIGNS.items()
    )
    return Markup(f'<th scope="col">Outcomes</th>{"".join(heads)}')  # noqa: S704  # every part is escaped


def _field(field: ShownField, rule_link: RuleLink) -> str:
    if field.value is None:
        marks = ", ".join(dict.fromkeys(f"{rule_link(finding.rule)}{_remark(finding)}" for finding in field.findings))
        body = f'<div class="cw-gap"><strong>Missing.</strong> Asked for by {marks}</div>'
    else:
        body = _value(field.value) + "".join(_objection(finding, rule_link) for finding in field.findings)
    missing = " cw-missing" if field.value is None else ""
    head = _head(field.path, field.label, field.description)
    return f'<div class="cw-field{missing}" {head}<dd>{body}</dd></div>'


@lru_cache(maxsize=4096)
def _head(path: str, label: str, description: str) -> str:
    """The part of a field that is the same on all pages of a kind."""
    hint = f'<span class="cw-hint">{mark_up(description)}</span>' if description else ""
    return f'id="field-{escape(path)}"><dt>{escape(label)}{hint}</dt>'


def _remark(finding: Finding) -> str:
    """What to add to the rule's id where the gap is not simply a failure."""
    if finding.outcome == "fail":
        return ""
    by = f" by {finding.waiver}" if finding.waiver else ""
    return str(escape(f" ({OUTCOME_SIGNS[finding.outcome].word}{by})"))


def _objection(finding: Finding, rule_link: RuleLink) -> str:
    word = OUTCOME_SIGNS[finding.outcome].word.capitalize()
    said = f"<strong>{word}</strong> {rule_link(finding.rule)}: {mark_up(finding.message)}"
    return f'<div class="cw-gap cw-remark">{said}</div>'


def _value(value: Shown | None) -> str:
    return WRITERS[value.holds](value) if value else '<span class="cw-absent">–</span>'


def _text(value: Shown) -> str:
    return escape(value.text)


def _prose(value: Shown) -> str:
    return f'<div class="cw-prose">{value.html}</div>'


def _code(value: Shown) -> str:
    return f"<code>{escape(value.text)}</code>"


def _ref(value: Shown) -> str:
    if value.target is None:
        return f'<code>{escape(value.text)}</code> <span class="cw-tag">not in the catalog</span>'
    ref = "" if value.target.name == value.text else f' <code class="cw-small">{escape(value.text)}</code>'
    return f'<a class="cw-ref" href="{escape(value.target.href)}">{escape(value.target.name)}</a>{ref}'


def _url(value: Shown) -> str:
    address = escape(value.text)
    return f'<a href="{address}" rel="noopener noreferrer nofollow">{address}</a>'


def _none(value: Shown) -> str:
    return f'<span class="cw-absent">{escape(value.text)}</span>'


def _chips(value: Shown) -> str:
    return f'<ul class="cw-chips">{"".join(f"<li>{_value(item)}</li>" for item in value.items)}</ul>'


def _list(value: Shown) -> str:
    return f'<ul class="cw-list">{"".join(f"<li>{_value(item)}</li>" for item in value.items)}</ul>'


def _table(value: Shown) -> str:
    measured = metric_table(value)
    if measured:
        return _metrics(measured)
    rows = "\n".join(
        "<tr>" + "".join(f"<td{_wrapping(cell)}>{_value(cell)}</td>" for cell in row) + "</tr>" for row in value.rows
    )
    table = f'<table class="cw-table cw-records"><thead>{_heads(value.columns)}</thead><tbody>{rows}</tbody></table>'
    return f'<div class="cw-scroll" tabindex="0">{table}</div>'


def _wrapping(cell: Shown | None) -> str:
    """Dates, ids and numbers stay on one line."""
    return ' class="cw-nowrap"' if cell and cell.holds in ("text", "flag") and len(cell.text) <= UNBROKEN else ""


@lru_cache(maxsize=1024)
def _heads(columns: tuple[Column, ...]) -> str:
    cells = "".join(
        f'<th scope="col" title="{escape(column.description)}">{escape(column.label)}</th>' for column in columns
    )
    return f"<tr>{cells}</tr>"


def _records(value: Shown) -> str:
    table = metric_table(value)
    if table:
        return _metrics(table)
    cards = "".join(f'<div class="cw-card">{_value(item)}</div>' for item in value.items)
    return f'<div class="cw-cards">{cards}</div>'


def _record(value: Shown) -> str:
    return _members(value.fields)


def _members(fields: Iterable[ShownField]) -> str:
    """The members of a record: short ones run on in a line, others stand by themselves."""
    members = "\n".join(
        f'<div class="cw-field{" cw-short" if is_short(field.value) else ""}">'
        f"{_term(field.label, field.description)}<dd>{_value(field.value)}</dd></div>"
        for field in fields
    )
    return f'<dl class="cw-fields cw-inner">{members}</dl>'


def _metrics(table: MetricTable) -> str:
    """Measured values: the drawing repeats what the cells say, and notes hold what the rows have no column for."""
    heads = "".join(f'<th scope="col"{kind}>{word}</th>' for word, kind in METRIC_HEADS)
    rows = "\n".join(
        _metric(row, table.rows[index - 1].metric.name if index else "") for index, row in enumerate(table.rows)
    )
    notes = [("All of these", table.shared)] if table.shared else []
    notes += [(f"Note {number}", fields) for number, fields in enumerate(table.notes, 1)]
    told = "".join(f'<div class="cw-field"><dt>{head}</dt><dd>{_members(fields)}</dd></div>' for head, fields in notes)
    count = f"Conditions, reasons and evidence of {len(table.rows)} value{'' if len(table.rows) == 1 else 's'}"
    below = (
        f'<details class="cw-details"><summary>{count}</summary><dl class="cw-fields">{told}</dl></details>'
        if told
        else ""
    )
    body = f'<table class="cw-table cw-metrics"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<div class="cw-scroll" tabindex="0">{body}</div>{below}'


def _metric(row: MetricRow, above: str) -> str:
    metric = row.metric
    repeated = metric.name == above
    name = f'<span class="cw-sr">{escape(label_of(metric.name))}</span>' if repeated else escape(label_of(metric.name))
    note = f" <sup>{row.note}</sup>" if row.note else ""
    dataset = escape(metric.dataset_ref or "–")
    if metric.dataset:
        dataset = Markup('<a href="{}">{}</a>').format(metric.dataset.href, metric.dataset.name)
    threshold = f"{escape(metric.threshold)} " if metric.threshold else ""
    classes = " ".join(word for word, holds in (("cw-first", not repeated), ("cw-group", metric.group)) if holds)
    return (
        f'<tr class="{classes}"><th scope="row">{name}</th><td>{escape(metric.group or "all")}{note}</td>'
        f'<td class="cw-number">{escape(metric.value)}</td><td class="cw-nowrap">{escape(metric.interval or "–")}</td>'
        f"<td>{metric.drawing}</td>"
        f'<td>{threshold}<span class="cw-verdict cw-verdict-{metric.verdict_class}">{metric.verdict}</span></td>'
        f'<td class="cw-number">{escape(metric.cases or "–")}</td>'
        f"<td>{dataset}{escape(f', {metric.split}' if metric.split else '')}</td>"
        f'<td class="cw-nowrap">{escape(metric.measured_on or "–")}</td></tr>'
    )


@lru_cache(maxsize=4096)
def _term(label: str, description: str) -> str:
    return f'<dt title="{escape(description)}">{escape(label)}</dt>'


WRITERS: dict[str, Callable[[Shown], str]] = {
    "text": _text,
    "flag": _text,
    "prose": _prose,
    "code": _code,
    "ref": _ref,
    "url": _url,
    "none": _none,
    "chips": _chips,
    "list": _list,
    "table": _table,
    "records": _records,
    "record": _record,
}
"""How each kind of value is written; the keys are those of `Shown.holds`."""
