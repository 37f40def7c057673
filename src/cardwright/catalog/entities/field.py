"""Declaring a field: its description, its audience, an example and its names in other standards.

The audience is the least trusted reader who sees the field by default. `public`, `customer`, `regulator` and `internal`
name it; `member` leaves it to the field that holds the structure; `section` holds fields that each have their own.
"""

from collections.abc import Mapping
from typing import Any, Literal, get_args

from pydantic import Field

Audience = Literal["public", "customer", "regulator", "internal"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)


def public(description: str, *, example: Any = None, required: bool = False, std: tuple[str, ...] = ()) -> Any:
    """Declare a field that everybody may read."""
    return _field(description, "public", example, required, std)


def customer(description: str, *, example: Any = None, required: bool = False, std: tuple[str, ...] = ()) -> Any:
    """Declare a field for customers and deployers, and for those who may read more."""
    return _field(description, "customer", example, required, std)


def regulator(description: str, *, example: Any = None, required: bool = False, std: tuple[str, ...] = ()) -> Any:
    """Declare a field for authorities and auditors, and for the organisation itself."""
    return _field(description, "regulator", example, required, std)


def internal(description: str, *, example: Any = None, required: bool = False, std: tuple[str, ...] = ()) -> Any:
    """Declare a field for the organisation alone."""
    return _field(description, "internal", example, required, std)


def member(
    description: str,
    *,
    example: Any = None,
    required: bool = False,
    std: tuple[str, ...] = (),
    audience: Audience | None = None,
) -> Any:
    """Declare a member of a shared structure; an audience of its own only narrows that of the field that holds it."""
    return _field(description, audience, example, required, std)


def section() -> Any:
    """Declare a section of an entity; the docstring of its class describes it."""
    return Field(default=None)


def narrower(first: Audience | None, second: Audience | None) -> Audience | None:
    """Return the audience that fewer readers belong to; None is one that is not stated."""
    if first is None or second is None:
        return first or second
    return max(first, second, key=AUDIENCES.index)


def _field(description: str, audience: Audience | None, example: Any, required: bool, std: tuple[str, ...]) -> Any:
    extra: dict[str, Any] = {"audience": audience, "std": std}
    return Field(
        default=... if required else None,
        description=description,
        examples=None if example is None else [example],
        json_schema_extra=extra,
    )


def audience_of(extra: Mapping[str, Any]) -> Audience | None:
    """Return the audience mark of a declared field."""
    audience: Audience | None = extra.get("audience")
    return audience
