"""Operators' pages refuse members with an explanation, and show key names only to operators."""

import pytest
from django.conf import settings
from django.test import Client

from tests import world


@pytest.fixture
def owner(db):
    return world.empty("ada@example.com").owner


@pytest.fixture
def page(owner):
    client = Client()
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("path", [f"/{settings.ADMIN_PATH}", "/styleguide/"])
def test_an_owner_is_not_sent_to_an_owner(page, path):
    response = page.get(path, follow=True)

    assert response.status_code == 403
    answer = response.content.decode()
    assert "For administrators only" in answer
    assert "Ask an owner" not in answer


def test_key_names_are_shown_to_operators_alone(page, owner):
    as_owner = page.get("/settings/integrations/").content.decode()
    owner.is_staff = True
    owner.save()
    as_operator = page.get("/settings/integrations/").content.decode()

    assert "YOUTUBE_API_KEY" not in as_owner
    assert "Connect a service" not in as_owner
    assert "YOUTUBE_API_KEY" in as_operator
    assert "Connect a service" in as_operator
