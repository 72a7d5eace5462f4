"""Candidates: ingested, observed again, compared and scored."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from discovery import candidates, explanations, scores, source_videos
from discovery.models import Candidate, Decision, Snapshot, SourceVideo, Unscored
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


def test_a_video_found_twice_is_one_candidate_with_one_snapshot(source):
    source_videos.ingest(channel=source, seen=[seen()], at=NOW)
    source_videos.ingest(channel=source, seen=[seen()], at=NOW + timedelta(seconds=1))

    assert SourceVideo.objects.count() == 1
    assert Snapshot.objects.count() == 1


def test_two_observations_at_the_same_moment_are_one(source):
    source_videos.ingest(channel=source, seen=[seen()], at=NOW)
    counts = {"vid00000001": Counts(views=150, likes=None, comments=3)}

    source_videos.observe(rows=list(SourceVideo.objects.all()), counts=counts, at=NOW)

    assert Snapshot.objects.count() == 1


def test_a_video_of_another_channel_is_skipped(source):
    source_videos.ingest(channel=source, seen=[seen(channel_id="UCother")], at=NOW)

    assert not SourceVideo.objects.exists()


def test_a_video_that_is_gone_is_no_longer_shown(workspace, channel, source):
    source_videos.ingest(channel=source, seen=[seen()], at=NOW)
    candidates.add_for(watched=channel)

    rows = list(SourceVideo.objects.all())
    source_videos.miss(rows=rows, confirmed={rows[0].platform_id}, at=NOW + timedelta(hours=1))
    scores.publish(channel=source)

    assert not candidates.find(workspace=workspace).exists()
    assert Snapshot.objects.count() == 1


def test_a_video_is_gone_after_the_second_miss(workspace, channel, source):
    source_videos.ingest(channel=source, seen=[seen()], at=NOW)
    candidates.add_for(watched=channel)

    for hours, is_shown in ((1, True), (2, False)):
        rows = list(SourceVideo.objects.all())
        source_videos.miss(rows=rows, confirmed=(), at=NOW + timedelta(hours=hours))
        scores.publish(channel=source)
        assert candidates.find(workspace=workspace).exists() is is_shown

    source_videos.observe(rows=list(SourceVideo.objects.all()), counts={"vid00000001": COUNTS}, at=NOW)
    scores.publish(channel=source)
    assert candidates.find(workspace=workspace).exists()


def test_hidden_views_are_unknown_and_not_zero(source):
    source_videos.ingest(
        channel=source, seen=[seen(counts=Counts(views=None, likes=None, comments=None))], at=NOW
    )
    scores.rescore(channel=source, at=NOW)

    row = SourceVideo.objects.get()
    assert row.views is None
    assert row.unscored == Unscored.NO_VIEWS
    assert not Snapshot.objects.exists()


def test_a_score_is_stored_with_its_baseline(channel, source, make_candidate):
    for number in range(6):
        make_candidate(number, observations=[(24, 1000), (72, 2000)], age_h=200 + number)
    outlier = make_candidate(9, observations=[(20, 6000), (24, 8000)], age_h=24)

    scores.rescore(channel=source, at=NOW)
    outlier = Candidate.objects.with_source().get(pk=outlier.pk)

    assert round(outlier.score or 0, 1) == 8.0
    assert outlier.baseline_n == 6
    assert {peer["views"] for peer in outlier.baseline} == {1000}
    assert (outlier.velocity, outlier.velocity_window_s) == (500, 4 * 3600)
    assert "8.0× this channel's normal at the same age of 24 h" in explanations.sentence(outlier)


def test_a_video_whose_views_are_hidden_now_has_no_score(source, make_candidate):
    for number in range(6):
        make_candidate(number, observations=[(24, 1000), (72, 2000)], age_h=200 + number)
    outlier = make_candidate(9, observations=[(20, 6000), (24, 8000)], age_h=24)
    scores.rescore(channel=source, at=NOW)
    hidden = {outlier.platform_id: Counts(views=None, likes=None, comments=None)}
    source_videos.observe(rows=[outlier.source], counts=hidden, at=NOW + timedelta(hours=1))

    scores.rescore(channel=source, at=NOW + timedelta(hours=1))

    row = Candidate.objects.with_source().get(pk=outlier.pk)
    assert (row.score, row.unscored) == (None, Unscored.NO_VIEWS)
    assert explanations.unscored_words(row) == "Not scored: its views are hidden"


def test_shorts_are_compared_with_shorts_only(channel, source, make_candidate):
    for number in range(6):
        make_candidate(number, observations=[(24, 1000)], age_h=24 + number, format="long", duration_s=600)
    short = make_candidate(9, observations=[(24, 8000)], age_h=24)

    scores.rescore(channel=source, at=NOW)
    short = Candidate.objects.with_source().get(pk=short.pk)

    assert short.score is None
    assert explanations.unscored_words(short) == "Not scored: 0 of 5 needed"


def test_a_baseline_does_not_straddle_a_change_of_counting(channel, source, make_candidate):
    change = datetime(2026, 8, 27, tzinfo=UTC)
    for number in range(6):
        row = make_candidate(number, published_at=change - timedelta(days=2 + number))
        Snapshot.objects.create(
            source=row.source,
            views=1000,
            observed_at=row.published_at + timedelta(hours=24),
            counting_regime="starts",
        )
    after = make_candidate(9, published_at=change + timedelta(days=1), views=9000)
    Snapshot.objects.create(
        source=after.source,
        views=9000,
        observed_at=after.published_at + timedelta(hours=24),
        counting_regime="unified_starts",
    )

    scores.rescore(channel=source, at=change + timedelta(days=2))
    after = Candidate.objects.with_source().get(pk=after.pk)

    assert after.score is None
    assert after.unscored == Unscored.BASELINE_TOO_SMALL


def test_without_the_policy_accepted_nothing_is_derived(channel, source, make_candidate, settings):
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False
    for number in range(7):
        make_candidate(number, observations=[(20, 900), (24, 1000)], age_h=24)

    scores.rescore(channel=source, at=NOW)

    row = Candidate.objects.with_source()[0]
    assert (row.score, row.velocity) == (None, None)
    assert explanations.show(row).score.note == "Not computed: derived metrics are off"


def test_old_statistics_expire_unless_the_policy_was_accepted(make_candidate, settings):
    make_candidate(1, observations=[(24, 1000)], age_h=24 * 40, observed_at=NOW - timedelta(days=38))

    source_videos.purge_old(at=NOW)
    assert Snapshot.objects.count() == 1

    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False
    source_videos.purge_old(at=NOW)
    assert not Snapshot.objects.exists()
    assert SourceVideo.objects.get().views is None


def test_a_decision_is_idempotent(make_candidate):
    candidate = make_candidate()

    candidates.decide(candidate=candidate, decision=Decision.SAVED)
    first = candidate.decided_at
    candidates.decide(candidate=candidate, decision=Decision.SAVED)

    assert candidate.decided_at == first


def test_a_video_that_the_database_refuses_stops_no_other(source):
    bad = seen(1, title="a\0b")

    refused = source_videos.ingest(channel=source, seen=[bad, seen(2)], at=NOW)

    assert refused == [bad]
    assert SourceVideo.objects.get().platform_id == "vid00000002"


def test_rescoring_updates_candidates_of_videos_observed_since_the_last_collection(
    channel, source, make_candidate
):
    candidate = make_candidate(observations=[(24, 1000)], age_h=40 * 24)
    source.collected_at, source.detailed_at = NOW - timedelta(hours=1), NOW - timedelta(days=2)

    for observed_at, views in ((NOW - timedelta(days=1), 1000), (NOW, 7000)):
        SourceVideo.objects.update(views=7000, observed_at=observed_at, created_at=observed_at)
        scores.rescore(channel=source, at=NOW)
        candidate.refresh_from_db()
        assert candidate.views == views


def test_expired_snapshots_are_deleted_in_parts(source, make_candidate, monkeypatch, settings):
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False
    monkeypatch.setattr(source_videos, "_PURGED_AT_ONCE", 2)
    make_candidate(observations=[(hour, 1000) for hour in range(1, 6)], age_h=40 * 24)
    make_candidate(2, observations=[(24, 1000)], age_h=48)

    source_videos.purge_old(at=NOW)

    assert Snapshot.objects.count() == 1
