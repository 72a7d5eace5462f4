"""The program that decodes files from outside. It limits itself before it opens any file.

Runs as a script, without Django or any of our modules: ``decoder.py LIMITS OPERATION``, both JSON. Writes its
result to standard output. Exit status 3 is a refusal, and standard output has its reason. Libraries write
warnings to standard error.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

REFUSED = 3
# Pages have priority over file inspection.
NICENESS = 10


# Quieter recordings are silent: -50 dB.
AUDIBLE_LEVEL = 0.003
SHORTEST_SOUND_S = 0.2
# Of a longer video, a frame this long before its end is decoded too.
END_S = 1.0
# Samples per second when a recording is inspected.
_SOUND_RATE = 16_000
_BLOCKS_PER_S = 100
# The Exif tag, and its values for images that are stored on their side.
_ORIENTATION = 0x0112
_TURNED = {5, 6, 7, 8}
# Levels of the colours by which profiles are compared, and a difference that is not seen.
_SWATCH, _INVISIBLE = (0, 48, 96, 144, 192, 255), 3
# What Pillow raises for damaged, truncated or malicious files.
_DAMAGED = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError)


class RefusedError(Exception):
    """The file is refused. The message is the reason's code."""


def limit(*, memory_bytes: int, cpu_s: int, output_bytes: int, wall_s: int) -> None:
    """Set the limits. From now on, the kernel ends this process when it exceeds them."""
    import resource
    import signal

    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output_bytes, output_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    # The parent process may already have ended.
    signal.alarm(wall_s)


def inspect_picture(*, path: str, decoder: str, max_pixels: int) -> dict[str, Any]:
    """Decode the whole image, which detects truncated files."""
    picture = _picture(path, decoder, max_pixels)
    width_px, height_px = reversed(picture.size) if _is_turned(picture) else picture.size
    return {"width_px": width_px, "height_px": height_px}


def fit(*, path: str, decoder: str, max_pixels: int, width_px: int, height_px: int, quality: int) -> bytes:
    """Return the image as a JPEG that covers this size."""
    import io

    from PIL import Image, ImageOps

    picture = _picture(path, decoder, max_pixels, at_least=(width_px, height_px))
    picture = _reduced(picture, max(width_px, height_px))
    upright = _in_srgb(ImageOps.exif_transpose(picture)).convert("RGB")
    held = io.BytesIO()
    fitted = ImageOps.fit(upright, (width_px, height_px), Image.Resampling.LANCZOS)
    fitted.save(held, "JPEG", quality=quality)
    return held.getvalue()


def in_srgb(*, path: str, decoder: str, max_pixels: int, side_px: int, quality: int) -> bytes:
    """Return the image upright and in sRGB, its shorter side at most ``side_px``: a PNG if it is transparent,
    otherwise a JPEG. Nothing if its profile is unusable or that of sRGB.
    """
    import io

    from PIL import ImageOps

    picture = _picture(path, decoder, max_pixels, at_least=(side_px, side_px))
    upright = ImageOps.exif_transpose(_reduced(picture, side_px))
    converted = _in_srgb(upright)
    if converted is upright:
        return b""
    held = io.BytesIO()
    if converted.mode == "RGBA":
        converted.save(held, "PNG", compress_level=1, icc_profile=None)
    else:
        converted.save(held, "JPEG", quality=quality, subsampling=0, icc_profile=None)
    return held.getvalue()


def inspect_video(
    *,
    path: str,
    demuxer: str,
    max_pixels: int,
    min_side_px: int,
    max_streams: int,
    max_duration_s: float,
    max_fps: float,
) -> dict[str, Any]:
    """Read the header, check it against the limits, and decode the first frame and one near the end."""
    import av

    # FFmpeg also applies these to each stream's decoder.
    options = {"max_pixels": str(max_pixels), "protocol_whitelist": "file", "threads": "1"}
    try:
        with av.open(path, format=demuxer, options=options, metadata_errors="replace") as container:
            if len(container.streams) > max_streams:
                raise RefusedError("too_many_streams")
            stream = _moving(container)
            context = stream.codec_context
            # The container's options don't apply to this decoder. Frames may be larger than the header says.
            context.options = {"max_pixels": str(max_pixels)}
            context.thread_count = 1
            _check_header(stream, max_pixels=max_pixels, min_side_px=min_side_px, max_fps=max_fps)
            _check_index(stream, container.size)
            duration_s = _duration_s(container, stream)
            frame = next(container.decode(stream), None)
            if frame is None:
                raise RefusedError("unreadable")
            duration_s = duration_s or _last_s(container, stream)
            if not 0 < duration_s <= max_duration_s:
                raise RefusedError("too_long" if duration_s > max_duration_s else "unreadable")
            facts = _facts(stream, frame) | {"duration_s": duration_s}
            _check_end(container, stream, duration_s)
            return facts
    except av.FFmpegError as error:
        raise RefusedError("unreadable") from error


def inspect_sound(
    *, path: str, demuxer: str, max_pixels: int, max_streams: int, max_duration_s: float
) -> dict[str, Any]:
    """Decode the whole recording, which detects damaged, silent and too long ones."""
    import av

    options = {"max_pixels": str(max_pixels), "protocol_whitelist": "file", "threads": "1"}
    try:
        with av.open(path, format=demuxer, options=options, metadata_errors="replace") as container:
            if len(container.streams) > max_streams:
                raise RefusedError("too_many_streams")
            stream = _sounding(container)
            stream.codec_context.thread_count = 1
            if _duration_s(container, stream) > max_duration_s:
                raise RefusedError("sound_too_long")
            samples = _samples(container, stream, max_duration_s)
    except av.FFmpegError as error:
        raise RefusedError("unreadable") from error
    duration_s = len(samples) / _SOUND_RATE
    if duration_s < SHORTEST_SOUND_S:
        raise RefusedError("unreadable")
    facts = _loudness(samples)
    if not facts["level"] >= AUDIBLE_LEVEL:
        raise RefusedError("silent")
    return facts | {"duration_s": duration_s}


def _sounding(container: Any) -> Any:
    """Return the first audio stream of a file without moving pictures. Raises RefusedError."""
    from av.stream import Disposition

    if any(not stream.disposition & Disposition.attached_pic for stream in container.streams.video):
        raise RefusedError("has_pictures" if container.streams.audio else "no_sound")
    if not container.streams.audio:
        raise RefusedError("no_sound")
    return container.streams.audio[0]


def _samples(container: Any, stream: Any, max_duration_s: float) -> Any:
    """Return the samples as mono floats. Raises RefusedError beyond the longest duration."""
    import av
    import numpy as np

    resampler = av.AudioResampler(format="flt", layout="mono", rate=_SOUND_RATE)
    blocks: list[Any] = [np.zeros(0, np.float32)]
    count = 0
    for frame in container.decode(stream):
        for part in resampler.resample(frame):
            blocks.append(part.to_ndarray().reshape(-1))
            count += len(blocks[-1])
        if count > max_duration_s * _SOUND_RATE:
            raise RefusedError("sound_too_long")
    return np.concatenate(blocks)


def _loudness(samples: Any) -> dict[str, float]:
    import numpy as np

    size = _SOUND_RATE // _BLOCKS_PER_S
    energies = np.square(samples[: len(samples) // size * size].reshape(-1, size)).mean(1)
    # The mean of equal energies can be rounded to more than each of them.
    loud = energies[energies >= min(energies.mean(), energies.max())]
    return {"level": float(np.sqrt(loud.mean())), "peak": float(np.abs(samples).max())}


def _picture(path: str, decoder: str, max_pixels: int, at_least: tuple[int, int] | None = None) -> Any:
    import warnings

    from PIL import Image

    Image.MAX_IMAGE_PIXELS = max_pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        picture = Image.open(path, formats=[decoder])
        if getattr(picture, "n_frames", 1) > 1:
            raise RefusedError("animated")
        if at_least is not None:
            # Decode a JPEG at half, quarter or eighth size if that is enough.
            picture.draft("RGB", (max(at_least), max(at_least)))
        picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedError("too_many_pixels") from error
    except _DAMAGED as error:
        raise RefusedError("unreadable") from error
    return picture


def _reduced(picture: Any, side_px: int) -> Any:
    """The image with its shorter side at most this long.

    It comes before the copies for rotation and colours: this keeps a large image in memory only once.
    """
    from PIL import Image

    scale = side_px / min(picture.size)
    if scale >= 1:
        return picture
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _in_srgb(picture: Any) -> Any:
    """The image with its colours in sRGB. The same image if it has no profile, a bad one, or that of sRGB."""
    import io

    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if not profile:
        return picture
    try:
        source, ours = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        plain = picture
        if picture.mode == "P":
            plain = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
        mode = "RGBA" if plain.mode == "RGBA" else "RGB"
        transform = ImageCms.buildTransform(
            source,
            ours,
            plain.mode,
            mode,
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        if plain.mode == mode and _changes_little(transform, mode):
            return picture
        return ImageCms.applyTransform(plain, transform)
    except (ImageCms.PyCMSError, *_DAMAGED):
        return picture


def _changes_little(transform: Any, mode: str) -> bool:
    """True if no colour changes visibly, as with the many profiles that describe sRGB."""
    from itertools import product

    from PIL import Image, ImageCms

    alpha = (255,) if mode == "RGBA" else ()
    colours = bytes(level for colour in product(_SWATCH, repeat=3) for level in (*colour, *alpha))
    swatches = Image.frombytes(mode, (len(_SWATCH) ** 3, 1), colours)
    changed = ImageCms.applyTransform(swatches, transform)
    after = changed.tobytes() if changed else colours
    differences = (abs(one - other) for one, other in zip(colours, after, strict=True))
    return max(differences) <= _INVISIBLE


def _is_turned(picture: Any) -> bool:
    """True if the image is stored on its side."""
    import struct

    try:
        return picture.getexif().get(_ORIENTATION) in _TURNED
    except (*_DAMAGED, KeyError, struct.error) as error:
        raise RefusedError("unreadable") from error


def _moving(container: Any) -> Any:
    """Return the first video stream that is not cover art. Raises RefusedError when there is none."""
    from av.stream import Disposition

    for stream in container.streams.video:
        if not stream.disposition & Disposition.attached_pic:
            return stream
    raise RefusedError("no_picture")


def _duration_s(container: Any, stream: Any) -> float:
    import av

    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return float((container.duration or 0) / av.time_base)


def _last_s(container: Any, stream: Any) -> float:
    """The end of the last frame in seconds, for a file without a recorded duration. Reads the whole file."""
    last = 0
    for packet in container.demux(stream):
        if packet.pts is not None:
            last = max(last, packet.pts + (packet.duration or 0))
    return float(last * stream.time_base) if stream.time_base else 0.0


def _check_header(stream: Any, *, max_pixels: int, min_side_px: int, max_fps: float) -> None:
    width_px, height_px = stream.codec_context.width, stream.codec_context.height
    if not width_px * height_px:
        raise RefusedError("unreadable")
    if width_px * height_px > max_pixels:
        raise RefusedError("too_many_pixels")
    if min(width_px, height_px) < min_side_px:
        raise RefusedError("too_small")
    if (stream.average_rate or stream.guessed_rate or 0) > max_fps:
        raise RefusedError("too_many_frames")


def _check_index(stream: Any, size_bytes: int) -> None:
    """Refuse a file whose index names frames beyond its end."""
    if any(entry.pos + entry.size > size_bytes for entry in stream.index_entries):
        raise RefusedError("truncated")


def _check_end(container: Any, stream: Any, duration_s: float) -> None:
    """Refuse a video whose last part cannot be decoded."""
    if stream.time_base and duration_s > END_S:
        at = (stream.start_time or 0) + int((duration_s - END_S) / stream.time_base)
        container.seek(at, stream=stream)
        if next(container.decode(stream), None) is None:
            raise RefusedError("truncated")


def _facts(stream: Any, frame: Any) -> dict[str, Any]:
    ratio = stream.sample_aspect_ratio or 1
    return {
        "width_px": frame.width,
        "height_px": frame.height,
        "pixel_format": frame.format.name,
        "rotation": frame.rotation,
        "frame_rate": str(stream.average_rate or 0),
        "guessed_rate": str(stream.guessed_rate or 0),
        "starts_at": stream.start_time or 0,
        "is_interlaced": bool(frame.interlaced_frame),
        "colour_matrix": int(frame.colorspace),
        "colour_transfer": int(frame.color_trc),
        "colour_primaries": int(frame.color_primaries),
        "colour_range": int(frame.color_range),
        "pixel_aspect": str(ratio),
    }


OPERATIONS: dict[str, Callable[..., dict[str, Any] | bytes]] = {
    "inspect_picture": inspect_picture,
    "inspect_video": inspect_video,
    "inspect_sound": inspect_sound,
    "fit": fit,
    "in_srgb": in_srgb,
}


def main(limits: str, operation: str) -> int:
    """Run one operation and return the exit status."""
    limit(**json.loads(limits))
    asked = json.loads(operation)
    try:
        answer = OPERATIONS[asked.pop("name")](**asked)
    except RefusedError as refusal:
        sys.stdout.write(str(refusal))
        return REFUSED
    except MemoryError:
        sys.stdout.write("too_expensive")
        return REFUSED
    sys.stdout.buffer.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
