"""What people are notified of when a publication ends, or stays unconfirmed, or a channel is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notification
from publishing import notifications, publications
from publishing.models import Publication, PublicationStatus
from publishing.tasks import resume_stalled
from publishing.tests.test_delivery import run


def told(event):
    return [row.title for row in Notification.objects.filter(event=event.key).order_by("pk")]


@pytest.fixture
def unconfirmed(sent):
    """Sent, and not confirmed since then."""

    def since(**ago):
        Publication.objects.filter(pk=sent.pk).update(
            status=PublicationStatus.SUBMITTED_UNCONFIRMED,
            status_changed_at=timezone.now() - timedelta(**ago),
        )
        sent.refresh_from_db()
        return sent

    return since


def test_a_published_post_is_in_the_bell_and_not_mailed(sent):
    run(sent)

    row = Notification.objects.get()
    assert row.title == f"“Three minute espresso” was posted to {sent.connection.full_name}"
    assert row.url == f"/publications/{sent.pk}/"
    assert not hasattr(row, "email")


def test_each_failed_attempt_to_post_is_told_once_with_its_reason(sent, user):
    sent.render.final_asset.file.storage.delete(sent.render.final_asset.file.name)
    run(sent)
    publications.publish(publication=sent, actor=user)
    run(sent)

    rows = Notification.objects.filter(event=notifications.FAILED.key)
    assert [row.text for row in rows] == [sent.failure] * 2
    assert all(row.email.status == "waiting" for row in rows)


def test_a_lost_connection_is_told_once(sent, faults):
    faults({"match": {"path": "/token"}, "kind": "invalid_grant", "times": None})
    type(sent.connection).objects.update(access_expires_at=timezone.now())

    run(sent)

    assert told(notifications.CONNECTION_LOST) == [f"Reconnect {sent.connection.full_name}"]
    assert len(told(notifications.FAILED)) == 1


def test_a_post_that_stays_unconfirmed_for_ten_minutes_is_told_once(unconfirmed):
    unconfirmed(minutes=9)
    resume_stalled()
    assert told(notifications.UNCONFIRMED) == []

    sent = unconfirmed(minutes=10)
    resume_stalled()
    resume_stalled()

    channel = sent.connection.full_name
    assert told(notifications.UNCONFIRMED) == [
        f"“Three minute espresso” was sent to {channel}, but not confirmed"
    ]


def test_a_post_that_is_sent_again_and_unconfirmed_again_is_told_again(unconfirmed):
    sent = unconfirmed(minutes=11)
    assert notifications.report_unconfirmed() == 1
    Publication.objects.filter(pk=sent.pk).update(submitted_at=timezone.now())

    assert [notifications.report_unconfirmed(), notifications.report_unconfirmed()] == [1, 0]


def test_a_post_that_the_platform_knows_is_not_unconfirmed(unconfirmed):
    sent = unconfirmed(hours=1)
    Publication.objects.filter(pk=sent.pk).update(platform_video_id="vid")

    assert notifications.report_unconfirmed() == 0


@pytest.fixture
def kept_private(unconfirmed):
    """On the platform, which has not made it public since its time."""

    def since(**ago):
        sent = unconfirmed(minutes=1)
        planned_at = timezone.now() - timedelta(**ago)
        Publication.objects.filter(pk=sent.pk).update(
            platform_video_id="vid",
            goes_public_at=planned_at,
            submitted_at=planned_at - timedelta(minutes=30),
        )

    return since


def test_a_video_that_stays_private_for_ten_minutes_after_its_time_is_told_once(kept_private, sent):
    kept_private(minutes=9)
    resume_stalled()
    assert told(notifications.UNCONFIRMED) == []

    kept_private(minutes=10)
    resume_stalled()
    resume_stalled()

    assert told(notifications.UNCONFIRMED) == [
        f"“Three minute espresso” is still private on YouTube ({sent.connection.channel_title})"
    ]


def test_a_video_that_was_unconfirmed_before_its_time_and_is_private_after_it_is_told_twice(
    unconfirmed, kept_private
):
    unconfirmed(minutes=11)
    notifications.report_unconfirmed()
    Notification.objects.update(created_at=timezone.now() - timedelta(minutes=20))
    kept_private(minutes=11)

    assert [notifications.report_unconfirmed(), notifications.report_unconfirmed()] == [1, 0]
