"""Outcomes of a sent video: empty lists, decisions, refused polls, and unknown outcomes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publishing import publications
from publishing.delivery import advancing
from publishing.models import Publication, PublicationStatus
from publishing.platforms.youtube.options import Visibility, YouTubeOptions
from publishing.tests.answers import CHANNEL_LIST, EMPTY, LOOK, PUT, google, turn
from publishing.tests.test_delivery import run


@pytest.fixture
def sent(draft, user):
    return publications.publish(publication=draft, actor=user)


def test_an_empty_list_right_after_the_upload_is_looked_at_again(sent, faults, uploads):
    faults({"match": LOOK, "kind": "answer", "body": EMPTY, "times": 4})

    turn(sent, 5)
    assert sent.status == PublicationStatus.SUBMITTING
    assert sent.platform_video_id
    assert sent.failure == ""

    run(sent)
    assert sent.status == PublicationStatus.PUBLISHED
    assert uploads() == 1


def test_an_hour_of_empty_lists_is_told_without_advice_that_makes_a_second_video(sent, faults, user, uploads):
    faults({"match": LOOK, "kind": "answer", "body": EMPTY, "times": None})
    turn(sent, 6)
    an_hour_ago = (timezone.now() - timedelta(hours=1)).isoformat()
    Publication.objects.update(evidence={**sent.evidence, "missing_since": an_hour_ago})

    turn(sent)

    assert sent.status == PublicationStatus.FAILED
    assert "Check the channel" in sent.failure
    assert not sent.is_editable
    faults()
    publications.check_now(publication=sent)
    run(sent)
    assert sent.status == PublicationStatus.PUBLISHED
    assert uploads() == 1


def test_a_clock_that_jumps_ahead_gives_up_on_no_video(sent, faults, monkeypatch):
    faults({"match": LOOK, "kind": "answer", "body": EMPTY, "times": None})
    turn(sent, 6)
    ahead = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: ahead)

    publications.check_now(publication=sent)
    advancing.advance(publication_id=sent.pk)

    sent.refresh_from_db()
    assert sent.status == PublicationStatus.SUBMITTING
    assert sent.evidence["looks"] == 6


def test_one_poll_after_a_long_pause_is_not_an_hour_of_polls(sent, faults):
    faults({"match": LOOK, "kind": "answer", "body": EMPTY, "times": None})
    turn(sent, 2)
    an_hour_ago = (timezone.now() - timedelta(hours=2)).isoformat()
    Publication.objects.update(evidence={**sent.evidence, "missing_since": an_hour_ago})

    turn(sent)

    assert sent.status == PublicationStatus.SUBMITTING


@pytest.mark.parametrize(
    ("status", "words"),
    [
        *[({"uploadStatus": "failed", "failureReason": reason}, words) for reason, words in [
            ("conversion", "convert"), ("invalidFile", "read the file"), ("emptyFile", "empty"),
            ("tooSmall", "too small"), ("codec", "codec"), ("uploadAborted", "interrupted"), ("new", "new")]],
        *[({"uploadStatus": "rejected", "rejectionReason": reason}, words) for reason, words in [
            ("copyright", "copyright"), ("inappropriate", "inappropriate"), ("duplicate", "duplicate"),
            ("termsOfUse", "terms of use"), ("uploaderAccountSuspended", "suspended"), ("length", "too long"),
            ("claim", "claims"), ("uploaderAccountClosed", "closed"), ("trademark", "trademark"),
            ("legal", "legal"), ("new", "new")]],
        ({"uploadStatus": "deleted"}, "deleted"),
    ],
    ids=lambda value: "-".join(value.values()) if isinstance(value, dict) else "",
)  # fmt: skip
def test_youtubes_decision_about_a_video_is_explained(sent, faults, status, words):
    edits = [{"path": ["items", 0, "status"], "value": status}]
    faults({"match": LOOK, "kind": "rewrite", "edits": edits})

    turn(sent, 2)

    assert sent.status == PublicationStatus.FAILED
    assert words in sent.failure


@pytest.mark.parametrize(
    "edits",
    [
        [{"path": ["items", 0, "status"], "value": {}}],
        [{"path": ["items", 0, "status", "uploadStatus"], "value": None}],
        [{"path": ["items", 0, "status"], "remove": True}],
        [{"path": ["items", 0, "snippet", "publishedAt"], "value": "yesterday"}],
        [{"path": ["items"], "remove": True}],
    ],
)
def test_a_video_with_incomplete_status_is_polled_again(sent, faults, uploads, edits):
    faults({"match": LOOK, "kind": "rewrite", "edits": edits})

    turn(sent, 2)
    assert sent.status == PublicationStatus.SUBMITTING

    run(sent)
    assert sent.status == PublicationStatus.PUBLISHED
    assert uploads() == 1


@pytest.mark.parametrize("reason", ["forbidden", "quotaExceeded", "authenticatedUserAccountSuspended"])
def test_a_refused_poll_does_not_fail_the_publication(sent, faults, uploads, reason):
    faults({"match": LOOK, **google(403, reason)})

    turn(sent, 2)
    assert sent.status == PublicationStatus.SUBMITTING
    assert sent.evidence["reason"]

    run(sent)
    assert sent.status == PublicationStatus.PUBLISHED
    assert uploads() == 1


@pytest.mark.parametrize(
    "fault",
    [google(404, "playlistNotFound"), google(403, "playlistItemsNotAccessible"), google(500),
     {"kind": "truncated"}],
    ids=["404", "403", "500", "cut"],
)  # fmt: skip
def test_a_channel_that_cannot_be_polled_leaves_the_publication_unconfirmed(sent, faults, uploads, fault):
    faults({"match": PUT, "kind": "drop_after_commit"})
    turn(sent)
    faults({"match": PUT, **google(404), "times": 3}, {"match": CHANNEL_LIST, **fault, "times": 3})

    turn(sent, 3)
    assert sent.status == PublicationStatus.SUBMITTED_UNCONFIRMED

    run(sent)
    assert sent.status == PublicationStatus.PUBLISHED
    assert uploads() == 1


def test_a_video_is_polled_for_a_day_and_then_needs_a_person(sent, faults):
    turn(sent)
    faults({"match": LOOK, **google(503), "times": None})
    Publication.objects.update(submitted_at=timezone.now() - timedelta(hours=25))

    turn(sent)

    assert sent.status == PublicationStatus.FAILED
    assert "Check the channel" in sent.failure
    assert sent.url


def test_a_visibility_changed_by_youtube_is_stored(sent, faults):
    edits = [{"path": ["items", 0, "status", "privacyStatus"], "value": "private"}]
    faults({"match": LOOK, "kind": "rewrite", "edits": edits, "times": None})

    run(sent)

    assert sent.status == PublicationStatus.PUBLISHED
    assert sent.evidence == {"visibility": "private"}


def test_two_publications_of_one_title_never_share_a_video(
    sent, ready_video, connection, workspace, user, faults, uploads
):
    """The first one's video exists; the second one's may exist. Neither matches the other's."""
    other = publications.draft(
        workspace=workspace, actor=user, video=ready_video, connection=connection,
        options=YouTubeOptions(visibility=Visibility.UNLISTED, made_for_kids=False),
    )  # fmt: skip
    other = publications.publish(publication=other, actor=user)
    faults({"match": PUT, "kind": "drop_after_commit"}, {"match": PUT, "kind": "drop_before_commit"})
    turn(sent)
    turn(other)
    faults({"match": PUT, **google(404), "times": 1})

    turn(other)
    assert other.platform_video_id == ""
    run(sent)
    run(other)

    assert sent.platform_video_id != other.platform_video_id
    assert uploads() == 2


def test_a_missing_file_fails_with_an_explanation(sent):
    sent.render.final_asset.file.delete(save=False)

    turn(sent)

    assert sent.status == PublicationStatus.FAILED
    assert "Render the video again" in sent.failure
