"""Refunds and disputes: their workspace, repairs after lost events, and who can see them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from djstripe.models import Customer

from accounts.models import Membership, Role, User
from billing import entitlements, plans, resync
from billing.models import EventStatus, Notice, PaymentReversal, Standing, StripeEvent
from billing.tests.reversals import about_reversals, kept, mails, page_of, price_of
from billing.tests.shop import one
from foundation.errors import UpstreamUnavailableError


def test_a_payment_of_an_unknown_customer_is_without_effect_and_logged(shop, workspace, owner, caplog):
    caplog.set_level("INFO", logger="billing.event_handlers")
    card = {"default_payment_method": "pm_card_visa"}
    stranger = shop.client.customers.create({"payment_method": "pm_card_visa", "invoice_settings": card}).id
    items = [{"price": price_of(plans.EMPIRE)}]
    shop.client.subscriptions.create({"customer": stranger, "items": items})
    charge = shop.payment_of(stranger)
    shop.refund(charge, amount=100)
    shop.dispute(charge)

    shop.deliver_and_apply(about_reversals(shop))

    assert not PaymentReversal.objects.exists()
    assert not Notice.objects.exists()
    assert not StripeEvent.objects.exclude(status=EventStatus.APPLIED).exists()
    assert "stripe charge without a workspace" in caplog.text


def test_a_refund_after_the_customer_was_deleted_is_still_the_workspaces(shop, workspace, owner, charge):
    shop.client.customers.delete(Standing.objects.get().customer_id)
    shop.deliver_and_apply()
    shop.refund(charge)

    shop.deliver_and_apply(about_reversals(shop))

    assert kept() == [("refund", 2900, "succeeded")]
    assert any(words.startswith("$29 was refunded") for words in mails())
    assert "$29 was refunded" in page_of(owner)


def test_a_payment_of_a_customer_without_a_workspace_is_without_effect(shop, workspace, owner, charge):
    Customer.objects.update(subscriber=None)
    shop.refund(charge)

    shop.deliver_and_apply(about_reversals(shop))

    assert not PaymentReversal.objects.exists()


def test_lost_events_are_made_good_by_the_nightly_comparison(shop, workspace, owner, charge):
    shop.refund(charge, amount=900)
    dispute = shop.dispute(charge)

    resync.everything()
    shop.decide(dispute, "won")
    outcome = resync.everything()
    before = shop.requests_to("/stripe/v1/charges")
    resync.everything()

    assert outcome.problems == []
    assert sorted(kept()) == [("dispute", 2000, "won"), ("refund", 900, "succeeded")]
    assert shop.requests_to("/stripe/v1/charges") == before
    assert len(mails()) == 3


def test_an_open_dispute_is_compared_however_old_it_is(shop, workspace, owner, charge):
    dispute = shop.dispute(charge)
    shop.deliver_and_apply()
    PaymentReversal.objects.update(opened_at=timezone.now() - timedelta(days=100))
    shop.decide(dispute, "lost")
    shop.sabotage(
        {"kind": "answer", "body": {"object": "list", "data": [], "has_more": False, "url": "/v1/disputes"},
         "match": {"path": "^/stripe/v1/disputes$"}, "times": 1}
    )  # fmt: skip

    resync.everything()

    assert kept() == [("dispute", 2900, "lost")]


def test_a_key_that_may_not_list_refunds_is_named_and_the_plans_are_compared(shop, workspace, owner):
    shop.buy(workspace, owner)
    refused = {"error": {"type": "invalid_request_error", "message": "not allowed"}}
    shop.sabotage(
        {
            "kind": "answer",
            "status": 403,
            "body": refused,
            "match": {"path": "^/stripe/v1/refunds"},
            "times": None,
        }
    )

    outcome = resync.everything()

    assert entitlements.plan_of(workspace=workspace).code == "creator"
    assert [problem for problem in outcome.problems if "refunds or disputes" in problem]


def an_old_refund(charge, status):
    """Stripe's list of a charge's refunds: one from three weeks ago."""
    made_at = int((timezone.now() - timedelta(days=20)).timestamp())
    refund = {
        "id": "re_old", "object": "refund", "amount": 2900, "currency": "usd", "charge": charge,
        "created": made_at, "status": status,
    }  # fmt: skip
    listed = {"object": "list", "has_more": False, "url": "/v1/refunds", "data": [refund]}
    return {"kind": "answer", "match": {"path": "^/stripe/v1/refunds"}, "times": None, "body": listed}


def test_what_happened_long_ago_is_shown_and_not_mailed(shop, workspace, owner, charge):
    shop.refund(charge)
    shop.sabotage(an_old_refund(charge, "succeeded"))

    for _ in range(2):
        shop.deliver_and_apply(about_reversals(shop))
        StripeEvent.objects.all().delete()

    assert kept() == [("refund", 2900, "succeeded")]
    assert mails() == []
    assert "$29 was refunded" in page_of(owner)


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        ("succeeded", "$29 was refunded"),
        ("failed", "did not reach you"),
        ("canceled", "was canceled, and the seller keeps the money"),
    ],
)
def test_an_old_refund_that_comes_to_an_end_at_last_is_mailed(shop, workspace, owner, charge, ending, words):
    shop.refund(charge)
    shop.sabotage(an_old_refund(charge, "pending"))
    shop.deliver_and_apply(about_reversals(shop))
    StripeEvent.objects.all().delete()
    shop.sabotage(an_old_refund(charge, ending))

    shop.deliver_and_apply(about_reversals(shop))

    (told,) = mails()
    assert words in told


def test_an_answer_that_cannot_be_read_is_tried_again(shop, workspace, owner, charge):
    shop.refund(charge)
    event = one(shop.events(), "charge.refunded")
    broken = {
        "object": "list",
        "has_more": False,
        "url": "/v1/refunds",
        "data": [{"id": "re_x", "amount": "?"}],
    }
    shop.sabotage({"kind": "answer", "match": {"path": "^/stripe/v1/refunds"}, "times": 1, "body": broken})

    shop.deliver_and_apply([event])
    left = StripeEvent.objects.get(event_id=event["id"])
    assert (left.status, left.waits_for_stripe) == (EventStatus.WAITING, True)
    assert UpstreamUnavailableError.__name__ in left.error
    StripeEvent.objects.update(next_attempt_at=timezone.now())
    shop.deliver_and_apply([])

    assert kept() == [("refund", 2900, "succeeded")]


def test_only_those_who_pay_see_refunds_and_disputes(shop, workspace, owner, charge):
    shop.refund(charge, amount=1000)
    shop.dispute(charge)
    shop.deliver_and_apply()
    editor = User.objects.create_user("editor@example.com", "x")
    Membership.objects.create(workspace=workspace, user=editor, role=Role.EDITOR)

    shown = page_of(editor)

    assert "Your bank" not in shown
    assert "was refunded" not in shown


def test_another_workspaces_page_shows_none(shop, workspace, owner, charge, stranger):
    shop.refund(charge)
    shop.deliver_and_apply()

    assert "was refunded" not in page_of(User.objects.get(email="stranger@example.com"))


def test_operators_see_open_disputes_first_and_change_nothing(
    operator, shop, workspace, owner, charge, settings, django_assert_max_num_queries
):
    dispute = shop.dispute(charge, amount=1900, reason="product_not_received")
    shop.turn_clock(timezone.now() + timedelta(hours=1))
    later = {
        "stripe_id": "re_1",
        "kind": "refund",
        "charge_id": "ch_2",
        "amount_minor": 1200,
        "currency": "jpy",
    }
    PaymentReversal.objects.create(
        workspace=workspace, customer_id="cus_1", status="succeeded",
        opened_at=timezone.now() + timedelta(days=1), **later,
    )  # fmt: skip
    shop.deliver_and_apply()
    settings.STRIPE_IS_SANDBOX = False

    url = reverse("admin:billing_paymentreversal_changelist")
    operator.get(url)
    with django_assert_max_num_queries(8):
        listed = operator.get(url)

    rows = listed.context["cl"].result_list
    shown = listed.content.decode()
    assert [row.stripe_id for row in rows] == [dispute, "re_1"]
    assert rows[0].evidence_due_at is not None
    assert all(
        words in shown
        for words in ("North Studio", "$19", "¥1,200", "product_not_received", "needs_response")
    )
    assert f'href="https://dashboard.stripe.com/test/payments/{charge}"' in shown
    change = reverse("admin:billing_paymentreversal_change", args=[rows[0].pk])
    assert operator.get(change).status_code == 200
    assert operator.post(change, {}).status_code == 403


def test_in_the_sandbox_no_link_leads_to_stripes_dashboard(
    operator, shop, workspace, owner, charge, settings
):
    settings.STRIPE_IS_SANDBOX = True
    shop.refund(charge)
    shop.deliver_and_apply()

    shown = operator.get(reverse("admin:billing_paymentreversal_changelist")).content.decode()

    assert charge in shown
    assert "dashboard.stripe.com" not in shown
