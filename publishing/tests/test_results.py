"""The counts of published videos: when they are read, what is stored, and what a failure does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notification
from discovery.models import ApiBudget
from foundation import leases
from publishing import connections, results
from publishing.models import (
    Connection,
    ConnectionStatus,
    Mark,
    MetricSnapshot,
    Publication,
    RetentionCurve,
    Tracking,
)
from publishing.results import reading, retaining, snapshots, timetable
from publishing.results.figures import reason
from publishing.tests.answers import EMPTY, google, in_a_thread
from publishing.tests.conftest import back_here, consent
from publishing.tests.results import REPORTS_SCOPE, VIDEOS, grow_older, known_videos, published, read_counts
from publishing.tests.results import posts as posts
from publishing.tests.tiktok import decide
from tests.waiting import until

HOUR = timedelta(hours=1)


def values_of(publication, mark=Mark.LATEST):
    return publication.metrics.get(mark=mark)


def tracked(publication):
    return Tracking.objects.get(publication=publication)


def test_the_numbers_are_stored_at_the_mark_that_has_passed_and_as_the_newest(posts, connection):
    seen = {video.id: video for video in known_videos(connection, count=3)}

    read_counts(connection)

    for post in posts:
        (mark,) = results.marks(publication=post)
        video = seen[post.platform_video_id]
        assert (mark.mark, mark.is_missed, mark.is_late) == (Mark.H1, False, True)
        assert mark.views >= video.views
        assert mark.likes == video.likes or video.likes is None
        assert values_of(post).views == mark.views
        assert abs(mark.age - 2 * HOUR) < timedelta(minutes=1)


def test_the_next_reading_is_at_the_next_mark_or_refresh(posts, connection):
    read_counts(connection)

    assert abs(tracked(posts[0]).due_at - posts[0].published_at - 6 * HOUR) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("age", "due_in"),
    [
        (timedelta(minutes=10), timedelta(minutes=50)),
        (timedelta(hours=7), timedelta(hours=6)),
        (timedelta(hours=70), timedelta(hours=2)),
        (timedelta(days=5), timedelta(days=1)),
        (timedelta(days=60), timedelta(days=7)),
    ],
)
def test_readings_become_rarer_with_age(age, due_in):
    now = timezone.now()

    assert timetable.next_counts(published_at=now - age, at=now) == now + due_in


def test_old_posts_are_no_longer_read():
    now = timezone.now()

    assert timetable.next_counts(published_at=now - timedelta(days=366), at=now) is None


def test_a_mark_missed_by_an_outage_is_never_dated_back(posts, connection):
    grow_older(posts[0], timedelta(hours=80))

    read_counts(connection)

    found = {snapshot.mark: snapshot for snapshot in results.marks(publication=posts[0])}
    assert [mark for mark, snapshot in found.items() if snapshot.is_missed] == [Mark.H1, Mark.H6, Mark.H24]
    assert found[Mark.H24].views is None
    assert "not read in time" in found[Mark.H24].reasons["views"]
    assert found[Mark.H72].views is not None
    assert abs(found[Mark.H72].age - timedelta(hours=82)) < timedelta(minutes=1)
    assert found[Mark.H72].is_late


def test_views_at_a_mark_are_returned_with_their_true_age(posts, connection):
    assert results.views_at(publication=posts[0], mark=Mark.H1) is None
    read_counts(connection)

    found = results.views_at(publication=posts[0], mark=Mark.H1)

    assert found is not None
    assert found.views == values_of(posts[0], Mark.H1).views
    assert (found.is_late, found.reason) == (True, "")


def test_many_videos_are_read_in_calls_of_fifty(ready_video, connection, requests_to):
    ids = [f"unknown-{n:03}" for n in range(120)]
    published(ready_video, connection, ids=ids)
    before = requests_to("/youtube/v3/videos")

    read_counts(connection)

    assert requests_to("/youtube/v3/videos") - before == 3
    assert ApiBudget.objects.get(platform="youtube", bucket="units").used == 3


def test_an_account_of_the_other_platform_is_read_twenty_at_a_time(
    ready_video, sandbox_url, member, workspace, requests_to
):
    member.get(back_here(decide(member.post("/connections/tiktok/start/")["Location"])))
    account = Connection.objects.get(workspace=workspace, platform="tiktok")
    seen = known_videos(account, count=25)
    posts = published(ready_video, account, ids=[video.id for video in seen])

    read_counts(account)

    assert requests_to("/tiktok/v2/video/query/") == 2
    assert values_of(posts[0]).views >= seen[0].views
    assert values_of(posts[0]).shares >= seen[0].shares
    assert tracked(posts[0]).reports_due_at is None


def test_a_missing_video_is_gone_only_at_the_second_miss(posts, connection, faults):
    faults({"match": VIDEOS, "kind": "answer", "body": EMPTY, "times": 2})

    read_counts(connection)
    first = tracked(posts[0])
    assert first.missed_at
    assert first.gone_at is None

    Tracking.objects.update(missed_at=timezone.now() - HOUR)
    read_counts(connection)
    assert tracked(posts[0]).gone_at
    assert Notification.objects.filter(event="publication.gone", subject=posts[0].pk).exists()
    assert "no longer on YouTube" in values_of(posts[0], Mark.H1).reasons["views"]

    read_counts(connection)
    assert tracked(posts[0]).gone_at is None
    assert values_of(posts[0]).views is not None


def test_one_failed_call_changes_nothing_and_is_retried(posts, connection, faults):
    faults({"match": VIDEOS, "kind": "status", "status": 503})

    read_counts(connection)

    row = tracked(posts[0])
    assert (row.failures, MetricSnapshot.objects.count(), row.lease_until) == (1, 0, None)
    assert "unavailable" in row.problem
    assert timedelta(minutes=4) < row.due_at - timezone.now() < timedelta(minutes=6)

    read_counts(connection)
    assert (tracked(posts[0]).failures, tracked(posts[0]).problem) == (0, "")


def test_a_video_that_is_refused_does_not_stop_the_others(posts, connection, faults, requests_to):
    bad = posts[1].platform_video_id
    refused = {"path": "^/youtube/v3/videos$", "query": bad}
    faults({"match": refused, **google(400, "invalidFilters"), "times": None})

    read_counts(connection)

    assert values_of(posts[0]).views is not None
    assert values_of(posts[2]).views is not None
    assert not posts[1].metrics.exists()


def test_a_refusal_of_every_video_is_a_failure_and_not_a_removal(posts, connection, faults):
    faults({"match": VIDEOS, **google(400, "invalidFilters"), "times": None})

    read_counts(connection)

    assert [tracked(post).missed_at for post in posts] == [None, None, None]
    assert tracked(posts[0]).failures == 1


@pytest.mark.parametrize("hostile", ["1e20", 10**20, -5, "many", [], {"a": 1}, True, 1.5])
def test_an_implausible_count_is_not_stored(posts, connection, faults, hostile):
    edits = [{"path": ["items", "*", "statistics", "viewCount"], "value": hostile}]
    faults({"match": VIDEOS, "kind": "rewrite", "edits": edits})

    read_counts(connection)

    latest = values_of(posts[0])
    assert latest.views is None
    assert "YouTube" in latest.reasons["views"]
    assert latest.likes is not None or "likes" in latest.reasons


def test_videos_that_were_not_requested_are_ignored(posts, connection, faults):
    ids = [{"path": ["items", 0, "id"], "value": "somebodyelse"}]
    faults({"match": VIDEOS, "kind": "rewrite", "edits": ids})

    read_counts(connection)

    assert MetricSnapshot.objects.filter(mark=Mark.LATEST).count() == 2


def test_shares_say_why_they_are_missing(posts, connection):
    read_counts(connection)

    assert values_of(posts[0]).reasons["shares"] == "in YouTube Analytics only"


def test_sandbox_and_live_are_never_mixed(ready_video, connection, requests_to):
    (post,) = published(ready_video, connection, ids=["from-live"], livemode=True)
    before = requests_to("/youtube/v3/videos")

    read_counts(connection)

    assert requests_to("/youtube/v3/videos") == before
    assert not post.metrics.exists()


def test_the_account_is_read_again_once_it_is_reconnected(posts, connection, member, user, faults):
    read_counts(connection)
    assert reading.due_connections() == []
    connections.disconnect(connection=connection, actor=user)
    Tracking.objects.update(due_at=timezone.now())
    assert reading.due_connections() == []

    member.get(back_here(consent(member.post("/connections/youtube/start/")["Location"])))

    assert reading.due_connections() == [connection.pk]


def test_a_worker_killed_after_the_response_leaves_rows_that_are_read_again(posts, connection):
    timetable.begin()
    Tracking.objects.update(due_at=timezone.now())
    batch = leases.claim_batch(terms=reading._TERMS, due=lambda rows: rows, most=50)
    assert batch is not None
    assert len(batch.pks) == 3
    reading.read(connection_id=connection.pk)
    assert MetricSnapshot.objects.count() == 0

    Tracking.objects.update(lease_until=timezone.now())
    reading.read(connection_id=connection.pk)

    assert MetricSnapshot.objects.filter(mark=Mark.LATEST).count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_workers_read_each_video_once(posts, connection, faults, requests_to):
    timetable.begin()
    Tracking.objects.update(due_at=timezone.now())
    before = requests_to("/youtube/v3/videos")
    faults({"match": VIDEOS, "kind": "slow", "delay_s": 1})

    with in_a_thread(lambda: reading.read(connection_id=connection.pk)):
        until(lambda: requests_to("/youtube/v3/videos") > before, within_s=10, what="a call")
        reading.read(connection_id=connection.pk)

    assert requests_to("/youtube/v3/videos") == before + 1
    assert MetricSnapshot.objects.filter(mark=Mark.H1).count() == 3


def test_a_snapshot_is_recorded_once_however_often_it_is_read(posts, connection):
    read_counts(connection)
    first = values_of(posts[0], Mark.H1).observed_at

    read_counts(connection)

    assert values_of(posts[0], Mark.H1).observed_at == first
    assert values_of(posts[0]).observed_at > first


def test_numbers_are_deleted_when_the_platform_does_not_allow_to_keep_them(posts, connection, settings):
    read_counts(connection)
    MetricSnapshot.objects.filter(publication=posts[0]).update(
        observed_at=timezone.now() - timedelta(days=31)
    )

    assert retaining.purge(at=timezone.now()) == 0
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False
    assert retaining.purge(at=timezone.now()) == 2

    assert values_of(posts[0], Mark.H1).views is None
    assert "30 days" in values_of(posts[0], Mark.H1).reasons["views"]
    assert values_of(posts[1], Mark.H1).views is not None
    assert retaining.purge(at=timezone.now()) == 0
    assert snapshots._unread(posts[0], timezone.now()) == []


def test_disconnecting_deletes_the_numbers_that_were_read(posts, connection, user):
    read_counts(connection)

    connections.disconnect(connection=connection, actor=user)

    assert values_of(posts[0], Mark.H1).views is None
    assert "disconnected" in values_of(posts[0], Mark.H1).reasons["views"]


def test_a_draft_is_not_tracked(draft):
    assert timetable.begin() == 0
    assert Publication.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "not read yet"),
        ({"connection": {"status": ConnectionStatus.REVOKED}}, "not read: the channel was disconnected"),
        (
            {"connection": {"status": ConnectionStatus.NEEDS_RECONNECT}},
            "not read: the channel has to be reconnected",
        ),
        ({"connection": {"livemode": True}}, "not read: the channel is connected to another YouTube now"),
        ({"evidence": {"no_address": "x"}}, "not read: YouTube has given the video no address of its own"),
        ({"gone": True}, "not read: the video is no longer on YouTube"),
    ],
)
def test_a_mark_that_will_not_be_read_says_why(posts, member, change, words):
    Connection.objects.update(**change.get("connection", {"status": ConnectionStatus.ACTIVE}))
    Publication.objects.update(evidence=change.get("evidence", {}))
    if change.get("gone"):
        Tracking.objects.create(publication=posts[0], missed_at=timezone.now(), gone_at=timezone.now())

    page = " ".join(member.get(f"/publications/{posts[0].pk}/results/").content.decode().split())

    assert words[0].upper() + words[1:] in page
    assert ("due <time" in page) == (not change)


def test_a_curve_that_had_to_be_deleted_says_so(posts, connection, settings):
    old = timezone.now() - timedelta(days=31)
    curve = RetentionCurve.objects.create(
        publication=posts[0], points=[[0.5, 1, None]], reported_from=old, reported_until=old, read_at=old
    )
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False

    retaining.purge(at=timezone.now())

    curve.refresh_from_db()
    assert (curve.points, "after 30 days" in curve.reason) == ([], True)


def test_a_worker_with_a_wrong_clock_reads_no_mark_early(posts, connection, monkeypatch):
    timetable.begin()
    ahead = timezone.now() + timedelta(days=30)

    with monkeypatch.context() as wrong:
        wrong.setattr(timezone, "now", lambda: ahead)
        access = timedelta(days=60)
        Connection.objects.update(access_expires_at=ahead + access)
        reading.read(connection_id=connection.pk)

    assert [mark.mark for mark in results.marks(publication=posts[0])] == [Mark.H1]
    assert values_of(posts[0]).age < 3 * HOUR


def test_shares_of_a_mark_are_awaited_while_only_the_reports_provide_them(posts, connection):
    early, day = (MetricSnapshot(publication=posts[0], mark=mark, age_s=0) for mark in (Mark.H1, Mark.H24))

    assert reason(snapshot=day, field="shares", connection=connection) == "in YouTube Analytics only"
    connection.scopes = [*connection.scopes, REPORTS_SCOPE]
    assert reason(snapshot=day, field="shares", connection=connection).startswith("awaiting first sync")
    assert reason(snapshot=early, field="shares", connection=connection) == "in YouTube Analytics only"


def test_a_video_older_than_a_year_is_not_retried(posts, connection, faults):
    timetable.begin()
    grow_older(posts[0], timedelta(days=400))
    faults({"match": VIDEOS, "kind": "status", "status": 503, "times": None})

    reading.read(connection_id=connection.pk)

    assert tracked(posts[0]).due_at is None
    assert tracked(posts[1]).due_at is not None
