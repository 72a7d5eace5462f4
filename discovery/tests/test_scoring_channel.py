"""Scores of a whole channel at once."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from discovery import scoring
from discovery.scoring import Observation, Past, Reason, Score, Unscored

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def past(
    name: str, *seen: tuple[float, int], format: str = "", regime: str = "", published_at: datetime = NOW
) -> Past:
    looks = [Observation(age_h, views, regime=regime) for age_h, views in seen]
    return Past(name, name, published_at, looks, format, regime)


def channel(size: int) -> list[Past]:
    draw = random.Random(size)  # noqa: S311 - a simulation
    videos = []
    for place in range(size):
        views = draw.lognormvariate(8, 0.7)
        ages = [2.0 * 1.3**step + draw.random() for step in range(12)]
        seen = [(age_h, round(views * age_h / (age_h + 24))) for age_h in ages[: 4 + place % 9]]
        videos.append(past(f"v{place}", *seen, published_at=NOW - timedelta(hours=9 * place)))
    return videos


def scored(video: Past, others: Sequence[Past]) -> Score:
    outcome = scoring.score(video=video, others=others)
    assert isinstance(outcome, Score)
    return outcome


def test_scoring_a_channel_equals_scoring_each_video():
    videos = channel(40)

    outcomes = scoring.score_channel(videos=videos)

    assert outcomes == {video.id: scoring.score(video=video, others=videos) for video in videos}
    assert any(isinstance(outcome, Score) for outcome in outcomes.values())


def test_only_the_targets_are_scored():
    assert set(scoring.score_channel(videos=channel(40), targets={"v3"})) == {"v3"}


def test_the_order_of_the_videos_does_not_matter():
    videos = channel(40)

    assert scoring.score_channel(videos=videos[::-1]) == scoring.score_channel(videos=videos)


def test_a_baseline_is_the_30_newest_comparable_videos():
    videos = [past(f"v{place}", (24, 1000), published_at=NOW - timedelta(days=place)) for place in range(40)]

    outcome = scoring.score_channel(videos=videos)["v5"]

    newest = [f"v{place}" for place in range(31) if place != 5]
    assert [compared.id for compared in outcome.baseline] == newest


@pytest.mark.parametrize("other", [{"format": "long"}, {"regime": "watched"}])
def test_another_format_or_counting_rule_is_not_compared(other):
    videos = [past("it", (24, 900)), *(past(f"v{place}", (24, 1000), **other) for place in range(9))]

    assert scoring.score_channel(videos=videos)["it"] == Unscored(Reason.BASELINE_TOO_SMALL)


def test_a_video_from_before_a_change_of_counting_says_so():
    looks = [Observation(24, 900, regime="watched"), Observation(240, 9000, regime="starts")]
    video = Past("it", "it", NOW, looks, "short", "watched")

    assert scoring.score(video=video, others=[]) == Unscored(Reason.COUNTING_CHANGED)


def test_looks_from_before_a_change_of_counting_still_serve_as_baseline():
    looks = [Observation(24, 1000, regime="watched"), Observation(240, 9000, regime="starts")]
    changed = [Past(f"v{place}", "", NOW, looks, "", "watched") for place in range(5)]

    outcome = scoring.score(video=past("it", (24, 3000), regime="watched"), others=changed)

    assert isinstance(outcome, Score)
    assert outcome.normal == pytest.approx(1000)


def test_a_video_without_looks_has_hidden_views():
    assert scoring.score(video=past("it"), others=[]) == Unscored(Reason.NO_VIEWS)


def test_more_views_than_any_video_has_are_no_score():
    baseline = [past(f"v{place}", (24, 1000)) for place in range(6)]

    assert scoring.score(video=past("it", (24, 9_100_000_000_000_000_000)), others=baseline) == Unscored(
        Reason.IMPLAUSIBLE
    )


def test_an_implausible_look_does_not_reach_a_baseline():
    baseline = [past(f"v{place}", (22, 1000), (26, 9_100_000_000_000_000_000)) for place in range(6)]

    outcome = scored(past("it", (24, 3000)), baseline)

    assert outcome.normal == pytest.approx(1000)


def test_the_worked_example_of_the_docs_holds():
    counts = [820, 450, 1310, 2200, 640, 990, 12_000, 1500, 730, 1100]

    outcome = scored(past("it", (24, 9000)), [past(f"v{n}", (24, count)) for n, count in enumerate(counts)])

    assert outcome.value == pytest.approx(8.636172696385007, rel=1e-14)
    assert outcome.low == pytest.approx(6.652024991527586, rel=1e-14)
    assert outcome.high == pytest.approx(11.212146517305603, rel=1e-14)
    assert outcome.normal == pytest.approx(1042.12830340543, rel=1e-14)
    assert outcome.band_low == pytest.approx(0.4532365106953193, rel=1e-14)
    assert outcome.band_high == pytest.approx(9.119124731078077, rel=1e-14)


def test_60_views_against_a_normal_of_one_are_no_outlier():
    small, big = ([past(f"v{place}", (24, views)) for place in range(9)] for views in (1, 1000))

    tiny, large = scored(past("it", (24, 60)), small), scored(past("it", (24, 60_000)), big)

    assert tiny.value == pytest.approx(1.59)
    assert not tiny.stands_out
    assert large.value == pytest.approx(60)
    assert large.stands_out


def test_a_usual_video_of_a_small_channel_scores_one():
    outcome = scored(past("it", (24, 7)), [past(f"v{n}", (24, 7)) for n in range(9)])

    assert outcome.value == pytest.approx(1)
    assert outcome.normal == pytest.approx(7)


def test_the_lower_bound_is_lower_on_a_small_baseline():
    counts = [400, 700, 1000, 1400, 2500]
    few = [past(f"v{place}", (24, count)) for place, count in enumerate(counts)]
    many = [past(f"v{place}", (24, count)) for place, count in enumerate(counts * 5)]

    small, large = (scored(past("it", (24, 5000)), others) for others in (few, many))

    assert small.value == pytest.approx(large.value)
    assert small.low < large.low


def test_a_normal_can_be_recomputed_from_the_baseline():
    for outcome in scoring.score_channel(videos=channel(40)).values():
        assert all(compared.views == round(compared.views) for compared in outcome.baseline)
        if isinstance(outcome, Score):
            again = scored(
                past("it", (24, 1000)),
                [past(str(place), (24, round(each.views))) for place, each in enumerate(outcome.baseline)],
            )
            assert again.normal == outcome.normal
            assert (again.band_low, again.band_high) == (outcome.band_low, outcome.band_high)
