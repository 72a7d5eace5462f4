"""A shop with many products, on a platform of the tests. A test sets its pages, exports and failures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone

from commerce.catalogue import syncing
from commerce.errors import StoreLostError
from commerce.models import Store
from commerce.platforms import BulkState, ProductPage, ShopFacts, ShopProduct
from commerce.tests.bazaar import SYSTEM, Bazaar, BazaarClient, Stall
from commerce.tests.goods import report
from foundation.errors import UpstreamError, UpstreamUnavailableError


class Killed(BaseException):
    """The worker is killed here: no handler of errors runs."""


@dataclass
class Shelf:
    """What the shop's server does with requests for products."""

    per_page: int = 2
    # What an export lacks, how it ends, and how often it is still running.
    export_lacks: set[str] = field(default_factory=set)
    export_problem: str = ""
    export_refused: bool = False
    export_running: int = 0
    # Raised by the calls of that name, one after the other.
    failures: dict[str, list[BaseException]] = field(default_factory=dict)
    # Called while an export is read, with the number of products so far.
    during_export: Callable[[int], None] = lambda number: None
    calls: list[str] = field(default_factory=list)

    def enter(self, call: str) -> None:
        """Note the call, and fail if the test wants it to."""
        self.calls.append(call)
        if self.failures.get(call):
            raise self.failures[call].pop(0)

    def away(self, call: str, *, retry_after_s: int | None = None) -> None:
        """Let the next call of that name meet an outage."""
        error = UpstreamUnavailableError("The bazaar is closed.", system=SYSTEM, retry_after_s=retry_after_s)
        self.failures.setdefault(call, []).append(error)

    def refuse(self, call: str) -> None:
        """Let the next call of that name be refused."""
        self.failures.setdefault(call, []).append(UpstreamError("The bazaar refuses.", system=SYSTEM))

    def lose(self, call: str) -> None:
        """Let the next two calls of that name find the token refused: also the renewed one."""
        lost = [StoreLostError(system=SYSTEM), StoreLostError(system=SYSTEM)]
        self.failures.setdefault(call, []).extend(lost)


@dataclass
class WarehouseClient(BazaarClient):
    """Its StoreClient."""

    shelf: Shelf = field(default_factory=Shelf)

    def shop(self) -> ShopFacts:
        self.shelf.enter("shop")
        return super().shop()

    def _sorted(self) -> list[ShopProduct]:
        return sorted(self.stall.products.values(), key=lambda each: int(each.shop_id))

    def products(self, *, after: str = "") -> ProductPage:
        self._enter()
        self.shelf.enter("products")
        start = int(after or 0)
        found = self._sorted()[start : start + self.shelf.per_page]
        end = start + self.shelf.per_page
        return ProductPage(products=found, cursor=str(end) if end < len(self.stall.products) else "")

    def product(self, *, shop_id: str) -> ShopProduct | None:
        self.shelf.enter("product")
        return super().product(shop_id=shop_id)

    def start_bulk(self) -> str:
        self.shelf.enter("start_bulk")
        if self.shelf.export_refused:
            raise UpstreamError("No exports here.", system=SYSTEM)
        return super().start_bulk()

    def bulk_state(self, *, operation: str) -> BulkState:
        self.shelf.enter("bulk_state")
        if self.shelf.export_running:
            self.shelf.export_running -= 1
            return BulkState()
        if self.shelf.export_problem:
            return BulkState(problem=self.shelf.export_problem)
        return BulkState(url="https://bazaar.invalid/export")

    def bulk_products(self, *, url: str, folder: Path, objects: int | None = None) -> Iterator[ShopProduct]:
        self.shelf.enter("bulk_products")
        assert folder.is_dir()
        listed = [each for each in self._sorted() if each.shop_id not in self.shelf.export_lacks]
        for number, product in enumerate(listed):
            self.shelf.during_export(number)
            yield product


@dataclass
class Warehouse(Bazaar):
    """Its ShopPlatform."""

    shelf: Shelf = field(default_factory=Shelf)

    def client(
        self, *, domain: str, access_token: str, livemode: bool, timeout_s: float = 10.0
    ) -> WarehouseClient:
        return WarehouseClient(self.stall(domain), access_token, self.shelf)

    def filled(self, count: int) -> Stall:
        """The shop with that many products."""
        stall = self.stall()
        stall.products = {str(n): report(str(n), title=f"Mug {n}") for n in range(1, count + 1)}
        return stall


def turn(store: Store) -> None:
    """One turn of a worker, now."""
    Store.objects.filter(pk=store.pk).update(products_due_at=timezone.now())
    syncing.read(store_id=store.pk)
    store.refresh_from_db()


def read_all(store: Store, *, turns: int = 20) -> None:
    """Turns until the reading is complete."""
    turn(store)
    while store.products_began_at is not None:
        assert turns, "The reading does not end."
        turns -= 1
        turn(store)
