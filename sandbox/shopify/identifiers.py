"""Shopify's ids: numbers that are unique within a type, and the global ids made of them."""

import hashlib

_PREFIX = "gid://shopify/"
_PRODUCTS = 8_000_000_000_000
_VARIANTS = 40_000_000_000_000
_ORDERS = 5_000_000_000_000
_PARTS = 64
MOST_VARIANTS = 2048
_PER_SHOP = 10_000_000


def gid(kind: str, number: object) -> str:
    return f"{_PREFIX}{kind}/{number}"


def number(text: object, *kinds: str) -> int | None:
    """Return the number in a global id of one of these types; None for anything else."""
    start, _, digits = str(text).rpartition("/")
    is_known = any(start == f"{_PREFIX}{kind}" for kind in kinds)
    return int(digits) if is_known and digits.isascii() and digits.isdigit() and len(digits) < 18 else None


def kind(text: object) -> str:
    """Return the type that a global id names, or an empty text."""
    start, _, _ = str(text).rpartition("/")
    return start.removeprefix(_PREFIX) if start.startswith(_PREFIX) else ""


def of_shop(host: str) -> int:
    """Return the number of a shop, which all its other numbers are made of."""
    digest = hashlib.blake2b(host.encode(), digest_size=4).digest()
    return 10_000 + int.from_bytes(digest, "big") % 80_000


def of_product(host: str, position: int) -> int:
    return _PRODUCTS + of_shop(host) * _PER_SHOP + position * 37


def position_of_product(host: str, product_id: int) -> int:
    return (product_id - of_product(host, 0)) // 37


def of_variant(product_id: int, position: int) -> int:
    return _VARIANTS + (product_id - _PRODUCTS) * MOST_VARIANTS + position


def product_of_variant(variant_id: int) -> int:
    return (variant_id - _VARIANTS) // MOST_VARIANTS + _PRODUCTS


def of_order(host: str, position: int) -> int:
    return _ORDERS + of_shop(host) * _PER_SHOP + position * 3


def of_part(order_id: int, position: int, *, base: int = 12_000_000_000_000) -> int:
    """Return the id of a line item or refund. A different ``base`` gives other ids."""
    return base + (order_id - _ORDERS) * _PARTS + position


def order_of_part(part_id: int, *, base: int = 12_000_000_000_000) -> int:
    return (part_id - base) // _PARTS + _ORDERS
