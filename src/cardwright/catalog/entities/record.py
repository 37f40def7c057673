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

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process as the members alone; pydantic's own way takes twice as long."""
        return _restored, (type(self), self.__dict__)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return schema_of_record(cls)


def _restored(record: type[Record], members: dict[str, Any]) -> Record:
    """Return the record that had these members; they were validated when it was made."""
    made = record.__new__(record)
    set_ = object.__setattr__  # the record is frozen
    set_(made, "__dict__", members)
    set_(made, "__pydantic_fields_set__", set(members))
    set_(made, "__pydantic_extra__", None)
    set_(made, "__pydantic_private__", None)
    return made


class Entity(Record):
    """One file of the catalog."""

    file: ClassVar[str]
    """Where the file stands in the catalog folder, with `<id>`, `<version>` or `<name>` for what varies."""
    small: ClassVar[tuple[str, ...]]
    """Dotted paths of the fields of an honest small entry: with these it can be found, owned and judged."""
