"""The stand-in while the process runs: its buckets of points, and the threads that deliver webhooks."""

from pathlib import Path
from typing import cast

from starlette.requests import HTTPConnection

from sandbox import context
from sandbox.clock import Clock
from sandbox.shopify import events, grants, payloads, shops
from sandbox.shopify.costs import Buckets
from sandbox.shopify.deliveries import Dispatcher
from sandbox.shopify.events import Work
from sandbox.shopify.grants import Grant
from sandbox.shopify.shops import Shop
from sandbox.store import Store


class ShopifyService:
    """What all requests share."""

    def __init__(self, store: Store, clock: Clock, data_dir: Path) -> None:
        self.store = store
        self.clock = clock
        self.data_dir = data_dir
        self.buckets = Buckets()
        self.dispatcher = Dispatcher(store, clock)
        self.dispatcher.wake()

    def work(self, shop: Shop, *, base_url: str = "") -> Work:
        """Return the context of a change. Without ``base_url``, links have the one that was seen last."""
        known = base_url or self._base_url()
        return Work(
            store=self.store,
            shop=shop,
            at=self.clock.now(),
            base_url=known,
            data_dir=self.data_dir,
            wake=self.dispatcher.wake,
        )

    def install(self, grant: Grant, *, base_url: str) -> None:
        """Install the app in a shop. If it had other scopes before, it is told so."""
        self.note_base_url(base_url)
        shop = shops.named(self.store, grant.shop)
        work = self.work(shop, base_url=base_url)
        before = grants.install(self.store, grant, at=work.at)
        if before and set(before) != set(grant.scopes):
            payload = payloads.scopes(work, before=before, after=grant.scopes)
            events.emit(work, "app/scopes_update", payload, client_id=grant.client_id)

    def uninstall(self, shop: Shop, *, client_id: str) -> bool:
        work = self.work(shop)
        return events.uninstall(work, client_id=client_id, payload=payloads.shop(work))

    def note_base_url(self, base_url: str) -> None:
        """Keep the URL under which this sandbox is reached, for links in events without a request."""
        query = "INSERT OR REPLACE INTO shopify_settings VALUES ('base_url', ?)"
        self.store.change(query, (base_url,))

    def reset(self, *, timeout_s: float) -> None:
        """Wait for deliveries in progress, and fill all buckets. The store is cleared by the caller."""
        self.buckets.clear()
        self.dispatcher.settle(timeout_s=timeout_s)

    def _base_url(self) -> str:
        row = self.store.row("SELECT value FROM shopify_settings WHERE name = 'base_url'")
        return str(row["value"]) if row is not None else ""


def of(request: HTTPConnection) -> ShopifyService:
    """Return the service of the sandbox that handles this request."""
    return cast(ShopifyService, request.app.state.shopify)


def work(request: HTTPConnection) -> Work:
    """Return the context of a change by a request to a shop."""
    found = of(request)
    shop = shops.named(found.store, request.path_params["host"])
    return found.work(shop, base_url=context.base_url(request))


def shop(request: HTTPConnection) -> Shop:
    """Return the shop of a request's path."""
    return shops.named(of(request).store, request.path_params["host"])
