"""Measurements of odd and damaged files, and frames taken from a video."""

import pytest
from django.http import HttpRequest
from PIL import Image

from discovery.measuring import films
from discovery.measuring.values import Aspect, Measured
from discovery.tests.drawn_videos import converted, generated, joined, plain, shot, tone, write
from foundation import bulkhead
from foundation.media import MediaRefusedError


def measure(path, captions=None):
    return films.measure(path, captions=captions)


def measured(path, frames, **options):
    return measure(write(path, frames, **options))


def pixel(picture, x, y):
    return picture.convert("RGB").getpixel((x, y))


def test_a_film_of_one_frame_has_no_cuts_and_no_motion(tmp_path):
    found = measured(tmp_path / "film.mp4", shot(1, 1))

    assert found.cuts is None
    assert found.motion is None
    assert found.why_missing(Aspect.CUTS).code == "one_frame"
    assert found.colour is not None


def test_of_a_film_whose_end_is_missing_the_rest_is_measured(tmp_path):
    path = write(tmp_path / "whole.mp4", joined(60, 60, 60))
    path = converted(path, tmp_path / "film.mp4", "-c", "copy", "-movflags", "+faststart")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])

    found = measure(path)

    assert 3 < found.duration_s < 5
    assert found.cuts.times_s[0] == pytest.approx(2.0, abs=0.04)
    assert "ends_early" in [note.code for note in found.notes]


def test_hdr_colours_are_not_measured(tmp_path):
    source = write(tmp_path / "plain.mp4", shot(1, 10))
    tags = "setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc"

    found = measure(converted(source, tmp_path / "film.mp4", "-vf", tags))

    assert found.colour is None
    assert found.first_frame.colours == ()
    assert found.why_missing(Aspect.COLOUR).code == "hdr"


REFUSED = {
    "no_picture": ("-f", "lavfi", "-i", "sine=duration=1", "-c:a", "aac"),
    "too_many_pixels": ("-f", "lavfi", "-i", "color=size=8000x5000", "-frames:v", "1"),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_a_file_that_cannot_be_measured_is_refused_with_the_reason(tmp_path, reason):
    path = generated(tmp_path / "film.mp4", *REFUSED[reason])

    with pytest.raises(MediaRefusedError) as refusal:
        measure(path)

    assert refusal.value.reason == reason


def test_a_video_whose_times_span_a_day_is_refused(tmp_path):
    path = write(tmp_path / "film.mkv", shot(1, 2), times=[0, 86_400])

    with pytest.raises(MediaRefusedError) as refusal:
        measure(path)

    assert refusal.value.reason == "too_long"


def test_a_slide_that_is_shown_for_minutes_is_one_shot(tmp_path):
    slides = [next(shot(1, 1)), next(shot(2, 1)), next(shot(2, 1))]

    found = measured(tmp_path / "film.mp4", slides, times=[0, 200, 300])

    assert found.cuts.times_s == pytest.approx((200,), abs=0.3)
    assert found.cuts.longest_shot_s == pytest.approx(200, abs=0.3)


@pytest.mark.parametrize(
    "content", [b"#EXTM3U\nhttp://localhost/secret", b"", b"\0\0\0\x18ftypmp42" + b"\xff" * 500]
)
def test_a_file_that_is_no_video_is_refused(tmp_path, content):
    path = tmp_path / "film.mp4"
    path.write_bytes(content)

    with pytest.raises(MediaRefusedError):
        measure(path)


def test_names_in_any_encoding_do_not_matter(tmp_path):
    source = write(tmp_path / "plain.mp4", shot(1, 10))
    path = converted(source, tmp_path / "film.mp4", "-c", "copy", "-metadata", "title=ABCDEFGH")
    path.write_bytes(path.read_bytes().replace(b"ABCDEFGH", b"\xff\xfe\xe9\xba\x96\xd2\xea\xff"))

    assert measure(path).duration_s == pytest.approx(1 / 3, abs=0.01)


def test_damaged_parts_are_skipped_and_counted(tmp_path):
    path = write(tmp_path / "film.mp4", joined(60, 60))
    content = bytearray(path.read_bytes())
    start = content.index(b"mdat") + len(content) // 3
    content[start : start + 300] = bytes(range(250)) + bytes(50)
    path.write_bytes(content)

    found = measure(path)

    assert found.duration_s == pytest.approx(4, abs=0.1)
    assert "damaged" in [note.code for note in found.notes]


def test_a_web_request_does_not_measure(tmp_path):
    path = write(tmp_path / "film.mp4", shot(1, 5))
    server = bulkhead.BulkheadMiddleware(lambda request: measure(path))

    with pytest.raises(RuntimeError, match="never in a web request"):
        server(HttpRequest())


def test_a_picture_is_refused(tmp_path):
    plain("red").save(tmp_path / "film.png")

    with pytest.raises(MediaRefusedError) as refusal:
        measure(tmp_path / "film.png")

    assert refusal.value.reason == "picture"


def test_measurements_survive_being_stored_as_json(tmp_path):
    found = measured(tmp_path / "film.mov", joined(30, 30), sound=tone(2, level_db=-20))

    assert Measured.model_validate_json(found.model_dump_json()) == found


# --- frames ----------------------------------------------------------------------------------------


def test_frames_are_written_as_they_are_shown_at_their_times(tmp_path):
    colours = ["#d02020", "#20d020", "#2020d0"]
    path = write(tmp_path / "film.mp4", [plain(colour) for colour in colours for _ in range(30)])

    frames = films.sample_frames(path, at=[2.5, 0.0, 1.99, 60.0], width_px=90, into=tmp_path)

    assert [frame.asked_s for frame in frames] == [0.0, 1.99, 2.5, 60.0]
    assert [frame.time_s for frame in frames] == pytest.approx([0, 1.967, 2.5, 2.967], abs=0.002)
    assert {(frame.width_px, frame.height_px) for frame in frames} == {(90, 160)}
    shown = [pixel(Image.open(frame.path), 45, 80) for frame in frames]
    assert [colour.index(max(colour)) for colour in shown] == [0, 1, 2, 2]


def test_frames_are_not_enlarged(tmp_path):
    path = write(tmp_path / "film.mp4", shot(1, 5))

    (frame,) = films.sample_frames(path, at=[0.0], width_px=4000, into=tmp_path)

    assert (frame.width_px, frame.height_px) == (180, 320)


def test_frames_of_a_turned_film_are_upright(tmp_path):
    picture = plain("white")
    picture.paste("black", (0, 0, 180, 160))
    stored = write(
        tmp_path / "stored.mp4", [picture.transpose(Image.Transpose.ROTATE_90)] * 5, size=(320, 180)
    )
    path = converted(stored, tmp_path / "film.mp4", "-c", "copy", before=("-display_rotation", "-90"))

    (frame,) = films.sample_frames(path, at=[0.0], width_px=180, into=tmp_path)

    upright = Image.open(frame.path)
    assert upright.size == (180, 320)
    assert max(pixel(upright, 90, 40)) < 40
    assert min(pixel(upright, 90, 280)) > 215


def test_too_many_frames_at_a_time_are_a_mistake_of_the_caller(tmp_path):
    with pytest.raises(ValueError, match="0"):
        films.sample_frames(tmp_path / "film.mp4", at=[0.0] * 65, width_px=90, into=tmp_path)
