"""Video files: complete, tagged, and of the exact length."""

import hashlib
import struct

import av
import numpy as np
import pytest

from render_node import video_file
from render_node.contract import ATTACHMENT, Preset
from render_node.engines.base import Sound, StoppedError, YuvPicture


class Control:
    """Stops after a number of steps."""

    def __init__(self, stop_after=10_000):
        self.left = stop_after

    def step(self, *, stage, done, total):
        self.left -= 1
        if self.left < 0:
            raise StoppedError


def shape(num_frames, preset=Preset.STANDARD):
    return video_file.Format(width=96, height=160, fps=25, num_frames=num_frames, preset=preset)


def drawn(count):
    for number in range(count):
        grey = np.full((160, 96), 40 + number, np.uint8)
        yield YuvPicture(grey, grey[::2, ::2], grey[::2, ::2])


@pytest.mark.parametrize("preset", list(Preset))
def test_the_file_is_h264_high_in_bt709_and_starts_at_once(tmp_path, preset):
    path = tmp_path / "clip.mp4"
    facts = video_file.write(path, pictures=drawn(20), shape=shape(20, preset), control=Control())

    with av.open(path) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        frames = list(container.decode(video=0))
        assert (context.name, context.profile, context.pix_fmt) == ("h264", "High", "yuv420p")
        assert (context.colorspace, context.color_range, context.color_primaries) == (1, 1, 1)
        assert (len(frames), stream.average_rate, frames[0].pts) == (20, 25, 0)
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert (facts.size_bytes, facts.num_frames, facts.duration_s) == (len(data), 20, 0.8)


def test_seeks_arrive_within_a_second_and_half_a_frame_before_the_last_frame(tmp_path):
    path = tmp_path / "clip.mp4"
    video_file.write(path, pictures=drawn(60), shape=shape(60), control=Control())

    with av.open(path) as container:
        stream = container.streams.video[0]
        keys = [
            round(float(packet.pts * stream.time_base) * 25)
            for packet in container.demux(stream)
            if packet.is_keyframe
        ]
    assert keys == [0, 25, 50, 58]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_file_of_very_few_frames_is_whole(tmp_path, count):
    path = tmp_path / "clip.mp4"
    video_file.write(path, pictures=drawn(count), shape=shape(count), control=Control())

    with av.open(path) as container:
        assert len(list(container.decode(video=0))) == count


def test_the_same_pictures_are_the_same_file(tmp_path):
    one, other = (
        video_file.write(tmp_path / name, pictures=drawn(12), shape=shape(12), control=Control())
        for name in ("a.mp4", "b.mp4")
    )

    assert one.sha256 == other.sha256


def test_rgb_pictures_and_sound_are_taken_as_diffusion_gives_them(tmp_path):
    red = np.zeros((160, 96, 3), np.uint8)
    red[..., 0] = 220
    sound = Sound(np.zeros((2, 24_000), np.float32), 24_000)
    path = tmp_path / "clip.mp4"
    video_file.write(path, pictures=[red] * 25, shape=shape(25), control=Control(), sound=sound)

    with av.open(path) as container:
        frame = next(container.decode(video=0))
        assert [stream.type for stream in container.streams] == ["video", "audio"]
    assert np.abs(frame.to_ndarray(format="rgb24")[80, 48].astype(int) - [220, 0, 0]).max() < 8


@pytest.mark.parametrize("count", [5, 7])
def test_a_wrong_number_of_pictures_leaves_no_file(tmp_path, count):
    with pytest.raises(ValueError, match="pictures"):
        video_file.write(tmp_path / "clip.mp4", pictures=drawn(count), shape=shape(6), control=Control())

    assert not list(tmp_path.iterdir())


def test_a_stopped_render_leaves_nothing_behind(tmp_path):
    with pytest.raises(StoppedError):
        video_file.write(
            tmp_path / "clip.mp4", pictures=drawn(20), shape=shape(20), control=Control(stop_after=3)
        )

    assert not list(tmp_path.iterdir())


def test_a_file_with_an_attachment_has_the_same_pictures_and_ends_with_it(tmp_path):
    plain, path = tmp_path / "plain.mp4", tmp_path / "clip.mp4"
    video_file.write(plain, pictures=drawn(12), shape=shape(12), control=Control())
    facts = video_file.write(
        path, pictures=drawn(12), shape=shape(12), control=Control(), attached=lambda: b"objects"
    )

    data = path.read_bytes()
    assert data == plain.read_bytes() + struct.pack(">I4s", 31, b"uuid") + ATTACHMENT.bytes + b"objects"
    assert (facts.size_bytes, facts.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    with av.open(path) as container:
        assert len(list(container.decode(video=0))) == 12


def test_a_failing_attachment_leaves_no_file(tmp_path):
    def attached():
        raise StoppedError

    with pytest.raises(StoppedError):
        video_file.write(
            tmp_path / "clip.mp4", pictures=drawn(6), shape=shape(6), control=Control(), attached=attached
        )

    assert list(tmp_path.iterdir()) == []
