"""What every part of an entity shares: frozen, closed to unknown keys, and optional in most of its members."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema

from cardwright.catalog.entities.validation import schema_of_record


class Record(BaseModel):
    """A section of an entity, or a structure that several share.

    Data arrive as the reader yields them: text in mappings and lists. An absent member is None, which means unknown.
    The schema is built when the class is first used, so that importing two hundred classes stays cheap.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    identity: ClassVar[str | None] = None
    """The member that is unique in a list of these, for merging and for field-level changes."""
    select: ClassVar[str | None] = None
    """The member that a selector such as `reviews[peer_review]` compares."""
    std: ClassVar[tuple[str, ...]] = ()
    """The same structure in other standards, as `<standard> <name>`."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return schema_of_record(cls)


class Entity(Record):
    """One file of the catalog."""

    file: ClassVar[str]
    """Where the file stands in the catalog folder, with `<id>`, `<version>` or `<name>` for what varies."""
    small: ClassVar[tuple[str, ...]]
    """Dotted paths of the fields of an honest small entry: with these it can be found, owned and judged."""
