"""Loudness by FFmpeg's filter ebur128 (ITU-R BS.1770, EBU R 128), and silences."""

import math
from collections.abc import Iterator
from typing import Any

import av
import numpy as np
from av.audio.stream import AudioStream
from av.filter import Graph

from discovery.measuring.program.sources import Progress, audio_frames, open_film, sounding

METHOD = "ebu-r128"
STEP_S, BLOCK_S = 0.5, 0.1
SHORT_TERM_S, MOMENTARY_S = 3.0, 0.4
# The standard's absolute gate. Quieter sound has no loudness.
LEAST_LUFS = -70.0
# Blocks below this level (root mean square, full scale 1) are silent: -50 dB.
SILENT_LEVEL, SHORTEST_SILENCE_S = 10 ** (-50 / 20), 0.5
# A sound that begins later or earlier than the picture is moved, if by more than this.
_LEAST_OFFSET_S = 0.05
_MOST_OFFSET_S = 600.0


def measure(path: str, *, demuxer: str, starts_s: float, until_cpu_s: float) -> dict[str, Any]:
    """``figures`` as in the values, with ``ends_s``; or ``missing`` with a code.

    ``broken`` counts damaged packets. ``starts_s`` is the time of the first picture in the file.
    """
    progress = Progress(until_cpu_s=until_cpu_s)
    with open_film(path, demuxer=demuxer) as container:
        stream = sounding(container)
        if stream is None:
            return {"missing": "sound_unreadable" if container.streams.audio else "no_sound", "broken": 0}
        frames = audio_frames(container, stream, progress)
        try:
            first = next(frames, None)
            if first is None:
                return {"missing": "sound_unreadable", "broken": progress.broken}
            meter = _Meter(stream, offset_s=_offset_s(first, starts_s))
            meter.add(first)
            for frame in frames:
                if not meter.add(frame):
                    break
            meter.end()
        except av.FFmpegError:
            return {"missing": "sound_unreadable", "broken": progress.broken}
    return {"figures": meter.figures(), "ends_s": meter.ends_s, "broken": progress.broken}


def _offset_s(first: av.AudioFrame, starts_s: float) -> float:
    offset_s = (first.time or 0.0) - starts_s if first.pts is not None else 0.0
    return offset_s if _LEAST_OFFSET_S < abs(offset_s) < _MOST_OFFSET_S else 0.0


class _Meter:
    """Passes the sound through the filter, which returns blocks of 100 ms with its measurements."""

    def __init__(self, stream: AudioStream, *, offset_s: float) -> None:
        self._graph = Graph()
        self._source = self._graph.add_abuffer(template=stream)
        filtered = self._graph.add("ebur128", "metadata=1:peak=true")
        self._sink = self._graph.add("abuffersink")
        self._source.link_to(filtered)
        filtered.link_to(self._sink)
        self._graph.configure()
        self._shape: tuple[str, str, int] | None = None
        self._offset_s = offset_s
        self._levels: list[float] = []
        self._short_term: list[float] = []
        self._first_powers: list[float] = []
        self._integrated = LEAST_LUFS
        self._peak = 0.0

    def add(self, frame: av.AudioFrame) -> bool:
        """False if the sound changes its format, from where on it is not measured."""
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._shape not in (None, shape):
            return False
        self._shape = shape
        self._source.push(frame)
        self._take()
        return True

    def end(self) -> None:
        """Measure what is left in the filter."""
        self._source.push(None)
        self._take()

    @property
    def ends_s(self) -> float:
        """When the sound ends, from the first picture."""
        return max(0.0, self._offset_s + len(self._levels) * BLOCK_S)

    def _take(self) -> None:
        for block in self._blocks():
            told = block.metadata
            if "lavfi.r128.S" not in told:
                continue  # The last block is shorter, and not measured.
            values = block.to_ndarray().astype(np.float64)
            self._levels.append(math.sqrt(float(np.square(values).mean())))
            self._short_term.append(self._short(told))
            self._integrated = float(told["lavfi.r128.I"])
            self._peak = max(self._peak, float(told["lavfi.r128.true_peak"]))

    def _short(self, told: dict[str, str]) -> float:
        """The short-term loudness; in the first 3 s, where there is none, the mean of momentary ones."""
        if len(self._levels) >= SHORT_TERM_S / BLOCK_S:
            return float(told["lavfi.r128.S"])
        if len(self._levels) >= MOMENTARY_S / BLOCK_S:
            self._first_powers.append(10 ** (float(told["lavfi.r128.M"]) / 10))
        return 10 * math.log10(np.mean(self._first_powers)) if self._first_powers else LEAST_LUFS

    def _blocks(self) -> Iterator[av.AudioFrame]:
        while True:
            try:
                block = self._sink.pull()
            except (BlockingIOError, EOFError):
                return
            if isinstance(block, av.AudioFrame):
                yield block

    def figures(self) -> dict[str, Any]:
        """The measurements so far."""
        silences = self._silences()
        length_s = max(len(self._levels) * BLOCK_S, BLOCK_S)
        silent_s = sum(span["ends_s"] - span["starts_s"] for span in silences)
        return {
            "basis": {
                "method": METHOD,
                "n": len(self._levels),
                "unit": "blocks of 100 ms",
                "covers_s": round(len(self._levels) * BLOCK_S, 3),
            },
            "integrated_lufs": _measurable(self._integrated),
            "true_peak_dbtp": round(20 * math.log10(self._peak), 2) if self._peak > 0 else None,
            "step_s": STEP_S,
            "curve_lufs": self._curve(),
            "silences": silences,
            "silent_share": round(min(1.0, silent_s / length_s), 4),
        }

    def _curve(self) -> list[float | None]:
        per_step = round(STEP_S / BLOCK_S)
        values: list[float | None] = [
            _measurable(value) for place, value in enumerate(self._short_term) if (place + 1) % per_step == 0
        ]
        late = round(self._offset_s / STEP_S)
        silence: list[float | None] = [None] * late
        return silence + values if late > 0 else values[-late:]

    def _silences(self) -> list[dict[str, float]]:
        is_silent = np.array([level < SILENT_LEVEL for level in self._levels], np.int8)
        edges = np.flatnonzero(np.diff(np.concatenate([[0], is_silent, [0]]))).reshape(-1, 2)
        spans = [
            {
                "starts_s": round(max(0.0, start * BLOCK_S + self._offset_s), 3),
                "ends_s": round(max(0.0, end * BLOCK_S + self._offset_s), 3),
            }
            for start, end in edges.tolist()
        ]
        return [span for span in spans if span["ends_s"] - span["starts_s"] >= SHORTEST_SILENCE_S - 1e-6]


def _measurable(lufs: float) -> float | None:
    return round(lufs, 2) if lufs > LEAST_LUFS else None
