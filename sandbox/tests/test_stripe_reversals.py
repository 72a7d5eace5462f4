"""Refunds and disputes, as in Stripe's test mode."""

from datetime import UTC, datetime

import pytest
import requests
import stripe

from sandbox.tests.stripe_world import client, event_types, make_customer, make_plan, stop_clock, subscribe


@pytest.fixture
def api(sandbox_url):
    return client(sandbox_url)


@pytest.fixture
def price(api):
    return make_plan(api, "creator", 1900)


def paid_with(api, price, card="pm_card_visa"):
    customer = make_customer(api, card)
    subscribe(api, customer, price)
    return api.charges.list({"customer": customer.id}).data[0]


def test_a_charge_is_refunded_in_parts_and_no_further(sandbox_url, api, price):
    charge = paid_with(api, price)

    first = api.refunds.create({"charge": charge.id, "amount": 500, "reason": "requested_by_customer"})
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        api.refunds.create({"charge": charge.id, "amount": 1401})
    rest = api.refunds.create({"payment_intent": charge.payment_intent})
    with pytest.raises(stripe.InvalidRequestError) as again:
        api.refunds.create({"charge": charge.id})

    found = api.charges.retrieve(charge.id, {"expand": ["refunds"]})
    assert again.value.code == "charge_already_refunded"
    assert (first.status, first.reason, rest.amount) == ("succeeded", "requested_by_customer", 1400)
    assert (found.amount_refunded, found.refunded) == (1900, True)
    assert [refund.id for refund in found.refunds.data] == [rest.id, first.id]
    assert [refund.id for refund in api.refunds.list({"charge": charge.id}).data] == [rest.id, first.id]
    assert event_types(sandbox_url).count("charge.refunded") == 2
    assert event_types(sandbox_url).count("refund.created") == 2


@pytest.mark.parametrize(
    ("card", "then", "refunded"),
    [("pm_card_pendingRefund", "succeeded", 1900), ("pm_card_refundFail", "failed", 0)],
)
def test_some_refunds_are_settled_a_day_later(sandbox_url, api, price, card, then, refunded):
    charge = paid_with(api, price, card)
    refund = api.refunds.create({"charge": charge.id})

    stop_clock(sandbox_url, datetime.fromtimestamp(refund.created + 2 * 86_400, UTC).isoformat())

    assert refund.status == ("pending" if then == "succeeded" else "succeeded")
    assert api.refunds.retrieve(refund.id).status == then
    assert api.charges.retrieve(charge.id).amount_refunded == refunded
    assert "refund.updated" in event_types(sandbox_url)
    assert ("refund.failed" in event_types(sandbox_url)) == (then == "failed")


def test_a_declined_charge_has_nothing_to_refund(api, price):
    charge = paid_with(api, price, "pm_card_chargeCustomerFail")

    with pytest.raises(stripe.InvalidRequestError, match="has failed"):
        api.refunds.create({"charge": charge.id})


def test_a_card_disputes_what_it_has_paid(sandbox_url, api, price):
    charge = paid_with(api, price, "pm_card_createDispute")

    (dispute,) = api.disputes.list({"charge": charge.id}).data

    assert (dispute.status, dispute.reason, dispute.amount) == ("needs_response", "fraudulent", 1900)
    assert dispute.evidence_details.due_by > dispute.created
    assert api.disputes.retrieve(dispute.id, {"expand": ["charge"]}).charge.disputed
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.refunds.create({"charge": charge.id})
    assert refused.value.code == "charge_disputed"
    told = [kind for kind in event_types(sandbox_url) if "dispute" in kind]
    assert told == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]


@pytest.mark.parametrize(("text", "status"), [("winning_evidence", "won"), ("losing_evidence", "lost")])
def test_evidence_decides(sandbox_url, api, price, text, status):
    charge = paid_with(api, price, "pm_card_createDispute")
    (dispute,) = api.disputes.list({"charge": charge.id}).data

    found = api.disputes.update(dispute.id, {"evidence": {"uncategorized_text": text}})

    told = [kind for kind in event_types(sandbox_url) if "dispute" in kind]
    assert found.status == status
    assert told.count("charge.dispute.updated") == told.count("charge.dispute.closed") == 1
    assert ("charge.dispute.funds_reinstated" in told) == (status == "won")
    with pytest.raises(stripe.InvalidRequestError, match="already closed"):
        api.disputes.update(dispute.id, {"evidence": {"uncategorized_text": text}})


def test_evidence_is_staged_reviewed_or_given_up(api, price):
    charge = paid_with(api, price, "pm_card_createDispute")
    (dispute,) = api.disputes.list({"charge": charge.id}).data

    staged = api.disputes.update(dispute.id, {"evidence": {"customer_name": "Ada"}, "submit": False})
    reviewed = api.disputes.update(dispute.id, {"evidence": {"customer_name": "Ada"}})
    lost = api.disputes.close(dispute.id)

    assert [staged.status, reviewed.status, lost.status] == ["needs_response", "under_review", "lost"]


def test_an_inquiry_moves_no_money(sandbox_url, api, price):
    charge = paid_with(api, price, "pm_card_createDisputeInquiry")
    (dispute,) = api.disputes.list({"charge": charge.id}).data

    decided = requests.post(
        f"{sandbox_url}/_sandbox/stripe/disputes/{dispute.id}/decide", json={"outcome": "won"}, timeout=10
    )

    assert (dispute.status, decided.json()["status"]) == ("warning_needs_response", "warning_closed")
    assert not [kind for kind in event_types(sandbox_url) if "funds" in kind]


def test_a_control_opens_a_dispute_about_a_part_once(sandbox_url, api, price):
    charge = paid_with(api, price)
    body = {"charge": charge.id, "reason": "product_not_received", "amount": 700}

    begun = requests.post(f"{sandbox_url}/_sandbox/stripe/disputes", json=body, timeout=10)
    again = requests.post(f"{sandbox_url}/_sandbox/stripe/disputes", json=body, timeout=10)

    assert (begun.json()["amount"], begun.json()["reason"]) == (700, "product_not_received")
    assert again.status_code == 400
