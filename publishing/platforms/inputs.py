"""A platform's options as the composer shows them."""

from dataclasses import dataclass
from enum import StrEnum


class Section(StrEnum):
    """The composer section of an option."""

    TEXT = "text"
    AUDIENCE = "audience"
    LABELS = "labels"
    EXTRAS = "extras"


@dataclass(frozen=True, slots=True)
class OptionValue:
    """One value of an option. A yes-or-no option has the values *yes* and *no*.

    ``not_with`` names a switch: while that one is on, the platform does not accept this value.
    """

    value: str
    label: str
    text: str = ""
    not_with: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A part of a sentence, and the page that it links to; empty if it is no link."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a person agrees to with an option. ``extended`` replaces ``plain`` while a switch is on.

    ``extended_by`` is the name of that switch.
    """

    plain: tuple[Phrase, ...]
    extended: tuple[Phrase, ...]
    extended_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One option as shown to people. ``name`` is its field in the platform's Options, which has the limits.

    ``max_characters`` limits a list that is typed on one line. An input with ``is_fixed`` is read-only, since
    the account does not allow other values than the default. ``switch`` names the switch without which it
    does not apply. ``terms`` are shown beside it.
    """

    name: str
    label: str
    section: Section
    hint: str = ""
    values: tuple[OptionValue, ...] = ()
    max_characters: int | None = None
    is_fixed: bool = False
    switch: str = ""
    terms: Terms | None = None
