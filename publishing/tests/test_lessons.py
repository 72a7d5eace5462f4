"""What helps, whether predictions hold, and the page about both."""

import math
import random
from datetime import timedelta

import pytest
from django.utils import timezone

from publishing.learning import bands, calibration, effects, lessons, scores
from publishing.learning.effects import Post, Verdict
from publishing.models import (
    Connection,
    Lesson,
    Mark,
    Prediction,
    PredictionScore,
    Publication,
    PublicationStatus,
)
from publishing.models.predictions import Inputs, Reason
from publishing.tasks import learn, purge_results
from synthesis.content import SceneContent, VideoContent
from synthesis.models import Render


@pytest.fixture(autouse=True)
def _allowed(settings):
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = True


def posts(count, *, seed=1, question=0.0, together=False):
    """Posts of whose hooks every second is a question, which multiplies views by exp(question)."""
    chance = random.Random(seed)  # noqa: S311 - a simulation
    made = []
    for number in range(count):
        is_question = number % 2 == 0
        hour = is_question if together else chance.random() < 0.5
        levels = {"hook": "question" if is_question else "statement", "hour": "evening" if hour else "noon"}
        made.append(Post(question * is_question + chance.gauss(0, 0.5), levels))
    return made


def effect(found, level):
    return next(each for each in found if each.level == level)


def test_a_strong_effect_is_found_and_drawn_towards_one():
    found = effects.estimate(posts(60, question=1.0))

    question = effect(found, "question")
    assert question.verdict == Verdict.LIKELY
    # Half of the posts have it, so that its truth is exp(0.5) times the mean of all.
    assert 1.3 < question.low < question.value < math.exp(0.5) * 1.15
    assert effect(found, "statement").value < 1
    assert effect(found, "evening").verdict == Verdict.UNCLEAR


def test_the_order_of_the_posts_does_not_matter():
    made = posts(30, question=0.6)

    forwards, backwards = effects.estimate(made), effects.estimate(made[::-1])

    assert [(each.level, each.n, round(each.value, 9)) for each in forwards] == [
        (each.level, each.n, round(each.value, 9)) for each in backwards
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 14])
def test_below_the_threshold_nothing_is_claimed(count):
    found = effects.estimate(posts(count, question=3.0))

    assert {each.verdict for each in found} <= {Verdict.TOO_FEW}


def test_posts_that_are_all_alike_say_nothing():
    assert effects.estimate([Post(0.1 * n, {"hook": "question"}) for n in range(30)]) == []


@pytest.mark.parametrize("ratio", [0.0, 50.0, -50.0])
def test_extreme_results_leave_finite_intervals(ratio):
    made = [*posts(30), Post(ratio, {"hook": "question", "hour": "noon"})]

    for each in effects.estimate(made):
        assert 0 < each.low <= each.value <= each.high < 20


def test_chance_is_rarely_taken_for_an_effect():
    claims = sum(
        any(each.verdict == Verdict.LIKELY for each in effects.estimate(posts(30, seed=seed)))
        for seed in range(40)
    )

    assert claims <= 5


def test_what_mostly_comes_together_is_named():
    findings = lessons.findings_of(posts(40, question=1.0, together=True))

    question = next(each for each in findings if each.level == "question")
    assert question.confounded == "20 of these 20 are also: posts at evening. Either may be the cause."


@pytest.mark.parametrize(("inside", "of"), [(0, 5), (5, 5), (16, 20), (700, 1000)])
def test_the_uncertainty_of_a_share_contains_it(inside, of):
    low, high = calibration.wilson(inside, of)

    assert 0 <= low <= inside / of <= high <= 1


def test_even_outcomes_are_covered_as_stated():
    pits = [(n + 0.5) / 100 for n in range(100)]

    assert [each.share for each in calibration.curve(pits)] == [
        0.2,
        0.4,
        0.6,
        0.8,
        pytest.approx(0.95, abs=0.02),
    ]
    assert calibration.coverage(pits[:4]) is None


@pytest.fixture
def learned(workspace, ready_video):
    """Twenty posts with results; every second one opens with a question and does three times as well."""
    channel = Connection.objects.create(
        workspace=workspace, platform="youtube", channel_id="UC" + "y" * 22, channel_title="Moka & Miles"
    )
    render = Render.objects.get()
    chance = random.Random(5)  # noqa: S311 - a simulation
    for number in range(20):
        is_question = number % 2 == 0
        _publish(
            render, channel, number, is_question, round(1000 * 3**is_question * chance.lognormvariate(0, 0.2))
        )
    return channel


def _publish(render, channel, number, is_question, views):
    said = "Is your grinder dirty?" if is_question else "Clean your grinder."
    render.pk, render._state.adding = None, True
    render.id = Render._meta.pk.get_default()
    render.number, render.quote = number + 2, _copy(render.quote)
    render.content = VideoContent(title="x", scenes=(SceneContent(id="scn_1", position=1, narration=said),))
    render.save()
    now = timezone.now() - timedelta(days=10)
    publication = Publication.objects.create(
        workspace=channel.workspace, video=render.video, render=render, connection=channel,
        title=f"Post {number}", status=PublicationStatus.PUBLISHED, published_at=now,
        platform_video_id=str(number),
    )  # fmt: skip
    inputs = Inputs(views={168: [700, 900, 1000, 1100, 1500]})
    prediction = Prediction.objects.create(
        workspace=channel.workspace, publication=publication, connection=channel, method=bands.METHOD,
        inputs=inputs, bands=bands.predict(inputs),
    )  # fmt: skip
    scores.score(prediction=prediction, horizon_h=168, views=views, observed_at=now)


def _copy(quote):
    quote.pk, quote._state.adding = None, True
    quote.id = type(quote)._meta.pk.get_default()
    quote.save()
    return quote


def test_the_page_says_what_helps_and_how_good_predictions_were(learned, workspace, member):
    assert lessons.due_ids() == [workspace.pk]

    learn(workspace.pk)
    page = member.get("/analytics/learned/").content.decode()

    assert lessons.due_ids() == []
    assert "Question hooks did 1." in page
    assert "in 10 posts: likely, not certain." in page
    assert "of 20</span>" in page
    assert "Of 20 posts: 20% intervals contained" in page
    assert "Post 7" in page


def test_analytics_shows_posts_with_and_without_a_prediction(learned, member):
    Prediction.objects.filter(publication=Publication.objects.all()[0]).delete()

    page = member.get("/analytics/").content.decode()

    assert (page.count("computed · n = 5"), page.count("not predicted")) == (19, 1)


def test_analytics_compares_each_post_with_its_prediction(learned, member):
    page = member.get("/analytics/").content.decode()

    assert page.count("590–1.7K: inside") == 10
    assert page.count("590–1.7K: above") == 10


def test_learning_twice_is_learning_once(learned, workspace):
    first = lessons.learn(workspace=workspace)[0]
    second = lessons.learn(workspace=workspace)[0]

    assert (second.pk, second.findings) == (first.pk, first.findings)
    assert Lesson.objects.get().posts == 20


def test_where_computed_figures_are_forbidden_nothing_learned_is_shown(learned, workspace, member, settings):
    lessons.learn(workspace=workspace)
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False

    page = member.get("/analytics/learned/").content.decode()

    assert "Question hooks" not in page
    assert "Post 7" not in page
    assert member.get("/api/v1/lessons/").json()["data"] == []


def test_what_was_computed_is_deleted_once_the_acceptance_is_withdrawn(learned, workspace, settings):
    lessons.learn(workspace=workspace)
    purge_results()
    assert (Prediction.objects.count(), PredictionScore.objects.count()) == (20, 20)
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False
    refused = Prediction.objects.create(
        workspace=workspace, publication=Publication.objects.all()[0], method=bands.METHOD,
        connection=Connection.objects.create(workspace=workspace, platform="youtube", channel_id="UC2"),
        inputs=Inputs(reason=Reason.NOT_ALLOWED), bands=[],
    )  # fmt: skip

    purge_results()
    purge_results()

    assert list(Prediction.objects.all()) == [refused]
    assert not PredictionScore.objects.exists()
    assert not Lesson.objects.exists()


def test_no_score_is_computed_after_the_acceptance_was_withdrawn(learned, settings):
    PredictionScore.objects.all().delete()
    for post in Publication.objects.all():
        post.metrics.create(mark=Mark.D7, observed_at=timezone.now(), age_s=7 * 86_400, views=5)
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False

    assert scores.score_known() == 0


def test_programs_read_the_same_lessons(learned, workspace, member):
    lessons.learn(workspace=workspace)

    (told,) = member.get("/api/v1/lessons/").json()["data"]

    assert (told["object"], told["posts"]) == ("lesson", 20)
    assert {each["level"]: each["verdict"] for each in told["findings"]} == {
        "question": "likely",
        "statement": "likely",
    }


def test_the_page_takes_as_many_queries_for_many_posts(
    learned, workspace, member, django_assert_max_num_queries
):
    lessons.learn(workspace=workspace)

    with django_assert_max_num_queries(14):
        member.get("/analytics/learned/")


def test_without_posts_the_page_says_that_there_are_too_few(workspace, member):
    assert "No channel connected" in member.get("/analytics/learned/").content.decode()
    Connection.objects.create(workspace=workspace, platform="youtube", channel_id="UCx", channel_title="Moka")

    page = member.get("/analytics/learned/?at=24").content.decode()

    assert page.count("Too few posts to say") == 2
    assert not PredictionScore.objects.exists()
