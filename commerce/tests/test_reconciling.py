"""Comparing orders with their shop, and asking for visits that were not ready."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from commerce.models import Order, Store, StoreStatus
from commerce.orders import applying, inquiries, reconciling
from commerce.platforms import OrderPage
from commerce.tests.bazaar import BazaarClient
from commerce.tests.ordering import an_order, euros, seller
from foundation.errors import UpstreamError

NOW = timezone.now()


@pytest.fixture
def selling(db):
    """A workspace with two posts."""
    return seller()


@pytest.fixture
def shop(selling, stall):
    """Its shop, connected, whose orders were compared an hour ago."""
    selling.store.access_token = stall.give().access_token
    selling.store.save()
    set_store(
        selling.store,
        platform="bazaar",
        domain=stall.domain,
        orders_read_until=NOW - timedelta(hours=1),
        orders_due_at=NOW,
        connected_at=NOW - timedelta(days=1),
        created_at=NOW - timedelta(days=1),
    )
    return selling.store


def set_store(store, **fields):
    Store.objects.filter(pk=store.pk).update(**fields)
    store.refresh_from_db()


def sell(stall, *shop_ids, at=NOW, **fields):
    """Have the shop sell something, without a webhook."""
    for shop_id in shop_ids:
        stall.orders[shop_id] = an_order(shop_id=shop_id, name=f"#{shop_id}", placed_at=at, **fields)


def known():
    return sorted(Order.objects.values_list("shop_id", flat=True))


def read(store):
    reconciling.read(store_id=store.pk)
    store.refresh_from_db()


def test_an_order_without_a_webhook_is_known_after_the_comparison(shop, stall):
    sell(stall, "1", "2")

    read(shop)

    assert known() == ["1", "2"]
    assert shop.orders_read_until >= NOW
    assert shop.orders_due_at > NOW
    assert (shop.orders_cursor, shop.orders_problem) == ("", "")


def test_a_change_without_a_webhook_is_known_after_the_comparison(shop, stall):
    applying.apply(store=shop, order=an_order(shop_id="1", placed_at=NOW))
    sell(stall, "1", after_s=60, total=euros(70), canceled_at=NOW)

    read(shop)

    order = Order.objects.get()
    assert (order.total_minor, order.canceled_at) == (7000, NOW)


def test_the_comparison_overlaps_with_the_last_one(shop, stall):
    sell(stall, "before", at=shop.orders_read_until - timedelta(minutes=50))
    sell(stall, "long-before", at=shop.orders_read_until - timedelta(minutes=70))

    read(shop)

    assert known() == ["before"]


def test_the_first_comparison_begins_with_the_connection(shop, stall):
    set_store(shop, orders_read_until=None)
    sell(stall, "old", at=NOW - timedelta(days=30))
    sell(stall, "new")

    read(shop)

    assert known() == ["new"]


def test_a_comparison_that_is_not_due_does_nothing(shop, stall):
    sell(stall, "1")
    set_store(shop, orders_due_at=timezone.now() + timedelta(hours=1))

    read(shop)

    assert known() == []


def test_two_workers_do_not_compare_at_the_same_time(shop, stall):
    sell(stall, "1")
    set_store(shop, orders_lease_until=timezone.now() + timedelta(minutes=4))

    read(shop)

    assert known() == []


@pytest.mark.parametrize(("zone", "used"), [("Asia/Tokyo", "Asia/Tokyo"), ("Europe", "UTC"), ("", "UTC")])
def test_a_shop_with_webhooks_is_compared_at_night_in_its_time_zone(shop, zone, used):
    set_store(shop, hooks_checked_at=NOW, hooks_problem="", time_zone=zone)

    read(shop)

    due = shop.orders_due_at.astimezone(ZoneInfo(used))
    assert 2 <= due.hour < 5
    assert timedelta(0) < shop.orders_due_at - timezone.now() <= timedelta(days=1)


@pytest.mark.parametrize(
    "fields", [{"hooks_checked_at": None}, {"hooks_checked_at": NOW, "hooks_problem": "They don't arrive."}]
)
def test_a_shop_without_webhooks_is_compared_each_hour(shop, fields):
    set_store(shop, time_zone="not a zone", **fields)

    read(shop)

    assert shop.orders_due_at - timezone.now() <= timedelta(hours=1)


def test_orders_that_cannot_be_read_are_shown_until_they_are_read(shop, stall, client):
    client.force_login(shop.connected_by)
    sell(stall, "1", "2", "3")
    stall.unreadable = {"2", "3"}
    read(shop)
    first_seen = shop.orders_unread["3"]

    page = client.get(f"/shop/stores/{shop.pk}/").content.decode()
    told = client.get(f"/api/v1/stores/{shop.pk}/").json()
    assert "2 orders could not be read" in page
    assert told["orders_unread"] == 2
    assert (known(), shop.orders_problem) == (["1"], "")

    # Long afterwards, when they are no longer among the changes.
    stall.unreadable = {"3"}
    set_store(shop, orders_read_until=NOW + timedelta(days=1), orders_due_at=NOW)
    read(shop)

    assert (known(), shop.orders_unread) == (["1", "2"], {"3": first_seen})
    assert "1 order could not be read" in client.get(f"/shop/stores/{shop.pk}/").content.decode()

    stall.unreadable = set()
    set_store(shop, orders_due_at=NOW)
    read(shop)

    assert (known(), shop.orders_unread) == (["1", "2", "3"], {})
    assert "could not be read" not in client.get(f"/shop/stores/{shop.pk}/").content.decode()
    assert client.get(f"/api/v1/stores/{shop.pk}/").json()["orders_unread_since"] is None


def test_as_many_orders_that_cannot_be_read_are_remembered_as_are_asked_for_again(shop, stall):
    numbers = [str(n) for n in range(reconciling.MOST_UNREAD + 5)]
    sell(stall, *numbers)
    stall.unreadable = set(numbers)

    read(shop)

    assert len(shop.orders_unread) == reconciling.MOST_UNREAD


def test_an_order_that_the_shop_no_longer_has_is_not_asked_for_again(shop, stall):
    set_store(shop, orders_unread={"9": NOW.isoformat()})

    read(shop)

    assert shop.orders_unread == {}


def test_an_outage_is_shown_and_retried(shop, stall):
    sell(stall, "1")
    stall.is_away = True

    read(shop)

    assert shop.orders_problem
    assert shop.orders_due_at - timezone.now() <= timedelta(minutes=15)
    assert shop.orders_read_until < NOW

    stall.is_away = False
    set_store(shop, orders_due_at=NOW)
    read(shop)

    assert (known(), shop.orders_problem) == (["1"], "")


def test_a_disconnected_shop_is_not_compared(shop, stall):
    sell(stall, "1")
    shop.move_to(StoreStatus.REVOKED)

    read(shop)

    assert (known(), reconciling.due_ids()) == ([], [])


def test_due_shops_are_found(shop):
    assert reconciling.due_ids() == [shop.pk]


# --- pages -----------------------------------------------------------------------------------------------


@pytest.fixture
def paged(bazaar, monkeypatch):
    """The shop's answers have two orders each. ``asked`` are the cursors that were asked for."""
    asked = []

    class Paged(BazaarClient):
        def orders(self, *, since, after=""):
            self._enter()
            asked.append(after)
            if after == "unknown":
                raise UpstreamError("No such cursor.", system="Bazaar")
            rows = sorted(self.stall.orders.values(), key=lambda each: each.updated_at)
            start = int(after or 0)
            more = len(rows) > start + 2
            return OrderPage(orders=rows[start : start + 2], cursor=str(start + 2) if more else "")

    monkeypatch.setattr(
        bazaar,
        "client",
        lambda *, domain, access_token, livemode, timeout_s=10.0: Paged(bazaar.stall(domain), access_token),
        raising=False,
    )
    return asked


def test_all_pages_are_read(shop, stall, paged):
    sell(stall, *(str(n) for n in range(5)))

    read(shop)

    assert (len(known()), paged) == (5, ["", "2", "4"])


def test_an_interrupted_comparison_continues_where_it_stopped(shop, stall, paged):
    sell(stall, *(str(n) for n in range(5)))
    began_at = NOW - timedelta(minutes=30)
    place = reconciling._Place(since=NOW - timedelta(hours=2), began_at=began_at, after="2")
    set_store(shop, orders_cursor=place.model_dump_json())

    read(shop)

    assert (known(), paged) == (["2", "3", "4"], ["2", "4"])
    assert shop.orders_read_until == began_at


def test_a_place_of_any_length_is_continued(shop, stall, paged):
    sell(stall, *(str(n) for n in range(5)))
    place = reconciling._Place(since=NOW - timedelta(hours=2), began_at=NOW, after=f"{2:0600d}")
    set_store(shop, orders_cursor=place.model_dump_json())

    read(shop)

    assert known() == ["2", "3", "4"]


def test_the_place_is_stored_after_each_page(shop, stall, paged, monkeypatch):
    monkeypatch.setattr(reconciling, "_MOST_PAGES", 2)
    sell(stall, *(str(n) for n in range(7)))

    read(shop)
    at_first = (len(known()), shop.orders_due_at <= timezone.now())
    read(shop)

    assert at_first == (4, True)
    assert (len(known()), paged) == (7, ["", "2", "4", "6"])


def test_a_place_that_the_shop_no_longer_knows_is_given_up(shop, stall, paged):
    sell(stall, "1")
    place = reconciling._Place(since=NOW - timedelta(hours=2), began_at=NOW, after="unknown")
    set_store(shop, orders_cursor=place.model_dump_json())

    read(shop)
    given_up = (shop.orders_cursor, bool(shop.orders_problem))
    set_store(shop, orders_due_at=NOW)
    read(shop)

    assert given_up == ("", True)
    assert (known(), shop.orders_problem) == (["1"], "")


# --- visits ------------------------------------------------------------------------------------------------


@pytest.fixture
def link_of_a_post(selling):
    return selling.link("post000001", post=selling.posts[0])


@pytest.fixture
def linked(shop, link_of_a_post):
    """The shop with a link in a post, and an order whose visits are not known yet."""
    applying.apply(store=shop, order=an_order(placed_at=NOW))
    Order.objects.update(journey_due_at=NOW)
    return shop


def ask(store):
    inquiries.read(store_id=store.pk)
    return Order.objects.get()


def visited(is_ready=True):
    return an_order(
        placed_at=NOW,
        visit_code="post000001",
        visited_at=NOW - timedelta(days=1),
        journey_is_ready=is_ready,
    )


def test_an_order_without_visits_is_asked_for_minutes_later(shop, link_of_a_post):
    applying.apply(store=shop, order=an_order(placed_at=NOW))

    due_at = Order.objects.get().journey_due_at
    assert due_at is not None
    assert timedelta(minutes=5) < due_at - timezone.now() < timedelta(minutes=15)


def test_an_order_of_a_shop_without_links_is_not_asked_for(shop):
    applying.apply(store=shop, order=an_order(placed_at=NOW))

    assert Order.objects.get().journey_due_at is None


def test_visits_that_are_ready_credit_the_order(linked, stall, link_of_a_post):
    stall.orders["1001"] = visited()

    order = ask(linked)

    assert (order.credit.method, order.credit.link, order.journey_due_at) == ("link", link_of_a_post, None)


def test_visits_that_are_not_ready_are_asked_for_again_and_again_and_then_no_more(linked, stall):
    stall.orders["1001"] = visited(is_ready=False)

    waits = []
    for _ in range(5):
        Order.objects.update(journey_due_at=NOW)
        due_at = ask(linked).journey_due_at
        waits.append(due_at and round((due_at - timezone.now()).total_seconds() / 3600))

    assert waits == [1, 6, 24, 48, None]


def test_an_order_that_its_shop_no_longer_has_is_not_asked_for_again(linked):
    assert ask(linked).journey_due_at is None


def test_an_outage_does_not_count_as_an_answer(linked, stall):
    stall.is_away = True

    order = ask(linked)

    assert order.journey_attempts == 0
    assert order.journey_due_at > timezone.now()


def test_visits_are_asked_for_by_one_worker(linked, stall):
    stall.orders["1001"] = visited(is_ready=False)
    Order.objects.update(journey_due_at=timezone.now() + timedelta(minutes=4))

    assert ask(linked).journey_attempts == 0


def test_shops_with_due_visits_are_found_unless_they_are_disconnected(linked):
    before = inquiries.due_stores()
    linked.move_to(StoreStatus.REVOKED)

    assert (before, inquiries.due_stores()) == ([linked.pk], [])
