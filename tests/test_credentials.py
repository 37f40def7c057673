"""Credentials that strayed into a catalog: found, and never shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cardwright.catalog.credentials import REDACTED, find_credential, holds_credential, redact, redact_data
from cardwright.catalog.graph import Catalog

CREDENTIALS = (
    "password: Quiet-Pine-77",
    "PASSWORD='Quiet-Pine-77'",
    "the password is Quiet-Pine-77",
    "password: $uiet-Pine-77",
    "password: >-\n  Quiet-Pine-77",
    "client_secret: 8Q~abcDEF123456789",
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY1",
    "AccountKey=abcdEFGH1234567890+/==",
    "https://example.com/?token=abc123def456",
    "https://example.com/c?sv=2020&sig=abC123%2Fdef456",
    "Authorization: Basic dXNlcjpwYXNzd29yZDEyMw==",
    "Authorization: Bearer abcdef.ghijkl-mnopqrstu123",
    "mysql://root:pa55word@db.example.com/x",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----",
    "AKIA" + "IOSFODNN7EXAMPLE",
    "ghp_" + "a1B2" * 9,
    "glpat-" + "a1B2" * 5,
    "sk-proj-" + "a1B2" * 6,
    "xoxb-" + "123456789012-abcdef",
    "hf_" + "a1B2" * 9,
)
HARMLESS = (
    "the token limit: 512 tokens",
    "password policy: 12 characters",
    "password: ${DB_PASSWORD1}",
    "password: '{{ vault1.password2 }}'",
    "password: <your-password-1>",
    "eos_token: <|end_of_text_1|>",
    "tokenizer: cl100k_base",
    "a secret: how 2 teams work",
    "credential stuffing, measured in 2026",
    "risk-adjusted-return-on-capital-2026-model",
    "task-based-learning-of-2024-models-for-banks",
    "https://example.com:8080/a@b",
    "pkg:pypi/token@1.2.3",
)


@pytest.mark.parametrize("text", CREDENTIALS)
def test_credential_is_found_and_gone(text: str) -> None:
    """A credential is found, and what is shown instead holds none."""
    assert holds_credential(text)
    assert REDACTED in redact(text)
    assert not holds_credential(redact(text))


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_is_kept(text: str) -> None:
    """Words about passwords, variables and tokens of a language model are left as they are."""
    assert redact(text) == text


def test_place_of_the_first() -> None:
    """The first of several credentials is the one that is pointed at."""
    assert find_credential("see pwd=Sommer2026 and ghp_" + "a1B2" * 9) == 4
    assert find_credential("nothing here") is None


def test_data_is_cleaned_in_place() -> None:
    """Values, values whose key gives them away, and keys are cleaned wherever they stand; the rest stays."""
    secret = "ghp_" + "a1B2" * 9
    data = {"a": [{"password": "Quiet-Pine-77"}, "kept"], "b": {secret: "1"}, "c": f"use {secret} now", "d": None}
    assert redact_data(data) == [("a", 0, "password"), ("b", REDACTED), ("c",)]
    assert data == {"a": [{"password": REDACTED}, "kept"], "b": {REDACTED: "1"}, "c": f"use {REDACTED} now", "d": None}


@pytest.mark.parametrize(
    "line",
    [
        "competence: 'password: Quiet-Pine-7788'",
        "password: Quiet-Pine-7788",
        "contact: {password: Quiet-Pine-7788}",
        "functions: ['pwd=Quiet-Pine-7788']",
        "'pwd=Quiet-Pine-7788': x",
        "# password: Quiet-Pine-7788",
    ],
)
def test_credential_reaches_no_message(catalog_of: Callable[[str], Catalog], line: str) -> None:
    """Wherever a credential stands in a file, it is named, and is in no message and in no entity."""
    catalog = catalog_of(f"kind: team\nid: desk\nname: Desk\n{line}\n")
    assert "CAT043" in {problem.rule for problem in catalog.problems}
    assert "Quiet-Pine" not in repr((catalog.problems, [entry.value for entry in catalog.entities.values()]))
