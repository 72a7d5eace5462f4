"""A person's own music for a video."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from synthesis.library import assets
from synthesis.library import tracks as library
from synthesis.models import Asset, Video
from synthesis.models.assets import AssetQuerySet
from synthesis.studio import videos


def offered(*, video: Video) -> AssetQuerySet:
    """The music of the video's workspace, newest first."""
    rows: AssetQuerySet = Asset.objects.for_workspace(video.workspace).music()
    return rows


def add(*, video: Video, file: "UploadedFile[Any]", licence: str, title: str = "") -> Video:
    """Store music and use it for the video, in place of a mood or of other music.

    The file is kept in the library. Raises UploadUnusableError, VideoBusyError, VideoArchivedError and
    StorageUnavailableError; then nothing is kept.
    """
    with transaction.atomic():
        # Before the file is read, which takes seconds.
        videos.require_editable(video=video)
    with assets.discarded_on_failure() as kept:
        track = library.store(workspace=video.workspace, file=file, licence=licence, title=title)
        kept.append(track)
        with transaction.atomic():
            track.save(force_insert=True)
            return videos.edit(video=video, version=video.version, music_track=track)
