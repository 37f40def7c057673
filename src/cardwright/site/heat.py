"""A cell of the heat map: shade, share and words, so that nothing is said by colour alone."""

from __future__ import annotations

from html import escape

from markupsafe import Markup

from cardwright.cards.outcomes import OUTCOME_SIGNS
from cardwright.site.portfolio import STEPS, Share


def render_heat_cell(share: Share | None) -> Markup:
    """Return the cell as a link to where its findings stand; a dash where no rule judges the entity."""
    if share is None:
        return Markup(f'<td class="cw-heat-{STEPS}"><span class="cw-sr">no rule judges this</span></td>')  # noqa: S704  # our words
    said = ", ".join(f"{count} {OUTCOME_SIGNS[name].word}" for name, count in share.counts.items() if count)
    if share.percent is None:
        shown = "later" if share.counts["not_yet"] else "–"
        value = f'<b>{shown}</b><span class="cw-sr"> nothing to judge today: {escape(said)}</span>'
    else:
        value = f"<b>{share.percent}%</b><span>{share.counts['pass']} of {share.bearing} pass</span>"
    return Markup(  # noqa: S704  # every part is escaped
        f'<td class="cw-heat-{share.step}"><a href="{escape(share.href)}" title="{escape(said)}">{value}</a></td>'
    )
