"""The file of an analysed video, as a path for measuring and watching."""

import shutil
from collections.abc import Collection
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from discovery.adapters import films
from discovery.analyses import subjects
from discovery.errors import UnwatchableError
from discovery.models import Analysis
from foundation import ids, storage

_FOLDER = "analyses"
_BLOCK_BYTES = 1024 * 1024


def workdir_of(analysis: Analysis) -> Path:
    """The folder for working files of the analysis. Another machine may not have them."""
    return Path(settings.WORK_ROOT, _FOLDER, analysis.pk)


def local(analysis: Analysis) -> Path | None:
    """The file as a path, fetched unless it is here already; None if the platform allows no download.

    Raises UnwatchableError if an own file was deleted, StorageUnavailableError and the upstream errors.
    """
    if not subjects.has_file(analysis):
        return None
    with storage.guarded("WORK_ROOT"):
        workdir_of(analysis).mkdir(parents=True, exist_ok=True)
    return _stored(analysis) if analysis.is_own else _downloaded(analysis)


def remove(*, analysis_id: str) -> None:
    """Delete the working files of an analysis."""
    shutil.rmtree(Path(settings.WORK_ROOT, _FOLDER, analysis_id), ignore_errors=True)


def kept() -> Collection[str]:
    """The ids of analyses with working files on this machine."""
    try:
        return [path.name for path in Path(settings.WORK_ROOT, _FOLDER).iterdir()]
    except OSError:
        return []  # The folder is missing or unreadable: nothing to delete.


def _stored(analysis: Analysis) -> Path:
    with storage.guarded("MEDIA_ROOT"):
        if not default_storage.exists(analysis.file_key):
            raise UnwatchableError(
                "The file of this video was deleted.", system="storage", reason="file_unreadable"
            )
    try:
        return Path(default_storage.path(analysis.file_key))
    except NotImplementedError:
        return _copied(analysis)


def _copied(analysis: Analysis) -> Path:
    """A copy of a file in object storage, whole or not at all."""
    target = workdir_of(analysis) / f"file{Path(analysis.file_key).suffix}"
    if target.exists():
        return target
    draft = target.with_name(f".{ids.new('tmp')}{target.suffix}")
    with storage.guarded("MEDIA_ROOT"):
        try:
            with default_storage.open(analysis.file_key, "rb") as source, draft.open("wb") as copy:
                shutil.copyfileobj(source, copy, _BLOCK_BYTES)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    return target


def _downloaded(analysis: Analysis) -> Path:
    target = workdir_of(analysis) / "file.mp4"
    if not target.exists():
        url = subjects.file_url_of(
            platform=analysis.platform,
            platform_id=analysis.platform_id,
            livemode=analysis.is_of_live_video,
        )
        with storage.guarded("WORK_ROOT"):
            films.fetch(url, to=target)
    return target
