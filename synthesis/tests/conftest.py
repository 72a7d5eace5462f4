"""Workspaces, videos and nodes for tests."""

import itertools

import pytest
from django.utils import timezone

from accounts import workspaces
from accounts.models import User
from synthesis.models import Lane, Renderer, RendererStatus, Stage
from synthesis.production import quotes, renders
from synthesis.studio import scenes, videos
from synthesis.tests.stand_ins import ScriptedNode

_numbers = itertools.count()


def open_workspace():
    owner = User.objects.create_user(email=f"maker{next(_numbers)}@example.com", password="a long password")
    return workspaces.open_workspace(owner=owner, name="Studio")


@pytest.fixture
def workspace(db):
    return open_workspace()


@pytest.fixture
def other_workspace(db):
    return open_workspace()


def make_video(workspace, *, scene_count=2, **fields):
    video = videos.create(workspace=workspace, user=None, title="Better espresso", **fields)
    lines = ("Sour means it ran too fast.", "Grind one step finer.", "Then taste again.", "That is all.")
    for line in itertools.islice(itertools.cycle(lines), scene_count):
        scenes.add(video=video, narration=line, headline=line[:20])
    video.refresh_from_db()
    return video


@pytest.fixture
def video(workspace):
    return make_video(workspace)


def start_render(video):
    return renders.start(video=video, quote=quotes.make(video=video), requested_by=None)


@pytest.fixture
def render(video):
    return start_render(video)


@pytest.fixture
def scripted_node():
    with ScriptedNode() as node:
        yield node


def register(scripted, **fields):
    return Renderer.objects.create(
        base_url=scripted.url,
        token="node-token",
        webhook_secret="whsec_dGVzdC1vbmx5LXdlYmhvb2stc2VjcmV0LTMyLWJ5dGVz",
        **{
            "name": "Scripted",
            "status": RendererStatus.READY,
            "engines": ["motion"],
            "capabilities": [{"id": "motion", "frame_time": {"p50_s": 0.035, "p90_s": 0.07}}],
            "slots": 4,
            "answered_at": timezone.now(),
            **fields,
        },
    )


@pytest.fixture
def node(db, scripted_node):
    return register(scripted_node)


def put_into_drawing(render, *, frames=60, **share):
    """Advance the render to the stage in which attempts are rendered, as the media lane would.

    ``share`` is the weight, reserve and so on of another plan.
    """
    from synthesis.models import Attempt, RenderStatus
    from synthesis.production import leases
    from synthesis.rendering import dispatch, scene_requests
    from synthesis.studio import looks

    claim = leases.claim(render_id=render.pk, lane=Lane.MEDIA)
    assert claim is not None
    render.refresh_from_db()
    render.move_to(RenderStatus.RUNNING, started_at=timezone.now())
    for scene in render.scenes:
        spec = looks.spec_for(content=render.content, scene=scene)
        request = scene_requests.request_for(content=render.content, scene=scene, spec=spec, frames=frames)
        Attempt.objects.create(
            workspace_id=render.workspace_id,
            render=render,
            scene_id=scene.id,
            scene_key=scene.id,
            position=scene.position,
            request=request.model_dump(mode="json", exclude_none=True),
            request_sha256=scene_requests.digest(request=request),
            engine="motion",
            size=scene_requests.SIZE,
            frames=frames,
            **{"expected_s": 3.0, **dispatch.share_of(workspace=render.workspace), **share},
        )
    leases.write(claim=claim, stage=Stage.RENDERING)
    leases.release(claim=claim)
    render.refresh_from_db()
    return render


@pytest.fixture
def drawing_render(render):
    return put_into_drawing(render)
