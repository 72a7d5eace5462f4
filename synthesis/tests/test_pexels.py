"""Pexels' adapter: against the sandbox, and with LIVE_PEXELS_API_KEY in the environment against Pexels."""

import os

import pytest

from foundation import media
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.vendors import Mode
from synthesis.library import adapters
from synthesis.library.adapters.base import Kind, Orientation, Search
from synthesis.library.adapters.pexels import Pexels, best_of
from synthesis.library.errors import StockClipGoneError, StockLimitError
from synthesis.tests.stock import FILES, SEARCHES, callers, count, item, put_faults

LIVE_KEY = os.environ.get("LIVE_PEXELS_API_KEY", "")
COFFEE = Search(query="coffee", orientation=Orientation.PORTRAIT)


@pytest.fixture
def stand_in(sandbox_url, settings):
    settings.SANDBOX_URL, settings.PEXELS_API_KEY = sandbox_url, ""
    return adapters.stock_provider()


@pytest.fixture(
    params=["sandbox", pytest.param("live", marks=pytest.mark.skipif(not LIVE_KEY, reason="no key"))]
)
def provider(request):
    if request.param == "live":
        return Pexels(api_key=LIVE_KEY, base_url="https://api.pexels.com", livemode=True)
    return request.getfixturevalue("stand_in")


def smallest(found):
    """The shortest of the clips, which is the quickest to download."""
    return min(found, key=lambda each: (each.width_px * each.height_px, each.duration_s))


# --- the contract, also of the vendor ------------------------------------------------------------


def test_a_search_finds_upright_clips_with_their_creators(provider):
    found = provider.search(COFFEE)

    assert found
    assert all(clip.kind is Kind.VIDEO and clip.is_portrait and clip.duration_s > 0 for clip in found)
    assert all(clip.id.startswith("video/") and clip.creator and clip.page_url for clip in found)
    assert all(clip.thumbnail_url and clip.renditions for clip in found)


def test_a_search_finds_photos(provider):
    found = provider.search(Search(query="coffee", kind=Kind.PHOTO))

    assert found
    assert all(photo.kind is Kind.PHOTO and photo.duration_s == 0 for photo in found)
    assert all(photo.title and photo.creator and photo.page_url for photo in found)


def test_a_search_in_another_language_finds_clips(provider):
    assert provider.search(Search(query="kaffee", locale="de-DE"))


def test_a_search_without_matches_is_empty(stand_in):
    assert stand_in.search(Search(query="xqzzz")) == []


@pytest.mark.parametrize("kind", Kind)
def test_a_clip_or_photo_is_found_by_its_id(provider, kind):
    first = provider.search(Search(query="coffee", kind=kind))[0]

    assert provider.find(item_id=first.id) == first


@pytest.mark.parametrize("kind", Kind)
def test_its_file_is_downloaded(provider, kind, tmp_path):
    chosen = smallest(provider.search(Search(query="coffee", kind=kind)))

    provider.fetch(item=chosen, to=tmp_path / "file")

    assert media.inspect(tmp_path / "file").kind.is_picture == (kind is Kind.PHOTO)


@pytest.mark.parametrize("item_id", ["video/1", "photo/1", "film/1", "video/x"])
def test_an_unknown_id_is_gone(stand_in, item_id):
    with pytest.raises(StockClipGoneError):
        stand_in.find(item_id=item_id)


# --- modes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "mode"), [("a-key", True), ("", False)])
def test_a_key_makes_it_live(settings, key, mode):
    settings.PEXELS_API_KEY = key

    provider = adapters.stock_provider()

    assert provider is not None
    assert (provider.livemode, provider.name, provider.licence) == (mode, "Pexels", "Pexels License")


def test_without_key_and_sandbox_there_is_none(settings):
    settings.PEXELS_API_KEY = settings.SANDBOX_URL = ""

    assert adapters.stock_provider() is None
    assert settings.VENDORS["pexels"].mode is Mode.OFF


# --- bad answers ---------------------------------------------------------------------------------


def test_a_wrong_key_names_the_setting(sandbox_url):
    provider = Pexels(api_key="invalid", base_url=f"{sandbox_url}/pexels", livemode=False)

    with pytest.raises(UpstreamError, match="PEXELS_API_KEY"):
        provider.search(COFFEE)


def test_a_throttled_search_is_a_limit(stand_in, sandbox_url):
    put_faults(sandbox_url, {"kind": "status", "status": 429, "match": {"path": SEARCHES}})

    with pytest.raises(StockLimitError):
        stand_in.search(COFFEE)


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 503},
        {"kind": "malformed"},
        {"kind": "wrong_content_type"},
        {"kind": "truncated"},
        {"kind": "drop_before_commit"},
        {"kind": "answer", "body": {"videos": [{"id": "x"}]}},
        {"kind": "answer", "body": []},
    ],
)
def test_an_unreadable_answer_may_be_retried(stand_in, sandbox_url, fault):
    put_faults(sandbox_url, {**fault, "match": {"path": SEARCHES}})

    with pytest.raises(UpstreamUnavailableError):
        stand_in.search(COFFEE)


def test_members_that_are_null_are_accepted_and_files_without_a_size_left_out(stand_in, sandbox_url):
    files = ["videos", "*", "video_files"]
    edits = [
        *({"path": [*files, "*", name], "value": None} for name in ("quality", "fps")),
        *({"path": [*files, 0, name], "value": None} for name in ("width", "height", "file_type")),
        *({"path": ["videos", "*", name], "value": None} for name in ("user", "image", "url")),
    ]
    put_faults(sandbox_url, {"kind": "rewrite", "edits": edits, "match": {"path": SEARCHES}})

    first = stand_in.search(COFFEE)[0]

    assert (first.creator, first.thumbnail_url, first.page_url) == ("", "", "")
    assert first.title.startswith("Video ")
    assert all(each.width_px and each.height_px for each in first.renditions)


def test_half_a_character_in_a_name_loses_no_clip(stand_in, sandbox_url):
    edit = {"path": ["videos", "*", "user", "name"], "value": "Half \ud83d\0"}
    put_faults(sandbox_url, {"kind": "rewrite", "edits": [edit], "match": {"path": SEARCHES}})

    assert {each.creator for each in stand_in.search(COFFEE)} == {"Half \ufffd"}


def test_a_clip_without_a_file_that_can_be_used_is_left_out(stand_in, sandbox_url):
    edit = {"path": ["videos", 0, "video_files"], "value": []}
    put_faults(sandbox_url, {"kind": "rewrite", "edits": [edit], "times": 1, "match": {"path": SEARCHES}})

    assert len(stand_in.search(COFFEE)) == len(stand_in.search(COFFEE)) - 1


# --- downloads -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://videos.pexels.com/a.mp4",
        "https://videos.pexels.com.evil.example/a.mp4",
        "https://evilpexels.com/a.mp4",
        "https://pexels.com@evil.example/a.mp4",
        "https://me:secret@videos.pexels.com/a.mp4",
        "https://videos.pexels.com:8443/a.mp4",
        "https://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:5432/",
        "file:///etc/passwd",
        "https://[videos.pexels.com/a.mp4",
    ],
)
@pytest.mark.parametrize("livemode", [True, False])
def test_a_file_elsewhere_is_not_downloaded(url, livemode, sandbox_url, tmp_path):
    provider = Pexels(api_key="a-key", base_url=f"{sandbox_url}/pexels", livemode=livemode)
    hostile = item()
    hostile = hostile.model_copy(
        update={"renditions": (hostile.renditions[0].model_copy(update={"url": url}),)}
    )

    with pytest.raises(UpstreamError, match="not downloaded from this host"):
        provider.fetch(item=hostile, to=tmp_path / "file")

    assert list(tmp_path.iterdir()) == []


def test_the_sandbox_is_no_host_of_a_live_provider(sandbox_url, tmp_path):
    provider = Pexels(api_key="a-key", base_url=f"{sandbox_url}/pexels", livemode=True)
    found = provider.search(COFFEE)

    with pytest.raises(UpstreamError, match="host"):
        provider.fetch(item=found[0], to=tmp_path / "file")

    assert count(sandbox_url, FILES) == 0


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://evil.example/@ann"])
def test_a_link_elsewhere_is_not_shown(stand_in, sandbox_url, url):
    edits = [
        {"path": ["videos", "*", "url"], "value": url},
        {"path": ["videos", "*", "image"], "value": url},
        {"path": ["videos", "*", "user", "url"], "value": url},
    ]
    put_faults(sandbox_url, {"kind": "rewrite", "edits": edits, "match": {"path": SEARCHES}})

    first = stand_in.search(COFFEE)[0]

    assert (first.page_url, first.thumbnail_url, first.creator_url) == ("", "", "")


@pytest.mark.parametrize("status", [404, 410])
def test_a_file_that_is_gone_is_said_to_be_gone(stand_in, sandbox_url, status, tmp_path):
    found = stand_in.search(COFFEE)[0]
    put_faults(sandbox_url, {"kind": "status", "status": status, "match": {"path": FILES}})

    with pytest.raises(StockClipGoneError):
        stand_in.fetch(item=found, to=tmp_path / "file")


@pytest.mark.parametrize("kind", ["wrong_content_type", "redirect", "truncated"])
def test_another_answer_than_the_file_leaves_nothing(stand_in, sandbox_url, kind, tmp_path):
    found = smallest(stand_in.search(COFFEE))
    put_faults(sandbox_url, {"kind": kind, "match": {"path": FILES}})

    with pytest.raises(UpstreamError):
        stand_in.fetch(item=found, to=tmp_path / "file")

    assert list(tmp_path.iterdir()) == []


def test_the_key_is_not_sent_to_the_host_of_files(stand_in, tmp_path, sandbox_url):
    found = smallest(stand_in.search(Search(query="coffee", kind=Kind.PHOTO)))

    stand_in.fetch(item=found, to=tmp_path / "file")

    assert callers(sandbox_url, FILES) == [""]
    assert callers(sandbox_url, SEARCHES) == ["sand"]


# --- the rendition -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "renditions", "best"),
    [
        ((2160, 3840), [(2160, 3840), (1080, 1920), (540, 960)], (1080, 1920)),
        ((2160, 3840), [(2160, 3840), (1440, 2560), (720, 1280)], (1440, 2560)),
        ((720, 1280), [(720, 1280), (540, 960)], (720, 1280)),
        ((1080, 1920), [(1920, 1080), (720, 1280)], (720, 1280)),
        ((1080, 1920), [(1920, 1080)], (1920, 1080)),
        ((3840, 2160), [(3840, 2160), (1920, 1080), (960, 540)], (1920, 1080)),
        ((3840, 2160), [(3840, 2160)], (3840, 2160)),
    ],
)
def test_the_smallest_file_that_fills_the_frame_is_taken(size, renditions, best):
    chosen = best_of(item(size=size, renditions=renditions))

    assert (chosen.width_px, chosen.height_px) == best
