"""The JSON Schemas for editors and the text of new entities."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from pydantic import ValidationError

from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.catalog.entities.shape import Shape, fields_of, shape_of
from cardwright.catalog.schema import file_name, schema_for, write_schemas
from cardwright.catalog.skeleton import skeleton_for
from cardwright.errors import CardwrightError

KINDS = sorted(ENTITY_CLASSES)
TODAY = datetime.date(2026, 11, 21)


def examples_of(shape: Shape) -> dict[str, Any]:
    """A document made of the examples of every field, typed as an editor reads it."""
    document: dict[str, Any] = {}
    for name, field in shape.fields.items():
        if field.examples:
            document[name] = field.examples[0]
        elif field.record:
            document[name] = examples_of(field.shape)
    return document


def example_entity(kind: str) -> dict[str, Any]:
    """A complete entity of a kind, made of its examples."""
    return {**examples_of(shape_of(ENTITY_CLASSES[kind])), "kind": kind}


def complaint(kind: str, document: Any) -> str:
    """What an editor says about a document; empty when nothing."""
    error = best_match(Draft202012Validator(schema_for(kind)).iter_errors(document))
    return error.message if error else ""


def identifier_of(kind: str) -> str:
    """An id that an entity of the kind can have."""
    return "credit-default@1.10" if kind == "model_version" else "credit-default"


def as_read(written: str) -> dict[str, Any]:
    """A YAML text with every scalar as written, like the catalog's reader gives it."""
    document = yaml.load(written, Loader=yaml.BaseLoader)
    assert isinstance(document, dict)
    return document


@pytest.mark.parametrize("kind", KINDS)
def test_schema_is_valid_and_takes_the_examples(kind: str) -> None:
    """The schema of a kind is one, and the examples of its fields pass it as an editor types them."""
    Draft202012Validator.check_schema(schema_for(kind))
    assert complaint(kind, example_entity(kind)) == ""


@pytest.mark.parametrize("kind", KINDS)
def test_schema_has_no_optional_clutter(kind: str) -> None:
    """Optional fields are plain in the schema: one title at the top, no `anyOf` with null, no unused definition."""
    schema = schema_for(kind)
    written = json.dumps(schema)
    properties = [
        part for record in (schema, *schema["$defs"].values()) for part in record.get("properties", {}).values()
    ]
    assert not [part for part in (*properties, *schema["$defs"].values()) if "title" in part]
    assert "anyOf" not in written
    assert '"null"' not in written
    assert all(f'"#/$defs/{name}"' in written for name in schema["$defs"])


@pytest.mark.parametrize("kind", KINDS)
def test_schema_carries_description_and_audience(kind: str) -> None:
    """Every top-level field shows its description, and its audience unless it is a section."""
    schema = schema_for(kind)
    for name, field in shape_of(ENTITY_CLASSES[kind]).fields.items():
        assert schema["properties"][name]["description"] == field.description
        assert schema["properties"][name].get("x-audience") == field.audience


WRONG = [
    ("system", {"colour": "blue"}, "'colour' was unexpected"),
    ("system", {"lifecycle_stage": "prod"}, "'prod' is not one of"),
    ("system", {"kind": "model"}, "'system' was expected"),
    ("system", {"market": {"countries": ["UK"]}}, "'UK' is not one of"),
    ("system", {"classification": {"annex_iii_points": ["5(e)"]}}, "'5(e)' is not one of"),
    ("system", {"characteristics": {"profiling": "yes"}}, "'yes' is not of type 'boolean'"),
    ("system", {"owner": "model:a"}, "'model:a' does not match"),
    ("model", {"retired_on": "31.12.2028"}, "'31.12.2028' does not match"),
    ("dataset", {"name": {"de": "Kredite"}}, "is not of type"),
    ("approval", {"entity": "model_version:a"}, "'model_version:a' does not match"),
]


@pytest.mark.parametrize(("kind", "change", "message"), WRONG)
def test_schema_marks_mistakes(kind: str, change: dict[str, Any], message: str) -> None:
    """An editor marks an unknown key, a value that is not in the list and a scalar of the wrong form."""
    assert message in complaint(kind, {**example_entity(kind), **change})


@pytest.mark.parametrize("version", [1.10, 7, "2.1.0", True])
def test_schema_takes_unquoted_scalars_as_text(version: Any) -> None:
    """Where the reader keeps a scalar as written, an editor must not mark it for looking like a number."""
    assert complaint("system", {**example_entity("system"), "version": version, "name": version}) == ""
    assert complaint("model_version", {**example_entity("model_version"), "version": version}) == ""


def test_schema_takes_an_unquoted_point() -> None:
    """Point 2 of Annex III has no letter, so an editor sees a number."""
    section = {"classification": {"annex_iii_points": [2, "5(b)"]}}
    assert complaint("system", {**example_entity("system"), **section}) == ""


def test_written_schemas_lead_to_the_kind(tmp_path: Path) -> None:
    """One file a kind is written, the index names them all, and writing again changes no byte."""
    paths = write_schemas(tmp_path / "schemas")
    before = {path.name: path.read_bytes() for path in paths}
    assert set(before) == {"catalog.schema.json", *(file_name(kind) for kind in KINDS)}
    assert sorted(p.name for p in (tmp_path / "schemas").iterdir()) == sorted(before)
    index = json.loads(before["catalog.schema.json"])
    assert {choice["$ref"] for choice in index["oneOf"]} == {file_name(kind) for kind in KINDS}
    assert {path.name: path.read_bytes() for path in write_schemas(tmp_path / "schemas")} == before


def test_a_folder_that_cannot_be_written_stops(tmp_path: Path) -> None:
    """A file where the folder should be is an impossible job, said in one sentence."""
    (tmp_path / "schemas").write_text("")
    with pytest.raises(CardwrightError, match="Cannot write the schemas"):
        write_schemas(tmp_path / "schemas")


@pytest.mark.parametrize("kind", KINDS)
def test_skeleton_claims_only_identity(kind: str) -> None:
    """A new entity holds its kind and id, and a name from the id; nothing else is stated."""
    document = as_read(skeleton_for(kind, identifier_of(kind)))
    if kind == "model_version":
        assert document == {"kind": kind, "model": "model:credit-default", "version": "1.10"}
    elif kind in ("approval", "waiver"):
        assert document == {"kind": kind, "id": "credit-default"}
    else:
        assert document == {"kind": kind, "id": "credit-default", "name": "Credit default"}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("approval", "waiver")])
def test_skeleton_can_be_read_at_once(kind: str) -> None:
    """A new entity is one that its class takes; of approvals and waivers more is required than an id tells."""
    ENTITY_CLASSES[kind].model_validate(as_read(skeleton_for(kind, identifier_of(kind))))


def uncommented(skeleton: str) -> str:
    """The skeleton with every field filled in, as an editor's toggle leaves it: descriptions stay comments."""
    lines = []
    for line in skeleton.splitlines():
        bare = line.removeprefix("# ")
        field = bare.lstrip(" -").partition(":")[0]
        is_field = (field.replace("_", "").isalnum() and field.islower()) or bare.lstrip().startswith("- ")
        lines.append(bare if is_field and not bare.lstrip().startswith("#") else line)
    return "\n".join(lines)


@pytest.mark.parametrize("kind", KINDS)
def test_skeleton_filled_in_is_an_entity(kind: str) -> None:
    """With the # removed, the examples of a skeleton are YAML that the class takes, and hold all of `small`."""
    document = as_read(uncommented(skeleton_for(kind, identifier_of(kind), today=TODAY)))
    try:
        ENTITY_CLASSES[kind].model_validate(document)
    except ValidationError as error:
        pytest.fail(str(error))
    for path in ENTITY_CLASSES[kind].small:
        place: Any = document
        for key in path.split("."):
            place = place[key]


@pytest.mark.parametrize("kind", KINDS)
def test_skeleton_explains_each_field(kind: str) -> None:
    """The description of every field stands above it, with the values it can have."""
    text = " ".join(line.strip(" #") for line in skeleton_for(kind, identifier_of(kind)).splitlines())
    fields = dict(fields_of(ENTITY_CLASSES[kind]))
    for path in ENTITY_CLASSES[kind].small:
        assert fields[path].description in text
        assert len(fields[path].values) < 2 or ", ".join(fields[path].values) in text


def test_skeleton_begins_with_the_editor_line() -> None:
    """The first line tells the editor where the schema is, relative to the file."""
    text = skeleton_for("team", "risk", schema="../.schemas/team.schema.json")
    assert text.startswith("# yaml-language-server: $schema=../.schemas/team.schema.json\n")


def test_skeleton_dates_only_what_happens_today() -> None:
    """The date of approval is proposed as today's; an expiry stays an example."""
    text = skeleton_for("waiver", "w-1", today=TODAY)
    assert "# approved_on: 2026-11-21\n" in text
    assert "# expiry: 2027-01-31\n" in text


def test_skeleton_quotes_what_yaml_would_lose() -> None:
    """An id that YAML reads as nothing is quoted."""
    assert 'id: "null"\nname: "Null"' in "\n".join(
        line for line in skeleton_for("team", "null").splitlines() if not line.startswith("#")
    )


@pytest.mark.parametrize(
    ("kind", "identifier", "message"),
    [
        ("modle", "a", "no kind of entity"),
        ("model", "Credit Default", "write credit-default"),
        ("model", "../a", "identifier"),
        ("model_version", "credit-default", "<model id>@<version>"),
        ("model_version", "credit-default@1 0", "version"),
    ],
)
def test_skeleton_refuses_an_impossible_entity(kind: str, identifier: str, message: str) -> None:
    """A kind that does not exist or an id that no entity can have stops with one sentence."""
    with pytest.raises(CardwrightError, match=message):
        skeleton_for(kind, identifier)
