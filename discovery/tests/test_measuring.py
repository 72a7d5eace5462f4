"""Measurements of videos with known content."""

import numpy as np
import pytest
from PIL import Image

from discovery.measuring import films
from discovery.measuring.values import Aspect, Word
from discovery.tests.drawn_videos import (
    RATE,
    converted,
    face,
    joined,
    plain,
    shot,
    tone,
    with_text,
    write,
)


def measure(path, captions=None):
    return films.measure(path, captions=captions)


def measured(path, frames, **options):
    return measure(write(path, frames, **options))


# --- cuts ------------------------------------------------------------------------------------------


def test_hard_cuts_are_found_at_their_frames(tmp_path):
    found = measured(tmp_path / "film.mp4", joined(45, 60, 30, 75))

    assert found.cuts.times_s == pytest.approx((1.5, 3.5, 4.5), abs=0.04)
    assert found.cuts.per_minute == pytest.approx(3 / 7 * 60, rel=0.01)
    assert found.cuts.longest_shot_s == pytest.approx(2.5, abs=0.05)
    assert found.cuts.median_shot_s == pytest.approx(1.75, abs=0.05)
    assert found.cuts.basis.n == 210


def test_a_fade_through_black_is_one_cut(tmp_path):
    before, after = list(shot(1, 60)), list(shot(2, 60))
    out = [frame * (1 - place / 15) for place, frame in enumerate(before[45:])]
    back = [frame * (place / 15) for place, frame in enumerate(after[:15])]

    found = measured(tmp_path / "film.mp4", [*before[:45], *out, *back, *after[15:]])

    assert found.cuts.times_s == pytest.approx((2.0,), abs=0.2)


def test_a_dissolve_is_one_cut_in_its_middle(tmp_path):
    before, after = list(shot(1, 60)), list(shot(2, 60))
    mixed = [
        old * (1 - place / 15) + new * (place / 15)
        for place, (old, new) in enumerate(zip(before[45:], after[:15], strict=True))
    ]

    found = measured(tmp_path / "film.mp4", [*before[:45], *mixed, *after[15:]])

    assert found.cuts.times_s == pytest.approx((1.75,), abs=0.2)


def test_a_flash_is_no_cut(tmp_path):
    frames = list(shot(1, 90))
    frames[40:43] = [np.full_like(frames[0], 255)] * 3

    found = measured(tmp_path / "film.mp4", frames)

    assert found.cuts.times_s == ()


def test_a_picture_that_only_changes_its_colours_is_no_cut(tmp_path):
    coloured = list(shot(1, 90))
    grey = [np.repeat(frame.mean(axis=2, keepdims=True), 3, axis=2) for frame in coloured]

    found = measured(tmp_path / "film.mp4", [*coloured[:45], *grey[45:]])

    assert found.cuts.times_s == ()


def test_cuts_between_frames_at_irregular_times_are_found(tmp_path):
    frames = joined(20, 20)
    times = [place * 0.05 + 0.02 * (place % 3) for place in range(20)]
    times += [3 + place * 0.15 for place in range(20)]

    found = measured(tmp_path / "film.mp4", frames, times=times)

    assert found.cuts.times_s == pytest.approx((3.0,), abs=0.1)


def test_a_long_film_is_measured_in_parts_that_are_named(tmp_path):
    # Still pictures: in equal frames, text is looked for once.
    first, second = joined(1, 1)
    scene = [first] * 30 + [second] * 30
    path = write(tmp_path / "film.mp4", scene * 35, fps=3, preset="ultrafast")

    found = measure(path)

    assert found.duration_s == pytest.approx(700, abs=1)
    assert len(found.cuts.looked_at) == 40
    assert found.cuts.basis.covers_s == pytest.approx(600, abs=10)
    assert found.cuts.per_minute == pytest.approx(6, abs=1)
    assert found.cuts.longest_shot_s is None
    assert [note.code for note in found.notes] == ["sampled"]


# --- sound -----------------------------------------------------------------------------------------


def test_loudness_of_a_tone_is_that_of_the_standard(tmp_path):
    found = measured(tmp_path / "film.mov", shot(1, 180), sound=tone(6, level_db=-20))

    assert found.has_sound
    assert found.loudness.integrated_lufs == pytest.approx(-20, abs=0.1)
    assert found.loudness.true_peak_dbtp == pytest.approx(-20, abs=0.2)
    assert found.loudness.curve_lufs == pytest.approx([-20] * 12, abs=0.2)
    assert found.loudness.silences == ()


def test_silences_are_found_with_their_times(tmp_path):
    sound = np.concatenate([tone(2, level_db=-20), np.zeros(RATE), tone(1, level_db=-20)])

    found = measured(tmp_path / "film.mov", shot(1, 120), sound=sound)

    (silence,) = found.loudness.silences
    assert (silence.starts_s, silence.ends_s) == pytest.approx((2.0, 3.0), abs=0.11)
    assert found.loudness.silent_share == pytest.approx(0.25, abs=0.05)


def test_a_silent_track_has_no_loudness(tmp_path):
    found = measured(tmp_path / "film.mov", shot(1, 60), sound=np.zeros(2 * RATE))

    assert found.has_sound
    assert found.loudness.integrated_lufs is None
    assert found.loudness.true_peak_dbtp is None
    assert found.loudness.silent_share == 1


def test_a_video_without_sound_says_so(tmp_path):
    found = measured(tmp_path / "film.mp4", shot(1, 30))

    assert not found.has_sound
    assert found.loudness is None
    assert found.why_missing(Aspect.LOUDNESS).reason == "This video has no sound."


# --- pictures --------------------------------------------------------------------------------------


def test_the_text_share_is_that_of_the_lines(tmp_path):
    picture, share = with_text(["Stop doing this", "Three habits", "that save you", "an hour a day"])
    without, _ = with_text([])

    found = measured(tmp_path / "film.mp4", [picture] * 45 + [without] * 45, size=(540, 960))

    assert found.text.values[0] == pytest.approx(share, rel=0.25)
    assert found.text.values[-1] == 0
    assert found.first_frame.text_share == found.text.values[0]
    assert found.text.basis.n == 2


def test_upright_text_is_measured_in_a_film_that_is_stored_on_its_side(tmp_path):
    picture, share = with_text(["Stop doing this", "Three habits", "that save you"])
    sideways = picture.transpose(Image.Transpose.ROTATE_90)
    stored = write(tmp_path / "stored.mp4", [sideways] * 10, size=sideways.size)
    path = converted(stored, tmp_path / "film.mp4", "-c", "copy", before=("-display_rotation", "-90"))

    found = measure(path)

    assert (found.width_px, found.height_px) == picture.size
    assert found.first_frame.text_share == pytest.approx(share, rel=0.25)


def test_the_shares_of_colours_are_those_of_their_areas(tmp_path):
    picture = plain("#d02020")
    picture.paste("#2040c0", (0, 0, 180, 96))

    found = measured(tmp_path / "film.mp4", [picture] * 20)

    (most, less) = found.first_frame.colours
    assert (most.share, less.share) == pytest.approx((0.7, 0.3), abs=0.02)
    assert rgb(most.colour) == pytest.approx((0xD0, 0x20, 0x20), abs=6)
    assert rgb(less.colour) == pytest.approx((0x20, 0x40, 0xC0), abs=6)


def rgb(colour):
    return tuple(bytes.fromhex(colour[1:]))


@pytest.mark.parametrize(
    ("colour", "brightness", "saturation"), [("white", 1, 0), ("black", 0, 0), ("red", 0.21, 1)]
)
def test_brightness_and_saturation_are_from_0_to_1(tmp_path, colour, brightness, saturation):
    found = measured(tmp_path / "film.mp4", [plain(colour)] * 5)

    assert found.colour.mean_brightness == pytest.approx(brightness, abs=0.02)
    assert found.colour.mean_saturation == pytest.approx(saturation, abs=0.02)


def test_the_first_frame_is_filled_by_what_is_not_background(tmp_path):
    picture = plain("white")
    picture.paste("#406080", (36, 64, 144, 256))

    found = measured(tmp_path / "film.mp4", [picture] * 5)

    assert found.first_frame.filled_share == pytest.approx(0.36, abs=0.03)


def test_a_still_picture_does_not_move_and_a_fast_one_does(tmp_path):
    still = measured(tmp_path / "still.mp4", [next(shot(1, 1))] * 60)
    wide = np.tile(next(shot(1, 1)), (1, 3, 1))
    fast = measured(tmp_path / "fast.mp4", [wide[:, at * 4 : at * 4 + 180] for at in range(60)])

    assert still.motion.mean == 0
    assert fast.motion.mean > 0.5


def test_faces_in_the_first_frame_are_counted(tmp_path):
    picture = plain("#788ca0", size=(360, 640))
    picture.paste(face(160), (10, 50))
    picture.paste(face(150, skin="#8d5a3c"), (190, 300))

    found = measured(tmp_path / "film.mp4", [picture] * 5, size=(360, 640))

    assert found.first_frame.faces == 2


def test_a_first_frame_without_faces_has_none(tmp_path):
    assert measured(tmp_path / "film.mp4", shot(1, 5)).first_frame.faces == 0


# --- speech ----------------------------------------------------------------------------------------


def test_words_of_captions_give_the_speech_rate(tmp_path):
    path = write(tmp_path / "film.mp4", shot(1, 120))
    captions = [Word(text="one two three", starts_s=0, ends_s=1.5), Word(text="four", starts_s=3, ends_s=3.5)]

    found = measure(path, captions=captions)

    assert found.speech.per_s == pytest.approx(1.0)
    assert found.speech.while_speaking_per_s == pytest.approx(2.0)
    assert found.speech.curve_per_s == (2, 1, 0, 1)
    assert found.speech.basis.n == 4


def test_without_captions_the_speech_rate_is_missing_with_the_reason(tmp_path):
    found = measured(tmp_path / "film.mp4", shot(1, 5))

    assert found.speech is None
    assert "no captions" in found.why_missing(Aspect.SPEECH).reason
