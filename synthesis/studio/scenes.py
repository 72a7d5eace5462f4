"""Scenes: add, edit, reorder, split, merge, lock, delete; and the content that a render freezes."""

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max, QuerySet

from foundation import versions
from synthesis.assembly.captions import writing_systems
from synthesis.choices import (
    Origin,
    Structure,
)
from synthesis.content import (
    CHOICES,
    LISTS,
    MAX_SCENES,
    MINIMUM_S,
    TEXTS,
    SceneContent,
    SceneFields,
    Texts,
    VideoContent,
    VideoLook,
)
from synthesis.errors import (
    SceneFieldError,
    SceneLockedError,
    SceneNotLockableError,
    SceneTextTooLongError,
    TooManyScenesError,
)
from synthesis.library import assets
from synthesis.models import Asset, Scene, SceneStatus, Video
from synthesis.rendering import engines
from synthesis.studio import headlines, objects, pronunciations, videos

# No keyboard produces control characters, Postgres cannot store NUL, and a lone surrogate is not a character.
UNWANTED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")
# The title does not change the picture, and the rest follows from other videos and from the scenes.
_NOT_CHOSEN = {"title", "recent_themes", "recent_openings", "drawn_theme", "drawn_layouts", "drawn_title"}
EDITABLE = SceneFields.model_fields.keys() | {"asset", "finding", "recording"}


@transaction.atomic
def add(*, video: Video, after: Scene | None = None, **fields: Any) -> Scene:
    """Add a scene after ``after``, or at the end. Raises TooManyScenesError."""
    videos.require_editable(video=video)
    last = Scene.objects.filter(video=video).aggregate(last=Max("position"))["last"] or 0
    if Scene.objects.filter(video=video).count() >= MAX_SCENES:
        raise TooManyScenesError(limit=MAX_SCENES)
    position = after.position + 1 if after else last + 1
    Scene.objects.filter(video=video, position__gte=position).update(position=F("position") + 1)
    scene = _new(video, position, fields)
    scene.save()
    videos.touch(video=video, scene=scene)
    return scene


@transaction.atomic
def edit(*, scene: Scene, version: int, **changes: Any) -> Scene:
    """Edit a scene. ``version`` is an optimistic lock: the version that was read.

    Raises EditedElsewhereError, SceneLockedError, VideoBusyError, and InvalidError for invalid fields.
    """
    changes = _checked(changes)
    videos.require_editable(video=scene.video)
    locked = Scene.objects.select_for_update().get(pk=scene.pk)
    versions.require(row=locked, version=version)
    if locked.is_locked:
        raise SceneLockedError()
    _apply(locked, changes)
    _require_engine(locked, changes)
    locked.clip = None
    versions.save(row=locked, fields=[*changes, "recorded_narration", "clip"])
    _settle(locked)
    videos.touch(video=locked.video, scene=locked)
    scene.refresh_from_db()
    return scene


@transaction.atomic
def reorder(*, video: Video, scene_ids: Sequence[str]) -> None:
    """Put the scenes into this order. Raises SceneFieldError unless each scene is listed exactly once."""
    videos.require_editable(video=video)
    present = dict(Scene.objects.filter(video=video).values_list("pk", "position"))
    if sorted(scene_ids) != sorted(present):
        raise SceneFieldError(
            field="scenes",
            detail="Scenes were added or deleted in the meantime. Reload the page, then reorder.",
        )
    for position, scene_id in enumerate(scene_ids, start=1):
        if present[scene_id] != position:
            Scene.objects.filter(pk=scene_id).update(position=position)
    videos.touch(video=video)


def move(*, scene: Scene, by: int) -> None:
    """Move a scene up (-1) or down (1). At the end of the list, does nothing."""
    order = list(Scene.objects.filter(video=scene.video).in_order().values_list("pk", flat=True))
    place = order.index(scene.pk)
    target = min(max(place + by, 0), len(order) - 1)
    order.insert(target, order.pop(place))
    reorder(video=scene.video, scene_ids=order)


@transaction.atomic
def delete(*, scene: Scene) -> None:
    """Delete the scene and close the gap in the order. Raises SceneLockedError."""
    videos.require_editable(video=scene.video)
    if scene.is_locked:
        raise SceneLockedError()
    video, position = scene.video, scene.position
    _delete(Scene.objects.filter(pk=scene.pk))
    Scene.objects.filter(video=video, position__gt=position).update(position=F("position") - 1)
    videos.touch(video=video)


@transaction.atomic
def split(*, scene: Scene, at: int) -> tuple[Scene, Scene]:
    """Split the narration in two at a character; the second half becomes a new scene, of the same finding.

    A headline of the whole text becomes the headline of its first half.
    """
    first, second = scene.narration[:at].strip(), scene.narration[at:].strip()
    language = scene.video.language
    if not first or not second:
        raise SceneFieldError(field="narration", detail="Put the cursor between two words to split there.")
    is_own = scene.headline != headlines.headline_of(text=scene.narration, language=language)
    headline = scene.headline if is_own else headlines.headline_of(text=first, language=language)
    edit(scene=scene, version=scene.version, narration=first, headline=headline)
    other = add(
        video=scene.video,
        after=scene,
        narration=second,
        headline=headlines.headline_of(text=second, language=language),
        visual_prompt=scene.visual_prompt,
        structure=Structure.STATEMENT,
        finding=scene.finding,
    )
    return scene, other


@transaction.atomic
def merge_with_next(*, scene: Scene) -> Scene:
    """Append the next scene's narration to this one, and delete the next scene."""
    following = Scene.objects.filter(video=scene.video, position=scene.position + 1).first()
    if following is None:
        raise SceneFieldError(field="position", detail="There is no scene after this one to merge with.")
    texts = scene.narration, following.narration
    space = " " if writing_systems.needs_space(*texts, language=scene.video.language) else ""
    joined, finding = space.join(texts).strip(), scene.finding or following.finding
    edit(scene=scene, version=scene.version, narration=joined, finding=finding)
    delete(scene=following)
    scene.refresh_from_db()
    return scene


def lock(*, scene: Scene) -> None:
    """Lock the scene against changes. Idempotent."""
    if scene.is_locked:
        return
    if not scene.can_move_to(SceneStatus.LOCKED):
        raise SceneNotLockableError(status=scene.status)
    scene.move_to(SceneStatus.LOCKED)


def unlock(*, scene: Scene) -> None:
    """Unlock the scene."""
    if scene.is_locked:
        scene.move_to(SceneStatus.SUCCEEDED if scene.clip_id else SceneStatus.READY_TO_RENDER)


@transaction.atomic
def replace_all(*, video: Video, beats: Sequence[SceneFields]) -> list[Scene]:
    """Replace the video's scenes. Locked scenes stay, at the front.

    Raises TooManyScenesError and VideoBusyError.
    """
    videos.require_editable(video=video)
    _delete(Scene.objects.filter(video=video).exclude(status=SceneStatus.LOCKED))
    kept = list(Scene.objects.filter(video=video).in_order())
    if len(kept) + len(beats) > MAX_SCENES:
        raise TooManyScenesError(limit=MAX_SCENES)
    for position, scene in enumerate(kept, start=1):
        Scene.objects.filter(pk=scene.pk).update(position=position)
    made = [_new(video, position, dict(beat)) for position, beat in enumerate(beats, start=len(kept) + 1)]
    Scene.objects.bulk_create(made)
    videos.touch(video=video)
    return [*kept, *made]


def _delete(rows: "QuerySet[Scene]") -> None:
    """Delete scenes, with their stills."""
    stills = list(Asset.objects.filter(pk__in=rows.exclude(still=None).values("still")))
    rows.delete()
    for still in stills:
        assets.delete(asset=still)


def exists(*, scene_id: str) -> bool:
    """False if the scene was deleted."""
    return Scene.objects.filter(pk=scene_id).exists()


def follow(*, scene_id: str, status: SceneStatus, clip: Asset | None = None) -> None:
    """Copy the state of an attempt to its scene. A scene that was locked or deleted since does not change."""
    scene = Scene.objects.filter(pk=scene_id).first()
    if scene is not None and scene.can_move_to(status):
        scene.move_to(status, **({"clip": clip} if clip else {}))


def of_video(*, video: Video) -> list[Scene]:
    """The video's scenes in order, each with its files."""
    return list(Scene.objects.filter(video=video).in_order().select_related("asset", "recording"))


def content_of(*, video: Video, rows: Sequence[Scene] | None = None) -> VideoContent:
    """The content of the video as a render freezes it: look, sound, and scenes in order.

    ``rows`` are the scenes, if the caller has loaded them already.
    """
    rows = of_video(video=video) if rows is None else rows
    look = {name: getattr(video, name) for name in VideoLook.model_fields}
    said = pronunciations.needed(
        workspace_id=video.workspace_id, language=video.language, texts=[scene.narration for scene in rows]
    )
    scenes = tuple(_frozen(scene) for scene in rows)
    return VideoContent(**look, scenes=scenes, pronunciations=said, **_music_of(video))


def fingerprint(*, content: VideoContent) -> str:
    """SHA-256 of what people chose, as canonical JSON."""
    seen = content.model_dump(mode="json", exclude=_NOT_CHOSEN)
    # Without them, the fingerprint is that of a document of an earlier release, which had no such fields.
    if not seen["pronunciations"]:
        del seen["pronunciations"]
    if not any(content.grades(scene) for scene in content.scenes):
        del seen["grades_stock"]
    if seen["music_track"] is None:
        del seen["music_track"], seen["music_track_sha256"]
    # They are credits, and change nothing that is heard.
    del seen["music_track_title"], seen["music_track_licence"]
    for scene in seen["scenes"]:
        # The file's own digest stands for the picture.
        del scene["credit"]
        if scene["recording"] is None:
            del scene["recording"], scene["recording_sha256"], scene["recording_s"]
    text = json.dumps(seen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _new(video: Video, position: int, fields: dict[str, Any]) -> Scene:
    scene = Scene(video=video, workspace_id=video.workspace_id, position=position)
    _apply(scene, _checked(fields))
    _require_engine(scene, fields)
    scene.status = _resting_status(scene)
    return scene


def _apply(scene: Scene, changes: dict[str, Any]) -> None:
    """Set the fields, and check that the scene's files fit. Does not save."""
    for name, value in changes.items():
        setattr(scene, name, value)
    if "recording" in changes:
        scene.recorded_narration = scene.narration if scene.recording is not None else ""
    _require_file(scene)
    _require_recording(scene)


def _settle(scene: Scene) -> None:
    if scene.status != _resting_status(scene):
        scene.move_to(_resting_status(scene))


def _resting_status(scene: Scene) -> SceneStatus:
    return SceneStatus.READY_TO_RENDER if scene.has_content else SceneStatus.EMPTY


def _frozen(scene: Scene) -> SceneContent:
    fields = {name: getattr(scene, name) for name in SceneFields.model_fields}
    if scene.origin != Origin.GENERATED:
        # It does not change the picture, so it must not change the fingerprint.
        fields["engine"] = ""
    return SceneContent(
        **fields,
        id=scene.pk,
        position=scene.position,
        asset=scene.asset_id,
        asset_sha256=scene.asset.sha256 if scene.asset is not None else "",
        credit=scene.asset.credit if scene.asset is not None else None,
        **_recording_of(scene),
    )


def _music_of(video: Video) -> dict[str, Any]:
    if video.music_track is None:
        return {}
    track = video.music_track
    return {
        "music_track": track.pk,
        "music_track_sha256": track.sha256,
        "music_track_title": track.title,
        "music_track_licence": track.licence,
    }


def _recording_of(scene: Scene) -> dict[str, Any]:
    if scene.recording is None:
        return {}
    recording = scene.recording
    return {
        "recording": recording.pk,
        "recording_sha256": recording.sha256,
        "recording_s": recording.duration_s or 0.0,
    }


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    """The cleaned fields. Raises an error that names an invalid field."""
    unknown = fields.keys() - EDITABLE
    if unknown:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")
    checked = dict(fields)
    for name, text in TEXTS.items():
        if name in checked:
            checked[name] = _text(name, checked[name], text.max_length)
    for name, texts in LISTS.items():
        if name in checked:
            checked[name] = _texts(name, checked[name], texts)
    _check_choices(checked)
    return checked


def _check_choices(fields: dict[str, Any]) -> None:
    for name, choices in CHOICES.items():
        # An empty layout is an automatic one.
        if name in fields and fields[name] not in choices.values and (name != "layout" or fields[name]):
            raise SceneFieldError(field=name, detail=f"Choose one of {', '.join(choices.values)}.")
    unknown = [name for name in fields.get("object_names", ()) if name not in objects.names()]
    if unknown:
        raise SceneFieldError(field="object_names", detail=f"No object is named “{unknown[0]}”.")
    if any(not isinstance(fields.get(name) or Asset(), Asset) for name in ("asset", "recording")):
        raise TypeError("a file is a row of Asset")
    minimum_s = fields.get("minimum_s", 0)
    if not MINIMUM_S.least <= minimum_s <= MINIMUM_S.most:
        raise SceneFieldError(field="minimum_s", detail="The minimum must be 0 to 60 seconds.")


def _require_file(scene: Scene) -> None:
    if scene.origin in {Origin.UPLOADED, Origin.STOCK} and scene.asset_id is None:
        raise SceneFieldError(field="asset", detail="Choose the file that this scene shows.")
    if scene.asset is not None and scene.asset.workspace_id != scene.workspace_id:
        raise SceneFieldError(field="asset", detail="Choose a file from your own library.")
    if scene.asset is not None and (scene.asset.is_recording or scene.asset.is_music):
        raise SceneFieldError(field="asset", detail="This is a recording. Choose a picture or a video.")


def _require_recording(scene: Scene) -> None:
    recording = scene.recording
    if recording is None:
        return
    if recording.workspace_id != scene.workspace_id or not recording.is_recording:
        raise SceneFieldError(field="recording", detail="Choose a recording from your own library.")


def _require_engine(scene: Scene, changes: dict[str, Any]) -> None:
    """Check the engine and the start picture of a generated scene."""
    if scene.origin != Origin.GENERATED:
        return
    if scene.asset is not None and not scene.asset.mime_type.startswith("image/"):
        raise SceneFieldError(field="asset", detail="A generated video can start only from a picture.")
    if not changes.get("engine"):
        return
    offers = engines.offered()
    if engines.find(engine=scene.engine, among=offers) is None:
        titles = ", ".join(offer.id for offer in offers)
        there = f"Choose one of {titles}, or leave empty for the best." if offers else engines.NOTHING_OFFERED
        raise SceneFieldError(field="engine", detail=there)


def _text(name: str, value: str, limit: int) -> str:
    tidy = UNWANTED.sub(" ", value).strip()
    if len(tidy) > limit:
        raise SceneTextTooLongError(field=name.replace("_", " "), length=len(tidy), limit=limit)
    return tidy


def _texts(name: str, values: Sequence[str], limits: Texts) -> list[str]:
    texts = [text for text in (_text(name, value, limits.max_length) for value in values) if text]
    if len(texts) > limits.max_items:
        raise SceneFieldError(field=name, detail=f"At most {limits.max_items} lines are allowed.")
    return texts
