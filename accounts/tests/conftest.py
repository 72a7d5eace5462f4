"""People, a workspace, and clients: browsers and programs."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from rest_framework.test import APIClient

from accounts import api_keys, workspaces
from accounts.models import Membership, User, Workspace

PASSWORD = "correct horse battery"


def make_person(email: str, *, confirmed: bool = True) -> User:
    person = User.objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=person, email=email, verified=confirmed, primary=True)
    return person


@pytest.fixture(autouse=True)
def forgotten_rates() -> None:
    """Attempts of one test don't count in the next."""
    cache.clear()


@pytest.fixture
def owner(db) -> User:
    return make_person("owner@example.com")


@pytest.fixture
def workspace(owner) -> Workspace:
    return workspaces.open_workspace(owner=owner, name="North Studio")


@pytest.fixture
def ownership(workspace) -> Membership:
    membership: Membership = workspace.memberships.get()
    return membership


@pytest.fixture
def join(workspace):
    """Adds a person to the workspace."""

    def put(role, email=""):
        person = make_person(email or f"{role.value}@example.com")
        return Membership.objects.create(workspace=workspace, user=person, role=role)

    return put


@pytest.fixture
def foreign(db) -> Workspace:
    """A workspace without any of these people."""
    return workspaces.open_workspace(owner=make_person("foreign@example.com"), name="Elsewhere")


@pytest.fixture
def browser():
    def sign_in(person):
        client = Client()
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def page(browser, owner, workspace):
    """The owner's browser."""
    return browser(owner)


@pytest.fixture
def program(workspace, owner):
    """A client with an API key of the given scopes, or of all."""

    def make(*scopes, issued_by=None, **key):
        _, secret = api_keys.issue(
            workspace=workspace,
            issued_by=issued_by or owner,
            name="program",
            scopes=scopes or api_keys.all_scopes(),
            **key,
        )
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        return client

    return make
