"""Fields of Shopify's answers and reports, made fit for the database."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AliasGenerator, BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel

from commerce.platforms.values import LINK_LENGTH, LINK_LETTERS
from foundation import foreign_texts

_TEXT = 255
_CODE = 64
_NUMBER = re.compile(r"(?:gid://shopify/[A-Za-z]{1,60}/)?(?P<number>\d{1,20})(?:\?.*)?", re.ASCII)
_LINK_CODE = re.compile(rf"[{LINK_LETTERS}]{{{LINK_LENGTH}}}")
_MOST_CODES = 50
# Of anything that shops report. Beyond, times can't be compared with others.
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


def number(value: Any) -> str:
    """Return the digits of an id, given as a number, as digits, or as ``gid://shopify/Kind/digits``.

    Raises ValueError.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    found = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("not an id")
    return found["number"]


def number_or_none(value: Any) -> str | None:
    """Return the digits of an id; None if it is missing or odd."""
    try:
        return number(value)
    except ValueError:
        return None


def link_code(value: Any) -> str:
    """Return a code that has the form of our links', in lower case; empty for anything else."""
    code = value.lower() if isinstance(value, str) else ""
    return code if _LINK_CODE.fullmatch(code) else ""


def link_codes(values: Iterable[Any]) -> tuple[str, ...]:
    """Return the codes among the values that have the form of our links', each once."""
    return tuple(dict.fromkeys(code for each in values if (code := link_code(each))))


def codes(values: Any) -> tuple[str, ...]:
    """Return the texts of a list, without empty and repeated ones."""
    found = values if isinstance(values, list) else []
    lines = (foreign_texts.line(each, most=_CODE) for each in found[:_MOST_CODES])
    return tuple(dict.fromkeys(each for each in lines if each))


def moment(value: Any) -> datetime | None:
    """Return the time of a text, in UTC; None if it is missing or odd."""
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def _items(value: Any) -> list[Any]:
    return [each for each in value if each is not None] if isinstance(value, list) else []


def _digits(value: Any) -> Any:
    return str(value) if isinstance(value, int) else value


def _flag(value: Any) -> bool:
    return value is True


Text = Annotated[str, BeforeValidator(lambda value: foreign_texts.line(value, most=_TEXT))]
LongText = Annotated[str, BeforeValidator(lambda value: foreign_texts.line(value, most=2000))]
Number = Annotated[str, BeforeValidator(number)]
NumberOrNone = Annotated[str | None, BeforeValidator(number_or_none)]
Moment = Annotated[datetime | None, BeforeValidator(moment)]
# An amount in digits, which ``money`` reads.
Digits = Annotated[str, BeforeValidator(_digits)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Items = BeforeValidator(_items)


class Part(BaseModel):
    """A part of a REST-shaped report, whose names have underscores. Unknown fields are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Node(BaseModel):
    """A part of a GraphQL answer, whose names are in camel case. Unknown fields are ignored."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=AliasGenerator(validation_alias=to_camel),
        populate_by_name=True,
    )
