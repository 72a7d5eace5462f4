"""Browsers and API clients that request pages, and finished videos to show on them."""

import hashlib
import re

from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Role, User
from synthesis.models import Asset, AssetOrigin, AssetRole, Recipe, Render, RenderStatus, VideoStatus
from synthesis.production import quotes, recipes
from synthesis.studio import scenes

MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 8


def browser_of(workspace, role=Role.OWNER):
    """A browser in which a user with that role is signed in."""
    if role == Role.OWNER:
        user = Membership.objects.get(workspace=workspace, role=Role.OWNER).user
    else:
        user = User.objects.create_user(
            email=f"{role}-{workspace.pk}@example.com", password="a long password"
        )
        Membership.objects.create(workspace=workspace, user=user, role=role)
    client = Client()
    client.force_login(user)
    return client


def store(workspace, *, role=AssetRole.FINAL, content=MP4, name="final.mp4", **fields):
    """A file in the library, whose bytes need not be a video."""
    asset = Asset(
        workspace=workspace,
        role=role,
        origin=AssetOrigin.ASSEMBLED if role == AssetRole.FINAL else AssetOrigin.UPLOADED,
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        **{"mime_type": "video/mp4", "title": "Better espresso", "duration_s": 12.5, **fields},
    )
    asset.file.save(name, ContentFile(content), save=False)
    asset.save()
    return asset


def finish(video, **fields):
    """A finished render of the video as it is now, as the pipeline would create it."""
    content = scenes.content_of(video=video)
    asset = store(video.workspace)
    number = video.renders.count() + 1
    render = Render.objects.create(
        workspace=video.workspace,
        video=video,
        quote=quotes.make(video=video),
        number=number,
        status=RenderStatus.SUCCEEDED,
        content=content,
        fingerprint=scenes.fingerprint(content=content),
        scenes_total=len(content.scenes),
        scenes_done=len(content.scenes),
        final_asset=asset,
        poster=asset,
        thumbnail=asset,
        deadline_at=timezone.now(),
        **{"finished_at": timezone.now(), **fields},
    )
    text = recipes.canonical(
        {
            "recipe_version": 1,
            "scope": "Bit-identical on the same class of machine.",
            "content": content.model_dump(mode="json"),
            "scenes": [
                {
                    "scene": scene.id, "starts_at_frame": 0, "frames": 90, "voice": "flite:slt",
                    "narration_s": 2.4, "drawing": None,
                }
                for scene in content.scenes
            ],
            "total_frames": 90,
            "versions": {"ffmpeg": "7.0"},
        }
    )  # fmt: skip
    Recipe.objects.create(
        workspace=video.workspace,
        render=render,
        canonical=text,
        sha256=recipes.digest(text),
        output_sha256=asset.sha256,
    )
    type(video).objects.filter(pk=video.pk).update(status=VideoStatus.READY)
    video.refresh_from_db()
    return render


def text_of(answer):
    """The page as text, without the variable parts of the frame."""
    return answer.content.decode()


def hidden(page, name):
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found.group(1)
