"""The stand-in of Pexels: documents, limits, files, and what its searches find."""

import io

import av
import pytest
import requests
from PIL import Image

from sandbox.pexels import answers, catalogue, films
from sandbox.tests.conftest import put_faults

KEY = {"Authorization": "a-key"}


@pytest.fixture
def ask(sandbox_url):
    def get(path, key="a-key", **query):
        headers = {"Authorization": key} if key else {}
        return requests.get(f"{sandbox_url}{path}", params=query, headers=headers, timeout=60)

    return get


def shortest_clip():
    return min(catalogue.clips(), key=lambda clip: (max(clip.width_px, clip.height_px), clip.duration_s))


def test_the_library_has_several_hundred_clips_of_many_topics_mostly_upright():
    clips = catalogue.clips()

    upright = sum(clip.orientation == "portrait" for clip in clips)
    assert len(clips) >= 300
    assert len(catalogue.photos()) >= 150
    assert len({clip.topic.name for clip in clips}) >= 25
    assert 0.7 < upright / len(clips) < 0.95
    assert {clip.duration_s for clip in clips} <= set(range(5, 21))
    assert len({clip.id for clip in clips}) == len(clips)


@pytest.mark.parametrize(
    ("query", "locale", "topic"),
    [
        ("espresso machine", "", "coffee"),
        ("sleeping cat", "en-US", "animals"),
        ("kaffeebohnen kaffee", "de-DE", "coffee"),
        ("dinero", "es-ES", "money"),
        ("forêt", "fr-FR", "nature"),
        ("palestra", "it-IT", "gym"),
        ("viagem", "pt-BR", "travel"),
        ("毎朝コーヒー", "ja-JP", "coffee"),
        ("城市", "zh-CN", "city"),
    ],
)
def test_a_search_finds_its_topic_in_the_language_of_its_locale(ask, query, locale, topic):
    names = {clip.id: clip.topic.name for clip in catalogue.clips()}

    found = ask("/pexels/v1/videos/search", query=query, locale=locale).json()["videos"]

    assert names[found[0]["id"]] == topic


def test_a_search_without_matches_is_an_empty_success(ask):
    answer = ask("/pexels/v1/videos/search", query="xqzzz")

    assert (answer.status_code, answer.json()["videos"], answer.json()["total_results"]) == (200, [], 0)


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_a_search_can_be_limited_to_an_orientation(ask, orientation):
    found = ask("/pexels/v1/videos/search", query="coffee", orientation=orientation).json()["videos"]

    assert found
    assert all((clip["height"] > clip["width"]) == (orientation == "portrait") for clip in found)


def test_a_clip_has_the_members_of_the_vendor_and_its_nulls(ask):
    clip = ask("/pexels/v1/videos/search", query="coffee").json()["videos"][0]

    assert {"id", "width", "height", "duration", "url", "image", "user", "video_files", "tags"} <= clip.keys()
    assert (clip["avg_color"], clip["full_res"]) == (None, None)
    assert {"id", "quality", "file_type", "width", "height", "fps", "link"} == clip["video_files"][0].keys()
    assert len(clip["video_files"]) >= 2


def test_pages_continue_where_the_last_one_ended_and_link_to_the_vendor(ask):
    first = ask("/pexels/v1/videos/search", query="coffee", per_page=5).json()
    second = ask("/pexels/v1/videos/search", query="coffee", per_page=5, page=2).json()

    assert first["next_page"].startswith("https://api.pexels.com/v1/videos/search?")
    assert not {clip["id"] for clip in first["videos"]} & {clip["id"] for clip in second["videos"]}


@pytest.mark.parametrize("path", ["/pexels/videos/search", "/pexels/v1/videos/search"])
def test_the_older_paths_still_work(ask, path):
    assert ask(path, query="coffee").json()["videos"]


def test_popular_clips_are_filtered_by_length(ask):
    found = ask("/pexels/v1/videos/popular", min_duration=10, max_duration=12, per_page=80).json()["videos"]

    assert found
    assert all(10 <= clip["duration"] <= 12 for clip in found)


@pytest.mark.parametrize("key", ["", "invalid", "Bearer a-key"])
def test_only_a_bare_key_is_accepted(ask, key):
    answer = ask("/pexels/v1/videos/search", key=key, query="coffee")

    assert answer.status_code == 401
    assert "X-Ratelimit-Remaining" not in answer.headers


@pytest.mark.parametrize(
    "query", [{"query": ""}, {"query": "a", "per_page": 81}, {"query": "a", "page": "x"}]
)
def test_a_bad_request_is_refused(ask, query):
    assert ask("/pexels/v1/videos/search", **query).status_code == 400


@pytest.mark.parametrize("path", ["/pexels/v1/videos/videos/1", "/pexels/v1/photos/1"])
def test_an_unknown_id_is_not_found(ask, path):
    assert ask(path).status_code == 404


def test_successes_say_how_many_requests_are_left(ask):
    left = [int(ask("/pexels/v1/search", query="cat").headers["X-Ratelimit-Remaining"]) for _ in range(2)]

    assert left == [19_999, 19_998]


def test_beyond_the_hourly_limit_it_refuses_without_those_headers(ask, sandbox_url):
    requests.put(f"{sandbox_url}/_sandbox/pexels", json={"hourly": 1}, timeout=5).raise_for_status()
    ask("/pexels/v1/search", query="cat")

    answer = ask("/pexels/v1/search", query="cat")

    assert answer.status_code == 429
    assert "X-Ratelimit-Remaining" not in answer.headers


@pytest.mark.parametrize("status", [429, 503])
def test_a_fault_has_the_format_of_the_vendor(ask, sandbox_url, status):
    put_faults(sandbox_url, {"kind": "status", "status": status, "match": {"path": "^/pexels/v1/"}})

    answer = ask("/pexels/v1/search", query="cat")

    assert (answer.status_code, set(answer.json())) == (status, {"error"})


def test_a_clip_is_drawn_once_in_the_size_and_length_that_it_declares(ask):
    clip = shortest_clip()
    shown = ask(f"/pexels/v1/videos/videos/{clip.id}").json()
    small = min(shown["video_files"], key=lambda file: file["width"] * file["height"])
    path = "/pexels-file/" + small["link"].partition("/pexels-file/")[2]

    first = ask(path, key="")
    second = ask(path, key="")

    with av.open(io.BytesIO(first.content), "r") as container:
        stream = container.streams.video[0]
        decoded = sum(1 for _ in container.decode(video=0))
        size = stream.width, stream.height
    assert first.headers["Content-Type"] == "video/mp4"
    assert size == (small["width"], small["height"])
    assert decoded == clip.duration_s * films.FRAMES_PER_S
    assert first.content == second.content


def test_every_size_that_a_clip_declares_can_be_downloaded_and_no_other(ask):
    clip = shortest_clip()

    assert ask(f"/pexels-file/videos/{clip.id}/111x222.mp4", key="").status_code == 404
    assert all(width > 0 and height > 0 for width, height, _ in answers.renditions(clip))


@pytest.mark.parametrize(("name", "size"), [("tiny", (280, 200)), ("portrait", (800, 1200))])
def test_a_photo_has_the_size_of_its_name(ask, name, size):
    photo = catalogue.photos()[0]

    answer = ask(f"/pexels-file/photos/{photo.id}/{name}.jpg", key="")

    assert Image.open(io.BytesIO(answer.content)).size == size


def test_the_page_of_a_clip_names_its_creator_and_the_sandbox(ask):
    clip = catalogue.clips()[0]

    page = ask(f"/pexels/pages/video/{clip.slug}/", key="").text

    assert clip.creator in page
    assert "Sandbox" in page
