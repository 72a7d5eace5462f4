"""A platform's options as fields, for forms, serializers and pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import assert_never

from pydantic import BaseModel
from pydantic import Field as Described

from publishing.platforms.base import Options
from publishing.platforms.inputs import Input, Section

# A value that the account had when it was chosen.
GONE_VALUE = "No longer on the channel"


class Kind(StrEnum):
    """The type of an option."""

    LIST = "list"  # Short texts.
    CHOICE = "choice"  # One of several values, or None.
    YES_NO = "yes_no"  # Yes or no, or None if not answered.
    SWITCH = "switch"  # On or off.
    NUMBER = "number"  # A whole number, or None.
    TEXT = "text"  # A text of several lines.
    SEVERAL = "several"  # Several of the account's own values, by id.


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a platform's options, with its limits. ``values`` are the allowed ones of a choice;
    ``least`` and ``most`` the limits of a number.
    """

    name: str
    kind: Kind
    values: tuple[str, ...] = ()
    max_items: int | None = None
    max_characters: int | None = None
    least: int | None = None
    most: int | None = None


class _Schema(BaseModel):
    """The part of JSON Schema that options use."""

    type: str = ""
    any_of: list["_Schema"] = Described(default_factory=list, alias="anyOf")
    enum: list[str] = Described(default_factory=list)
    ref: str = Described(default="", alias="$ref")
    items: "_Schema | None" = None
    max_items: int | None = Described(default=None, alias="maxItems")
    max_length: int | None = Described(default=None, alias="maxLength")
    unique_items: bool = Described(default=False, alias="uniqueItems")
    minimum: int | None = None
    maximum: int | None = None
    properties: dict[str, "_Schema"] = Described(default_factory=dict)
    definitions: dict[str, "_Schema"] = Described(default_factory=dict, alias="$defs")


@cache
def fields_of(options_type: type[Options]) -> tuple[Field, ...]:
    """Return the fields of a platform's options, without the platform's name.

    Raises TypeError for unsupported types.
    """
    schema = _Schema.model_validate(options_type.model_json_schema())
    return tuple(
        _field(name, described, schema.definitions)
        for name, described in schema.properties.items()
        if name != "platform"
    )


def _field(name: str, schema: _Schema, definitions: dict[str, _Schema]) -> Field:
    if schema.type == "array" and schema.items is not None:
        kind = Kind.SEVERAL if schema.unique_items else Kind.LIST
        return Field(name=name, kind=kind, max_items=schema.max_items, max_characters=schema.items.max_length)
    if schema.type == "string" and schema.max_length is not None:
        return Field(name=name, kind=Kind.TEXT, max_characters=schema.max_length)
    if schema.type == "boolean":
        return Field(name=name, kind=Kind.SWITCH)
    given = [each for each in schema.any_of if each.type != "null"]
    if len(given) == 1 and given[0].type == "boolean":
        return Field(name=name, kind=Kind.YES_NO)
    if len(given) == 1 and given[0].type == "integer":
        return Field(name=name, kind=Kind.NUMBER, least=given[0].minimum, most=given[0].maximum)
    values = _values(given[0], definitions) if len(given) == 1 else ()
    if not values:
        raise TypeError(
            "An option is a text, a list of texts, an optional enumeration or integer, or a boolean; "
            f"{name} is not."
        )
    return Field(name=name, kind=Kind.CHOICE, values=values)


def _values(schema: _Schema, definitions: dict[str, _Schema]) -> tuple[str, ...]:
    named = definitions.get(schema.ref.rpartition("/")[2])
    return tuple((named or schema).enum)


def facts(*, options: Options, inputs: Sequence[Input]) -> list[tuple[str, str]]:
    """Return the label and the chosen value, in words, of each option that applies."""
    kinds = {field.name: field.kind for field in fields_of(type(options))}
    applying = [each for each in inputs if _applies(each, options)]
    return [(each.label, _chosen(kinds[each.name], each, getattr(options, each.name))) for each in applying]


def _applies(each: Input, options: Options) -> bool:
    if each.terms is not None:
        # Agreeing to terms is no property of the post.
        return False
    if each.section is Section.EXTRAS:
        return bool(getattr(options, each.name))
    return not each.switch or bool(getattr(options, each.switch))


def _chosen(kind: Kind, of: Input, value: object) -> str:
    match kind:
        case Kind.LIST:
            return ", ".join(value) if isinstance(value, list | tuple) and value else "None"
        case Kind.SEVERAL:
            labels = {each.value: each.label for each in of.values}
            ids = value if isinstance(value, list | tuple) else ()
            return ", ".join(labels.get(each, GONE_VALUE) for each in ids) or "None"
        case Kind.TEXT:
            return str(value) or "None"
        case Kind.CHOICE:
            return next((each.label for each in of.values if each.value == value), "Not chosen")
        case Kind.YES_NO:
            return "Not answered" if value is None else "Yes" if value else "No"
        case Kind.SWITCH:
            return "On" if value else "Off"
        case Kind.NUMBER:
            return "Not chosen" if value is None else f"{value:,}"
        case _:
            assert_never(kind)
