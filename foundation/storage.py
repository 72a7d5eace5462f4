"""Storage outages: a disk or bucket that is full, read-only, broken or gone. Not bugs or refusals."""

import errno
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import cache

from django.conf import settings

from foundation.errors import UpstreamUnavailableError

logger = logging.getLogger(__name__)

AGAIN_AFTER_S = 30


class Reason(StrEnum):
    """Why files cannot be written or read."""

    FULL = "full"
    READ_ONLY = "read_only"
    DENIED = "denied"
    MISSING = "missing"
    FAILING = "failing"


_BY_NUMBER = {
    errno.ENOSPC: Reason.FULL,
    errno.EDQUOT: Reason.FULL,
    errno.EFBIG: Reason.FULL,
    errno.EROFS: Reason.READ_ONLY,
    errno.EACCES: Reason.DENIED,
    errno.EPERM: Reason.DENIED,
    errno.ENOENT: Reason.MISSING,
    errno.ENOTDIR: Reason.MISSING,
    errno.ESTALE: Reason.MISSING,
    errno.ENODEV: Reason.MISSING,
    errno.ENXIO: Reason.MISSING,
    errno.EIO: Reason.FAILING,
    errno.EMFILE: Reason.FAILING,
    errno.ENFILE: Reason.FAILING,
}
# Messages of programs that can only mean a disk failure.
_BY_WORDS = {os.strerror(number): _BY_NUMBER[number] for number in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)}
_FULL = "The server's file storage is full."
_OTHERWISE = "The server can't store files right now."


class StorageUnavailableError(UpstreamUnavailableError):
    """Files cannot be written or read. ``reason`` says why; ``place`` is the folder's setting."""

    code = "storage_unavailable"
    title = "Files can't be stored"

    def __init__(self, *, reason: Reason, place: str, cause: str = "") -> None:
        super().__init__(
            f"{message_of(reason)} Your administrator can see why. Try again later.",
            system="storage",
            retry_after_s=AGAIN_AFTER_S,
            reason=str(reason),
            cause=f"{place}: {cause}",
        )
        self.reason = reason
        self.place = place


def message_of(reason: str) -> str:
    """The outage in one sentence for people."""
    return _FULL if reason == Reason.FULL else _OTHERWISE


@contextmanager
def guarded(place: str) -> Iterator[None]:
    """Raise StorageUnavailableError for a failure of the disk or bucket inside the block, and log it.

    ``place`` is the setting that names the folder. A missing file counts as a failure too.
    """
    try:
        yield
    except failures() as error:
        reason = reason_of(error)
        if reason is None:
            raise
        logger.error(  # noqa: TRY400 - the place and the reason are enough
            "storage unavailable", extra={"place": place, "reason": str(reason), "cause": str(error)}
        )
        raise StorageUnavailableError(reason=reason, place=place, cause=str(error)) from error


def reason_of(error: BaseException) -> Reason | None:
    """Why storage failed; None for any other error."""
    if isinstance(error, OSError):
        return _BY_NUMBER.get(error.errno or 0)
    return Reason.FAILING if isinstance(error, _bucket_failures()) else None


def outage_of(error: BaseException | None) -> StorageUnavailableError | None:
    """The outage behind an error outside ``guarded``; None for a bug. A missing file counts as a bug."""
    reason = reason_of(error) if error is not None else None
    if reason not in {Reason.FULL, Reason.READ_ONLY}:
        return None
    logger.error("storage unavailable", extra={"place": "", "reason": str(reason), "cause": str(error)})
    return StorageUnavailableError(reason=reason, place="", cause=str(error))


def reason_in(lines: Sequence[str]) -> Reason | None:
    """Why storage failed, from a program's error output; None if it names no storage failure."""
    for line in lines:
        # Indented lines repeat the file's own metadata.
        if not line.startswith(" ") and (found := _by_words(line)) is not None:
            return found
    return None


@cache
def failures() -> tuple[type[Exception], ...]:
    """The errors that may mean a storage failure."""
    return (OSError, *_bucket_failures())


@cache
def _bucket_failures() -> tuple[type[Exception], ...]:
    if not settings.S3_BUCKET:
        return ()
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    return (Boto3Error, BotoCoreError, ClientError)


def _by_words(line: str) -> Reason | None:
    return next((reason for words, reason in _BY_WORDS.items() if words in line), None)
