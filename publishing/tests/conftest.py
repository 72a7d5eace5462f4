"""A workspace with a finished video and a channel connected through the sandbox's consent page."""

import hashlib
import io
import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import av
import numpy as np
import pytest
import requests
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from accounts import workspaces
from accounts.models import Membership, Role, User
from publishing import playlists, publications
from publishing.models import Connection
from publishing.platforms.youtube.client import PIECE_BYTES
from publishing.platforms.youtube.options import Visibility, YouTubeOptions
from publishing.reviews import links
from publishing.reviews import requests as review_requests
from publishing.tests.tiktok import TO_EVERYONE, decide
from synthesis.content import SceneContent, VideoContent
from synthesis.models import (
    Asset,
    AssetOrigin,
    AssetRole,
    Quote,
    Render,
    RenderStatus,
    Video,
    VideoStatus,
)


@pytest.fixture(scope="session")
def clip_bytes() -> bytes:
    """A real mp4."""
    return film_bytes()


def film_bytes() -> bytes:
    """Make a real mp4 of half a second, 1080x1920."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 1080, 1920, "yuv420p"
        stream.options = {"preset": "ultrafast"}
        for n in range(15):
            picture = np.full((1920, 1080, 3), n * 10, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return buffer.getvalue()


@pytest.fixture
def _media(settings, tmp_path: Path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def user(db):
    return User.objects.create_user("nia@example.com", "long enough to pass")


@pytest.fixture
def workspace(user):
    return workspaces.open_workspace(owner=user, name="Nia's studio")


@pytest.fixture
def member(user, workspace):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ready_video(user, workspace, clip_bytes, _media):
    video = Video.objects.create(workspace=workspace, title="Three minute espresso", status=VideoStatus.READY)
    asset = Asset(
        workspace=workspace,
        role=AssetRole.FINAL,
        origin=AssetOrigin.ASSEMBLED,
        sha256=hashlib.sha256(clip_bytes).hexdigest(),
        size_bytes=len(clip_bytes),
        mime_type="video/mp4",
        width_px=1080,
        height_px=1920,
        duration_s=0.5,
    )
    asset.file.save("final.mp4", ContentFile(clip_bytes), save=False)
    asset.save()
    quote = Quote.objects.create(
        workspace=workspace,
        video=video,
        fingerprint="f",
        duration_s=1,
        p50_s=1,
        p90_s=2,
        n=0,
        expires_at=timezone.now() + timedelta(minutes=30),
    )
    Render.objects.create(
        workspace=workspace,
        video=video,
        quote=quote,
        number=1,
        status=RenderStatus.SUCCEEDED,
        content=VideoContent(title=video.title, scenes=(SceneContent(id="scn_1", position=1),)),
        fingerprint="f",
        scenes_total=1,
        final_asset=asset,
        poster=asset,
        thumbnail=asset,
        deadline_at=timezone.now(),
    )
    return video


def consent(address: str, *, decision: str = "allow") -> str:
    """Complete the sandbox's consent page. Returns the URL that the browser is redirected to."""
    asked = {name: found[0] for name, found in parse_qs(urlsplit(address).query).items()}
    root = address.split("/o/oauth2")[0]
    answer = requests.post(
        f"{root}/o/oauth2/v2/auth",
        data={**asked, "channel": "mokaandmiles", "decision": decision},
        allow_redirects=False,
        timeout=10,
    )
    assert answer.is_redirect, answer.text
    return answer.headers["Location"]


def link_in(answer, words: str) -> str:
    """The target of the link with this text."""
    found = re.search(rf'href="([^"]+)"[^>]*>{words}<', answer.content.decode())
    assert found, words
    return unescape(found[1])


def back_here(address: str) -> str:
    """The path and query of a URL."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


@pytest.fixture
def connection(sandbox_url, member, workspace):
    started = member.post("/connections/youtube/start/")
    member.get(back_here(consent(started["Location"])))
    return Connection.objects.get(workspace=workspace, platform="youtube")


@pytest.fixture
def allowed(connection, member):
    """The connection with the permission, and its playlists."""
    started = member.post("/connections/youtube/start/", {"extras": connection.pk})
    member.get(back_here(consent(started["Location"])))
    connection.refresh_from_db()
    playlists.to_compose(connection=connection)
    return connection


@pytest.fixture
def draft(ready_video, connection, workspace, user):
    return publications.draft(
        workspace=workspace,
        actor=user,
        video=ready_video,
        connection=connection,
        options=YouTubeOptions(visibility=Visibility.UNLISTED, made_for_kids=False),
    )


@pytest.fixture
def sent(draft, user):
    """The draft after publishing: its upload is due."""
    return publications.publish(publication=draft, actor=user)


@pytest.fixture
def large(draft, user, clip_bytes):
    """A publication whose file takes three pieces: the clip, followed by padding."""
    free = (2 * PIECE_BYTES).to_bytes(4, "big") + b"free" + bytes(2 * PIECE_BYTES - 8)
    asset = draft.render.final_asset
    asset.file.save("large.mp4", ContentFile(clip_bytes + free), save=False)
    asset.size_bytes = len(clip_bytes) + len(free)
    asset.save()
    return publications.publish(publication=draft, actor=user)


@pytest.fixture
def faults(sandbox_url):
    """Configure faults in the sandbox."""

    def ask(*rules):
        requests.put(f"{sandbox_url}/_sandbox/faults", json=list(rules), timeout=10).raise_for_status()

    return ask


@pytest.fixture
def uploads(sandbox_url):
    """How many videos the sandbox has received."""

    def count() -> int:
        return int(requests.get(f"{sandbox_url}/_sandbox/uploads", timeout=10).json()["count"])

    return count


@pytest.fixture
def requests_to(sandbox_url):
    """How many requests the sandbox has received for paths that contain these words."""

    def count(path: str, **query: str) -> int:
        asked = requests.get(f"{sandbox_url}/_sandbox/requests", {"path": path, **query}, timeout=10)
        return int(asked.json()["count"])

    return count


# --- approvals ---------------------------------------------------------------------------------------------


@pytest.fixture
def editor(workspace):
    person = User.objects.create_user("edo@example.com", "long enough to pass", name="Edo")
    return Membership.objects.create(workspace=workspace, user=person, role=Role.EDITOR)


@pytest.fixture
def owner(workspace, user):
    return Membership.objects.get(workspace=workspace, user=user)


@pytest.fixture
def asked(draft, editor):
    """The draft, waiting for approval as the editor asked."""
    review_requests.ask(publications=[draft], actor=editor.user, note="Please look at the hook.")
    draft.refresh_from_db()
    return draft


@pytest.fixture
def link(asked, owner):
    return links.create(publication=asked, membership=owner, name="Client", days=7)


# --- TikTok ------------------------------------------------------------------------------------------------


@pytest.fixture
def account(sandbox_url, member, workspace):
    """A connected account with all permissions."""
    member.get(back_here(decide(member.post("/connections/tiktok/start/")["Location"])))
    return Connection.objects.get(workspace=workspace, platform="tiktok")


@pytest.fixture
def compose(account, workspace, user, ready_video):
    """Draft a post with these options, and publish it."""

    def made(options=TO_EVERYONE, **content):
        draft = publications.draft(
            workspace=workspace,
            actor=user,
            video=ready_video,
            connection=account,
            post_text="Grind finer. #espresso",
            options=options,
            **content,
        )
        return publications.publish(publication=draft, actor=user)

    return made


@pytest.fixture
def posts(sandbox_url):
    """What the sandbox has, and ``count`` of posts with a video."""

    def look():
        return requests.get(f"{sandbox_url}/_sandbox/tiktok/posts", timeout=10).json()

    return look


@pytest.fixture
def permit(sandbox_url):
    """Change what the sandbox permits."""

    def change(**terms):
        requests.put(f"{sandbox_url}/_sandbox/tiktok", json=terms, timeout=10).raise_for_status()

    return change
