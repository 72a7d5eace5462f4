"""YouTube Analytics' stand-in: its permission, its delay, and the queries that it supports."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import requests

from sandbox.tests.conftest import CLIENT, SCOPES, consent, exchange
from sandbox.world import channels, videos

REPORTS = "https://www.googleapis.com/auth/yt-analytics.readonly"
CHANNEL = next(channel for channel in channels.demo() if channel.handle == "mokaandmiles")
TODAY = datetime.fromtimestamp(time.time(), UTC).date()


def token_with(url, *scopes, **changes):
    return exchange(url, consent(url, scope=" ".join(scopes), **changes)["code"]).json()["access_token"]


def report(url, token, **query):
    asked = {
        "ids": "channel==MINE",
        "startDate": (TODAY - timedelta(days=40)).isoformat(),
        "endDate": TODAY.isoformat(),
        "metrics": "averageViewPercentage,views",
        "dimensions": "video",
    }
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{url}/v2/reports", params={**asked, **query}, headers=headers, timeout=5)


def rows(answer):
    assert answer.status_code == 200, answer.text
    return answer.json().get("rows", [])


def video_aged(days):
    now = time.time()
    listed = videos.published_by(CHANNEL, until=now - days * 86_400)
    return next(video for video in listed if video.is_public(now))


@pytest.fixture
def token(sandbox_url):
    return token_with(sandbox_url, *SCOPES, REPORTS)


def test_a_report_needs_the_permission(sandbox_url):
    answer = report(sandbox_url, token_with(sandbox_url, *SCOPES), filters=f"video=={video_aged(10).id}")

    assert answer.status_code == 403
    assert answer.json()["error"]["errors"][0]["reason"] == "insufficientPermissions"


def test_an_earlier_permission_is_included_on_request(sandbox_url, token):
    code = consent(sandbox_url, scope=SCOPES[0], include_granted_scopes="true")["code"]

    issued = requests.post(
        f"{sandbox_url}/token",
        data={"grant_type": "authorization_code", "code": code, "redirect_uri": "http://127.0.0.1:1/back"}
        | CLIENT,
        timeout=5,
    ).json()

    assert REPORTS in issued["scope"].split()


def test_the_same_video_always_has_the_same_curve(sandbox_url, token):
    asked = {
        "dimensions": "elapsedVideoTimeRatio",
        "metrics": "audienceWatchRatio",
        "filters": f"video=={video_aged(10).id};audienceType==ORGANIC",
    }

    first, second = rows(report(sandbox_url, token, **asked)), rows(report(sandbox_url, token, **asked))

    assert first == second
    assert [row[0] for row in first] == [place / 100 for place in range(1, 101)]
    assert first[-1][1] < first[0][1]


def test_days_are_reported_after_two_days(sandbox_url, token):
    video = video_aged(10)
    day = datetime.fromtimestamp(video.published_at, UTC).date()
    last = {"filters": f"video=={video.id}", "startDate": (TODAY - timedelta(days=1)).isoformat()}

    assert rows(report(sandbox_url, token, **last)) == []
    assert rows(report(sandbox_url, token, filters=f"video=={video.id}", startDate=day.isoformat()))


def test_a_video_of_another_channel_has_no_row(sandbox_url, token):
    other = next(channel for channel in channels.every() if channel is not CHANNEL)
    video = next(iter(videos.published_by(other, until=time.time() - 20 * 86_400)))

    assert rows(report(sandbox_url, token, filters=f"video=={video.id}")) == []


@pytest.mark.parametrize(
    "query",
    [
        {"filters": ""},
        {"filters": "video==a", "metrics": "audienceWatchRatio"},
        {"filters": "video==a,b", "dimensions": "elapsedVideoTimeRatio", "metrics": "audienceWatchRatio"},
        {"filters": "video==a;country==US"},
        {"filters": "video==a", "dimensions": "gender"},
        {"filters": "video==a", "startDate": "yesterday"},
    ],
)
def test_other_queries_are_refused_as_by_the_real_api(sandbox_url, token, query):
    assert report(sandbox_url, token, **query).status_code == 400
