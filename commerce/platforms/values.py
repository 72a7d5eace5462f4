"""Values that shop platforms report, without personal data."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field


class CredentialKind(StrEnum):
    """How a store is accessed."""

    # The shop's owner installed our app.
    OAUTH = "oauth"
    # The installation's own shop: its app's id and secret give a token for a day.
    CLIENT_CREDENTIALS = "client_credentials"
    # The installation's own shop: a token without end.
    STATIC = "static"


class Money(BaseModel):
    """An amount in minor units (cents, yen) of an ISO 4217 currency."""

    model_config = ConfigDict(frozen=True)

    amount_minor: int
    currency: str


class ShopVariant(BaseModel):
    """A variant as the shop reports it. ``prices`` begin with the one in the shop's currency."""

    model_config = ConfigDict(frozen=True)

    shop_id: str
    title: str
    sku: str = ""
    position: int = 1
    prices: tuple[Money, ...]
    is_available: bool = True


class ShopProduct(BaseModel):
    """A product as the shop reports it. ``status`` is active, draft or archived.

    ``url`` and ``image_url`` are https or empty; ``url`` is empty while customers can't see it.
    """

    model_config = ConfigDict(frozen=True)

    shop_id: str
    title: str
    handle: str = ""
    vendor: str = ""
    kind: str = ""
    status: str
    url: str = ""
    image_url: str = ""
    image_alt: str = ""
    updated_at: datetime
    variants: tuple[ShopVariant, ...] = ()


class ShopRefund(BaseModel):
    """Money that was paid back, in the shop's currency. Without an amount, nothing was paid back."""

    model_config = ConfigDict(frozen=True)

    shop_id: str
    order_shop_id: str
    amount: Money
    refunded_at: datetime


# What codes of our links are made of: without 0, 1, i, l and o, which look alike.
LINK_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
LINK_LENGTH = 10


class ShopOrder(BaseModel):
    """An order as the shop reports it, without personal data.

    ``total`` is what the order was worth before refunds, in the shop's currency. ``remaining`` is what is
    left after items were returned or removed, whether or not money was paid back; None if the report does not
    say. An order without a valid payment counts as canceled. ``note_code`` is of our link in the order's
    attributes. ``landing_codes`` and ``visit_codes`` look like codes of our links: from the page that the
    checkout began with, and from the customer's last visit, the most reliable place first.
    ``refunds`` is None if the report does not say. ``journey_is_ready`` is None if the report has no visits,
    and False while the shop still collects them. ``personal`` names the fields that lead to the customer.
    """

    model_config = ConfigDict(frozen=True)
    personal: ClassVar[frozenset[str]] = frozenset(
        ("name", "note_code", "landing_codes", "visit_codes", "visited_at")
    )

    shop_id: str
    name: str = ""
    total: Money
    remaining: Money | None = None
    discount_codes: tuple[str, ...] = ()
    note_code: str = ""
    landing_codes: tuple[str, ...] = ()
    visit_codes: tuple[str, ...] = ()
    visited_at: datetime | None = None
    journey_is_ready: bool | None = None
    product_ids: tuple[str, ...] = ()
    is_test: bool = False
    placed_at: datetime
    canceled_at: datetime | None = None
    updated_at: datetime
    refunds: tuple[ShopRefund, ...] | None = None


class ShopFacts(BaseModel):
    """The shop of a token. ``public_domain`` is the host that customers see."""

    model_config = ConfigDict(frozen=True)

    domain: str
    public_domain: str
    name: str
    currency: str
    time_zone: str = ""


class ShopTokens(BaseModel):
    """Tokens of a shop. ``expires_in_s`` is None for a token without end."""

    model_config = ConfigDict(frozen=True)

    access_token: str = Field(repr=False)
    refresh_token: str = Field(default="", repr=False)
    expires_in_s: int | None = None
    scopes: tuple[str, ...] = ()


class BulkState(BaseModel):
    """A bulk operation: ``url`` once it is complete, ``problem`` if it failed. Neither: it is running.

    A complete one without objects has a URL too, that of an empty document. ``objects`` is how many lines its
    file has, if the platform says that.
    """

    model_config = ConfigDict(frozen=True)

    url: str = ""
    problem: str = ""
    objects: int | None = None


class ShopDiscount(BaseModel):
    """A discount code in the shop."""

    model_config = ConfigDict(frozen=True)

    shop_id: str
    code: str
    percent: int | None
    is_active: bool


class EventKind(StrEnum):
    """What a webhook reports."""

    ORDER = "order"
    REFUND = "refund"
    PRODUCT = "product"
    PRODUCT_DELETED = "product_deleted"
    SHOP = "shop"
    SCOPES = "scopes"
    UNINSTALLED = "uninstalled"
    CUSTOMER_DATA = "customer_data"
    CUSTOMER_REDACT = "customer_redact"
    SHOP_REDACT = "shop_redact"


class Heard(BaseModel):
    """A genuine webhook. ``kind`` is None for a topic that is not used.

    ``order`` and ``refund`` are the report itself. ``order_ids`` names the order to read again without a
    report, or if the refund is in another currency than the shop's. The others name what to read again,
    ``product_id``, or the orders in ``order_ids`` whose customer is to be forgotten.
    """

    model_config = ConfigDict(frozen=True)

    webhook_id: str
    event_id: str = ""
    topic: str
    domain: str
    triggered_at: datetime | None = None
    kind: EventKind | None
    order: ShopOrder | None = None
    refund: ShopRefund | None = None
    product: ShopProduct | None = None
    product_id: str = ""
    order_ids: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
