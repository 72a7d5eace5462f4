"""Pages show usage and amounts due as soon as they change, although the page frame is cached."""

import pytest
from django.test import Client

from billing import quotas
from billing.models import Standing


@pytest.fixture
def page(owner, workspace):
    client = Client()
    client.force_login(owner)
    return client


def test_a_video_that_is_used_shows_on_the_next_page(page, workspace):
    assert "0 of 5" in page.get("/ideas/").content.decode()

    quotas.reserve(workspace=workspace, reference="render:one")
    quotas.commit(reference="render:one")

    assert "1 of 5" in page.get("/ideas/").content.decode()


def test_an_unpaid_bill_shows_on_the_next_page(page, workspace):
    assert "read-only" not in page.get("/ideas/").content.decode()

    Standing.objects.create(workspace=workspace, status="read_only", subscription_id="sub_x")

    assert "read-only" in page.get("/ideas/").content.decode()
