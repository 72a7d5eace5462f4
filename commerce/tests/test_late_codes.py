"""Orders that used a discount code before it was known that the shop has it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notification
from commerce import tasks
from commerce.models import Attribution, DiscountCode, Order
from commerce.offers import discounts
from commerce.orders import applying, late_codes
from commerce.tests.offering import publication_of
from commerce.tests.ordering import an_order
from commerce.tests.test_discounting import made, shelf, turn

__all__ = ["made", "shelf"]
CODE = "MUG2345"


@pytest.fixture
def code(made, shelf) -> DiscountCode:
    """A code of a post, whose creation had no answer yet."""
    offer = made.offer(post_discount_percent=10)
    found = discounts.for_post(offer=offer, publication=publication_of(made), code=CODE)
    shelf.lost_answers = 1
    turn()
    return found


def sell(made, *codes, shop_id="1001", placed_at=None):
    report = an_order(shop_id=shop_id, discount_codes=codes, placed_at=placed_at or timezone.now())
    applying.apply(store=made.store, order=report)


def credited():
    return [order.shop_id for order in Order.objects.order_by("shop_id") if order.credit is not None]


def test_an_order_that_used_the_code_before_is_credited_once_the_code_is_confirmed(
    code, made, django_capture_on_commit_callbacks
):
    sell(made, "OTHER", CODE.lower())
    sell(made, f"{CODE}X", shop_id="1002")
    sell(made, CODE, shop_id="1003", placed_at=timezone.now() - timedelta(days=1))
    assert credited() == []

    with django_capture_on_commit_callbacks() as sent:
        turn()
    for pk in late_codes.due_ids():
        tasks.credit_orders_of_code(pk)

    assert credited() == ["1001"]
    assert sent
    assert Notification.objects.filter(event="publication.first_order").count() == 1


def test_an_order_whose_report_came_at_the_same_moment_is_credited_by_the_last_look(code, made):
    turn()
    late_codes.credit(discount_id=code.pk)
    assert late_codes.due_ids() == [code.pk]
    sell(made, CODE)
    Attribution.objects.all().delete()
    DiscountCode.objects.update(orders_until=timezone.now() - timedelta(seconds=1))

    late_codes.credit(discount_id=code.pk)

    assert (credited(), late_codes.due_ids()) == (["1001"], [])


def test_orders_of_a_code_that_was_ended_before_its_confirmation_are_credited_too(code, made, shelf):
    sell(made, CODE)
    discounts.end(discount=code)

    assert turn().status == "ended"
    late_codes.credit(discount_id=code.pk)

    assert credited() == ["1001"]
