"""Generated scenes in the control lane: submitted once, polled, fetched, paid for, and failures."""

import io
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from PIL import Image

from sandbox.tests.conftest import move_clock, put_faults
from synthesis.assembly.storyboard import Shot
from synthesis.errors import PaidVideoExhaustedError
from synthesis.models import (
    AssetRole,
    Attempt,
    Lane,
    Origin,
    Render,
    Renderer,
    RendererKind,
    RenderStatus,
    Scene,
    SceneStatus,
    Stage,
)
from synthesis.production import leases, pipeline, quotes, renders
from synthesis.production.pipeline import engine_requests
from synthesis.rendering import renderers, spend, video_apis
from synthesis.studio import scenes
from synthesis.tests.conftest import make_video
from synthesis.tests.pages import store
from synthesis.tests.video_server import VideoServer

# The heartbeat of a call reads the row through its own connection.
pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 4
OMNI_MICROUSD_PER_S = 120_000


def advance(render: Render) -> None:
    cache.clear()
    pipeline.advance(render_id=render.pk)
    render.refresh_from_db()


def advance_until_over(render: Render) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        advance(render)
        if render.is_finished or not Attempt.objects.filter(status__in=["queued", "running"]).exists():
            return
        time.sleep(0.05)
    pytest.fail("it did not end")


def orders(url: str) -> int:
    asked = {"path": "/v1/interactions", "method": "POST"}
    found = requests.get(f"{url}/_sandbox/requests", params=asked, timeout=5).json()["requests"]
    return sum(1 for entry in found if entry["path"].endswith("/interactions"))


def generated_video(workspace: Any, prompt: str = "A moka pot on a stove.", engine: str = "") -> Any:
    video = make_video(workspace, scene_count=1)
    scene = Scene.objects.get(video=video)
    scenes.edit(
        scene=scene, version=scene.version, origin=Origin.GENERATED, visual_prompt=prompt, engine=engine
    )
    return video


def begin(video: Any) -> Render:
    """The render in the stage in which its one scene is rendered, as the media lane would advance it."""
    render = renders.start(video=video, quote=quotes.make(video=video), requested_by=None)
    claim = leases.claim(render_id=render.pk, lane=Lane.MEDIA)
    assert claim is not None
    render.move_to(RenderStatus.RUNNING, started_at=timezone.now())
    scene = render.scenes[0]
    shot = Shot(
        key=scene.id,
        starts_at_frame=0,
        frames=SECONDS * 30,
        speech_starts_at_frame=0,
        narration=None,
    )
    built = engine_requests.build(render=render, scene=scene, shot=shot)
    assert built is not None
    Attempt.objects.create(
        workspace_id=render.workspace_id,
        render=render,
        scene_id=scene.id,
        scene_key=scene.id,
        position=1,
        request=built.request.model_dump(mode="json", exclude_none=True),
        request_sha256=built.digest,
        engine=built.request.model,
        size=built.request.size or "",
        frames=built.frames,
    )
    leases.write(claim=claim, stage=Stage.RENDERING)
    leases.release(claim=claim)
    render.refresh_from_db()
    return render


@pytest.fixture
def sandbox(sandbox_url, settings, db):
    settings.SANDBOX_URL = sandbox_url
    video_apis.register()
    for node in Renderer.objects.all():
        renderers.probe(renderer=node)
    # One at a time, so that a test knows which attempt it checks.
    Renderer.objects.filter(kind=RendererKind.VEO).update(is_draining=True)
    return sandbox_url


@pytest.fixture
def omni(sandbox):
    return Renderer.objects.get(kind=RendererKind.GEMINI_OMNI)


@pytest.fixture
def server():
    with VideoServer() as running:
        yield running


@pytest.fixture
def server_node(server, db):
    node = Renderer.objects.create(
        name="A server of some kind", kind=RendererKind.OPENAI_VIDEOS, base_url=server.url
    )
    renderers.probe(renderer=node)
    return node


class TestPaid:
    def test_a_scene_is_generated_and_its_cost_noted(self, omni, sandbox, workspace):
        render = begin(generated_video(workspace))
        advance(render)
        move_clock(sandbox, 60)
        advance_until_over(render)

        attempt = Attempt.objects.select_related("clip").get()
        assert attempt.status == RenderStatus.SUCCEEDED
        assert attempt.cost_microusd == SECONDS * OMNI_MICROUSD_PER_S
        assert attempt.recipe is not None
        assert attempt.recipe["settings"]["operation"] == attempt.job_id
        assert attempt.clip is not None
        assert (attempt.clip.origin, attempt.clip.livemode) == ("generated", False)
        assert (attempt.clip.width_px, attempt.clip.height_px) == (720, 1280)
        assert orders(sandbox) == 1

    def test_it_begins_with_the_picture_that_was_chosen(self, omni, sandbox, workspace):
        held = io.BytesIO()
        Image.new("RGB", (300, 300), "red").save(held, "PNG")
        picture = store(
            workspace, role=AssetRole.UPLOAD, content=held.getvalue(), name="a.png", mime_type="image/png"
        )
        video = generated_video(workspace)
        scene = Scene.objects.get()
        scenes.edit(scene=scene, version=scene.version, asset=picture)
        render = begin(video)
        advance(render)

        # The sandbox refuses a picture that does not match its task, and a task without its picture.
        attempt = Attempt.objects.get()
        assert attempt.job_id
        assert "input_reference" not in attempt.request

    def test_polling_again_submits_once(self, omni, sandbox, workspace):
        render = begin(generated_video(workspace))
        for _ in range(3):
            advance(render)

        assert orders(sandbox) == 1

    def test_a_refusal_of_the_vendor_fails_the_scene_with_its_reason(self, omni, sandbox, workspace):
        render = begin(generated_video(workspace, "A pot. [sandbox:refuse]"))
        advance(render)
        move_clock(sandbox, 60)
        advance(render)

        assert render.status == RenderStatus.FAILED
        assert "blocked by the safety policy" in render.failure
        assert render.failure_code == "refused"
        assert Scene.objects.get().status == SceneStatus.FAILED
        assert (Attempt.objects.count(), orders(sandbox)) == (1, 1)

    def test_a_lost_response_is_not_followed_by_a_second_request(self, omni, sandbox, workspace):
        render = begin(generated_video(workspace))
        put_faults(
            sandbox, {"match": {"method": "POST", "path": "/interactions$"}, "kind": "drop_after_commit"}
        )
        advance(render)
        advance(render)

        assert (render.status, render.failure_code) == (RenderStatus.FAILED, "submission_unconfirmed")
        assert "may have been charged" in render.failure
        assert orders(sandbox) == 1

    def test_after_a_crash_during_the_request_nothing_is_sent_again(self, omni, sandbox, workspace):
        render = begin(generated_video(workspace))
        Attempt.objects.update(renderer=omni, submitted_at=timezone.now())
        advance(render)

        assert (render.status, render.failure_code) == (RenderStatus.FAILED, "submission_unconfirmed")
        assert orders(sandbox) == 0

    def test_the_person_may_try_again(self, omni, sandbox, workspace):
        render = begin(generated_video(workspace))
        Attempt.objects.update(renderer=omni, submitted_at=timezone.now())
        advance(render)
        again = renders.retry(render=render, requested_by=None)

        assert again.status == RenderStatus.QUEUED

    def test_a_full_vendor_is_retried_later(self, omni, sandbox, workspace):
        render = begin(generated_video(workspace))
        busy = {"kind": "status", "status": 429, "retry_after_s": 30}
        put_faults(sandbox, {"match": {"method": "POST", "path": "/interactions$"}, **busy})
        advance(render)
        pipeline.advance(render_id=render.pk)
        assert orders(sandbox) == 1

        advance(render)
        assert Attempt.objects.get().job_id

    def test_a_paid_job_is_waited_for(self, omni, sandbox, workspace):
        render = begin(generated_video(workspace))
        advance(render)
        long_ago = timezone.now() - timedelta(minutes=10)
        Attempt.objects.update(unreachable_since=long_ago)
        put_faults(sandbox, {"match": {"method": "GET", "path": "/interactions/"}, "kind": "status"})
        advance(render)
        assert Attempt.objects.get().status in {RenderStatus.QUEUED, RenderStatus.RUNNING}

        move_clock(sandbox, 60)
        advance_until_over(render)
        assert Attempt.objects.get().status == RenderStatus.SUCCEEDED

    def test_a_job_canceled_during_the_request_is_canceled_once_its_id_is_known(
        self, omni, sandbox, workspace
    ):
        render = begin(generated_video(workspace))
        put_faults(
            sandbox,
            {"match": {"method": "POST", "path": "/interactions$"}, "kind": "slow", "delay_s": 3},
        )

        def send() -> None:
            advance(Render.objects.get(pk=render.pk))
            connection.close()

        sending = threading.Thread(target=send)
        sending.start()
        deadline = time.monotonic() + 10
        while not Attempt.objects.filter(submitted_at__isnull=False).exists():
            assert time.monotonic() < deadline
        renders.cancel(render=render)
        pipeline.stop_attempts(render_id=render.pk)
        sending.join()
        pipeline.stop_attempts(render_id=render.pk)

        attempt = Attempt.objects.get()
        shown = requests.get(
            f"{sandbox}/v1/interactions/{attempt.job_id}", headers={"x-goog-api-key": "k"}, timeout=5
        ).json()
        assert shown["status"] == "cancelled"

    def test_a_removed_engine_fails_the_render_with_a_message(self, omni, workspace):
        video = generated_video(workspace)
        render = renders.start(video=video, quote=quotes.make(video=video), requested_by=None)
        Renderer.objects.all().delete()
        pipeline.make(render_id=render.pk)
        render.refresh_from_db()

        assert (render.status, render.failure_code) == (RenderStatus.FAILED, "engine_gone")


class TestAnyServer:
    def test_a_scene_is_rendered_by_a_minimal_server(self, server, server_node, workspace):
        render = begin(generated_video(workspace))
        advance_until_over(render)

        attempt = Attempt.objects.select_related("clip").get()
        assert attempt.status == RenderStatus.SUCCEEDED
        assert attempt.cost_microusd is None
        assert [sent["seconds"] for sent in server.created] == ["4"]
        assert set(server.created[0]) == {"model", "prompt", "size", "seconds"}
        assert attempt.clip is not None
        assert attempt.clip.width_px == 360

    def test_a_lost_response_from_a_server_is_not_followed_by_a_second_request(
        self, server, server_node, workspace
    ):
        server.loses_answers = True
        render = begin(generated_video(workspace))
        advance(render)
        advance(render)

        assert render.failure_code == "submission_unconfirmed"
        assert len(server.created) == 1

    def test_a_cancel_deletes_it(self, server, server_node, workspace):
        render = begin(generated_video(workspace))
        advance(render)
        renders.cancel(render=render)
        pipeline.stop_attempts(render_id=render.pk)
        pipeline.stop_attempts(render_id=render.pk)

        assert server.deleted == ["video_1"]

    def test_a_job_unknown_to_the_server_is_submitted_again(self, server, server_node, workspace):
        render = begin(generated_video(workspace))
        advance(render)
        server.videos.clear()
        advance_until_over(render)

        assert len(server.created) == 2
        assert list(Attempt.objects.order_by("number").values_list("status", flat=True)) == [
            "failed",
            "succeeded",
        ]


class TestAllowance:
    @pytest.fixture
    def live_omni(self, omni):
        Renderer.objects.filter(pk=omni.pk).update(livemode=True)
        return omni

    def test_the_free_plan_includes_no_paid_video(self, live_omni, workspace):
        quote = quotes.make(video=generated_video(workspace, engine="gemini-omni"))

        assert quote.blocked[0].code == "paid_video_exhausted"
        assert "Your plan doesn't include paid video services" in quote.blocked[0].message

    def test_an_automatic_choice_excludes_engines_the_plan_does_not_cover(self, live_omni, workspace):
        quote = quotes.make(video=generated_video(workspace))

        assert [reason.code for reason in quote.blocked] == ["no_engine"]
        assert "your plan has no paid seconds left" in quote.blocked[0].message

    def test_seconds_count_as_quoted_and_after_the_end_as_requested(self, live_omni, workspace, settings):
        settings.PAID_VIDEO_SECONDS = 20
        video = generated_video(workspace)
        quote = quotes.make(video=video)
        render = renders.start(video=video, quote=quote, requested_by=None)
        assert spend.left(workspace=workspace) == 20 - quotes.paid_s(items=quote.items) < 20

        renders.cancel(render=render)
        assert spend.left(workspace=workspace) == 20

    def test_a_render_beyond_the_seconds_left_is_refused(self, live_omni, workspace, settings):
        settings.PAID_VIDEO_SECONDS = 20
        video = generated_video(workspace)
        quote = quotes.make(video=video)
        settings.PAID_VIDEO_SECONDS = 1

        with pytest.raises(PaidVideoExhaustedError, match="1 of 1 left"):
            renders.start(video=video, quote=quote, requested_by=None)
        assert not Render.objects.exists()
