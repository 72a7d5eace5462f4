"""Thumbnails, videos and pages, as a browser requests them."""

import io
import time
from itertools import islice

import av
import pytest
import requests
from PIL import Image

from sandbox.media import clips
from sandbox.world import channels, videos


def public_videos(handle):
    channel = channels.by_handle(handle)
    assert channel is not None
    now = time.time()
    return (video for video in videos.published_by(channel, until=now) if video.is_public(now))


def some_video(handle):
    return next(public_videos(handle))


@pytest.mark.parametrize(
    ("size", "pixels"), [("medium", (320, 180)), ("shortsAspectRatio", (720, 1280)), ("default", (120, 90))]
)
@pytest.mark.parametrize("handle", ["puckprep", "ouchicafe", "musafirbudget", "smallflatoffice"])
def test_a_thumbnail_has_its_size_and_more_than_one_colour(sandbox_url, handle, size, pixels):
    answer = requests.get(
        f"{sandbox_url}/media/thumbnails/{some_video(handle).id}.jpg?size={size}", timeout=30
    )

    image = Image.open(io.BytesIO(answer.content))
    assert (answer.headers["Content-Type"], image.size) == ("image/jpeg", pixels)
    assert len(set(image.convert("RGB").tobytes())) > 50


def test_an_avatar_is_drawn(sandbox_url):
    channel = channels.every()[0]

    answer = requests.get(f"{sandbox_url}/media/avatars/{channel.id}.jpg?size=medium", timeout=30)

    assert Image.open(io.BytesIO(answer.content)).size == (240, 240)


def test_a_film_is_as_long_as_the_video_says_and_has_sound(sandbox_url):
    rows = [video for handle in ("puckprep", "wordcollector") for video in islice(public_videos(handle), 20)]
    video = min(rows, key=lambda each: each.duration_s)
    address = f"{sandbox_url}/media/videos/{video.id}.mp4"

    film = requests.get(address, timeout=120)
    part = requests.get(address, headers={"Range": "bytes=0-99"}, timeout=30)

    with av.open(io.BytesIO(film.content), "r") as container:
        kinds = {stream.type for stream in container.streams}
        length_s = container.streams.video[0].frames / clips.FRAMES_PER_S
    assert kinds == {"video", "audio"}
    assert abs(length_s - video.duration_s) < 0.3
    assert (part.status_code, len(part.content)) == (206, 100)


@pytest.mark.parametrize("path", ["watch?v={}", "shorts/{}"])
def test_a_watch_page_plays_the_video_and_says_sandbox(sandbox_url, path):
    video = some_video("puckprep")

    page = requests.get(f"{sandbox_url}/{path.format(video.id)}", timeout=10)

    assert page.ok
    assert "Sandbox" in page.text
    assert f"/media/videos/{video.id}.mp4" in page.text


def test_a_hostile_title_does_no_harm_on_its_page(sandbox_url):
    video = next(video for video in public_videos("smallflatoffice") if "<script>" in video.title)

    page = requests.get(f"{sandbox_url}/watch?v={video.id}", timeout=10).text

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    "path", ["watch?v=nothinghere", "media/thumbnails/nothinghere.jpg", "media/videos/x.mp4"]
)
def test_what_does_not_exist_is_not_found(sandbox_url, path):
    assert requests.get(f"{sandbox_url}/{path}", timeout=10).status_code == 404


def test_the_first_page_says_what_this_is(sandbox_url):
    page = requests.get(sandbox_url, timeout=10).text

    assert "ettametta sandbox" in page
    assert "/youtube/v3/" in page
