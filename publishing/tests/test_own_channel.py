"""A YouTube channel's own public videos, as read through its connection."""

import pytest

from foundation.errors import UpstreamUnavailableError
from publishing import access_tokens, platforms
from publishing.tests.answers import LOOK


def read(connection, limit=50):
    client = platforms.of(connection).client(livemode=False)
    account = connection.known_account
    return access_tokens.call(
        connection=connection,
        work=lambda token: client.own_videos(access_token=token, account=account, limit=limit),
    )


def changed(*path, value=None):
    edit = {"path": ["items", *path], "value": value}
    return {"match": LOOK, "kind": "rewrite", "edits": [edit]}


def test_the_newest_videos_are_read_with_their_counts(connection, requests_to):
    found = read(connection)

    assert len({video.id for video in found}) == 50
    times = [video.published_at for video in found]
    assert times == sorted(times, reverse=True)
    assert {video.is_short for video in found} == {True, False}
    oldest = found[-1]
    assert min(oldest.views or 0, oldest.likes or 0, oldest.comments or 0) > 0
    assert oldest.shares is None
    assert oldest.url.endswith(f"/shorts/{oldest.id}")
    assert (requests_to("/youtube/v3/playlistItems"), requests_to("/youtube/v3/videos")) == (1, 1)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("status", "privacyStatus"), "private"),
        (("status", "privacyStatus"), "unlisted"),
        (("snippet", "liveBroadcastContent"), "upcoming"),
        (("snippet", "publishedAt"), None),
        (("snippet", "publishedAt"), "1970-01-01T00:00:00Z"),
        (("contentDetails", "duration"), "P0D"),
        (("contentDetails", "duration"), "soon"),
        (("id",), "not an id"),
    ],
)
def test_a_video_that_cannot_be_compared_is_left_out(connection, faults, path, value):
    faults(changed(0, *path, value=value))

    assert len(read(connection, limit=10)) == 9


def test_hidden_counts_are_unknown(connection, faults):
    edit = {"path": ["items", "*", "statistics", "likeCount"], "remove": True}
    faults({"match": LOOK, "kind": "rewrite", "edits": [edit]})

    assert {video.likes for video in read(connection)} == {None}


def test_an_implausible_count_is_unknown(connection, faults):
    faults(changed(0, "statistics", "viewCount", value="-5"))

    found = read(connection, limit=10)

    assert (len(found), found[0].views) == (10, None)


def test_a_title_with_half_a_letter_is_read(connection, faults):
    faults(changed(0, "snippet", "title", value="a\ud800b"))

    assert "a\ufffdb" in {video.title for video in read(connection)}


@pytest.mark.parametrize("kind", ["wrong_content_type", "malformed"])
def test_an_unreadable_response_can_be_retried(connection, faults, kind):
    faults({"match": LOOK, "kind": kind})

    with pytest.raises(UpstreamUnavailableError, match="unreadable"):
        read(connection)
    assert read(connection)
