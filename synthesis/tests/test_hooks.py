"""Webhooks of nodes: signed, ingested once, and only for jobs that the node was given."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from standardwebhooks import Webhook

from synthesis.models import Attempt, RendererEvent
from synthesis.tests.conftest import register
from synthesis.tests.stand_ins import ScriptedNode

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(drawing_render, node):
    Attempt.objects.update(renderer=node)
    return Attempt.objects.first()


def event_about(key):
    return json.dumps(
        {"type": "video.completed", "created_at": 1, "data": {"id": "video_1", "idempotency_key": key}}
    )


def send(client, node, body, *, secret=None, webhook_id="msg_1", at=None):
    at = at or timezone.now()
    signature = Webhook(secret or node.webhook_secret).sign(webhook_id, at, body)
    return client.post(
        f"/hooks/render-nodes/{node.pk}/",
        body,
        content_type="application/json",
        headers={
            "webhook-id": webhook_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": signature,
        },
    )


def test_a_signed_webhook_is_stored_and_triggers_a_poll(
    client, node, attempt, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        response = send(client, node, event_about(attempt.pk))

    assert response.status_code == 204
    assert RendererEvent.objects.get().attempt_key == attempt.pk
    assert len(callbacks) == 1


def test_a_duplicate_webhook_triggers_nothing(client, node, attempt, django_capture_on_commit_callbacks):
    send(client, node, event_about(attempt.pk))

    with django_capture_on_commit_callbacks() as callbacks:
        response = send(client, node, event_about(attempt.pk))

    assert response.status_code == 204
    assert callbacks == []
    assert RendererEvent.objects.count() == 1


def test_a_forged_message_is_refused(client, node, attempt):
    response = send(client, node, event_about(attempt.pk), secret="whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldA==")

    assert response.status_code == 401
    assert not RendererEvent.objects.exists()


def test_an_old_message_is_refused(client, node, attempt):
    response = send(client, node, event_about(attempt.pk), at=timezone.now() - timedelta(minutes=6))

    assert response.status_code == 401


@pytest.mark.parametrize(
    "headers", [{}, {"webhook-id": "x", "webhook-timestamp": "soon", "webhook-signature": "v1"}]
)
def test_a_message_without_a_proper_signature_is_refused(client, node, headers):
    response = client.post(
        f"/hooks/render-nodes/{node.pk}/", "{}", content_type="application/json", headers=headers
    )

    assert response.status_code == 401


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
def test_a_body_that_says_it_is_a_form_is_refused(client, node, kind):
    for body in (b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--x--\r\n", b"a=b", b"\0"):
        address = f"/hooks/render-nodes/{node.pk}/"

        assert client.post(address, body, content_type=kind).status_code == 401


def test_an_enormous_message_is_refused(client, node):
    address = f"/hooks/render-nodes/{node.pk}/"

    assert client.post(address, b" " * 100_000, content_type="application/json").status_code == 401


def test_a_message_from_an_unknown_node_is_refused(client, node):
    node.pk = "nod_unknown"

    assert send(client, node, event_about("atm_1")).status_code == 401


def test_a_body_that_is_no_event_is_refused(client, node):
    assert send(client, node, "[1, 2").status_code == 401


def test_a_node_cannot_report_another_nodes_attempt(client, attempt, django_capture_on_commit_callbacks):
    with ScriptedNode() as scripted:
        stranger = register(scripted)
        with django_capture_on_commit_callbacks() as callbacks:
            response = send(client, stranger, event_about(attempt.pk))

    assert response.status_code == 204
    assert callbacks == []


def test_a_webhook_about_an_unknown_job_is_ignored(client, node):
    assert send(client, node, event_about("atm_unknown")).status_code == 204


def test_get_is_not_allowed(client, node):
    assert client.get(f"/hooks/render-nodes/{node.pk}/").status_code == 405
