"""Playlists and first comments of published videos: exactly once each, whatever is lost."""

from datetime import timedelta

import pytest
import requests
from django.core import mail
from django.utils import timezone

from accounts.models import Notification
from discovery.models import ApiBudget
from publishing import connections, extras, publications
from publishing.delivery import adding
from publishing.errors import ExtraSettledError
from publishing.models import Connection, Extra, ExtraStatus, PublicationStatus
from publishing.platforms.youtube.options import Visibility, YouTubeOptions
from publishing.platforms.youtube.scopes import EXTRAS_SCOPE
from publishing.tests.answers import google
from publishing.tests.test_delivery import run

ADD = {"method": "POST", "path": "^/youtube/v3/playlistItems"}
COMMENT = {"method": "POST", "path": "^/youtube/v3/commentThreads"}
LOOK = {"method": "GET", "path": "^/youtube/v3/(playlistItems|commentThreads)"}
WORDS = "Which grinder do you use?\nTell me below ☕"


@pytest.fixture
def published(allowed, ready_video, workspace, user):
    """A published video that is to get two playlists and a comment."""
    ids = tuple(each.id for each in allowed.playlists[:2])
    options = YouTubeOptions(
        visibility=Visibility.UNLISTED, made_for_kids=False, playlists=ids, first_comment=WORDS
    )
    draft = publications.draft(
        workspace=workspace, actor=user, video=ready_video, connection=allowed, options=options
    )
    return run(publications.publish(publication=draft, actor=user))


@pytest.fixture
def there(sandbox_url):
    """How many entries of playlists and comments the sandbox has."""

    def count() -> tuple[int, int]:
        found = requests.get(f"{sandbox_url}/_sandbox/youtube/extras", timeout=10).json()
        return len(found["items"]), len(found["comments"])

    return count


def turns(publication, times=1):
    """Take turns at all its extras whenever they are due, with four minutes since a request was sent."""
    for _ in range(times):
        for row in publication.extras.all():
            Extra.objects.filter(pk=row.pk).update(next_try_at=timezone.now())
            adding.add(extra_id=row.pk)
            Extra.objects.filter(pk=row.pk, may_exist=True, looks__gte=3).update(
                sent_at=timezone.now() - adding.SETTLES_AFTER
            )
    return {row.status for row in publication.extras.all()}


def test_a_published_video_gets_each_playlist_and_its_comment_once(published, there):
    assert published.status == PublicationStatus.PUBLISHED
    assert turns(published, 3) == {ExtraStatus.DONE}

    extras.plan(publication=published)
    assert turns(published) == {ExtraStatus.DONE}
    assert there() == (2, 1)
    assert all(row.reference and row.done_at for row in published.extras.all())


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop_after_commit"},
        {"kind": "malformed"},
        {"kind": "drop_before_commit"},
        {**google(400, "processingFailure")},
    ],
    ids=lambda fault: "-".join(str(fault.get(name, "")) for name in ("kind", "status", "reason")),
)
def test_a_lost_answer_never_gives_two(published, faults, there, fault):
    faults(*({"match": match, "times": 2, **fault} for match in (ADD, COMMENT)))

    turns(published)
    assert {row.status for row in published.extras.all()} <= {ExtraStatus.UNCONFIRMED, ExtraStatus.DONE}
    turns(published, 12)

    assert there() == (2, 1)
    assert {row.status for row in published.extras.all()} == {ExtraStatus.DONE}


def test_a_list_that_lags_behind_does_not_make_a_second_one(published, faults, there):
    empty = {"kind": "youtube#playlistItemListResponse", "items": []}
    none = {"kind": "youtube#commentThreadListResponse", "items": []}
    lags = [
        {"match": {"method": "GET", "path": "playlistItems"}, "kind": "answer", "body": empty, "times": 8},
        {"match": {"method": "GET", "path": "commentThreads"}, "kind": "answer", "body": none, "times": 9},
    ]
    lost = [{"match": match, "kind": "drop_after_commit", "times": None} for match in (ADD, COMMENT)]
    faults(*lags, *lost)

    turns(published, 5)

    assert there() == (2, 1)


def test_a_clock_that_jumps_ahead_does_not_make_a_second_one(published, faults, there, monkeypatch):
    none = {"kind": "youtube#commentThreadListResponse", "items": []}
    lag = {"match": {"method": "GET", "path": "commentThreads"}, "kind": "answer", "body": none, "times": 30}
    faults(lag, {"match": COMMENT, "kind": "drop_after_commit"})
    turns(published)
    ahead = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: ahead)

    for _ in range(6):
        Extra.objects.update(next_try_at=ahead - timedelta(hours=3))
        for row in published.extras.all():
            adding.add(extra_id=row.pk)

    assert there() == (2, 1)


@pytest.mark.parametrize("at", ["written ahead", "sent"])
def test_a_killed_worker_leaves_at_most_one(published, there, faults, at):
    rows = list(published.extras.all())
    if at == "sent":
        faults(*({"match": match, "kind": "drop_after_commit"} for match in (ADD, ADD, COMMENT)))
        turns(published)
    # What a worker leaves that was killed before it could store the response.
    Extra.objects.update(
        status=ExtraStatus.SENDING,
        may_exist=True,
        sent_at=timezone.now(),
        sends=1,
        looks=0,
        lease_until=timezone.now() - timedelta(seconds=1),
    )

    turns(published, 8)

    assert there() == (2, 1)
    assert {Extra.objects.get(pk=row.pk).status for row in rows} == {ExtraStatus.DONE}


def test_what_may_exist_is_only_looked_for_until_it_settles(published, faults, there, requests_to):
    faults(*({"match": match, "kind": "drop_before_commit"} for match in (ADD, ADD, COMMENT)))
    turns(published)
    before = requests_to("commentThreads", method="POST")

    turns(published, 2)

    assert requests_to("commentThreads", method="POST") == before
    assert {row.status for row in published.extras.all()} == {ExtraStatus.UNCONFIRMED}


def test_an_extra_that_another_worker_has_is_left_alone(published, there):
    Extra.objects.update(lease_until=timezone.now() + adding.LEASE)

    assert turns(published) == {ExtraStatus.WAITING}
    assert there() == (0, 0)


@pytest.mark.parametrize(
    ("match", "reason", "words"),
    [
        (COMMENT, "commentsDisabled", "Comments are off"),
        (ADD, "playlistContainsMaximumNumberOfVideos", "full"),
    ],
)
def test_a_refusal_fails_only_the_extra_and_reaches_a_person(published, faults, member, match, reason, words):
    faults({"match": match, "times": None, **google(403, reason)})

    turns(published, 2)

    published.refresh_from_db()
    assert published.status == PublicationStatus.PUBLISHED
    failed = published.extras.filter(status=ExtraStatus.FAILED)
    assert words in failed[0].reason
    assert Notification.objects.filter(event="publication.extra_failed").count() == len(failed)
    page = member.get(f"/publications/{published.pk}/").content.decode()
    assert words in page
    faults()
    for row in failed:
        member.post(f"/publications/{published.pk}/extras/{row.pk}/retry/")
    assert turns(published, 2) == {ExtraStatus.DONE}


def test_a_deleted_playlist_says_so(published, sandbox_url):
    row = published.extras.filter(kind="playlist").first()
    requests.delete(f"{sandbox_url}/_sandbox/youtube/playlists/{row.target}", timeout=10)

    turns(published)

    row.refresh_from_db()
    assert (row.status, row.reason) == (ExtraStatus.FAILED, "The playlist no longer exists on YouTube.")


def test_an_exhausted_quota_waits_for_the_next_day(published, faults, there):
    faults({"match": {"path": "^/youtube/v3/"}, "kind": "quotaExceeded", "times": None})

    assert turns(published) == {ExtraStatus.WAITING}
    assert "quota" in published.extras.first().reason
    assert published.extras.first().next_try_at > timezone.now() + timedelta(minutes=1)

    faults()
    assert turns(published) == {ExtraStatus.DONE}
    assert there() == (2, 1)


def test_each_write_is_counted_in_the_budget(published):
    before = sum(ApiBudget.objects.values_list("used", flat=True))

    turns(published)

    assert sum(ApiBudget.objects.values_list("used", flat=True)) - before >= 150


def test_a_disconnected_channel_is_not_written_to(published, user, there):
    connections.disconnect(connection=published.connection, actor=user)

    assert turns(published) == {ExtraStatus.FAILED}
    assert "not connected" in published.extras.first().reason
    assert there() == (0, 0)


def test_another_channels_access_writes_nothing(published, there):
    Connection.objects.update(channel_id="UC" + "x" * 22)

    assert turns(published) == {ExtraStatus.FAILED}
    assert "another channel" in published.extras.first().reason
    assert there() == (0, 0)


def test_a_permission_that_was_taken_back_is_asked_for_again(published, faults, member):
    faults({"match": {"path": "^/youtube/v3/"}, "times": None, **google(403, "insufficientPermissions")})

    assert turns(published) == {ExtraStatus.FAILED}

    faults()
    published.connection.refresh_from_db()
    assert EXTRAS_SCOPE not in published.connection.scopes
    page = member.get(f"/publications/{published.pk}/").content.decode()
    assert f"/connections/{published.connection_id}/extras/" in page


def test_what_is_done_can_not_be_retried(published, user):
    turns(published)

    with pytest.raises(ExtraSettledError):
        extras.retry(extra=published.extras.first(), actor=user)


def test_the_api_shows_and_retries_extras(published, member, faults):
    faults({"match": COMMENT, "times": None, **google(403, "commentsDisabled")})
    turns(published)

    body = member.get(f"/api/v1/publications/{published.pk}/").json()
    failed = next(each for each in body["extras"] if each["kind"] == "comment")
    assert (body["status"], failed["status"]) == ("published", "failed")

    faults()
    url = f"/api/v1/publications/{published.pk}/extras/{failed['id']}/retry/"
    assert member.post(url).json()["status"] == "waiting"
    assert turns(published) == {ExtraStatus.DONE}
    assert member.post(url).json()["code"] == "extra_done"
    assert not mail.outbox or "first comment" in mail.outbox[-1].subject
