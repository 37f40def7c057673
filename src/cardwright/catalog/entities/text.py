"""The forms of a scalar: what the text of a field can be, as annotated types for the entity classes."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from cardwright.catalog.entities import parsing, reference


@dataclass(frozen=True, slots=True)
class Form:
    """How a scalar is written: the name of the form, and for a reference the kinds of entity it may name."""

    name: str
    kinds: tuple[str, ...] = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return schema_of_form(self)


# Prose and short texts never reach Python code: they are most of a catalog, and this way pydantic reads them natively.
# Each must show something: a text of blanks or invisible characters would count as an answer without being one.
VISIBLE = r"[^\s\p{C}]"
INSIDE_A_LINE = r"[^\p{Cc}\p{Zl}\p{Zp}]*"
LINE = f"^{INSIDE_A_LINE}{VISIBLE}{INSIDE_A_LINE}$"

_any_text = core_schema.str_schema(strict=True, pattern=VISIBLE)
_line = core_schema.str_schema(strict=True, strip_whitespace=True, pattern=LINE)
_title = core_schema.str_schema(strict=True, strip_whitespace=True, pattern=LINE, min_length=3, max_length=80)
_as_written = core_schema.str_schema(strict=True, min_length=1)

NATIVE: dict[str, tuple[core_schema.StringSchema, str]] = {
    "text": (_any_text, "text that is not empty"),
    "str": (_line, "one line of text that is not empty"),
    "role": (_title, "a function or job title of 3 to 80 characters, never a person's name"),
    "value": (_as_written, "a number, a truth value or a short text"),
}

PARSERS: dict[str, Callable[[Any], object]] = {
    "bool": parsing.parse_bool,
    "int": parsing.parse_int,
    "float": parsing.parse_float,
    "date": parsing.parse_date,
    "month": parsing.parse_month,
    "duration": parsing.parse_duration,
    "country": parsing.parse_country,
    "language": parsing.parse_language,
    "url": parsing.parse_url,
    "sha256": parsing.parse_sha256,
    "id": reference.parse_id,
    "version": reference.parse_version,
    "point": parsing.parse_point,
    "file": parsing.parse_file,
}


def schema_of_form(form: Form) -> CoreSchema:
    """Return pydantic's schema for text of this form."""
    if form.name in NATIVE:
        text, expected = NATIVE[form.name]
        return core_schema.custom_error_schema(
            text, custom_error_type=f"form_{form.name}", custom_error_message=f"expected {expected}"
        )
    parse = PARSERS.get(form.name) or reference.reference_parser(form.kinds, form.name)
    return core_schema.no_info_plain_validator_function(parse)


Str = Annotated[str, Form("str")]
"""One line of text; white space around it is dropped."""
Text = Annotated[str, Form("text")]
"""Prose, in Markdown if wanted, kept exactly as written."""
Value = Annotated[str, Form("value")]
"""A number, truth value or short text, kept exactly as written."""
Bool = Annotated[bool, Form("bool")]
"""`true` or `false`."""
Int = Annotated[int, Form("int")]
"""A whole number of at most 64 bits."""
Float = Annotated[float, Form("float")]
"""A finite number."""
Date = Annotated[datetime.date, Form("date")]
"""A day, YYYY-MM-DD."""
Month = Annotated[str, Form("month")]
"""A calendar month, YYYY-MM."""
Duration = Annotated[str, Form("duration")]
"""An ISO 8601 duration."""
Country = Annotated[str, Form("country")]
"""An ISO 3166-1 alpha-2 code, upper case."""
Language = Annotated[str, Form("language")]
"""A BCP 47 language tag."""
Url = Annotated[str, Form("url")]
"""An absolute http or https address; never fetched."""
Sha256 = Annotated[str, Form("sha256")]
"""A SHA-256 digest in lower-case hexadecimal."""
Role = Annotated[str, Form("role")]
"""A function or job title, never a person's name."""
EntityId = Annotated[str, Form("id")]
"""A lower-case identifier, unique per kind."""
VersionId = Annotated[str, Form("version")]
"""The version of a model as its registry writes it, in letters that fit into `model:<id>@<version>`."""
AnnexIIIPoint = Annotated[str, Form("point")]
"""A point of Annex III as cited, such as 5(b); only points that exist."""
FilePath = Annotated[str, Form("file")]
"""The path of a file, relative to the catalog folder."""

EntityRef = Annotated[str, Form("entity_ref", reference.REFERABLE)]
"""A reference to an entity of any kind that can be approved or waived."""
TeamRef = Annotated[str, Form("ref", ("team",))]
SystemRef = Annotated[str, Form("ref", ("system",))]
ModelRef = Annotated[str, Form("ref", ("model",))]
ModelVersionRef = Annotated[str, Form("ref", ("model_version",))]
DatasetRef = Annotated[str, Form("ref", ("dataset",))]
ApprovalRef = Annotated[str, Form("ref", ("approval",))]
