"""What a shop platform provides: the Protocols of its client and of the platform itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from commerce.platforms.values import (
    BulkState,
    CredentialKind,
    Heard,
    Money,
    ShopDiscount,
    ShopFacts,
    ShopOrder,
    ShopProduct,
    ShopTokens,
)

# The largest webhook that is accepted. What a larger one reports is found by the nightly comparison.
MOST_HOOK_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    """Some products, and where the next page begins; empty on the last one."""

    products: Sequence[ShopProduct]
    cursor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """Some orders, the longest unchanged first, and where the next page begins; empty on the last one.

    ``unreadable`` are the numbers of those whose amounts or times can't be read.
    """

    orders: Sequence[ShopOrder]
    unreadable: Sequence[str] = ()
    cursor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A webhook subscription of our app. ``is_current`` if it sends exactly what we read."""

    id: str
    topic: str
    url: str
    is_current: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftWanted:
    """A product to create as a draft. ``key`` is our id of it: a repeated request finds the first product."""

    key: str
    title: str
    description: str
    price: Money
    picture: Path
    picture_alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a link leads. ``link_code`` is our link's code; ``discount_code`` is applied on arrival.

    Without an address and a handle, it leads to the shop's front page. ``variant_id`` is selected there; with
    ``to_checkout`` the link leads to a checkout with it, and the order carries our code as an attribute. A
    link to a sandbox shop leads to the sandbox.
    """

    product_url: str
    public_domain: str
    domain: str
    handle: str
    link_code: str
    source: str
    campaign: str
    content: str
    discount_code: str = ""
    variant_id: str = ""
    to_checkout: bool = False
    livemode: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The platform's texts on pages."""

    name: str
    # What connecting allows, and what it does not.
    allows: tuple[str, ...]
    never: tuple[str, ...]
    address_hint: str
    not_configured: str
    # Shops that the sandbox has, for people who try it.
    sandbox_shops: tuple[str, ...] = ()


class StoreClient(Protocol):
    """The API of one shop, with its token.

    Every call raises UpstreamUnavailableError if a retry may help (``retry_after_s`` says when),
    StoreLostError if the token is refused, ScopeMissingError, StoreClosedError for a frozen shop,
    ShopNotFoundError, and UpstreamError for other refusals.
    """

    def shop(self) -> ShopFacts:
        """Return the shop of the token."""

    def scopes(self) -> tuple[str, ...]:
        """Return the permissions that the token has now."""

    def products(self, *, after: str = "") -> ProductPage:
        """Return a page of products, of every status."""

    def product(self, *, shop_id: str) -> ShopProduct | None:
        """Return a product; None if the shop has none with that id."""

    def start_bulk(self) -> str:
        """Begin to export all products. Returns the operation's id; that of a running one, if it is ours."""

    def bulk_state(self, *, operation: str) -> BulkState:
        """Return the state of an export."""

    def bulk_products(self, *, url: str, folder: Path, objects: int | None = None) -> Iterator[ShopProduct]:
        """Download an export into ``folder`` and yield its products, one at a time.

        Raises UpstreamUnavailableError before the first one if it has fewer than ``objects`` lines.
        """

    def orders(self, *, since: datetime, after: str = "") -> OrderPage:
        """Return a page of the orders that changed at or after ``since``, with their refunds."""

    def order(self, *, shop_id: str) -> ShopOrder | None:
        """Return an order with its refunds and visits; None if the shop has none with that id."""

    def create_discount(
        self, *, code: str, percent: int, title: str, product_ids: Sequence[str]
    ) -> ShopDiscount:
        """Create a code for these products, or return the one with that code if it is the same.

        Raises DiscountTakenError if the shop uses the code for something else.
        """

    def discount(self, *, code: str) -> ShopDiscount | None:
        """Return a discount by its code; None if there is none."""

    def end_discount(self, *, shop_id: str) -> None:
        """Deactivate a discount. An unknown one counts as ended."""

    def find_draft(self, *, key: str) -> ShopProduct | None:
        """Return the product that was created for ``key``; None if there is none."""

    def create_draft(self, *, wanted: DraftWanted) -> ShopProduct:
        """Create the product as a draft, with its picture. It is never published."""

    def admin_url(self, *, shop_id: str) -> str:
        """Return the URL of the product in the shop's admin."""

    def hooks(self) -> list[Hook]:
        """Return our app's webhook subscriptions."""

    def create_hook(self, *, topic: str, url: str) -> Hook:
        """Subscribe to a topic."""

    def delete_hook(self, *, hook_id: str) -> None:
        """Delete a subscription. An unknown one counts as deleted."""

    def uninstall(self) -> None:
        """Remove our app from the shop. A refused token counts as removed."""


class ShopPlatform(Protocol):
    """A platform whose shops can be connected. The registry has one object for each."""

    @property
    def name(self) -> str:
        """Its key in rows and URLs: lower case, at most 16 characters."""

    @property
    def words(self) -> Words:
        """Its texts on pages."""

    @property
    def scopes(self) -> tuple[str, ...]:
        """The permissions that every shop needs."""

    @property
    def merch_scopes(self) -> tuple[str, ...]:
        """The permissions that product drafts need beyond those."""

    @property
    def topics(self) -> tuple[str, ...]:
        """The webhook topics to subscribe to."""

    def is_live(self) -> bool:
        """True when the installation has its own keys for it."""

    def domain_of(self, *, address: str) -> str:
        """Return the permanent domain of what a person typed. Raises ShopAddressError."""

    def lacking(self, *, scopes: Iterable[str], wanted: Iterable[str]) -> tuple[str, ...]:
        """Return the permissions among ``wanted`` that ``scopes`` lack, in words."""

    def authorize_url(self, *, domain: str, state: str, redirect_url: str, scopes: Sequence[str]) -> str:
        """Return the consent page's URL. Raises CommerceOffError."""

    def check_callback(self, *, query: str, domain: str) -> None:
        """Check the signature and the shop of a callback, given its raw query. Raises ConsentForgedError."""

    def exchange(self, *, domain: str, code: str) -> ShopTokens:
        """Exchange the callback's code for tokens."""

    def refresh(self, *, domain: str, kind: CredentialKind, refresh_token: str, livemode: bool) -> ShopTokens:
        """Return a new access token of a store whose token ends. Raises StoreLostError."""

    def own_shop(self) -> tuple[str, CredentialKind] | None:
        """The domain of the installation's own shop, and how it is accessed; None without one."""

    def own_tokens(self) -> ShopTokens:
        """Return tokens for the installation's own shop."""

    def client(
        self, *, domain: str, access_token: str, livemode: bool, timeout_s: float = 10.0
    ) -> StoreClient:
        """Return the client of a shop, live or sandbox. Raises CommerceOffError."""

    def can_hear(self, *, livemode: bool) -> bool:
        """True if webhooks of such shops can be verified here."""

    def heard(self, *, body: bytes, headers: Mapping[str, str]) -> tuple[Heard, bool]:
        """Return what a webhook reports, and whether it is live. Raises WebhookRefusedError."""

    def destination(self, *, to: Destination) -> str:
        """Return the https URL for a customer, with what identifies our link. Raises UnsafeLinkError."""

    def order_url(self, *, domain: str, livemode: bool, shop_id: str) -> str:
        """Return the URL of an order in the shop's admin; empty if it has none."""
