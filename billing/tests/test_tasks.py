"""Periodic tasks: they survive a Stripe outage, and report balances that don't match."""

import pytest
from django.core import mail

from billing import entitlements, notices, quotas, tasks
from billing.models import NoticeKind, QuotaPeriod, Standing, StripeEvent
from billing.tests.shop import one


@pytest.fixture
def stripe_away(shop):
    shop.sabotage({"kind": "status", "match": {"path": "^/stripe/"}, "times": None})
    return shop


def test_the_nightly_task_repairs_lost_events(shop, workspace, owner):
    shop.buy(workspace, owner)

    tasks.resync_with_stripe()

    assert entitlements.plan_of(workspace=workspace).code == "creator"


def test_the_nightly_task_reports_a_wrong_balance(workspace, settings, caplog):
    settings.STRIPE_SECRET_KEY = ""
    quotas.reserve(workspace=workspace, reference="render:1")
    QuotaPeriod.objects.update(used=3)

    tasks.resync_with_stripe()

    assert "balance does not match" in caplog.text


def test_without_stripe_the_scheduled_tasks_make_no_requests(workspace, settings):
    settings.STRIPE_SECRET_KEY = ""

    tasks.follow_up()
    tasks.end_abandoned()
    tasks.apply_due_events()

    assert not StripeEvent.objects.exists()


def test_during_an_outage_of_stripe_the_tasks_postpone_their_work(stripe_away, workspace):
    Standing.objects.create(
        workspace=workspace, status="active", plan="creator", subscription_id="sub_1", customer_id="cus_1",
        period_ends_at="2026-01-01T00:00:00+00:00", looked_at="2026-01-01T00:00:00+00:00",
    )  # fmt: skip

    tasks.follow_up()
    tasks.end_abandoned()

    assert entitlements.plan_of(workspace=workspace).code == "creator"


def test_an_event_is_applied_by_its_message_and_by_the_sweep(shop, workspace, owner, bought):
    first, second = one(bought, "customer.subscription.created"), one(bought, "invoice.paid")
    shop.deliver([first, second])
    assert entitlements.plan_of(workspace=workspace).code == "free"

    tasks.apply_event(first["id"])
    assert entitlements.plan_of(workspace=workspace).code == "creator"
    tasks.apply_due_events()

    assert set(StripeEvent.objects.values_list("status", flat=True)) == {"applied"}


def test_the_sweep_sends_mail_too(workspace):
    notices.schedule(workspace=workspace, kind=NoticeKind.READ_ONLY, about="x")

    tasks.send_notices()
    tasks.send_notices()

    assert len(mail.outbox) == 1
