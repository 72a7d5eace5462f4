"""The permissions that we ask for, and their comparison with those granted."""

import re
from collections.abc import Iterable

# What every shop needs. A permission to write includes the one to read.
BASIC = ("read_products", "read_orders", "write_discounts")
MERCH = ("write_products",)

_SEPARATORS = re.compile(r"[,\s]+")
_IN_WORDS = {
    "read_products": "read products",
    "write_products": "create product drafts",
    "read_orders": "read orders",
    "read_all_orders": "read orders older than 60 days",
    "read_discounts": "read discounts",
    "write_discounts": "create discount codes",
}
_WRITE = "write_"


def listed(text: str) -> tuple[str, ...]:
    """Return the permissions in a list that is separated by commas or spaces."""
    return tuple(each for each in _SEPARATORS.split(text) if each)


def missing(*, granted: Iterable[str], wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the permissions among ``wanted`` that are neither granted nor included in a granted one."""
    has = set(granted)
    has |= {f"read_{each.removeprefix(_WRITE)}" for each in has if each.startswith(_WRITE)}
    return tuple(each for each in wanted if each not in has)


def in_words(scopes: Iterable[str]) -> tuple[str, ...]:
    """Return what the permissions allow."""
    return tuple(_IN_WORDS.get(each, each) for each in scopes)
