"""Stripe's events while workers are killed and Stripe is slow."""

import pytest
import requests
from celery import current_app
from django.utils import timezone

from accounts import workspaces
from accounts.models import AuditEntry, User
from billing import catalogue, endpoints, entitlements
from billing.models import EventStatus, StripeEvent
from billing.tests.shop import Shop
from tests import waiting

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shop(sandbox_url):
    shop = Shop(sandbox_url)
    shop.hold_events()
    catalogue.publish()
    endpoints.ensure()
    return shop


@pytest.fixture
def workspace():
    owner = User.objects.create_user("owner@example.com", "correct horse battery")
    return workspaces.open_workspace(owner=owner, name="North Studio")


def sweep():
    current_app.send_task("billing.apply_due_events", expires=2)


def is_looked_at(shop):
    path = {"path": "/stripe/v1/subscriptions/sub_", "method": "GET"}
    return bool(requests.get(f"{shop.url}/_sandbox/requests", params=path, timeout=10).json()["count"])


def test_events_take_effect_once_although_the_worker_is_killed_at_them(shop, workspace, worker):
    shop.buy(workspace, None)
    events = shop.events()
    shop.sabotage(
        {"kind": "slow", "match": {"path": "^/stripe/v1/subscriptions/"}, "delay_s": 3, "times": None}
    )
    assert set(shop.deliver(events * 2)) == {200}
    waiting.until(lambda: is_looked_at(shop), within_s=60, what="a worker is at an event")

    worker.kill()
    assert entitlements.plan_of(workspace=workspace).code == "free"
    shop.sabotage()
    StripeEvent.objects.update(next_attempt_at=timezone.now())
    worker.start()

    def is_settled() -> bool:
        return not StripeEvent.objects.exclude(status=EventStatus.APPLIED).exists()

    waiting.until(is_settled, within_s=90, what="every event is applied", meanwhile=sweep)
    assert entitlements.plan_of(workspace=workspace).code == "creator"
    assert AuditEntry.objects.filter(action="subscription.changed").count() == 1
