"""Connecting a TikTok account: consent, permissions, tokens and what it offers."""

import re
from datetime import timedelta

import pytest
import requests
from django.test import Client
from django.utils import timezone

from accounts import workspaces
from accounts.models import User
from publishing import connections, platforms, publications
from publishing.errors import (
    ReadsOnlyError,
)
from publishing.models import Connection, ConnectionStatus
from publishing.tests.conftest import back_here
from publishing.tests.tiktok import PERMISSIONS, READING, TOKEN, USER, decide, refusal

START, CALLBACK = "/connections/tiktok/start/", "/connections/tiktok/callback/"


@pytest.fixture
def reader(sandbox_url, member, workspace):
    """An account that was connected without the permissions to post, as before there was posting."""
    member.get(back_here(decide(member.post(START)["Location"], granted=READING)))
    return Connection.objects.get(workspace=workspace, platform="tiktok")


def expire(connection):
    Connection.objects.filter(pk=connection.pk).update(access_expires_at=timezone.now())
    connection.refresh_from_db()


def reading(connection, limit=50):
    client = platforms.of(connection).client(livemode=False)
    return lambda token: client.own_videos(access_token=token, account=connection.known_account, limit=limit)


# --- consent ----------------------------------------------------------------------------------------------


def test_consent_connects_the_account(account):
    assert (account.channel_title, account.channel_handle) == ("Moka & Miles", "@mokaandmiles")
    assert account.status == ConnectionStatus.ACTIVE
    assert account.account["username"] == "mokaandmiles"
    assert account.account["privacy_levels"] == ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]
    assert account.scopes == list(PERMISSIONS)
    assert account.livemode is False
    assert requests.get(account.avatar_url, timeout=10).ok


def test_the_consent_page_is_asked_for_exactly_the_needed_permissions(sandbox_url, member, workspace):
    address = member.post(START)["Location"]

    assert address.startswith(
        f"{sandbox_url}/tiktok/v2/auth/authorize/?client_key=sandbox&response_type=code"
    )
    assert f"scope={'%2C'.join(PERMISSIONS)}&" in address
    assert re.search(r"code_challenge=[0-9a-f]{64}&code_challenge_method=S256", address)
    assert "%2Fconnections%2Ftiktok%2Fcallback%2F&state=" in address


def test_tokens_are_unreadable_in_the_database(account):
    from django.db import connection as database

    with database.cursor() as cursor:
        cursor.execute("SELECT refresh_token, access_token FROM publishing_connection")
        stored = cursor.fetchone()

    assert account.refresh_token.startswith("rft.")
    assert all(text.startswith("k1:") for text in stored)


@pytest.mark.parametrize("state", ["", "forged", "ü"])
def test_a_callback_with_another_state_is_refused(sandbox_url, member, workspace, state):
    member.post(START)

    answer = member.get(CALLBACK, {"state": state, "code": "x"})

    assert answer.status_code == 422
    assert not Connection.objects.exists()


def test_a_callback_in_another_browser_is_refused(sandbox_url, member, user, workspace):
    address = back_here(decide(member.post(START)["Location"]))
    other = Client()
    other.force_login(user)

    assert other.get(address).status_code == 422
    assert not Connection.objects.exists()


def test_a_callback_counts_once(sandbox_url, member, workspace):
    address = back_here(decide(member.post(START)["Location"]))
    member.get(address)

    assert member.get(address).status_code == 422


def test_a_denied_consent_connects_nothing(sandbox_url, member, workspace):
    answer = member.get(back_here(decide(member.post(START)["Location"], decision="deny")), follow=True)

    assert "No channel was connected, because access was not granted." in answer.content.decode()
    assert not Connection.objects.exists()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("invalid_scope", "TikTok returned the error invalid_scope."),
        ("<b>x</b>", "TikTok returned the error unknown."),
    ],
)
def test_another_error_is_named(sandbox_url, member, workspace, error, words):
    found = re.search(r"state=([^&]+)", member.post(START)["Location"])
    assert found is not None

    answer = member.get(CALLBACK, {"state": found[1], "error": error}, follow=True)

    assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        (("user.info.profile", "user.info.stats"), "see your public videos"),
        (("video.list", "user.info.stats"), "see your user name"),
        (("video.list",), "see your user name and to see your number of followers"),
    ],
)
def test_a_permission_that_was_turned_off_is_named(sandbox_url, member, workspace, kept, words):
    answer = member.get(back_here(decide(member.post(START)["Location"], granted=kept)))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Connection.objects.exists()


def test_turning_the_permission_on_again_connects_the_account(sandbox_url, member, workspace):
    member.get(back_here(decide(member.post(START)["Location"], granted=())))

    answer = member.get(back_here(decide(member.post(START)["Location"])), follow=True)

    assert "Moka &amp; Miles on TikTok is connected." in answer.content.decode()


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"match": TOKEN, "kind": "status", "status": 503}, 503),
        ({"match": TOKEN, "kind": "wrong_content_type"}, 503),
        ({"match": TOKEN, "kind": "answer", "body": {"token_type": "Bearer"}}, 503),
        ({"match": TOKEN, "kind": "answer", "body": {"error": "invalid_client", "log_id": "L"}}, 502),
        ({"match": TOKEN, "kind": "answer", "body": {"error": "invalid_grant"}}, 422),
        ({"match": TOKEN, "kind": "answer", "status": 400, "body": {"error": "invalid_grant"}}, 422),
        ({"match": USER, "kind": "status", "status": 503}, 503),
        ({"match": USER, "kind": "wrong_content_type"}, 503),
        ({"match": USER, "kind": "answer", "body": {"data": {"user": {}}, "error": {"code": "ok"}}}, 503),
        ({"match": USER, "kind": "answer", "body": {"data": {"user": {"open_id": "o"}}}}, 503),
        ({"match": USER, **refusal("scope_not_authorized", status=401)}, 502),
    ],
)
def test_a_failure_during_connecting_connects_nothing(sandbox_url, member, workspace, faults, fault, status):
    address = back_here(decide(member.post(START)["Location"]))
    faults(fault)

    assert member.get(address).status_code == status
    assert not Connection.objects.exists()


def test_a_long_picture_url_is_stored(sandbox_url, member, workspace, faults):
    address = back_here(decide(member.post(START)["Location"]))
    url = f"https://p16-sign.tiktokcdn-us.com/{'a' * 900}.webp"
    faults(
        {"match": USER, "kind": "rewrite", "edits": [{"path": ["data", "user", "avatar_url"], "value": url}]}
    )

    member.get(address)

    assert Connection.objects.get().avatar_url == url


def test_a_composer_stores_the_pictures_new_address(account, faults):
    url = "https://p16-sign.tiktokcdn-us.com/new.webp"
    faults(
        {"match": USER, "kind": "rewrite", "edits": [{"path": ["data", "user", "avatar_url"], "value": url}]}
    )

    connections.account_to_compose(connection=account)

    account.refresh_from_db()
    assert account.picture_url == url


# --- pages ------------------------------------------------------------------------------------------------


def test_the_page_offers_both_platforms_in_their_words(sandbox_url, member, workspace):
    page = member.get("/connections/").content.decode()

    assert "Connect a YouTube channel" in page
    assert "Connect a TikTok account" in page
    assert "See your public videos with their views, likes, comments and shares." in page
    assert "Post the videos that you publish, or send them to your inbox as drafts." in page
    assert "Change or delete videos." in page


def test_an_account_without_the_permissions_to_post_is_listed_as_reading_only(reader, member):
    page = member.get("/connections/").content.decode()

    assert "Reads only" in page
    assert "TikTok · @mokaandmiles" in page
    assert "did not grant permission to post videos and to send drafts to your inbox." in page
    assert "Reconnect</button>" in page


def test_reconnecting_with_every_permission_lets_it_post(reader, member):
    member.get(back_here(decide(member.post(START)["Location"])))

    reader.refresh_from_db()
    assert reader.no_posting == ""
    assert "Reads only" not in member.get("/connections/").content.decode()


def test_an_app_without_approval_for_posting_asks_for_reading_only(member, workspace, settings):
    settings.TIKTOK_API_KEY, settings.TIKTOK_CLIENT_SECRET = "a-key", "its-secret"

    address = member.post(START)["Location"]
    settings.TIKTOK_POSTING = "private"

    assert f"scope={'%2C'.join(READING)}&" in address
    assert f"scope={'%2C'.join(PERMISSIONS)}&" in member.post(START)["Location"]


def test_a_platform_that_is_not_connected_says_first_what_it_allows(account, member):
    page = member.get("/connections/").content.decode()

    assert "Connect a YouTube channel" in page
    assert "Connect a TikTok account" not in page
    assert "Connect another" in page


def test_a_picture_is_shown_only_while_its_url_works(account, member):
    assert 'class="avatar__picture"' in member.get("/connections/").content.decode()

    Connection.objects.update(account_read_at=timezone.now() - timedelta(hours=2, minutes=1))

    assert 'class="avatar__picture"' not in member.get("/connections/").content.decode()


def test_the_composer_does_not_offer_the_account_and_says_why(reader, member, ready_video):
    page = member.get(f"/publications/new/?video={ready_video.pk}").content.decode()

    assert "No channel to publish to" in page
    assert "Connect a YouTube channel or a TikTok account first" in page
    assert "did not grant permission to post videos" in page
    assert reader.pk not in page


def test_the_composer_says_why_beside_another_channel(reader, connection, member, ready_video):
    page = member.get(f"/publications/new/?video={ready_video.pk}").content.decode()

    assert f'value="{connection.pk}"' in page
    assert f'value="{reader.pk}"' not in page
    assert (
        "can't be chosen. This connection only reads: TikTok did not grant permission to post videos"
        in " ".join(page.split())
    )


def test_a_posted_choice_of_the_account_is_refused(reader, connection, member, ready_video):
    fields = {"channels": reader.pk, "title": "Espresso"}

    answer = member.post(f"/publications/new/?video={ready_video.pk}", fields)

    assert answer.status_code == 422


def test_a_draft_for_the_account_is_refused(reader, workspace, user, ready_video):
    with pytest.raises(ReadsOnlyError):
        publications.draft(workspace=workspace, actor=user, video=ready_video, connection=reader)


def test_a_draft_cannot_move_to_the_account(reader, draft, user):
    with pytest.raises(ReadsOnlyError):
        publications.change(publication=draft, actor=user, version=draft.version, connection=reader)


def test_the_api_says_that_it_cannot_be_published_to(reader, member, ready_video):
    shown = member.get(f"/api/v1/connections/{reader.pk}/").json()
    refused = member.post(
        "/api/v1/publications/",
        {"video": ready_video.pk, "connection": reader.pk},
        content_type="application/json",
    )

    assert (shown["platform"], shown["can_publish"]) == ("tiktok", False)
    assert (refused.status_code, refused.json()["code"]) == (409, "connection_reads_only")
    assert reader.refresh_token not in str(shown)


def test_another_workspace_neither_sees_nor_disconnects_it(account):
    stranger = User.objects.create_user("sam@example.com", "long enough to pass")
    workspaces.open_workspace(owner=stranger, name="Sam's studio")
    client = Client()
    client.force_login(stranger)

    assert "Moka" not in client.get("/connections/").content.decode()
    assert client.post(f"/connections/{account.pk}/disconnect/").status_code == 404
    assert client.get(f"/api/v1/connections/{account.pk}/").status_code == 404


def test_without_keys_and_sandbox_it_is_off(member, workspace, settings):
    settings.SANDBOX_URL = ""

    answer = member.post(START)

    assert answer.status_code == 409
    assert "TIKTOK_API_KEY" in answer.content.decode()


def test_with_keys_it_leads_to_tiktok(member, workspace, settings):
    settings.TIKTOK_API_KEY, settings.TIKTOK_CLIENT_SECRET = "a-key", "its-secret"

    address = member.post(START)["Location"]

    assert address.startswith("https://www.tiktok.com/v2/auth/authorize/?client_key=a-key&")
    assert "its-secret" not in address
