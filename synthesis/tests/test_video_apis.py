"""The rows of the paid video APIs: present with a key, or with a sandbox."""

from datetime import timedelta

import pytest
from django.utils import timezone

from synthesis.models import Renderer, RendererKind, RendererStatus
from synthesis.rendering import adapters, renderers, video_apis

pytestmark = pytest.mark.django_db


@pytest.fixture
def sandboxed(db, settings):
    """No request is sent: a configured sandbox is enough."""
    settings.SANDBOX_URL = "http://127.0.0.1:1"
    video_apis.register()


def test_the_sandbox_replaces_vendors_without_a_key(sandboxed):
    video_apis.register()

    rows = Renderer.objects.order_by("kind")
    assert [(row.kind, row.livemode) for row in rows] == [("gemini_omni", False), ("veo", False)]


def test_without_sandbox_and_keys_there_is_none(db, settings):
    settings.SANDBOX_URL = ""
    video_apis.register()

    assert not Renderer.objects.exists()


def test_with_a_key_the_sandbox_is_drained_and_without_it_resumed(sandboxed, settings):
    omni = Renderer.objects.get(kind=RendererKind.GEMINI_OMNI)
    settings.GEMINI_API_KEY = "a key"
    video_apis.register()
    omni.refresh_from_db()
    live = Renderer.objects.get(kind=RendererKind.GEMINI_OMNI, livemode=True)
    assert (omni.is_draining, live.is_draining) == (True, False)

    settings.GEMINI_API_KEY = ""
    video_apis.register()
    omni.refresh_from_db()
    live.refresh_from_db()
    assert (omni.is_draining, live.is_draining) == (False, True)


def test_a_removed_key_counts_as_silence(db, settings):
    node = Renderer.objects.create(
        kind=RendererKind.VEO,
        base_url="live",
        status=RendererStatus.READY,
        answered_at=timezone.now() - timedelta(minutes=1),
    )
    renderers.probe(renderer=node)

    node.refresh_from_db()
    assert node.status == RendererStatus.LOST
    assert "GOOGLE_CLOUD_PROJECT is empty" in node.status_note


@pytest.mark.parametrize("kind", [RendererKind.GEMINI_OMNI, RendererKind.VEO])
def test_paid_jobs_are_never_submitted_twice_or_reassigned(kind):
    traits = adapters.traits(kind=kind)

    assert traits.is_paid
    assert not traits.is_idempotent
    assert not traits.is_replaceable


@pytest.mark.parametrize("kind", RendererKind.values)
def test_a_client_has_the_traits_of_its_kind(kind, settings):
    settings.SANDBOX_URL = "http://127.0.0.1:1"
    client = adapters.client(
        kind=kind, connection=adapters.Connection(base_url="http://127.0.0.1:1", livemode=False)
    )

    assert client.traits == adapters.traits(kind=kind)


@pytest.mark.parametrize(
    ("kind", "workers"), [(RendererKind.RENDER_NODE, 3), (RendererKind.OPENAI_VIDEOS, 4)]
)
def test_a_render_node_holds_one_job_more_than_it_renders(kind, workers):
    assert renderers.workers(renderer=Renderer(kind=kind, slots=4)) == workers
