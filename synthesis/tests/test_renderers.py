"""Render nodes: registered, probed, lost, drained; and the adapter against a real one."""

import hashlib
import io
import time
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from foundation.errors import UpstreamError, UpstreamUnavailableError
from render_node.contract import MotionSpec, StillRequest, VideoRequest, VideoStatus
from synthesis.models import Renderer, RendererStatus
from synthesis.rendering import renderers
from synthesis.rendering.adapters.render_node import RenderNodeClient as Adapter

CLIP = VideoRequest(prompt="a lighthouse", size="180x320", num_frames=6, fps=30, seed=1)


@pytest.mark.django_db
class TestRows:
    """The rows of render nodes."""

    def test_the_configured_node_has_one_row(self, settings):
        settings.RENDER_NODE_URL = "http://127.0.0.1:9"

        assert renderers.register_configured() == renderers.register_configured()
        assert Renderer.objects.count() == 1

    def test_a_changed_token_reaches_the_row(self, settings):
        settings.RENDER_NODE_URL = "http://127.0.0.1:9"
        renderers.register_configured()
        settings.RENDER_NODE_TOKEN = "another"
        renderers.register_configured()

        assert Renderer.objects.get().token == "another"

    def test_a_changed_address_reaches_the_row(self, settings):
        settings.RENDER_NODE_URL = "http://127.0.0.1:9"
        before = renderers.register_configured()
        settings.RENDER_NODE_URL = "http://127.0.0.1:10"
        after = renderers.register_configured()

        assert after == before
        assert Renderer.objects.get().base_url == "http://127.0.0.1:10"

    def test_a_node_that_an_operator_added_keeps_its_address(self, settings):
        added = Renderer.objects.create(name="Attic", base_url="http://10.0.0.5:8020")
        settings.RENDER_NODE_URL = "http://127.0.0.1:9"
        renderers.register_configured()
        settings.RENDER_NODE_URL = "http://127.0.0.1:10"
        renderers.register_configured()

        added.refresh_from_db()
        assert added.base_url == "http://10.0.0.5:8020"
        assert Renderer.objects.filter(is_configured=True).count() == 1

    def test_an_address_that_an_operator_added_first_becomes_the_configured_node(self, settings):
        settings.RENDER_NODE_URL = "http://127.0.0.1:9"
        renderers.register_configured()
        added = Renderer.objects.create(name="Attic", base_url="http://10.0.0.5:8020")
        settings.RENDER_NODE_URL = added.base_url

        assert renderers.register_configured() == added
        assert Renderer.objects.get(is_configured=True) == added

    def test_without_an_address_there_is_no_node(self, settings):
        settings.RENDER_NODE_URL = ""

        assert renderers.register_configured() is None

    def test_a_node_that_answers_becomes_ready(self, node, scripted_node):
        Renderer.objects.update(status=RendererStatus.LOST, engines=[], slots=1)
        scripted_node.workers = 3
        renderers.probe(renderer=node)

        node.refresh_from_db()
        assert (node.status, node.engines, node.slots) == (RendererStatus.READY, ["motion"], 4)

    def test_a_node_that_is_silent_for_a_moment_is_not_lost(self, node, scripted_node):
        scripted_node.faults[("GET", "*")] = 500
        renderers.probe(renderer=node)

        assert node.status == RendererStatus.READY
        assert node.status_note

    def test_a_node_that_stays_silent_is_lost(self, node, scripted_node):
        scripted_node.faults[("GET", "*")] = 500
        Renderer.objects.update(answered_at=timezone.now() - timedelta(minutes=1))
        renderers.probe(renderer=node)

        node.refresh_from_db()
        assert node.status == RendererStatus.LOST

    def test_a_starting_node_is_not_ready(self, node, scripted_node):
        scripted_node.faults[("GET", "/readyz")] = 503
        renderers.probe(renderer=node)

        assert node.status == RendererStatus.STARTING

    def test_a_node_whose_disk_is_full_says_so_and_gets_nothing(self, node, scripted_node):
        scripted_node.readiness = "disk_full"
        renderers.probe(renderer=node)

        assert node.status == RendererStatus.STARTING
        assert node.status_note == "Its disk is full."

    def test_a_model_that_the_node_cannot_load_is_not_offered(self, node, scripted_node):
        broken = {"id": "ltx-2", "state": "unavailable", "note": "there is no folder /models/ltx-2."}
        scripted_node.models = [{"id": "motion"}, broken]
        renderers.probe(renderer=node)

        assert node.engines == ["motion"]
        assert node.status_note == "ltx-2 is unavailable: there is no folder /models/ltx-2."

    def test_a_drained_node_stays_drained_until_it_is_taken_back(self, node):
        renderers.drain(renderer=node)
        renderers.probe(renderer=node)
        assert node.status == RendererStatus.DRAINING

        renderers.undrain(renderer=node)
        renderers.probe(renderer=node)
        assert node.status == RendererStatus.READY

    def test_secrets_are_not_readable_in_the_database(self, node):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT token, webhook_secret FROM synthesis_renderer")
            stored = "".join(cursor.fetchone())

        assert "node-token" not in stored
        assert "whsec" not in stored


@pytest.fixture
def real(render_node_url, settings):
    return Adapter(base_url=render_node_url, token=settings.RENDER_NODE_TOKEN)


def until_final(adapter, job_id):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        video = adapter.poll(job_id=job_id, request=CLIP)
        if video.status.is_final:
            return video
        time.sleep(0.1)
    pytest.fail("the node did not finish")


def key():
    return f"atm_{uuid.uuid4().hex}"


class TestAdapter:
    """The adapter against a real node."""

    def test_the_node_says_that_it_is_ready_and_what_it_draws_with(self, real):
        health = real.health()

        assert health.is_ready
        assert "motion" in [engine.id for engine in health.engines]

    def test_a_still_is_a_picture_of_the_requested_size(self, real):
        motion = MotionSpec.model_validate({"headline": "Cold pan", "layout": "type_poster"})

        content = real.still(request=StillRequest(motion=motion, width=270, height=480))

        with Image.open(io.BytesIO(content)) as picture:
            assert (picture.format, picture.size) == ("JPEG", (270, 480))

    def test_what_is_submitted_ends_as_a_file(self, real, tmp_path):
        video = until_final(real, real.submit(key=key(), request=CLIP).id)

        digest = real.fetch(job_id=video.id, destination=tmp_path / "clip.mp4")

        assert video.status is VideoStatus.COMPLETED
        assert digest == video.sha256
        assert hashlib.sha256((tmp_path / "clip.mp4").read_bytes()).hexdigest() == digest

    def test_the_same_key_finds_the_first(self, real):
        name = key()

        assert real.submit(key=name, request=CLIP).id == real.submit(key=name, request=CLIP).id

    def test_another_request_under_a_taken_key_is_refused(self, real):
        name = key()
        real.submit(key=name, request=CLIP)

        with pytest.raises(UpstreamError) as refusal:
            real.submit(key=name, request=CLIP.model_copy(update={"seed": 2}))
        assert refusal.value.context["upstream_status"] in {409, 422}

    def test_a_cancel_that_overtakes_its_submit_wins(self, real):
        name = key()
        real.cancel(key=name, job_id="")

        assert real.submit(key=name, request=CLIP).status is VideoStatus.CANCELLED

    def test_an_unknown_job_is_none(self, real):
        assert real.poll(job_id="video_unknown", request=CLIP) is None

    def test_a_wrong_token_is_a_refusal(self, render_node_url):
        with pytest.raises(UpstreamError) as refusal:
            Adapter(base_url=render_node_url, token="wrong").health()
        assert refusal.value.context["upstream_status"] == 401

    @pytest.mark.parametrize("status", [429, 500, 503])
    def test_a_busy_or_broken_node_counts_as_unavailable(self, scripted_node, status):
        scripted_node.faults[("POST", "/v1/videos")] = status

        with pytest.raises(UpstreamUnavailableError):
            Adapter(base_url=scripted_node.url, token="t").submit(key="k", request=CLIP)

    def test_an_unreadable_response_is_a_refusal(self, scripted_node):
        scripted_node.body = b"<html>proxy</html>"

        with pytest.raises(UpstreamError):
            Adapter(base_url=scripted_node.url, token="t").poll(job_id="video_1", request=CLIP)

    def test_nothing_listens(self):
        with pytest.raises(UpstreamUnavailableError):
            Adapter(base_url="http://127.0.0.1:1", token="t").health()
