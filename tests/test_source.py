"""Reading YAML as text: values as written, each with its line and column."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from cardwright.catalog.source import Source, read_source


def read(text: str) -> Source:
    """Read a text."""
    return read_source("a.yaml", text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "value",
    ["1.10", "no", "0o17", "1_000", "2026-02-30", "12:30:45", "1e5", ".inf", "0x1F", "TRUE", "=", "y", "é", "5(b)"],
)
def test_scalar_stays_as_written(value: str) -> None:
    """What YAML would turn into numbers, dates or truth values stays text."""
    assert read(f"version: {value}\n").data == {"version": value}


@pytest.mark.parametrize("value", ["null", "~", "", "1.10"])
def test_quoted_scalar_is_text(value: str) -> None:
    """A quoted value is text, even an empty one or the word null; its form is for the field to judge."""
    source = read(f"version: '{value}'\n")
    assert source.data == {"version": value}
    assert not source.refusals


def test_place_of_each_value() -> None:
    """A scalar stands at its own place, a mapping or list at its key, an item at itself."""
    source = read("kind: team\ncontact:\n  role: Desk\naliases: ['@a', '@b']\n")
    places = {path: source.at(path)[1:3] for path in ((), ("kind",), ("contact",), ("contact", "role"), ("aliases", 1))}
    assert places == {
        (): (1, 1),
        ("kind",): (1, 7),
        ("contact",): (2, 1),
        ("contact", "role"): (3, 9),
        ("aliases", 1): (4, 17),
    }


def test_missing_key_stands_at_its_nearest_parent() -> None:
    """What is not there is shown where it would belong, and the pointer still names it."""
    source = read("kind: team\nescalation:\n- role: Head of Desk\n")
    assert source.at(("escalation", 0, "email"))[1:] == (3, 3, "escalation[0].email")
    assert source.at(("escalation", 7, "email"))[1:3] == (2, 1)
    assert source.at(("on_call", "hours"))[1:3] == (1, 1)


@pytest.mark.parametrize(
    ("text", "column"),
    [("name: 'é' # x\n", 7), ("\U0001f600: x\n", 4), ("{😀😀: a, name: b}\n", 6)],
)
def test_columns_count_characters(text: str, column: int) -> None:
    """A column counts characters, not bytes, whatever stands before it."""
    source = read(text)
    assert source.at((next(iter(source.data)),))[1:3] == (1, column)


def test_byte_order_mark_is_no_column() -> None:
    """A byte order mark at the start is passed over."""
    source = read("\ufeffkind: team\n")
    assert source.data == {"kind": "team"}
    assert source.at(("kind",))[1:3] == (1, 7)


def test_reading_goes_on_after_a_refusal() -> None:
    """What is refused becomes nothing, and everything else in the file is still read."""
    source = read("a: !x 1\nb: &y 2\nc: *y\na: 3\n<<: {d: 4}\n? [e]\n: 5\nf:\ng: 6\n")
    assert source.data == {"a": "1", "b": "2", "c": None, "f": None, "g": "6"}
    assert [refusal.rule for refusal in source.refusals] == [
        "CAT004", "CAT005", "CAT005", "CAT003", "CAT006", "CAT011", "CAT014",
    ]  # fmt: skip
    assert source.whole


def test_reading_stops_at_a_syntax_error() -> None:
    """What stood before a syntax error is kept, and the source says that it is not whole."""
    source = read("kind: team\nid: desk\ncontact: [\n")
    assert source.data["id"] == "desk"
    assert not source.whole


def test_control_character_in_a_value_is_replaced() -> None:
    """A value never carries a control character further, because terminal, page and PDF would act on it."""
    source = read('name: "a\\x1b[2Kb"\n')
    assert source.data == {"name": "a\ufffd[2Kb"}


def test_second_mention_of_a_key_changes_nothing() -> None:
    """Of two values for one key the first is kept, and the message names where it stands."""
    source = read("contact:\n  role: First\n  role: Second\n")
    assert source.data == {"contact": {"role": "First"}}
    assert source.refusals[0].at == (3, 3)
    assert "2:3" in source.refusals[0].message


@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf")
@example(b"? \n")
@example(b"&a a: *a")
@example(b"- \r- ")
def test_no_bytes_raise(content: bytes) -> None:
    """Whatever the bytes, reading ends with a source whose refusals stand inside the file."""
    source = read_source("a.yaml", content)
    assert source.whole or source.refusals
    lines = content.decode("utf-8-sig", "replace").splitlines() or [""]
    for refusal in source.refusals:
        assert 1 <= refusal.at[0] <= len(lines) + 1
        assert refusal.at[1] >= 1


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufffe\uffff"), max_size=20
)
DATA = st.recursive(
    TEXT, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT.filter(bool), inner, max_size=3)
)


@given(st.dictionaries(TEXT.filter(bool), DATA, min_size=1, max_size=4), st.booleans())
def test_written_data_is_read_back(data: dict[str, object], flow: bool) -> None:
    """What PyYAML writes, with every scalar quoted, comes back equal and without a refusal."""
    text = yaml.safe_dump(data, default_style='"', default_flow_style=flow, allow_unicode=True)
    source = read(text)
    assert not source.refusals
    assert source.data == data
