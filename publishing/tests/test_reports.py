"""Watch reports: the permission, what is stored, and what the platform may answer."""

from datetime import timedelta

import pytest

from publishing import results
from publishing.models import (
    ConnectionStatus,
    Mark,
    MetricSnapshot,
    PublicationStatus,
    RetentionCurve,
    Tracking,
)
from publishing.results import reporting
from publishing.tests.answers import google, turn
from publishing.tests.conftest import back_here, consent
from publishing.tests.results import (
    REPORTS,
    REPORTS_SCOPE,
    allow_reports,
    known_videos,
    published,
    read_counts,
    read_reports,
)
from sandbox.tests.conftest import move_clock

WATCHED = ("engaged_views", "average_view_duration_s", "average_view_percent", "traffic_sources")


@pytest.fixture
def allowed(connection, sandbox_url, member):
    allow_reports(connection, sandbox_url, member)
    return connection


@pytest.fixture
def old_posts(ready_video, allowed):
    """The channel's videos that are at least twelve days old, with their true ages."""
    seen = known_videos(allowed, count=50)[-3:]
    posts = published(ready_video, allowed, ids=[video.id for video in seen])
    for post, video in zip(posts, seen, strict=True):
        post.published_at = video.published_at
        post.save()
    read_counts(allowed)
    return posts


def latest(post):
    return post.metrics.get(mark=Mark.LATEST)


def test_a_connection_has_the_permission_only_after_it_was_requested(connection, sandbox_url, member):
    assert REPORTS_SCOPE not in connection.scopes

    allow_reports(connection, sandbox_url, member)

    assert REPORTS_SCOPE in connection.scopes
    assert connection.status == ConnectionStatus.ACTIVE


def test_reconnecting_keeps_the_permission(allowed, member):
    member.get(back_here(consent(member.post("/connections/youtube/start/")["Location"])))

    allowed.refresh_from_db()
    assert REPORTS_SCOPE in allowed.scopes


def test_without_the_permission_nothing_is_requested(ready_video, connection, requests_to):
    published(ready_video, connection, ids=["abc"], age=timedelta(days=5))
    read_counts(connection)

    read_reports(connection)

    assert requests_to("/v2/reports") == 0
    assert reporting.due_connections() == []


def test_a_report_is_stored_with_its_days_and_the_curve(old_posts, allowed):
    read_reports(allowed)

    snapshot, curve = latest(old_posts[0]), RetentionCurve.objects.get(publication=old_posts[0])
    assert all(getattr(snapshot, name) is not None for name in WATCHED)
    assert snapshot.shares is not None
    assert snapshot.reasons == {}
    assert snapshot.is_provisional
    assert sum(snapshot.traffic_sources.values()) <= snapshot.views
    assert snapshot.reported_from <= snapshot.reported_until
    assert len(curve.points) == 100
    assert Tracking.objects.get(publication=old_posts[0]).reports_problem == ""


def test_an_uploaded_video_is_counted_and_reported(sent, allowed, sandbox_url):
    move_clock(sandbox_url, -20 * 86_400)
    turn(sent, times=2)
    move_clock(sandbox_url, 0)
    turn(sent, times=2)
    assert sent.status == PublicationStatus.PUBLISHED
    sent.published_at -= timedelta(days=20)
    sent.save(update_fields=["published_at"])

    read_counts(allowed)
    read_reports(allowed)

    assert latest(sent).views > 0
    assert latest(sent).average_view_percent is not None
    assert RetentionCurve.objects.get(publication=sent).points


def test_a_mark_gets_the_report_of_its_own_days(old_posts, allowed):
    read_reports(allowed)

    found = {snapshot.mark: snapshot for snapshot in results.marks(publication=old_posts[0])}
    seven = found[Mark.D7]
    assert seven.average_view_percent is not None
    assert seven.reported_from is not None
    assert seven.reported_until is not None
    assert (seven.reported_until - seven.reported_from).days in (7, 8)
    assert not seven.is_provisional
    assert found[Mark.H6].reported_at is None


def test_a_settled_report_is_not_requested_again(old_posts, allowed, requests_to):
    read_reports(allowed)
    first = requests_to("/v2/reports")
    read_reports(allowed)

    # The newest one: totals for each range of days, its traffic and the curve.
    assert requests_to("/v2/reports") - first == 3 * len(old_posts)


def test_a_young_video_awaits_its_first_report(ready_video, allowed, faults):
    young = known_videos(allowed, count=1)[0]
    (post,) = published(ready_video, allowed, ids=[young.id], age=timedelta(days=3))
    read_counts(allowed)
    empty = {"columnHeaders": [{"name": "video"}]}
    faults({"match": REPORTS, "kind": "answer", "body": empty, "times": None})

    read_reports(allowed)

    assert "awaiting first sync" in latest(post).reasons["average_view_percent"]
    assert latest(post).average_view_percent is None
    assert "awaiting" in RetentionCurve.objects.get(publication=post).reason


def test_newer_numbers_are_dropped_if_the_combination_is_not_supported(old_posts, allowed, faults):
    newer = {"path": "^/v2/reports", "query": "engagedViews|relativeRetention"}
    faults({"match": newer, **google(400, "badRequest"), "times": None})

    read_reports(allowed)

    snapshot = latest(old_posts[0])
    assert snapshot.engaged_views is None
    assert "YouTube Analytics" in snapshot.reasons["engaged_views"]
    assert snapshot.average_view_percent is not None
    points = RetentionCurve.objects.get(publication=old_posts[0]).points
    assert len(points) == 100
    assert points[0][2] is None


def test_numbers_are_requested_singly_if_only_that_is_supported(old_posts, allowed, faults):
    several = {"path": "^/v2/reports", "query": r"metrics=[A-Za-z]+,"}
    faults({"match": several, **google(400, "badRequest"), "times": None})

    read_reports(allowed)

    assert all(getattr(latest(old_posts[0]), name) is not None for name in WATCHED)


def test_a_permission_that_was_withdrawn_is_noticed_and_the_connection_keeps_working(
    old_posts, allowed, faults
):
    faults({"match": REPORTS, **google(403, "insufficientPermissions"), "times": None})

    read_reports(allowed)

    allowed.refresh_from_db()
    assert allowed.status == ConnectionStatus.ACTIVE
    assert REPORTS_SCOPE not in allowed.scopes
    assert "permission" in Tracking.objects.get(publication=old_posts[0]).reports_problem


def test_a_rejected_token_is_refreshed(old_posts, allowed, faults):
    faults({"match": REPORTS, **google(401, "authError")})

    read_reports(allowed)

    assert latest(old_posts[0]).average_view_percent is not None


def of_one_day(posts):
    """Give the posts the same days, so that one request reads all of them."""
    for post in posts:
        post.published_at = posts[-1].published_at
        post.save(update_fields=["published_at"])


def refuse_totals(faults, video_id, *, status=403, reason="forbidden"):
    refused = {"path": "^/v2/reports", "query": f"dimensions=video&.*{video_id}"}
    faults({"match": refused, **google(status, reason), "times": None})


@pytest.mark.parametrize(("status", "reason"), [(403, "forbidden"), (400, "badRequest")])
def test_a_video_whose_totals_are_refused_does_not_stop_those_of_the_same_days(
    old_posts, allowed, faults, status, reason
):
    of_one_day(old_posts)
    refuse_totals(faults, old_posts[1].platform_video_id, status=status, reason=reason)

    read_reports(allowed)

    assert latest(old_posts[0]).average_view_percent is not None
    assert latest(old_posts[2]).average_view_percent is not None
    assert latest(old_posts[1]).average_view_percent is None
    assert "not provided: YouTube Analytics refused" in latest(old_posts[1]).reasons["average_view_percent"]
    refused = Tracking.objects.get(publication=old_posts[1])
    assert (refused.reports_failures, bool(refused.reports_problem)) == (1, True)
    assert Tracking.objects.get(publication=old_posts[0]).reports_problem == ""


def test_a_refusal_of_all_videos_ends_the_reading_early(old_posts, allowed, faults, requests_to):
    of_one_day(old_posts)
    faults({"match": REPORTS, **google(403, "forbidden"), "times": None})

    read_reports(allowed)

    # Of one range of days: all three, and each half down to single videos.
    assert requests_to("/v2/reports") == 5
    assert {row.reports_failures for row in Tracking.objects.all()} == {1}


def test_an_empty_response_deletes_no_number(old_posts, allowed, faults):
    read_reports(allowed)
    before = latest(old_posts[0])
    empty = {"columnHeaders": [{"name": "video"}]}
    faults({"match": REPORTS, "kind": "answer", "body": empty, "times": None})

    read_reports(allowed)

    after = latest(old_posts[0])
    for name in (*WATCHED, "reported_at", "reasons"):
        assert getattr(after, name) == getattr(before, name)


@pytest.mark.parametrize("dimension", ["elapsedVideoTimeRatio", "insightTrafficSourceType"])
def test_totals_that_were_read_are_kept_if_another_report_is_refused(old_posts, allowed, faults, dimension):
    bad = old_posts[1].platform_video_id
    refused = {"path": "^/v2/reports", "query": f"{dimension}.*{bad}"}
    faults({"match": refused, **google(403, "forbidden"), "times": None})

    read_reports(allowed)

    snapshot, curve = latest(old_posts[1]), RetentionCurve.objects.get(publication=old_posts[1])
    assert snapshot.average_view_percent is not None
    why = curve.reason if dimension == "elapsedVideoTimeRatio" else snapshot.reasons["traffic_sources"]
    assert why.startswith("not provided: YouTube Analytics refused")
    assert latest(old_posts[2]).traffic_sources
    assert Tracking.objects.get(publication=old_posts[1]).reports_problem == ""


def test_a_video_that_always_fails_does_not_keep_the_others_waiting(old_posts, allowed, faults):
    broken = {"path": "^/v2/reports", "query": f"elapsedVideoTimeRatio.*{old_posts[0].platform_video_id}"}
    faults({"match": broken, **google(503, "backendError"), "times": None})

    read_reports(allowed)
    read_reports(allowed)

    failures = [Tracking.objects.get(publication=post).reports_failures for post in old_posts]
    assert failures == [2, 0, 0]
    assert latest(old_posts[2]).average_view_percent is not None


@pytest.mark.parametrize(
    "body",
    [
        {"columnHeaders": [{"name": "video"}], "rows": [["{id}"], ["x", 2], 5, None, {"a": 1}]},
        {"columnHeaders": [], "rows": [[]]},
        {
            "columnHeaders": [{"name": "video"}, {"name": "averageViewPercentage"}, {"name": "engagedViews"}],
            "rows": [["{id}", -3, 1e20], ["{id}", "much", True]],
        },
        {"columnHeaders": [{"name": "video"}], "rows": [[["list"]], [{"a": 1}]]},
        {"columnHeaders": [{"name": "elapsedVideoTimeRatio"}, {"name": "audienceWatchRatio"}],
         "rows": [[2, 1], [0.5, -1], ["a", "b"], [0.5, 1e9]]},
    ],
)  # fmt: skip
def test_a_hostile_table_stores_no_number(old_posts, allowed, faults, body):
    text = {**body, "rows": [_with_id(row, old_posts[0].platform_video_id) for row in body["rows"]]}
    faults({"match": REPORTS, "kind": "answer", "body": text, "times": None})

    read_reports(allowed)

    snapshot = latest(old_posts[0])
    assert [getattr(snapshot, name) for name in WATCHED] == [None] * 4
    assert set(WATCHED) <= set(snapshot.reasons)
    assert RetentionCurve.objects.get(publication=old_posts[0]).points == []


def _with_id(row, video_id):
    return [video_id if cell == "{id}" else cell for cell in row] if isinstance(row, list) else row


def test_an_unreadable_answer_is_retried(old_posts, allowed, faults):
    faults({"match": REPORTS, "kind": "wrong_content_type", "times": None})

    read_reports(allowed)

    assert not MetricSnapshot.objects.filter(reported_at__isnull=False).exists()
    assert "unreadable" in Tracking.objects.get(publication=old_posts[0]).reports_problem
