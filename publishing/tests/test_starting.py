"""Sending scheduled publications: at their time, once, and what happens if the time was missed."""

import threading
from datetime import timedelta

import pytest
import requests
from django.conf import settings
from django.db import connection as database
from django.utils import timezone

from accounts.models import Notification, Workspace
from publishing import publications, scheduling
from publishing.delivery import advancing, starting
from publishing.models import (
    CalendarRules,
    Connection,
    ConnectionStatus,
    LateRule,
    Publication,
    PublicationStatus,
)
from publishing.platforms.youtube.options import Visibility, YouTubeOptions
from publishing.tests.answers import OPEN, turn
from sandbox.tests.conftest import move_clock

MINUTE = timedelta(minutes=1)


@pytest.fixture
def scheduled(draft, user):
    return scheduling.schedule(publication=draft, at=timezone.now() + timedelta(days=1), actor=user)


@pytest.fixture
def public(draft, user):
    """A scheduled public video."""
    options = YouTubeOptions(visibility=Visibility.PUBLIC, made_for_kids=False)
    changed = publications.change(actor=user, publication=draft, version=draft.version, options=options)
    return scheduling.schedule(publication=changed, at=timezone.now() + timedelta(days=1), actor=user)


def wait_for(publication, *, late=timedelta(0), lead=timedelta(0)):
    """Let the time pass, until it is so much later than the planned time."""
    at = timezone.now() - late
    Publication.objects.filter(pk=publication.pk).update(scheduled_at=at, starts_at=at - lead)


def sweep(publication):
    starting.start_due()
    publication.refresh_from_db()
    return publication


def test_nothing_is_sent_before_its_time(scheduled):
    assert sweep(scheduled).status == PublicationStatus.SCHEDULED


def test_a_due_publication_is_started_and_sent_once(scheduled, uploads):
    wait_for(scheduled)

    sweep(scheduled)
    sweep(scheduled)
    turn(scheduled)
    move_clock(settings.SANDBOX_URL, 60)
    turn(scheduled)

    assert (scheduled.status, scheduled.late_note) == (PublicationStatus.PUBLISHED, "")
    assert uploads() == 1


def test_a_worker_with_a_fast_clock_sends_nothing_early(scheduled, monkeypatch):
    ahead = timezone.now() + timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: ahead)

    assert sweep(scheduled).status == PublicationStatus.SCHEDULED


def test_a_worker_with_a_slow_clock_sends_on_time(scheduled, uploads, monkeypatch):
    wait_for(scheduled)
    behind = timezone.now() - timedelta(minutes=40)
    monkeypatch.setattr(timezone, "now", lambda: behind)

    sweep(scheduled)
    advancing.advance(publication_id=scheduled.pk)

    assert uploads() == 1


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_the_same_moment_start_it_once(scheduled, user):
    wait_for(scheduled)
    started: list[bool] = []
    gate = threading.Barrier(5)

    def work(act):
        gate.wait(10)
        try:
            started.append(act())
        finally:
            database.close()

    def sweep_once():
        return starting.start(publication_id=scheduled.pk)

    def post_now():
        publications.publish(publication=scheduled, actor=user)
        return False

    threads = [threading.Thread(target=work, args=(act,)) for act in [sweep_once] * 4 + [post_now]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    scheduled.refresh_from_db()
    assert scheduled.status == PublicationStatus.SUBMITTING
    submitted = scheduled.workspace.audit_entries.filter(action="publication.submitted")
    assert submitted.count() == 1


def test_preflight_runs_again_before_sending(scheduled, requests_to):
    wait_for(scheduled)
    Connection.objects.update(status=ConnectionStatus.NEEDS_RECONNECT)

    sweep(scheduled)

    assert scheduled.status == PublicationStatus.FAILED
    assert scheduled.failure == "Nothing was sent. The channel needs to be reconnected."
    assert requests_to("/upload/") == 0


def test_a_row_that_cannot_be_checked_delays_no_other(scheduled, draft, user, ready_video, connection):
    other = publications.draft(
        workspace=draft.workspace, actor=user, video=ready_video, connection=connection
    )
    Publication.objects.filter(pk=other.pk).update(
        status=PublicationStatus.SCHEDULED, options={"platform": "youtube", "visibility": "sideways"}
    )
    wait_for(other, late=MINUTE)
    wait_for(scheduled)

    assert starting.start_due() == 1
    assert starting.start_due() == 0


def test_workspaces_take_turns(scheduled, draft, user):
    other = Workspace.objects.create(name="Other")
    rows = []
    for n, workspace in enumerate([draft.workspace, draft.workspace, draft.workspace, other]):
        row = Publication.objects.get(pk=scheduled.pk)
        row.pk, row.workspace = f"pub_{n}", workspace
        row.save(force_insert=True)
        wait_for(row, late=(9 - n) * MINUTE)
        rows.append(row.pk)

    assert list(Publication.objects.due_to_start().values_list("pk", flat=True)) == [
        rows[0], rows[3], rows[1], rows[2],
    ]  # fmt: skip


def test_a_start_whose_message_was_lost_is_found_by_the_sweeper(scheduled):
    wait_for(scheduled)

    sweep(scheduled)

    assert advancing.due_ids() == [scheduled.pk]


def test_one_sweep_starts_all_that_are_due(scheduled):
    wait_for(scheduled)
    scheduled.refresh_from_db()
    copies = [Publication.objects.get(pk=scheduled.pk) for _ in range(30)]
    for n, copy in enumerate(copies):
        copy.pk = f"pub_{n:03}"
    Publication.objects.bulk_create(copies)

    assert starting.start_due() == 31


# --- a missed time ------------------------------------------------------------------------------------


def test_a_missed_time_within_the_limit_is_posted_late_and_says_so(scheduled):
    wait_for(scheduled, late=timedelta(minutes=47, seconds=20))

    sweep(scheduled)

    assert scheduled.status == PublicationStatus.SUBMITTING
    assert scheduled.late_note == "Sent 47 min late, because scheduled posting was interrupted."


def test_later_than_the_limit_it_is_held_for_a_decision(scheduled, user):
    wait_for(scheduled, late=timedelta(hours=3, minutes=12))

    sweep(scheduled)
    sweep(scheduled)

    assert scheduled.is_held
    assert "missed by 3 h 12 min" in scheduled.hold_reason
    assert Notification.objects.filter(event="publication.held", subject=scheduled.pk).count() == 1
    now = publications.publish(publication=scheduled, actor=user)
    assert now.late_note == (
        "Sent 3 h 12 min late, because its time was missed and it waited for a decision."
    )


def test_a_workspace_may_be_asked_for_every_missed_time(scheduled, user):
    CalendarRules.objects.create(workspace=scheduled.workspace, when_late=LateRule.ASK)
    wait_for(scheduled, late=6 * MINUTE)

    assert sweep(scheduled).is_held

    again = scheduling.move(publication=scheduled, at=timezone.now() + MINUTE, actor=user)
    assert (again.is_held, again.hold_reason) == (False, "")


# --- YouTube publishes it itself ----------------------------------------------------------------------


def test_a_public_video_is_uploaded_private_and_published_only_when_it_is_public(public, sandbox_url):
    wait_for(public, late=-8 * MINUTE, lead=10 * MINUTE)

    sweep(public)
    turn(public)
    move_clock(settings.SANDBOX_URL, 60)
    turn(public)

    upload = requests.get(f"{sandbox_url}/_sandbox/uploads", timeout=10).json()["uploads"][0]
    assert (upload["privacy"], upload["metadata"]["status"]["privacyStatus"]) == ("private", "private")
    assert public.status == PublicationStatus.SUBMITTING
    assert public.evidence == {"goes_public_at": public.goes_public_at.isoformat()}

    move_clock(settings.SANDBOX_URL, 600)
    turn(public)
    assert public.status == PublicationStatus.PUBLISHED


def test_too_close_to_its_time_a_public_video_waits_and_is_sent_then(public, requests_to):
    wait_for(public, late=-MINUTE, lead=10 * MINUTE)

    sweep(public)

    assert (public.status, public.starts_at) == (PublicationStatus.SCHEDULED, public.scheduled_at)


def test_an_upload_that_was_kept_waiting_past_the_lead_is_sent_at_its_time(public, faults, uploads):
    wait_for(public, late=-8 * MINUTE, lead=10 * MINUTE)
    sweep(public)
    Publication.objects.update(goes_public_at=timezone.now() + MINUTE)

    turn(public)
    assert uploads() == 0

    Publication.objects.update(goes_public_at=timezone.now())
    turn(public)
    assert (public.goes_public_at, uploads()) == (None, 1)


def test_a_video_that_stays_private_after_its_time_is_unconfirmed_and_then_fails(public, uploads):
    wait_for(public, late=-8 * MINUTE, lead=10 * MINUTE)
    sweep(public)
    turn(public)
    move_clock(settings.SANDBOX_URL, 60)
    Publication.objects.update(goes_public_at=timezone.now() - 3 * MINUTE)

    turn(public)
    assert public.status == PublicationStatus.SUBMITTED_UNCONFIRMED
    assert public.evidence["reason"] == "YouTube has the video, but has not made it public yet."

    Publication.objects.update(goes_public_at=timezone.now() - timedelta(hours=25))
    turn(public)
    assert public.status == PublicationStatus.FAILED
    assert uploads() == 1


def test_a_fast_clock_does_not_publish_ahead_of_time(public, sandbox_url, monkeypatch):
    wait_for(public, late=-8 * MINUTE, lead=10 * MINUTE)
    sweep(public)
    ahead = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: ahead)

    turn(public)

    found = requests.get(f"{sandbox_url}/_sandbox/uploads", timeout=10).json()["uploads"]
    assert [upload["metadata"]["status"]["privacyStatus"] for upload in found] in ([], ["private"])


def test_options_changed_after_scheduling_move_the_start(public):
    Publication.objects.update(options={**public.options, "visibility": "unlisted"})
    wait_for(public, late=-8 * MINUTE, lead=10 * MINUTE)

    sweep(public)

    assert (public.status, public.starts_at) == (PublicationStatus.SCHEDULED, public.scheduled_at)


@pytest.mark.parametrize("times", [1, 3])
def test_an_outage_of_the_platform_during_the_lead_delays_nothing(public, faults, uploads, times):
    wait_for(public, late=-8 * MINUTE, lead=10 * MINUTE)
    sweep(public)
    faults({"match": OPEN, "kind": "status", "status": 503, "times": times})

    turn(public, times + 1)

    assert uploads() == 1
