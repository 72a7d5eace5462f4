"""Home shows the state of work from existing data, and one broken block does not break it."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from accounts import workspaces
from accounts.models import User
from discovery.models import Candidate, Decision, Idea, Method, Niche
from discovery.tests import factories
from ettametta import home, home_content
from publishing.models import Connection, ConnectionStatus
from synthesis.production import renders
from synthesis.tests.conftest import make_video, start_render


@pytest.fixture
def user(db):
    return User.objects.create_user("ada@example.com", "long enough to pass")


@pytest.fixture
def workspace(user):
    return workspaces.open_workspace(owner=user, name="North Studio")


@pytest.fixture
def page(user, workspace):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def elsewhere(db):
    return workspaces.open_workspace(owner=User.objects.create_user("eve@example.com", "another phrase"))


def text(response):
    return response.content.decode()


def ticked(workspace, user):
    return [
        step.is_done for step in home.first_steps(content=home_content.of(workspace=workspace, person=user))
    ]


def candidate(workspace, *, score=8.4, title="Why your espresso is sour", number=1):
    niche, _ = Niche.objects.get_or_create(workspace=workspace, name="Coffee", defaults={"livemode": False})
    channel = niche.channels.first() or factories.watched_channel(niche=niche, title="Daily Grind")
    return factories.candidate(
        channel=channel,
        number=number,
        title=title,
        published_at=timezone.now() - timedelta(hours=9),
        duration_s=31,
        score=score,
        score_low=score / 2,
        score_high=score * 2,
        method=Method.SAME_AGE,
        unscored="",
        baseline_n=14,
        baseline_median=1000,
        baseline_low=0.5,
        baseline_high=2.1,
    )


def failed_render(workspace):
    render = start_render(make_video(workspace))
    renders.fail(render=render, failure="The render node did not answer.", code="node_lost")
    render.refresh_from_db()
    return render


@pytest.mark.django_db
def test_strangers_see_what_this_is_and_the_way_in():
    shown = text(Client().get("/"))

    assert "From a trend to a published video" in shown
    assert "$29" in shown
    assert "/accounts/signup/" in shown


def test_a_new_workspace_sees_the_first_steps_and_what_comes_next(page):
    response = page.get("/")

    assert response.status_code == 200
    assert "Get started" in text(response)
    assert "Nothing stands out yet" in text(response)
    assert "Needs attention" not in text(response)


def test_the_steps_tick_themselves_from_what_is_there(workspace, user):
    assert ticked(workspace, user) == [False] * 7

    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Niche.objects.create(workspace=workspace, name="Home coffee")
    Candidate.objects.filter(pk=candidate(workspace).pk).update(decision=Decision.SAVED)
    Idea.objects.create(workspace=workspace, title="Sour espresso")

    assert ticked(workspace, user) == [True, True, True, True, False, False, False]


def test_making_an_idea_of_a_result_counts_as_having_judged_it(workspace, user):
    Idea.objects.create(workspace=workspace, title="Sour espresso", candidate=candidate(workspace))

    assert ticked(workspace, user)[2:4] == [True, True]


def test_the_work_of_others_ticks_nothing(workspace, user, elsewhere):
    Niche.objects.create(workspace=elsewhere, name="Home coffee")
    Idea.objects.create(workspace=elsewhere, title="Sour espresso", candidate=candidate(elsewhere))

    assert ticked(workspace, user) == [False] * 7


def test_the_first_steps_can_be_hidden(page):
    page.post("/first-steps/")

    assert "Get started" not in text(page.get("/"))


def test_what_stands_out_is_shown_with_its_n_and_the_most_unusual_first(page, workspace):
    for number, score in enumerate([2.2, 8.4, 3.1, 5.0]):
        candidate(workspace, score=score, title=f"Video at {score}", number=number)

    shown = text(page.get("/"))

    assert shown.index("Video at 8.4") < shown.index("Video at 5.0") < shown.index("Video at 3.1")
    assert "Video at 2.2" not in shown
    assert "n = 14" in shown


def test_scores_are_not_shown_where_they_are_not_accepted(page, workspace, settings):
    candidate(workspace)
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False

    assert "8.4×" not in text(page.get("/"))


def test_a_hostile_title_is_shown_as_text(page, workspace):
    candidate(workspace, title="<script>alert(1)</script>")

    assert "<script>alert" not in text(page.get("/"))


def test_a_failed_render_needs_attention_and_shows_its_reason(page, workspace):
    render = failed_render(workspace)

    shown = text(page.get("/"))

    assert "Needs attention" in shown
    assert "The render node did not answer." in shown
    assert f"/videos/{render.video_id}/" in shown


def test_a_failure_is_settled_by_the_render_after_it(workspace, user):
    render = failed_render(workspace)
    renders.retry(render=render, requested_by=None)

    content = home_content.of(workspace=workspace, person=user)
    assert not content.failed_render
    assert home.attention_items(workspace=workspace, content=content) == []


def test_a_channel_that_needs_reconnecting_comes_before_newer_items(page, workspace, user):
    failed_render(workspace)
    Connection.objects.create(
        workspace=workspace,
        platform="youtube",
        channel_id="UC1",
        channel_title="Daily Grind",
        status=ConnectionStatus.NEEDS_RECONNECT,
        status_changed_at=timezone.now() - timedelta(days=2),
    )

    items = home.attention_items(
        workspace=workspace, content=home_content.of(workspace=workspace, person=user)
    )

    assert [item.action for item in items] == ["Reconnect", "View"]
    assert "no longer accepts this connection" in text(page.get("/"))


def test_work_under_way_is_shown_and_asked_for_again(page, workspace):
    assert "hx-trigger" not in text(page.get("/", headers={"HX-Request": "true"}))
    start_render(make_video(workspace))

    part = text(page.get("/", headers={"HX-Request": "true"}))

    assert "Better espresso" in part
    assert "every 3s" in part
    assert "<html" not in part


def test_a_block_that_breaks_is_logged_and_says_so(caplog):
    def break_down():
        raise RuntimeError("out of order")

    block = home.block(break_down)

    assert block.failed
    assert "home block failed" in caplog.text
    shown = render_to_string("_home_running.html", {"running": block})
    assert "Running work can" in shown
    assert "hx-trigger" not in shown


@pytest.mark.parametrize("rows", [1, 12])
def test_home_takes_as_many_queries_however_much_there_is(
    page, workspace, rows, django_assert_max_num_queries
):
    for number in range(rows):
        candidate(workspace, number=number)
        Idea.objects.create(workspace=workspace, title=f"Idea {number}")
    page.get("/")

    # The session, the person with their workspaces, the glance, and the outliers.
    with django_assert_max_num_queries(4):
        page.get("/")


def test_finished_steps_are_folded_and_counted(page, workspace):
    Niche.objects.create(workspace=workspace, name="Home coffee")

    answer = page.get("/").content.decode()

    assert "1 of 7 done" in answer
    to_do, _, done = answer.partition("Show completed steps")
    assert "Add a niche or a channel" not in to_do.partition("Get started")[2]
    assert "Add a niche or a channel" in done
