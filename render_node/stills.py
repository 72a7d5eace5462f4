"""Draws stills in a process of their own, so that neither the API nor a render waits for them."""

import functools
import multiprocessing
import threading
from multiprocessing.pool import Pool
from pathlib import Path

from render_node import errors
from render_node.contract import StillRequest

_MOST_WAITING = 40
_LONGEST_S = 20.0
# A scene that is typed and saved at once is requested twice.
_KEPT = 8


class Stills:
    """A process that draws stills one after another; started for the first one."""

    def __init__(self, *, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._lock = threading.Lock()
        self._pool: Pool | None = None
        self._places = threading.BoundedSemaphore(_MOST_WAITING)

    def draw(self, request: StillRequest) -> bytes:
        """The picture as a JPEG. Raises QueueFullError if too many stills wait, or the process has died."""
        if not self._places.acquire(blocking=False):
            raise errors.QueueFullError("Too many stills are waiting. Try again in a few seconds.")
        try:
            drawing = self._started().apply_async(_draw, (request.model_dump_json(), self._data_dir))
            return drawing.get(timeout=_LONGEST_S)
        except multiprocessing.TimeoutError as error:
            # The process hangs, or was killed with the request.
            self.stop()
            raise errors.QueueFullError("The still took too long. Try again in a few seconds.") from error
        finally:
            self._places.release()

    def _started(self) -> Pool:
        with self._lock:
            if self._pool is None:
                self._pool = multiprocessing.get_context("spawn").Pool(1)
            return self._pool

    def stop(self) -> None:
        """End the process. The next still starts another."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.terminate()


@functools.lru_cache(maxsize=_KEPT)
def _draw(request: str, data_dir: Path) -> bytes:
    # Imported here, so that the API's process never loads what draws.
    from render_node.engines.motion import stills

    return stills.draw(StillRequest.model_validate_json(request), data_dir=data_dir)
