"""Refunds and disputes: stored as at Stripe, notified once, and without effect on plan and quota."""

import itertools
import json
import random
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from billing import entitlements, plans, quotas, stripe_events
from billing.models import EventStatus, LedgerEntry, Standing, StripeEvent
from billing.tests.reversals import about_reversals, kept, mails, page_of, price_of, today

# --- refunds -----------------------------------------------------------------------------------------


def test_a_refund_is_told_once_and_changes_neither_plan_nor_quota(shop, workspace, owner, charge):
    before = quotas.usage(workspace=workspace), LedgerEntry.objects.count()
    shop.refund(charge)
    events = about_reversals(shop)

    for _ in range(2):
        StripeEvent.objects.all().delete()
        assert shop.deliver_and_apply(events * 2) == [200] * len(events) * 2

    (told,) = mails()
    assert kept() == [("refund", 2900, "succeeded")]
    assert told.startswith(f"$29 was refunded on {today()} to the payment method of North Studio.")
    assert f"$29 was refunded on {today()}." in page_of(owner)
    assert entitlements.plan_of(workspace=workspace).code == "creator"
    assert (quotas.usage(workspace=workspace), LedgerEntry.objects.count()) == before


def test_several_refunds_of_one_payment_are_each_told(shop, workspace, owner, charge):
    shop.refund(charge, amount=1000, reason="requested_by_customer")
    shop.refund(charge, amount=550)
    first, second = (event for event in about_reversals(shop) if event["type"] == "charge.refunded")

    shop.deliver_and_apply([second])
    shop.deliver_and_apply([first])

    told = mails()
    assert sorted(kept()) == [("refund", 550, "succeeded"), ("refund", 1000, "succeeded")]
    assert len(told) == 2
    assert any(
        words.startswith("$10 was refunded") and "part of the payment of $29" in words for words in told
    )
    assert any(words.startswith("$5.50 was refunded") for words in told)
    shown = page_of(owner)
    assert "$10 was refunded" in shown
    assert "$5.50 was refunded" in shown
    assert "Part of the payment of $29" in shown


def test_a_currency_without_decimals_is_told_as_it_is(settings, sandbox_url, workspace, owner, request):
    settings.PLAN_CURRENCY = "jpy"
    shop = request.getfixturevalue("shop")
    shop.buy(workspace, owner)
    shop.deliver_and_apply()
    charge = shop.payment_of(Standing.objects.get().customer_id)

    shop.refund(charge, amount=1200)
    shop.dispute(charge)
    shop.deliver_and_apply()

    told = mails()
    assert any(words.startswith("¥1,200 was refunded") and "payment of ¥2,900" in words for words in told)
    assert any(words.startswith("Your bank disputes ¥1,700 of the payment of ¥2,900") for words in told)


def test_a_refund_that_fails_later_is_told_as_failed(shop, workspace, owner):
    shop.buy(workspace, owner)
    shop.deliver_and_apply()
    customer = Standing.objects.get().customer_id
    shop.replace_card(customer, "4000000000005126")
    standing = Standing.objects.get()
    items = [{"id": standing.item_id, "price": price_of(plans.EMPIRE)}]
    change = {"items": items, "proration_behavior": "always_invoice"}
    shop.client.subscriptions.update(standing.subscription_id, change)
    shop.refund(shop.payment_of(customer))
    shop.deliver_and_apply()
    assert "was refunded" in page_of(owner)

    shop.turn_clock(timezone.now() + timedelta(days=2))
    shop.deliver_and_apply()

    refunded, failed = mails()
    assert "was refunded on" in refunded
    assert "did not reach you" in failed
    assert [status for _, _, status in kept()] == ["failed"]
    assert "did not reach you" in page_of(owner)
    assert "was refunded" not in page_of(owner)


def test_a_refund_under_way_is_told_once_it_has_succeeded(shop, workspace, owner):
    shop.buy(workspace, owner)
    shop.deliver_and_apply()
    customer = Standing.objects.get().customer_id
    shop.replace_card(customer, "4000000000007726")
    period_ends_at = Standing.objects.get().period_ends_at
    assert period_ends_at is not None
    shop.turn_clock(period_ends_at + timedelta(hours=1))
    shop.refund(shop.payment_of(customer))
    shop.deliver_and_apply()
    assert mails() == []
    assert "$29 is being refunded." in page_of(owner)

    shop.turn_clock(period_ends_at + timedelta(days=2))
    shop.deliver_and_apply()

    (told,) = mails()
    assert told.startswith("$29 was refunded")


# --- disputes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "words"),
    [("won", "The payment of $29 for the workspace North Studio stands"), ("lost", "is returned to you")],
)
def test_a_dispute_is_told_when_it_begins_and_when_it_is_decided(
    shop, workspace, owner, charge, outcome, words
):
    dispute = shop.dispute(charge)
    shop.deliver_and_apply()
    assert kept() == [("dispute", 2900, "needs_response")]
    shown = page_of(owner)
    assert "Your bank disputes the payment of $29." in shown
    assert "Your plan stays active while the bank decides." in shown

    shop.decide(dispute, outcome)
    shop.deliver_and_apply()

    begun, decided = mails()
    assert begun == (
        "Your bank disputes the payment of $29 for the workspace North Studio. Your plan stays active while "
        "the bank decides. If you did not start this, tell your bank that you recognize the payment."
    )
    assert words in decided
    assert kept() == [("dispute", 2900, outcome)]
    assert "while the bank decides" not in page_of(owner)
    assert entitlements.plan_of(workspace=workspace).code == "creator"


def test_a_subscription_that_stripe_ended_for_a_dispute_is_not_said_to_stay(shop, workspace, owner, charge):
    """Stripe's dispute settings may cancel the subscription, and that event may be late."""
    dispute = shop.dispute(charge)
    shop.client.subscriptions.cancel(Standing.objects.get().subscription_id)

    shop.deliver_and_apply(
        [event for event in about_reversals(shop) if event["data"]["object"]["id"] == dispute]
    )

    assert entitlements.plan_of(workspace=workspace).code == "free"
    (told,) = [words for words in mails() if "disputes" in words]
    assert "Your plan stays" not in told
    assert "Your plan stays" not in page_of(owner)


def test_an_inquiry_that_becomes_a_dispute_is_told_as_both(shop, workspace, owner, charge):
    dispute = shop.dispute(charge, reason="inquiry")
    shop.deliver_and_apply()
    shop.decide(dispute, "escalated")

    shop.deliver_and_apply()
    shop.deliver_and_apply()

    asked, disputed = mails()
    assert asked.startswith("Your bank opened an inquiry about the payment of $29")
    assert disputed.startswith("Your bank disputes the payment of $29")
    assert kept() == [("dispute", 2900, "needs_response")]


def test_an_inquiry_is_told_as_a_question(shop, workspace, owner, charge):
    dispute = shop.dispute(charge, reason="inquiry")
    shop.deliver_and_apply()
    assert "Your bank opened an inquiry about the payment of $29." in page_of(owner)

    shop.decide(dispute, "won")
    shop.deliver_and_apply()

    asked, closed = mails()
    assert asked.startswith("Your bank opened an inquiry about the payment of $29")
    assert closed.startswith("Your bank closed the case about the payment of $29")


def test_every_order_of_a_disputes_events_ends_in_stripes_truth(shop, workspace, owner, charge):
    dispute = shop.dispute(charge)
    shop.client.disputes.update(dispute, {"evidence": {"uncategorized_text": "winning_evidence"}})
    events = about_reversals(shop)
    assert {event["type"].removeprefix("charge.dispute.") for event in events} == {
        "created", "updated", "funds_withdrawn", "funds_reinstated", "closed",
    }  # fmt: skip

    orders = list(itertools.permutations(events))
    for order in random.Random(9).sample(orders, 6):  # noqa: S311 - a shuffled test
        StripeEvent.objects.all().delete()
        assert set(shop.deliver_and_apply([*order, order[0]])) == {200}
        assert kept() == [("dispute", 2900, "won")]

    (told,) = mails()
    assert "stands" in told


@pytest.mark.parametrize("seed", range(2))
def test_refunds_and_disputes_in_any_order_with_faults(shop, workspace, owner, charge, seed):
    chance = random.Random(seed)  # noqa: S311 - a shuffled test
    shop.refund(charge, amount=900)
    shop.refund(charge, amount=500)
    shop.decide(shop.dispute(charge), "lost")
    events = shop.events() * 2
    chance.shuffle(events)
    shop.sabotage(
        *({"kind": kind, "match": {"path": "^/stripe/v1/", "nth": nth}, "times": 1}
          for kind, nth in (("status", 2), ("drop_before_commit", 7), ("malformed", 11)))
    )  # fmt: skip
    StripeEvent.objects.all().delete()

    assert set(shop.deliver_and_apply(events)) == {200}
    shop.sabotage()
    StripeEvent.objects.update(next_attempt_at=timezone.now())
    shop.deliver_and_apply([])

    assert sorted(kept()) == [
        ("dispute", 1500, "lost"), ("refund", 500, "succeeded"), ("refund", 900, "succeeded"),
    ]  # fmt: skip
    assert len(mails()) == 3
    assert not StripeEvent.objects.exclude(status=EventStatus.APPLIED).exists()
    assert entitlements.plan_of(workspace=workspace).code == "creator"


@pytest.mark.django_db(transaction=True)
def test_copies_at_once_are_kept_and_told_once(shop, workspace, owner, charge):
    shop.refund(charge, amount=900)
    shop.dispute(charge)
    bodies = [json.dumps(event) for event in about_reversals(shop)]
    answers: list[int] = []

    def send(body: str) -> None:
        try:
            answers.append(shop.post(body).status_code)
            stripe_events.apply(json.loads(body)["id"])
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(body,)) for body in bodies * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shop.deliver_and_apply([])

    assert answers == [200] * len(bodies) * 2
    assert sorted(kept()) == [("dispute", 2000, "needs_response"), ("refund", 900, "succeeded")]
    assert len(mails()) == 2
    assert not StripeEvent.objects.exclude(status=EventStatus.APPLIED).exists()
