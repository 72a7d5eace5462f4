"""Likes and comments per view against the channel's usual."""

from datetime import UTC, datetime

import pytest

from discovery import scoring
from discovery.scoring import Observation, Past, Verdict

NOW = datetime(2026, 11, 1, tzinfo=UTC)
RATES = (0.018, 0.021, 0.0229, 0.0235, 0.026, 0.031, 0.02)


def past(name: str, views: int, likes: int | None, comments: int | None = None, age_h: float = 24) -> Past:
    return Past(name, name, NOW, [Observation(age_h, views, likes, comments)])


def channel(views: int = 50_000, rates: tuple[float, ...] = RATES) -> list[Past]:
    return [past(f"v{place}", views, round(views * rate)) for place, rate in enumerate(rates)]


def likes_of(video: Past, baseline: list[Past]) -> scoring.Rate:
    return scoring.engagement(video=video, baseline=baseline).likes


def test_few_likes_for_many_views_are_low():
    rate = likes_of(past("it", 1_560_000, 1716), channel())

    assert rate.verdict is Verdict.LOW
    assert rate.rate == pytest.approx(0.0011)
    assert rate.usual == pytest.approx(0.0229, rel=0.02)
    assert rate.ratio == pytest.approx(0.048, rel=0.02)
    assert rate.n == 7
    assert 0.3 < (rate.low or 0) < 1 < (rate.high or 0)


def test_many_likes_are_high():
    assert likes_of(past("it", 100_000, 9000), channel()).verdict is Verdict.HIGH


def test_the_channels_own_rate_is_usual():
    assert likes_of(past("it", 100_000, 2300), channel()).verdict is Verdict.USUAL


def test_a_difference_within_the_channels_spread_is_usual():
    uneven = channel(rates=(0.002, 0.006, 0.02, 0.06, 0.2))

    assert likes_of(past("it", 100_000, 500), uneven).verdict is Verdict.USUAL


def test_a_small_difference_is_usual_however_uniform_the_channel_is():
    assert likes_of(past("it", 100_000, 1500), channel(rates=(0.0229,) * 9)).verdict is Verdict.USUAL


def test_hidden_likes_are_not_measurable():
    assert likes_of(past("it", 100_000, None), channel()) == scoring.Rate(Verdict.HIDDEN)


def test_no_views_are_not_measurable():
    assert likes_of(past("it", 0, 0), channel()).verdict is Verdict.HIDDEN


def test_four_videos_with_likes_are_too_few():
    hidden = [past(f"h{place}", 50_000, None) for place in range(9)]

    rate = likes_of(past("it", 100_000, 110), [*channel(rates=RATES[:4]), *hidden])

    assert rate == scoring.Rate(Verdict.TOO_FEW_VIDEOS, rate=0.0011, n=4)


def test_a_few_expected_likes_say_nothing():
    rate = likes_of(past("it", 100, 0), channel())

    assert rate.verdict is Verdict.TOO_FEW_COUNTS
    assert rate.ratio is not None


def test_comments_are_judged_by_themselves():
    baseline = [past(f"v{place}", 50_000, 1000, 100) for place in range(6)]

    checked = scoring.engagement(video=past("it", 1_000_000, 21_000, 30), baseline=baseline)

    assert (checked.likes.verdict, checked.comments.verdict) == (Verdict.USUAL, Verdict.LOW)


def test_a_video_is_not_compared_with_its_own_rate():
    video = past("it", 50_000, 1000)

    assert likes_of(video, [video, *channel(rates=RATES[:4])]).n == 4


def test_each_video_counts_with_the_look_nearest_in_age():
    def looked(name: str) -> Past:
        seen = [Observation(5, 1000, 200), Observation(30, 5000, 100), Observation(900, 9000, 3000)]
        return Past(name, name, NOW, seen)

    rate = likes_of(past("it", 100_000, 2000), [looked(f"v{place}") for place in range(6)])

    assert rate.usual == pytest.approx(0.02, rel=0.01)


def test_looks_under_another_counting_rule_are_left_out():
    seen = [Observation(24, 1000, 20, regime="a"), Observation(25, 9000, 21, regime="b")]
    baseline = [Past(f"v{place}", "", NOW, seen, "", "a") for place in range(6)]
    video = Past("it", "", NOW, [Observation(25, 10_000, 200, regime="a")], "", "a")

    assert likes_of(video, baseline).usual == pytest.approx(0.0205)


def test_a_channel_is_checked_against_the_baselines_of_its_scores():
    videos = [*channel(), past("it", 1_560_000, 1716)]
    outcomes = scoring.score_channel(videos=videos)

    checked = scoring.engagement_channel(videos=videos, outcomes=outcomes)

    assert checked["it"] == scoring.engagement(video=videos[-1], baseline=videos)
    assert {name for name, each in checked.items() if each.likes.verdict is Verdict.LOW} == {"it"}
