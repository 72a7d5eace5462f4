"""Readings of all products: complete, resumed after a kill, refused, disconnected meanwhile, and large."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commerce import platforms, stores
from commerce.catalogue import products, readings, syncing
from commerce.errors import StoreInactiveError
from commerce.models import Product, ProductStatus, Store, StoreStatus
from commerce.tests.goods import report, shop, variant
from commerce.tests.warehouse import Killed, Warehouse, read_all, turn

pytestmark = pytest.mark.django_db
DOMAIN = "ali.bazaar.invalid"


@pytest.fixture
def warehouse(monkeypatch):
    platform = Warehouse()
    monkeypatch.setitem(platforms.REGISTRY, platform.name, platform)
    return platform


@pytest.fixture
def store(warehouse) -> Store:
    """A connected shop with five products, whose pages hold two."""
    token = warehouse.filled(5).give().access_token
    return shop(platform="bazaar", domain=DOMAIN, access_token=token, livemode=False)


def expire_lease(store) -> None:
    Store.objects.filter(pk=store.pk).update(products_lease_until=timezone.now() - timedelta(seconds=1))


def known(**filters) -> list[str]:
    return sorted(Product.objects.in_shop().filter(**filters).values_list("shop_id", flat=True))


def test_a_small_shop_is_read_in_one_turn_without_an_export(store, warehouse):
    warehouse.shelf.per_page = 10

    turn(store)

    assert known() == ["1", "2", "3", "4", "5"]
    assert (store.products_began_at, store.products_problem) == (None, "")
    assert store.products_read_at is not None
    assert warehouse.shelf.calls == ["products"]


def test_a_larger_shop_shows_its_first_page_at_once_and_is_read_from_an_export(store, warehouse):
    warehouse.shelf.export_running = 1
    turn(store)
    assert known() == ["1", "2"]
    assert store.products_operation == "bulk-1"

    turn(store)
    assert store.products_due_at > timezone.now() + timedelta(seconds=5)
    turn(store)

    assert known() == ["1", "2", "3", "4", "5"]
    assert (store.products_operation, store.products_began_at) == ("", None)
    assert store.products_read_at is not None
    assert store.products_due_at > timezone.now() + timedelta(hours=5)


@pytest.mark.parametrize("fault", ["refused", "failed", "unreadable", "away", "empty"])
def test_a_shop_without_a_usable_export_is_read_page_by_page(store, warehouse, fault, caplog):
    shelf = warehouse.shelf
    shelf.export_refused = fault == "refused"
    shelf.export_problem = "The export failed." if fault == "failed" else ""
    shelf.export_lacks = {"1", "2", "3", "4", "5"} if fault == "empty" else set()
    if fault == "unreadable":
        shelf.refuse("bulk_products")
    for _ in range(6 if fault == "away" else 0):
        shelf.away("bulk_products")

    read_all(store)

    assert known() == ["1", "2", "3", "4", "5"]
    assert store.products_problem == ""
    assert "export" in caplog.text or "products not read" in caplog.text


def test_an_export_that_never_ends_is_replaced_by_pages(store, warehouse):
    warehouse.shelf.export_running = 99
    turn(store)
    ago = timedelta(hours=3)
    Store.objects.update(
        products_began_at=F("products_began_at") - ago, connected_at=F("connected_at") - 2 * ago
    )

    read_all(store)

    assert len(known()) == 5


def test_what_a_complete_reading_and_the_shop_itself_lack_is_deleted(store, warehouse):
    read_all(store)
    del warehouse.stall().products["3"]

    read_all(store)

    assert known() == ["1", "2", "4", "5"]
    gone = Product.objects.get(shop_id="3")
    assert (gone.status, gone.title) == (ProductStatus.DELETED, "Mug 3")


def test_a_product_that_only_the_export_lacks_stays(store, warehouse):
    read_all(store)
    warehouse.shelf.export_lacks = {"4"}

    read_all(store)

    assert len(known()) == 5


def test_an_export_that_lacks_many_products_is_checked_page_by_page(store, warehouse):
    warehouse.shelf.per_page = 50
    warehouse.filled(120)
    read_all(store)
    warehouse.shelf.export_lacks = {str(n) for n in range(55, 121)}
    warehouse.shelf.calls.clear()

    read_all(store)

    assert len(known()) == 120
    assert "product" not in warehouse.shelf.calls


def test_many_products_that_all_pages_lack_are_deleted(store, warehouse):
    warehouse.shelf.per_page = 50
    warehouse.filled(120)
    read_all(store)
    warehouse.filled(51)

    read_all(store)

    assert len(known()) == 51


def test_an_incomplete_reading_deletes_nothing(store, warehouse):
    read_all(store)
    del warehouse.stall().products["5"]
    warehouse.shelf.export_refused = True
    turn(store)

    warehouse.shelf.away("products")
    turn(store)

    assert len(known()) == 5
    assert store.products_problem == "The bazaar is closed."


def test_a_product_created_during_a_reading_stays(store, warehouse):
    turn(store)
    # Its webhook arrives before the export, which was made earlier, is read.
    products.apply(store=store, product=report("9"), seen_at=timezone.now())
    warehouse.stall().products.pop("9", None)

    Store.objects.update(products_due_at=timezone.now())
    syncing.read(store_id=store.pk)

    assert "9" in known()


def test_a_product_deleted_during_a_reading_is_not_brought_back_by_its_export(store):
    turn(store)
    products.end(store=store, shop_id="2")

    read_all(store)

    assert "2" not in known()


@pytest.mark.parametrize("call", ["products", "start_bulk", "bulk_state", "bulk_products"])
def test_a_reading_continues_after_its_worker_was_killed_before_any_call(store, warehouse, call):
    warehouse.shelf.failures[call] = [Killed()]
    while warehouse.shelf.failures[call]:
        try:
            turn(store)
        except Killed:
            break
    expire_lease(store)

    read_all(store)

    assert len(known()) == 5
    assert Product.objects.count() == 5


@pytest.mark.parametrize("after", [0, 3, 5, 9])
def test_a_reading_continues_after_its_worker_was_killed_within_an_export(
    store, warehouse, monkeypatch, after
):
    monkeypatch.setattr(readings, "BATCH", 3)
    warehouse.filled(10)
    turn(store)

    def die(number: int) -> None:
        if number == after:
            raise Killed

    warehouse.shelf.during_export = die
    with pytest.raises(Killed):
        turn(store)
    assert store.products_began_at is not None
    warehouse.shelf.during_export = lambda number: None
    expire_lease(store)

    read_all(store)

    assert len(known()) == Product.objects.count() == 10


def test_a_second_worker_does_not_read_the_same_shop(store, warehouse):
    claimed = []

    def meanwhile(number: int) -> None:
        before = len(warehouse.shelf.calls)
        syncing.read(store_id=store.pk)
        claimed.append(len(warehouse.shelf.calls) - before)

    turn(store)
    warehouse.shelf.during_export = meanwhile
    turn(store)

    assert claimed == [0] * 5
    assert len(known()) == 5


def test_a_worker_whose_lease_was_taken_over_writes_nothing_more(store, warehouse, monkeypatch):
    monkeypatch.setattr(readings, "BATCH", 1)
    turn(store)
    Product.objects.all().delete()

    def take_over(number: int) -> None:
        if number == 2:
            Store.objects.filter(pk=store.pk).update(products_fence=F("products_fence") + 1)

    warehouse.shelf.during_export = take_over
    turn(store)

    assert known() == ["1"]


def test_a_shop_that_is_disconnected_during_a_reading_is_left_alone(store, warehouse, monkeypatch):
    monkeypatch.setattr(readings, "BATCH", 1)
    turn(store)

    def uninstall(number: int) -> None:
        if number == 3:
            warehouse.stall(store.domain).close()
            stores.app_removed(Store.objects.get(pk=store.pk), at=None)

    warehouse.shelf.during_export = uninstall
    turn(store)

    assert store.status == StoreStatus.REVOKED
    assert store.pk not in syncing.due_ids()
    assert len(known()) < 5


def test_a_shop_that_is_connected_again_is_read_from_the_start(store, warehouse):
    turn(store)
    began_at = store.products_began_at
    Store.objects.update(connected_at=timezone.now() + timedelta(seconds=1))
    warehouse.shelf.calls.clear()

    turn(store)

    assert warehouse.shelf.calls[0] == "products"
    assert store.products_began_at > began_at


def test_a_lost_shop_needs_to_be_reconnected_and_is_not_read(store, warehouse):
    warehouse.shelf.lose("products")

    turn(store)

    assert store.status == StoreStatus.NEEDS_RECONNECT
    assert store.pk not in syncing.due_ids()


def test_an_outage_is_shown_and_retried_with_longer_pauses_and_continues(store, warehouse):
    turn(store)
    pauses = []
    for _ in range(3):
        warehouse.shelf.away("bulk_state")
        turn(store)
        pauses.append(round((store.products_due_at - timezone.now()).total_seconds()))
    assert pauses == [30, 60, 120]
    assert store.products_problem == "The bazaar is closed."

    read_all(store)

    assert store.products_problem == ""
    assert warehouse.shelf.calls.count("start_bulk") == 1


def test_the_shops_own_time_to_retry_is_kept(store, warehouse):
    warehouse.shelf.away("products", retry_after_s=600)

    turn(store)

    assert store.products_due_at > timezone.now() + timedelta(seconds=590)


def test_a_refusal_is_shown_and_the_next_reading_starts_over(store, warehouse):
    warehouse.shelf.refuse("products")

    turn(store)

    assert store.products_problem == "The bazaar refuses."
    assert store.products_began_at is None
    assert store.products_due_at > timezone.now() + timedelta(minutes=30)


def test_a_page_that_repeats_itself_ends_the_reading(store, warehouse, monkeypatch):
    warehouse.shelf.export_refused = True
    warehouse.shelf.per_page = 0

    turn(store)
    turn(store)

    assert store.products_problem == "The shop repeats a page."


def test_a_reading_that_was_requested_meanwhile_follows_at_once(store):
    turn(store)
    syncing.request(store=store)

    turn(store)
    assert store.products_began_at is not None
    read_all(store)

    assert store.products_due_at > timezone.now() + timedelta(hours=5)


def test_refreshing_does_nothing_while_a_reading_runs_and_is_refused_without_a_connection(store):
    assert not syncing.refresh(store=store)
    read_all(store)
    assert syncing.refresh(store=store)
    store.move_to(StoreStatus.REVOKED)

    with pytest.raises(StoreInactiveError):
        syncing.refresh(store=store)


def test_a_new_currency_replaces_all_prices(store, warehouse):
    read_all(store)
    for shop_id in list(warehouse.stall().products):
        warehouse.stall().products[shop_id] = report(shop_id, variants=(variant(price=900, currency="USD"),))

    syncing.request(store=store)
    read_all(store)

    assert set(Product.objects.values_list("currency", "lowest_minor")) == {("USD", 900)}


def test_a_second_reading_of_unchanged_products_writes_only_that_they_were_seen(store, warehouse):
    warehouse.shelf.per_page = 10
    read_all(store)

    with CaptureQueriesContext(connection) as queries:
        read_all(store)

    written = [each["sql"] for each in queries if each["sql"].startswith(("INSERT", "DELETE"))]
    assert not written


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_read_a_shop_once(store, warehouse):
    barrier = threading.Barrier(2)

    def work() -> None:
        barrier.wait()
        try:
            syncing.read(store_id=store.pk)
        finally:
            connection.close()

    warehouse.shelf.per_page = 10
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert warehouse.shelf.calls == ["products"]
    assert len(known()) == 5
