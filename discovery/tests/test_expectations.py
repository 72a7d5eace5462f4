"""Predictions from the histories of own channels."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from discovery import expectations, ideas, platforms
from discovery.models import ChannelOrigin, Snapshot, SourceChannel, SourceVideo
from discovery.predictions import NotPredicted, Prediction, Reason

VIEWS = (900, 1_400, 2_100, 3_000, 8_000, 1_200)
TOPIC = "Why your espresso tastes sour"


@pytest.fixture(autouse=True)
def allowed(settings):
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = True
    cache.clear()


@pytest.fixture
def idea(workspace, owner):
    return ideas.write(workspace=workspace, user=owner, title=TOPIC)


@pytest.fixture
def own(workspace):
    """An own channel, without videos."""
    return SourceChannel.objects.create(
        owner=workspace, origin=ChannelOrigin.OWN, platform="youtube", platform_id="UC_own",
        title="Moka & Miles", livemode=False, collected_at=timezone.now(),
    )  # fmt: skip


def add_videos(channel, views, *, ages_h=(100, 168, 250), published_ago=timedelta(days=20), **fields):
    """Videos with these views at 7 days, and looks at these ages."""
    for number, count in enumerate(views):
        published_at = timezone.now() - published_ago - timedelta(hours=number)
        video = SourceVideo.objects.create(
            **{
                "channel": channel, "platform": channel.platform, "livemode": False, "format": "short",
                "platform_id": f"own-{SourceVideo.objects.count()}", "title": f"Video {number}",
                "published_at": published_at, "duration_s": 30, **fields,
            }
        )  # fmt: skip
        rule = platforms.of(video).counting_regime(format=video.format, at=published_at)
        for age_h in ages_h:
            Snapshot.objects.create(
                source=video, views=round(count * age_h / 168), counting_regime=rule,
                observed_at=published_at + timedelta(hours=age_h),
            )  # fmt: skip


def prediction_of(idea):
    cache.clear()
    return expectations.of_ideas(workspace=idea.workspace, ideas=[idea])[idea.pk]


def test_without_an_own_channel_the_page_asks_for_one(idea):
    outcome = prediction_of(idea)

    assert isinstance(outcome, NotPredicted)
    assert outcome.reason == Reason.NO_OWN_CHANNEL


def test_views_at_seven_days_of_own_videos_are_the_base(idea, own):
    add_videos(own, VIEWS)

    outcome = prediction_of(idea)

    assert isinstance(outcome, Prediction)
    assert (outcome.n, outcome.channel, outcome.livemode) == (6, "Moka & Miles", False)
    assert 1_700 <= outcome.middle <= 2_000


def test_views_at_seven_days_are_interpolated(idea, own):
    add_videos(own, [1000] * 5, ages_h=(100, 250))

    outcome = prediction_of(idea)

    assert isinstance(outcome, Prediction)
    assert outcome.own_middle == pytest.approx(1000, rel=0.05)


@pytest.mark.parametrize(
    "unusable",
    [
        {"ages_h": (700, 900)},
        {"published_ago": timedelta(days=6)},
        {"format": "long"},
        {"gone_at": timezone.now()},
    ],
)
def test_videos_without_comparable_views_do_not_count(idea, own, unusable):
    add_videos(own, VIEWS, **unusable)
    add_videos(own, VIEWS[:4])

    outcome = prediction_of(idea)

    assert isinstance(outcome, NotPredicted)
    assert (outcome.reason, outcome.n) == (Reason.TOO_FEW_VIDEOS, 4)


def test_the_source_raises_the_prediction_on_its_own_platform_only(make_candidate, owner, own):
    add_videos(own, VIEWS)
    candidate = make_candidate(
        observations=[(24, 4200)], score=8.4, score_low=6.0, score_high=11.0, method="same_age", unscored="",
        baseline_n=14, baseline_median=500.0,
    )  # fmt: skip
    idea = ideas.from_candidate(candidate=candidate, user=owner)

    here = prediction_of(idea)
    idea.facts["platform"] = "elsewhere"
    there = prediction_of(idea)

    assert isinstance(here, Prediction)
    assert isinstance(there, Prediction)
    assert here.source_effect > 1.3
    assert (there.source_score, there.source_effect) == (None, 1.0)


def test_another_workspaces_own_channel_is_not_used(idea, own, stranger_workspace):
    add_videos(own, VIEWS)
    SourceChannel.objects.filter(pk=own.pk).update(owner=stranger_workspace)

    assert isinstance(prediction_of(idea), NotPredicted)


def test_nothing_is_predicted_where_the_platform_forbids_computed_figures(idea, own, settings):
    add_videos(own, VIEWS)
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False

    outcome = prediction_of(idea)

    assert isinstance(outcome, NotPredicted)
    assert outcome.reason == Reason.NOT_ALLOWED


def test_one_query_while_there_are_no_new_numbers(idea, own, django_assert_num_queries):
    add_videos(own, VIEWS)
    first = prediction_of(idea)

    with django_assert_num_queries(1):
        again = expectations.of_ideas(workspace=idea.workspace, ideas=[idea])[idea.pk]
    own.collected_at = timezone.now()
    own.save()
    add_videos(own, VIEWS)
    later = expectations.of_ideas(workspace=idea.workspace, ideas=[idea])[idea.pk]

    assert again == first
    assert isinstance(later, Prediction)
    assert later.n == 12
