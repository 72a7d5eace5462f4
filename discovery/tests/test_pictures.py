"""Small copies of thumbnails: made by workers, from allowed hosts only, and cheap to serve."""

import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from discovery import pictures, tasks
from discovery.adapters import pictures as outside
from discovery.models import Candidate, Picture, SourceVideo
from foundation.errors import UpstreamError, UpstreamUnavailableError
from sandbox.world import ids


@pytest.fixture
def candidate(make_candidate, sandbox_url):
    """A Short whose thumbnail exists in the sandbox."""
    return make_candidate(1, thumbnail_url=f"{sandbox_url}/media/thumbnails/{ids.video_id(0, 40)}.jpg")


@pytest.fixture
def kept(candidate):
    pictures.store_copies(source_id=candidate.source_id)
    return candidate


def address(candidate, width=68, version=None):
    return f"/pictures/{candidate.source_id}/{version or candidate.picture_version}-{width}.jpg"


def size_of(content):
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.format == "JPEG"
        return picture.size


def test_a_thumbnail_is_stored_in_two_small_sizes(kept):
    small = pictures.find(source_id=kept.source_id, version=kept.picture_version, width=68)
    large = pictures.find(source_id=kept.source_id, version=kept.picture_version, width=136)

    assert (size_of(small), size_of(large)) == ((68, 120), (136, 240))
    assert max(len(small or b""), len(large or b"") / 3) < 6_000


def test_a_long_video_keeps_its_wide_picture(candidate):
    SourceVideo.objects.update(format="long")

    pictures.store_copies(source_id=candidate.source_id)

    content = pictures.find(source_id=candidate.source_id, version=candidate.picture_version, width=192)
    assert size_of(content) == (192, 108)


def test_a_copy_is_cacheable_forever_and_needs_no_session(kept):
    with CaptureQueriesContext(connection) as queries:
        answer = Client().get(address(kept))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not answer.has_header("Vary") or "Cookie" not in answer["Vary"]
    assert len(queries) == 1
    again = Client().get(address(kept), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_missing_copy_is_served_as_an_uncached_placeholder(candidate):
    answer = Client().get(address(candidate))

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert answer["Cache-Control"] == "no-store"
    assert cache.get(f"picture:{candidate.source_id}")
    assert not Picture.objects.exists()


@pytest.mark.parametrize("width", [0, 1, 67, 5000])
def test_no_other_sizes_are_made(kept, width):
    assert Client().get(address(kept, width=width)).status_code == 404


@pytest.mark.parametrize("version", ["0" * 24, "x", "a" * 200])
def test_an_address_that_was_guessed_is_unknown_and_asks_for_nothing(candidate, version):
    assert Client().get(address(candidate, version=version)).status_code == 404
    assert not cache.get(f"picture:{candidate.source_id}")


def test_another_thumbnail_has_another_address(kept):
    before = address(kept)
    SourceVideo.objects.update(thumbnail_url=f"{kept.thumbnail_url}?2")
    kept.source.refresh_from_db()

    assert address(kept) != before
    assert Client().get(before).status_code == 200
    assert Client().get(address(kept))["Cache-Control"] == "no-store"


def test_storing_twice_downloads_once(kept, faults):
    faults(kind="status", status=503, path="/media/thumbnails/")

    pictures.store_copies(source_id=kept.source_id)

    assert Picture.objects.get().small


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/x.jpg",
        "http://169.254.169.254/latest/meta-data/",
        "https://i.ytimg.com.example.test/x.jpg",
        "https://i.ytimg.com:8443/x.jpg",
        "https://user@i.ytimg.com/x.jpg",
        "http://i.ytimg.com/x.jpg",
        "file:///etc/passwd",
        "ftp://i.ytimg.com/x.jpg",
        "//i.ytimg.com/x.jpg",
    ],
)
def test_pictures_are_fetched_only_from_allowed_hosts(url, tmp_path):
    with pytest.raises(UpstreamError, match="not fetched from this host"):
        outside.fetch(url, to=tmp_path / "x")


@pytest.mark.parametrize(
    ("url", "is_allowed"),
    [
        ("https://p16.cdn.invalid/x.jpg", True),
        ("https://cdn.invalid/x.jpg", False),
        ("https://a.p16.cdn.invalid/x.jpg", False),
        ("https://evil-cdn.invalid/x.jpg", False),
        ("http://p16.cdn.invalid/x.jpg", False),
        ("https://p16.cdn.invalid:8443/x.jpg", False),
        ("https://evil.example@p16.cdn.invalid/x.jpg", False),
        ("https://*.cdn.invalid/x.jpg", False),
    ],
)
def test_a_domain_allows_the_hosts_directly_below_it(settings, tmp_path, url, is_allowed):
    settings.PICTURE_ORIGINS = ("https://*.cdn.invalid",)

    # An allowed host is looked up, and does not exist.
    refusal = UpstreamUnavailableError if is_allowed else UpstreamError
    with pytest.raises(refusal, match="resolved" if is_allowed else "not fetched"):
        outside.fetch(url, to=tmp_path / "x")


def test_a_host_with_a_private_address_is_refused(settings, tmp_path):
    settings.PICTURE_ORIGINS = frozenset({"https://localhost"})

    with pytest.raises(UpstreamError, match="private address"):
        outside.fetch("https://localhost/x.jpg", to=tmp_path / "x")


def test_an_unusable_picture_is_recorded_and_not_retried_today(candidate, sandbox_url, faults):
    SourceVideo.objects.update(thumbnail_url=f"{sandbox_url}/")

    with pytest.raises(UpstreamError):
        pictures.store_copies(source_id=candidate.source_id)
    faults(kind="status", status=503, path="/")
    pictures.store_copies(source_id=candidate.source_id)

    assert Picture.objects.get().problem == "media_refused"
    assert Client().get(address(Candidate.objects.get()))["Content-Type"] == "image/svg+xml"


def test_an_outage_is_retried_after_five_minutes(candidate, faults):
    faults(kind="status", status=503, path="/media/thumbnails/", times=1)
    with pytest.raises(UpstreamUnavailableError):
        pictures.store_copies(source_id=candidate.source_id)
    tasks.store_picture(str(candidate.source_id))
    assert not Picture.objects.get().small

    Picture.objects.update(kept_at=timezone.now() - timedelta(minutes=6))
    tasks.store_picture(str(candidate.source_id))

    assert Picture.objects.get().small


def test_the_first_pictures_of_a_niche_are_prepared(candidate, niche, make_candidate):
    without = make_candidate(2)

    pictures.prepare(niche_id=niche.pk)

    assert cache.get(f"picture:{candidate.source_id}")
    assert not cache.get(f"picture:{without.source_id}")


def test_old_copies_and_those_beyond_the_limit_are_deleted(kept, make_candidate, monkeypatch):
    now = timezone.now()
    old, second = make_candidate(2), make_candidate(3)
    Picture.objects.create(source=old.source, version="a", small=b"x", kept_at=now - timedelta(days=31))
    Picture.objects.create(source=second.source, version="b", small=b"x", kept_at=now - timedelta(days=1))
    pictures.purge_old(at=now)
    assert set(Picture.objects.values_list("source", flat=True)) == {kept.source_id, second.source_id}

    monkeypatch.setattr(pictures, "_MOST_KEPT", 1)
    pictures.purge_old(at=now)

    assert Picture.objects.get().source == kept.source


def test_the_list_shows_small_copies_without_calls_to_the_platform(member, kept, sandbox_url):
    page = member.get("/discover/").content.decode()

    assert f'src="{address(kept)}"' in page
    assert f"{address(kept)} 68w, {address(kept, width=136)} 136w" in page
    assert kept.thumbnail_url not in page
