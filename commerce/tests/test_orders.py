"""Orders: reports in any order and number of copies, refunds, and what an order is worth."""

import random
import threading
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Notification
from commerce.models import Attribution, Order, Refund, StoreStatus
from commerce.orders import applying
from commerce.platforms import Money
from commerce.tests.ordering import PLACED, a_refund, an_order, euros, seller, state

SEEDS = range(4)


@pytest.fixture
def shop(db):
    return seller()


def test_an_order_is_stored_with_its_money_and_without_its_customer(shop):
    shop.report()

    order = shop.order()
    assert (order.total_minor, order.currency, order.net_minor) == (5000, "EUR", 5000)
    columns = {column.name for column in Order._meta.get_fields()}
    assert not columns & {"email", "customer", "phone", "address", "note", "ip"}


def test_a_repeated_report_changes_nothing(shop):
    shop.report()
    before = state(shop.store)

    shop.report()

    assert state(shop.store) == before


def test_an_older_report_changes_nothing(shop):
    shop.report(after_s=60, total=euros(80))

    shop.report(after_s=0, total=euros(50), discount_codes=("OLD",))

    order = shop.order()
    assert (order.total_minor, order.codes) == (8000, [])


def test_a_newer_report_replaces_an_older_one(shop):
    shop.report()

    shop.report(after_s=60, total=euros(80), name="#1001-b")

    assert (shop.order().total_minor, shop.order().name) == (8000, "#1001-b")


def test_of_two_reports_with_the_same_time_the_same_one_wins_in_either_order(shop):
    texts = []
    for totals in ((50, 60), (60, 50)):
        Order.objects.all().delete()
        for total in totals:
            shop.report(total=euros(total))
        texts.append(state(shop.store))

    assert texts[0] == texts[1]


def test_a_cancellation_before_the_creation_stays(shop):
    shop.report(after_s=60, canceled_at=PLACED + timedelta(minutes=1))

    shop.report()

    assert shop.order().canceled_at == PLACED + timedelta(minutes=1)


def test_a_refund_before_its_order_is_subtracted_once_the_order_is_known(shop):
    shop.refund()

    shop.report()

    assert (shop.order().refunded_minor, shop.order().net_minor) == (1000, 4000)


def test_a_refund_is_subtracted_once_however_often_it_is_reported(shop):
    shop.report()
    shop.refund()
    shop.refund()

    shop.report(after_s=60, refunds=(a_refund(),))

    assert (shop.order().refunded_minor, Refund.objects.count()) == (1000, 1)


def test_two_refunds_are_both_subtracted(shop):
    shop.report()

    shop.refund()
    shop.refund(shop_id="8", amount=euros(5))

    assert shop.order().net_minor == 3500


def test_a_refund_that_was_pending_at_first_counts_once_it_is_paid(shop):
    shop.report()
    shop.refund(amount=euros(0))

    shop.report(after_s=60, refunds=(a_refund(),))
    shop.refund(amount=euros(0))

    assert shop.order().net_minor == 4000


def test_returned_items_that_were_paid_back_are_subtracted_once(shop):
    shop.report(after_s=60, remaining=euros(40), refunds=(a_refund(),))

    assert shop.order().net_minor == 4000


def test_money_paid_back_without_a_return_is_subtracted(shop):
    shop.report(after_s=60, remaining=euros(50), refunds=(a_refund(),))

    assert shop.order().net_minor == 4000


def test_an_unpaid_item_that_was_removed_is_not_counted(shop):
    shop.report(after_s=60, remaining=euros(30))

    assert shop.order().net_minor == 3000


def test_an_item_that_was_added_later_is_counted(shop):
    shop.report()

    shop.report(after_s=60, total=euros(75), remaining=euros(75))

    assert shop.order().net_minor == 7500


def test_an_order_is_never_worth_less_than_nothing(shop):
    shop.report(refunds=(a_refund(amount=euros(60)),))

    assert shop.order().net_minor == 0


@pytest.mark.parametrize(("minor", "count", "net"), [(-2000, 1, 5000), (10**19, 1, 0), (10**17, 99, 0)])
def test_an_impossible_refund_neither_adds_nor_overflows(shop, minor, count, net):
    amount = Money(amount_minor=minor, currency="EUR")

    shop.report(refunds=tuple(a_refund(shop_id=str(n), amount=amount) for n in range(count)))

    assert shop.order().net_minor == net


def test_a_refund_in_another_currency_is_not_subtracted(shop):
    shop.report()

    shop.refund(amount=euros(10, "USD"))

    assert shop.order().net_minor == 5000


def test_an_order_keeps_its_currency_when_its_shop_changes_it(shop):
    shop.report()
    shop.store.currency = "USD"
    shop.store.save()

    shop.report(shop_id="1002", total=euros(20, "USD"))
    shop.refund()

    assert (shop.order().currency, shop.order().net_minor) == ("EUR", 4000)
    assert shop.order("1002").currency == "USD"


def test_a_disconnected_shop_gets_no_more_orders(shop):
    shop.store.move_to(StoreStatus.REVOKED)

    shop.report()
    shop.refund()

    assert (Order.objects.count(), Refund.objects.count()) == (0, 0)


def test_a_shop_that_needs_a_reconnect_still_gets_orders(shop):
    shop.store.move_to(StoreStatus.NEEDS_RECONNECT)

    shop.report()

    assert Order.objects.count() == 1


def test_workspaces_with_the_same_shop_have_an_order_each(shop):
    other = seller("ana@example.com")
    shop.link("ours000001", post=shop.posts[0])

    for each in (shop, other):
        each.report(note_code="ours000001")

    assert (shop.order().workspace, other.order().workspace) == (shop.workspace, other.workspace)
    assert shop.credit() is not None
    assert other.credit() is None


def test_an_order_from_before_the_connection_is_stored_and_credited_to_nothing(shop):
    shop.link("ours000001", post=shop.posts[0])
    shop.discount("MUG10")

    shop.report(placed_at=PLACED - timedelta(days=90), discount_codes=("MUG10",))

    assert shop.order().journey_due_at is None
    assert shop.credit() is None


# --- any order ------------------------------------------------------------------------------------------


def _reports():
    """Three orders with edits, refunds, a cancellation and visits, as their shop would report them."""
    half = a_refund(shop_id="21", order_shop_id="2", amount=euros(25))
    rest = a_refund(shop_id="22", order_shop_id="2", amount=euros(25))
    visit: dict[str, Any] = {
        "visit_code": "post000001",
        "visited_at": PLACED - timedelta(days=1),
        "journey_is_ready": True,
    }
    return [
        an_order(shop_id="1"),
        an_order(shop_id="1", discount_codes=("mug10",)),
        an_order(shop_id="1", after_s=5, discount_codes=("mug10",), landing_code="post000002"),
        an_order(shop_id="1", after_s=5, discount_codes=("mug10",), journey_is_ready=False),
        an_order(shop_id="1", after_s=5, discount_codes=("mug10",), **visit),
        an_order(shop_id="2", note_code="post000002"),
        an_order(shop_id="2", after_s=9, note_code="post000002", remaining=euros(25), refunds=(half,)),
        an_order(shop_id="2", after_s=19, note_code="post000002", remaining=euros(0), refunds=(half, rest)),
        a_refund(shop_id="21", order_shop_id="2", amount=euros(0)),
        half,
        rest,
        an_order(shop_id="3", **visit),
        an_order(shop_id="3", after_s=3, total=euros(70), refunds=()),
        an_order(shop_id="3", after_s=8, total=euros(70), canceled_at=PLACED + timedelta(seconds=8)),
    ]


def _apply(shop, report):
    if hasattr(report, "order_shop_id"):
        applying.apply_refund(store=shop.store, refund=report)
    else:
        applying.apply(store=shop.store, order=report)


@pytest.fixture
def selling(shop):
    """The shop with links in both posts, and a code of the second scene."""
    for n, post in enumerate(shop.posts, start=1):
        shop.link(f"post00000{n}", post=post)
    shop.discount("MUG10", offer=shop.offer(scene=shop.scenes[1]))
    return shop


@pytest.mark.parametrize("seed", SEEDS)
def test_reports_in_any_order_and_number_end_in_the_same_state(selling, seed):
    for report in _reports():
        _apply(selling, report)
    expected = state(selling.store)
    Order.objects.all().delete()
    Refund.objects.all().delete()
    chance = random.Random(seed)  # noqa: S311 - a repeatable test
    reports = [report for report in _reports() for _ in range(chance.randint(1, 3))]
    chance.shuffle(reports)

    for report in reports:
        _apply(selling, report)

    assert state(selling.store) == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_dropped_reports_are_made_up_for_by_the_latest_state(selling, seed):
    for report in _reports():
        _apply(selling, report)
    expected = state(selling.store)
    Order.objects.all().delete()
    Refund.objects.all().delete()
    chance = random.Random(seed)  # noqa: S311 - a repeatable test
    kept = [report for report in _reports() if chance.random() < 0.4]
    chance.shuffle(kept)
    visit: dict[str, Any] = {
        "visit_code": "post000001",
        "visited_at": PLACED - timedelta(days=1),
        "journey_is_ready": True,
    }
    final = [_reports()[n] for n in (2, 4, 7, 13)] + [an_order(shop_id="3", **visit)]

    for report in [*kept, *final]:
        _apply(selling, report)

    assert _without_times(state(selling.store)) == _without_times(expected)


def _without_times(found):
    for refund in found["refunds"]:
        del refund["as_of"]
    return found


class _Lost(Exception):  # noqa: N818 - not an error of the product
    """The worker has lost its database."""


@contextmanager
def _killed_after(queries: int):
    """The worker ends at the query after that many."""
    left = iter(range(queries))

    def pass_on(execute, sql, *args):
        # The database itself rolls back what the worker had begun.
        if not sql.startswith("ROLLBACK") and next(left, None) is None:
            raise _Lost
        return execute(sql, *args)

    with connection.execute_wrapper(pass_on):
        yield


@pytest.mark.parametrize("queries", range(2, 14, 2))
def test_a_worker_killed_at_any_query_leaves_nothing_and_a_repetition_completes_it(selling, queries):
    fields = {"note_code": "post000001", "refunds": (a_refund(),)}

    with pytest.raises(_Lost), _killed_after(queries):
        selling.report(**fields)

    assert (Order.objects.count(), Refund.objects.count(), Attribution.objects.count()) == (0, 0, 0)
    selling.report(**fields)
    assert (Order.objects.count(), Refund.objects.count(), Attribution.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_workers_with_the_same_reports_end_in_the_same_state():
    shop = seller()
    shop.link("post000001", post=shop.posts[0])
    gate = threading.Barrier(4)
    failures: list[Exception] = []

    def work(seed: int) -> None:
        reports = [
            an_order(note_code="post000001"),
            an_order(after_s=5, total=euros(60), note_code="post000001"),
            a_refund(),
            a_refund(shop_id="8"),
        ]
        random.Random(seed).shuffle(reports)  # noqa: S311 - a repeatable test
        gate.wait(timeout=10)
        try:
            for report in reports:
                _apply(shop, report)
        except DatabaseError as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert not failures
    assert (shop.order().net_minor, Refund.objects.count(), Attribution.objects.count()) == (4000, 2, 1)
    assert Notification.objects.filter(event="publication.first_order").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_refund_waits_for_the_order_that_is_being_stored():
    shop = seller()
    stored, asked = threading.Event(), threading.Event()

    def refund() -> None:
        stored.wait(timeout=10)
        asked.set()
        try:
            shop.refund()
        finally:
            connection.close()

    thread = threading.Thread(target=refund)
    thread.start()
    with transaction.atomic():
        shop.report()
        stored.set()
        assert asked.wait(timeout=10)
    thread.join(timeout=20)

    assert shop.order().net_minor == 4000
