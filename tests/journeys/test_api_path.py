"""The README's curl commands, unchanged: from a candidate to a published video."""

import os
import subprocess
import time
from pathlib import Path

import av
import pytest
import requests
from django.conf import settings

from accounts import api_keys
from billing import quotas
from discovery import niches
from discovery.models import Candidate
from publishing.models import Publication, PublicationStatus
from synthesis.models import Render, RendererStatus, RenderStatus, VideoStatus

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ENDS_WITHIN_S = 600
FOUND_WITHIN_S = 60


def section(title: str) -> str:
    """The commands of one of the README's sections."""
    text = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    return text.split(f"## {title}\n", 1)[1].split("```sh\n", 1)[1].split("```", 1)[0]


def commands() -> str:
    """The curl commands, without the line in which a reader sets URL and key."""
    yours, _, rest = section("Your first video by curl").partition("\n")
    assert yours.startswith("export SITE=")
    return rest


@pytest.fixture
def candidate(sandbox_url, celery_worker, workspace):
    """A starting point: the first videos of a watched niche."""
    suggestion = niches.SUGGESTIONS[0]
    niches.create(workspace=workspace, name=suggestion.name, keywords=suggestion.keywords, language="en")
    deadline = time.monotonic() + FOUND_WITHIN_S
    while time.monotonic() < deadline:
        found = Candidate.objects.for_workspace(workspace).first()
        if found:
            return found
        time.sleep(0.2)
    pytest.fail("nothing was found")


@pytest.fixture
def key(maker, workspace):
    _, secret = api_keys.issue(
        workspace=workspace, issued_by=maker, name="curl", scopes=api_keys.all_scopes()
    )
    return secret


def test_the_readme_leads_from_a_candidate_to_a_published_video(
    live_server, node, candidate, channel, workspace, key, sandbox_url, tmp_path
):
    assert node.status == RendererStatus.READY

    done = subprocess.run(  # noqa: S603 - our own README
        ["bash", "-euo", "pipefail", "-c", commands()],  # noqa: S607 - the reader's own bash
        cwd=tmp_path,
        env={**os.environ, "SITE": live_server.url, "KEY": key},
        capture_output=True,
        text=True,
        timeout=ENDS_WITHIN_S,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    publication = Publication.objects.get(workspace=workspace)
    assert publication.status == PublicationStatus.PUBLISHED
    assert done.stdout.splitlines()[-1] == publication.url
    assert not publication.livemode
    assert quotas.usage(workspace=workspace).used == 1
    render = Render.objects.get(workspace=workspace)
    assert (render.status, render.video.status) == (RenderStatus.SUCCEEDED, VideoStatus.READY)
    assert {scene.status for scene in render.video.scenes.all()} == {"succeeded"}
    assert render.final_asset is not None
    assert render.recipe.output_sha256 == render.final_asset.sha256
    assert not (Path(settings.WORK_ROOT) / render.pk).exists()
    assert requests.get(f"{sandbox_url}/_sandbox/uploads", timeout=10).json()["count"] == 1
    with av.open(str(tmp_path / "first.mp4")) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert (picture.codec_context.name, sound.codec_context.name) == ("h264", "aac")
        assert (picture.width, picture.height, float(picture.average_rate or 0)) == (1080, 1920, 30.0)
        assert (container.duration or 0) / av.time_base > 5
