"""Pydantic's core schema of a record class, made from its shape.

Built here and not by pydantic's own generator for two reasons: an enumeration needs a message that lists its values and
suggests one, and compiling two hundred classes this way takes a fraction of the time when the first file is read.
"""

from pydantic import BaseModel
from pydantic_core import CoreSchema, core_schema

from cardwright.catalog.entities.parsing import choice_parser
from cardwright.catalog.entities.shape import FieldShape, Shape, shape_of
from cardwright.catalog.entities.text import schema_of_form

NAME = core_schema.str_schema(strict=True, min_length=1)
STRICT = core_schema.CoreConfig(extra_fields_behavior="forbid")


def schema_of_record(record: type[BaseModel]) -> CoreSchema:
    """Return the core schema of a record class with all the records it holds."""
    definitions: dict[type[BaseModel], CoreSchema] = {}
    top = _record(record, definitions)
    return core_schema.definitions_schema(top, list(definitions.values()))


def _record(record: type[BaseModel], definitions: dict[type[BaseModel], CoreSchema]) -> CoreSchema:
    """Return a reference to the schema of a record, which is made when it is first met."""
    reference = f"{record.__module__}.{record.__qualname__}"
    if record not in definitions:
        fields = {name: _field(field, definitions) for name, field in shape_of(record).fields.items()}
        definitions[record] = core_schema.model_schema(
            record,
            core_schema.model_fields_schema(fields, model_name=record.__name__),
            config=STRICT,
            frozen=True,
            ref=reference,
        )
    return core_schema.definition_reference_schema(reference)


def _field(field: FieldShape, definitions: dict[type[BaseModel], CoreSchema]) -> core_schema.ModelField:
    value = _value(field.shape, definitions)
    if not field.required:
        value = core_schema.with_default_schema(core_schema.nullable_schema(value), default=None)
    return core_schema.model_field(value)


def _value(shape: Shape, definitions: dict[type[BaseModel], CoreSchema]) -> CoreSchema:
    if shape.item:
        item = _value(shape.item, definitions)
        return core_schema.list_schema(item) if shape.holds == "list" else core_schema.dict_schema(NAME, item)
    return _record(shape.record, definitions) if shape.record else _leaf(shape)


def _leaf(shape: Shape) -> CoreSchema:
    if shape.values:
        return core_schema.no_info_plain_validator_function(choice_parser(shape.values))
    if shape.form is None:
        raise TypeError(f"{shape} is neither a record nor a scalar")
    return schema_of_form(shape.form)
