"""A workspace with a month ahead of it."""

import pytest

from accounts import workspaces
from accounts.models import User, Workspace


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
