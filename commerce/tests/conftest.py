"""A workspace on the Creator plan, and shops of a platform that lives in the tests."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from accounts import workspaces
from accounts.models import User
from billing.models import Standing
from commerce import events, platforms, stores
from commerce.models import Order, Store
from commerce.tasks import apply_event
from commerce.tests import shopify
from commerce.tests.bazaar import Bazaar


@pytest.fixture
def user(db):
    return User.objects.create_user("nia@example.com", "long enough to pass")


@pytest.fixture
def workspace(user):
    return open_workspace(user, "Nia's studio")


def open_workspace(owner, name, plan="creator"):
    """A workspace on a plan with shops."""
    made = workspaces.open_workspace(owner=owner, name=name)
    Standing.objects.create(workspace=made, assigned_plan=plan)
    return made


@pytest.fixture
def member(user, workspace):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def bazaar(monkeypatch):
    """The platform, registered for this test."""
    platform = Bazaar()
    monkeypatch.setitem(platforms.REGISTRY, platform.name, platform)
    return platform


@pytest.fixture
def stall(bazaar):
    """The shop that the tests connect."""
    return bazaar.stall()


def connect(platform, *, workspace, user, domain="ali.bazaar.invalid", with_merch=False):
    """Connect a shop as the pages do. Returns its row."""
    consent = stores.request_consent(
        workspace=workspace, platform=platform, address=domain, with_merch=with_merch
    )
    told = parse_qs(platform.consent(domain=domain, state=consent.state))
    return stores.connect(
        workspace=workspace, actor=user, platform=platform, consent=consent, code=told["code"][0]
    )


@pytest.fixture
def store(bazaar, stall, workspace, user):
    """A connected shop."""
    return connect(bazaar, workspace=workspace, user=user)


def begin(member, **fields):
    """Press Connect. Returns the state of the consent request."""
    answer = member.post("/shop/connect/bazaar/", {"address": "ali.bazaar.invalid", **fields})
    assert answer.status_code == 302, answer.content.decode()
    return parse_qs(urlsplit(answer["Location"]).query)["state"][0]


def deliver(kind, *, seal="genuine", webhook_id="w1", at=None, domain="ali.bazaar.invalid", **document):
    """Deliver a webhook of the bazaar."""
    body = {
        "webhook_id": webhook_id,
        "topic": str(kind),
        "kind": kind,
        "domain": domain,
        "triggered_at": (at or timezone.now()).isoformat(),
        **document,
    }
    return Client().post(
        "/hooks/bazaar/", json.dumps(body), content_type="application/json", headers={"Seal": seal}
    )


def apply_all():
    """Have a worker apply the events that are due."""
    for pk in events.due_ids():
        apply_event(pk)


def an_order(store, *, shop_id="1001", **fields):
    """A stored order of the shop."""
    now = timezone.now()
    return Order.objects.create(
        workspace=store.workspace, store=store, shop_id=shop_id, name=f"#{shop_id}", currency="EUR",
        total_minor=2400, placed_at=now, shop_updated_at=now, **fields,
    )  # fmt: skip


def expire(store):
    """The access token has ended."""
    Store.objects.filter(pk=store.pk).update(access_expires_at=timezone.now())
    store.refresh_from_db()


@pytest.fixture
def shop(settings):
    """Shopify's live API, answered by a test."""
    with shopify.serving(shopify.Shop()) as found:
        settings.SHOPIFY_API_BASE = found.url
        settings.SHOPIFY_CLIENT_ID = "client-1"
        settings.SHOPIFY_CLIENT_SECRET = shopify.SECRET
        yield found
