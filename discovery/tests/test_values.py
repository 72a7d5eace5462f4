"""Single values of YouTube's responses: stored, repaired or refused."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from discovery.models import Broadcast, SkipReason
from discovery.platforms.youtube import responses, values
from discovery.platforms.youtube.responses import Listing


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("PT42S", 42),
        ("PT3M1S", 181),
        ("PT0S", 0),
        ("P0D", 0),
        ("P0Y0M0DT0H0M42S", 42),
        ("P1W2DT3H", 788_400),
        ("P1DT2H", 93_600),
        ("PT90M", 5400),
        ("PT1.5M", 90),
        ("PT42,4S", 42),
        ("P3650D", 315_360_000),
        (None, None),
    ],
)
def test_a_duration_in_any_form_of_iso_8601_is_read(told, seconds):
    assert values.seconds(told) == seconds


@pytest.mark.parametrize(
    "told",
    [
        "P99999D",
        "PT",
        "P",
        "",
        "-PT5S",
        "42",
        42,
        ["PT42S"],
        "PT42",
        "P1DT",
        "PT4\u0662S",
        "PT" + "9" * 40 + "S",
    ],
)
def test_an_impossible_duration_is_refused(told):
    with pytest.raises(ValueError):  # noqa: PT011 - any of Python's own messages will do
        values.seconds(told)


@pytest.mark.parametrize(
    ("told", "count"),
    [("0", 0), ("120345", 120345), (7, 7), (7.0, 7), (None, None), ("1000000000000", 10**12)],
)
def test_a_count_is_a_whole_number(told, count):
    assert values.count(told) == count


@pytest.mark.parametrize(
    "told",
    [
        "-1",
        -1,
        1e20,
        "1e20",
        "12.5",
        12.5,
        "",
        " 7",
        "7\n",
        "\u0667",
        True,
        "9223372036854775807",
        [7],
        {},
        float("nan"),
    ],
)
def test_an_impossible_count_is_refused(told):
    with pytest.raises(ValueError):  # noqa: PT011 - any of Python's own messages will do
        values.count(told)


@pytest.mark.parametrize(
    "told",
    [
        None, "", "yesterday", "2026-11-20", 1_700_000_000, "1700000000", "1999-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-13-01T00:00:00Z",
    ],
)  # fmt: skip
def test_an_impossible_date_is_refused(told):
    with pytest.raises(ValueError):  # noqa: PT011 - any of Python's own messages will do
        values.instant(told)


def test_a_date_in_the_near_future_is_accepted_as_clock_skew():
    soon = timezone.now() + timedelta(hours=3)

    assert values.instant(soon.isoformat()) == soon
    with pytest.raises(ValueError, match="possible"):
        values.instant((soon + timedelta(days=2)).isoformat())


def test_a_date_without_a_zone_is_universal_time():
    assert values.instant("2026-11-20T10:00:00") == datetime(2026, 11, 20, 10, tzinfo=UTC)


def item(**changes):
    return {
        "id": "abcdefghijk",
        "snippet": {"publishedAt": "2026-11-20T10:00:00Z", "channelId": "UC1", "title": "t"},
        "contentDetails": {"duration": "PT42S"},
        "statistics": {"viewCount": "120345"},
        **changes,
    }


def snippet(**changes):
    return {"publishedAt": "2026-11-20T10:00:00Z", "channelId": "UC1", "title": "t", **changes}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"snippet": snippet(publishedAt=None)}, SkipReason.NO_DATE),
        ({"snippet": {"channelId": "UC1", "title": "t"}}, SkipReason.NO_DATE),
        ({"contentDetails": {}}, SkipReason.NO_LENGTH),
        ({"contentDetails": {"duration": "P0D"}}, SkipReason.NO_LENGTH),
        ({"contentDetails": {"duration": "P99999D"}}, SkipReason.NO_LENGTH),
        ({"contentDetails": []}, SkipReason.NO_LENGTH),
        ({"statistics": {"viewCount": 1e20}}, SkipReason.BAD_COUNTS),
        ({"statistics": {"likeCount": "-5"}}, SkipReason.BAD_COUNTS),
        ({"snippet": snippet(channelId="")}, SkipReason.INCOMPLETE),
        ({"snippet": None}, SkipReason.INCOMPLETE),
    ],
)
def test_an_item_that_cannot_be_used_is_named_and_stops_no_other(changes, reason):
    batch = responses.videos(Listing(items=[item(**changes), item(id="lmnopqrstuv")]))

    assert [video.platform_id for video in batch.videos] == ["lmnopqrstuv"]
    assert [(each.platform_id, each.reason) for each in batch.unusable] == [("abcdefghijk", reason)]


@pytest.mark.parametrize("junk", [None, 7, "text", [], {}, {"id": 7}, {"id": "a b"}, {"id": "a,b"}])
def test_an_item_without_an_id_is_left_out(junk):
    listing = Listing(items=[junk, item()])

    assert len(responses.videos(listing).videos) == 1
    assert set(responses.counts(listing).counts) == {"abcdefghijk"}
    assert responses.channels(Listing(items=[junk])) == []
    assert responses.searched_channels(Listing(items=[junk])) == []
    assert responses.upload_page(Listing(items=[junk])).ids == []


def test_invalid_optional_fields_do_not_skip_a_video():
    odd = snippet(title=["x"], tags="x", thumbnails=[1], defaultLanguage=7, liveBroadcastContent="?")

    video = responses.videos(Listing(items=[item(snippet=odd, player={"embedHeight": "tall"})])).videos[0]

    assert (video.title, video.tags, video.thumbnail_url, video.language) == ("Untitled video", [], "", "")
    assert video.is_short


def test_a_picture_is_a_url_that_a_browser_can_load():
    pictures = {"medium": {"url": "javascript:alert(1)"}, "high": {"url": "https://i.ytimg.com/1.jpg"}}

    video = responses.videos(Listing(items=[item(snippet=snippet(thumbnails=pictures))])).videos[0]

    assert video.thumbnail_url == "https://i.ytimg.com/1.jpg"


@pytest.mark.parametrize("told", ["live", "upcoming"])
@pytest.mark.parametrize("length", [{"duration": "P0D"}, {}])
def test_an_unfinished_broadcast_does_not_count_as_a_short(told, length):
    live = item(snippet=snippet(liveBroadcastContent=told), contentDetails=length)

    video = responses.videos(Listing(items=[live])).videos[0]

    assert (video.broadcast, video.is_short, video.duration_s) == (Broadcast(told), False, 0)


@pytest.mark.parametrize(
    ("statistics", "subscribers"),
    [
        ({"hiddenSubscriberCount": True, "subscriberCount": "0"}, None),
        ({"hiddenSubscriberCount": False, "subscriberCount": "0"}, 0),
        ({"subscriberCount": "1200"}, 1200),
        ({"subscriberCount": "-1"}, None),
        ({}, None),
    ],
)
def test_a_hidden_number_of_subscribers_is_unknown_and_not_zero(statistics, subscribers):
    assert (
        responses.channels(Listing(items=[{"id": "UC1", "statistics": statistics}]))[0].subscribers
        == subscribers
    )


def test_a_channel_without_a_list_is_still_a_channel():
    channel = responses.channels(Listing(items=[{"id": "UC1", "snippet": {"title": "Crema"}}]))[0]

    assert (channel.title, channel.uploads_id) == ("Crema", "")


def test_the_same_video_twice_is_one():
    assert responses.upload_page(Listing(items=[{"contentDetails": {"videoId": "a"}}] * 2)).ids == ["a"]
    assert responses.searched_channels(
        Listing(items=[{"id": {"videoId": "a"}, "snippet": {"channelId": "UC1"}}] * 2)
    ) == ["UC1"]
