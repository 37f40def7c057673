"""Hygiene: characters that deceive, texts used twice, and entries that nothing uses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from cardwright.catalog.graph import Catalog
from cardwright.finding import Problem, pointer
from cardwright.rules.hygiene import hygiene_problems

Build = Callable[[str], Catalog]


def problems(catalog: Catalog, rule: str) -> list[Problem]:
    """What one rule of hygiene finds."""
    return [problem for problem in hygiene_problems(catalog) if problem.rule == rule]


def system(ref: str = "s", **fields: Any) -> str:
    """The file of a system; JSON is YAML."""
    return f"## {ref}.yaml\n{json.dumps({'kind': 'system', 'id': ref, 'name': 'S', **fields}, ensure_ascii=False)}\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Credit sc\u043ering", "U+043E"),
        ("\u0421redit scoring", "U+0421"),
        ("scoring\u0430", "U+0430"),
        ("Sc\u03bfre", "U+03BF"),
        ("cre\u200bdit", "U+200B"),
        ("cre\u00addit", "U+00AD"),
        ("cre\u2060dit", "U+2060"),
        ("\ufeffcredit", "U+FEFF"),
        ("credit\u3164score", "U+3164"),
        ("credit\u180e", "U+180E"),
        ("credit\U000e0041", "U+E0041"),
        ("gpj\u202eexe", "U+202E"),
        ("a\u2066b\u2069", "U+2066"),
        ("credit\u200e score", "U+200E"),
        ("cre\u200ddit", "U+200D"),
        ("cre\u200cdit", "U+200C"),
        ("\U0001d402redit", "U+1D402"),
        ("\u24b8redit", "U+24B8"),
    ],
)
def test_deceptive_characters(catalog_of: Build, text: str, code: str) -> None:
    """Look-alikes inside Latin words, invisible characters and changes of direction are found, each with its code."""
    (problem,) = problems(catalog_of(system(description=f"{text} of applicants")), "CAT041")
    assert (problem.place.pointer, code in problem.message) == ("description", True)


@pytest.mark.parametrize(
    "text",
    [
        "Größe der Straße, façade, naïve, Łódź, İstanbul, ½ µm, 20 °C",
        "Оценка кредитных заявок",
        "Модель credit-score от банка",
        "Πιστοληπτική αξιολόγηση",
        "信用评分与审批支持",
        "救急通報を緊急度で並べる",
        "จัดลำดับสายฉุกเฉิน",
        "می\u200cخواهم نمره اعتباری",
        "क्\u200dष और क्\u200cष",
        "বাংলা র\u200d্যা",
        "\u200fنص عربي\u200e credit",
        "שלום\u200f credit",
        "👩\u200d💻 reviews the case",
        "👨\u200d👩\u200d👧\u200d👦 households",
        "❤️\u200d🔥 and ☕️",
        "α = 0.05, β-blocker, Δ of 3 and σ²",
        "“quotes”, dashes – and — and …",
        "f(x) ≥ 0 → refuse",
    ],
)
def test_honest_characters(catalog_of: Build, text: str) -> None:
    """Other scripts, accents, symbols, and joiners where a script or an emoji needs them are no deception."""
    assert problems(catalog_of(system(description=text)), "CAT041") == []


@pytest.mark.parametrize("field", ["name", "owner", "tags"])
def test_deception_is_found_in_names_too(catalog_of: Build, field: str) -> None:
    """A look-alike in a name or tag is found; a reference with one is refused by the reader already."""
    value: Any = {"name": "S\u0441ore", "owner": "team:a", "tags": ["cr\u0435dit"]}[field]
    found = problems(catalog_of(system(**{field: value})), "CAT041")
    assert [problem.place.pointer for problem in found] == {"name": ["name"], "owner": [], "tags": ["tags[0]"]}[field]


LONG = (
    "The committee looked at the whole of this matter at some length, heard both teams, "
    "and was of the opinion that nothing more is needed for the time being."
)


def test_boilerplate_names_the_first_place(catalog_of: Build) -> None:
    """The same long text in a second place is found there, and the message leads to the first."""
    catalog = catalog_of(system("a", description=LONG) + system("b", purpose={"intended_purpose": LONG.upper()}))
    (problem,) = problems(catalog, "CAT042")
    assert (problem.entity, problem.place.pointer) == ("system:b", "purpose.intended_purpose")
    assert "`description` of system:a word for word (a.yaml:1:" in problem.message


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ((LONG, LONG), 1),
        ((LONG, LONG, LONG), 2),
        ((LONG, f"  {LONG.replace(' ', '  ')}\n"), 1),
        ((LONG, LONG + " Or so they said."), 0),
        (("Rule-based scorecard.", "Rule-based scorecard."), 0),
        ((" ".join(["word"] * 19), " ".join(["word"] * 19)), 0),
    ],
)
def test_when_a_text_is_boilerplate(catalog_of: Build, texts: tuple[str, ...], found: int) -> None:
    """Only a long text that is the same word for word counts; short phrases may recur."""
    catalog = catalog_of("".join(system(f"s{number}", description=text) for number, text in enumerate(texts)))
    assert len(problems(catalog, "CAT042")) == found


def test_boilerplate_inside_one_entry(catalog_of: Build) -> None:
    """Two fields of one entry that say the same are found too."""
    catalog = catalog_of(system(description=LONG, purpose={"intended_purpose": LONG}))
    assert len(problems(catalog, "CAT042")) == 1


def version(of: str, number: str, **fields: Any) -> str:
    """The file of a model version."""
    data = {"kind": "model_version", "model": f"model:{of}", "version": number, **fields}
    return f"## {of}-{number}.yaml\n{json.dumps(data)}\n"


@pytest.mark.parametrize(
    ("second", "found"),
    [
        (version("m", "2", description=LONG), 0),
        (version("m", "2", training={"procedure": LONG}), 1),
        (version("n", "1", description=LONG), 1),
    ],
    ids=["same field of another version", "another field of another version", "same field of another model"],
)
def test_versions_of_one_model_share_their_texts(catalog_of: Build, second: str, found: int) -> None:
    """What did not change between versions of a model may be said again in the same field, and only there."""
    assert len(problems(catalog_of(version("m", "1", description=LONG) + second), "CAT042")) == found


@pytest.mark.parametrize("copies", [2, 3])
def test_a_version_does_not_hide_what_another_model_copied(catalog_of: Build, copies: int) -> None:
    """The exemption holds between the versions of one model, not for a system that repeats their text."""
    text = "".join(version("m", str(number), description=LONG) for number in range(1, copies))
    assert len(problems(catalog_of(text + system("z", description=LONG)), "CAT042")) == 1


ORPHANS = """\
## t.yaml
{kind: team, id: t, name: T}
## u.yaml
{kind: team, id: u, name: U}
## s.yaml
{kind: system, id: s, name: S, owner: team:t, composition: {models: [{model: model:m@1}]}}
## m.yaml
{kind: model, id: m, name: M}
## m1.yaml
{kind: model_version, model: model:m, version: '1'}
## m2.yaml
{kind: model_version, model: model:m, version: '2'}
## d.yaml
{kind: dataset, id: d, name: D}
## uc.yaml
{kind: use_case, id: uc, name: U}
"""


def test_what_nothing_uses(catalog_of: Build) -> None:
    """Teams, models, versions and datasets that nothing refers to are named; systems and use cases stand alone."""
    found = {problem.entity for problem in problems(catalog_of(ORPHANS), "CAT037")}
    assert found == {"team:u", "model:m@2", "dataset:d"}


def test_problems_stand_where_the_text_stands(catalog_of: Build) -> None:
    """A problem has the line and column of the value, also inside lists."""
    catalog = catalog_of("kind: system\nid: s\nname: S\ntags:\n- good\n- tbd\n")
    (problem,) = problems(catalog, "CAT040")
    assert (problem.place.line, problem.place.column, problem.place.pointer) == (6, 3, pointer(("tags", 1)))
