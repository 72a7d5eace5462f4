"""The arithmetic of predictions."""

import math
import random

import pytest

from discovery.predictions import NotPredicted, Prediction, Reason, SourceScore, effect_of, predict

VIEWS = [900, 1_400, 2_100, 3_000, 8_000]


def test_without_an_own_channel_nothing_is_predicted():
    outcome = predict(views_at_7d=None)

    assert isinstance(outcome, NotPredicted)
    assert outcome.reason == Reason.NO_OWN_CHANNEL
    assert "connect your channel" in outcome.sentence


def test_with_four_videos_the_missing_one_is_named():
    outcome = predict(views_at_7d=VIEWS[:4])

    assert isinstance(outcome, NotPredicted)
    assert outcome.sentence == "Not predicted: 4 of 5 comparable videos with views at 7 days."


@pytest.mark.parametrize("count", [5, 10, 30])
def test_the_interval_contains_the_next_video_in_eight_of_ten_cases(count):
    chance = random.Random(7)  # noqa: S311 - a simulation
    inside, runs = 0, 1500
    for _ in range(runs):
        spread = math.exp(chance.gauss(math.log(0.7), 0.4))
        views = [math.exp(chance.gauss(10, spread)) for _ in range(count + 1)]
        outcome = predict(views_at_7d=views[:-1])
        assert isinstance(outcome, Prediction)
        inside += outcome.low <= views[-1] <= outcome.high

    assert inside / runs == pytest.approx(0.8, abs=0.03)


def test_a_high_score_of_the_source_raises_the_prediction_by_a_part_of_it():
    plain = predict(views_at_7d=VIEWS)
    raised = predict(views_at_7d=VIEWS, source=SourceScore(value=8.4, low=6.0, high=11.0))

    assert isinstance(plain, Prediction)
    assert isinstance(raised, Prediction)
    assert 1.3 < raised.source_effect < 1.6
    assert raised.middle / plain.middle == pytest.approx(raised.source_effect, rel=0.05)
    assert "of the source's 8.4×" in raised.sentence


def test_an_uncertain_score_counts_for_less():
    certain = effect_of(SourceScore(value=8.0, low=7.0, high=9.0))
    uncertain = effect_of(SourceScore(value=8.0, low=1.0, high=64.0))

    assert 0 < uncertain < certain < math.log(8.0)


@pytest.mark.parametrize("views", [[0, 0, 0, 0, 0], [1000] * 5, [0, 1, 10**9, 5, 7]])
def test_unusual_channels_have_an_interval(views):
    outcome = predict(views_at_7d=views)

    assert isinstance(outcome, Prediction)
    assert 0 <= outcome.low <= outcome.middle <= outcome.high


def test_a_prediction_is_stored_and_read_again():
    outcome = predict(views_at_7d=VIEWS, source=SourceScore(value=2.0, low=1.5, high=2.5))

    assert Prediction.model_validate_json(outcome.model_dump_json()) == outcome


def test_a_prediction_is_shown_with_two_digits():
    outcome = predict(views_at_7d=[1234, 2345, 3456, 4567, 5678])

    assert isinstance(outcome, Prediction)
    assert all(str(number).rstrip("0").__len__() <= 2 for number in (outcome.low, outcome.high))
    assert outcome.band == "1.2K–8.7K"
