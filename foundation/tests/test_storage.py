"""Errors that count as storage outages, and those that are bugs."""

import errno
import os

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from foundation import storage
from foundation.storage import Reason, StorageUnavailableError


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, Reason.FULL),
        (errno.EDQUOT, Reason.FULL),
        (errno.EROFS, Reason.READ_ONLY),
        (errno.EACCES, Reason.DENIED),
        (errno.ENOENT, Reason.MISSING),
        (errno.ENOTDIR, Reason.MISSING),
        (errno.ESTALE, Reason.MISSING),
        (errno.EIO, Reason.FAILING),
    ],
)
def test_a_failing_disk_is_an_outage(number, reason, caplog):
    with pytest.raises(StorageUnavailableError) as outage, storage.guarded("WORK_ROOT"):
        raise OSError(number, os.strerror(number))

    assert (outage.value.reason, outage.value.place) == (reason, "WORK_ROOT")
    assert outage.value.retry_after_s == storage.AGAIN_AFTER_S
    assert [record.reason for record in caplog.records] == [str(reason)]


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError(errno.ECONNREFUSED, "no"), KeyError("x"), OSError("?")]
)
def test_another_error_passes(error):
    with pytest.raises(type(error)) as passed, storage.guarded("WORK_ROOT"):
        raise error

    assert not isinstance(passed.value, StorageUnavailableError)


@pytest.mark.parametrize(
    "error",
    [
        EndpointConnectionError(endpoint_url="http://bucket"),
        ClientError({"Error": {"Code": "SlowDown", "Message": ""}}, "PutObject"),
        ClientError({"Error": {"Code": "NoSuchBucket", "Message": ""}}, "PutObject"),
        ClientError({"Error": {"Code": "QuotaExceeded", "Message": ""}}, "PutObject"),
    ],
)
def test_a_failing_bucket_is_an_outage(error, settings):
    settings.S3_BUCKET = "films"
    storage.failures.cache_clear()
    storage._bucket_failures.cache_clear()
    try:
        with pytest.raises(StorageUnavailableError), storage.guarded("MEDIA_ROOT"):
            raise error
    finally:
        storage.failures.cache_clear()
        storage._bucket_failures.cache_clear()


def test_a_programs_error_output_names_the_disk():
    assert storage.reason_in(["[out] Error writing trailer: No space left on device"]) is Reason.FULL
    assert storage.reason_in(["av_interleaved_write_frame(): Disk quota exceeded"]) is Reason.FULL
    assert storage.reason_in(["out.mp4: Read-only file system"]) is Reason.READ_ONLY


@pytest.mark.parametrize(
    "line", ["Invalid data found when processing input", "    title : No space left on device", ""]
)
def test_what_a_file_says_of_itself_names_no_disk(line):
    assert storage.reason_in([line]) is None


def test_an_unguarded_error_is_an_outage_only_for_a_full_or_read_only_disk():
    assert storage.outage_of(OSError(errno.ENOSPC, "full")) is not None
    assert storage.outage_of(FileNotFoundError(errno.ENOENT, "a bug")) is None
    assert storage.outage_of(ValueError()) is None
    assert storage.outage_of(None) is None
