"""Placeholders: what stands in the place of an answer is caught in any disguise, and a short honest answer is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cardwright.catalog.graph import Catalog
from cardwright.rules.hygiene import hygiene_problems
from cardwright.rules.placeholders import fold, has_substance, is_placeholder, left_open

Build = Callable[[str], Catalog]

EVASIONS = [
    # English, in every spelling
    "TBD", "tbd.", "T.B.D.", "t b d", "TBD!", "(TBD)", "[TBD]", "<tbd>", "{{tbd}}", "**TBD**",
    "TBA", "tbc", "TODO", "to-do", "FIXME", "WIP", "n/a", "N.A.", "na", "N / A", "null", "nil",
    "none", "None.", "undefined", "unknown", "Unspecified", "placeholder", "xxx", "XXXX", "???",
    "...", "…", "-", "—", "___", ".", "x", "asdf", "qwerty", "lorem ipsum dolor sit amet", "foo",
    "foo bar", "test", "Testing", "dummy", "example", "sample text", "text", "description", "same",
    "ditto", "idem", "later", "soon", "pending", "changeme", "see above", "See below.", "as above",
    "same as above", "see link", "see other document", "to be determined", "To be defined later.",
    "to be confirmed by Legal", "not yet defined", "Not specified", "not applicable",
    "not available yet", "no description", "No information available", "work in progress",
    "coming soon", "will follow", "will be added later", "please fill in", "fill me in",
    "insert text here", "Enter your description", "your text here", "<your text here>",
    "[Describe the purpose]", "don't know", "we do not know yet", "under construction",
    "intentionally left blank", "as usual", "TODO: ask the vendor",
    "TBD - waiting for the risk team", "yes", "ok", "Standard.", "draft", "empty", "blank",
    "missing", "abc", "xyz", "123", "0", "5", "sdfsdf", "asdfasdf", "blah", "bla bla bla",
    "hello world", "this is a test", "yes yes yes yes yes", "TBD TBD TBD TBD TBD", "test test test", "n/a, tbd",
    "as discussed", "As agreed with the team.", "as per policy", "awaiting input", "awaiting approval from legal",
    "pending review", "in progress", "In preparation.", "under review", "to do", "to be done", "n/a for now",
    "N/A - not applicable", "N/A (not relevant)", "unavailable", "no comment", "nothing to report", "nothing yet",
    "same as before", "same as previous version", "see model card", "see README", "see attached document", "see ticket",
    "not documented", "not determined so far", "tbd in Q3", "tbc by Legal", "and so on", "etc.", "${VALUE}",
    "__DESCRIPTION__", "YYYY-MM-DD", "John Doe", "aaa", "Fine", "done", "some words", "not clear yet",
    # disguised
    "T\u200bB\u200bD", "TB\u00adD", "\ufeffTBD", "T\u2060BD", "\u202eTBD", "ＴＢＤ", "𝐓𝐁𝐃", "ⓉⒷⒹ",
    "ТВD", "ΤΒD", "n\u2215a", "Ｎ／Ａ", "nοne", "unknоwn", "ᴛʙᴅ", "TBD\u00a0", "T\u0042\u0301D",
    "tbd\u3002", "「TBD」", "TBD。",
]  # fmt: skip
OTHER_LANGUAGES = [
    # German, French, Spanish, Italian, Portuguese, Dutch
    "noch offen", "folgt", "wird nachgereicht", "unbekannt", "keine", "k.A.", "keine Angabe",
    "siehe oben", "entfällt", "à définir", "a definir", "à compléter", "inconnu", "néant",
    "sans objet", "voir ci-dessus", "por definir", "pendiente", "desconocido", "no aplica",
    "da definire", "non applicabile", "sconosciuto", "não aplicável", "nvt", "n.v.t.", "onbekend",
    # Chinese, Japanese, Korean, Russian, Thai, Malay, Arabic, Hindi
    "待定", "待补充", "无", "不适用", "暂无", "未知", "同上",
    "未定", "該当なし", "なし", "後日記載", "不明", "미정", "없음",
    "해당 없음", "не определено", "нет", "неизвестно", "н/д", "см. выше", "ไม่มี", "รอดำเนินการ",
    "tiada", "akan ditentukan", "لا يوجد", "غير محدد", "अज्ञात", "लागू नहीं",
]  # fmt: skip


@pytest.mark.parametrize("text", EVASIONS)
def test_no_answer_in_prose(text: str) -> None:
    """A word or phrase that only fills the field is caught where prose is asked for, in whatever disguise."""
    assert is_placeholder(text, "prose")


@pytest.mark.parametrize("text", OTHER_LANGUAGES)
def test_no_answer_in_prose_of_other_languages(text: str) -> None:
    """The same phrases are caught in the languages of Europe and Asia that entries are written in."""
    assert is_placeholder(text, "prose")


HONEST = [
    "Rank emergency calls by urgency.", "Not used for minors.",
    "None of the inputs is personal data.", "No known limitation.",
    "Unknown customers are rejected.", "The test ends in December.",
    "Testing is done by the vendor.", "SHAP values per case.",
    "See evidence/report.pdf, section 3, for the thresholds.",
    "A placeholder value of 0 replaces missing income.", "Nothing is stored.", "Nobody.",
    "Manual processing", "Weekly scan.", "Credit officers", "Two-person release",
    "It is not yet known how drift affects thin files; a study ends in March.",
    "Same day settlement", "Standard & Poor's ratings", "Example-based explanations",
    "Missing values are imputed.", "Pending orders are excluded.", "Na+ levels of patients",
    "Later stages are not counted.", "No description of a person enters the model.", "信用评分与审批支持。",
    "用于个人贷款申请的信用评分", "救急通報を緊急度で並べる。",
    "個人ローンの与信判断を支援する", "จัดลำดับสายฉุกเฉินตามความเร่งด่วน",
    "대출 심사를 지원한다", "Оценка кредитных заявок", "ترتيب المكالمات حسب الأولوية",
    "आपातकालीन कॉल की रैंकिंग", "Prüft Rechnungen auf Fehler.", "Ne s'applique pas aux mineurs.",
    "Awaiting a decision, the case is held for two days.", "As described in section 4, weights are summed.",
    "See the customer in person before a refusal.", "In progress loans are excluded.", "SHAP", "Gini", "Berlin",
    "Nothing to the left of the decimal point is read.", "No comments of users are stored.", "ABC analysis",
    "Pending payments and disputes", "To do this, the officer opens the file.", "Open banking data", "GDPR Art. 6",
    "Not documented cases are refused.", "Same person never checks twice.", "123 loans were in default.",
    "Aide à la décision", "無人運転の支援",
]  # fmt: skip


@pytest.mark.parametrize("text", HONEST)
def test_honest_prose(text: str) -> None:
    """A short true sentence is an answer, in any language, also when it holds a word that evasions use."""
    assert not is_placeholder(text, "prose")


VALUES = [
    "test", "training", "none", "sample", "text", "description", "normal", "example", "draft",
    "standard", "AA", "A", "5", "0", "1.10", "x1", "C2PA", "SHAP", "AUC", "F1", "R-04", "relu",
    "yes", "no", "same", "ok", "empty", "Test set", "Adam", "R", "C", "k", "θ", "年齢", "性别",
    "n_estimators", "v2", "TBDx", "nanoGPT", "NAV", "foobar-free", "AAA", "L2", "Wipro", "Todos",
]  # fmt: skip


@pytest.mark.parametrize("text", VALUES)
def test_honest_values(text: str) -> None:
    """What a tool takes may be a short word, also none or no."""
    assert not is_placeholder(text)


NAMELESS = {"none", "yes", "no", "ok", "same"}


@pytest.mark.parametrize("text", VALUES)
def test_honest_names(text: str) -> None:
    """A name may be a short word or a letter: a split called test, the level AA, the language R; none is no name."""
    assert is_placeholder(text, "name") is (text in NAMELESS)


@pytest.mark.parametrize(
    "text",
    ["TBD", "n/a", "todo", "???", "-", "xxx", "T\u200bBD", "ＴＢＤ", "ТВD", "<name>", "to be determined", "待定"],
)
def test_no_answer_even_as_a_name(text: str) -> None:
    """Some words are no answer in any field."""
    assert is_placeholder(text)


LONG = "The committee decides about the remaining thresholds in spring, after the second reading of the figures. " * 3


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        (LONG, None), ("TBD " + LONG, "TBD"), (LONG + " Owner: TODO", "TODO"), ("Weights are FIXME.", "FIXME"),
        ("Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.", "Lorem ipsum"),
        ("Todos los datos se revisan.", None), ("The mastodon is extinct.", None), ("FIXMEUP reads it.", None),
    ],
)  # fmt: skip
def test_marks_of_unfinished_work(text: str, mark: str | None) -> None:
    """A mark by which authors find open places again leaves a text unanswered, however long it is."""
    assert left_open(text) == mark
    assert is_placeholder(text, "prose") is bool(mark)
    assert not is_placeholder(LONG if mark is None else f"{text} {LONG}")


def test_long_texts_that_say_nothing() -> None:
    """A long text without a letter, or of nothing but words that say nothing, is no answer either."""
    assert is_placeholder("n/a, " * 60)
    assert is_placeholder("none yes " * 60, "prose")
    assert not is_placeholder("nine yards " * 60, "prose")
    assert is_placeholder("." * 500, "prose")
    assert is_placeholder("-\n" * 300)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("TBD", "tbd"), ("  A\n b ", "a b"), ("T\u200bBD", "tbd"), ("ＡＢ", "ab"),
     ("СОАР", "coap"), ("Straße", "strasse"), ("é", "é")],
)  # fmt: skip
def test_folding_gives_what_a_reader_sees(text: str, folded: str) -> None:
    """Case, spacing, invisible characters, width and look-alikes do not make another text."""
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (None, False), ("", False), (" ", False), ("TBD", False), ([], False), ({}, False), (["TBD", ""], False),
        ({"a": "n/a"}, False), ([{"a": None}], False), (False, True), (0, True), (0.0, True), ("0", True),
        ("none", True),
        (["TBD", "x1"], False), (["a", "x1"], True), ([{"a": "TBD"}, {"a": "x1"}], True),
        ({"a": {"b": "c d"}}, True), ([[False]], True),
    ],
)  # fmt: skip
def test_substance(value: object, says: bool) -> None:
    """A value has substance when any part of it says something, of a list of texts each; false and zero do."""
    assert has_substance(value) is says


@pytest.mark.parametrize(
    ("field", "caught"),
    [
        ("description: none", True),
        ("description: T\u200bBD", True),
        ("name: TBD", True),
        ("tags: [test, tbd]", True),
        ("tags: [test, none]", True),
        ("tags: [test, x]", False),
        ("description: Not used for minors.", False),
        ("transparency: {accessibility: {level: AA}}", False),
        ("transparency: {explanation: {method: SHAP}}", False),
        ("lifecycle_stage: idea", False),
        ("security: {measures: [{threat: none}]}", True),
        ("security: {measures: [{threat: x}]}", True),
        ("security: {measures: [{threat: poisoning}]}", False),
        ("security: {measures: [{test: X}]}", False),
        ("purpose: {users: [credit officer, abc]}", True),
        ("purpose: {users: [credit officer]}", False),
        ("composition: {components: [{name: R, version: '4', licence: MIT}]}", False),
        ("composition: {components: [{name: none}]}", True),
        ("performance: {metrics: [{name: Gini, unit: '1'}]}", False),
        ("description: 'Scores applications; thresholds: TBD.'", True),
        ("name: TODO list", False),
        ("actors: {provider: {name: Todo SA}}", False),
        ("security: {access_control: none}", True),
        ("reviews: [{kind: go_live, reviewer_role: TBD}]", True),
    ],
)
def test_placeholders_are_found_in_a_catalog(catalog_of: Build, field: str, caught: bool) -> None:
    """A placeholder is found in the field it stands in: prose is held to more than names, choices to nothing."""
    name = "" if field.startswith("name:") else "name: S\n"
    catalog = catalog_of(f"kind: system\nid: s\n{name}{field}\n")
    assert ("CAT040" in {problem.rule for problem in hygiene_problems(catalog)}) is caught
