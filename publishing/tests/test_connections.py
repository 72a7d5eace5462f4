"""Connecting, renewing and disconnecting a channel."""

import re
from urllib.parse import urlencode

import pytest
import requests
from django.utils import timezone

from billing import entitlements
from publishing import access_tokens, connections
from publishing.errors import ConnectionLostError
from publishing.models import Connection, ConnectionStatus
from publishing.tasks import revoke_consent
from publishing.tests.conftest import back_here, consent, link_in


def test_consent_connects_the_channel(connection):
    assert connection.channel_title == "Moka & Miles"
    assert connection.status == ConnectionStatus.ACTIVE
    assert connection.livemode is False
    assert connection.account["uploads_playlist_id"]


def test_connecting_again_keeps_one_connection(connection, member):
    started = member.post("/connections/youtube/start/")

    member.get(back_here(consent(started["Location"])))

    assert Connection.objects.count() == 1


def test_tokens_are_unreadable_in_the_database(connection, django_db_blocker):
    from django.db import connection as database

    with database.cursor() as cursor:
        cursor.execute("SELECT refresh_token, access_token FROM publishing_connection")
        stored = cursor.fetchone()

    assert connection.refresh_token not in stored[0]
    assert all(text.startswith("k1:") for text in stored)


def test_no_page_or_response_contains_a_token(connection, member):
    for address in ("/connections/", f"/api/v1/connections/{connection.pk}/", "/api/v1/connections/"):
        body = member.get(address).content.decode()
        assert connection.refresh_token not in body
        assert connection.access_token not in body


def test_a_denied_consent_connects_nothing_and_offers_a_retry(sandbox_url, member, workspace):
    started = member.post("/connections/youtube/start/")

    answer = member.get(back_here(consent(started["Location"], decision="deny")), follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [("/connections/", 302)]
    assert "No channel was connected, because access was not granted." in page
    assert 'action="/connections/youtube/start/"' in page
    assert not Connection.objects.exists()


@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_connecting_from_a_composer_returns_to_it(sandbox_url, member, ready_video, decision):
    composer = f"/publications/new/?video={ready_video.pk}"
    explained = link_in(member.get(composer), "Connect a channel")
    kept = re.search(r'name="video" value="([^"]+)"', member.get(explained).content.decode())
    assert kept is not None

    started = member.post("/connections/youtube/start/", {"video": kept[1]})
    answer = member.get(back_here(consent(started["Location"], decision=decision)), follow=True)

    assert answer.redirect_chain == [(composer, 302)]
    said = "Moka &amp; Miles on YouTube is connected." if decision == "allow" else "access was not granted"
    assert said in answer.content.decode()


@pytest.mark.parametrize("video", ["https://evil.example/", "//evil.example", "vid_of_another"])
def test_the_consent_returns_only_to_a_video_of_the_workspace(sandbox_url, member, workspace, video):
    started = member.post("/connections/youtube/start/", {"video": video})

    answer = member.get(back_here(consent(started["Location"])))

    assert answer["Location"] == "/connections/"


@pytest.mark.parametrize("state", ["", "forged", "ü"])
def test_an_answer_with_another_state_is_refused(sandbox_url, member, workspace, state):
    member.post("/connections/youtube/start/")

    answer = member.get("/connections/youtube/callback/", {"state": state, "code": "x"})

    assert answer.status_code == 422
    assert not Connection.objects.exists()


def test_an_answer_counts_once(sandbox_url, member, workspace):
    started = member.post("/connections/youtube/start/")
    address = back_here(consent(started["Location"]))
    member.get(address)

    assert member.get(address).status_code == 422


def test_a_code_that_was_used_is_refused(sandbox_url, member, workspace):
    started = member.post("/connections/youtube/start/")
    session = member.session
    kept = session["platform_consent"]
    address = back_here(consent(started["Location"]))
    member.get(address)
    session = member.session
    session["platform_consent"] = kept
    session.save()

    assert member.get(address).status_code == 422


def test_the_plan_limits_the_connected_channels(sandbox_url, member, workspace):
    limit = entitlements.limit(workspace=workspace, key="publishing.connections")
    assert limit is not None
    for n in range(limit):
        Connection.objects.create(
            workspace=workspace, platform="youtube", channel_id=f"UC{n}", channel_title=f"Channel {n}"
        )

    started = member.post("/connections/youtube/start/")

    answer = member.get(back_here(consent(started["Location"])))

    assert answer.status_code == 402
    assert "Disconnect one" in answer.content.decode()
    assert Connection.objects.count() == limit


def test_an_expired_access_token_is_refreshed(connection):
    old = connection.access_token
    Connection.objects.filter(pk=connection.pk).update(access_expires_at=timezone.now())
    connection.refresh_from_db()

    assert access_tokens.get(connection=connection) != old


def test_a_revoked_consent_needs_a_reconnection(connection, faults):
    faults({"match": {"path": "/token"}, "kind": "invalid_grant", "times": None})
    Connection.objects.filter(pk=connection.pk).update(access_expires_at=timezone.now())
    connection.refresh_from_db()

    with pytest.raises(ConnectionLostError):
        access_tokens.get(connection=connection)

    connection.refresh_from_db()
    assert connection.status == ConnectionStatus.NEEDS_RECONNECT


def test_disconnecting_revokes_the_consent(connection, member, user, sandbox_url):
    token = connection.refresh_token

    member.post(f"/connections/{connection.pk}/disconnect/")
    revoke_consent(connection.pk)

    connection.refresh_from_db()
    assert connection.status == ConnectionStatus.REVOKED
    assert connection.refresh_token == ""
    renewed = requests.post(
        f"{sandbox_url}/token",
        data={
            "grant_type": "refresh_token",
            "refresh_token": token,
            "client_id": "sandbox-client",
            "client_secret": "sandbox-secret",
        },
        timeout=10,
    )
    assert renewed.json()["error"] == "invalid_grant"


def test_revoking_a_consent_is_retried_after_an_outage(connection, user, faults):
    faults({"match": {"path": "/revoke"}, "kind": "status", "status": 503})
    connections.disconnect(connection=connection, actor=user)

    revoke_consent(connection.pk)
    still = Connection.objects.get(pk=connection.pk).refresh_token
    revoke_consent(connection.pk)

    assert still
    assert Connection.objects.get(pk=connection.pk).refresh_token == ""


def test_a_channel_cannot_be_disconnected_during_an_upload(connection, draft, user, member):
    draft.move_to("submitting")

    answer = member.post(f"/connections/{connection.pk}/disconnect/")

    assert answer.status_code == 409
    assert "being published to this channel" in answer.content.decode()


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 401, "reason": "youtubeSignupRequired"},
        {"kind": "answer", "body": {"kind": "youtube#channelListResponse"}},
        {"kind": "answer", "body": {"kind": "youtube#channelListResponse", "items": []}},
    ],
    ids=["sign-up required", "no list", "empty list"],
)
def test_an_account_without_a_channel_gets_instructions(sandbox_url, member, workspace, faults, fault):
    started = member.post("/connections/youtube/start/")
    address = back_here(consent(started["Location"]))
    faults({"match": {"path": "/youtube/v3/channels"}, **fault})

    answer = member.get(address)

    assert answer.status_code == 422
    assert "This Google account has no YouTube channel. Create one first." in answer.content.decode()
    assert not Connection.objects.exists()


@pytest.mark.parametrize(
    ("kept", "words"),
    [("youtube.readonly", "permission to upload videos"), ("youtube.upload", "see your channel")],
)
def test_a_permission_that_was_unticked_is_named(sandbox_url, member, workspace, kept, words):
    started = member.post("/connections/youtube/start/")
    scope = urlencode({"scope": f"https://www.googleapis.com/auth/{kept}"})
    address = re.sub(r"scope=[^&]+", scope, started["Location"])

    answer = member.get(back_here(consent(address)))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Connection.objects.exists()


def test_a_channels_name_that_cannot_be_stored_is_made_to_fit(sandbox_url, member, workspace, faults):
    edit = {"path": ["items", 0, "snippet", "title"], "value": "Half \ud83d\0"}
    faults({"match": {"path": "/youtube/v3/channels"}, "kind": "rewrite", "edits": [edit]})

    started = member.post("/connections/youtube/start/")
    member.get(back_here(consent(started["Location"])))

    assert Connection.objects.get(workspace=workspace).channel_title == "Half \ufffd"


@pytest.mark.parametrize("path", ["/token", "/youtube/v3/channels"])
def test_an_outage_of_google_during_connecting_is_shown(sandbox_url, member, workspace, faults, path):
    started = member.post("/connections/youtube/start/")
    address = back_here(consent(started["Location"]))
    faults({"match": {"path": path}, "kind": "status", "status": 503})

    answer = member.get(address)

    assert answer.status_code == 503
    assert "YouTube is unavailable right now" in answer.content.decode()


def test_the_consent_lists_permissions_that_are_not_requested(member, workspace, sandbox_url):
    page = member.get("/connections/").content.decode()

    can, cannot, *_ = page.split("ettametta cannot")
    assert "Upload the videos" in can
    assert "Delete or change videos" in cannot


def test_the_consent_lists_what_is_not_allowed_with_an_icon(member):
    page = member.get("/connections/").content.decode()

    assert "Delete or change videos." in page
    assert "Cannot" not in page
