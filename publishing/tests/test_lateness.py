"""Sending that is delayed after it began: the workspace's rule for late posts still holds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notification
from publishing import publications, scheduling
from publishing.delivery import starting
from publishing.models import CalendarRules, LateRule, Publication, PublicationStatus
from publishing.tests.answers import OPEN, turn
from publishing.tests.test_delivery import UPLOAD, run

HOUR = timedelta(hours=1)
DOWN = {"match": OPEN, "kind": "status", "status": 503, "times": None}


@pytest.fixture
def due(draft, user):
    """A publication whose sending began at its time."""
    row = scheduling.schedule(publication=draft, at=timezone.now() + HOUR, actor=user)
    Publication.objects.update(scheduled_at=timezone.now(), starts_at=timezone.now())
    starting.start_due()
    return row


def wait(publication, length):
    """Let that much time pass since its planned time and its start."""
    at = timezone.now() - length
    Publication.objects.filter(pk=publication.pk).update(scheduled_at=at, submitted_at=at)


def test_within_the_limit_it_is_sent_late_and_says_so(due, faults, uploads):
    faults({**DOWN, "times": 3})
    turn(due)
    wait(due, timedelta(minutes=47))

    run(due)

    assert (due.status, uploads()) == (PublicationStatus.PUBLISHED, 1)
    assert due.late_note == "Sent 47 min late, because YouTube did not take it before."


def test_later_than_the_limit_it_is_not_sent(due, faults, uploads):
    faults(DOWN)
    turn(due)
    wait(due, 2 * HOUR + timedelta(minutes=3))
    faults()

    turn(due)

    assert (due.status, uploads()) == (PublicationStatus.FAILED, 0)
    assert "missed by 2 h 3 min" in due.failure
    assert "posts at most 2 h late. Post it now, or choose another time." in due.failure
    assert Notification.objects.filter(event="publication.failed", subject=due.pk).count() == 1


def test_it_fails_at_once_if_the_platform_names_a_time_beyond_the_limit(due, faults, uploads):
    faults({**DOWN, "retry_after_s": 3 * 3600})

    turn(due)

    assert (due.status, uploads()) == (PublicationStatus.FAILED, 0)
    assert "missed" not in due.failure


def test_a_workspace_that_wants_to_be_asked_waits_only_minutes(due, faults):
    CalendarRules.objects.create(workspace=due.workspace, when_late=LateRule.ASK)
    faults(DOWN)

    turn(due)
    assert due.status == PublicationStatus.SUBMITTING
    wait(due, timedelta(minutes=6))
    turn(due)

    assert due.status == PublicationStatus.FAILED
    assert "asks before it posts late" in due.failure


def test_the_next_turn_is_no_later_than_the_limit(due, faults):
    faults(DOWN)
    wait(due, 2 * HOUR - timedelta(seconds=20))

    turn(due)

    assert due.status == PublicationStatus.SUBMITTING
    assert due.next_poll_at - timezone.now() < timedelta(seconds=22)


def test_a_video_that_may_exist_is_resolved_whatever_the_time(due, faults, uploads):
    faults({"match": UPLOAD, "kind": "drop_after_commit"})
    turn(due)
    wait(due, 5 * HOUR)

    run(due)

    assert (due.status, uploads()) == (PublicationStatus.PUBLISHED, 1)


def test_a_person_may_send_it_later_than_the_limit(due, faults, user, uploads):
    faults(DOWN)
    turn(due)
    wait(due, 3 * HOUR)
    turn(due)

    again = publications.publish(publication=due, actor=user)
    turn(again)
    assert again.status == PublicationStatus.SUBMITTING
    faults()
    run(again)

    assert uploads() == 1
    assert again.late_note == "Sent 3 h late, because an earlier attempt failed."
