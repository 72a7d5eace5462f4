"""Uploads with the official client: in pieces, across restarts, and with lost responses."""

import io

import av
import numpy as np
import pytest
import requests
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaIoBaseUpload

from sandbox.tests.conftest import move_clock, put_faults, sign_in, youtube_client

PIECE_BYTES = 256 * 1024
BODY = {
    "snippet": {"title": "A first video", "description": "ettametta:pub_1", "tags": ["coffee"]},
    "status": {"privacyStatus": "unlisted", "selfDeclaredMadeForKids": False, "containsSyntheticMedia": True},
}


@pytest.fixture(scope="module")
def film():
    """A small portrait mp4 of more than one piece."""
    noise = np.random.default_rng(1)
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=10, options={"crf": "18"})
        stream.width, stream.height, stream.pix_fmt = 360, 640, "yuv420p"
        for _ in range(12):
            picture = noise.integers(0, 255, (640, 360, 3), dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    assert len(file.getvalue()) > 3 * PIECE_BYTES
    return file.getvalue()


def insertion(youtube, film, body=BODY):
    media = MediaIoBaseUpload(io.BytesIO(film), "video/mp4", chunksize=PIECE_BYTES, resumable=True)
    return youtube.videos().insert(part="snippet,status", body=body, media_body=media)


def finish(request):
    answer = None
    while answer is None:
        _, answer = request.next_chunk()
    return answer


def uploads(url):
    return requests.get(f"{url}/_sandbox/uploads", timeout=5).json()["uploads"]


@pytest.fixture
def credentials(sandbox_url):
    return sign_in(sandbox_url)


@pytest.fixture
def youtube(sandbox_url, credentials):
    with youtube_client(sandbox_url, credentials=credentials) as client:
        yield client


def status_of(youtube, video_id):
    return youtube.videos().list(part="status,processingDetails", id=video_id).execute()["items"][0]


def test_an_uploaded_video_is_processed_after_a_while(youtube, sandbox_url, film):
    video = finish(insertion(youtube, film))

    before = status_of(youtube, video["id"])
    move_clock(sandbox_url, 60)
    after = status_of(youtube, video["id"])

    assert before["status"]["uploadStatus"] == "uploaded"
    assert before["processingDetails"]["processingStatus"] == "processing"
    assert after["status"]["uploadStatus"] == "processed"
    assert after["status"]["containsSyntheticMedia"] is True
    assert after["status"]["privacyStatus"] == "unlisted"


def test_an_upload_is_among_the_channels_own_and_its_views_grow(youtube, sandbox_url, film):
    video = finish(insertion(youtube, film))
    channel = youtube.channels().list(part="contentDetails", mine=True).execute()["items"][0]
    playlist = channel["contentDetails"]["relatedPlaylists"]["uploads"]
    views = []
    for days in (1, 3, 10):
        move_clock(sandbox_url, days * 86_400)
        item = youtube.videos().list(part="statistics", id=video["id"]).execute()["items"][0]
        views.append(int(item["statistics"]["viewCount"]))

    newest = youtube.playlistItems().list(part="contentDetails", playlistId=playlist).execute()["items"][0]
    mine = youtube.search().list(part="snippet", forMine=True, type="video").execute()["items"][0]

    assert newest["contentDetails"]["videoId"] == video["id"] == mine["id"]["videoId"]
    assert 0 < views[0] < views[1] < views[2]


def test_a_video_gets_playlists_and_a_comment_and_a_repeated_request_adds_another(sandbox_url, film):
    allowed = sign_in(sandbox_url, scope="https://www.googleapis.com/auth/youtube.force-ssl")
    with youtube_client(sandbox_url, credentials=allowed) as youtube:
        video = finish(insertion(youtube, film))["id"]
        playlist = youtube.playlists().list(part="snippet", mine=True).execute()["items"][0]
        place = {"playlistId": playlist["id"], "resourceId": {"kind": "youtube#video", "videoId": video}}
        comment = {"topLevelComment": {"snippet": {"textOriginal": "First"}}}
        thread = {"channelId": playlist["snippet"]["channelId"], "videoId": video, **comment}
        for _ in range(2):
            youtube.playlistItems().insert(part="snippet", body={"snippet": place}).execute()
            youtube.commentThreads().insert(part="snippet", body={"snippet": thread}).execute()

        entries = youtube.playlistItems().list(part="id", playlistId=playlist["id"], videoId=video).execute()
        threads = youtube.commentThreads().list(part="snippet", videoId=video, order="time").execute()

    assert (len(entries["items"]), len(threads["items"])) == (2, 2)


def test_comments_need_the_wider_permission(youtube):
    with pytest.raises(HttpError) as refusal:
        youtube.commentThreads().list(part="snippet", videoId="any").execute()
    assert refusal.value.error_details[0]["reason"] == "insufficientPermissions"


def test_a_private_upload_is_its_owners_alone(youtube, sandbox_url, film):
    private = {**BODY, "status": {"privacyStatus": "private"}}
    video = finish(insertion(youtube, film, private))
    move_clock(sandbox_url, 60)

    with youtube_client(sandbox_url, developer_key="stranger") as stranger:
        assert stranger.videos().list(part="id", id=video["id"]).execute()["items"] == []
    assert status_of(youtube, video["id"])["status"]["privacyStatus"] == "private"


def test_an_upload_goes_on_after_the_sandbox_was_killed(own_sandbox, film):
    credentials = sign_in(own_sandbox.url)
    with youtube_client(own_sandbox.url, credentials=credentials) as youtube:
        request = insertion(youtube, film)
        request.next_chunk()
        address = request.resumable_uri
    own_sandbox.kill()
    own_sandbox.start()

    with youtube_client(own_sandbox.url, credentials=credentials) as youtube:
        request = insertion(youtube, film)
        request.resumable_uri, request._in_error_state = address, True
        progress, _ = request.next_chunk()
        video = finish(request)

    assert progress.resumable_progress == 2 * PIECE_BYTES
    assert [upload["id"] for upload in uploads(own_sandbox.url)] == [video["id"]]
    assert uploads(own_sandbox.url)[0]["size_bytes"] == len(film)


@pytest.mark.parametrize("status", [None, 500])
def test_a_lost_answer_leaves_one_video_that_the_session_still_tells(youtube, sandbox_url, film, status):
    request = insertion(youtube, film)
    request.next_chunk()
    last = {"method": "PUT", "path": "^/upload/", "nth": len(film) // PIECE_BYTES}
    put_faults(sandbox_url, {"kind": "drop_after_commit", "status": status, "match": last, "times": None})

    with pytest.raises((HttpError, ConnectionError, OSError)):
        finish(request)
    requests.delete(f"{sandbox_url}/_sandbox/faults", timeout=5)
    kept = uploads(sandbox_url)
    asked = requests.put(request.resumable_uri, headers={"Content-Range": f"bytes */{len(film)}"}, timeout=5)

    assert len(kept) == 1
    assert (asked.status_code, asked.json()["id"]) == (201, kept[0]["id"])
    assert len(uploads(sandbox_url)) == 1


def test_a_session_says_how_much_has_arrived(youtube, film):
    request = insertion(youtube, film)
    request.next_chunk()
    size = len(film)

    asked = requests.put(request.resumable_uri, headers={"Content-Range": f"bytes */{size}"}, timeout=5)

    assert (asked.status_code, asked.headers["Range"]) == (308, f"bytes=0-{PIECE_BYTES - 1}")


def test_a_file_that_is_no_video_fails_in_processing(youtube, sandbox_url):
    video = finish(insertion(youtube, b"not a film" * 1000))
    move_clock(sandbox_url, 60)

    assert status_of(youtube, video["id"])["status"]["failureReason"] == "invalidFile"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"snippet": {"title": ""}}, "invalidTitle"),
        ({"snippet": {"title": "<b>"}}, "invalidTitle"),
        ({"snippet": {"title": "t", "description": "é" * 2501}}, "invalidDescription"),
        ({"status": {"privacyStatus": "public", "publishAt": "2027-01-01T00:00:00Z"}}, "invalidPublishAt"),
    ],
)
def test_metadata_is_checked_as_youtube_does(youtube, film, change, reason):
    with pytest.raises(HttpError) as refusal:
        finish(insertion(youtube, film, BODY | change))

    assert refusal.value.error_details[0]["reason"] == reason


def test_a_thumbnail_can_be_set(youtube, film):
    video = finish(insertion(youtube, film))
    picture = MediaIoBaseUpload(io.BytesIO(b"\xff\xd8\xff" + b"0" * 100), "image/jpeg")

    answer = youtube.thumbnails().set(videoId=video["id"], media_body=picture).execute()

    assert "maxres" in answer["items"][0]
