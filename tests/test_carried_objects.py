"""A carried object from the node's drawing to the finished segment: where it lands, nothing jumps."""

from itertools import islice

import av
import numpy as np
import pytest

from render_node import video_file
from render_node.contract import CompleteRequest, MotionObject, MotionSpec
from render_node.engines.base import Job
from render_node.engines.motion import MotionEngine
from synthesis.assembly import composition
from synthesis.assembly.storyboard import FPS, Scene, Transition
from synthesis.assembly.transitions import attachments, flights


class Control:
    """Never stops the engine."""

    def step(self, *, stage, done, total):
        pass


def drawn(path, *, frames, **fields):
    motion = MotionSpec(headline="The egg comes first", objects=[MotionObject(name="egg")], **fields)
    request = CompleteRequest(prompt="x", size="1080x1920", num_frames=frames, fps=FPS, motion=motion)
    made = MotionEngine().render(Job(request=request, seed=1), control=Control())
    shape = video_file.Format(width=1080, height=1920, fps=FPS, num_frames=frames, preset=request.preset)
    video_file.write(path, pictures=made.pictures, shape=shape, control=Control(), attached=made.attached)
    return path


def luma(path, *, first, count):
    with av.open(str(path)) as container:
        frames = islice(container.decode(video=0), first, first + count)
        return [frame.to_ndarray()[:1920].astype(int) for frame in frames]


def wiped(theme):
    """A shot that begins with a wipe."""
    scenes = [Scene(key="before"), Scene(key="own", carried="egg")]
    planned = [composition.plan(scenes=scenes, theme=theme, seed=seed).shots[1] for seed in range(9)]
    return next(shot for shot in planned if shot.opening and shot.opening.kind is Transition.WIPE)


@pytest.mark.parametrize("theme", ["kitchen", "pixel"])
def test_nothing_jumps_where_a_carried_object_lands(theme, tmp_path):
    before = drawn(tmp_path / "before.mp4", frames=12, theme=theme, layout="pedestal")
    own = drawn(
        tmp_path / "own.mp4", frames=12, theme=theme, layout="hook_hero", scene_index=1, carried="egg"
    )
    shot = wiped(theme)

    segment = composition.encode_segment(
        shot=shot, clip=own, previous_clip=before, captions=None, workdir=tmp_path, should_stop=lambda: False
    )

    landing, leaving = attachments.landing(own, "egg"), attachments.leaving(before, "egg")
    assert landing is not None
    assert leaving is not None
    (width, height), x, y = landing.sheet.size, landing.x_px, landing.y_px
    is_solid = np.asarray(landing.sheet.alpha) > 250
    last, first = (
        frame[y : y + height, x : x + width] for frame in luma(segment, first=flights.FRAMES - 1, count=2)
    )
    assert np.abs(last - first)[is_solid].mean() < 2
