"""Every language that pages offer, from its text to frames with captions."""

from itertools import islice

import av
import numpy as np
import pytest

from synthesis.assembly import captions, composition, ffmpeg, narration
from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX, Scene
from synthesis.studio import languages

ENCODING = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "15", "-pix_fmt", "yuv420p")


def never():
    return False


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clip")
    source = f"color=black:s={WIDTH_PX}x{HEIGHT_PX}:r=30:d=5"
    ffmpeg.run(
        ["-f", "lavfi", "-i", source, *ENCODING, "black.mp4"], cwd=folder, timeout_s=60, should_stop=never
    )
    return folder / "black.mp4"


@pytest.mark.parametrize("language", languages.OFFERED)
def test_a_scene_in_every_offered_language_is_heard_and_captioned(tmp_path, clip, language):
    text = " ".join(languages.sample_of(language).split()[:4])[:24]
    line = narration.Line(key="one", text=text, language=language)
    spoken = narration.speak(line=line, recordings=tmp_path, should_stop=never)
    timeline = composition.plan(scenes=[Scene(key="one", narration=spoken)])
    written = captions.write_all(
        timeline=timeline,
        language=language,
        style="outline",
        clips={"one": clip},
        workdir=tmp_path,
        should_stop=never,
    )["one"]

    segment = composition.encode_segment(
        shot=timeline.shots[0],
        clip=clip,
        previous_clip=None,
        captions=written,
        workdir=tmp_path,
        should_stop=never,
        encoding=ENCODING,
    )

    middle = timeline.shots[0].speech_starts_at_frame + round(spoken.words[0].ends_s * 30)
    frame = frame_of(segment, middle)
    assert np.count_nonzero(frame > 200) > 5_000
    assert np.count_nonzero(frame[: HEIGHT_PX // 2] > 200) == 0


def frame_of(video, number):
    """One frame as luminance: uint8, (height, width)."""
    with av.open(str(video)) as container:
        frames = container.decode(video=0)
        return next(islice(frames, number, None)).to_ndarray(format="gray8")
