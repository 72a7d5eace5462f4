"""Sending a publication: exactly once, even if requests or responses are lost."""

import threading
import time
from datetime import timedelta

import pytest
import requests
from django.conf import settings
from django.db import connection as database
from django.utils import timezone

from foundation.errors import ConflictError
from publishing import publications
from publishing.delivery import advancing
from publishing.delivery.turns import LEASE
from publishing.models import ConnectionStatus, Publication, PublicationStatus, PublishAttempt
from publishing.platforms.youtube.options import Visibility, YouTubeOptions
from publishing.tests.answers import in_a_thread, turn
from sandbox.tests.conftest import move_clock
from tests.waiting import until

UPLOAD = {"method": "PUT", "path": "/upload/youtube/v3/videos"}


def run(publication, *, until=frozenset({"published", "failed"}), seconds=20):
    """Take turns, as the sweeper would, until the publication has one of the states."""
    deadline, turns = time.monotonic() + seconds, 0
    while time.monotonic() < deadline:
        Publication.objects.filter(pk=publication.pk).update(next_poll_at=timezone.now())
        advancing.advance(publication_id=publication.pk)
        publication.refresh_from_db()
        if publication.status in until:
            return publication
        turns += 1
        # Longer than the sandbox takes to process an upload.
        move_clock(settings.SANDBOX_URL, turns * 10)
    pytest.fail(f"still {publication.status}: {publication.evidence} {publication.failure_detail}")


@pytest.fixture
def sent(draft, user):
    return publications.publish(publication=draft, actor=user)


def test_a_publication_ends_published_with_its_address(sent, uploads, sandbox_url):
    run(sent)

    assert sent.status == PublicationStatus.PUBLISHED
    assert sent.url.startswith(f"{sandbox_url}/shorts/")
    assert sent.published_at is not None
    assert uploads() == 1


def test_the_chosen_options_reach_the_platform(sent, sandbox_url):
    run(sent)

    upload = requests.get(f"{sandbox_url}/_sandbox/uploads", timeout=10).json()["uploads"][0]
    assert upload["title"] == "Three minute espresso"
    assert upload["metadata"]["status"]["privacyStatus"] == "unlisted"
    assert upload["metadata"]["status"]["selfDeclaredMadeForKids"] is False
    assert upload["metadata"]["status"]["containsSyntheticMedia"] is False
    assert upload["sha256"] == sent.render.final_asset.sha256


@pytest.mark.parametrize("status", [None, 500, 503])
def test_a_lost_response_is_unconfirmed_and_resolved_without_a_second_upload(sent, uploads, faults, status):
    faults({"match": UPLOAD, "kind": "drop_after_commit", "status": status})

    advancing.advance(publication_id=sent.pk)
    sent.refresh_from_db()
    assert sent.status == PublicationStatus.SUBMITTED_UNCONFIRMED
    assert uploads() == 1

    run(sent)
    assert sent.status == PublicationStatus.PUBLISHED
    assert uploads() == 1


def test_a_lost_session_is_resolved_by_searching_the_channel(sent, uploads, faults):
    faults({"match": UPLOAD, "kind": "drop_after_commit"})
    advancing.advance(publication_id=sent.pk)
    faults({"match": UPLOAD, "kind": "status", "status": 404, "times": None})

    run(sent)

    assert sent.status == PublicationStatus.PUBLISHED
    assert uploads() == 1


def test_lost_last_bytes_are_sent_again_in_the_same_session(sent, uploads, faults):
    faults({"match": UPLOAD, "kind": "drop_before_commit"})
    advancing.advance(publication_id=sent.pk)
    sent.refresh_from_db()
    assert sent.status == PublicationStatus.SUBMITTED_UNCONFIRMED

    run(sent)

    assert sent.status == PublicationStatus.PUBLISHED
    assert uploads() == 1
    assert PublishAttempt.objects.filter(publication=sent).count() == 1


def test_a_video_that_cannot_be_found_stays_unconfirmed_and_is_not_sent_again(sent, uploads, faults):
    faults(
        {"match": UPLOAD, "kind": "drop_before_commit"},
        {"match": UPLOAD, "kind": "status", "status": 404, "times": None},
    )
    for _ in range(4):
        Publication.objects.filter(pk=sent.pk).update(next_poll_at=timezone.now())
        advancing.advance(publication_id=sent.pk)
    sent.refresh_from_db()

    assert sent.status == PublicationStatus.SUBMITTED_UNCONFIRMED
    assert sent.evidence["looks"] >= 2
    assert uploads() == 0


def test_a_member_may_declare_it_missing_and_send_it_again(sent, uploads, faults, user):
    faults(
        {"match": UPLOAD, "kind": "drop_before_commit"},
        {"match": UPLOAD, "kind": "status", "status": 404},
    )
    for _ in range(2):
        Publication.objects.filter(pk=sent.pk).update(next_poll_at=timezone.now())
        advancing.advance(publication_id=sent.pk)
    faults()

    publications.declare_missing(publication=sent, actor=user)
    again = publications.publish(publication=sent, actor=user)
    run(again)

    assert again.status == PublicationStatus.PUBLISHED
    assert uploads() == 1


def test_only_an_unconfirmed_publication_can_be_declared_missing(draft, user):
    with pytest.raises(ConflictError):
        publications.declare_missing(publication=draft, actor=user)


def test_an_upload_whose_session_never_opened_is_opened_later(sent, uploads, faults):
    faults({"match": {"method": "POST", "path": "/upload/"}, "kind": "status", "status": 503, "times": 2})

    run(sent)

    assert sent.status == PublicationStatus.PUBLISHED
    assert uploads() == 1


def test_after_a_crash_the_upload_continues_in_its_session(sent, uploads, faults):
    """As after kill -9 between storing the session and sending its first byte."""
    faults({"match": UPLOAD, "kind": "drop_before_commit", "times": None})
    advancing.advance(publication_id=sent.pk)
    PublishAttempt.objects.update(final_sent=False)
    Publication.objects.update(status=PublicationStatus.SUBMITTING, lease_until=None)
    faults()

    run(sent)

    assert PublishAttempt.objects.count() == 1
    assert uploads() == 1


def test_a_held_lease_excludes_other_workers(sent, uploads):
    Publication.objects.update(lease_until=timezone.now() + LEASE)

    advancing.advance(publication_id=sent.pk)

    assert uploads() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("asked", "status"), [("POST", 400), ("PUT", None)])
def test_a_worker_that_lost_its_lease_writes_nothing(sent, faults, requests_to, asked, status):
    """A late worker: another one has claimed the publication and raised the fence meanwhile."""
    match = {"method": asked, "path": "/upload/"}
    faults({"match": match, "kind": "slow", "delay_s": 1, "status": status})

    with in_a_thread(lambda: advancing.advance(publication_id=sent.pk)):
        until(lambda: requests_to("/upload/", method=asked) == 1, within_s=10, what="it was asked for")
        Publication.objects.update(fence=2)

    sent.refresh_from_db()
    assert sent.platform_video_id == ""
    assert sent.status == PublicationStatus.SUBMITTING


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_video(sent, uploads):
    def work():
        try:
            advancing.advance(publication_id=sent.pk)
        finally:
            database.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run(sent)

    assert uploads() == 1


def test_a_revoked_consent_fails_with_instructions(sent, faults):
    faults({"match": {"path": "/token"}, "kind": "invalid_grant", "times": None})
    sent.connection.access_expires_at = timezone.now()
    sent.connection.save()

    run(sent)

    assert sent.status == PublicationStatus.FAILED
    assert "Reconnect" in sent.failure
    sent.connection.refresh_from_db()
    assert sent.connection.status == ConnectionStatus.NEEDS_RECONNECT


def test_a_consent_revoked_after_the_last_bytes_leaves_it_unconfirmed(sent, faults, uploads):
    faults({"match": UPLOAD, "kind": "drop_after_commit"})
    advancing.advance(publication_id=sent.pk)
    faults({"match": {"path": "/(youtube|upload)/"}, "kind": "status", "status": 401, "times": None})

    for _ in range(3):
        Publication.objects.filter(pk=sent.pk).update(next_poll_at=timezone.now())
        advancing.advance(publication_id=sent.pk)

    sent.refresh_from_db()
    assert sent.status == PublicationStatus.SUBMITTED_UNCONFIRMED
    assert "reconnect the channel" in sent.evidence["reason"]
    assert uploads() == 1


def test_an_exhausted_platform_budget_waits_for_midnight_pacific(sent, faults):
    faults({"match": {"method": "POST", "path": "/upload/"}, "kind": "quotaExceeded"})

    advancing.advance(publication_id=sent.pk)

    sent.refresh_from_db()
    assert sent.status == PublicationStatus.SUBMITTING
    assert sent.next_poll_at > timezone.now() + timedelta(seconds=30)


def test_a_rate_limit_waits_as_long_as_it_says(sent, faults):
    faults(
        {
            "match": {"method": "POST", "path": "/upload/"},
            "kind": "status",
            "status": 429,
            "retry_after_s": 77,
        }
    )

    advancing.advance(publication_id=sent.pk)

    sent.refresh_from_db()
    assert 70 < (sent.next_poll_at - timezone.now()).total_seconds() < 78


@pytest.mark.parametrize("kind", ["truncated", "malformed"])
def test_an_unreadable_response_is_retried(sent, faults, uploads, kind):
    faults({"match": {"path": "/youtube/v3/videos"}, "kind": kind, "times": 2})

    run(sent)

    assert sent.status == PublicationStatus.PUBLISHED
    assert uploads() == 1


def test_a_refusal_by_the_platform_is_explained(draft, user, faults, uploads):
    draft.title = "No <angle> brackets"
    draft.save()
    Publication.objects.filter(pk=draft.pk).update(status=PublicationStatus.SUBMITTING)

    run(draft)

    assert draft.status == PublicationStatus.FAILED
    assert "title" in draft.failure
    assert uploads() == 0


def test_a_file_that_the_platform_cannot_read_fails(sent, ready_video):
    asset = sent.render.final_asset
    asset.file.storage.delete(asset.file.name)
    from django.core.files.base import ContentFile

    asset.file.save("broken.mp4", ContentFile(b"\0" * 4096), save=False)
    asset.size_bytes = 4096
    asset.save()

    run(sent)

    assert sent.status == PublicationStatus.FAILED
    assert "could not" in sent.failure


def test_an_older_video_of_the_same_title_is_not_matched(
    sent, draft, workspace, user, connection, ready_video, faults, uploads
):
    """Another publication of ours with the same title is known, and stays unchanged."""
    run(sent)
    second = publications.draft(
        workspace=workspace,
        actor=user,
        video=ready_video,
        connection=connection,
        options=YouTubeOptions(visibility=Visibility.UNLISTED, made_for_kids=False),
    )
    second = publications.publish(publication=second, actor=user)
    faults(
        {"match": UPLOAD, "kind": "drop_before_commit"},
        {"match": UPLOAD, "kind": "status", "status": 404, "times": None},
    )
    for _ in range(3):
        Publication.objects.filter(pk=second.pk).update(next_poll_at=timezone.now())
        advancing.advance(publication_id=second.pk)

    second.refresh_from_db()
    assert second.platform_video_id == ""
    assert second.status == PublicationStatus.SUBMITTED_UNCONFIRMED


def test_the_sweeper_resumes_after_a_lost_message(sent):
    assert advancing.due_ids() == [sent.pk]


def test_sending_again_does_not_reset_final_sent(large, faults):
    """Otherwise a session that is then gone would count as empty, and a second one would be opened."""
    faults({"match": {**UPLOAD, "nth": 3}, "kind": "drop_before_commit"})
    turn(large)
    received_nothing = {"match": UPLOAD, "kind": "status", "status": 308, "times": 2}
    faults(received_nothing, {"match": UPLOAD, "kind": "status", "status": 500})

    turn(large, 2)

    attempt = PublishAttempt.objects.get(publication=large)
    assert attempt.sent_bytes == 0
    assert attempt.final_sent is True
    faults({"match": UPLOAD, "kind": "status", "status": 404, "times": None})
    turn(large, 2)
    assert large.status == PublicationStatus.SUBMITTED_UNCONFIRMED
    assert PublishAttempt.objects.filter(publication=large).count() == 1


@pytest.mark.django_db(transaction=True)
def test_sent_bytes_change_the_pages_etag(large, faults, member):
    address = f"/publications/{large.pk}/state/"
    faults({"match": UPLOAD, "kind": "slow", "delay_s": 0.7, "times": None})

    def sent_bytes():
        attempt = PublishAttempt.objects.filter(publication=large).first()
        return attempt.sent_bytes if attempt else -1

    with in_a_thread(lambda: advancing.advance(publication_id=large.pk)):
        until(lambda: sent_bytes() >= 0, within_s=10, what="the upload began")
        before = member.get(address)["ETag"]
        known = sent_bytes()
        until(lambda: sent_bytes() > known, within_s=10, what="more was sent")
        after = member.get(address, headers={"If-None-Match": before})

    assert after.status_code == 200


def test_a_session_that_accepts_no_bytes_ends_the_turn(sent, faults, requests_to):
    faults({"match": UPLOAD, "kind": "status", "status": 308, "times": None})

    advancing.advance(publication_id=sent.pk)

    sent.refresh_from_db()
    assert "is not accepting more data" in sent.evidence["reason"]
    assert sent.next_poll_at > timezone.now()
    assert requests_to("/upload/", method="PUT") == 1
