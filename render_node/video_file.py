"""Write a complete file, or none, that browsers play and assembly can cut: H.264 High, BT.709."""

import hashlib
import os
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import PictureType
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream
from numpy.typing import NDArray

from render_node.contract import ATTACHMENT, Preset
from render_node.engines.base import Control, Picture, Sound, YuvPicture

# These files are cut and encoded again, so bits are spent on quality and saved on time. Ultrafast with 8x8
# transforms and adaptive quantisation took 19 ms of CPU per frame of 1080x1920; superfast took 37. Without
# adaptive quantisation the dither in dark gradients is lost and banding appears. Most of the time that
# decoding takes goes into reading coefficients: CABAC would save a sixth of the bytes, but frames would take
# twice as long to decode. Looking ahead costs as much as it saves, halves the bytes of drawn scenes, and
# cuts a third off their decoding.
_FAST = "cabac=0:8x8dct=1:aq-mode=1:mbtree=1:rc-lookahead=20"
_EFFORT = {
    Preset.DRAFT: {"preset": "ultrafast", "crf": "19", "x264-params": _FAST},
    Preset.STANDARD: {"preset": "ultrafast", "crf": "15", "x264-params": _FAST},
    Preset.BEST: {"preset": "veryfast", "crf": "14"},
}
_KEYFRAME_EVERY_S = 1.0
# The last frame but one is a key frame as well, because a seek to half a frame before the last arrives there:
# the next scene's transition begins with the last frame.
_AFTER_LAST_KEY = 2


@dataclass(frozen=True)
class FileFacts:
    """The properties of a finished file."""

    sha256: str
    size_bytes: int
    width: int
    height: int
    fps: int
    num_frames: int
    duration_s: float


@dataclass(frozen=True)
class Format:
    """The properties of the file to write."""

    width: int
    height: int
    fps: int
    num_frames: int
    preset: Preset


def write(
    path: Path,
    *,
    pictures: Iterable[Picture],
    shape: Format,
    control: Control,
    sound: Sound | None = None,
    attached: Callable[[], bytes] | None = None,
) -> FileFacts:
    """Encode ``pictures`` into ``path``, which afterwards is complete and on the disk, or absent.

    The bytes of ``attached`` follow in a box of their own, which players skip.

    Raises the errors of the engine, and ValueError if there are more or fewer pictures than announced.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    try:
        with av.open(unfinished, "w", format="mp4", options={"movflags": "+faststart"}) as container:
            _encode(container, pictures=pictures, shape=shape, control=control, sound=sound)
        if attached is not None:
            _attach(unfinished, attached())
        digest = _sync(unfinished)
        unfinished.replace(path)
        _sync_folder(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)
    return FileFacts(
        sha256=digest,
        size_bytes=path.stat().st_size,
        width=shape.width,
        height=shape.height,
        fps=shape.fps,
        num_frames=shape.num_frames,
        duration_s=round(shape.num_frames / shape.fps, 3),
    )


def _encode(
    container: OutputContainer,
    *,
    pictures: Iterable[Picture],
    shape: Format,
    control: Control,
    sound: Sound | None,
) -> None:
    video = _video_stream(container, shape)
    audio = container.add_stream("aac", rate=sound.rate_hz) if sound else None
    written = 0
    for picture in pictures:
        if written == shape.num_frames:
            raise ValueError(f"more pictures than {shape.num_frames}")
        frame = _frame(picture, shape)
        frame.pts = written
        if written == shape.num_frames - _AFTER_LAST_KEY:
            frame.pict_type = PictureType.I
        frame.time_base = Fraction(1, shape.fps)
        container.mux(video.encode(frame))
        written += 1
        control.step(stage="drawing", done=written, total=shape.num_frames)
    if written != shape.num_frames:
        raise ValueError(f"{written} pictures instead of {shape.num_frames}")
    container.mux(video.encode(None))
    if sound and isinstance(audio, AudioStream):
        _encode_sound(container, audio, sound)


def _video_stream(container: OutputContainer, shape: Format) -> VideoStream:
    group = str(max(1, round(shape.fps * _KEYFRAME_EVERY_S)))
    groups = {"g": group, "bf": "2", "flags": "+cgop", "forced-idr": "1"}
    options = {"profile": "high"} | groups | _EFFORT[shape.preset]
    stream = container.add_stream("libx264", rate=shape.fps, options=options)
    stream.width, stream.height, stream.pix_fmt = shape.width, shape.height, "yuv420p"
    stream.time_base = Fraction(1, shape.fps)
    context = stream.codec_context
    context.color_range = ColorRange.MPEG
    context.colorspace = Colorspace.ITU709
    context.color_primaries = ColorPrimaries.BT709
    context.color_trc = ColorTrc.BT709
    return stream


def _frame(picture: Picture, shape: Format) -> av.VideoFrame:
    if isinstance(picture, YuvPicture):
        frame = av.VideoFrame(shape.width, shape.height, "yuv420p")
        for plane, values in zip(frame.planes, (picture.y, picture.u, picture.v), strict=True):
            rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload]
            rows[: values.shape[0], : values.shape[1]] = values
    else:
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(
            format="yuv420p",
            src_colorspace=Colorspace.ITU709,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
        )
    frame.color_range = ColorRange.MPEG
    frame.colorspace = Colorspace.ITU709
    return frame


def _encode_sound(container: OutputContainer, stream: AudioStream, sound: Sound) -> None:
    samples: NDArray[np.float32] = np.ascontiguousarray(sound.samples, dtype=np.float32)
    layout = "stereo" if samples.shape[0] == 2 else "mono"
    frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout=layout)
    frame.rate = sound.rate_hz
    frame.pts = 0
    container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def _attach(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(struct.pack(">I4s16s", 24 + len(data), b"uuid", ATTACHMENT.bytes))
        file.write(data)


def _sync(path: Path) -> str:
    """Flush the file to the disk. Returns its SHA-256."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return digest


def _sync_folder(folder: Path) -> None:
    # The rename is durable only once the folder is flushed.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def libraries() -> dict[str, str]:
    """The encoding libraries, by version."""
    return {"av": av.__version__, "libavcodec": ".".join(str(n) for n in av.library_versions["libavcodec"])}
