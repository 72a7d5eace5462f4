"""Orders of the sandbox's shops, over HTTP: counted there and here, with lost, repeated and late webhooks."""

import pytest
from django.utils import timezone

from commerce import events, subscriptions
from commerce.models import Order, Product, Store
from commerce.orders import inquiries, reconciling
from commerce.tasks import apply_event
from commerce.tests.ordering import seller
from commerce.tests.stand import GOODS, Postman, connect

MUG = f"/shops/{GOODS}/orders"


@pytest.fixture
def postman(sandbox_url, settings):
    found = Postman(sandbox_url)
    settings.SITE_URL = found.url
    yield found
    found.close()


@pytest.fixture
def shop(postman, member, workspace):
    """A connected shop, with webhooks."""
    connect(member)
    store = Store.objects.get()
    subscriptions.check(store_id=store.pk)
    store.refresh_from_db()
    return store


def receive(postman):
    postman.carry()
    while due := events.due_ids():
        for pk in due:
            apply_event(pk)


def compare(store):
    Store.objects.filter(pk=store.pk).update(orders_due_at=timezone.now())
    reconciling.read(store_id=store.pk)
    store.refresh_from_db()
    assert store.orders_problem == ""


def buy(postman, **order):
    return postman.control(MUG, method="POST", **({"product": "morning-mug"} | order))


def change(postman, order, action, **sent):
    postman.control(f"{MUG}/{order['id']}/{action}", method="POST", **sent)


def there(postman):
    """What each order came to, as the shop counts it."""
    return {
        str(each["id"]): (each["total"], each["refunded"], each["cancelled"], each["test"])
        for each in postman.control(f"/shops/{GOODS}")["orders"]
    }


def here():
    """What each order came to, as the product counts it."""
    return {
        row.shop_id: (row.total_minor, row.refunded_minor, row.canceled_at is not None, row.is_test)
        for row in Order.objects.all()
    }


def test_what_lost_webhooks_would_have_told_is_known_after_the_comparison(shop, postman):
    known = there(postman)
    postman.control(method="PUT", copies=2, shuffle=True, drop_percent=50)
    sold = [buy(postman, quantity=n) for n in (1, 2, 3, 1, 1)]
    buy(postman, is_test=True)
    change(postman, sold[1], "refund", quantity=1)
    change(postman, sold[2], "refund", quantity=0, amount="5.00")
    change(postman, sold[2], "refund", quantity=1)
    change(postman, sold[3], "cancel")
    receive(postman)

    compare(shop)

    expected = {shop_id: told for shop_id, told in there(postman).items() if shop_id not in known}
    assert {shop_id: told for shop_id, told in here().items() if shop_id not in known} == expected
    assert len(expected) == 6
    for order in (sold[1], sold[2]):
        total, refunded, _, _ = expected[str(order["id"])]
        assert refunded > 0
        assert Order.objects.get(shop_id=order["id"]).net_minor == total - refunded
    assert shop.orders_read_until is not None


@pytest.fixture
def linked(shop, workspace):
    """The shop, with a link to one of its products in a post."""
    other = seller("sol@example.com")
    product = Product.objects.create(
        workspace=workspace, store=shop, shop_id="1", title="Mug", currency="EUR",
        shop_updated_at=timezone.now(),
    )  # fmt: skip
    other.workspace, other.store, other.product = workspace, shop, product
    return other.link("pst2222222")


def method():
    credit = Order.objects.get().credit
    return credit and credit.method


def test_a_cart_that_carries_the_link_is_credited_with_its_webhook(linked, shop, postman):
    buy(postman, attributes={"ettametta_link": linked.code})

    receive(postman)

    assert method() == "note"


def test_a_visit_that_the_shop_learns_of_later_is_credited_when_it_is_asked_again(linked, shop, postman):
    visit = {"landing": f"/products/morning-mug?utm_content={linked.code}&ref={linked.code}"}
    buy(postman, visits=[{**visit, "minutes_before": 60}])
    receive(postman)
    methods = []

    for ready_s in (180, 0):
        postman.control(method="PUT", journey_ready_s=ready_s)
        Order.objects.update(journey_due_at=timezone.now())
        inquiries.read(store_id=shop.pk)
        methods.append(method())

    assert methods == ["referral", "link"]
    assert Order.objects.get().journey_due_at is None
