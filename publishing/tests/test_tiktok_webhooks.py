"""TikTok's webhooks: verified, heeded once, and never believed."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
import requests
from celery import Celery
from celery.app import app_or_default
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts import workspaces
from foundation import circuits, vendors
from publishing import access_tokens, prompts
from publishing.models import Connection, ConnectionStatus, Publication, PublicationStatus
from publishing.platforms.tiktok import webhooks
from publishing.platforms.uploads import Heard

HOOK = "/hooks/tiktok/"
VECTOR = (
    '{"client_key":"ck","event":"post.publish.complete","create_time":1733040000,"user_openid":"o1",'
    '"content":"{\\"publish_id\\":\\"v_pub_file~v2.1\\"}"}'
)
SIGNED = "d9f7a6e67da18712eb6bc41dbf234c2a799f31c8b491f74bbf58f813647403e7"


def event(name="post.publish.complete", *, account="o1", client_key="sandbox", **content):
    return json.dumps(
        {
            "client_key": client_key,
            "event": name,
            "create_time": 1733040000,
            "user_openid": account,
            "content": json.dumps(content),
        }
    )


def signature(body, *, secret=vendors.SANDBOX_KEY, age_s=0):
    at = int(timezone.now().timestamp()) - age_s
    digest = hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={at},s={digest}"


def heed(connection, *references):
    heard = Heard(account=connection.channel_id, references=references, livemode=False)
    prompts.heed(platform=connection.platform, heard=heard)


def try_consents():
    for pk in prompts.doubted_ids():
        prompts.try_consent(connection_id=pk)


def deliver(body, signed):
    return Client().post(HOOK, body, content_type="application/json", headers={"TikTok-Signature": signed})


def test_the_signature_of_the_contract_is_accepted_at_its_time(settings):
    settings.TIKTOK_API_KEY, settings.TIKTOK_CLIENT_SECRET = "ck", "tt_client_secret"
    sent = {"TikTok-Signature": f"t=1733040000,s={SIGNED}"}

    heard = webhooks.heard(
        body=VECTOR.encode(), headers=sent, vendor=vendors.named("tiktok"), at=1_733_040_300
    )

    assert (heard.account, heard.references, heard.livemode) == ("o1", ("v_pub_file~v2.1",), True)


@pytest.mark.parametrize("age_s", [0, 299, -299])
def test_a_genuine_webhook_is_accepted(db, sandbox_url, age_s):
    body = event()

    assert deliver(body, signature(body, age_s=age_s)).status_code == 200


@pytest.mark.parametrize(
    ("body", "sign"),
    [
        (event(), lambda body: ""),
        (event(), lambda body: "t=1,s=0"),
        (event(), lambda body: signature(body, secret="wrong")),
        (event(), lambda body: signature(body, age_s=301)),
        (event(), lambda body: signature(body, age_s=-302)),
        (event(), lambda body: signature(event(account="o2"))),
        (event(), lambda body: signature(body).replace("t=", "t=٣")),
        (event(client_key="other"), signature),
        ("{", signature),
        ("[]", signature),
        (" " * 70_000, signature),
    ],
)
def test_another_webhook_is_refused(db, sandbox_url, body, sign):
    assert deliver(body, sign(body)).status_code == 401


def test_a_platform_without_webhooks_refuses_them(db):
    assert Client().post("/hooks/youtube/", "{}", content_type="application/json").status_code == 401
    assert Client().post("/hooks/walrus/", "{}", content_type="application/json").status_code == 404


def test_a_repeated_event_is_heeded_once(db, sandbox_url):
    body = event()
    deliver(body, signature(body))
    known = f"webhook:tiktok:{hashlib.sha256(body.encode()).hexdigest()}"

    assert cache.get(known)
    assert deliver(body, signature(body, age_s=60)).status_code == 200


@pytest.fixture
def broker_away():
    """Nothing listens at the broker's URL."""
    usual = app_or_default()
    deaf = Celery("deaf", broker="redis://127.0.0.1:9/0", set_as_current=False)
    deaf.set_current()
    yield
    usual.set_current()
    deaf.close()
    circuits.of.cache_clear()


def test_a_consent_called_removed_while_the_broker_is_away_is_tried_afterwards_and_once(
    account, sandbox_url, requests_to, broker_away
):
    requests.delete(f"{sandbox_url}/_sandbox/tiktok/authorizations/mokaandmiles", timeout=10)
    body = event("authorization.removed", account=account.channel_id)
    before = requests_to("/tiktok/v2/oauth/token/")

    for age_s in (0, 60):
        assert deliver(body, signature(body, age_s=age_s)).status_code == 200
        try_consents()

    account.refresh_from_db()
    assert account.status == ConnectionStatus.NEEDS_RECONNECT
    assert requests_to("/tiktok/v2/oauth/token/") == before + 1


def test_a_post_that_an_event_is_about_is_due_although_the_broker_is_away(draft, settings, broker_away):
    later = timezone.now() + timedelta(hours=1)
    Publication.objects.update(
        status=PublicationStatus.SUBMITTING, platform_video_id="v_1", next_poll_at=later
    )
    Connection.objects.update(platform="tiktok", channel_id="o1")
    body = event(publish_id="v_1")

    deliver(body, signature(body))

    draft.refresh_from_db()
    assert draft.next_poll_at <= timezone.now()


def test_a_consent_stays_in_doubt_while_the_platform_does_not_answer(account, faults):
    faults({"match": {"path": "/tiktok/v2/oauth/token/"}, "kind": "status", "status": 503, "times": None})
    heed(account)

    prompts.try_consent(connection_id=account.pk)

    account.refresh_from_db()
    assert account.status == ConnectionStatus.ACTIVE
    assert account.consent_due_at > timezone.now()


def test_a_removed_authorization_is_tried_and_needs_a_reconnection(account, sandbox_url):
    requests.delete(f"{sandbox_url}/_sandbox/tiktok/authorizations/mokaandmiles", timeout=10)

    heed(account)
    try_consents()

    account.refresh_from_db()
    assert account.status == ConnectionStatus.NEEDS_RECONNECT


def test_a_late_event_about_a_removed_authorization_keeps_a_reconnected_account(account):
    heed(account)
    try_consents()

    account.refresh_from_db()
    assert account.status == ConnectionStatus.ACTIVE
    assert access_tokens.get(connection=account)


def test_an_account_in_two_workspaces_has_two_consents_that_end_separately(
    account, member, user, sandbox_url
):
    other = workspaces.open_workspace(owner=user, name="Second studio")
    session = member.session
    session["workspace"] = other.pk
    session.save()
    second = Connection.objects.create(
        workspace=other,
        platform="tiktok",
        channel_id=account.channel_id,
        channel_title=account.channel_title,
        scopes=account.scopes,
        account=account.account,
        refresh_token="rft.ended",
        access_token="act.ended",
        access_expires_at=timezone.now() + timedelta(days=1),
        livemode=False,
    )

    heed(account)
    try_consents()

    account.refresh_from_db()
    second.refresh_from_db()
    assert (account.status, second.status) == (ConnectionStatus.ACTIVE, ConnectionStatus.NEEDS_RECONNECT)


@pytest.mark.parametrize(
    ("status", "column"),
    [(PublicationStatus.SUBMITTING, "next_poll_at"), (PublicationStatus.PUBLISHED, "follow_up_at")],
)
def test_an_event_about_a_post_only_brings_its_next_look_forward(draft, status, column):
    later = timezone.now() + timedelta(hours=1)
    Publication.objects.update(
        status=status, platform_video_id="v_pub_file~v2.1", next_poll_at=later, follow_up_at=later
    )

    heed(draft.connection, "v_pub_file~v2.1", "7500000000000000001")

    draft.refresh_from_db()
    assert getattr(draft, column) <= timezone.now()
    assert draft.status == status


def test_an_event_about_another_accounts_post_changes_nothing(draft):
    later = timezone.now() + timedelta(hours=1)
    Publication.objects.update(
        status=PublicationStatus.SUBMITTING, platform_video_id="v_1", next_poll_at=later
    )

    heed(Connection(platform="youtube", channel_id="another"), "v_1")

    draft.refresh_from_db()
    assert draft.next_poll_at == later
