"""Footage for tests, made with the shipped ffmpeg, and its frames once a segment is encoded of it."""

import av
import numpy as np

from synthesis.assembly import composition, ffmpeg
from synthesis.assembly.storyboard import Shot


def never():
    return False


def footage(path, *options, source="testsrc=s=180x320:r=30:d=1", before=()):
    """A video or picture of a generated source, with ffmpeg's options."""
    inputs = before or ("-f", "lavfi", "-i", source)
    ffmpeg.run([*inputs, *options, str(path)], timeout_s=60, should_stop=never)
    return path


def shot(key="scene", *, frames):
    return Shot(
        key=key,
        starts_at_frame=0,
        frames=frames,
        speech_starts_at_frame=0,
        narration=None,
    )


def shown(clip, *, frames, workdir, key="scene"):
    """The frames of the clip's segment: uint8, (1920, 1080, 3)."""
    segment = composition.encode_segment(
        shot=shot(key, frames=frames),
        clip=clip,
        previous_clip=None,
        captions=None,
        workdir=workdir,
        should_stop=never,
        encoding=("-c:v", "libx264", "-preset", "ultrafast", "-qp", "4"),
    )
    with av.open(str(segment)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def colour_at(frame, row, column):
    """The mean colour around a place, which is a share of the height and of the width."""
    top, left = round(row * 1920), round(column * 1080)
    return frame[top - 8 : top + 8, left - 8 : left + 8].reshape(-1, 3).mean(axis=0)


def distance(one, other):
    return float(np.abs(np.asarray(one, float) - np.asarray(other, float)).max())
