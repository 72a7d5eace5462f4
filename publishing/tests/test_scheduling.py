"""Planned times: schedule, move, take off the schedule."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.errors import EmailUnverifiedError
from foundation.errors import ConflictError
from foundation.versions import EditedElsewhereError
from publishing import approvals, publications, scheduling
from publishing.errors import (
    NotEditableError,
    NotSchedulableError,
    PlannedTimeError,
    PreflightFailedError,
    UploadBegunError,
)
from publishing.models import Publication, PublicationStatus, Review, ReviewStatus
from publishing.platforms.youtube.options import Visibility, YouTubeOptions

TOMORROW = timedelta(days=1)


@pytest.fixture
def at():
    return timezone.now().replace(microsecond=0) + TOMORROW


@pytest.fixture
def scheduled(draft, at, user):
    return scheduling.schedule(publication=draft, at=at, actor=user)


def make_public(publication):
    options = YouTubeOptions(visibility=Visibility.PUBLIC, made_for_kids=False)
    return publications.change(
        actor=publication.created_by, publication=publication, version=publication.version, options=options
    )


def test_a_scheduled_publication_has_its_time_and_is_not_sent(scheduled, at, user, uploads):
    assert scheduled.status == PublicationStatus.SCHEDULED
    assert (scheduled.scheduled_at, scheduled.starts_at, scheduled.scheduled_by) == (at, at, user)
    assert uploads() == 0


def test_scheduling_for_the_same_time_again_changes_nothing(scheduled, at, user):
    again = scheduling.schedule(publication=scheduled, at=at, actor=user, version=1)

    assert again.version == scheduled.version


def test_scheduling_for_another_time_moves_it(scheduled, at, user):
    later = at + timedelta(hours=2)

    moved = scheduling.schedule(publication=scheduled, at=later, actor=user, version=scheduled.version)

    assert (moved.scheduled_at, moved.starts_at) == (later, later)


def test_a_move_from_an_outdated_page_is_refused(scheduled, at, user):
    scheduling.move(publication=scheduled, at=at + timedelta(hours=1), actor=user)

    with pytest.raises(EditedElsewhereError):
        scheduling.move(
            publication=scheduled, at=at + timedelta(hours=2), actor=user, version=scheduled.version
        )


def test_a_public_youtube_video_starts_ahead_of_its_time(draft, at, user):
    made = scheduling.schedule(publication=make_public(draft), at=at, actor=user)

    assert made.starts_at == at - timedelta(minutes=10)


@pytest.mark.parametrize("moves", [timedelta(seconds=-1), timedelta(days=400)])
def test_a_time_that_has_passed_or_is_too_far_ahead_is_refused(draft, user, moves):
    with pytest.raises(PlannedTimeError):
        scheduling.schedule(publication=draft, at=timezone.now() + moves, actor=user)


def test_a_publication_that_is_not_ready_is_not_scheduled(draft, at, user):
    Publication.objects.update(title="")

    with pytest.raises(PreflightFailedError):
        scheduling.schedule(publication=draft, at=at, actor=user)


def test_a_real_channel_requires_a_confirmed_address(draft, at, user):
    Publication.objects.update(livemode=True)

    with pytest.raises(EmailUnverifiedError):
        scheduling.schedule(publication=draft, at=at, actor=user)


@pytest.mark.parametrize("status", [PublicationStatus.PENDING_REVIEW, PublicationStatus.CHANGES_REQUESTED])
def test_a_publication_under_review_gets_a_planned_time_and_is_not_scheduled(draft, at, user, status):
    Publication.objects.update(status=status)
    with pytest.raises(NotSchedulableError):
        scheduling.schedule(publication=draft, at=at, actor=user)

    planned = scheduling.move(publication=draft, at=at, actor=user)

    assert (planned.status, planned.scheduled_at, planned.starts_at) == (status, at, None)


def test_a_publication_that_failed_before_it_was_sent_can_be_scheduled_again(draft, at, user):
    Publication.objects.update(status=PublicationStatus.FAILED, failure="The file is missing.")

    again = scheduling.move(publication=draft, at=at, actor=user)

    assert (again.status, again.failure) == (PublicationStatus.SCHEDULED, "")


def test_a_video_that_the_platform_received_is_not_scheduled_again(draft, at, user):
    Publication.objects.update(status=PublicationStatus.FAILED, platform_video_id="abc")

    with pytest.raises(NotSchedulableError):
        scheduling.schedule(publication=draft, at=at, actor=user)


def test_a_canceled_publication_is_not_scheduled(draft, at, user):
    publications.cancel(publication=draft, actor=user)

    with pytest.raises(ConflictError):
        scheduling.schedule(publication=draft, at=at, actor=user)


@pytest.mark.parametrize("before", [PublicationStatus.DRAFT, PublicationStatus.APPROVED])
def test_unscheduling_returns_to_the_status_before(draft, at, user, before):
    Publication.objects.update(status=before)
    if before == PublicationStatus.APPROVED:
        Review.objects.create(
            workspace=draft.workspace,
            publication=draft,
            digest=approvals.digest(publication=draft),
            status=ReviewStatus.APPROVED,
        )
    scheduled = scheduling.schedule(publication=draft, at=at, actor=user)

    back = scheduling.unschedule(publication=scheduled, actor=user)

    assert (back.status, back.scheduled_at, back.starts_at) == (before, None, None)
    assert scheduling.unschedule(publication=back, actor=user).version == back.version


def test_a_publication_that_is_being_sent_is_not_unscheduled(sent, at, user):
    with pytest.raises(NotEditableError):
        scheduling.unschedule(publication=sent, actor=user)
    with pytest.raises(NotEditableError):
        scheduling.move(publication=sent, at=at, actor=user)


def test_after_the_upload_began_the_refusal_says_where_to_change_it(sent, at, user):
    Publication.objects.update(goes_public_at=at)

    with pytest.raises(UploadBegunError, match="YouTube Studio"):
        scheduling.unschedule(publication=sent, actor=user)


def test_a_scheduled_publication_can_be_canceled_or_sent_now(scheduled, user):
    now = publications.publish(publication=scheduled, actor=user)

    assert (now.status, now.starts_at, now.late_note) == (PublicationStatus.SUBMITTING, None, "")
