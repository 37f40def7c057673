"""Passwords, keys and tokens that strayed into a catalog: found, named, and never shown again.

The patterns are the documented prefixes of the issuers' own tokens, and assignments to names such as `password`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

REDACTED = "[redacted credential]"
NAMES = "password|passwd|passphrase|pwd|secret|api_key|api-key|apikey|access_key|access-key|accesskey|account_key"
MORE_NAMES = "account-key|accountkey|secret_key|secret-key|secretkey|token|credential"
VARIABLE = r"(?:\$[{(]|\{\{|%\(|<[^<>\s]*>(?=[\s\"',;]|$))"
"""What stands for a secret without being one: `${PASSWORD}`, `<your-token-1>`."""
VALUE = rf"(?P<value>(?!{VARIABLE})(?=[^\s\"',;]*\d)(?=[^\s\"',;]*[A-Za-z])[^\s\"',;]{{8,}})"
ASSIGNED = rf"(?i:(?:{NAMES}|{MORE_NAMES}|\bsig)[\"']?\s*(?:=|:|\bis\b)\s*(?:[|>][-+0-9]*\s+)?[\"']?){VALUE}"

PATTERNS: tuple[tuple[str, str], ...] = (
    ("AKIA ASIA", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("ghp_ gho_ ghu_ ghs_ ghr_", r"\bgh[pousr]_[A-Za-z0-9]{30,}\b"),
    ("github_pat_", r"\bgithub_pat_[A-Za-z0-9_]{40,}\b"),
    ("glpat-", r"\bglpat-[A-Za-z0-9_-]{18,}"),
    ("xox", r"\bxox[abeprs]-[A-Za-z0-9-]{10,}"),
    ("sk-", r"\bsk-(?:proj-|ant-|live-|test-)?(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{20,}"),
    ("k_live_ k_test_", r"\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}\b"),
    ("AIza", r"\bAIza[0-9A-Za-z_-]{35}\b"),
    ("ya29.", r"\bya29\.[0-9A-Za-z_-]{20,}"),
    ("hf_", r"\bhf_[A-Za-z0-9]{30,}\b"),
    ("npm_", r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("pypi-", r"\bpypi-[A-Za-z0-9_-]{40,}"),
    ("dapi", r"\bdapi[0-9a-f]{32}\b"),
    ("dop_v1_", r"\bdop_v1_[0-9a-f]{64}\b"),
    ("eyJ", r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"),
    ("-----BEGIN", r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:.*?-----END [A-Z ]*PRIVATE KEY-----|.*)"),
    ("hooks.slack.com", r"https://hooks\.slack\.com/services/\S+"),
    ("://", r"://(?P<value>[^\s/:@]+:[^\s/@]+)(?=@)"),
    ("bearer", r"(?i:\bbearer\s+)(?P<value>[A-Za-z0-9._~+/-]{20,}=*)"),
    ("authorization", r"(?i:\bauthorization[\"']?\s*[:=]\s*[\"']?basic\s+)(?P<value>[A-Za-z0-9+/]{8,}=*)"),
    ("passw passphrase pwd secret _key -key apikey accesskey accountkey token credential sig=", ASSIGNED),
)
"""What gives a pattern away, divided by blanks, and the pattern; `value` is its secret part.

What is in lower case gives it away in any case. Most files hold none of it, so that no pattern is searched for.
"""
CREDENTIALS = tuple(
    (needle, needle.islower(), compiled)
    for needles, pattern in PATTERNS
    for compiled in [re.compile(pattern, re.DOTALL)]
    for needle in needles.split()
)


def find_credential(text: str) -> int | None:
    """Where in a text the first thing stands that looks like a credential."""
    return min((found.start() for pattern in _patterns(text) if (found := pattern.search(text))), default=None)


def _patterns(text: str) -> Iterable[re.Pattern[str]]:
    """The patterns worth a search: those of which a needle is in the text, each once and in order."""
    lower = text.casefold()
    return dict.fromkeys(
        [pattern for needle, in_any_case, pattern in CREDENTIALS if needle in (lower if in_any_case else text)]
    )


def holds_credential(text: str) -> bool:
    """Whether a text holds what looks like a credential.

    >>> [holds_credential(text) for text in ("password: hunter2hunter2", "the token limit: 512 tokens")]
    [True, False]
    """
    return find_credential(text) is not None


def redact(text: str) -> str:
    """The text with every credential replaced.

    >>> redact("postgres://app:s3cret@db.example.com/cards")
    'postgres://[redacted credential]@db.example.com/cards'
    """
    for pattern in _patterns(text):
        text = pattern.sub(_replacement, text)
    return text


def _replacement(match: re.Match[str]) -> str:
    secret = match.groupdict().get("value")
    return match[0][: -len(secret)] + REDACTED if secret else REDACTED


def redact_data(data: Any) -> list[tuple[str | int, ...]]:
    """Replace credentials in raw data in place, in keys too; returns the paths where one stood."""
    found: list[tuple[str | int, ...]] = []
    _redact(data, (), found)
    return found


def _redact(data: Any, path: tuple[str | int, ...], found: list[tuple[str | int, ...]]) -> None:
    renamed = _rename_keys(data) if isinstance(data, dict) else ()
    for step, value in list(data.items() if isinstance(data, dict) else enumerate(data)):
        if step in renamed:
            found.append((*path, step))
        if isinstance(value, str):
            shown = redact(f"{step}: {value}") if isinstance(step, str) else redact(value)
            if shown != (f"{step}: {value}" if isinstance(step, str) else value):
                data[step] = redact(value) if redact(value) != value else REDACTED
                found.append((*path, step))
        elif value is not None:
            _redact(value, (*path, step), found)


def _rename_keys(data: dict[str, Any]) -> set[str]:
    """Redact the keys that hold a credential; each keeps its place and stays apart from the others."""
    if not any(map(holds_credential, data)):
        return set()
    items = list(data.items())
    taken, renamed = set(data), set()
    data.clear()
    for key, value in items:
        shown = redact(key)
        if shown != key:
            while shown in taken:
                shown += "'"
            taken.add(shown)
            renamed.add(shown)
        data[shown] = value
    return renamed
