"""Checks a finished file against the plan, from the file alone."""

import struct
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

from synthesis.assembly.composition import sound
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import FPS, HEIGHT_PX, SAMPLE_RATE, WIDTH_PX, Timeline

LOUDNESS_TOLERANCE_LU = 0.5
HIGHEST_PEAK_DBTP = -1.0
# One AAC frame, and a tolerance for the clock.
SOUND_TOLERANCE_S = 0.05
BT709 = 1
MOST_INDEX_BYTES = 64 * 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The properties of the file."""

    facts: dict[str, object]
    frames: int
    sound_s: float


def check(*, video: Path, timeline: Timeline, should_stop: ShouldStop) -> list[str]:
    """List the defects of a finished video, in sentences; empty if it matches the plan."""
    try:
        found = _probe(video)
    except (av.FFmpegError, LookupError) as error:
        return [f"The file cannot be read: {error}."]
    problems = [
        f"{name.capitalize()} is {found.facts.get(name)} instead of {promised}."
        for name, promised in PROMISED.items()
        if found.facts.get(name) != promised
    ]
    if found.frames != timeline.total_frames:
        problems.append(f"It has {found.frames} frames instead of {timeline.total_frames}.")
    if abs(found.sound_s - timeline.duration_s) > SOUND_TOLERANCE_S:
        problems.append(f"The sound lasts {found.sound_s:.2f} s, the pictures {timeline.duration_s:.2f} s.")
    return problems + _layout(video) + _loudness(video, should_stop=should_stop)


PROMISED: dict[str, object] = {
    "width": WIDTH_PX,
    "height": HEIGHT_PX,
    "frame rate": Fraction(FPS),
    "picture codec": "h264",
    "profile": "High",
    "pixel format": "yuv420p",
    "colour": (BT709, BT709, BT709),
    "sound codec": "aac",
    "sample rate": SAMPLE_RATE,
    "channels": 2,
}


def _probe(video: Path) -> _Found:
    with av.open(str(video), format="mov") as container:
        picture, audio = container.streams.video[0], container.streams.audio[0]
        context = picture.codec_context
        frames = 0
        sound_end_s = 0.0
        # Packets are counted, because the header may be wrong.
        for packet in container.demux(picture, audio):
            if packet.size and packet.stream is picture:
                frames += 1
            elif packet.size and packet.pts is not None and packet.time_base:
                sound_end_s = float((packet.pts + (packet.duration or 0)) * packet.time_base)
        facts: dict[str, object] = {
            "width": context.width,
            "height": context.height,
            "frame rate": picture.average_rate,
            "picture codec": context.name,
            "profile": picture.profile,
            "pixel format": context.pix_fmt,
            "colour": (context.color_primaries, context.color_trc, context.colorspace),
            "sound codec": audio.codec_context.name,
            "sample rate": audio.codec_context.sample_rate,
            "channels": audio.codec_context.channels,
        }
    return _Found(facts=facts, frames=frames, sound_s=sound_end_s)


def _layout(video: Path) -> list[str]:
    problems = []
    boxes = _boxes(video)
    kinds = list(boxes)
    if "moov" not in kinds or "mdat" not in kinds or kinds.index("moov") > kinds.index("mdat"):
        problems.append("The index comes after the frames, so the video can't play while it loads.")
    with video.open("rb") as file:
        at, length = boxes.get("moov", (0, 0))
        file.seek(at)
        if b"elst" in file.read(min(length, MOST_INDEX_BYTES)):
            problems.append("The file has an edit list, which platforms read differently.")
    return problems


def _boxes(video: Path) -> dict[str, tuple[int, int]]:
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
