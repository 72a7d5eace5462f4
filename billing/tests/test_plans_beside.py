"""Mails and pages about a subscription while another plan exists: an operator's, or another subscription."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from billing import entitlements, mirror, notices, plans, subscriptions
from billing.models import Standing
from billing.tests.mirrored import mirrored
from billing.tests.test_billing_page import browser, shown

NOW = timezone.now()
SOON = int((NOW + timedelta(days=3)).timestamp())


@dataclass(frozen=True)
class Beside:
    """What exists beside a subscription, and the plan in effect once that has ended or is not paid.

    None is read-only.
    """

    main: str
    once_ended: str | None
    once_unpaid: str | None
    assigned: str = ""
    other: str = ""
    cancel_at: int | None = None


BESIDE = {
    "nothing": Beside("creator", "Free", None),
    "a larger given plan": Beside("creator", "Empire", "Empire", assigned="empire"),
    "a smaller given plan": Beside("empire", "Creator", "Creator", assigned="creator"),
    "the same given plan": Beside("creator", "Creator", "Creator", assigned="creator"),
    "a paid subscription": Beside("empire", "Creator", "Creator", other="active"),
    "a trial": Beside("empire", "Creator", "Creator", other="trialing"),
    "one that ends sooner": Beside("empire", "Free", None, other="active", cancel_at=SOON),
    "one that is unpaid": Beside("empire", None, None, other="unpaid"),
    "one that is overdue": Beside("empire", None, None, other="past_due"),
    "one that has ended": Beside("empire", "Free", None, other="canceled"),
    "a given plan and an unpaid one": Beside("empire", "Creator", "Creator", "creator", other="unpaid"),
    "a given plan and a paid one": Beside("creator", "Empire", "Empire", "empire", other="active"),
}


@pytest.fixture
def page(owner, workspace):
    return browser(owner)


@pytest.fixture(params=BESIDE)
def beside(request, workspace, customer):
    found = BESIDE[request.param]
    if found.other:
        ends = {"cancel_at": found.cancel_at} if found.cancel_at else {}
        mirrored(customer, found.other, id="sub_other", plan="creator", start=NOW - timedelta(days=1), **ends)
    if found.assigned:
        give(workspace, found.assigned)
    return found


def give(workspace, plan):
    subscriptions.assign(workspace=workspace, plan=plans.by_code(plan), reason="A gift", actor=None)


def follow(workspace):
    return subscriptions.follow(workspace=workspace)


def subscribe(workspace, customer, beside, status="active", **fields):
    mirrored(customer, status, id="sub_main", plan=beside.main, start=NOW, **fields)
    return follow(workspace)


def name_of(code):
    return plans.by_code_or_free(code).name


def let_grace_run_out(settings):
    too_long = timedelta(days=settings.BILLING_GRACE_DAYS, hours=1)
    Standing.objects.update(past_due_since=timezone.now() - too_long)


def mails():
    """Subject and body of the mails that are sent now."""
    mail.outbox.clear()
    notices.send_waiting()
    return [(message.subject, message.body) for message in mail.outbox]


def words(client, name="usage", **query):
    """A page's text without tags."""
    text = re.sub(r"<[^>]+>", " ", shown(client, name, **query))
    return re.sub(r"\s+([.,;:])", r"\1", " ".join(text.split()))


def bill(customer, *, cents, id="in_1"):
    mirror.store_invoice(
        {
            "id": id,
            "customer": customer.id,
            "livemode": False,
            "created": int(NOW.timestamp()),
            "status": "open",
            "total": cents,
            "amount_due": cents,
            "currency": "usd",
            "hosted_invoice_url": f"https://pay.example/{id}",
        }
    )


def plan_now(workspace):
    return entitlements.plan_of(workspace=workspace).name


# --- a subscription that ends -------------------------------------------------------------------------


def test_the_mail_of_an_end_names_the_plan_that_counts_then(workspace, customer, beside):
    subscribe(workspace, customer, beside)

    standing = subscribe(workspace, customer, beside, "canceled")

    told = mails()
    if standing.is_live:
        assert "has ended" not in str(told), "the other subscription counts"
        assert ("North Studio is read-only" in dict(told)) == standing.is_read_only
        return
    [(subject, body)] = told
    assert subject == f"The {name_of(beside.main)} subscription of North Studio has ended"
    assert f"continues on {plan_now(workspace)}." in body
    assert plan_now(workspace) == beside.once_ended
    assert ("Free" in body) == (beside.once_ended == "Free")
    is_smaller = beside.once_ended != "Empire" and beside.once_ended != name_of(beside.main)
    assert (f"Work that {beside.once_ended} does not cover is paused" in body) == is_smaller


@pytest.mark.parametrize("status", ["active", "trialing", "past_due"])
def test_the_cancel_page_names_the_plan_that_counts_then(workspace, customer, page, beside, status):
    subscribe(workspace, customer, beside, status)

    text = words(page, "plan-cancel")

    if beside.once_ended is None:
        assert "This workspace becomes read-only, because another subscription is unpaid" in text
    else:
        assert f"This workspace continues on {beside.once_ended}:" in text
    assert ("5 videos a month" in text) == (beside.once_ended == "Free")
    assert "Your plan" not in text


def test_the_cancel_page_of_an_unpaid_plan_says_whether_work_opens_again(workspace, customer, page, beside):
    standing = subscribe(workspace, customer, beside, "unpaid")

    text = words(page, "plan-cancel")

    if standing.subscription_id != "sub_main":
        assert "ends at once" not in text, "the other subscription counts"
        return
    assert "is unpaid and ends at once." in text
    opens = standing.is_read_only and beside.once_ended is not None
    assert ("The workspace is no longer read-only" in text) == opens
    assert (f"continues on {beside.once_ended}:" in text) == (beside.once_ended is not None)


def test_the_usage_page_names_the_plan_after_a_cancellation(workspace, customer, page, beside):
    subscribe(workspace, customer, beside, cancel_at_period_end=True)

    text = words(page)

    assert f"{name_of(beside.main)} ends on" in text
    if beside.once_ended is None:
        assert "After that, this workspace is read-only, because another subscription is unpaid" in text
    else:
        assert f"After that, this workspace continues on {beside.once_ended} and keeps all its work" in text
    changes_plan = beside.once_ended != plan_now(workspace)
    assert ("Ends soon" in text) == changes_plan


# --- a payment that fails -----------------------------------------------------------------------------


def test_the_mail_of_a_failed_payment_says_what_follows(workspace, customer, beside):
    bill(customer, cents=2900)
    subscribe(workspace, customer, beside)
    mails()

    standing = subscribe(workspace, customer, beside, "past_due")

    told = mails()
    if standing.subscription_id != "sub_main":
        assert told == [], "the other subscription counts"
        return
    [(subject, body)] = told
    assert subject == "The payment for North Studio failed"
    assert "You owe $29" in body
    if beside.once_unpaid is None:
        assert "After that, the workspace is read-only" in body
    else:
        assert "read-only" not in body
        assert f"the workspace continues on {beside.once_unpaid}" in body


@pytest.mark.parametrize("way", ["the grace", "Stripe's last attempt"])
def test_a_workspace_is_called_read_only_only_where_it_is(workspace, customer, page, beside, settings, way):
    bill(customer, cents=2900)
    subscribe(workspace, customer, beside, "past_due")
    mails()

    if way == "the grace":
        let_grace_run_out(settings)
        subscriptions.end_graces()
        subscriptions.end_graces()
    else:
        subscribe(workspace, customer, beside, "unpaid")

    standing = entitlements.standing_of(workspace=workspace)
    told, text = mails(), words(page)
    is_read_only = entitlements.is_read_only(workspace=workspace)
    assert any("is read-only" in subject for subject, _ in told) == is_read_only
    assert ("This workspace is read-only" in text) == is_read_only
    if not is_read_only:
        assert "Free" not in str(told)
    if standing.subscription_id == "sub_main":
        [(subject, body)] = told
        assert subject == (
            "North Studio is read-only" if is_read_only else "The payment for North Studio is overdue"
        )
        assert "$29" in body
        assert ("read-only" in subject + body) == is_read_only
        assert is_read_only or f"continues on {plan_now(workspace)}" in body
        assert "You owe $29." in text
        assert "Next invoice" not in text
        assert "Pay $29" in text


def test_the_usage_page_says_what_follows_a_failed_payment(workspace, customer, page, beside):
    bill(customer, cents=2900)
    standing = subscribe(workspace, customer, beside, "past_due")

    text = words(page)

    if standing.subscription_id != "sub_main":
        assert "You owe $29 for another subscription." in text
        return
    assert "You owe $29." in text
    if beside.once_unpaid is None:
        assert "After that, this workspace is read-only" in text
    else:
        assert f"After that, this workspace continues on {beside.once_unpaid}" in text
        assert "is read-only" not in text


def test_what_is_owed_is_said_although_the_plan_is_set_to_end(workspace, customer, page):
    bill(customer, cents=2900)
    mirrored(customer, "past_due", start=NOW, cancel_at_period_end=True)
    follow(workspace)

    text = words(page)

    assert "You owe $29." in text
    assert "Until then nothing changes" not in text
    assert "Resume plan" in text


def test_a_grace_that_has_just_run_out_beside_a_paid_plan_is_shown_as_it_is(
    workspace, customer, page, settings
):
    bill(customer, cents=9900)
    mirrored(customer, id="sub_creator", start=NOW)
    mirrored(customer, "past_due", id="sub_empire", plan="empire", start=NOW)
    follow(workspace)
    let_grace_run_out(settings)

    text, cancel = words(page), words(page, "plan-cancel")

    assert "You owe $99. Pay it, or cancel Empire. This workspace continues on Creator." in text
    assert "Next invoice" not in text
    assert "Empire is unpaid and ends at once." in cancel
    assert "This workspace continues on Creator:" in cancel


def test_what_another_subscription_owes_is_said(workspace, customer, page):
    bill(customer, cents=2900)
    mirrored(customer, id="sub_empire", plan="empire", start=NOW)
    mirrored(customer, "past_due", id="sub_creator", start=NOW)
    follow(workspace)

    text = words(page)

    assert "You owe $29 for another subscription." in text
    assert "Pay $29" in text
    assert "This workspace has more than one subscription" in text
    assert "Empire applies." in text


def test_one_of_two_unpaid_plans_canceled_opens_nothing_and_is_not_said_to(workspace, customer):
    mirrored(customer, "unpaid", id="sub_creator")
    mirrored(customer, "unpaid", id="sub_empire", plan="empire")

    follow(workspace)

    [(_, body)] = mails()
    assert "Free" not in body
    assert "Pay the open invoices" in body
