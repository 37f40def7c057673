"""The words and signs of outcomes and levels: a word always, a shape beside it, and colour only on top of both."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from cardwright.finding import Level, Outcome


class Sign(NamedTuple):
    """How an outcome or a level is shown. `means` is the sentence of the legend."""

    word: str
    means: str
    icon: Markup


def _icon(path: str) -> Markup:
    return (
        Markup(
            '<svg class="cw-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
            '<path fill-rule="evenodd" d="%s"/></svg>'
        )
        % path
    )


RING = "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.6a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 8 2.6z"
DISC = "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1z"

OUTCOME_SIGNS: dict[Outcome, Sign] = {
    "pass": Sign("pass", "What the rule can see is there.", _icon("M8 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z")),
    "fail": Sign(
        "fail",
        "What the rule asks for is missing or contradictory.",
        _icon("M3.4 2 8 6.6 12.6 2 14 3.4 9.4 8l4.6 4.6-1.4 1.4L8 9.4 3.4 14 2 12.6 6.6 8 2 3.4z"),
    ),
    "waived": Sign(
        "waived",
        "It fails, and somebody accepted that for a time, with a reason.",
        _icon(RING + "M8 3.6a4.4 4.4 0 0 1 0 8.8z"),
    ),
    "not_applicable": Sign("not applicable", "A fact says that the rule does not concern this.", _icon("M2 7h12v2H2z")),
    "not_yet": Sign(
        "not yet",
        "The rule will apply from a date that has not come.",
        _icon(RING + "M7.2 4h1.6v3.7l2.6 1.5-.8 1.4-3.4-2z"),
    ),
    "undecided": Sign(
        "undecided",
        "A fact that decides whether the rule applies is unknown.",
        _icon(
            "M8 1.5c2.4 0 4.2 1.5 4.2 3.7 0 1.8-1 2.6-2 3.3-.9.6-1.2.9-1.2 "
            "1.7v.3H7v-.4c0-1.6.8-2.3 1.8-3 .8-.6 1.2-1 1.2-1.8 0-1-.8-1.7-2-1.7-1.3 0-2.1.8-2.2 "
            "2H3.7C3.8 3.2 5.5 1.5 8 1.5zM7 12.2h2.1v2.2H7z"
        ),
    ),
    "review": Sign(
        "to review",
        "The machine sees only a part; a person must read it.",
        _icon(
            "M8 3.5c3.3 0 5.8 2.2 7 4.5-1.2 2.3-3.7 4.5-7 4.5S2.2 10.3 1 8c1.2-2.3 3.7-4.5 "
            "7-4.5zm0 2a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z"
        ),
    ),
}

LEVEL_SIGNS: dict[Level, Sign] = {
    "error": Sign(
        "error",
        "An auditor would reject the record.",
        _icon("M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1zM7.1 4v5h1.8V4zm0 6.3V12h1.8v-1.7z"),
    ),
    "warning": Sign("warning", "It should be mended.", _icon("M8 1l7.3 13.5H.7zM7.1 6v4h1.8V6zm0 5.1v1.7h1.8v-1.7z")),
    "note": Sign("note", "Worth knowing.", _icon(DISC + "M7.100 7h1.800v5H7.100zm0-3h1.800v1.800H7.100z")),
}
