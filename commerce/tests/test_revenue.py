"""Sums of what orders brought."""

from datetime import timedelta

import pytest

from commerce import revenue
from commerce.models import Link, Store
from commerce.revenue import Period
from commerce.tests.ordering import PLACED, a_product, euros, seller


@pytest.fixture
def shop(db):
    """A shop with a link in each of two posts, and a code in the second scene."""
    found = seller()
    for n, post in enumerate(found.posts, start=1):
        found.link(f"post00000{n}", post=post)
    found.discount("MUG10", offer=found.offer(scene=found.scenes[1]))
    return found


def shown(found):
    return {
        key: [(each.currency, each.orders, each.net_minor) for each in group] for key, group in found.items()
    }


def posts(shop, **period):
    ids = [post.pk for post in shop.posts]
    return shown(revenue.by_publication(workspace=shop.workspace, ids=ids, **period))


def test_orders_are_summed_by_post_after_refunds(shop):
    shop.report(shop_id="1", note_code="post000001")
    shop.report(shop_id="2", note_code="post000001", total=euros(20))
    shop.report(shop_id="3", note_code="post000002")
    shop.refund(order_shop_id="2", amount=euros(5))

    assert posts(shop) == {
        shop.posts[0].pk: [("EUR", 2, 6500)],
        shop.posts[1].pk: [("EUR", 1, 5000)],
    }


def test_currencies_are_never_added(shop):
    shop.report(shop_id="1", note_code="post000001")
    shop.report(shop_id="2", note_code="post000001", total=euros(9, "USD"))
    shop.report(shop_id="3", note_code="post000001")

    assert posts(shop) == {shop.posts[0].pk: [("EUR", 2, 10000), ("USD", 1, 900)]}


def test_test_and_canceled_orders_bring_nothing(shop):
    shop.report(shop_id="1", note_code="post000001", is_test=True)
    shop.report(shop_id="2", note_code="post000001", canceled_at=PLACED)

    assert posts(shop) == {}


def test_a_canceled_order_is_taken_out_of_the_sum(shop):
    shop.report(note_code="post000001")
    before = posts(shop)

    shop.report(after_s=9, note_code="post000001", canceled_at=PLACED)

    assert (list(before), posts(shop)) == ([shop.posts[0].pk], {})


def test_orders_are_summed_by_scene_and_by_scene_of_a_post(shop):
    shop.report(shop_id="1", discount_codes=("MUG10",))
    shop.report(shop_id="2", discount_codes=("MUG10",), note_code="post000001")
    shop.report(shop_id="3", note_code="post000001")

    scene = shop.scenes[1].pk
    assert shown(revenue.by_scene(video=shop.video)) == {scene: [("EUR", 2, 10000)]}
    assert shown(revenue.by_scene(video=shop.video, publication_id=shop.posts[0].pk)) == {
        scene: [("EUR", 1, 5000)]
    }


def test_orders_are_summed_by_video_product_link_shop_and_in_total(shop):
    plate = a_product(shop.store, "2", "Plate")
    shop.link("plate00001", post=shop.posts[0], offer=shop.offer(product=plate))
    for n, code in enumerate(("post000001", "plate00001", "plate00001")):
        shop.report(shop_id=str(n), note_code=code)
    own, links = {"workspace": shop.workspace}, dict(Link.objects.values_list("code", "pk"))

    assert shown(revenue.by_video(**own, ids=[shop.video.pk])) == {shop.video.pk: [("EUR", 3, 15000)]}
    assert shown(revenue.by_product(**own, ids=[plate.pk, shop.product.pk])) == {
        plate.pk: [("EUR", 2, 10000)],
        shop.product.pk: [("EUR", 1, 5000)],
    }
    assert shown(revenue.by_link(**own, ids=[links["plate00001"]])) == {
        links["plate00001"]: [("EUR", 2, 10000)]
    }
    assert shown(revenue.by_store(**own)) == {shop.store.pk: [("EUR", 3, 15000)]}
    assert [(each.orders, each.net_minor) for each in revenue.total(**own)] == [(3, 15000)]


def test_a_period_takes_the_orders_that_were_placed_in_it(shop):
    shop.report(shop_id="1", note_code="post000001")
    shop.report(shop_id="2", note_code="post000001", placed_at=PLACED + timedelta(days=1))

    until = Period(until=PLACED + timedelta(days=1))
    since = Period(since=PLACED + timedelta(hours=1))
    assert posts(shop, period=until) == {shop.posts[0].pk: [("EUR", 1, 5000)]}
    assert posts(shop, period=since) == {shop.posts[0].pk: [("EUR", 1, 5000)]}


def test_orders_of_another_workspace_are_not_summed(shop):
    other = seller("ana@example.com")
    other.link("theirs0001", post=other.posts[0])
    other.report(note_code="theirs0001")

    assert revenue.total(workspace=shop.workspace) == []
    assert revenue.by_publication(workspace=shop.workspace, ids=[other.posts[0].pk]) == {}


def test_a_sum_tells_its_number_of_orders_its_certainty_and_its_age(shop):
    shop.report(shop_id="1", note_code="post000001")
    shop.report(shop_id="2", landing_code="post000001")

    found = revenue.total(workspace=shop.workspace)[0]

    assert (found.words, found.orders, found.certain) == ("€100", 2, 1)
    assert (found.amount.value, found.amount.unit, found.amount.n) == (10000, "EUR", 2)
    assert (found.count.value, found.count.unit, found.count.livemode) == (2, "orders", False)
    assert found.observed_at == shop.order("2").reported_at


def test_live_and_sandbox_orders_are_never_added(shop):
    shop.report(shop_id="1", note_code="post000001")
    first = shop.store
    shop.store = Store.objects.create(
        workspace=shop.workspace, platform="shopify", domain="live.myshopify.com", name="Live", currency="EUR"
    )
    plate = a_product(shop.store, "2", "Plate")
    shop.link("plate00001", post=shop.posts[0], offer=shop.offer(product=plate))
    shop.report(shop_id="1", note_code="plate00001")

    found = revenue.total(workspace=shop.workspace)

    assert sorted((each.livemode, each.net_minor) for each in found) == [(False, 5000), (True, 5000)]
    assert first.livemode is False


def test_sums_take_one_query_each(shop, django_assert_num_queries):
    for n in range(3):
        shop.report(shop_id=str(n), note_code="post000001")

    with django_assert_num_queries(1):
        posts(shop)
    with django_assert_num_queries(1):
        revenue.by_scene(video=shop.video)
    with django_assert_num_queries(1):
        revenue.total(workspace=shop.workspace)
