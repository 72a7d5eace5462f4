"""Quotes: estimates from history or from a table, and blockers."""

import pytest
from django.utils import timezone

from billing import quotas
from synthesis.models import Attempt, RenderStatus, Video, VideoStatus
from synthesis.production import quotes
from synthesis.rendering import scene_requests
from synthesis.studio import scenes
from synthesis.tests.conftest import make_video, put_into_drawing, start_render
from synthesis.tests.pages import browser_of, text_of

pytestmark = pytest.mark.django_db


def add_history(render, *, count, seconds, frames=90):
    for number in range(count):
        Attempt.objects.create(
            workspace_id=render.workspace_id,
            render=render,
            scene_key=f"old{number}",
            position=1,
            status=RenderStatus.SUCCEEDED,
            request={"preset": "standard"},
            request_sha256="0" * 64,
            engine="motion",
            size=scene_requests.SIZE,
            frames=frames,
            seconds_spent=seconds + number / 10,
            finished_at=timezone.now(),
        )


def test_a_quote_names_each_scene_and_one_video(video):
    quote = quotes.make(video=video)

    assert [item.position for item in quote.items] == [1, 2]
    assert {item.engine for item in quote.items} == {"motion"}
    assert quote.videos == 1
    assert 0 < quote.p50_s < quote.p90_s
    assert not quote.is_blocked
    assert not quote.is_expired


def test_without_history_the_range_comes_from_a_table_and_says_so(video):
    quote = quotes.make(video=video)

    assert quote.n == 0
    assert {item.source for item in quote.items} == {"table"}


def test_with_ten_attempts_the_range_comes_from_history(video, workspace, render):
    add_history(render, count=10, seconds=9)

    quote = quotes.make(video=video)

    assert quote.n == 10
    assert {item.source for item in quote.items} == {"history"}
    per_frame = quote.items[0].p50_s / round(quote.items[0].duration_s * 30)
    assert per_frame == pytest.approx(9.45 / 90, rel=0.05)


def test_nine_attempts_are_too_few(video, render):
    add_history(render, count=9, seconds=9)

    assert quotes.make(video=video).n == 0


def test_attempts_of_quite_another_length_do_not_count(video, render):
    add_history(render, count=20, seconds=90, frames=9000)

    assert quotes.make(video=video).n == 0


def test_the_page_says_what_the_times_of_all_scenes_are_based_on(video, workspace, render):
    page = f"/videos/{video.pk}/quote/"
    member = browser_of(workspace)
    # The fixture's render is in progress, so the video could not be edited.
    Video.objects.update(status=VideoStatus.DRAFT)

    assert "Typical and slow (90th percentile) time, from our own measurements" in words_of(member, page)

    add_history(render, count=10, seconds=9)
    assert "time, from 10 similar scenes." in words_of(member, page)

    scenes.add(video=video, narration="One more thing. " * 60)
    mixed = words_of(member, page)
    assert "time, from similar scenes where there are any, and otherwise from our own" in mixed
    assert "10 earlier scenes" in mixed


def words_of(member, page):
    return " ".join(text_of(member.get(page)).split())


def test_all_blockers_are_listed_at_once(workspace):
    for number in range(5):
        quotas.reserve(workspace=workspace, reference=f"render:other{number}")
    video = make_video(workspace)
    scenes.add(video=video)

    codes = [reason.code for reason in quotes.make(video=video).blocked]

    assert codes == ["empty_scene", "quota_exhausted"]


def test_a_running_render_blocks_another_on_the_free_plan(workspace, render):
    quote = quotes.make(video=make_video(workspace))

    assert [reason.code for reason in quote.blocked] == ["too_many_renders"]


def test_a_wait_behind_others_is_counted(workspace, other_workspace):
    put_into_drawing(start_render(make_video(other_workspace)))

    assert quotes.make(video=make_video(workspace)).starts_in_s > 0


def test_the_outcome_is_known_only_after_success(render):
    assert quotes.outcome(render=render) is None
