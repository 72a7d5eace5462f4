"""When products are read, and how many at once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from commerce import nights, platforms
from commerce.catalogue import readings, timetable
from commerce.models import Product, Store
from commerce.tests.goods import report, shop, variant
from commerce.tests.warehouse import Warehouse, read_all
from foundation.errors import UpstreamError, UpstreamUnavailableError


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "", "Nowhere/Atall", "..", "Europe"])
def test_the_next_reading_is_at_the_shops_night(zone):
    read_at = datetime(2026, 11, 30, 1, tzinfo=UTC)
    store = Store(time_zone=zone)

    night = nights.next_one(store=store, after=read_at)
    later = nights.next_one(store=store, after=read_at, at_least=timedelta(hours=6))

    assert 2 <= night.hour < 5
    assert timedelta(0) < night - read_at <= timedelta(hours=24)
    assert later in (night, night + timedelta(days=1))
    assert timedelta(hours=6) < later - read_at <= timedelta(hours=30)


@pytest.mark.parametrize(("failures", "pause_s"), [(1, 30), (2, 60), (8, 3600), (500, 3600)])
def test_outages_are_retried_with_growing_pauses(failures, pause_s):
    now = timezone.now()
    error = UpstreamUnavailableError("away", system="x")

    again_at = timetable.after(error=error, failures=failures, at=now)

    assert again_at - now == timedelta(seconds=pause_s)
    refused = timetable.after(error=UpstreamError("no", system="x"), failures=1, at=now)
    assert refused - now == timedelta(hours=1)


def test_batches_are_limited_by_products_and_by_variants():
    many = tuple(variant(str(n)) for n in range(400))
    sizes = [len(batch) for batch in readings.batches(report(str(n), variants=many) for n in range(5))]
    assert sizes == [2, 2, 1]

    assert [len(batch) for batch in readings.batches(report(str(n)) for n in range(450))] == [200, 200, 50]


def test_a_shop_with_many_products_is_asked_for_its_first_page_and_one_export(db, monkeypatch):
    platform = Warehouse()
    monkeypatch.setitem(platforms.REGISTRY, platform.name, platform)
    token = platform.filled(1100).give().access_token
    store = shop(platform="bazaar", domain="ali.bazaar.invalid", access_token=token, livemode=False)

    read_all(store)

    assert Product.objects.in_shop().count() == 1100
    assert [platform.shelf.calls.count(call) for call in ("products", "start_bulk", "product")] == [1, 1, 0]
