"""A part of a stored file as the body of an HTTP response."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import IO


@dataclass
class FileSlice:
    """The bytes of a file from ``start`` up to, but not including, ``stop``, for ``FileResponse``.

    The web server sends the file by its path, so that a slow client holds no thread. Other servers call
    ``read``, which opens the file.
    """

    path: Path
    start: int
    stop: int
    _file: IO[bytes] | None = field(default=None, init=False, repr=False)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most ``size``."""
        if self._file is None:
            self._file = self.path.open("rb")
            self._file.seek(self.start)
        left = self.stop - self._file.tell()
        return self._file.read(left if size < 0 else min(size, left))

    def close(self) -> None:
        """Close the file if it was opened."""
        if self._file is not None:
            self._file.close()
