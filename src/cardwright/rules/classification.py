"""The class of a system under the EU AI Act: derived from facts, step by step, never declared.

Source: the decision table in the regulation notes (Regulation (EU) 2024/1689 as amended by (EU) 2026/1744): block A
Art. 5, block B Art. 6(1) and Annex I, block C Art. 6(2)-(3) and Annex III, block D Art. 50, block E the rest. The
blocks are tried in this order; an unknown fact that could raise the class makes it unknown, never lower.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cardwright.finding import printable
from cardwright.rules.annex_iii import matches_annex_iii
from cardwright.rules.asking import Asking, Need, any_true
from cardwright.rules.matcher import UNKNOWN, Truth
from cardwright.rules.placeholders import is_placeholder

LETTERS = ("a", "b", "ba", "bb", "c", "d", "e", "f", "g", "h")
NEW_BANS = "from 2 December 2026"
INSERTED = frozenset({"ba", "bb"})
"""Letters that Regulation (EU) 2026/1744 inserted, with a date of their own."""
EXCEPTIONS = frozenset({"ba", "bb", "f", "g", "h"})
"""Letters of Art. 5(1) that name an exception; for the others a reasoned answer is no."""


@dataclass
class Classification:
    """The class, the route by which it is high-risk (None when it is not), and the reasons in order."""

    risk_class: str = UNKNOWN
    route: str | None = UNKNOWN
    steps: list[str] = field(default_factory=list)


def classify(ask: Asking) -> Classification:
    """Derive the class of the system that `ask` is about."""
    result = Classification()
    banned, lacking_a = _block(_prohibited, ask, result.steps)
    (product, section), lacking_b = _block(_product, ask, result.steps)
    listed, lacking_c = _block(matches_annex_iii, ask, result.steps)
    transparency, lacking_d = _block(_transparency, ask, result.steps)
    result.route = _route((product, section), listed)
    result.risk_class = _class(banned, product, listed, transparency)
    if banned is None:
        ask.missing.update(lacking_a)
    if result.route == UNKNOWN:
        ask.missing.update(lacking_b)
        ask.missing.update(lacking_c)
        ask.missing.update(lacking_d if transparency is None and not product else {})
    elif not banned and not result.route and transparency is None:
        ask.missing.update(lacking_d)
    result.steps.append(f"Class: {_in_words(result, banned, bool(product or listed))}")
    return result


def _in_words(result: Classification, banned: Truth, is_high: bool) -> str:
    """The class as the last step says it; where it is open, what is sure all the same."""
    if banned is None and is_high:
        return f"unknown; high, route {result.route}, unless a practice of Art. 5(1) applies"
    return f"{result.risk_class}, route {result.route}" if result.route else result.risk_class


def _block(block: Callable[[Asking, list[str]], Any], ask: Asking, steps: list[str]) -> tuple[Any, dict[Need, None]]:
    """Run one block with a note of its own of what it lacks, so that only the block that is open asks for fields."""
    own = Asking(ask.catalog, ask.entry, ask.system)
    return block(own, steps), own.missing


def _class(banned: Truth, product: Truth, listed: Truth, transparency: Truth) -> str:
    if banned:
        return "prohibited"
    if banned is None:
        return UNKNOWN
    if product or listed:
        return "high"
    if product is None or listed is None:
        return UNKNOWN
    if transparency is None:
        return UNKNOWN
    return "limited" if transparency else "minimal"


def _route(product: tuple[Truth, str | None], listed: Truth) -> str | None:
    if listed:
        return "annex_iii"
    holds, section = product
    if listed is None or holds is None:
        return UNKNOWN
    if not holds:
        return None
    return UNKNOWN if section is None else f"annex_i_{section.lower()}"


def _prohibited(ask: Asking, steps: list[str]) -> Truth:
    """Block A: a practice of Art. 5(1) without an exception."""
    given = _listed(ask, "classification.prohibited_practices")
    answers = {letter: [item for item in given if item.letter == letter] or [None] for letter in LETTERS}
    verdicts = {letter: _worst([_letter(ask, letter, item, steps) for item in answers[letter]]) for letter in LETTERS}
    if any(verdicts.values()):
        return True
    open_letters = [letter for letter, verdict in verdicts.items() if verdict is None]
    if open_letters:
        ask.need(_system(ask), ("classification", "prohibited_practices"))
        steps.append(f"Art. 5(1): not answered for {', '.join(f'({letter})' for letter in open_letters)}")
        return None
    steps.append("Art. 5(1): no prohibited practice applies")
    return False


def _worst(verdicts: list[Truth]) -> Truth:
    """The verdict on a letter that was answered more than once: the stricter one."""
    return True if True in verdicts else None if None in verdicts else False


def _letter(ask: Asking, letter: str, answer: Any, steps: list[str]) -> Truth:
    applies = answer.answer if answer is not None else None
    if letter == "f":
        applies = _emotion_at_work(ask, applies)
    if not applies:
        return None if applies is None else False
    excepted = answer is not None and _says(answer.exception) and (letter != "h" or _says(answer.legal_basis))
    if letter in EXCEPTIONS and excepted:
        steps.append(f"Art. 5(1)({letter}): applies, but rests on the exception: {_in_line(answer.exception)}")
        return False
    since = f" {NEW_BANS}" if letter in INSERTED else ""
    steps.append(f"Art. 5(1)({letter}): prohibited practice{since}")
    return True


def _emotion_at_work(ask: Asking, answer: bool | None) -> Truth:
    """Letter (f) needs a workplace or education; emotion recognition there is caught whatever was answered."""
    place = any_true(
        [ask.one("system", "characteristics.workplace_use"), ask.one("system", "characteristics.education_use")]
    )
    biometrics = ask.one("system", "characteristics.biometrics")
    emotion: Truth = None if biometrics == UNKNOWN else "emotion_recognition" in (biometrics or ())
    if place is False:
        return False
    if answer or emotion:
        return True if place is True else None
    return answer if emotion is False or answer is None else None


def _product(ask: Asking, steps: list[str]) -> tuple[Truth, str | None]:
    """Block B: a safety component of a product, or a product, that a third party must assess; and its section."""
    product = ask.one("system", "classification.product")
    if product == UNKNOWN or product.role is None:
        ask.need(_system(ask), ("classification", "product", "role"))
        steps.append("Art. 6(1): not stated whether it is part of a product under Annex I")
        return None, None
    if product.role in ("none", "component"):
        steps.append(f"Art. 6(1): {'no product' if product.role == 'none' else 'a component, not a safety component'}")
        return False, None
    if product.third_party_assessment_required is None:
        ask.need(_system(ask), ("classification", "product", "third_party_assessment_required"))
        steps.append("Art. 6(1): not stated whether a third party must assess the product")
        return None, None
    if not product.third_party_assessment_required:
        steps.append("Art. 6(1): no third-party assessment for health and safety risks is required")
        return False, None
    if not product.annex_i_section:
        ask.need(_system(ask), ("classification", "product", "annex_i_section"))
    steps.append(f"Art. 6(1): {product.role.replace('_', ' ')} under Annex I Section {product.annex_i_section or '?'}")
    return True, product.annex_i_section


def _transparency(ask: Asking, steps: list[str]) -> Truth:
    """Block D: a duty of Art. 50."""
    interacts = ask.one("system", "characteristics.interacts_with")
    generates = ask.one("system", "characteristics.generated_content")
    biometrics = ask.one("system", "characteristics.biometrics")
    triggers = {
        "deals directly with persons": interacts if interacts == UNKNOWN else bool(interacts),
        "generates content": generates if generates == UNKNOWN else bool(generates),
        "recognises emotions or categorises by biometrics": biometrics
        if biometrics == UNKNOWN
        else not {"emotion_recognition", "categorisation"}.isdisjoint(biometrics or ()),
        "makes deep fakes": ask.one("system", "characteristics.deep_fakes"),
        "publishes text of public interest": ask.one("system", "characteristics.public_interest_text"),
    }
    found = [name for name, value in triggers.items() if value is True]
    if found:
        steps.append(f"Art. 50: {'; '.join(found)}")
        return True
    if UNKNOWN in triggers.values():
        steps.append("Art. 50: not stated whether a transparency duty applies")
        return None
    steps.append("Art. 50: no transparency duty")
    return False


def _says(text: str | None) -> bool:
    """Whether prose is there, and is more than a word in its place."""
    return text is not None and not is_placeholder(text, "prose")


def _in_line(text: str) -> str:
    return printable(" ".join(text.split()))


def _system(ask: Asking) -> Any:
    return ask.system or ask.entry


def _listed(ask: Asking, path: str) -> list[Any]:
    value = ask.one("system", path)
    return value if isinstance(value, list) else []
