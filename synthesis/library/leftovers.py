"""Deletes files without a row, and old temporary files, that killed processes left behind.

A file is stored before its row is written, so that a row never refers to a missing file. A process that is
killed in between leaves a file without a row.
"""

import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from django.core.files.storage import default_storage
from django.utils import timezone

from foundation import storage
from synthesis.models import Asset

logger = logging.getLogger(__name__)

# Far longer than any step takes between storing a file and writing its row.
YOUNG = timedelta(days=1)
AT_ONCE = 500
# The names that ``assets.store`` generates; other files in the store are ignored.
_FOLDER = re.compile(r"wsp_[0-9a-z]+")
_FILE = re.compile(r"ast_[0-9a-z]+\.\w{1,8}(_\w{7})?(\.\w{1,8})?")
_TEMPORARY = (
    "ettametta-asset-*",
    "ettametta-captions-*",
    "ettametta-clip-*",
    "ettametta-films-*",
    "ettametta-frame-*",
    "ettametta-music-*",
    "ettametta-poster-*",
    "ettametta-recording-*",
    "ettametta-still-*",
    "ettametta-stock-*",
    "ettametta-times-*",
    "ettametta-upload-*",
    "ettametta-voice-*",
    "tmp*.upload*",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The result of a sweep. ``names`` are the deleted files; in a dry run, those to delete."""

    names: tuple[str, ...]
    size_bytes: int
    checked: int
    temporary: tuple[str, ...]


def sweep(*, dry_run: bool = False, young: timedelta = YOUNG) -> Report:
    """Delete stored files without a row that are older than ``young``, and old temporary files.

    Raises StorageUnavailableError. Safe to run at any time, including during renders.
    """
    before = timezone.now() - young
    checked = 0
    sizes: dict[str, int] = {}
    with storage.guarded("MEDIA_ROOT"):
        for names in _in_batches(_stored_names()):
            checked += len(names)
            found = {name: _size_if_older(name, before) for name in _unnamed(names)}
            old = {name: size for name, size in found.items() if size is not None}
            sizes |= old
            for name in old if not dry_run else ():
                default_storage.delete(name)
    report = Report(
        names=tuple(sizes),
        size_bytes=sum(sizes.values()),
        checked=checked,
        temporary=_sweep_temporary(before, dry_run=dry_run),
    )
    logger.info(
        "files swept",
        extra={
            "files": len(report.names),
            "size_bytes": report.size_bytes,
            "temporary": len(report.temporary),
            "dry_run": dry_run,
        },
    )
    return report


def _stored_names() -> Iterator[str]:
    try:
        folders, _ = default_storage.listdir("")
    except FileNotFoundError:
        return  # The store is empty.
    for folder in sorted(folders):
        if not _FOLDER.fullmatch(folder):
            continue
        for file in sorted(default_storage.listdir(folder)[1]):
            if _FILE.fullmatch(file):
                yield f"{folder}/{file}"


def _in_batches(names: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(names, AT_ONCE)):
        yield batch


def _unnamed(names: list[str]) -> list[str]:
    named = set(Asset.objects.filter(file__in=names).values_list("file", flat=True))
    return [name for name in names if name not in named]


def _size_if_older(name: str, before: datetime) -> int | None:
    """The file's size; None if it is younger, or if another process has deleted it meanwhile."""
    try:
        if default_storage.get_modified_time(name) >= before:
            return None
        return default_storage.size(name)
    except FileNotFoundError:
        return None


def _sweep_temporary(before: datetime, *, dry_run: bool) -> tuple[str, ...]:
    folder = Path(tempfile.gettempdir())
    found = sorted(path for pattern in _TEMPORARY for path in folder.glob(pattern))
    swept = [path for path in found if _is_ours_and_older(path, before)]
    for path in swept if not dry_run else ():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return tuple(str(path) for path in swept)


def _is_ours_and_older(path: Path, before: datetime) -> bool:
    """False for a symbolic link, which may lead elsewhere, and for files of another user account."""
    try:
        facts = path.lstat()
    except FileNotFoundError:
        return False
    return not path.is_symlink() and facts.st_uid == os.getuid() and facts.st_mtime < before.timestamp()
