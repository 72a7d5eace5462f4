"""The official YouTube client against the sandbox: the read methods."""

import json
import time
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
import requests
from googleapiclient.errors import HttpError

from sandbox import clock
from sandbox.tests.conftest import youtube_client
from sandbox.world import channels, niches, videos

NOW = "2026-11-22T12:00:00Z"


def search(youtube, **query):
    return youtube.search().list(part="snippet", type="video", **query).execute()


def test_a_search_finds_videos_and_leads_on_to_the_next_page(youtube):
    first = search(youtube, q="home coffee", maxResults=10)
    second = search(youtube, q="home coffee", maxResults=10, pageToken=first["nextPageToken"])

    ids = [item["id"]["videoId"] for item in first["items"] + second["items"]]
    assert len(set(ids)) == 20
    assert first["pageInfo"]["totalResults"] > 20


def test_a_search_keeps_to_its_dates_and_order(youtube):
    after = clock.rfc3339(time.time() - 7 * 86_400)

    found = search(youtube, q="desk setup", order="date", publishedAfter=after, maxResults=50)["items"]

    dates = [item["snippet"]["publishedAt"] for item in found]
    assert dates == sorted(dates, reverse=True)
    assert dates
    assert min(dates) >= after


def test_a_search_for_nothing_known_is_empty(youtube):
    assert search(youtube, q="quantum zebra husbandry")["items"] == []


@pytest.mark.parametrize("niche", niches.every(), ids=lambda niche: niche.slug)
def test_every_niche_is_found_by_its_name(youtube, niche):
    assert len(search(youtube, q=niche.name, maxResults=50)["items"]) == 50


def test_fifty_videos_come_with_counts_as_text_in_one_call(youtube):
    ids = [item["id"]["videoId"] for item in search(youtube, q="bread", maxResults=50)["items"]]

    answer = youtube.videos().list(part="snippet,statistics,contentDetails,player", id=ids, maxHeight=720)
    items = answer.execute()["items"]

    assert [item["id"] for item in items] == ids
    assert all(item["statistics"]["viewCount"].isdigit() for item in items)
    assert all(item["contentDetails"]["duration"].startswith("PT") for item in items)
    assert {item["player"]["embedHeight"] for item in items} == {"720"}


def test_statistics_come_in_batches_without_what_is_missing(youtube):
    ids = [item["id"]["videoId"] for item in search(youtube, q="plants", maxResults=3)["items"]]

    answer = (
        youtube.videos().batchGetStats(part="statistics,contentDetails", id=[*ids, "nothinghere"]).execute()
    )

    assert [item["id"] for item in answer["items"]] == ids
    assert answer["items"][0]["contentDetails"]["duration"].endswith("s")


def test_a_channel_is_found_by_handle_and_leads_to_its_uploads(youtube):
    channel = (
        youtube.channels().list(part="snippet,contentDetails", forHandle="@PuckPrep").execute()["items"][0]
    )
    playlist = channel["contentDetails"]["relatedPlaylists"]["uploads"]

    items = (
        youtube.playlistItems()
        .list(part="snippet,contentDetails", playlistId=playlist, maxResults=50)
        .execute()
    )

    dates = [
        item["contentDetails"]["videoPublishedAt"] for item in items["items"] if item["snippet"]["thumbnails"]
    ]
    assert len(items["items"]) == 50
    assert dates == sorted(dates, reverse=True)


def test_a_closed_channel_is_gone_with_its_playlist(youtube):
    closed = _channel("secondcupstories")

    assert "items" not in youtube.channels().list(part="id", id=closed.id).execute()
    with pytest.raises(HttpError) as refusal:
        youtube.playlistItems().list(part="id", playlistId=closed.uploads_playlist_id).execute()
    assert refusal.value.error_details[0]["reason"] == "playlistNotFound"


def test_hidden_counts_are_not_there(youtube):
    hidden = _channel("thelayover")
    shy = next(videos.published_by(_channel("grindsetting"), until=_at(NOW)))

    statistics = youtube.channels().list(part="statistics", id=hidden.id).execute()["items"][0]["statistics"]
    counts = youtube.videos().list(part="statistics", id=shy.id).execute()["items"][0]["statistics"]

    assert statistics["hiddenSubscriberCount"] is True
    assert "subscriberCount" not in statistics
    assert "likeCount" not in counts


def test_hostile_titles_arrive_as_they_are(youtube):
    found = search(youtube, q="small flat office alert", maxResults=50)["items"]

    assert any("<script>" in item["snippet"]["title"] for item in found)


def test_a_key_called_invalid_is_refused(sandbox_url):
    with youtube_client(sandbox_url, developer_key="invalid") as youtube, pytest.raises(HttpError) as refusal:
        search(youtube, q="x")
    assert refusal.value.status_code == 400
    assert "API key not valid" in refusal.value.reason


def test_the_hundred_and_first_search_of_a_day_is_refused(sandbox_url):
    query = "part=snippet&type=video&q=moka&publishedAfter=2026-11-15T00:00:00Z&key=busy-key"
    address = f"{sandbox_url}/youtube/v3/search?{query}"
    answers = [requests.get(address, timeout=5) for _ in range(101)]

    assert [answer.status_code for answer in answers] == [200] * 100 + [403]
    assert answers[-1].json()["error"]["errors"][0]["reason"] == "quotaExceeded"


def test_a_long_list_of_ids_sent_as_a_post_is_read(youtube, sandbox_url):
    form = {"part": "id", "key": "k", "id": ["nothinghere"] * 3}
    headers = {"X-HTTP-Method-Override": "GET"}
    answer = requests.post(f"{sandbox_url}/youtube/v3/videos", data=form, headers=headers, timeout=5)

    assert answer.json()["items"] == []


def test_numbers_grow_and_never_fall(sandbox_url):
    video = next(videos.published_by(_channel("puckprep"), until=_at("2026-11-01T00:00:00Z")))
    address = f"{sandbox_url}/youtube/v3/videos?part=statistics&id={video.id}&key=k"
    views = []
    for hour in range(0, 24 * 20, 3):
        then = datetime.fromtimestamp(video.published_at, UTC) + timedelta(hours=hour)
        answer = requests.get(address, headers={"X-Sandbox-Now": then.isoformat()}, timeout=5)
        views.append(int(answer.json()["items"][0]["statistics"]["viewCount"]))

    assert views == sorted(views)
    assert views[-1] > 1000


@pytest.mark.parametrize("niche", niches.every(), ids=lambda niche: niche.slug)
def test_every_niche_has_outliers_among_the_last_month(niche):
    now = _at(NOW)
    ratios = []
    for channel in (channel for channel in channels.every() if channel.niche is niche):
        recent = list(videos.published_by(channel, until=now - 86_400, after=now - 40 * 86_400))
        same_age = [video.views(video.published_at + 86_400) for video in recent]
        ratios += [views / median(same_age) for views in same_age]

    assert sum(ratio > 4 for ratio in ratios) >= 2
    assert 0.6 < median(ratios) < 1.6


def test_two_processes_see_the_same_world(sandbox_url, own_sandbox):
    query = "part=snippet,statistics&chart=mostPopular&maxResults=50&key=k"
    headers = {"X-Sandbox-Now": NOW}
    answers = [
        requests.get(f"{url}/youtube/v3/videos?{query}", headers=headers, timeout=5).text.replace(url, "")
        for url in (sandbox_url, own_sandbox.url)
    ]

    assert '"viewCount"' in answers[0]
    assert len(answers[0].split('"etag"')) == len(answers[1].split('"etag"'))
    assert _facts(answers[0]) == _facts(answers[1])


def test_a_stopped_clock_shows_another_day(sandbox_url, youtube):
    requests.put(f"{sandbox_url}/_sandbox/clock", json={"now": "2026-06-01T00:00:00Z"}, timeout=5)

    found = search(youtube, q="coffee", order="date")["items"]

    assert found[0]["snippet"]["publishedAt"] < "2026-06-01T00:00:00Z"


def _channel(handle):
    channel = channels.by_handle(handle)
    assert channel is not None
    return channel


def _facts(text):
    return [(item["id"], item["snippet"]["title"], item["statistics"]) for item in json.loads(text)["items"]]


def _at(text):
    return datetime.fromisoformat(text).timestamp()
