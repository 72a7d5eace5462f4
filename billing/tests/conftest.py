"""A workspace with a month ahead of it."""

import pytest
from django.test import Client
from djstripe.models import Customer

from accounts import workspaces
from accounts.models import User, Workspace
from billing import catalogue, endpoints
from billing.models import Standing
from billing.tests.shop import Shop


@pytest.fixture
def owner(db) -> User:
    return User.objects.create_user("owner@example.com", "correct horse battery")


@pytest.fixture
def workspace(owner) -> Workspace:
    return workspaces.open_workspace(owner=owner, name="North Studio")


@pytest.fixture
def stranger(db) -> Workspace:
    """Another workspace, whose rows nobody here may see."""
    return workspaces.open_workspace(
        owner=User.objects.create_user("stranger@example.com", "another pass phrase")
    )


@pytest.fixture
def customer(workspace) -> Customer:
    """The workspace's customer, as Stripe's mirror has it."""
    return Customer.objects.create(id="cus_1", subscriber=workspace, livemode=False, stripe_data={})


@pytest.fixture
def shop(sandbox_url, db) -> Shop:
    """The sandbox's Stripe with our catalogue, holding its events back until a test hands them over."""
    shop = Shop(sandbox_url)
    shop.hold_events()
    catalogue.publish()
    endpoints.ensure()
    return shop


@pytest.fixture
def operator(db) -> Client:
    """The admin, as a superuser sees it."""
    client = Client()
    client.force_login(
        User.objects.create_superuser("operator@example.com", "x"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


@pytest.fixture
def bought(shop, workspace, owner):
    """The events of a purchase that nobody has told us of."""
    shop.buy(workspace, owner)
    return shop.events()


@pytest.fixture
def charge(shop, workspace, owner):
    """The payment of a plan, which we have been told of."""
    shop.buy(workspace, owner)
    shop.tell()
    return shop.payment_of(Standing.objects.get().customer_id)
