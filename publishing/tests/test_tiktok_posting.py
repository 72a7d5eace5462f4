"""Posting to TikTok: exactly one post, whatever is lost, killed or expired."""

from datetime import timedelta

import pytest
import requests
from django.core.files.base import ContentFile
from django.utils import timezone

from publishing import platforms
from publishing.delivery import advancing
from publishing.models import Connection, ConnectionStatus, Publication, PublicationStatus, PublishAttempt
from publishing.platforms.tiktok.platform import TikTok
from publishing.platforms.tiktok.posting_client import CHUNK_BYTES, TikTokPostingClient
from publishing.tests.answers import turn
from publishing.tests.tiktok import CREATOR, INIT, PUT, STATUS, TO_EVERYONE, TOKEN, follow_up, refusal, run
from sandbox.tests.conftest import move_clock

CALLS = {"creator_info": CREATOR, "init": INIT, "put": PUT, "status": STATUS}


@pytest.fixture
def sent(compose):
    """A post to everyone: its upload is due."""
    return compose()


# --- one post ---------------------------------------------------------------------------------------------


def test_a_post_is_published_as_chosen_and_gets_its_link_after_the_review(sent, sandbox_url, posts, member):
    run(sent, sandbox_url)

    assert sent.status == PublicationStatus.PUBLISHED
    assert sent.url == f"{sandbox_url}/tiktok/@mokaandmiles"
    assert "once TikTok has reviewed it" in member.get(f"/publications/{sent.pk}/").content.decode()
    (made,) = posts()["posts"]
    assert made["file"]["sha256"] == sent.render.final_asset.sha256
    assert made["post_info"] == {
        "title": "Grind finer. #espresso",
        "privacy_level": "PUBLIC_TO_EVERYONE",
        "disable_comment": False,
        "disable_duet": True,
        "disable_stitch": True,
        "brand_organic_toggle": False,
        "brand_content_toggle": False,
        "is_aigc": False,
    }

    follow_up(sent)
    assert sent.evidence["no_address"]
    move_clock(sandbox_url, 600)
    follow_up(sent)

    post_id = posts()["posts"][0]["post_id"]
    assert (sent.platform_video_id, sent.evidence, sent.follow_up_at) == (post_id, {}, None)
    assert sent.url.endswith(f"/@mokaandmiles/video/{post_id}")
    assert requests.get(sent.url, timeout=10).ok


def test_labels_and_cover_reach_tiktok(compose, sandbox_url, posts, ready_video):
    options = TO_EVERYONE.model_copy(update={"commercial_content": True, "branded_content": True})

    run(compose(options, synthetic_media=True, cover_ms=400), sandbox_url)

    (made,) = posts()["posts"]
    assert (made["post_info"]["brand_content_toggle"], made["post_info"]["brand_organic_toggle"]) == (
        True,
        False,
    )
    assert (made["post_info"]["is_aigc"], made["post_info"]["video_cover_timestamp_ms"]) == (True, 400)


@pytest.fixture
def large(sent, clip_bytes):
    """The post with a file of two chunks: the clip, followed by padding."""
    size = 2 * CHUNK_BYTES + 123 - len(clip_bytes)
    free = size.to_bytes(4, "big") + b"free" + bytes(size - 8)
    asset = sent.render.final_asset
    asset.file.save("large.mp4", ContentFile(clip_bytes + free), save=False)
    asset.size_bytes = 2 * CHUNK_BYTES + 123
    asset.save()
    return sent


@pytest.mark.parametrize("kind", ["drop_after_commit", "drop_before_commit"])
def test_a_large_file_goes_in_chunks_and_continues_after_a_lost_answer(
    large, faults, sandbox_url, posts, kind
):
    faults({"match": PUT, "kind": kind})

    run(large, sandbox_url)

    assert large.status == PublicationStatus.PUBLISHED
    made = posts()
    assert (made["opened"], made["count"]) == (1, 1)
    assert made["posts"][0]["received_bytes"] == 2 * CHUNK_BYTES + 123
    assert PublishAttempt.objects.count() == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop_after_commit"},
        {"kind": "drop_before_commit"},
        {"kind": "status", "status": 500},
        {"kind": "wrong_content_type"},
    ],
    ids=lambda fault: "-".join(map(str, fault.values())),
)
@pytest.mark.parametrize("call", CALLS)
def test_a_fault_at_any_call_leaves_exactly_one_post(sent, faults, sandbox_url, posts, call, fault):
    faults({"match": CALLS[call], **fault}, {"match": {**CALLS[call], "nth": 2}, **fault})

    run(sent, sandbox_url)

    assert sent.status == PublicationStatus.PUBLISHED
    assert posts()["count"] == 1


class KilledError(Exception):
    """The process ended."""


class Mortal(TikTokPostingClient):
    """A client whose process ends at one call, before or after it."""

    fatal = ("", "")

    def _live(self, name, work):
        fatal, when = Mortal.fatal
        if name == fatal:
            Mortal.fatal = ("", "")
            if when == "after":
                work()
            raise KilledError
        return work()

    def open_upload(self, **how):
        return self._live("open_upload", lambda: TikTokPostingClient.open_upload(self, **how))

    def send(self, **how):
        return self._live("send", lambda: TikTokPostingClient.send(self, **how))

    def upload_state(self, **how):
        return self._live("upload_state", lambda: TikTokPostingClient.upload_state(self, **how))

    def videos(self, **how):
        return self._live("videos", lambda: TikTokPostingClient.videos(self, **how))


class MortalTikTok(TikTok):
    """TikTok with that client."""

    def client(self, *, livemode=None, timeout_s=15.0):
        found = super().client(livemode=livemode, timeout_s=timeout_s)
        found.__class__ = Mortal
        return found


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("call", ["open_upload", "send", "upload_state", "videos"])
def test_a_worker_killed_at_any_step_leaves_exactly_one_post(
    large, faults, sandbox_url, posts, monkeypatch, call, when
):
    """After the kill, the lease expires, and another worker goes on."""
    monkeypatch.setitem(platforms.REGISTRY, "tiktok", MortalTikTok())
    # Without this, nothing has to be asked about the upload.
    faults({"match": {**PUT, "nth": 2}, "kind": "drop_after_commit"})
    Mortal.fatal = (call, when)

    for _ in range(6):
        Publication.objects.update(next_poll_at=timezone.now(), lease_until=None)
        try:
            advancing.advance(publication_id=large.pk)
        except KilledError:
            break
    assert Mortal.fatal == ("", "")
    Publication.objects.update(lease_until=None)
    run(large, sandbox_url)

    assert large.status == PublicationStatus.PUBLISHED
    assert posts()["count"] == 1


def test_an_expired_address_is_replaced_only_when_no_bytes_can_arrive_any_more(
    sent, faults, sandbox_url, posts
):
    faults({"match": PUT, "kind": "drop_before_commit"})
    turn(sent)
    move_clock(sandbox_url, 3700)

    turn(sent, 3)
    assert posts()["opened"] == 1

    PublishAttempt.objects.update(opened_at=timezone.now() - timedelta(minutes=76))
    run(sent, sandbox_url, after_s=3700)

    assert sent.status == PublicationStatus.PUBLISHED
    assert (posts()["opened"], posts()["count"]) == (2, 1)


def test_a_clock_that_jumps_ahead_replaces_no_address_that_still_works(
    sent, faults, sandbox_url, posts, monkeypatch
):
    """The bytes of a lost request may still arrive."""
    faults({"match": PUT, "kind": "drop_before_commit"})
    turn(sent)
    Publication.objects.update(next_poll_at=timezone.now())
    ahead = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: ahead)
    advancing.advance(publication_id=sent.pk)
    monkeypatch.undo()

    run(sent, sandbox_url)

    assert sent.status == PublicationStatus.PUBLISHED
    assert (posts()["opened"], posts()["count"]) == (1, 1)


def test_an_upload_that_tiktok_forgot_is_found_on_the_channel(sent, faults, sandbox_url, posts):
    faults({"match": PUT, "kind": "drop_after_commit"})
    turn(sent)
    move_clock(sandbox_url, 300)
    faults({"match": STATUS, **refusal("invalid_publish_id", status=400), "times": None})

    run(sent, sandbox_url)

    (made,) = posts()["posts"]
    assert (sent.status, sent.platform_video_id) == (PublicationStatus.PUBLISHED, made["post_id"])
    assert sent.url.endswith(f"/video/{made['post_id']}")


def test_an_upload_without_a_caption_is_matched_with_no_other_video(sent, faults, sandbox_url):
    Publication.objects.update(post_text="")
    faults({"match": PUT, "kind": "drop_after_commit"})
    turn(sent)
    move_clock(sandbox_url, 300)
    faults({"match": STATUS, **refusal("invalid_publish_id", status=400), "times": None})

    turn(sent, 3)

    assert (sent.status, sent.platform_video_id) == (PublicationStatus.SUBMITTED_UNCONFIRMED, "")


def test_a_chunk_that_tiktok_already_has_is_not_sent_again(large, faults, sandbox_url, posts):
    """The status lags behind, so that the chunk is refused with 416."""
    lag = {"path": ["data", "uploaded_bytes"], "value": 0}
    faults({"match": PUT, "kind": "drop_after_commit"}, {"match": STATUS, "kind": "rewrite", "edits": [lag]})

    run(large, sandbox_url)

    assert large.status == PublicationStatus.PUBLISHED
    assert (posts()["opened"], posts()["count"]) == (1, 1)


def test_a_rejected_token_is_refreshed_once(sent, faults, sandbox_url, posts, requests_to):
    faults({"match": INIT, **refusal("access_token_invalid", status=401)})

    run(sent, sandbox_url)

    assert sent.status == PublicationStatus.PUBLISHED
    assert requests_to("/tiktok/v2/oauth/token/") == 2  # The exchange, and one refresh.


def test_a_withdrawn_consent_needs_a_reconnection(sent, faults, sandbox_url):
    Connection.objects.update(access_expires_at=timezone.now())
    faults({"match": TOKEN, "kind": "invalid_grant", "times": None})

    turn(sent)

    assert sent.status == PublicationStatus.FAILED
    assert "Reconnect" in sent.failure
    assert Connection.objects.get().status == ConnectionStatus.NEEDS_RECONNECT
