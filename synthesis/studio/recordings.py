"""A person's own recording of a scene's narration."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from synthesis.errors import SceneLockedError
from synthesis.library import assets
from synthesis.library import recordings as library
from synthesis.models import Scene
from synthesis.studio import scenes, videos


def add(*, scene: Scene, file: "UploadedFile[Any]") -> Scene:
    """Store a recording and use it for the scene, in place of the voice or of an earlier recording.

    The file is kept in the library. Raises UploadUnusableError, SceneLockedError, VideoBusyError,
    VideoArchivedError and StorageUnavailableError; then nothing is kept.
    """
    _require_editable(scene)
    with assets.discarded_on_failure() as kept:
        recording = library.store(
            workspace=scene.workspace, file=file, title=f"{scene.video.title}, scene {scene.position}"
        )
        kept.append(recording)
        with transaction.atomic():
            recording.save(force_insert=True)
            return scenes.edit(scene=scene, version=scene.version, recording=recording)


def remove(*, scene: Scene) -> Scene:
    """Use the voice again. The file stays in the library. Idempotent. Raises as ``add`` does."""
    if scene.recording is None:
        return scene
    return scenes.edit(scene=scene, version=scene.version, recording=None)


@transaction.atomic
def _require_editable(scene: Scene) -> None:
    """Refuse before the file is read, which takes seconds."""
    videos.require_editable(video=scene.video)
    if scene.is_locked:
        raise SceneLockedError()
