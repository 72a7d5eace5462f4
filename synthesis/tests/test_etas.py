"""ETAs on pages: true at any pace, wider after an error, absent if unknown."""

import random
from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from synthesis.models import Attempt, Lane, Render, RenderStatus, Stage
from synthesis.production import etas, leases
from synthesis.production.pipeline import sweeping
from synthesis.rendering import dispatch, speeds
from synthesis.tests.conftest import make_video, start_render
from synthesis.tests.pages import browser_of, text_of


def expected_of(render):
    render.refresh_from_db()
    return etas.progress_of(render=render).expected


def ago(seconds):
    return timezone.now() - timedelta(seconds=seconds)


# --- the rule, with simulated work ------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_an_estimate_holds_at_any_steady_pace(seed):
    """Work of any length that proceeds at 1 to 6 times the expected time: after the first fifth, nine of ten
    estimates contain the real end, with a tolerance of a quarter.
    """
    chance = random.Random(seed)  # noqa: S311 - a simulation
    whole_s, slowness = chance.uniform(20, 600), chance.uniform(1, 6)
    held = []
    for step in range(4, 20):
        done = step / 20
        found = speeds.widened(
            left_s=(1 - done) * whole_s,
            left_p90_s=2 * (1 - done) * whole_s,
            whole_s=whole_s,
            elapsed_s=done * whole_s * slowness,
        )
        assert found is not None
        true_s = (1 - done) * whole_s * slowness
        held.append(0.75 * found[0] <= true_s <= 1.25 * found[1])

    assert sum(held) >= 0.9 * len(held)


@pytest.mark.parametrize("seed", range(20))
def test_an_estimate_widens_without_progress_and_is_then_omitted(seed):
    chance = random.Random(seed)  # noqa: S311 - a simulation
    whole_s, done = chance.uniform(20, 600), chance.uniform(0, 0.95)
    spans = [
        speeds.widened(
            left_s=(1 - done) * whole_s,
            left_p90_s=2 * (1 - done) * whole_s,
            whole_s=whole_s,
            elapsed_s=done * whole_s + stuck_s,
        )
        for stuck_s in range(0, 10_000, 10)
    ]

    said = [span for span in spans if span is not None]
    assert spans[: len(said)] == said
    assert all(before[1] - before[0] <= after[1] - after[0] for before, after in pairwise(said))
    assert spans[-1] is None


def test_work_on_schedule_keeps_its_estimate():
    assert speeds.widened(left_s=60, left_p90_s=90, whole_s=120, elapsed_s=60) == (60, 90)


@pytest.mark.parametrize("expected_s", [1, 10, 300])
def test_overdue_work_takes_longer_the_longer_it_is_overdue(expected_s):
    left = [speeds.left_s(expected_s=expected_s, spent_s=spent_s) for spent_s in range(0, 3000, 50)]

    overdue = left[expected_s // 50 + 1 :]
    assert overdue == sorted(overdue)
    assert overdue[-1] > 0.4 * (3000 - expected_s) - 50


# --- renders ----------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestRender:
    def test_a_render_without_progress_has_no_eta(self, drawing_render, node, workspace):
        attempt = Attempt.objects.earliest("position")
        Attempt.objects.filter(pk=attempt.pk).update(
            status=RenderStatus.RUNNING, renderer=node, started_at=ago(1500), submitted_at=ago(1500)
        )
        Render.objects.update(stage_changed_at=ago(1500), started_at=ago(1510))

        page = text_of(browser_of(workspace).get(f"/videos/{drawing_render.video_id}/"))

        assert expected_of(drawing_render) is None
        assert "Working…" in page
        assert "Ready in" not in page

    def test_a_render_that_waits_for_a_worker_has_no_eta(self, render, other_workspace):
        other = start_render(make_video(other_workspace))
        Render.objects.filter(pk=other.pk).update(status=RenderStatus.RUNNING)

        assert expected_of(render) is None

    def test_a_new_render_has_the_eta_of_its_quote(self, render):
        found = expected_of(render)

        assert found is not None
        assert found.p50_s == pytest.approx(render.quote.p50_s + render.quote.starts_in_s, abs=2)

    def test_a_node_that_does_not_start_is_not_reported_as_about_to_start(self, drawing_render, node):
        Attempt.objects.update(renderer=node, submitted_at=ago(60))

        reason = dispatch.wait_reason(render=drawing_render)

        assert reason is not None
        assert (reason.code, reason.eta_s) == ("assigned", None)
        assert "has not started" in reason.message
        assert expected_of(drawing_render) is None

    def test_an_overdue_scene_ahead_lengthens_the_wait(self, drawing_render, node):
        ahead, mine = Attempt.objects.order_by("pk")
        other = Render.objects.exclude(pk=drawing_render.pk)
        assert not other.exists()
        Attempt.objects.filter(pk=mine.pk).update(renderer=node, submitted_at=ago(5))
        Attempt.objects.filter(pk=ahead.pk).update(renderer=node, status=RenderStatus.RUNNING)
        waits = []
        for spent_s in (1, 60, 600):
            Attempt.objects.filter(pk=ahead.pk).update(started_at=ago(spent_s))
            waits.append(etas.left_of(Attempt.objects.get(pk=ahead.pk)))

        assert waits == sorted(waits)
        assert waits[-1] > 250

    @pytest.mark.parametrize("stage", [Stage.NARRATING, Stage.ASSEMBLING, Stage.CHECKING])
    def test_a_render_that_waits_for_a_busy_media_worker_does_not_fail(self, render, other_workspace, stage):
        other = start_render(make_video(other_workspace))
        assert leases.claim(render_id=other.pk, lane=Lane.MEDIA) is not None
        Render.objects.filter(pk=render.pk).update(
            status=RenderStatus.RUNNING, stage=stage, deadline_at=ago(1), media_lease_until=None
        )

        sweeping.resume_stalled()

        render.refresh_from_db()
        assert render.status == RenderStatus.RUNNING
        reason = dispatch.wait_reason(render=render)
        assert reason is not None
        assert reason.code == "workers_busy"
        assert render.deadline_at > timezone.now()
