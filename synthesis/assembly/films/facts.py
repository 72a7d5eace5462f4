"""The properties of a finished file, from the file alone."""

from typing import Any

import av
from av.container import InputContainer


def carry_out(*, video: str) -> dict[str, Any]:
    """Return ``facts``, ``frames`` and ``sound_s`` of a file, or ``unreadable`` with the reason."""
    try:
        with av.open(video, format="mov") as container:
            frames, sound_s = _counted(container)
            return {"facts": _facts(container), "frames": frames, "sound_s": sound_s}
    except (av.FFmpegError, LookupError) as error:
        return {"unreadable": str(error)}


def _counted(container: InputContainer) -> tuple[int, float]:
    """The number of frames, and the end of the sound in seconds. The header may be wrong about both."""
    picture, audio = container.streams.video[0], container.streams.audio[0]
    frames = 0
    sound_s = 0.0
    for packet in container.demux(picture, audio):
        if packet.size and packet.stream is picture:
            frames += 1
        elif packet.size and packet.pts is not None and packet.time_base:
            sound_s = float((packet.pts + (packet.duration or 0)) * packet.time_base)
    return frames, sound_s


def _facts(container: InputContainer) -> dict[str, Any]:
    picture, audio = container.streams.video[0], container.streams.audio[0]
    context = picture.codec_context
    return {
        "width": context.width,
        "height": context.height,
        "frame rate": None if picture.average_rate is None else str(picture.average_rate),
        "picture codec": context.name,
        "profile": picture.profile,
        "pixel format": context.pix_fmt,
        "colour": [context.color_primaries, context.color_trc, context.colorspace],
        "sound codec": audio.codec_context.name,
        "sample rate": audio.codec_context.sample_rate,
        "channels": audio.codec_context.channels,
    }
