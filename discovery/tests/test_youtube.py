"""YouTube's contract, as implemented by the sandbox."""

from datetime import timedelta

import pytest
from django.utils import timezone

from discovery import platforms
from discovery.errors import (
    ChannelUnreadableError,
    KeyRefusedError,
    ListPageExpiredError,
    QuotaExceededError,
    SourceOffError,
)
from discovery.platforms.youtube import responses, service
from discovery.platforms.youtube.client import YouTubeClient
from discovery.platforms.youtube.responses import Listing
from discovery.tests.hand_made import HandMade, served
from foundation.errors import UpstreamError, UpstreamUnavailableError

YOUTUBE = platforms.named("youtube")


@pytest.fixture
def youtube(sandbox_url):
    return YOUTUBE.source()


def channel_ids(youtube):
    found = youtube.search_channels(
        words="home coffee", region="US", language="en", since=timezone.now() - timedelta(days=30)
    )
    return list(dict.fromkeys(found))


def test_a_search_finds_channels_and_their_videos(youtube):
    channel = youtube.channels(ids=channel_ids(youtube)[:1])[0]
    ids = youtube.uploads(uploads_id=channel.uploads_id, limit=50).ids
    videos = youtube.videos(ids=ids).videos

    assert channel.title
    assert channel.handle.startswith("@")
    assert {video.channel_id for video in videos} == {channel.platform_id}
    assert all(video.published_at.tzinfo and video.duration_s > 0 and video.thumbnail_url for video in videos)
    assert any(video.is_short for video in videos)


def test_fifty_videos_are_counted_in_one_call(youtube):
    channel = youtube.channels(ids=channel_ids(youtube)[:1])[0]
    ids = youtube.uploads(uploads_id=channel.uploads_id, limit=50).ids

    counts = youtube.counts(ids=[*ids[:49], "unknown-id0"]).counts

    assert set(counts) <= set(ids)
    assert all(count.views is not None and count.views >= 0 for count in counts.values())


def test_a_list_is_read_page_by_page_from_the_newest_video_on(youtube):
    channel = youtube.channels(ids=channel_ids(youtube)[:1])[0]
    whole = youtube.uploads(uploads_id=channel.uploads_id, limit=10)

    first = youtube.uploads(uploads_id=channel.uploads_id, limit=5)
    second = youtube.uploads(uploads_id=channel.uploads_id, limit=5, page=first.next_page)

    assert [*first.ids, *second.ids] == whole.ids
    assert second.oldest_at < first.oldest_at < timezone.now()


def test_an_invalid_page_is_no_fault_of_the_channel(youtube):
    channel = youtube.channels(ids=channel_ids(youtube)[:1])[0]

    with pytest.raises(ListPageExpiredError):
        youtube.uploads(uploads_id=channel.uploads_id, limit=5, page="no-token")


def test_an_unknown_handle_is_no_channel(youtube):
    assert youtube.channel_by_handle(handle="@nobody-has-this-name") is None


def test_a_handle_is_a_channel(youtube):
    known = youtube.channels(ids=channel_ids(youtube)[:1])[0]

    assert youtube.channel_by_handle(handle=known.handle) == known


def test_a_deleted_channel_has_no_uploads(youtube):
    assert youtube.uploads(uploads_id="UU" + "x" * 22, limit=5) is None


def test_unused_keywords_find_nothing(youtube):
    found = youtube.search_channels(words="qwxyz zyxwq", region="", language="", since=timezone.now())

    assert list(found) == []


def test_the_sandbox_can_be_queried_as_of_yesterday(youtube):
    channel = youtube.channels(ids=channel_ids(youtube)[:1])[0]
    ids = youtube.uploads(uploads_id=channel.uploads_id, limit=20).ids[5:10]

    earlier = YOUTUBE.source(at=timezone.now() - timedelta(hours=30)).counts(ids=ids).counts
    now = youtube.counts(ids=ids).counts

    both = set(earlier) & set(now)
    assert both
    assert all(earlier[video].views <= now[video].views for video in both)


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_busy_or_broken_youtube_counts_as_unavailable(youtube, faults, status):
    faults(kind="status", status=status, retry_after_s=7)

    with pytest.raises(UpstreamUnavailableError) as outage:
        youtube.counts(ids=["a"])

    assert outage.value.retry_after_s == 7


@pytest.mark.parametrize("kind", ["truncated", "drop_before_commit", "drop_after_commit"])
def test_a_cut_connection_counts_as_unavailable(youtube, faults, kind):
    faults(kind=kind)

    with pytest.raises(UpstreamUnavailableError):
        youtube.counts(ids=channel_ids_of_nobody())


def channel_ids_of_nobody():
    return [f"{number:011}" for number in range(50)]


def test_a_timeout_counts_as_unavailable(youtube, faults, monkeypatch):
    faults(kind="slow", delay_s=3)
    impatient = YouTubeClient(base_url=youtube._base_url, key="impatient", livemode=False)
    monkeypatch.setattr("discovery.platforms.youtube.service.TIMEOUT_S", 0.3)

    with pytest.raises(UpstreamUnavailableError):
        impatient.counts(ids=["a"])


@pytest.mark.parametrize("kind", ["malformed", "wrong_content_type"])
def test_an_unreadable_response_is_a_refusal(youtube, faults, kind):
    faults(kind=kind)

    with pytest.raises(UpstreamError) as refusal:
        youtube.counts(ids=["a"])

    assert not isinstance(refusal.value, UpstreamUnavailableError)


def test_a_used_up_daily_quota_is_distinguished(youtube, faults):
    faults(kind="quotaExceeded")

    with pytest.raises(QuotaExceededError):
        youtube.counts(ids=["a"])


def test_an_invalid_key_is_named_with_instructions(sandbox_url):
    with pytest.raises(KeyRefusedError, match=r"invalid.*YOUTUBE_API_KEY.*Credentials"):
        YouTubeClient(base_url=sandbox_url, key="invalid", livemode=False).counts(ids=["a"])


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"status": 400, "reason": "badRequest", "detail": "API_KEY_INVALID"}, "key is invalid"),
        ({"status": 400, "reason": "keyInvalid"}, "key is invalid"),
        ({"status": 401, "reason": "authError"}, "key is invalid"),
        (
            {"status": 400, "detail": "API_KEY_INVALID", "message": "API key expired. Renew it."},
            "has expired",
        ),
        ({"status": 403, "reason": "forbidden", "message": "is missing a valid API key."}, "no API key"),
        ({"status": 403, "reason": "accessNotConfigured"}, "is not enabled"),
        ({"status": 403, "reason": "forbidden", "detail": "SERVICE_DISABLED"}, "is not enabled"),
        ({"status": 403, "reason": "ipRefererBlocked"}, "IP address"),
        ({"status": 403, "reason": "forbidden", "detail": "API_KEY_SERVICE_BLOCKED"}, "other APIs"),
        ({"status": 403, "reason": "forbidden", "detail": "CONSUMER_SUSPENDED"}, "Cloud project"),
    ],
)
def test_a_problem_of_the_key_is_named(youtube, faults, rule, words):
    faults(kind="status", **rule)

    with pytest.raises(KeyRefusedError, match=words) as refusal:
        youtube.uploads(uploads_id="UU" + "x" * 22, limit=5)

    assert "Your administrator" in refusal.value.message
    assert len(refusal.value.message) < 300


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("playlistItemsNotAccessible", "does not allow reading"),
        ("channelClosed", "was closed"),
        ("channelSuspended", "suspended"),
        ("forbidden", "forbidden"),
        ("<b>no word</b>", "403"),
    ],
)
def test_an_unreadable_channel_is_distinguished_from_other_failures(youtube, faults, reason, words):
    faults(kind="status", status=403, reason=reason)

    with pytest.raises(ChannelUnreadableError, match=words):
        youtube.uploads(uploads_id="UU" + "x" * 22, limit=5)


@pytest.mark.parametrize("reason", ["rateLimitExceeded", "userRateLimitExceeded", "backendError"])
def test_rate_limits_and_outages_are_distinguished_from_a_used_up_day(youtube, faults, reason):
    faults(kind="status", status=403, reason=reason)

    with pytest.raises(UpstreamUnavailableError):
        youtube.counts(ids=["a"])


def test_redirects_and_retries_are_disabled(youtube, faults, asked):
    for fault in ({"kind": "redirect"}, {"kind": "redirect", "status": 308}, {"kind": "drop_before_commit"}):
        calls = asked("/youtube/v3/")
        faults(**fault)
        with pytest.raises(UpstreamUnavailableError):
            youtube.counts(ids=["a"])
        assert asked("/youtube/v3/") == calls + 1


@pytest.mark.parametrize(("most_idle_s", "connections"), [(60, 1), (0, 2)])
def test_a_connection_that_its_server_may_be_closing_is_not_used_again(
    settings, monkeypatch, most_idle_s, connections
):
    monkeypatch.setattr(service, "MOST_IDLE_S", most_idle_s)
    made = HandMade()
    with served(made) as url:
        settings.YOUTUBE_API_KEY, settings.YOUTUBE_API_URL = "a-key", url
        for _ in range(2):
            YOUTUBE.source().counts(ids=["a"])

    assert made.connections == connections


@pytest.mark.parametrize("items", [{}, "text", 7])
def test_a_list_of_the_wrong_shape_is_refused(youtube, faults, items):
    faults(kind="rewrite", edits=[{"path": ["items"], "value": items}])

    with pytest.raises(UpstreamError):
        youtube.videos(ids=["a"])


def test_an_old_user_name_is_a_channel(youtube):
    known = youtube.channels(ids=channel_ids(youtube)[:1])[0]

    assert youtube.channel_by_user_name(name=known.handle.removeprefix("@")) == known
    assert youtube.channel_by_user_name(name="nobodyhasthisname") is None


def test_without_key_and_sandbox_there_is_no_source(settings):
    settings.SANDBOX_URL = ""
    settings.YOUTUBE_API_KEY = ""

    with pytest.raises(SourceOffError):
        YOUTUBE.source()


def test_with_a_key_the_real_youtube_is_called(settings):
    settings.YOUTUBE_API_KEY = "a-key"

    assert YOUTUBE.source().livemode


def video(**changes):
    item = {
        "id": "abcdefghijk",
        "snippet": {"publishedAt": "2026-11-20T10:00:00Z", "channelId": "UC1", "title": "t"},
        "contentDetails": {"duration": "PT42S"},
        "statistics": {"viewCount": "120345"},
        **changes,
    }
    return responses.videos(Listing(items=[item])).videos[0]


def test_counts_are_text_and_hidden_ones_are_absent():
    assert (video().counts.views, video().counts.likes) == (120345, None)


@pytest.mark.parametrize(
    ("duration", "player", "is_short"),
    [
        ("PT42S", {}, True),
        ("PT2M", {}, False),
        ("PT2M", {"embedHeight": "720", "embedWidth": "405"}, True),
        ("PT2M", {"embedHeight": "405", "embedWidth": "720"}, False),
        ("PT42S", {"embedHeight": "405", "embedWidth": "720"}, False),
        ("PT3M1S", {"embedHeight": "720", "embedWidth": "405"}, True),
        ("PT3M2S", {"embedHeight": "720", "embedWidth": "405"}, False),
        ("P1DT2H", {}, False),
    ],
)
def test_a_short_is_short_and_not_wide(duration, player, is_short):
    assert video(contentDetails={"duration": duration}, player=player).is_short is is_short
