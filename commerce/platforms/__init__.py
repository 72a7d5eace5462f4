"""The shop platforms. To add one, add a folder here and an entry in REGISTRY."""

from typing import Protocol

from commerce.platforms.base import (
    MOST_HOOK_BYTES,
    Destination,
    DraftWanted,
    Hook,
    OrderPage,
    ProductPage,
    ShopPlatform,
    StoreClient,
    Words,
)
from commerce.platforms.shopify import SHOPIFY
from commerce.platforms.values import (
    LINK_LENGTH,
    LINK_LETTERS,
    BulkState,
    CredentialKind,
    EventKind,
    Heard,
    Money,
    ShopDiscount,
    ShopFacts,
    ShopOrder,
    ShopProduct,
    ShopRefund,
    ShopTokens,
    ShopVariant,
)
from foundation.errors import NotFoundError

__all__ = [
    "LINK_LENGTH",
    "LINK_LETTERS",
    "MOST_HOOK_BYTES",
    "REGISTRY",
    "BulkState",
    "CredentialKind",
    "Destination",
    "DraftWanted",
    "EventKind",
    "Heard",
    "Hook",
    "Money",
    "OrderPage",
    "ProductPage",
    "ShopDiscount",
    "ShopFacts",
    "ShopOrder",
    "ShopPlatform",
    "ShopProduct",
    "ShopRefund",
    "ShopTokens",
    "ShopVariant",
    "StoreClient",
    "Words",
    "named",
    "of",
]

REGISTRY: dict[str, ShopPlatform] = {SHOPIFY.name: SHOPIFY}


class _OnPlatform(Protocol):
    """A row that belongs to a platform."""

    @property
    def platform(self) -> str:
        """The platform's name."""


def of(row: _OnPlatform) -> ShopPlatform:
    """Return a row's platform."""
    return REGISTRY[row.platform]


def named(name: str) -> ShopPlatform:
    """Return the platform with that name, as used in URLs. Raises NotFoundError."""
    if name not in REGISTRY:
        raise NotFoundError()
    return REGISTRY[name]
