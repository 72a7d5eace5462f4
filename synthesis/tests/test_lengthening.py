"""A clip that is shorter than its shot: slowed down, then looped without a jump."""

import av
import numpy as np
import pytest

from synthesis.assembly import composition, ffmpeg
from synthesis.assembly.composition import footage
from synthesis.assembly.stopping import StoppedError
from synthesis.assembly.storyboard import Shot

SIZE = (90, 160)
FPS = 24
SECONDS = 2


@pytest.fixture
def clip(tmp_path):
    """Two seconds that become brighter, so that each frame shows its position in the clip."""
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"crf": "4"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for number in range(SECONDS * FPS):
            grey = np.full((SIZE[1], SIZE[0], 3), 40 + 3 * number, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
        container.mux(stream.encode())
    return path


def shot_of(frames):
    return Shot(
        key="scn_1",
        starts_at_frame=0,
        frames=frames,
        speech_starts_at_frame=0,
        narration=None,
    )


def lengthened(clip, tmp_path, frames, *, should_stop=lambda: False):
    return composition.lengthen(
        shot=shot_of(frames), clip=clip, workdir=tmp_path / "work", should_stop=should_stop
    )


def brightness(path):
    with av.open(str(path)) as container:
        return [float(frame.to_ndarray(format="gray").mean()) for frame in container.decode(video=0)]


@pytest.mark.parametrize("frames", [30, 60])
def test_one_that_is_long_enough_stays_as_it_is(clip, tmp_path, frames):
    assert lengthened(clip, tmp_path, frames) == clip


def test_up_to_a_third_longer_it_only_gets_slower(clip, tmp_path):
    shown = brightness(lengthened(clip, tmp_path, 75))

    assert len(shown) == 75
    assert shown == sorted(shown)
    assert shown[-1] == pytest.approx(brightness(clip)[-1], abs=3)


def test_beyond_that_it_begins_again_without_a_jump(clip, tmp_path):
    path = lengthened(clip, tmp_path, 300)
    shown = brightness(path)

    span = max(brightness(clip)) - min(brightness(clip))
    assert len(shown) == 300
    assert footage.probe(path).duration_s == pytest.approx(10, abs=0.05)
    assert min(np.diff(shown)) < -1
    assert max(abs(np.diff(shown))) < span / 6


def test_the_second_time_it_is_found_again(clip, tmp_path):
    first = lengthened(clip, tmp_path, 75)
    made_at = first.stat().st_mtime_ns

    assert lengthened(clip, tmp_path, 75).stat().st_mtime_ns == made_at


def test_stopping_leaves_no_partial_result(clip, tmp_path):
    with pytest.raises(StoppedError):
        lengthened(clip, tmp_path, 75, should_stop=lambda: True)
    assert list((tmp_path / "work").iterdir()) == []


def test_it_joins_with_clips_without_a_pixel_aspect_ratio(clip, tmp_path):
    bare = tmp_path / "bare.mp4"
    ffmpeg.run(
        [
            *("-f", "lavfi", "-i", "color=red:s=1080x1920:r=30,setsar=0", "-frames:v", "60"),
            *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", str(bare)),
        ],
        timeout_s=60,
        should_stop=lambda: False,
    )
    headers = set()
    for source in (bare, lengthened(clip, tmp_path, 75)):
        segment = composition.encode_segment(
            shot=shot_of(60),
            clip=source,
            previous_clip=None,
            captions=None,
            workdir=tmp_path,
            should_stop=lambda: False,
        )
        with av.open(str(segment)) as container:
            headers.add(container.streams.video[0].codec_context.extradata)

    assert footage.probe(bare).is_ready
    assert len(headers) == 1
