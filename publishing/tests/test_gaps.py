"""What one publication, channel or person must not do to another, and waits that must end."""

from datetime import timedelta

import pytest
import requests
from django.utils import timezone

from accounts import workspaces
from accounts.models import User
from publishing import publications
from publishing.delivery import turns
from publishing.models import Connection, ConnectionStatus, Publication, PublicationStatus
from publishing.platforms.youtube.client import YouTubeClient
from publishing.tasks import revoke_consent
from publishing.tests.answers import OPEN, PUT, google, turn
from publishing.tests.test_delivery import run


@pytest.fixture
def elsewhere(connection):
    """The same channel, connected to another workspace."""
    person = User.objects.create_user("ola@example.com", "long enough to pass")
    return Connection.objects.create(
        workspace=workspaces.open_workspace(owner=person, name="Ola's studio"),
        connected_by=person,
        platform=connection.platform,
        channel_id=connection.channel_id,
        channel_title=connection.channel_title,
        account=connection.account,
        refresh_token=connection.refresh_token,
        scopes=connection.scopes,
        livemode=connection.livemode,
    )


def test_a_post_that_failed_midway_is_sent_anew_with_its_present_content(large, faults, user, sandbox_url):
    faults({"match": {**PUT, "nth": 2}, **google(403, "forbidden")})
    turn(large, 2)
    assert large.status == PublicationStatus.FAILED
    publications.change(publication=large, version=large.version, actor=user, title="The new title")

    run(publications.publish(publication=large, actor=user))

    sent = requests.get(f"{sandbox_url}/_sandbox/uploads", timeout=10).json()["uploads"]
    assert [each["title"] for each in sent] == ["The new title"]


def test_a_video_of_the_same_channel_in_another_workspace_is_known_as_theirs(sent, elsewhere):
    Publication.objects.create(
        workspace=elsewhere.workspace,
        connection=elsewhere,
        video=sent.video,
        render=sent.render,
        title=sent.title,
        platform_video_id="theirs",
        livemode=False,
    )
    claim = turns.claim(publication_id=sent.pk)
    assert claim is not None

    mine = turns.Turn(claim=claim, publication=sent, client=None, token="")  # type: ignore[arg-type]

    assert [each.platform_video_id for each in mine.others_of_channel] == ["theirs"]


def test_disconnecting_does_not_revoke_the_consent_that_another_workspace_uses(
    connection, elsewhere, requests_to
):
    Connection.objects.filter(pk=connection.pk).update(status=ConnectionStatus.REVOKED)

    revoke_consent(connection.pk)

    connection.refresh_from_db()
    assert requests_to("/revoke") == 0
    assert connection.refresh_token == ""


def test_a_token_of_another_channel_sends_nothing(sent, uploads):
    Connection.objects.update(channel_id="UCanother", account_read_at=timezone.now() - timedelta(hours=2))

    turn(sent)

    assert (sent.status, uploads()) == (PublicationStatus.FAILED, 0)
    assert sent.failure.startswith("YouTube answered for another account")


def test_no_token_is_sent_to_an_address_that_is_not_youtubes(sent, faults):
    elsewhere = {"Location": "https://evil.example/upload"}
    faults({"match": OPEN, "kind": "answer", "headers": elsewhere, "body": {}, "times": None})

    turn(sent)

    assert "did not open an upload session" in sent.evidence["reason"]
    assert not sent.attempts.exists()


def test_a_channel_that_can_not_be_checked_is_posted_to_in_time(sent, faults, uploads):
    Connection.objects.update(account_read_at=timezone.now() - timedelta(hours=2))
    faults({"match": {"path": "^/youtube/v3/channels"}, **google(403, "quotaExceeded")})

    turn(sent)

    assert uploads() == 1


@pytest.mark.parametrize(("hours", "status"), [(1, "submitting"), (13, "failed")])
def test_an_error_of_our_own_is_told_and_ends_after_twelve_hours(sent, monkeypatch, hours, status):
    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(YouTubeClient, "open_upload", broken)
    Publication.objects.update(submitted_at=timezone.now() - timedelta(hours=hours))

    with pytest.raises(ZeroDivisionError):
        turn(sent)

    sent.refresh_from_db()
    assert (sent.status, sent.lease_until) == (status, None)
    assert "error in ettametta" in (sent.failure or sent.evidence["reason"])


def test_an_error_of_our_own_after_the_last_bytes_reaches_a_person(sent, faults, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError

    faults({"match": PUT, "kind": "drop_after_commit"})
    turn(sent)
    monkeypatch.setattr(YouTubeClient, "upload_state", broken)

    with pytest.raises(ZeroDivisionError):
        turn(sent)

    sent.refresh_from_db()
    assert sent.status == PublicationStatus.SUBMITTED_UNCONFIRMED
    assert "error in ettametta" in sent.evidence["reason"]


def test_missing_keys_end_a_publication_after_twelve_hours(sent):
    Connection.objects.update(livemode=True)
    turn(sent)
    assert sent.status == PublicationStatus.SUBMITTING
    Publication.objects.update(submitted_at=timezone.now() - timedelta(hours=13))

    turn(sent)

    assert sent.status == PublicationStatus.FAILED
    assert sent.failure.startswith("Not sent.")


def test_a_video_that_is_never_processed_needs_a_person_after_a_day(sent, uploads):
    turn(sent)
    Publication.objects.update(submitted_at=timezone.now() - timedelta(hours=25))

    turn(sent)

    assert sent.status == PublicationStatus.FAILED
    assert "24 hours" in sent.failure
    assert not sent.is_editable
    assert uploads() == 1
