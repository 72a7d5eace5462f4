"""Posting to the simulated TikTok: what an account may post, opening a post, and its chunks."""

import hashlib

import pytest
import requests

from sandbox.tests.conftest import move_clock, put_faults
from sandbox.tests.tiktok_world import (
    POST,
    call,
    code,
    init,
    make_clip,
    permit,
    poster,
    posts,
    put,
    source,
    status,
)


@pytest.fixture(scope="module")
def clip() -> bytes:
    return make_clip()


@pytest.fixture
def token(sandbox_url) -> str:
    """An access token with all permissions."""
    return poster(sandbox_url)


# --- the account ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("account", "widest", "no_duet", "longest_s"),
    [
        ("mokaandmiles", "PUBLIC_TO_EVERYONE", False, 600),
        ("slowmornings.studio", "FOLLOWER_OF_CREATOR", False, 600),
        ("desk_notes", "PUBLIC_TO_EVERYONE", True, 180),
    ],
)
def test_an_account_says_what_it_may_post(sandbox_url, account, widest, no_duet, longest_s):
    token = poster(sandbox_url, account)

    data = call(sandbox_url, token, "creator_info/query").json()["data"]

    assert data["privacy_level_options"] == [widest, "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]
    assert (data["creator_username"], data["duet_disabled"]) == (account, no_duet)
    assert data["max_video_post_duration_sec"] == longest_s


def test_a_ban_has_status_200(sandbox_url, token, clip):
    permit(sandbox_url, accounts={"mokaandmiles": {"problem": "spam_risk_user_banned_from_posting"}})

    assert code(call(sandbox_url, token, "creator_info/query")) == (200, "spam_risk_user_banned_from_posting")
    assert code(init(sandbox_url, token, len(clip))) == (403, "spam_risk_user_banned_from_posting")


@pytest.mark.parametrize(
    ("scope", "path"), [("video.upload", "video/init"), ("video.publish", "inbox/video/init")]
)
def test_a_permission_is_needed(sandbox_url, scope, path):
    granted = ("user.info.basic", scope)
    token = poster(sandbox_url, granted=granted)

    assert code(init(sandbox_url, token, 1000, path=path)) == (401, "scope_not_authorized")


# --- opening ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        source(50_000_123, count=6),
        source(4_000_000, chunk=2_000_000),
        source(70_000_000, chunk=70_000_000),
        source(12_000_000, chunk=4_000_000),
        source(1000, count=1001),
        source(0, chunk=1, count=1),
    ],
)
def test_wrong_chunks_are_refused(sandbox_url, token, given):
    answer = call(sandbox_url, token, "video/init", {"post_info": POST, "source_info": given})

    assert code(answer) == (400, "invalid_param")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": "a" * 2199 + "😀"}, (400, "invalid_param")),
        ({"title": "a" * 2198 + "😀"}, (200, "ok")),
        ({"privacy_level": None}, (400, "invalid_param")),
        ({"privacy_level": "FOLLOWER_OF_CREATOR"}, (403, "privacy_level_option_mismatch")),
        ({"privacy_level": "SELF_ONLY", "brand_content_toggle": True}, (400, "invalid_param")),
        ({"disable_duet": "yes"}, (400, "invalid_param")),
    ],
)
def test_a_post_is_checked(sandbox_url, token, changes, expected):
    assert code(init(sandbox_url, token, 1000, **changes)) == expected


def test_pulling_needs_a_verified_domain(sandbox_url, token):
    body = {"post_info": POST, "source_info": {"source": "PULL_FROM_URL", "video_url": "https://x.invalid/a"}}

    assert code(call(sandbox_url, token, "video/init", body)) == (403, "url_ownership_unverified")


@pytest.mark.parametrize(
    ("account", "privacy", "expected"),
    [
        ("mokaandmiles", "SELF_ONLY", (403, "unaudited_client_can_only_post_to_private_accounts")),
        ("slowmornings.studio", "SELF_ONLY", (200, "ok")),
        ("slowmornings.studio", "FOLLOWER_OF_CREATOR",
         (403, "unaudited_client_can_only_post_to_private_accounts")),
    ],
)  # fmt: skip
def test_an_app_without_audit_posts_to_private_accounts_only(sandbox_url, account, privacy, expected):
    permit(sandbox_url, is_audited=False)
    token = poster(sandbox_url, account)

    assert code(init(sandbox_url, token, 1000, privacy_level=privacy)) == expected


def test_an_app_without_audit_has_few_users_a_day(sandbox_url):
    permit(sandbox_url, is_audited=False, users_per_day=1, accounts={
        name: {"is_private": True} for name in ("mokaandmiles", "desk_notes")})  # fmt: skip
    first, second = (poster(sandbox_url, name) for name in ("mokaandmiles", "desk_notes"))

    assert code(init(sandbox_url, first, 1000, privacy_level="SELF_ONLY")) == (200, "ok")
    assert code(init(sandbox_url, first, 1000, privacy_level="SELF_ONLY")) == (200, "ok")
    assert code(init(sandbox_url, second, 1000, privacy_level="SELF_ONLY")) == (
        403,
        "reached_active_user_cap",
    )


def test_the_rate_limits_are_per_kind(sandbox_url, token):
    requests.put(f"{sandbox_url}/_sandbox/clock", json={"now": "2026-11-30T10:00:01Z"}, timeout=5)
    token = poster(sandbox_url)

    assert [init(sandbox_url, token, 1000).status_code for _ in range(7)] == [200] * 6 + [429]
    assert [call(sandbox_url, token, "creator_info/query").status_code for _ in range(21)] == [200] * 20 + [
        429
    ]
    asked = [call(sandbox_url, token, "status/fetch", {"publish_id": "x"}).status_code for _ in range(31)]
    assert asked == [400] * 30 + [429]


@pytest.mark.parametrize(
    ("path", "expected"),
    [("video/init", "spam_risk_too_many_posts"), ("inbox/video/init", "spam_risk_too_many_pending_share")],
)
def test_a_day_has_few_posts_and_few_drafts(sandbox_url, token, path, expected):
    permit(sandbox_url, posts_per_day=1, pending_drafts=1)

    assert code(init(sandbox_url, token, 1000, path=path)) == (200, "ok")
    assert code(init(sandbox_url, token, 1000, path=path)) == (403, expected)
    move_clock(sandbox_url, 86_399)
    token = poster(sandbox_url)
    move_clock(sandbox_url, 86_401)
    assert code(init(sandbox_url, token, 1000, path=path)) == (200, "ok")


# --- chunks -----------------------------------------------------------------------------------------------


def test_a_file_arrives_in_chunks(sandbox_url, token, clip):
    content = (
        clip
        + (20_000_000 - len(clip) + 123).to_bytes(4, "big")
        + b"free"
        + bytes(20_000_000 - len(clip) + 115)
    )
    data = init(sandbox_url, token, len(content)).json()["data"]
    address, total = data["upload_url"], len(content)

    assert len(data["publish_id"]) <= 64
    assert len(address) <= 256
    assert put(address, content[:10_000_000], total=total).status_code == 206
    assert status(sandbox_url, token, data["publish_id"]) == {
        "status": "PROCESSING_UPLOAD", "uploaded_bytes": 10_000_000}  # fmt: skip
    assert put(address, content[:10_000_000], total=total).status_code == 416
    assert put(address, content[10_000_000:], first=10_000_000, total=total).status_code == 201
    (made,) = posts(sandbox_url)["posts"]
    assert made["file"]["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"Content-Type": "text/plain"}, 400),
        ({"Content-Range": "bytes 0-"}, 400),
        ({"Content-Range": "bytes 0-9/10"}, 400),
        ({"Content-Range": "bytes 1-1000/1000"}, 416),
        ({"Content-Range": "bytes 0-998/1000"}, 400),
    ],
)
def test_a_chunk_with_wrong_headers_is_refused(sandbox_url, token, changes, expected):
    address = init(sandbox_url, token, 1000).json()["data"]["upload_url"]

    assert put(address, bytes(1000), **changes).status_code == expected


def test_an_address_is_a_secret_and_lives_an_hour(sandbox_url, token):
    address = init(sandbox_url, token, 1000).json()["data"]["upload_url"]

    assert put(address[:-1], bytes(1000)).status_code == 404
    move_clock(sandbox_url, 3601)
    assert put(address, bytes(1000)).status_code == 403
    assert "upload_token" not in requests.get(f"{sandbox_url}/_sandbox/requests?path=upload", timeout=5).text


def test_a_lost_answer_to_the_last_chunk_leaves_one_post(sandbox_url, token, clip):
    data = init(sandbox_url, token, len(clip)).json()["data"]
    put_faults(
        sandbox_url, {"match": {"method": "PUT", "path": "^/tiktok/upload/"}, "kind": "drop_after_commit"}
    )

    with pytest.raises(requests.ConnectionError):
        put(data["upload_url"], clip)

    assert put(data["upload_url"], clip).status_code == 416
    assert status(sandbox_url, token, data["publish_id"])["uploaded_bytes"] == len(clip)
    assert posts(sandbox_url)["count"] == 1
