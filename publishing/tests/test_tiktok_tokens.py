"""Refreshing, losing and revoking the tokens of a TikTok account, and reading its videos."""

from datetime import timedelta

import pytest
import requests
from django.utils import timezone

from foundation.errors import UpstreamError, UpstreamUnavailableError
from publishing import access_tokens, connections, platforms
from publishing.errors import (
    AccessRefusedError,
    ConnectionLostError,
    RefreshInProgressError,
)
from publishing.models import Connection, ConnectionStatus
from publishing.tasks import revoke_consent
from publishing.tests.answers import in_a_thread
from publishing.tests.conftest import back_here
from publishing.tests.tiktok import LIST, TOKEN, decide, refusal

START, CALLBACK = "/connections/tiktok/start/", "/connections/tiktok/callback/"


def expire(connection):
    Connection.objects.filter(pk=connection.pk).update(access_expires_at=timezone.now())
    connection.refresh_from_db()


def reading(connection, limit=50):
    client = platforms.of(connection).client(livemode=False)
    return lambda token: client.own_videos(access_token=token, account=connection.known_account, limit=limit)


# --- tokens -----------------------------------------------------------------------------------------------


def test_a_refresh_stores_the_new_refresh_token(account):
    old, used = account.access_token, account.refresh_token
    expire(account)

    assert access_tokens.get(connection=account) != old
    assert Connection.objects.get().refresh_token not in ("", used)


@pytest.mark.parametrize(
    ("name", "value"), [("scope", None), ("error", None), ("expires_in", None), ("expires_in", "soon")]
)
def test_an_odd_value_beside_the_tokens_loses_no_token(account, faults, name, value):
    expire(account)
    faults({"match": TOKEN, "kind": "rewrite", "edits": [{"path": [name], "value": value}]})
    before = account.refresh_token

    access_tokens.get(connection=account)

    account.refresh_from_db()
    assert account.refresh_token not in ("", before)


@pytest.mark.django_db(transaction=True)
def test_two_processes_refresh_once(account, faults, requests_to):
    faults({"match": TOKEN, "kind": "slow", "delay_s": 1})
    expire(account)
    outcomes: list[object] = []

    def refresh():
        row = Connection.objects.get(pk=account.pk)
        try:
            outcomes.append(access_tokens.get(connection=row))
        except RefreshInProgressError as error:
            outcomes.append(error)

    with in_a_thread(refresh):
        refresh()

    row = Connection.objects.get()
    assert requests_to("/tiktok/v2/oauth/token/") == 2  # The exchange, and one refresh.
    assert row.status == ConnectionStatus.ACTIVE
    assert row.access_token in outcomes
    assert all(each == row.access_token or isinstance(each, RefreshInProgressError) for each in outcomes)
    assert reading(row)(row.access_token)


@pytest.mark.django_db(transaction=True)
def test_an_access_token_that_is_still_valid_is_used_during_a_refresh(account, faults):
    Connection.objects.filter(pk=account.pk).update(
        access_expires_at=timezone.now() + timedelta(minutes=2),
        refresh_lease_until=timezone.now() + timedelta(minutes=1),
    )

    assert access_tokens.get(connection=account) == account.access_token


def test_the_lease_is_free_again_after_an_outage(account, faults):
    faults({"match": TOKEN, "kind": "status", "status": 503})
    expire(account)
    with pytest.raises(UpstreamUnavailableError):
        access_tokens.get(connection=account)

    assert access_tokens.get(connection=account)


@pytest.mark.parametrize("status", [200, 400])
def test_a_refresh_token_that_has_ended_needs_a_reconnection(account, faults, status):
    body = {"error": "invalid_grant", "error_description": "Refresh token is invalid or expired."}
    faults({"match": TOKEN, "kind": "answer", "status": status, "body": body})
    expire(account)

    with pytest.raises(ConnectionLostError):
        access_tokens.get(connection=account)

    account.refresh_from_db()
    assert account.status == ConnectionStatus.NEEDS_RECONNECT


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 503},
        {"kind": "status", "status": 429},
        {"kind": "wrong_content_type"},
        {"kind": "malformed"},
        {"kind": "answer", "status": 401, "body": {"error": "invalid_client"}},
        {"kind": "answer", "body": {"error": "server_error"}},
    ],
)
def test_other_failures_of_a_refresh_keep_the_connection(account, faults, fault):
    faults({"match": TOKEN, **fault})
    expire(account)

    with pytest.raises(UpstreamError):
        access_tokens.get(connection=account)

    account.refresh_from_db()
    assert account.status == ConnectionStatus.ACTIVE


def test_a_refused_access_token_is_refreshed_once_and_the_call_repeated(account, faults, requests_to):
    faults({"match": LIST, **refusal("access_token_invalid", status=401)})

    found = access_tokens.call(connection=account, work=reading(account))

    assert len(found) == 50
    assert requests_to("/tiktok/v2/oauth/token/") == 2


def test_a_refusal_without_data_refreshes_the_access_token_too(account, faults, requests_to):
    body = {"data": None, "error": {"code": "access_token_invalid", "message": "No.", "log_id": None}}
    faults({"match": LIST, "kind": "answer", "status": 401, "body": body})

    assert access_tokens.call(connection=account, work=reading(account))
    assert requests_to("/tiktok/v2/oauth/token/") == 2


def test_an_access_token_that_is_refused_after_a_refresh_needs_a_reconnection(account, faults):
    faults({"match": LIST, "times": None, **refusal("access_token_invalid", status=401)})

    with pytest.raises(ConnectionLostError):
        access_tokens.call(connection=account, work=reading(account))

    account.refresh_from_db()
    assert account.status == ConnectionStatus.NEEDS_RECONNECT


def test_reconnecting_makes_the_connection_active_again(account, member):
    account.move_to(ConnectionStatus.NEEDS_RECONNECT)

    member.get(back_here(decide(member.post(START)["Location"])))

    assert Connection.objects.get().status == ConnectionStatus.ACTIVE


@pytest.mark.parametrize("is_expired", [False, True])
def test_disconnecting_revokes_the_consent_with_a_valid_access_token(account, user, sandbox_url, is_expired):
    if is_expired:
        expire(account)
    connections.disconnect(connection=account, actor=user)
    access, refresh = account.access_token, account.refresh_token

    revoke_consent(account.pk)

    form = {"grant_type": "refresh_token", "client_key": "sandbox", "client_secret": "sandbox"}
    answer = requests.post(
        f"{sandbox_url}/tiktok/v2/oauth/token/", data={**form, "refresh_token": refresh}, timeout=10
    )
    assert answer.json()["error"] == "invalid_grant"
    with pytest.raises(AccessRefusedError):
        reading(account)(access)
    account.refresh_from_db()
    assert (account.refresh_token, account.access_token) == ("", "")


def test_a_consent_that_tiktok_ended_first_is_not_revoked(account, user, faults, requests_to):
    expire(account)
    connections.disconnect(connection=account, actor=user)
    faults({"match": TOKEN, "kind": "invalid_grant"})

    revoke_consent(account.pk)

    assert requests_to("/tiktok/v2/oauth/revoke/") == 0
    assert Connection.objects.get().refresh_token == ""


def test_revoking_is_retried_after_an_outage(account, user, faults):
    faults({"match": {"path": "/tiktok/v2/oauth/revoke/"}, "kind": "status", "status": 503})
    connections.disconnect(connection=account, actor=user)

    revoke_consent(account.pk)
    still = Connection.objects.get().refresh_token
    revoke_consent(account.pk)

    assert still
    assert Connection.objects.get().refresh_token == ""


# --- reading ----------------------------------------------------------------------------------------------


def test_the_newest_videos_are_read_with_their_counts(account, requests_to):
    found = access_tokens.call(connection=account, work=reading(account))

    assert len({video.id for video in found}) == 50
    assert [video.published_at for video in found] == sorted(
        (video.published_at for video in found), reverse=True
    )
    assert requests_to("/tiktok/v2/video/list/") == 3
    first = found[-1]
    assert first.url.endswith(f"/tiktok/@mokaandmiles/video/{first.id}")
    assert (first.views, first.likes, first.comments, first.shares) > (0, 0, 0, 0)
    assert first.duration_s > 0
    assert first.is_short
    assert requests.get(first.url, timeout=10).ok


def test_an_account_without_videos_has_none(sandbox_url, member, workspace):
    member.get(back_here(decide(member.post(START)["Location"], account="brandnewaccount")))
    account = Connection.objects.get()

    assert access_tokens.call(connection=account, work=reading(account)) == []


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        ({"kind": "status", "status": 429, "retry_after_s": 40}, UpstreamUnavailableError, "limiting"),
        (refusal("rate_limit_exceeded"), UpstreamUnavailableError, "limiting"),
        ({"kind": "status", "status": 500}, UpstreamUnavailableError, "unavailable"),
        (refusal("internal_error"), UpstreamUnavailableError, "unavailable"),
        ({"kind": "wrong_content_type"}, UpstreamUnavailableError, "unreadable"),
        ({"kind": "malformed"}, UpstreamUnavailableError, "unreadable"),
        ({"kind": "truncated"}, UpstreamUnavailableError, "can't be reached"),
        ({"kind": "answer", "body": {"data": {"videos": []}}}, UpstreamUnavailableError, "unreadable"),
        (
            {"kind": "answer", "body": {"data": [], "error": {"code": "ok"}}},
            UpstreamUnavailableError,
            "unreadable",
        ),
        (
            {"kind": "answer", "body": {"data": {"videos": "x"}, "error": {"code": "ok"}}},
            UpstreamUnavailableError,
            "unreadable",
        ),
        (refusal("scope_not_authorized", status=401), UpstreamError, "lacks a permission"),
        (refusal("scope_permission_missed", status=400), UpstreamError, "lacks a permission"),
        (refusal("invalid_params", status=400, message="Bad field."), UpstreamError, "refused: Bad field."),
        (refusal("new_code"), UpstreamError, "TikTok refused: No."),
    ],
)
def test_a_failure_of_reading_is_explained_and_keeps_the_connection(account, faults, fault, error, words):
    faults({"match": LIST, **fault})

    with pytest.raises(error, match=words) as refused:
        access_tokens.call(connection=account, work=reading(account))

    account.refresh_from_db()
    assert account.status == ConnectionStatus.ACTIVE
    if "retry_after_s" in fault:
        assert refused.value.retry_after_s == 40


def test_videos_that_cannot_be_read_are_left_out(account, faults):
    edits = [
        {"path": ["data", "videos", 0], "value": None},
        {"path": ["data", "videos", 1, "id"], "value": "x"},
        {"path": ["data", "videos", 2, "create_time"], "value": 99999999999},
        {"path": ["data", "videos", 3], "value": "x"},
        {"path": ["data", "videos", 4, "title"], "value": "a\u0000b\ud800\u202e"},
        {"path": ["data", "videos", 5, "like_count"], "remove": True},
        {"path": ["data", "videos", 6, "cover_image_url"], "value": "javascript:alert(1)"},
        {"path": ["data", "videos", 6, "title"], "value": ""},
        {"path": ["data", "videos", 6, "video_description"], "remove": True},
    ]
    faults({"match": LIST, "kind": "rewrite", "edits": edits})

    found = access_tokens.call(connection=account, work=reading(account, limit=20))

    assert len(found) == 20  # The second page fills the list.
    assert found[0].title == "ab\ufffd"
    assert found[1].likes is None
    assert (found[2].title, found[2].thumbnail_url) == ("Untitled video", "")


@pytest.mark.parametrize(
    ("name", "sent", "field", "read"),
    [
        ("view_count", -1, "views", None),
        ("like_count", "1.2M", "likes", None),
        ("comment_count", 12.0, "comments", 12),
        ("duration", 31.7, "duration_s", 32),
        ("duration", None, "duration_s", 0),
        ("id", 7500000000000000001, "id", "7500000000000000001"),
    ],
)
def test_an_odd_value_leaves_no_video_out(account, faults, name, sent, field, read):
    edits = [{"path": ["data", "videos", 0, name], "value": sent}]
    faults({"match": LIST, "kind": "rewrite", "edits": edits})

    found = access_tokens.call(connection=account, work=reading(account, limit=20))

    assert len(found) == 20
    assert getattr(found[0], field) == read


def test_null_in_place_of_an_empty_value_is_read(account, faults):
    body = {
        "data": {"videos": None, "cursor": None, "has_more": None},
        "error": {"code": "ok", "message": None, "log_id": None},
    }
    faults({"match": LIST, "kind": "answer", "body": body})

    assert access_tokens.call(connection=account, work=reading(account)) == []


def test_a_list_that_never_ends_is_read_no_further(account, faults, requests_to):
    edits = [
        {"path": ["data", "has_more"], "value": True},
        {"path": ["data", "cursor"], "value": 1764000000000},
        {"path": ["data", "videos"], "value": []},
    ]
    faults({"match": LIST, "kind": "rewrite", "edits": edits, "times": None})

    with pytest.raises(UpstreamUnavailableError, match="unreadable"):
        access_tokens.call(connection=account, work=reading(account))
    assert requests_to("/tiktok/v2/video/list/") == 2


def test_a_list_without_one_readable_video_is_no_empty_list(account, faults):
    edits = [{"path": ["data", "videos", "*", "create_time"], "value": 1_764_000_000_000}]
    faults({"match": LIST, "kind": "rewrite", "edits": edits, "times": None})

    with pytest.raises(UpstreamUnavailableError, match="unreadable"):
        access_tokens.call(connection=account, work=reading(account))
