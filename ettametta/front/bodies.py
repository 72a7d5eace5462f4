"""Request bodies: read completely before a thread is used, within limits of size and time."""

import asyncio
import io
import tempfile
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ettametta.front.senders import Claim

# A client that is still sending reads the refusal only if its bytes are received for a while.
_DISCARD_WITHIN_S = 5.0

_IN_MEMORY_BYTES = 1024 * 1024
_ALL_IN_MEMORY_BYTES = 64 * 1024 * 1024
_ALL_ON_DISK_BYTES = 4 * 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Pace:
    """The minimum speed of a body.

    Each chunk must arrive within ``chunk_s``. The whole body has ``total_s``, plus one second for each
    ``bytes_per_s`` received. At most ``window_s`` of the time gained by speed is kept, so that a fast start
    does not allow hours of trickling.
    """

    chunk_s: float = 10.0
    total_s: float = 60.0
    window_s: float = 30.0
    bytes_per_s: int = 32 * 1024


class Patience:
    """The time left for the next chunk of one body. Counts only time spent waiting for the client."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._waited_s = 0.0
        self._left_s = pace.total_s

    @property
    def left_s(self) -> float:
        """The seconds within which the next chunk must arrive."""
        return min(self._pace.chunk_s, self._left_s)

    def count(self, *, waited_s: float, size: int) -> None:
        """Count a chunk of ``size`` bytes that arrived after ``waited_s``."""
        self._waited_s += waited_s
        most_s = max(self._pace.total_s - self._waited_s, self._pace.window_s)
        self._left_s = min(self._left_s - waited_s + size / self._pace.bytes_per_s, most_s)


class TooLargeError(Exception):
    """The body is larger than this URL accepts."""


class TooSlowError(Exception):
    """The body did not arrive in time."""


class IncompleteError(Exception):
    """The client closed the connection before the body was complete, or in the middle of a chunk."""


class NoRoomError(Exception):
    """The space for bodies in transit, or the disk, is full."""


class Store:
    """Storage of bodies: the first megabyte of each in memory, larger ones in an unnamed file.

    Disk writes run in a separate thread, so that a slow disk delays only uploads.
    """

    def __init__(
        self, folder: Path, *, memory: int = _ALL_IN_MEMORY_BYTES, disk: int = _ALL_ON_DISK_BYTES
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.memory = memory
        self.disk = disk
        self.writer = ThreadPoolExecutor(1, thread_name_prefix="bodies")

    def close(self) -> None:
        """Stop the writer thread."""
        self.writer.shutdown(wait=True)


class Body:
    """One body. It counts against its store and its sender until it is closed."""

    def __init__(self, store: Store, claim: Claim) -> None:
        self.size = 0
        self.file: IO[bytes] = io.BytesIO()
        self._store = store
        self._claim = claim
        self._in_memory = True

    def expect(self, size: int) -> None:
        """Reserve ``size`` bytes before they arrive. Raises TooMuchAtOnceError."""
        self._claim.cover(size)

    async def add(self, chunk: bytes) -> None:
        """Append a chunk. Raises NoRoomError or TooMuchAtOnceError."""
        self._claim.cover(self.size + len(chunk))
        if self._in_memory and (self.size + len(chunk) > _IN_MEMORY_BYTES or len(chunk) > self._store.memory):
            self._move_to_disk()
        if self._in_memory:
            self._store.memory -= len(chunk)
            self.size += len(chunk)
            self.file.write(chunk)
            return
        self._take_from_disk(len(chunk))
        self.size += len(chunk)
        try:
            await asyncio.get_running_loop().run_in_executor(self._store.writer, self.file.write, chunk)
        except OSError as error:
            raise NoRoomError from error

    def close(self) -> None:
        """Delete the bytes and release their space."""
        if not self.file.closed:
            self._give_back()
            self._claim.close()
            self.file.close()

    def _move_to_disk(self) -> None:
        held = self.file
        try:
            file = tempfile.TemporaryFile(dir=self._store.folder)  # noqa: SIM115 - closed with the body
        except OSError as error:
            raise NoRoomError from error
        self._give_back()
        self._in_memory = False
        self._take_from_disk(self.size)
        self.file = file
        file.write(held.getbuffer() if isinstance(held, io.BytesIO) else b"")

    def _take_from_disk(self, size: int) -> None:
        if size > self._store.disk:
            raise NoRoomError
        self._store.disk -= size

    def _give_back(self) -> None:
        if self._in_memory:
            self._store.memory += self.size
        else:
            self._store.disk += self.size


async def read(
    chunks: AsyncIterator[bytes], *, into: Body, declared: int | None, limit: int, pace: Pace
) -> None:
    """Read the whole body.

    Raises TooLargeError, TooSlowError, IncompleteError, NoRoomError or TooMuchAtOnceError.
    """
    if declared is not None and declared > limit:
        raise TooLargeError
    into.expect(declared or 0)
    patience = Patience(pace)
    while declared is None or into.size < declared:
        asked_at = time.monotonic()
        chunk = await _next(chunks, within_s=patience.left_s)
        if not chunk:
            break
        patience.count(waited_s=time.monotonic() - asked_at, size=len(chunk))
        if into.size + len(chunk) > limit:
            raise TooLargeError
        await into.add(chunk)
    if declared is not None and into.size < declared:
        raise IncompleteError
    # The server reports a broken connection as an empty chunk that is not the last.
    if declared is None and await _next(chunks, within_s=pace.chunk_s) is not None:
        raise IncompleteError
    into.file.seek(0)


async def discard(chunks: AsyncIterator[bytes]) -> None:
    """Discard the rest of a refused body for a few seconds, so that the client reads the response."""
    try:
        async with asyncio.timeout(_DISCARD_WITHIN_S):
            while await anext(chunks):
                continue
    except (TimeoutError, StopAsyncIteration):
        return


async def _next(chunks: AsyncIterator[bytes], *, within_s: float) -> bytes | None:
    """Return the next chunk; None after the last."""
    try:
        async with asyncio.timeout(within_s):
            return await anext(chunks)
    except StopAsyncIteration:
        return None
    except TimeoutError as error:
        raise TooSlowError from error
