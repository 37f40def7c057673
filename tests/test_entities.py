"""The entity classes: what each form of a scalar takes and refuses, and what the shapes say about the fields."""

import datetime
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from cardwright.catalog.entities import ENTITY_CLASSES, Entity, text
from cardwright.catalog.entities.evidence import Evidence
from cardwright.catalog.entities.field import AUDIENCES
from cardwright.catalog.entities.shape import Shape, field_at, fields_of, shape_of, walk
from cardwright.catalog.entities.text import PARSERS

KINDS = sorted(ENTITY_CLASSES)
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def as_text(value: Any) -> Any:
    """The value as the YAML reader would yield it: every scalar is text."""
    if isinstance(value, dict):
        return {key: as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_text(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def examples_of(shape: Shape) -> dict[str, Any]:
    """A document made of the examples of every field."""
    document: dict[str, Any] = {}
    for name, field in shape.fields.items():
        if field.examples:
            document[name] = as_text(field.examples[0])
        elif field.record:
            document[name] = examples_of(field.shape)
    return document


def example_entity(kind: str) -> dict[str, Any]:
    """A complete entity of a kind, made of its examples."""
    return {**examples_of(shape_of(ENTITY_CLASSES[kind])), "kind": kind}


def read(form: Any, value: Any) -> Any:
    """The value that a field of this form makes of a text."""
    return TypeAdapter(form).validate_python(value)


def problem(record: type[Entity], data: Any) -> dict[str, Any]:
    """The only problem of some data, as pydantic reports it."""
    with pytest.raises(ValidationError) as caught:
        record.model_validate(data)
    (error,) = caught.value.errors(include_url=False)
    return dict(error)


@pytest.mark.parametrize("kind", KINDS)
def test_examples_form_an_entity(kind: str) -> None:
    """The examples of a kind's fields make a document that its class takes, with every top-level field set."""
    document = example_entity(kind)
    entity = ENTITY_CLASSES[kind].model_validate(document)
    assert entity.model_fields_set == set(document) == set(ENTITY_CLASSES[kind].model_fields)


@pytest.mark.parametrize("kind", KINDS)
def test_identity_alone_is_an_entity(kind: str) -> None:
    """Only structural identity is required; everything else is unknown when it is absent."""
    record = ENTITY_CLASSES[kind]
    complete = example_entity(kind)
    required = {name: complete[name] for name, field in shape_of(record).fields.items() if field.required}
    entity = record.model_validate(required)
    assert all(getattr(entity, name) is None for name in set(record.model_fields) - set(required))


@pytest.mark.parametrize("kind", KINDS)
def test_unknown_keys_are_refused(kind: str) -> None:
    """A key that no field has is refused, at its path."""
    error = problem(ENTITY_CLASSES[kind], {**example_entity(kind), "colour": "blue"})
    assert (error["type"], error["loc"]) == ("extra_forbidden", ("colour",))


def test_unknown_keys_are_refused_deep_inside() -> None:
    """A misspelt key in an item of a list is refused at its place, which is the path in the file."""
    system = example_entity("system")
    system["performance"]["metrics"][0]["treshold"] = "0.7"
    error = problem(ENTITY_CLASSES["system"], system)
    assert (error["type"], error["loc"]) == ("extra_forbidden", ("performance", "metrics", 0, "treshold"))


def test_another_kind_is_refused() -> None:
    """A class takes only entities of its own kind."""
    error = problem(ENTITY_CLASSES["team"], {**example_entity("team"), "kind": "model"})
    assert (error["type"], error["msg"]) == ("form_enum", "expected team, found “model”")


def test_entities_cannot_be_changed() -> None:
    """An entity is frozen once it is read."""
    team = ENTITY_CLASSES["team"].model_validate(example_entity("team"))
    with pytest.raises(ValidationError, match="frozen"):
        team.name = "Another"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("prodction", "; did you mean production?"),
        ("Production", "; did you mean production?"),
        ("dev", "; did you mean development?"),
        ("рilot", "; did you mean pilot?"),  # the first letter is Cyrillic
        ("zzz", ""),
    ],
)
def test_wrong_choice_lists_the_values_and_suggests_one(wrong: str, hint: str) -> None:
    """A value that is not in the list is refused with the list, and with the nearest value when one is near."""
    error = problem(ENTITY_CLASSES["system"], {**example_entity("system"), "lifecycle_stage": wrong})
    assert error["type"] == "form_enum"
    assert error["msg"].startswith("expected one of idea, development, review, pilot, production, retired, found “")
    assert error["msg"].endswith(hint or "”")


def test_look_alike_letters_are_made_visible() -> None:
    """A message names the code points outside ASCII, since the eye cannot tell a Cyrillic а from a Latin a."""
    with pytest.raises(ValidationError, match=r"found “5\(а\)” \(with U\+0430\)"):
        read(text.AnnexIIIPoint, "5(а)")


def test_messages_shorten_long_values() -> None:
    """A message repeats the beginning of a wrong value, not megabytes of it."""
    with pytest.raises(ValidationError) as caught:
        read(text.Date, "x" * 100_000)
    assert len(caught.value.errors()[0]["msg"]) < 200


GOOD = [
    (text.Bool, "true", True),
    (text.Bool, " false ", False),
    (text.Int, "12800", 12800),
    (text.Int, "-7", -7),
    (text.Int, "9223372036854775807", 2**63 - 1),
    (text.Float, "0.81", 0.81),
    (text.Float, "1e25", 1e25),
    (text.Float, "3.0E+24", 3e24),
    (text.Float, "-2", -2.0),
    (text.Float, "0.000", 0.0),
    (text.Date, "2026-05-30", datetime.date(2026, 5, 30)),
    (text.Date, "2024-02-29", datetime.date(2024, 2, 29)),
    (text.Month, "2026-12", "2026-12"),
    (text.Duration, "P6M", "P6M"),
    (text.Duration, "P1Y2M10DT2H30M", "P1Y2M10DT2H30M"),
    (text.Duration, "PT36H", "PT36H"),
    (text.Country, "SG", "SG"),
    (text.Country, "NO", "NO"),
    (text.Language, "de", "de"),
    (text.Language, "zh-Hant-TW", "zh-Hant-TW"),
    (text.Url, "https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
    (text.Url, "http://localhost:8080", "http://localhost:8080"),
    (text.Url, "https://example.com/@team", "https://example.com/@team"),
    (text.Sha256, DIGEST, DIGEST),
    (text.Role, " Head of Model Risk ", "Head of Model Risk"),
    (text.EntityId, "loans-2021.v2", "loans-2021.v2"),
    (text.VersionId, "1.10", "1.10"),
    (text.VersionId, "2.0.0-rc.1+build_7", "2.0.0-rc.1+build_7"),
    (text.AnnexIIIPoint, "2", "2"),
    (text.AnnexIIIPoint, "8(b)", "8(b)"),
    (text.FilePath, "evidence/Prüfbericht 2026.pdf", "evidence/Prüfbericht 2026.pdf"),
    (text.Str, "  one line \n", "one line"),
    (text.Str, "1.10", "1.10"),
    (text.Text, "  kept\n\nas written\n", "  kept\n\nas written\n"),
    (text.Value, "0.0010", "0.0010"),
    (text.Value, "\n\n", "\n\n"),
    (text.TeamRef, "team:credit-modelling", "team:credit-modelling"),
    (text.ModelRef, "model:credit-default", "model:credit-default"),
    (text.ModelVersionRef, "model:credit-default@2.1.0", "model:credit-default@2.1.0"),
    (text.ApprovalRef, "approval:credit-3.2", "approval:credit-3.2"),
    (text.EntityRef, "system:credit-decisioning", "system:credit-decisioning"),
    (text.EntityRef, "model:credit-default@2.1.0", "model:credit-default@2.1.0"),
]


@pytest.mark.parametrize(("form", "written", "value"), GOOD)
def test_forms_take_what_is_well_written(form: Any, written: str, value: Any) -> None:
    """Text in the right form becomes its value."""
    assert read(form, written) == value


NOT_TEXT: list[Any] = [{}, [], ["a"], None, 3]

BAD: list[tuple[Any, Any]] = [
    *((text.Bool, v) for v in ("yes", "True", "1", "on", "", "truе")),
    *(
        (text.Int, v)
        for v in ("1.0", "1_000", "1,000", "0x1F", "１２", "1e3", "+5", "", "9223372036854775808", "9" * 5000)
    ),
    *((text.Float, v) for v in ("nan", "inf", "-.inf", "1_0.5", "0x1p3", "1,5", "1e400", "1e-400", "٣", "1e", ".", "")),
    *((text.Date, v) for v in ("2026-02-30", "2026-5-3", "30.05.2026", "2026-05-30T10:00", "2026-W07-1")),
    *((text.Date, v) for v in ("20260530", "0001-01-01", "2999-01-01", "２０２６-05-30", "2026-05-30\x00", "")),
    *((text.Month, v) for v in ("2026-13", "2026-00", "2026-3", "2026-05-30", "1066-01", "")),
    *((text.Duration, v) for v in ("P", "PT", "P1", "6M", "p6m", "P-1M", "P1.5M", "P1MT", "six months", "P٦M", "")),
    *((text.Country, v) for v in ("UK", "EU", "XK", "XX", "sg", "SGP", "ЅG", "")),
    *((text.Language, v) for v in ("DE", "german", "de_DE", "d", "de-", "")),
    *((text.Url, v) for v in ("ftp://example.com", "example.com", "//example.com", "javascript:alert(1)", "https://")),
    *((text.Url, v) for v in ("https://exa mple.com", "https://example.com/a b", "https://example.com\n/x", "")),
    *((text.Url, v) for v in ("https://user:secret@example.com", "https://user@example.com", "https://ex\\@evil.com")),
    *((text.Url, v) for v in ("https://ехample.com", "https://example.com:99999", "https://[::1", 'https://e.com/"x')),
    *((text.Sha256, v) for v in (DIGEST[:-1], DIGEST.upper(), DIGEST + "0", "g" * 64, "０" * 64, "")),
    *((text.Role, v) for v in ("CR", "x" * 81, "two\nlines", "   ", "\u200b\u200b\u200b")),
    *((text.EntityId, v) for v in ("Credit", "credit default", "-a", ".a", "a/b", "../a", "сredit", "a" * 101, "")),
    *((text.VersionId, v) for v in ("../../x", "1 0", "v@1", "1/2", "-1", "x" * 101, "")),
    *((text.AnnexIIIPoint, v) for v in ("5", "9", "2(a)", "1(d)", "8(c)", "5b", "５(b)", "5 (b)", "")),
    *((text.FilePath, v) for v in ("/etc/passwd", "../secret", "a/../../b", "C:/x", "C:\\x", "\\\\host\\x", "a\\b")),
    *(
        (text.FilePath, v)
        for v in ("https://example.com/a.pdf", "./a", "a//b", "a/", "a\x00b", "a\nb", "a\u202efdp", "")
    ),
    *((text.Str, v) for v in ("", "   ", "\u200b", "two\nlines", "two\u2028lines", "bell\x07")),
    *((text.Text, v) for v in ("", " \n\t ", "\u200b\u2060")),
    *((text.Value, v) for v in ("",)),
    *((text.TeamRef, v) for v in ("credit", "system:credit", "Team:credit", "team:Credit", "team:a@1", "team:", "")),
    *((text.ModelRef, v) for v in ("model:credit@1", "model_version:credit")),
    *((text.ModelVersionRef, v) for v in ("model:credit", "model:credit@", "model_version:credit@1", "model:a@1 0")),
    *((text.EntityRef, v) for v in ("model_version:credit", "waiver:w", "tean:a", "system:a@1", "model:a@../../x")),
    *((form, v) for form in (text.Bool, text.Date, text.Str, text.Text, text.TeamRef) for v in NOT_TEXT),
]


@pytest.mark.parametrize(("form", "wrong"), BAD)
def test_forms_refuse_everything_else(form: Any, wrong: Any) -> None:
    """Text in another form is refused with one message that says what is expected."""
    with pytest.raises(ValidationError) as caught:
        read(form, wrong)
    (error,) = caught.value.errors()
    assert error["msg"].startswith("expected ")


HINTS = [
    (text.Bool, "True", "write true"),
    (text.Int, "1_000", "write the digits alone"),
    (text.Float, "0,5", "write the decimal point as a dot"),
    (text.Date, "2026-05-30 10:00", "write the day without a time"),
    (text.Duration, "p6m", "write P6M"),
    (text.Country, "UK", "write GB"),
    (text.Country, "EU", "list the countries one by one"),
    (text.Country, "de", "write DE"),
    (text.Language, "pt_BR", "write pt-BR"),
    (text.Sha256, DIGEST.upper(), "write it in lower case"),
    (text.EntityId, "Credit Default", "write credit-default"),
    (text.AnnexIIIPoint, "4(c)", "point 4 has 4(a), 4(b)"),
    (text.FilePath, "https://example.com/a.pdf", "an address belongs in `url`"),
    (text.FilePath, "evidence\\a.pdf", "write forward slashes"),
    (text.TeamRef, "credit", "write team:credit"),
    (text.TeamRef, "system:credit", "this names a system"),
    (text.TeamRef, "teem:credit", "did you mean team?"),
    (text.ModelRef, "model:credit@1", "leave out the version"),
    (text.ModelVersionRef, "model:credit", "name the version too"),
    (text.ModelVersionRef, "model_version:credit@1", "write model:<id>@<version>"),
    (text.EntityRef, "system:credit@1", "only a model has versions"),
]


@pytest.mark.parametrize(("form", "wrong", "hint"), HINTS)
def test_messages_say_what_to_write(form: Any, wrong: str, hint: str) -> None:
    """A mistake that is often made is answered with its correction."""
    with pytest.raises(ValidationError) as caught:
        read(form, wrong)
    assert caught.value.errors()[0]["msg"].endswith(f"; {hint}")


def test_credentials_in_an_address_are_not_repeated() -> None:
    """The message on an address with a password in it does not carry the password on."""
    with pytest.raises(ValidationError) as caught:
        read(text.Url, "https://bot:hunter2@example.com")
    assert "hunter2" not in caught.value.errors()[0]["msg"]


@given(st.text(max_size=40))
@example("P" + "9" * 30 + "Y")
@example("http://[")
@example("-" * 40)
def test_no_text_breaks_a_form(written: str) -> None:
    """Whatever the text, a form takes it or refuses it with its own error."""
    for parse in PARSERS.values():
        with suppress(PydanticCustomError):
            parse(written)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_described_and_has_an_audience(kind: str) -> None:
    """Every field has a description without a full stop, and an audience unless it is a section."""
    for path, field in fields_of(ENTITY_CLASSES[kind]):
        assert field.description, path
        assert field.description.endswith("...") or not field.description.endswith("."), path
        assert field.audience in AUDIENCES or field.record, path


@pytest.mark.parametrize("kind", KINDS)
def test_small_entry_names_fields_of_its_kind(kind: str) -> None:
    """The fields of a small honest entry exist, begin with `kind` and include all that is required."""
    record = ENTITY_CLASSES[kind]
    assert record.small[0] == "kind"
    assert all(field_at(record, path.split(".")) for path in record.small)
    assert {name for name, field in shape_of(record).fields.items() if field.required} <= set(record.small)


@pytest.mark.parametrize("kind", KINDS)
def test_identity_and_selector_are_members(kind: str) -> None:
    """The member that identifies or selects items of a list exists in every structure that names one."""
    for path, field in fields_of(ENTITY_CLASSES[kind]):
        if field.record:
            members = set(field.record.model_fields)
            named = {getattr(field.record, "identity", None), getattr(field.record, "select", None)} - {None}
            assert named <= members, path


def test_field_at_answers_for_a_place_in_a_file() -> None:
    """A path of a file leads to its field, whatever its list indexes, with the values it may have."""
    field = field_at(ENTITY_CLASSES["system"], ("performance", "tests", 3, "kind"))
    assert field is not None
    assert (field.description, field.audience, field.required, field.is_list) == ("Approach", "regulator", False, False)
    assert field.form == text.Form("enum")
    assert "red_team" in field.values


def test_field_at_narrows_the_audience() -> None:
    """A member's own audience narrows that of the field that holds it and never widens it."""
    system = ENTITY_CLASSES["system"]
    audiences = [
        getattr(field_at(system, path.split(".")), "audience", None)
        for path in ("transparency.redress.channel", "transparency.redress.requests", "runbook.url", "transparency")
    ]
    assert audiences == ["public", "regulator", "internal", None]


def test_field_at_knows_maps_and_dead_ends() -> None:
    """A key of a map has the map's description and the form of its values; a path that leads nowhere is None."""
    version = ENTITY_CLASSES["model_version"]
    rate = field_at(version, ("training", "hyperparameters", "learning_rate"))
    assert rate is not None
    assert (rate.name, rate.description, rate.form) == ("learning_rate", "Hyperparameters by name", text.Form("value"))
    assert field_at(version, ("training", "hyperparameter")) is None
    assert field_at(version, ("version", "major")) is None
    assert field_at(version, ()) is None


def test_walk_yields_every_scalar_in_its_place() -> None:
    """Walking raw data gives path, form and text of each scalar; what no field expects is passed over."""
    data = {
        "name": "A",
        "colour": "blue",
        "owner": ["team:a"],
        "contact": {"email": "a@example.com"},
        "tags": ["x", {"y": "z"}],
        "composition": {"models": [{"model": "model:m@1"}, "model:m@2"]},
        "purpose": None,
    }
    assert list(walk(shape_of(ENTITY_CLASSES["system"]), data)) == [
        (("name",), text.Form("str"), "A"),
        (("contact", "email"), text.Form("str"), "a@example.com"),
        (("tags", 0), text.Form("str"), "x"),
        (("composition", "models", 0, "model"), text.Form("ref", ("model_version",)), "model:m@1"),
    ]


def test_walk_reaches_maps() -> None:
    """The values of a map are walked under their own keys."""
    data = {"training": {"hyperparameters": {"learning_rate": "0.05"}}}
    (found,) = walk(shape_of(ENTITY_CLASSES["model_version"]), data)
    assert found == (("training", "hyperparameters", "learning_rate"), text.Form("value"), "0.05")


def test_a_structure_can_be_read_alone() -> None:
    """A shared structure validates by itself, as importers need it."""
    evidence = Evidence.model_validate({"file": "evidence/report.pdf", "date": "2026-05-30"})
    assert evidence.date == datetime.date(2026, 5, 30)
    assert evidence.url is None
