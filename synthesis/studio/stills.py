"""Stills: a stored JPEG of how each scene looks, made by workers.

A drawn scene is drawn by a render node; of a file or a clip, one frame is taken. A scene keeps its old still
until the new one is stored. Everything here may be repeated, and may run concurrently.
"""

import hashlib
import logging
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from foundation import media, messages
from foundation.errors import UpstreamError, UpstreamUnavailableError
from render_node.contract import StillRequest
from synthesis.assembly import composition
from synthesis.content import VideoContent
from synthesis.library import assets
from synthesis.models import Asset, AssetOrigin, AssetRole, Scene, Video
from synthesis.rendering import scene_requests
from synthesis.rendering import stills as renderer_stills
from synthesis.rendering.scene_requests import STILL_HEIGHT_PX, STILL_WIDTH_PX
from synthesis.studio import lengths, looks
from synthesis.studio.looks import VideoLooks
from synthesis.studio.videos import DRAW_STILLS

logger = logging.getLogger(__name__)

PREVIEW_STILL = "synthesis.preview_still"
# A video with many scenes is drawn in several tasks, so that it does not delay the others.
_AT_ONCE = 12
_QUALITY = 86
# Longer than a node takes for one still, also for its first.
_CLAIMED_FOR_S = 30
_REQUESTED_AT_MOST_EVERY_S = 10
_PREVIEWS_KEPT_FOR_S = 120
_OLD_KEPT_FOR_S = 600


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the still of a scene has to show: a drawn scene, one frame of a file, or nothing.

    ``digest`` is empty for a scene that shows nothing yet. ``graded_to`` is the theme of a graded file.
    """

    digest: str = ""
    request: StillRequest | None = None
    file: Asset | None = None
    graded_to: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The looks of a video as a render would draw it now, and the stills that its scenes should have."""

    content: VideoContent
    looks: VideoLooks
    wanted: Mapping[str, Wanted]

    def is_current(self, scene: Scene) -> bool:
        """True if the still of the scene shows what it has to show."""
        return scene.still_digest == self.wanted[scene.pk].digest


def plan(*, video: Video, rows: Sequence[Scene]) -> Plan:
    """Plan the stills of a video. ``rows`` are all its scenes in order, with their files."""
    content = looks.present(video=video, rows=rows)
    seconds = lengths.of_scenes(scenes=rows, video=video)
    found = looks.of_video(content=content)
    graded_to = {scene.id: found.theme.value for scene in content.scenes if content.grades(scene)}
    wanted = {
        row.pk: _of_drawn(content, row, length_s)
        if row.is_drawn
        else _of_file(row, graded_to=graded_to.get(row.pk, ""))
        for row, length_s in zip(rows, seconds, strict=True)
    }
    return Plan(content=content, looks=found, wanted=wanted)


def request(*, video: Video, rows: Sequence[Scene], planned: Plan, first: Scene | None = None) -> None:
    """Have a worker make the missing and outdated stills, if there are any; that of ``first`` first."""
    missing = [planned.wanted[row.pk].digest for row in rows if not planned.is_current(row)]
    if not missing:
        return
    key = hashlib.sha256("".join(missing).encode()).hexdigest()
    # Several pages request the same, and each again while a worker is busy.
    if cache.add(f"stills:{video.pk}:{key}", True, _REQUESTED_AT_MOST_EVERY_S):
        messages.send(DRAW_STILLS, video.pk, first=first.pk if first else "")


def request_missing(*, video: Video, rows: Sequence[Scene]) -> None:
    """Have a worker make the stills of scenes that never had one."""
    is_missing = any(row.has_content and not row.still_digest for row in rows)
    if is_missing and cache.add(f"stills:{video.pk}", True, _REQUESTED_AT_MOST_EVERY_S):
        messages.send(DRAW_STILLS, video.pk)


def draw(*, video_id: str, first: str = "") -> None:
    """Make the missing and outdated stills of a video, and store each as soon as it is made.

    Stops when the video was changed meanwhile, because that change has requested its own. Raises
    UpstreamUnavailableError and StorageUnavailableError.
    """
    video = Video.objects.select_related("workspace", "music_track").filter(pk=video_id).first()
    if video is None:
        return
    rows = _rows(video)
    planned = plan(video=video, rows=rows)
    due = [row for row in rows if not planned.is_current(row)]
    due.sort(key=lambda row: row.pk != first)
    for row in due[:_AT_ONCE]:
        if Video.objects.filter(pk=video.pk).exclude(updated_at=video.updated_at).exists():
            return
        _make(video, row, planned.wanted[row.pk])
    if len(due) > _AT_ONCE:
        messages.send(DRAW_STILLS, video.pk, first=first)


def request_preview(*, scene: Scene, wanted: Wanted) -> None:
    """Have a worker draw a scene as it is being edited. The picture is kept for two minutes.

    A later request for the same scene replaces one that no worker has begun.
    """
    if wanted.request is None or preview(scene=scene, digest=wanted.digest) is not None:
        return
    document = (wanted.digest, wanted.request.model_dump_json())
    cache.set(_request_key(scene.pk), document, _PREVIEWS_KEPT_FOR_S)
    messages.send(PREVIEW_STILL, scene.pk, wanted.digest)


def preview(*, scene: Scene, digest: str) -> bytes | None:
    """The JPEG of a preview; None until it is drawn."""
    found: bytes | None = cache.get(_picture_key(scene.pk, digest))
    return found


def draw_preview(*, scene_id: str, digest: str) -> None:
    """Draw the preview of this digest, if it is the latest request. Raises UpstreamError if it is refused."""
    latest, document = cache.get(_request_key(scene_id)) or ("", "")
    if latest != digest or cache.has_key(_picture_key(scene_id, digest)):
        return
    picture = renderer_stills.draw(request=StillRequest.model_validate_json(document))
    if picture is not None:
        cache.set(_picture_key(scene_id, digest), picture, _PREVIEWS_KEPT_FOR_S)


def _rows(video: Video) -> list[Scene]:
    return list(
        Scene.objects.filter(video=video).in_order().select_related("asset", "clip", "recording", "still")
    )


def _of_drawn(content: VideoContent, row: Scene, seconds: float) -> Wanted:
    if not row.has_content:
        return Wanted()
    scene = next(each for each in content.scenes if each.id == row.pk)
    request = scene_requests.still_for(
        content=content, scene=scene, spec=looks.spec_for(content=content, scene=scene), seconds=seconds
    )
    return Wanted(digest=scene_requests.still_digest(request=request), request=request)


def _of_file(row: Scene, *, graded_to: str) -> Wanted:
    """One frame of the rendered clip, or of the file that the scene shows or starts from."""
    file = row.clip if row.is_generated and row.clip is not None else row.asset
    if file is None:
        return Wanted()
    shown = f"file:{file.sha256}:{graded_to}" if graded_to else f"file:{file.sha256}"
    return Wanted(digest=hashlib.sha256(shown.encode()).hexdigest(), file=file, graded_to=graded_to)


def _make(video: Video, row: Scene, wanted: Wanted) -> None:
    """Make the still of one scene, unless another task is making it or has made it."""
    claim = f"still:{row.pk}:{wanted.digest}"
    if not cache.add(claim, True, _CLAIMED_FOR_S):
        return
    try:
        if Scene.objects.filter(pk=row.pk).exclude(still_digest=wanted.digest).exists():
            _store(video, row, wanted)
    finally:
        cache.delete(claim)


def _store(video: Video, row: Scene, wanted: Wanted) -> None:
    picture = _picture(row, wanted)
    if picture is None:
        _replace(row, wanted, None)
        return
    with tempfile.NamedTemporaryFile(prefix="ettametta-still-", suffix=".jpg") as file:
        file.write(picture)
        file.flush()
        asset = assets.store(
            workspace=video.workspace,
            path=Path(file.name),
            role=AssetRole.STILL,
            origin=AssetOrigin.ASSEMBLED,
            title=f"Scene {row.position}",
            width_px=STILL_WIDTH_PX,
            height_px=STILL_HEIGHT_PX,
            livemode=video.livemode,
        )
    with assets.discarded_on_failure() as kept:
        kept.append(asset)
        is_shown = _replace(row, wanted, asset)
    if not is_shown:
        assets.discard(asset=asset)
        messages.send(DRAW_STILLS, video.pk)


@transaction.atomic
def _replace(row: Scene, wanted: Wanted, asset: Asset | None) -> bool:
    """Show the new still. False if another task has replaced it meanwhile.

    The old one is kept for a while, because an open page may be about to load it.
    """
    as_read = Scene.objects.filter(pk=row.pk, still_digest=row.still_digest)
    if not as_read.update(still_id=asset.pk if asset else None, still_digest=wanted.digest):
        return False
    if asset is not None:
        asset.save(force_insert=True)
    if row.still_id is not None:
        expires_at = timezone.now() + timedelta(seconds=_OLD_KEPT_FOR_S)
        Asset.objects.filter(pk=row.still_id).update(expires_at=expires_at)
    return True


def _picture(row: Scene, wanted: Wanted) -> bytes | None:
    """The still as a JPEG; None if there is nothing to show. Raises UpstreamUnavailableError."""
    try:
        if wanted.request is not None:
            return preview(scene=row, digest=wanted.digest) or _drawn(wanted.request)
        return _frame_of(wanted.file, graded_to=wanted.graded_to) if wanted.file is not None else None
    except UpstreamUnavailableError:
        raise
    except UpstreamError as error:
        # It cannot be shown, and the next attempt would fail too.
        logger.warning("scene has no still", extra={"scene_id": row.pk, "reason": error.message})
        return None


def _drawn(request: StillRequest) -> bytes:
    picture = renderer_stills.draw(request=request)
    if picture is None:
        raise UpstreamUnavailableError("No render node can draw now.", system="renderers")
    return picture


def _frame_of(file: Asset, *, graded_to: str) -> bytes:
    """One frame of a film, or a picture, in the size of a still."""
    with (
        assets.local_path(asset=file) as path,
        tempfile.TemporaryDirectory(prefix="ettametta-still-") as folder,
    ):
        is_picture = file.mime_type.startswith("image/")
        if graded_to and is_picture:
            path = composition.in_srgb(picture=path, workdir=Path(folder))
        if graded_to or not is_picture:
            grade = composition.grade_of(clip=path, theme=graded_to, should_stop=_never)
            path = composition.poster(clip=path, grade=grade, workdir=Path(folder), should_stop=_never).poster
        return media.fit(path, width_px=STILL_WIDTH_PX, height_px=STILL_HEIGHT_PX, quality=_QUALITY)


def _never() -> bool:
    return False


def _request_key(scene_id: str) -> str:
    return f"still-request:{scene_id}"


def _picture_key(scene_id: str, digest: str) -> str:
    return f"still-picture:{scene_id}:{digest}"
