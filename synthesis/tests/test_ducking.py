"""The level of the music: low under the voice, up in pauses, without steps."""

import math
import wave

import av
import numpy as np
import pytest

from synthesis.assembly import composition, ffmpeg, wav
from synthesis.assembly.composition import ducking, sound
from synthesis.assembly.storyboard import SAMPLE_RATE, Narration, Scene

HUM_HZ = 1_100


def never():
    return False


def voice_of(path, *parts):
    """A buzzing voice: ``parts`` are lengths in seconds, spoken and silent in turns."""
    time = np.arange(round(max(parts) * SAMPLE_RATE)) / SAMPLE_RATE
    buzz = 0.3 * (np.sign(np.sin(2 * np.pi * 140 * time)) * 0.3 + np.sin(2 * np.pi * 420 * time))
    sound_of_parts = [
        (buzz if index % 2 == 0 else np.zeros_like(buzz))[: round(part * SAMPLE_RATE)]
        for index, part in enumerate(parts)
    ]
    with wav.writer(path, sample_rate=SAMPLE_RATE) as file:
        file.writeframes(wav.frames_of(np.concatenate(sound_of_parts).astype(np.float32)))
    return path


def hum_of(path, *, duration_s):
    source = f"sine={HUM_HZ}:d={duration_s}:r={SAMPLE_RATE}"
    ffmpeg.run(["-f", "lavfi", "-i", source, "-ac", "2", str(path)], timeout_s=20, should_stop=never)
    return path


def mixed(folder, *parts, bed_s=60):
    voice = voice_of(folder / "voice.wav", *parts)
    told = Narration(audio=voice, duration_s=sum(parts), words=(), voice="test")
    return composition.mix_audio(
        timeline=composition.plan(scenes=[Scene(key="a", narration=told)]),
        bed=hum_of(folder / "hum.wav", duration_s=bed_s),
        workdir=folder,
        should_stop=never,
    )


def hum_lufs(path, from_s, to_s):
    """The loudness of the hum alone: that of a sine in two channels is its level in dB."""
    with av.open(str(path)) as container:
        samples = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    part = samples[round(from_s * SAMPLE_RATE) : round(to_s * SAMPLE_RATE)]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)))) / len(part)
    pitches = np.fft.rfftfreq(len(part), 1 / SAMPLE_RATE)
    return 20 * math.log10(4 * spectrum[np.abs(pitches - HUM_HZ) < 20].max())


@pytest.mark.parametrize("parts", [(8.0,), (4.0, 5.0, 4.0), (3.0, 12.0, 3.0)], ids=["all", "half", "little"])
def test_the_bed_under_the_voice_is_audible_and_in_the_background(parts, tmp_path):
    video_sound = mixed(tmp_path, *parts)

    assert -26 <= hum_lufs(video_sound, 0.5, 2.8) <= -22
    assert sound.measure(video_sound, should_stop=never).integrated_lufs == pytest.approx(-14, abs=0.5)


def test_the_bed_rises_by_three_to_six_decibels_in_a_pause(tmp_path):
    video_sound = mixed(tmp_path, 4.0, 3.0, 4.0)

    rise = hum_lufs(video_sound, 5.2, 6.4) - hum_lufs(video_sound, 1.0, 3.8)
    assert 3 <= rise <= 6


def test_the_bed_stays_down_in_a_gap_between_words(tmp_path):
    video_sound = mixed(tmp_path, 4.0, 0.5, 4.0)

    rise = hum_lufs(video_sound, 4.25, 4.55) - hum_lufs(video_sound, 1.0, 3.8)
    assert abs(rise) < 1


def test_a_short_bed_is_repeated_for_the_whole_video(tmp_path):
    video_sound = mixed(tmp_path, 9.0, bed_s=2)

    assert -27 <= hum_lufs(video_sound, 7.0, 8.5) <= -21


def test_spans_are_separated_by_pauses_only(tmp_path):
    voice = voice_of(tmp_path / "voice.wav", 1.0, 0.4, 1.0, 0.9, 1.0)

    spans = ducking.spoken_spans(voice)

    assert np.array(spans) == pytest.approx(np.array([(0.0, 2.4), (3.3, 4.3)]), abs=0.03)


def test_a_silent_voice_has_no_spans(tmp_path):
    assert ducking.spoken_spans(voice_of(tmp_path / "voice.wav", 0.0, 3.0)) == ()


def test_the_level_has_no_steps(tmp_path):
    bed, ducked, under = (tmp_path / name for name in ("bed.wav", "ducked.wav", "under.wav"))
    with wav.writer(bed, sample_rate=SAMPLE_RATE, channels=2) as file:
        file.writeframes(wav.frames_of(np.full((4 * SAMPLE_RATE, 2), 0.5, np.float32)))

    ducking.duck(bed=bed, spans=((0.0, 1.0), (1.7, 2.5)), ducked=ducked, under_voice=under)

    with wave.open(str(ducked), "rb") as file:
        level = np.frombuffer(file.readframes(file.getnframes()), "<i2")[::2].astype(int)
    assert len(level) == 4 * SAMPLE_RATE
    assert np.abs(np.diff(level)).max() <= 3
    assert level[round(1.68 * SAMPLE_RATE)] == pytest.approx(level[0], abs=2)
    assert level[-1] > 1.6 * level[0]
