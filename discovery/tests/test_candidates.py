"""Candidates: ingested, observed again, compared and scored."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from discovery import candidates, explanations
from discovery.models import Candidate, Decision, Snapshot, Unscored
from discovery.platforms.base import Counts, SeenVideo

NOW = timezone.now()
COUNTS = Counts(views=150, likes=None, comments=3)


def seen(number=1, **changes):
    return SeenVideo(
        **{
            "platform_id": f"vid{number:08}",
            "channel_id": "UC" + "a" * 22,
            "title": f"Video {number}",
            "description": "",
            "tags": [],
            "language": "en",
            "thumbnail_url": "",
            "published_at": NOW - timedelta(days=1),
            "duration_s": 40,
            "is_short": True,
            "counts": Counts(views=100, likes=None, comments=3),
            **changes,
        }
    )


def test_a_video_found_twice_is_one_candidate_with_one_snapshot(channel):
    candidates.ingest(channel=channel, seen=[seen()], at=NOW)
    candidates.ingest(channel=channel, seen=[seen()], at=NOW + timedelta(seconds=1))

    assert Candidate.objects.count() == 1
    assert Snapshot.objects.count() == 1


def test_two_observations_at_the_same_moment_are_one(channel):
    candidates.ingest(channel=channel, seen=[seen()], at=NOW)
    counts = {"vid00000001": Counts(views=150, likes=None, comments=3)}

    candidates.observe(rows=list(Candidate.objects.all()), counts=counts, at=NOW)

    assert Snapshot.objects.count() == 1


def test_a_video_of_another_channel_is_skipped(channel):
    candidates.ingest(channel=channel, seen=[seen(channel_id="UCother")], at=NOW)

    assert not Candidate.objects.exists()


def test_a_video_that_is_gone_is_no_longer_shown(workspace, channel):
    candidates.ingest(channel=channel, seen=[seen()], at=NOW)

    rows = list(Candidate.objects.all())
    candidates.miss(rows=rows, confirmed={rows[0].platform_id}, at=NOW + timedelta(hours=1))

    assert not candidates.find(workspace=workspace).exists()
    assert Snapshot.objects.count() == 1


def test_a_video_is_gone_after_the_second_miss(workspace, channel):
    candidates.ingest(channel=channel, seen=[seen()], at=NOW)

    for hours, is_shown in ((1, True), (2, False)):
        rows = list(Candidate.objects.all())
        candidates.miss(rows=rows, confirmed=(), at=NOW + timedelta(hours=hours))
        assert candidates.find(workspace=workspace).exists() is is_shown

    candidates.observe(rows=list(Candidate.objects.all()), counts={"vid00000001": COUNTS}, at=NOW)
    assert candidates.find(workspace=workspace).exists()


def test_hidden_views_are_unknown_and_not_zero(channel):
    candidates.ingest(
        channel=channel, seen=[seen(counts=Counts(views=None, likes=None, comments=None))], at=NOW
    )
    candidates.rescore(channel=channel, at=NOW)

    row = Candidate.objects.get()
    assert row.views is None
    assert row.unscored == Unscored.NO_VIEWS
    assert not Snapshot.objects.exists()


def test_a_score_is_stored_with_its_baseline(channel, make_candidate):
    for number in range(6):
        make_candidate(number, observations=[(24, 1000), (72, 2000)], age_h=200 + number)
    outlier = make_candidate(9, observations=[(20, 6000), (24, 8000)], age_h=24)

    candidates.rescore(channel=channel, at=NOW)
    outlier.refresh_from_db()

    assert round(outlier.score, 1) == 8.0
    assert outlier.baseline_n == 6
    assert {peer["views"] for peer in outlier.baseline} == {1000}
    assert (outlier.velocity, outlier.velocity_window_s) == (500, 4 * 3600)
    assert "8.0× this channel's normal at the same age of 24 h" in explanations.sentence(outlier)


def test_shorts_are_compared_with_shorts_only(channel, make_candidate):
    for number in range(6):
        make_candidate(number, observations=[(24, 1000)], age_h=24 + number, format="long", duration_s=600)
    short = make_candidate(9, observations=[(24, 8000)], age_h=24)

    candidates.rescore(channel=channel, at=NOW)
    short.refresh_from_db()

    assert short.score is None
    assert explanations.unscored_words(short) == "Not scored: 0 of 5 needed"


def test_a_baseline_does_not_straddle_a_change_of_counting(channel, make_candidate):
    change = datetime(2026, 8, 27, tzinfo=UTC)
    for number in range(6):
        row = make_candidate(number, published_at=change - timedelta(days=2 + number))
        Snapshot.objects.create(
            candidate=row,
            views=1000,
            observed_at=row.published_at + timedelta(hours=24),
            counting_regime="starts",
        )
    after = make_candidate(9, published_at=change + timedelta(days=1))
    Snapshot.objects.create(
        candidate=after,
        views=9000,
        observed_at=after.published_at + timedelta(hours=24),
        counting_regime="unified_starts",
    )

    candidates.rescore(channel=channel, at=change + timedelta(days=2))
    after.refresh_from_db()

    assert after.score is None
    assert after.unscored == Unscored.BASELINE_TOO_SMALL


def test_without_the_policy_accepted_nothing_is_derived(channel, make_candidate, settings):
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False
    for number in range(7):
        make_candidate(number, observations=[(20, 900), (24, 1000)], age_h=24)

    candidates.rescore(channel=channel, at=NOW)

    row = Candidate.objects.all()[0]
    assert (row.score, row.velocity) == (None, None)
    assert explanations.show(row).score.note == "Not computed: derived metrics are off"


def test_old_statistics_expire_unless_the_policy_was_accepted(make_candidate, settings):
    make_candidate(1, observations=[(24, 1000)], age_h=24 * 40, observed_at=NOW - timedelta(days=38))

    candidates.purge_old(at=NOW)
    assert Snapshot.objects.count() == 1

    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False
    candidates.purge_old(at=NOW)
    assert not Snapshot.objects.exists()
    assert Candidate.objects.get().views is None


def test_a_decision_is_idempotent(make_candidate):
    candidate = make_candidate()

    candidates.decide(candidate=candidate, decision=Decision.SAVED)
    first = candidate.decided_at
    candidates.decide(candidate=candidate, decision=Decision.SAVED)

    assert candidate.decided_at == first


def test_a_video_that_the_database_refuses_stops_no_other(channel):
    bad = seen(1, title="a\0b")

    refused = candidates.ingest(channel=channel, seen=[bad, seen(2)], at=NOW)

    assert refused == [bad]
    assert Candidate.objects.get().platform_id == "vid00000002"
