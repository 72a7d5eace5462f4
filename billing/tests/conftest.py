"""A workspace at the beginning of its period."""

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
    """Another workspace. Its rows must not be visible."""
    return workspaces.open_workspace(
        owner=User.objects.create_user("stranger@example.com", "another pass phrase")
    )


@pytest.fixture
def customer(workspace) -> Customer:
    """The workspace's customer in the Stripe mirror."""
    return Customer.objects.create(id="cus_1", subscriber=workspace, livemode=False, stripe_data={})


@pytest.fixture
def shop(sandbox_url, db) -> Shop:
    """The sandbox's Stripe with our catalogue. It holds its events until a test delivers them."""
    shop = Shop(sandbox_url)
    shop.hold_events()
    catalogue.publish()
    endpoints.ensure()
    return shop


@pytest.fixture
def operator(db) -> Client:
    """The admin as seen by a superuser."""
    client = Client()
    client.force_login(
        User.objects.create_superuser("operator@example.com", "x"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


@pytest.fixture
def bought(shop, workspace, owner):
    """The undelivered events of a purchase."""
    shop.buy(workspace, owner)
    return shop.events()


@pytest.fixture
def charge(shop, workspace, owner):
    """The payment of a plan, with its events delivered."""
    shop.buy(workspace, owner)
    shop.deliver_and_apply()
    return shop.payment_of(Standing.objects.get().customer_id)
