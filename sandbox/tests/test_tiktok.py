"""TikTok's sign-in, Display API and oEmbed."""

import hashlib

import pytest
import requests

from sandbox.tests.conftest import move_clock, put_faults
from sandbox.tests.tiktok_world import (
    BACK,
    CLIENT,
    SCOPES,
    consent,
    exchange,
    refresh,
    sign_in,
    user_info,
    videos,
)

VERIFIER = "v" * 64
ASKED = {
    "client_key": "test-key",
    "redirect_uri": BACK,
    "response_type": "code",
    "scope": ",".join(SCOPES),
}


# --- consent and tokens -----------------------------------------------------------------------------------


def test_the_consent_page_offers_accounts_and_permissions_and_says_it_is_a_sandbox(sandbox_url):
    page = requests.get(f"{sandbox_url}/tiktok/v2/auth/authorize/", params=ASKED, timeout=5).text

    assert "Sandbox" in page
    assert "Moka &amp; Miles" in page
    assert 'value="video.list" checked>' in page
    assert 'value="user.info.basic" checked disabled>' in page


def test_consent_comes_back_with_the_state_and_a_code_for_one_exchange(sandbox_url):
    query = consent(sandbox_url, state="xyz")

    first, second = (exchange(sandbox_url, query["code"]) for _ in range(2))

    assert (query["state"], query["scopes"]) == ("xyz", ",".join(SCOPES))
    assert first.json()["scope"] == ",".join(SCOPES)
    assert (first.json()["expires_in"], first.json()["refresh_expires_in"]) == (86_400, 365 * 86_400)
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")
    assert second.json()["log_id"]


def test_denial_comes_back_as_such(sandbox_url):
    query = consent(sandbox_url, decision="deny")

    assert (query["error"], query["state"]) == ("access_denied", "s1")
    assert "code" not in query


def test_a_permission_can_be_unticked_except_the_basic_one(sandbox_url):
    query = consent(sandbox_url, granted=["video.list"])

    assert query["scopes"] == "user.info.basic,video.list"
    assert exchange(sandbox_url, query["code"]).json()["scope"] == "user.info.basic,video.list"


@pytest.mark.parametrize(("verifier", "is_ok"), [(VERIFIER, True), ("w" * 64, False), ("", False)])
def test_a_challenge_in_hexadecimal_digits_is_checked(sandbox_url, verifier, is_ok):
    challenge = hashlib.sha256(VERIFIER.encode()).hexdigest()
    query = consent(sandbox_url, code_challenge=challenge, code_challenge_method="S256")

    assert exchange(sandbox_url, query["code"], code_verifier=verifier).ok is is_ok


@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uri": "http://evil.example/"},
        {"redirect_uri": f"{BACK}?x=1"},
        {"response_type": "token"},
        {"client_key": ""},
        {"scope": "video.list"},
        {"scope": "user.info.basic video.list"},
    ],
)
def test_a_request_that_tiktok_would_block_is_blocked(sandbox_url, change):
    answer = requests.get(f"{sandbox_url}/tiktok/v2/auth/authorize/", params=ASKED | change, timeout=5)

    assert answer.status_code == 400
    assert "Something went wrong" in answer.text


def test_a_refresh_replaces_the_refresh_token(sandbox_url):
    old = sign_in(sandbox_url)

    new = refresh(sandbox_url, old["refresh_token"]).json()
    again = refresh(sandbox_url, old["refresh_token"])

    assert new["refresh_token"] != old["refresh_token"]
    assert user_info(sandbox_url, new["access_token"]).json()["data"]["user"]["open_id"] == old["open_id"]
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_another_clients_refresh_token_is_refused_and_stays_valid(sandbox_url):
    tokens = sign_in(sandbox_url)

    assert (
        refresh(sandbox_url, tokens["refresh_token"], client_key="other").json()["error"] == "invalid_grant"
    )
    assert refresh(sandbox_url, tokens["refresh_token"]).ok


def test_tokens_expire_by_the_clock(sandbox_url):
    tokens = sign_in(sandbox_url)
    move_clock(sandbox_url, 86_400 + 1)

    assert user_info(sandbox_url, tokens["access_token"]).json()["error"]["code"] == "access_token_invalid"
    assert refresh(sandbox_url, tokens["refresh_token"]).ok

    move_clock(sandbox_url, 400 * 86_400)
    assert refresh(sandbox_url, tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_revoking_ends_both_tokens(sandbox_url):
    tokens = sign_in(sandbox_url)
    form = CLIENT | {"token": tokens["access_token"]}

    answer = requests.post(f"{sandbox_url}/tiktok/v2/oauth/revoke/", data=form, timeout=5)

    assert (answer.status_code, answer.json()) == (200, {})
    assert user_info(sandbox_url, tokens["access_token"]).status_code == 401
    assert refresh(sandbox_url, tokens["refresh_token"]).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("body", [{"json": {"grant_type": "refresh_token"}}, {"data": CLIENT}])
def test_errors_of_tokens_are_flat(sandbox_url, body):
    answer = requests.post(f"{sandbox_url}/tiktok/v2/oauth/token/", **body, timeout=5)

    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "error_description", "log_id"}


# --- the Display API --------------------------------------------------------------------------------------


def test_a_profile_has_the_requested_fields(sandbox_url):
    token = sign_in(sandbox_url)["access_token"]

    answer = user_info(sandbox_url, token, "username,follower_count,avatar_url").json()

    assert answer["error"]["code"] == "ok"
    assert answer["data"]["user"]["username"] == "mokaandmiles"
    assert answer["data"]["user"]["follower_count"] > 21_900
    assert (
        requests.get(answer["data"]["user"]["avatar_url"], timeout=10).headers["Content-Type"] == "image/jpeg"
    )


def test_a_field_without_its_permission_is_refused(sandbox_url):
    token = sign_in(sandbox_url, granted=["video.list"])["access_token"]

    answer = user_info(sandbox_url, token, "open_id,follower_count")

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "scope_not_authorized")
    assert answer.json()["data"] == {}


def test_pages_of_videos_are_whole_and_newest_first(sandbox_url):
    token = sign_in(sandbox_url)["access_token"]
    found, cursor, pages = [], 0, 0
    while True:
        data = videos(sandbox_url, token, {"max_count": 20, "cursor": cursor}).json()["data"]
        found += data["videos"]
        cursor, pages = data["cursor"], pages + 1
        if not data["has_more"]:
            break

    total = user_info(sandbox_url, token, "video_count").json()["data"]["user"]["video_count"]
    times = [video["create_time"] for video in found]
    assert (len(found), len({video["id"] for video in found})) == (total, total)
    assert times == sorted(times, reverse=True)
    assert pages == -(-total // 20) > 3
    assert cursor == times[-1] * 1000


def test_counts_grow_with_the_clock_and_never_fall(sandbox_url):
    token = sign_in(sandbox_url)["access_token"]
    days = ["2026-10-01T12:00:00Z", "2026-10-02T12:00:00Z", "2026-10-09T12:00:00Z"]
    (newest,) = videos(sandbox_url, token, {"max_count": 1}, **{"X-Sandbox-Now": days[0]}).json()["data"][
        "videos"
    ]

    body = {"filters": {"video_ids": [newest["id"]]}}
    seen = [
        videos(sandbox_url, token, body, path="query", **{"X-Sandbox-Now": day}).json()["data"]["videos"][0]
        for day in days
    ]

    for name in ("view_count", "like_count", "comment_count", "share_count"):
        counts = [each[name] for each in seen]
        assert counts == sorted(counts)
    assert seen[0]["view_count"] < seen[1]["view_count"] < seen[2]["view_count"]


def test_an_empty_account_has_an_empty_list(sandbox_url):
    token = sign_in(sandbox_url, account="brandnewaccount")["access_token"]

    assert videos(sandbox_url, token).json()["data"] == {"videos": [], "cursor": 0, "has_more": False}


def test_a_query_leaves_out_videos_of_others(sandbox_url):
    mine, theirs = (sign_in(sandbox_url, account=name) for name in ("mokaandmiles", "desk_notes"))
    ids = [
        videos(sandbox_url, each["access_token"]).json()["data"]["videos"][0]["id"] for each in (mine, theirs)
    ]

    body = {"filters": {"video_ids": [*ids, "1", "x"]}}
    found = videos(sandbox_url, mine["access_token"], body, path="query").json()["data"]["videos"]

    assert [video["id"] for video in found] == ids[:1]


@pytest.mark.parametrize(
    ("path", "body", "fields"),
    [
        ("list", {"max_count": 21}, "id"),
        ("list", {"max_count": 0}, "id"),
        ("list", {"cursor": "1"}, "id"),
        ("list", {}, ""),
        ("list", {}, "id,views"),
        ("query", {}, "id"),
        ("query", {"filters": {"video_ids": []}}, "id"),
        ("query", {"filters": {"video_ids": [str(n) for n in range(21)]}}, "id"),
    ],
)
def test_an_invalid_request_is_refused_in_the_envelope(sandbox_url, path, body, fields):
    token = sign_in(sandbox_url)["access_token"]

    answer = videos(sandbox_url, token, body, path=path, fields=fields)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_params")


def test_requests_beyond_the_limit_of_a_minute_are_refused(sandbox_url):
    requests.put(f"{sandbox_url}/_sandbox/tiktok", json={"per_minute": 1}, timeout=5)
    requests.put(f"{sandbox_url}/_sandbox/clock", json={"now": "2026-11-30T10:00:01Z"}, timeout=5)
    token = sign_in(sandbox_url)["access_token"]

    answers = [videos(sandbox_url, token) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].json()["error"]["code"] == "rate_limit_exceeded"


def test_pictures_expire(sandbox_url):
    token = sign_in(sandbox_url)["access_token"]
    cover = videos(sandbox_url, token, {"max_count": 1}).json()["data"]["videos"][0]["cover_image_url"]

    assert requests.get(cover, timeout=20).ok
    move_clock(sandbox_url, 6 * 3600 + 5)
    assert requests.get(cover, timeout=5).status_code == 403
    assert requests.get(cover.replace("x-expires=", "x-expires=9"), timeout=5).status_code == 403


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ({"kind": "status", "status": 503}, 503, "internal_error"),
        ({"kind": "status", "status": 401}, 401, "access_token_invalid"),
        ({"kind": "status", "status": 429, "retry_after_s": 9}, 429, "rate_limit_exceeded"),
        ({"kind": "status", "status": 200, "reason": "spam_risk"}, 200, "spam_risk"),
        ({"kind": "quotaExceeded"}, 429, "rate_limit_exceeded"),
    ],
)
def test_faults_have_the_envelope(sandbox_url, fault, status, code):
    token = sign_in(sandbox_url)["access_token"]
    put_faults(sandbox_url, fault)

    answer = videos(sandbox_url, token)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_a_fault_can_end_a_grant(sandbox_url):
    tokens = sign_in(sandbox_url)
    put_faults(sandbox_url, {"kind": "invalid_grant", "match": {"path": "^/tiktok/v2/oauth/token/$"}})

    assert refresh(sandbox_url, tokens["refresh_token"]).json()["error"] == "invalid_grant"


# --- the website ------------------------------------------------------------------------------------------


def newest_of(url, account="desk_notes"):
    token = sign_in(url, account=account)["access_token"]
    return videos(url, token, {"max_count": 1}).json()["data"]["videos"][0]


@pytest.mark.parametrize("site", ["https://www.tiktok.com", "https://m.tiktok.com", "{sandbox}/tiktok"])
def test_oembed_describes_a_video_by_its_url(sandbox_url, site):
    video = newest_of(sandbox_url)
    address = f"{site.format(sandbox=sandbox_url)}/@desk_notes/video/{video['id']}"

    found = requests.get(f"{sandbox_url}/tiktok/oembed", params={"url": address}, timeout=5).json()

    assert (found["version"], found["type"], found["provider_name"]) == ("1.0", "video", "TikTok")
    assert (found["title"], found["embed_product_id"]) == (video["title"], video["id"])
    assert (found["author_name"], found["author_unique_id"]) == ("Desk Notes", "desk_notes")
    assert found["author_url"].endswith("/@desk_notes")
    assert (found["thumbnail_width"], found["thumbnail_height"]) == (576, 1024)
    assert requests.get(found["thumbnail_url"], timeout=20).ok


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("https://www.tiktok.com/@desk_notes/video/7000000000000000001", 400),
        ("https://www.tiktok.com/@mokaandmiles/video/{id}", 400),
        ("https://www.tiktok.com/@nobody", 404),
        ("https://example.com/@desk_notes/video/{id}", 400),
        ("", 400),
    ],
)
def test_oembed_refuses_what_it_does_not_know(sandbox_url, address, status):
    video = newest_of(sandbox_url)
    asked = {"url": address.format(id=video["id"])}

    answer = requests.get(f"{sandbox_url}/tiktok/oembed", params=asked, timeout=5)

    assert (answer.status_code, answer.json()["code"]) == (status, status)


def test_links_lead_to_pages(sandbox_url):
    page = requests.get(f"{sandbox_url}/tiktok/@nightbusnomad", timeout=5)
    watched = requests.get(
        f"{sandbox_url}/tiktok/@desk_notes/video/{newest_of(sandbox_url)['id']}", timeout=5
    )

    assert "Nightbus Nomad" in page.text
    assert "views in the sandbox" in watched.text
