"""Work for a fault test: a render and a publication in each of several workspaces."""

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.files.base import ContentFile
from django.test import Client

from publishing import publications
from publishing.models import Connection, Publication
from publishing.platforms.youtube.options import Visibility, YouTubeOptions
from publishing.tests.conftest import back_here, consent
from synthesis.models import Asset, Render, Video
from synthesis.production import quotes, renders
from synthesis.studio import scenes, videos
from tests import world
from tests.world import World


@dataclass(frozen=True, slots=True)
class Work:
    """The work of one workspace."""

    owner: World
    render: Render
    publication: Publication


def begin(number: int, *, film: bytes) -> Work:
    """Create a workspace, start a render, and publish a finished video.

    The render has two short scenes, one of which a node draws, because that takes most of the time.
    """
    owner = world.full(f"maker{number}@example.com")
    asset = put_film(film, owner)
    return Work(owner=owner, render=_render(owner, asset), publication=_publish(owner, number))


def put_film(film: bytes, owner: World) -> Asset:
    """Make the film the file of the world's finished version."""
    asset = Asset.objects.get(pk=owner.id_of("Asset"))
    asset.file.save("final.mp4", ContentFile(film), save=False)
    asset.sha256, asset.size_bytes = hashlib.sha256(film).hexdigest(), len(film)
    asset.save()
    return asset


def _render(owner: World, film: Asset) -> Render:
    video = videos.create(workspace=owner.workspace, user=owner.owner, title="Short", mood="")
    scenes.add(video=video, narration="One.", headline="One")
    scenes.add(video=video, narration="Two.", origin="uploaded", asset=film)
    return renders.start(video=video, quote=quotes.make(video=video), requested_by=owner.owner)


def _publish(owner: World, number: int) -> Publication:
    draft = publications.draft(
        workspace=owner.workspace,
        actor=owner.owner,
        video=Video.objects.get(pk=owner.id_of("Video")),
        connection=connect(owner),
        title=f"Publication {number}",
        options=YouTubeOptions(visibility=Visibility.UNLISTED, made_for_kids=False),
    )
    return publications.publish(publication=draft, actor=owner.owner)


def connect(owner: World) -> Connection:
    """Connect a channel of the sandbox to the world's workspace."""
    browser = Client()
    browser.force_login(owner.owner, backend="django.contrib.auth.backends.ModelBackend")
    started = browser.post("/connections/youtube/start/")
    answer = browser.get(back_here(consent(started["Location"])))
    assert urlsplit(answer["Location"]).path == "/connections/"
    return Connection.objects.exclude(pk=owner.id_of("Connection")).get(workspace=owner.workspace)
