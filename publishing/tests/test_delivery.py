"""Sending a publication: once, whatever is lost on the way."""

import threading
import time
from datetime import timedelta
from typing import cast

import pytest
import requests
from django.conf import settings
from django.db import connection as database
from django.utils import timezone

from foundation.errors import ConflictError, UpstreamUnavailableError
from foundation.leases import LostLeaseError
from publishing import delivery, publications, turns
from publishing.models import ConnectionStatus, Publication, PublicationStatus, PublishAttempt
from publishing.platforms import Client, UploadState
from publishing.platforms.youtube.options import Visibility, YouTubeOptions
from publishing.turns import LEASE, Turn
from sandbox.tests.conftest import move_clock

UPLOAD = {"method": "PUT", "path": "/upload/youtube/v3/videos"}


def run(publication, *, until=frozenset({"published", "failed"}), seconds=20):
    """Take turns, as the sweeper would, until the publication has one of the states."""
    deadline, turns = time.monotonic() + seconds, 0
    while time.monotonic() < deadline:
        Publication.objects.filter(pk=publication.pk).update(next_look_at=timezone.now())
        delivery.advance(publication_id=publication.pk)
        publication.refresh_from_db()
        if publication.status in until:
            return publication
        turns += 1
        # Past the seconds in which the sandbox processes an upload.
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


def test_what_was_chosen_reaches_the_platform(sent, sandbox_url):
    run(sent)

    upload = requests.get(f"{sandbox_url}/_sandbox/uploads", timeout=10).json()["uploads"][0]
    assert upload["title"] == "Three minute espresso"
    assert upload["metadata"]["status"]["privacyStatus"] == "unlisted"
    assert upload["metadata"]["status"]["selfDeclaredMadeForKids"] is False
    assert upload["metadata"]["status"]["containsSyntheticMedia"] is False
    assert upload["sha256"] == sent.render.final_asset.sha256


@pytest.mark.parametrize("status", [None, 500, 503])
def test_a_lost_answer_is_unconfirmed_and_settled_without_a_second_upload(sent, uploads, faults, status):
    faults({"match": UPLOAD, "kind": "drop_after_commit", "status": status})

    delivery.advance(publication_id=sent.pk)
    sent.refresh_from_db()
    assert sent.status == PublicationStatus.SUBMITTED_UNCONFIRMED
    assert uploads() == 1

    run(sent)
    assert sent.status == PublicationStatus.PUBLISHED
    assert uploads() == 1


def test_a_session_that_is_gone_is_settled_by_looking_at_the_channel(sent, uploads, faults):
    faults({"match": UPLOAD, "kind": "drop_after_commit"})
    delivery.advance(publication_id=sent.pk)
    faults({"match": UPLOAD, "kind": "status", "status": 404, "times": None})

    run(sent)

    assert sent.status == PublicationStatus.PUBLISHED
    assert uploads() == 1


def test_last_bytes_that_never_arrived_are_sent_again_in_the_same_session(sent, uploads, faults):
    faults({"match": UPLOAD, "kind": "drop_before_commit"})
    delivery.advance(publication_id=sent.pk)
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
        Publication.objects.filter(pk=sent.pk).update(next_look_at=timezone.now())
        delivery.advance(publication_id=sent.pk)
    sent.refresh_from_db()

    assert sent.status == PublicationStatus.SUBMITTED_UNCONFIRMED
    assert sent.evidence["looks"] >= 2
    assert uploads() == 0


def test_a_member_may_declare_it_missing_and_send_it_anew(sent, uploads, faults, user):
    faults(
        {"match": UPLOAD, "kind": "drop_before_commit"},
        {"match": UPLOAD, "kind": "status", "status": 404},
    )
    for _ in range(2):
        Publication.objects.filter(pk=sent.pk).update(next_look_at=timezone.now())
        delivery.advance(publication_id=sent.pk)
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


def test_a_worker_that_died_after_the_session_goes_on_in_it(sent, uploads, faults):
    """As after kill -9 between writing the session down and its first byte."""
    faults({"match": UPLOAD, "kind": "drop_before_commit", "times": None})
    delivery.advance(publication_id=sent.pk)
    PublishAttempt.objects.update(final_sent=False)
    Publication.objects.update(status=PublicationStatus.SUBMITTING, lease_until=None)
    faults()

    run(sent)

    assert PublishAttempt.objects.count() == 1
    assert uploads() == 1


def test_a_lease_that_is_held_keeps_others_out(sent, uploads):
    Publication.objects.update(lease_until=timezone.now() + LEASE)

    delivery.advance(publication_id=sent.pk)

    assert uploads() == 0


def test_a_worker_that_lost_its_lease_writes_nothing(sent, faults):
    """A zombie: it was taken for dead, another one has raised the fence."""
    claim = turns.claim(publication_id=sent.pk)
    assert claim is not None
    Publication.objects.update(fence=claim.fence + 1)
    turn = Turn(claim=claim, publication=sent, client=cast(Client, Stuck()), token="")

    with pytest.raises(LostLeaseError):
        turn.write(platform_video_id="forged")
    with pytest.raises(LostLeaseError):
        delivery._fail(claim, sentence="from a zombie", detail="")

    sent.refresh_from_db()
    assert sent.platform_video_id == ""
    assert sent.status == PublicationStatus.SUBMITTING


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_video(sent, uploads):
    def work():
        try:
            delivery.advance(publication_id=sent.pk)
        finally:
            database.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run(sent)

    assert uploads() == 1


def test_a_revoked_consent_fails_with_the_way_out(sent, faults):
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
    delivery.advance(publication_id=sent.pk)
    faults({"match": {"path": "/(youtube|upload)/"}, "kind": "status", "status": 401, "times": None})

    for _ in range(3):
        Publication.objects.filter(pk=sent.pk).update(next_look_at=timezone.now())
        delivery.advance(publication_id=sent.pk)

    sent.refresh_from_db()
    assert sent.status == PublicationStatus.SUBMITTED_UNCONFIRMED
    assert "reconnected" in sent.evidence["reason"]
    assert uploads() == 1


def test_an_exhausted_platform_budget_waits_for_midnight_pacific(sent, faults):
    faults({"match": {"method": "POST", "path": "/upload/"}, "kind": "quotaExceeded"})

    delivery.advance(publication_id=sent.pk)

    sent.refresh_from_db()
    assert sent.status == PublicationStatus.SUBMITTING
    assert sent.next_look_at > timezone.now() + timedelta(seconds=30)


def test_a_rate_limit_waits_as_long_as_it_says(sent, faults):
    faults(
        {
            "match": {"method": "POST", "path": "/upload/"},
            "kind": "status",
            "status": 429,
            "retry_after_s": 77,
        }
    )

    delivery.advance(publication_id=sent.pk)

    sent.refresh_from_db()
    assert 70 < (sent.next_look_at - timezone.now()).total_seconds() < 78


@pytest.mark.parametrize("kind", ["truncated", "malformed"])
def test_an_unreadable_answer_is_asked_for_again(sent, faults, uploads, kind):
    faults({"match": {"path": "/youtube/v3/videos"}, "kind": kind, "times": 2})

    run(sent)

    assert sent.status == PublicationStatus.PUBLISHED
    assert uploads() == 1


def test_a_refusal_by_the_platform_is_told_in_words(draft, user, faults, uploads):
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


def test_a_video_of_the_same_title_that_was_there_before_is_not_taken_for_ours(
    sent, draft, workspace, user, connection, ready_video, faults, uploads
):
    """Another publication of ours with the same title is known, and left alone."""
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
        Publication.objects.filter(pk=second.pk).update(next_look_at=timezone.now())
        delivery.advance(publication_id=second.pk)

    second.refresh_from_db()
    assert second.platform_video_id == ""
    assert second.status == PublicationStatus.SUBMITTED_UNCONFIRMED


def test_the_sweeper_finds_what_a_lost_message_left(sent):
    assert delivery.due_ids() == [sent.pk]


@pytest.fixture
def attempt(sent, faults):
    """An upload session that was opened, and whose first bytes did not get through."""
    faults({"match": UPLOAD, "kind": "drop_before_commit"})
    delivery.advance(publication_id=sent.pk)
    return PublishAttempt.objects.get(publication=sent)


def test_who_comes_back_late_does_not_take_back_that_the_last_bytes_were_sent(attempt):
    """Otherwise a session that is then gone would be taken for empty, and a second one opened."""
    delivery._note_sent(attempt, start=0, final=True)
    delivery._note_sent(attempt, start=0, final=False)

    attempt.refresh_from_db()
    assert attempt.final_sent is True


def test_bytes_that_were_sent_make_the_page_s_answer_a_new_one(sent, attempt, member):
    address = f"/publications/{sent.pk}/state/"
    before = member.get(address)["ETag"]

    delivery._note_sent(attempt, start=1, final=False)

    assert member.get(address, headers={"If-None-Match": before}).status_code == 200


class Stuck:
    """A platform that takes no bytes and says so for ever."""

    def send(self, **_):
        return UploadState(received_bytes=0)


def test_a_session_that_takes_nothing_ends_the_turn(sent, attempt):
    publication = Publication.objects.select_related("render__final_asset").get(pk=sent.pk)
    Publication.objects.update(next_look_at=timezone.now())
    claim = turns.claim(publication_id=sent.pk)
    assert claim is not None
    turn = Turn(claim=claim, publication=publication, client=cast(Client, Stuck()), token="")

    with pytest.raises(UpstreamUnavailableError):
        delivery._send_bytes(turn, attempt, start=0)
