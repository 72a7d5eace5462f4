"""The client of one shop."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from django.core.cache import cache

from commerce.errors import StoreLostError
from commerce.platforms.base import DraftWanted, Hook, OrderPage, ProductPage
from commerce.platforms.shopify import (
    addresses,
    bulk,
    discounts,
    drafts,
    money,
    orders,
    payloads,
    products,
    queries,
    subscriptions,
)
from commerce.platforms.shopify.graphql import GraphClient
from commerce.platforms.shopify.products import Market
from commerce.platforms.shopify.refusals import RefusedError
from commerce.platforms.shopify.words import SYSTEM
from commerce.platforms.values import BulkState, ShopDiscount, ShopFacts, ShopOrder, ShopProduct
from foundation.errors import UpstreamError

_MARKET_LASTS_S = 600
_NOT_INSTALLED = ("APP_NOT_INSTALLED", "APP_NOT_FOUND")


class ShopifyClient:
    """A StoreClient of Shopify. ``own_url`` is the URL of a stand-in for the shop, else empty."""

    def __init__(self, *, graph: GraphClient, domain: str, own_url: str) -> None:
        self._graph = graph
        self._domain = domain
        self._own_url = own_url

    def shop(self) -> ShopFacts:
        """Return the shop of the token."""
        found = self._graph.ask(queries.SHOP, payloads.ShopAnswer).shop
        if not money.is_currency(found.currency_code):
            raise UpstreamError(
                f"The shop's currency, {found.currency_code[:10]}, can't be counted here.", system=SYSTEM
            )
        self._keep_market(found)
        return ShopFacts(
            domain=found.myshopify_domain.lower(),
            public_domain=(found.primary_domain.host if found.primary_domain else "").lower(),
            name=found.name or found.myshopify_domain,
            currency=found.currency_code.upper(),
            time_zone=found.iana_timezone[:64],
        )

    def scopes(self) -> tuple[str, ...]:
        """Return the permissions that the token has now."""
        found = self._graph.ask(queries.SCOPES, payloads.ScopesAnswer).current_app_installation
        return tuple(each.handle for each in found.access_scopes)

    def products(self, *, after: str = "") -> ProductPage:
        """Return a page of products, of every status."""
        return products.page(self._graph, after=after, market=self._market(), own_url=self._own_url)

    def product(self, *, shop_id: str) -> ShopProduct | None:
        """Return a product; None if the shop has none with that id."""
        return products.one(self._graph, number=shop_id, market=self._market(), own_url=self._own_url)

    def start_bulk(self) -> str:
        """Begin to export all products. Returns the operation's id; that of a running one, if it is ours."""
        return bulk.start(self._graph, countries=self._market().countries)

    def bulk_state(self, *, operation: str) -> BulkState:
        """Return the state of an export."""
        return bulk.state(self._graph, operation=operation)

    def bulk_products(self, *, url: str, folder: Path, objects: int | None = None) -> Iterator[ShopProduct]:
        """Download an export into ``folder`` and yield its products, one at a time."""
        currency = self._market().currency
        return bulk.exported(
            url=url, folder=folder, objects=objects or 0, currency=currency, own_url=self._own_url
        )

    def orders(self, *, since: datetime, after: str = "") -> OrderPage:
        """Return a page of the orders that changed at or after ``since``, with their refunds."""
        return orders.page(self._graph, since=since, after=after)

    def order(self, *, shop_id: str) -> ShopOrder | None:
        """Return an order with its refunds and visits; None if the shop has none with that id."""
        return orders.one(self._graph, number=shop_id)

    def create_discount(
        self, *, code: str, percent: int, title: str, product_ids: Sequence[str]
    ) -> ShopDiscount:
        """Create a code for these products, or return the one with that code if it is the same."""
        return discounts.create(self._graph, code=code, percent=percent, title=title, product_ids=product_ids)

    def discount(self, *, code: str) -> ShopDiscount | None:
        """Return a discount by its code; None if there is none."""
        return discounts.by_code(self._graph, code=code)

    def end_discount(self, *, shop_id: str) -> None:
        """Deactivate a discount. An unknown one counts as ended."""
        discounts.end(self._graph, number=shop_id)

    def find_draft(self, *, key: str) -> ShopProduct | None:
        """Return the product that was created for ``key``; None if there is none."""
        return drafts.find(self._graph, key=key, own_url=self._own_url)

    def create_draft(self, *, wanted: DraftWanted) -> ShopProduct:
        """Create the product as a draft, with its picture. It is never published."""
        return drafts.create(self._graph, wanted=wanted, own_url=self._own_url)

    def admin_url(self, *, shop_id: str) -> str:
        """Return the URL of the product in the shop's admin."""
        if self._own_url:
            return f"{self._own_url}/admin/products/{shop_id}"
        return addresses.admin_url(domain=self._domain, page=f"products/{shop_id}")

    def hooks(self) -> list[Hook]:
        """Return our app's webhook subscriptions."""
        return subscriptions.listed(self._graph)

    def create_hook(self, *, topic: str, url: str) -> Hook:
        """Subscribe to a topic."""
        return subscriptions.create(self._graph, topic=topic, url=url)

    def delete_hook(self, *, hook_id: str) -> None:
        """Delete a subscription. An unknown one counts as deleted."""
        subscriptions.delete(self._graph, hook_id=hook_id)

    def uninstall(self) -> None:
        """Remove our app from the shop. A refused token counts as removed."""
        try:
            self._graph.change(queries.UNINSTALL, payloads.Uninstalled)
        except StoreLostError:
            return
        except RefusedError as refusal:
            if not refusal.has(*_NOT_INSTALLED):
                raise

    def _market(self) -> Market:
        """The currencies of the shop."""
        known = cache.get(self._market_key)
        if known is not None:
            return Market(*known)
        return self._keep_market(self._graph.ask(queries.SHOP, payloads.ShopAnswer).shop)

    def _keep_market(self, shop: payloads.Shop) -> Market:
        found = products.market(enabled=shop.enabled_presentment_currencies, own=shop.currency_code.upper())
        cache.set(self._market_key, (found.currency, found.countries), timeout=_MARKET_LASTS_S)
        return found

    @property
    def _market_key(self) -> str:
        return f"shopify:market:{self._domain}:{bool(self._own_url)}"
