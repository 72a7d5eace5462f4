"""The program that reads and writes films: what happens if it is stopped, fails or is killed."""

import wave
from contextlib import suppress

import av
import numpy as np
import psutil
import pytest

from foundation import errors
from foundation.storage import Reason, StorageUnavailableError
from synthesis.assembly import captions, composition, pyav
from synthesis.assembly.captions import grounds
from synthesis.assembly.stopping import StoppedError
from synthesis.assembly.storyboard import FPS, Narration, Scene, Word

GREY = 120


def never():
    return False


def always():
    return True


def killing():
    """Kill the program as soon as it runs."""
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if pyav.PROGRAM in child.cmdline():
                child.kill()
    return False


STOPPED_OR_KILLED = [(always, StoppedError), (killing, errors.UpstreamUnavailableError)]


def film(path, *, width=90, height=160, frames=60):
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        picture = np.full((height, width, 3), GREY, np.uint8)
        for _ in range(frames):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path


def spoken(folder):
    word = Word(text="Hello", starts_s=0.0, ends_s=0.5)
    return Narration(audio=folder / "none.wav", duration_s=1.0, words=(word,), voice="test")


def broken(path):
    path.write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(500))
    return path


@pytest.fixture
def timeline():
    return composition.plan(scenes=[Scene(key="one"), Scene(key="two")])


@pytest.fixture
def joined(tmp_path, timeline):
    """Joins a film to segments, in a folder that must not get a partial file."""

    def join(*segments, should_stop=never):
        try:
            return composition.join(
                timeline=timeline,
                segments=segments,
                audio=tmp_path / "none.wav",
                workdir=tmp_path,
                should_stop=should_stop,
            )
        finally:
            assert not list(tmp_path.glob("*video-*"))

    return join


def test_segments_with_other_headers_are_not_joined(joined, tmp_path):
    wide = film(tmp_path / "wide.mp4", width=160, height=90)

    with pytest.raises(errors.UpstreamError, match="encoded differently"):
        joined(film(tmp_path / "tall.mp4"), wide)


def test_a_segment_that_cannot_be_read_is_an_error_that_names_it(joined, tmp_path):
    with pytest.raises(errors.UpstreamError, match=r"broken\.mp4") as failure:
        joined(film(tmp_path / "good.mp4"), broken(tmp_path / "broken.mp4"))

    assert not isinstance(failure.value, errors.UpstreamUnavailableError)


def test_joining_stops_on_request(joined, tmp_path):
    with wave.open(str(tmp_path / "none.wav"), "wb") as silence:
        silence.setparams((1, 2, 48_000, 0, "NONE", ""))
        silence.writeframes(bytes(2 * 48_000))

    with pytest.raises(StoppedError):
        joined(film(tmp_path / "one.mp4"), should_stop=always)


def test_a_program_that_takes_too_long_may_be_tried_again(tmp_path):
    with pytest.raises(errors.UpstreamUnavailableError):
        pyav.run("facts", {"video": str(film(tmp_path / "one.mp4"))}, timeout_s=0.01, should_stop=never)


def test_a_file_that_is_no_video_fails_the_check(timeline, tmp_path):
    (problem,) = composition.check(
        video=broken(tmp_path / "broken.mp4"), timeline=timeline, should_stop=never
    )

    assert problem.startswith("The file cannot be read: ")
    assert "broken.mp4" in problem


def test_a_film_without_sound_fails_the_check(timeline, tmp_path):
    (problem,) = composition.check(video=film(tmp_path / "mute.mp4"), timeline=timeline, should_stop=never)

    assert problem.startswith("The file cannot be read: ")


@pytest.mark.parametrize(("asked", "error"), STOPPED_OR_KILLED)
def test_a_check_that_is_stopped_or_killed_finds_nothing(timeline, tmp_path, asked, error):
    path = film(tmp_path / "film.mp4")

    with pytest.raises(error):
        composition.check(video=path, timeline=timeline, should_stop=asked)


def test_a_full_disk_is_an_outage_of_the_storage(tmp_path):
    clip = film(tmp_path / "film.mp4", frames=20)

    with pytest.raises(StorageUnavailableError) as outage:
        pyav.run(
            "lengthening",
            {"source": pyav.source(clip), "duration_s": 0.6, "destination": "/dev/full", "wanted": 900},
            timeout_s=60,
            should_stop=never,
        )

    assert outage.value.reason == Reason.FULL


def test_a_poster_that_is_stopped_leaves_no_file(tmp_path):
    path = film(tmp_path / "film.mp4")

    with pytest.raises(StoppedError):
        composition.poster(clip=path, workdir=tmp_path, should_stop=always)

    assert list(tmp_path.iterdir()) == [path]


def test_a_poster_of_a_broken_file_is_an_error(tmp_path):
    with pytest.raises(errors.UpstreamError):
        composition.poster(clip=broken(tmp_path / "video.mp4"), workdir=tmp_path, should_stop=never)


@pytest.mark.parametrize(("asked", "error"), STOPPED_OR_KILLED)
def test_a_clip_is_not_partly_lengthened(timeline, tmp_path, asked, error):
    clip = film(tmp_path / "clip.mp4", frames=20)

    with pytest.raises(error):
        composition.lengthen(shot=timeline.shots[0], clip=clip, workdir=tmp_path, should_stop=asked)

    assert list(tmp_path.iterdir()) == [clip]


@pytest.mark.parametrize(("asked", "error"), STOPPED_OR_KILLED)
def test_captions_are_not_written_on_a_ground_that_was_not_seen(tmp_path, asked, error):
    clip = film(tmp_path / "clip.mp4")

    with pytest.raises(error):
        captions.write_all(
            timeline=composition.plan(scenes=[Scene(key="one", narration=spoken(tmp_path))]),
            language="en",
            style="outline",
            clips={"one": clip},
            workdir=tmp_path,
            should_stop=asked,
        )

    assert list(tmp_path.iterdir()) == [clip]


def test_a_ground_is_seen_once(tmp_path):
    shown = {"one": (film(tmp_path / "clip.mp4"), 2.0)}
    first, second = (grounds.measured(shown=shown, should_stop=asked) for asked in (never, always))

    assert first == second
    assert first["one"].brightest < 0.3
