"""The poster of a video: how it begins."""

import numpy as np
from PIL import Image

from synthesis.assembly import composition, ffmpeg
from synthesis.tests.test_composition import clip, never


def test_the_first_frame_with_a_picture_is_the_poster(tmp_path):
    path = tmp_path / "video.mp4"
    ffmpeg.run(
        [
            *("-f", "lavfi", "-i", "color=black:s=1080x1920:r=30:d=0.5"),
            *("-f", "lavfi", "-i", "testsrc2=s=1080x1920:r=30:d=1"),
            *("-filter_complex", "[0:v][1:v]concat", "-c:v", "libx264", "-preset", "ultrafast", "-g", "15"),
            str(path),
        ],
        timeout_s=60,
        should_stop=never,
    )

    pictures = composition.poster(clip=path, workdir=tmp_path, should_stop=never)

    assert pictures.frame == 30
    with Image.open(pictures.poster) as poster, Image.open(pictures.small) as small:
        assert (poster.size, small.size) == ((1080, 1920), (360, 640))
    assert composition.poster(clip=path, workdir=tmp_path, should_stop=never) == pictures


def test_a_plain_clip_has_its_first_frame_as_poster(tmp_path):
    red = clip(tmp_path / "red.mp4", colour="red", frames=70)

    pictures = composition.poster(clip=red, workdir=tmp_path, should_stop=never)

    assert pictures.frame == 0
    with Image.open(pictures.poster) as poster:
        red, green, _ = np.asarray(poster).reshape(-1, 3).mean(axis=0)
    assert red > 240 > 40 > green


def test_a_picture_is_its_own_poster(tmp_path):
    halves = Image.new("RGB", (3000, 2000), (0, 200, 0))
    halves.paste((0, 0, 0), (0, 1000, 3000, 2000))
    halves.save(tmp_path / "still.png")

    pictures = composition.poster(clip=tmp_path / "still.png", workdir=tmp_path, should_stop=never)

    assert pictures.frame == 0
