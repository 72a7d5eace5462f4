"""The tiny copies of all frames, at even times."""

import av
import numpy as np
from numpy.typing import NDArray

from discovery.measuring.program.pictures import SIDE, tiny

HIGHEST_RATE = 30.0
LOWEST_RATE = 4.0


class Reel:
    """Collects the frames of a part. Above ``HIGHEST_RATE`` some are left out; gaps repeat the last frame."""

    def __init__(self, *, starts_s: float, fps: float) -> None:
        self.rate = min(max(fps, LOWEST_RATE), HIGHEST_RATE)
        self.starts_s = starts_s
        self.count = 0
        self.looked_at = 0
        self._held = bytearray()
        self._last = b""

    def add(self, at_s: float, frame: av.VideoFrame) -> None:
        """Add a frame. Frames come in the order of their times."""
        place = round((at_s - self.starts_s) * self.rate)
        if place < self.count:
            return
        for _ in range(place - self.count):
            self._append(self._last)
        self.looked_at += 1
        self._last = tiny(frame).tobytes()
        self._append(self._last)

    def _append(self, data: bytes) -> None:
        if data:
            self._held += data
            self.count += 1

    def frames(self) -> NDArray[np.uint8]:
        """All of them: uint8, (count, 3, SIDE, SIDE)."""
        return np.frombuffer(bytes(self._held), np.uint8).reshape(-1, 3, SIDE, SIDE)

    def time_s(self, place: int) -> float:
        """When the frame at this place is shown."""
        return self.starts_s + place / self.rate
