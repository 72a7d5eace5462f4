"""Gemini Omni and Veo with Google's own client, unpatched, against the sandbox."""

import time

import pytest
import requests

from foundation.errors import UpstreamError, UpstreamUnavailableError
from render_node.contract import Preset, VideoRequest, VideoStatus
from sandbox.tests.conftest import move_clock, put_faults
from synthesis.assembly.composition import footage
from synthesis.models import RendererKind
from synthesis.rendering import adapters, scene_requests
from synthesis.rendering.adapters.base import UnconfirmedError

PICTURE = "data:image/png;base64,aGVsbG8="
CREATE = {
    RendererKind.GEMINI_OMNI: r"/interactions$",
    RendererKind.VEO: r":predictLongRunning$",
}
KINDS = sorted(CREATE)


def asked(kind, prompt="A moka pot on a stove, steam rising.", **fields):
    engine = {RendererKind.GEMINI_OMNI: "gemini-omni", RendererKind.VEO: "veo-3.1"}[kind]
    wanted = {"negative_prompt": "text", "size": "720x1280", "num_frames": 96, "fps": 24, "seed": 7}
    return VideoRequest.model_validate({"model": engine, "prompt": prompt, **wanted, **fields})


def renderer_of(kind, *, livemode=False):
    return adapters.client(kind=kind, connection=adapters.Connection(livemode=livemode))


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def renderer(kind, sandbox_url, settings):
    settings.SANDBOX_URL = sandbox_url
    return renderer_of(kind)


def ended(renderer, request, url):
    """The outcome of the request once its time has passed."""
    job_id = renderer.submit(key="atm_1", request=request).id
    move_clock(url, 60)
    return renderer.poll(job_id=job_id, request=request)


def sent(url, path):
    answer = requests.get(f"{url}/_sandbox/requests", params={"path": path, "method": "POST"}, timeout=5)
    return answer.json()["count"]


class TestDrawing:
    def test_it_reports_its_engine_and_the_price_of_a_second(self, renderer):
        health = renderer.health()
        engine = health.engines[0]

        assert health.is_ready
        assert engine.takes_image
        assert engine.microusd_per_s > 0
        assert scene_requests.size_for(engine=engine, preset=Preset.BEST) == "1080x1920"

    def test_a_video_is_begun_watched_and_fetched(self, renderer, kind, sandbox_url, tmp_path):
        request = asked(kind)
        begun = renderer.submit(key="atm_1", request=request)
        assert not begun.status.is_final

        move_clock(sandbox_url, 60)
        done = renderer.poll(job_id=begun.id, request=request)
        digest = renderer.fetch(job_id=begun.id, destination=tmp_path / "clip.mp4")

        film = footage.probe(tmp_path / "clip.mp4")
        assert done.status is VideoStatus.COMPLETED
        assert (film.width_px, film.height_px, round(film.duration_s)) == (720, 1280, 4)
        assert len(digest) == 64
        assert done.recipe.engine == request.model
        assert done.recipe.settings["operation"] == begun.id
        assert done.recipe.engine_version

    def test_it_begins_with_a_picture(self, renderer, kind, sandbox_url):
        done = ended(renderer, asked(kind, input_reference=PICTURE), sandbox_url)

        assert done.status is VideoStatus.COMPLETED

    def test_an_unknown_job_is_none_at_the_vendor(self, renderer, kind):
        unknown = {RendererKind.GEMINI_OMNI: "v1_unknown"}.get(
            kind, "projects/p/locations/us-central1/publishers/google/models/veo-3.1/operations/unknown"
        )

        assert renderer.poll(job_id=unknown, request=asked(kind)) is None


class TestRefusals:
    @pytest.mark.parametrize("word", ["refuse", "zero", "fail"])
    def test_refusals_and_failures_have_a_reason(self, renderer, kind, sandbox_url, word):
        done = ended(renderer, asked(kind, f"A pot. [sandbox:{word}]"), sandbox_url)

        assert done.status is VideoStatus.FAILED
        assert len(done.error.message) > 20

    @pytest.mark.parametrize("word", ["incomplete", "budget"])
    def test_omni_says_when_it_stopped_early(self, sandbox_url, settings, word):
        settings.SANDBOX_URL = sandbox_url
        omni = renderer_of(RendererKind.GEMINI_OMNI)
        done = ended(omni, asked(RendererKind.GEMINI_OMNI, f"A pot. [sandbox:{word}]"), sandbox_url)

        assert done.status is VideoStatus.FAILED
        assert done.error.message in {
            "Generation stopped before the video was complete.",
            "The project's budget for this month is used up.",
        }

    def test_a_request_that_is_wrong_is_refused_and_nothing_was_accepted(self, renderer, kind):
        with pytest.raises(UpstreamError) as refusal:
            renderer.submit(key="atm_1", request=asked(kind, num_frames=48))
        assert not isinstance(refusal.value, UpstreamUnavailableError)
        assert refusal.value.context["upstream_status"] == 400

    def test_omni_stops_what_it_has_not_finished(self, sandbox_url, settings):
        settings.SANDBOX_URL = sandbox_url
        omni, request = renderer_of(RendererKind.GEMINI_OMNI), asked(RendererKind.GEMINI_OMNI)
        job_id = omni.submit(key="atm_1", request=request).id
        omni.cancel(key="atm_1", job_id=job_id)
        omni.cancel(key="atm_1", job_id=job_id)

        assert omni.poll(job_id=job_id, request=request).status is VideoStatus.CANCELLED

    def test_a_live_client_without_its_key_is_refused_with_a_message(self, kind):
        with pytest.raises(UpstreamError, match="no longer set up"):
            renderer_of(kind, livemode=True)


class TestSentOnce:
    """A paid video is requested once, whatever fails."""

    @pytest.mark.parametrize(
        "fault",
        [
            {"kind": "status", "status": 500},
            {"kind": "status", "status": 503},
            {"kind": "drop_after_commit"},
            {"kind": "malformed"},
        ],
        ids=["500", "503", "answer lost", "unreadable"],
    )
    def test_an_ambiguous_answer_is_not_followed_by_a_second_request(
        self, renderer, kind, sandbox_url, fault
    ):
        put_faults(sandbox_url, {"match": {"method": "POST", "path": CREATE[kind]}, "times": None, **fault})

        with pytest.raises(UnconfirmedError):
            renderer.submit(key="atm_1", request=asked(kind))
        assert sent(sandbox_url, CREATE[kind].strip("$/")) == 1

    def test_a_full_vendor_has_accepted_nothing(self, renderer, kind, sandbox_url):
        put_faults(
            sandbox_url,
            {
                "match": {"method": "POST", "path": CREATE[kind]},
                "kind": "status",
                "status": 429,
                "retry_after_s": 9,
            },
        )

        with pytest.raises(UpstreamUnavailableError) as refusal:
            renderer.submit(key="atm_1", request=asked(kind))
        assert refusal.value.retry_after_s == 9

    def test_where_nothing_listens_nothing_was_sent(self, kind, settings):
        settings.SANDBOX_URL = "http://127.0.0.1:1"
        started = time.monotonic()

        with pytest.raises(UpstreamUnavailableError):
            renderer_of(kind).submit(key="atm_1", request=asked(kind))
        assert time.monotonic() - started < 5
