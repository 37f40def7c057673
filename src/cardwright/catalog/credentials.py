"""Passwords, keys and tokens that strayed into a catalog: found, named, and never shown again.

The patterns are the documented prefixes of the issuers' own tokens, and assignments to names such as `password`.
"""

from __future__ import annotations

import re
from typing import Any

REDACTED = "[redacted credential]"
PREFIXED = (
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    r"\bgh[pousr]_[A-Za-z0-9]{30,}\b|\bgithub_pat_[A-Za-z0-9_]{40,}\b",
    r"\bglpat-[A-Za-z0-9_-]{18,}\b",
    r"\bxox[abeprs]-[A-Za-z0-9-]{10,}\b",
    r"\bsk-(?:proj-|ant-|live-|test-)?[A-Za-z0-9_-]{20,}\b|\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}\b",
    r"\bAIza[0-9A-Za-z_-]{35}\b|\bya29\.[0-9A-Za-z_-]{20,}",
    r"\bhf_[A-Za-z0-9]{30,}\b|\bnpm_[A-Za-z0-9]{36}\b|\bpypi-[A-Za-z0-9_-]{40,}",
    r"\bdapi[0-9a-f]{32}\b|\bdop_v1_[0-9a-f]{64}\b",
    r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:.*?-----END [A-Z ]*PRIVATE KEY-----|.*)",
    r"https://hooks\.slack\.com/services/\S+",
)
IN_ADDRESS = r"(?<=://)[^\s/:@]+:[^\s/@]+(?=@)"
ASSIGNED = (
    r"(?i:\b(?:[a-z0-9]+[_-])*(?:password|passwd|passphrase|pwd|secret|api[_-]?key|access[_-]?key|account[_-]?key|secret[_-]?key"
    r"|auth[_-]?token|access[_-]?token|token|sig|credential)\b[\"']?\s*(?:=|:|\bis\b)\s*[\"']?)"
    r"(?P<value>(?=[^\s\"',;]*\d)(?=[^\s\"',;]*[A-Za-z])[^\s\"',;]{8,})"
)
BEARER = r"(?i:\bbearer\s+)(?P<bearer>[A-Za-z0-9._~+/-]{20,}=*)"
CREDENTIAL = re.compile("|".join(f"(?:{pattern})" for pattern in (*PREFIXED, IN_ADDRESS, ASSIGNED, BEARER)), re.DOTALL)


def holds_credential(text: str) -> bool:
    """Whether a text holds what looks like a credential.

    >>> [holds_credential(text) for text in ("password: hunter2hunter2", "the token limit: 512 tokens")]
    [True, False]
    """
    return CREDENTIAL.search(text) is not None


def redact(text: str) -> str:
    """The text with every credential replaced.

    >>> redact("postgres://app:s3cret@db.example.com/cards")
    'postgres://[redacted credential]@db.example.com/cards'
    """
    return CREDENTIAL.sub(_replacement, text)


def _replacement(match: re.Match[str]) -> str:
    secret = match["value"] or match["bearer"]
    return match[0][: -len(secret)] + REDACTED if secret else REDACTED


def redact_data(data: Any) -> list[tuple[str | int, ...]]:
    """Replace credentials in raw data in place; returns the paths of the values that held one."""
    found: list[tuple[str | int, ...]] = []
    _redact(data, (), found)
    return found


def _redact(data: Any, path: tuple[str | int, ...], found: list[tuple[str | int, ...]]) -> None:
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for step, value in list(items):
        if isinstance(value, str):
            shown = redact(f"{step}: {value}") if isinstance(step, str) else redact(value)
            if shown != (f"{step}: {value}" if isinstance(step, str) else value):
                data[step] = redact(value) if redact(value) != value else REDACTED
                found.append((*path, step))
        elif value is not None:
            _redact(value, (*path, step), found)
