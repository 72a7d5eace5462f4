"""Uploads in progress: a temporary file that could not be written is removed at once."""

import contextlib
from collections.abc import Iterator

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class TemporaryFileHandler(TemporaryFileUploadHandler):
    """Unlike Django's handler, closes its file when the disk is full, which removes it."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Append the bytes. Raises OSError."""
        with self._closed_on_failure():
            return super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        """Return the complete file. Raises OSError for bytes that could not be written."""
        with self._closed_on_failure():
            return super().file_complete(file_size)

    @contextlib.contextmanager
    def _closed_on_failure(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            with contextlib.suppress(OSError):
                self.file.close()
            raise
