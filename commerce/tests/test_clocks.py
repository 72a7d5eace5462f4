"""A worker whose clock is wrong: the database's clock decides when work is due."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commerce import events, subscriptions
from commerce.catalogue import syncing
from commerce.models import DiscountCode, ShopEvent, Store
from commerce.offers import discounting, discounts
from commerce.orders import reconciling
from commerce.platforms import EventKind
from commerce.tests.bazaar import BazaarClient
from commerce.tests.conftest import connect, deliver
from commerce.tests.offering import bench
from foundation.errors import UpstreamUnavailableError
from publishing import clock

pytestmark = pytest.mark.django_db
AHEAD = timedelta(hours=3)


@pytest.fixture
def wrong_clock(monkeypatch):
    """The clock of this process is hours ahead."""
    right = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: right() + AHEAD)


@pytest.fixture
def shop_of_ours(wrong_clock, bazaar, stall, workspace, user):
    """A shop that was connected by that process."""
    return connect(bazaar, workspace=workspace, user=user)


def no_answer(*_, **__):
    raise UpstreamUnavailableError("The shop does not answer.", system="Bazaar")


def until(at):
    """How long it is until then."""
    return at - clock.now()


def test_a_shop_that_was_connected_is_read_at_once(shop_of_ours):
    for found in (subscriptions.due_ids(), syncing.due_ids(), reconciling.due_ids()):
        assert found == [shop_of_ours.pk]


def test_a_webhook_is_applied_at_once_and_again_soon_after_a_failure(shop_of_ours, monkeypatch):
    monkeypatch.setitem(events.EFFECTS, EventKind.SHOP, no_answer)
    deliver("shop")
    (pk,) = events.due_ids()

    events.apply(event_id=pk)

    assert until(ShopEvent.objects.get().next_attempt_at) <= timedelta(minutes=1)


def test_comparisons_are_repeated_in_time(shop_of_ours, monkeypatch):
    monkeypatch.setattr(BazaarClient, "orders", no_answer)

    reconciling.read(store_id=shop_of_ours.pk)
    syncing.read(store_id=shop_of_ours.pk)
    subscriptions.check(store_id=shop_of_ours.pk)

    row = Store.objects.get()
    assert until(row.orders_due_at) <= timedelta(minutes=20)
    assert until(row.hooks_due_at) <= timedelta(hours=1)
    assert until(row.products_read_at) <= timedelta(0)


def test_a_code_is_created_and_ended_at_once(wrong_clock):
    made = bench()
    made.offer(scene=made.scene, scene_discount_percent=10)
    (pk,) = discounting.due_ids()
    DiscountCode.objects.update(status="active", shop_id="1")

    discounts.end(discount=DiscountCode.objects.get())

    assert discounting.due_ids() == [pk]
    assert until(DiscountCode.objects.get().created_at) <= timedelta(0)
