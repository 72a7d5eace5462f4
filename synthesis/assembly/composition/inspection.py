"""Checks a finished file against the plan, from the file alone."""

import struct
from pathlib import Path

from synthesis.assembly import pyav
from synthesis.assembly.composition import sound
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import FPS, HEIGHT_PX, SAMPLE_RATE, WIDTH_PX, Timeline

LOUDNESS_TOLERANCE_LU = 0.5
HIGHEST_PEAK_DBTP = -1.0
# One AAC frame, and a tolerance for the clock.
SOUND_TOLERANCE_S = 0.05
BT709 = 1
MOST_INDEX_BYTES = 64 * 1024**2
TIMEOUT_S = 120


def check(*, video: Path, timeline: Timeline, should_stop: ShouldStop) -> list[str]:
    """List the defects of a finished video, in sentences; empty if it matches the plan.

    Raises StoppedError and the upstream errors.
    """
    found = pyav.run("facts", {"video": str(video.resolve())}, timeout_s=TIMEOUT_S, should_stop=should_stop)
    if "unreadable" in found:
        return [f"The file cannot be read: {found['unreadable']}."]
    facts, frames, sound_s = found["facts"], found["frames"], found["sound_s"]
    problems = [
        f"{name.capitalize()} is {facts.get(name)} instead of {promised}."
        for name, promised in PROMISED.items()
        if facts.get(name) != promised
    ]
    if frames != timeline.total_frames:
        problems.append(f"It has {frames} frames instead of {timeline.total_frames}.")
    if abs(sound_s - timeline.duration_s) > SOUND_TOLERANCE_S:
        problems.append(f"The sound lasts {sound_s:.2f} s, the pictures {timeline.duration_s:.2f} s.")
    return problems + _layout(video) + _loudness(video, should_stop=should_stop)


PROMISED: dict[str, object] = {
    "width": WIDTH_PX,
    "height": HEIGHT_PX,
    "frame rate": str(FPS),
    "picture codec": "h264",
    "profile": "High",
    "pixel format": "yuv420p",
    "colour": [BT709, BT709, BT709],
    "sound codec": "aac",
    "sample rate": SAMPLE_RATE,
    "channels": 2,
}


def _layout(video: Path) -> list[str]:
    problems = []
    found = boxes(video)
    kinds = list(found)
    if "moov" not in kinds or "mdat" not in kinds or kinds.index("moov") > kinds.index("mdat"):
        problems.append("The index comes after the frames, so the video can't play while it loads.")
    with video.open("rb") as file:
        at, length = found.get("moov", (0, 0))
        file.seek(at)
        if b"elst" in file.read(min(length, MOST_INDEX_BYTES)):
            problems.append("The file has an edit list, which platforms read differently.")
    return problems


def boxes(video: Path) -> dict[str, tuple[int, int]]:
    """An MP4's top-level boxes in order: kind, position and length."""
    size = video.stat().st_size
    kinds: dict[str, tuple[int, int]] = {}
    with video.open("rb") as file:
        at = 0
        while at + 8 <= size:
            file.seek(at)
            header = file.read(16)
            length, kind = struct.unpack(">I4s", header[:8])
            if length == 1 and len(header) == 16:
                length = struct.unpack(">Q", header[8:])[0]
            kinds.setdefault(kind.decode("latin-1"), (at, length))
            if length < 8:
                break
            at += length
    return kinds


def _loudness(video: Path, *, should_stop: ShouldStop) -> list[str]:
    measured = sound.measure(video, should_stop=should_stop)
    if measured.is_silence:
        return []
    problems = []
    if abs(measured.integrated_lufs - sound.LOUDNESS_LUFS) > LOUDNESS_TOLERANCE_LU:
        problems.append(
            f"Loudness is {measured.integrated_lufs:.1f} LUFS instead of {sound.LOUDNESS_LUFS:.1f}."
        )
    if measured.peak_dbtp > HIGHEST_PEAK_DBTP:
        problems.append(f"The true peak is {measured.peak_dbtp:.1f} dBTP. The limit is -1.0.")
    return problems
