"""Decode latents to frames, piece by piece, in the thread that consumes them."""

import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from render_node.engines import memory
from render_node.engines.base import Control


class DecodedFrames(Iterator[NDArray[np.uint8]]):
    """The frames of one clip: uint8, (height, width, 3). Can be iterated once.

    ``pieces`` yields arrays as ``to_frames`` returns them. The lock belongs to the VAE and is held while a
    piece is decoded. ``on_end`` is called exactly once: at the end, on a failure, or when the clip is closed
    early.
    """

    def __init__(
        self,
        pieces: Iterator[NDArray[np.uint8]],
        *,
        total: int,
        control: Control,
        lock: threading.RLock,
        beside: Callable[[], AbstractContextManager[Any]],
        on_end: Callable[[], None],
    ) -> None:
        self._pieces: Iterator[NDArray[np.uint8]] | None = pieces
        self._total = total
        self._control = control
        self._lock = lock
        self._beside = beside
        self._decoded = 0
        self._ready: deque[NDArray[np.uint8]] = deque()
        self._end = weakref.finalize(self, on_end)

    def __next__(self) -> NDArray[np.uint8]:
        if not self._ready:
            try:
                self._decode_piece()
            except BaseException:
                self.close()
                raise
        if not self._ready:
            self.close()
            raise StopIteration
        return self._ready.popleft()

    def close(self) -> None:
        """Free the latents; no more frames are decoded."""
        self._pieces = None
        self._end()

    def _decode_piece(self) -> None:
        if self._pieces is None:
            return
        self._control.step(stage="drawing", done=self._decoded, total=self._total)
        with memory.guarded("decoding the frames"), self._lock, self._beside(), torch.no_grad():
            piece = next(self._pieces, ())
        self._ready.extend(piece)
        self._decoded += len(piece)


def to_frames(video: torch.Tensor) -> NDArray[np.uint8]:
    """``video``: (1, 3, n, height, width), from -1 to 1. Returns uint8, (n, height, width, 3).

    Rounds on the device, so that a quarter of the bytes are transferred.
    """
    shades = ((video[0] * 0.5 + 0.5).clamp(0, 1).float() * 255).round().to(torch.uint8)
    pictures: NDArray[np.uint8] = shades.permute(1, 2, 3, 0).contiguous().cpu().numpy()
    return pictures
