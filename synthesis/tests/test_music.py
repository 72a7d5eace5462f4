"""Background music: two beds in every mood, audible, in tune, and as long as their video."""

import wave
from itertools import product

import numpy as np
import pytest

from synthesis.assembly import music
from synthesis.assembly.composition import sound
from synthesis.assembly.music import forms, harmony, instruments
from synthesis.assembly.music.beds import BEDS
from synthesis.assembly.music.notation import STEPS, Role, melody_of
from synthesis.assembly.stopping import StoppedError

PIECES = [pytest.param(mood, seed, id=f"{mood}-{seed}") for mood, seed in product(music.MOODS, (0, 1))]
WRITTEN = [pytest.param(bed, id=bed.name) for beds in BEDS.values() for bed in beds]


def never():
    return False


def played(folder, *, mood="calm", seed=0, duration_s=12.0):
    return music.write(mood=mood, seed=seed, duration_s=duration_s, workdir=folder, should_stop=never)


def samples_of(path):
    """The samples from -1 to 1, (n, 2)."""
    with wave.open(str(path), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2) / 32768


def levels_of(samples, *, window_s):
    """The root mean square of each window in dB."""
    window = round(window_s * instruments.RATE)
    whole = samples[: len(samples) // window * window].mean(axis=1).reshape(-1, window)
    return 20 * np.log10(np.sqrt((whole**2).mean(axis=1)) + 1e-9)


def patterns_of(part):
    """Each pattern of a part with its sections."""
    for sections, patterns in part.patterns.items():
        for pattern in [patterns] if isinstance(patterns, str) else patterns:
            yield sections, pattern


@pytest.mark.parametrize(("mood", "seed"), PIECES)
def test_every_bed_is_audible_without_gaps_and_never_clips(mood, seed, tmp_path):
    bed = played(tmp_path, mood=mood, seed=seed, duration_s=20)

    measured = sound.measure(bed, should_stop=never)
    assert -21 < measured.integrated_lufs < -17
    assert measured.peak_dbtp < -1
    assert levels_of(samples_of(bed)[: -3 * instruments.RATE], window_s=0.5).min() > -45


@pytest.mark.parametrize(("mood", "seed"), PIECES)
@pytest.mark.parametrize("duration_s", [2.0, 7.3])
def test_every_bed_ends_with_its_video(mood, seed, duration_s, tmp_path):
    samples = samples_of(played(tmp_path, mood=mood, seed=seed, duration_s=duration_s))

    levels = levels_of(samples, window_s=0.1)
    assert len(samples) == round(duration_s * instruments.RATE)
    assert levels[-14:-8].max() > -45
    assert np.abs(samples[-100:]).max() < 0.001


def test_a_long_bed_has_the_same_loudness_throughout(tmp_path):
    samples = samples_of(played(tmp_path, mood="driving", seed=1, duration_s=90))

    levels = levels_of(samples[: -6 * instruments.RATE], window_s=6)
    assert levels.max() - levels.min() < 9


def test_a_mood_has_two_beds_of_which_the_seed_chooses_one():
    assert set(BEDS) == set(music.MOODS)
    assert all(len({bed.name for bed in beds}) == 2 for beds in BEDS.values())


def test_a_stopped_bed_leaves_no_file(tmp_path):
    with pytest.raises(StoppedError):
        music.write(mood="calm", seed=0, duration_s=20, workdir=tmp_path, should_stop=lambda: True)

    assert not list(tmp_path.rglob("*.*"))


@pytest.mark.parametrize("duration_s", [0.5, 2, 3.3, 4.6, 7, 11.9, 15, 29.97, 61, 180, 300])
@pytest.mark.parametrize("bed", WRITTEN)
def test_bars_and_final_chord_fill_any_length(bed, duration_s):
    form = forms.form_of(duration_s=duration_s, beats_per_minute=bed.beats_per_minute)

    assert len(form.bars) * form.bar_s + form.ring_s == pytest.approx(duration_s)
    assert form.ring_s >= min(1.4, duration_s)
    assert form.ring_s < 6
    assert 0.8 < form.bar_s * bed.beats_per_minute / 240 < 1.2
    assert [bar.is_last for bar in form.bars] == [False] * (len(form.bars) - 1) + [True] * bool(form.bars)


def test_a_long_form_has_an_introduction_a_verse_a_break_and_ends_with_a_lift():
    bars = forms.form_of(duration_s=65, beats_per_minute=98).bars

    sections = "".join(bar.section for bar in bars)
    assert sections.startswith("i")
    assert set(sections) == {"i", "a", "b", "c"}
    assert sections.endswith("bbbb")


@pytest.mark.parametrize("bed", WRITTEN)
def test_patterns_fill_their_bars(bed):
    for part in (*bed.parts, *bed.drums):
        is_melody = getattr(part, "role", None) is Role.MELODY
        for _, pattern in patterns_of(part):
            for bar in pattern.split("|"):
                steps = (
                    sum(int(note.split(".")[1]) for note in bar.split()) if is_melody else len(bar.strip())
                )
                assert steps == STEPS, bar


@pytest.mark.parametrize("bed", WRITTEN)
def test_no_melody_is_a_semitone_above_a_note_of_its_chord(bed):
    for part in bed.parts:
        if part.role is Role.MELODY:
            for sections, pattern in patterns_of(part):
                assert_in_tune(bed, sections, pattern)


def assert_in_tune(bed, sections, pattern):
    for section, bar in product(sections, range(len(pattern.split("|")))):
        names = bed.chords_of(section, bar)
        for step in melody_of(pattern, bar=bar):
            chord = harmony.chord(names[step.at * len(names) // STEPS])
            notes = {*chord.notes, chord.bass}
            pitch = int(step.sign) % 12
            assert pitch in notes or all((pitch - note) % 12 != 1 for note in notes), (section, bar, step)


def test_every_stored_instrument_is_played_and_every_played_one_is_stored():
    beds = [bed for beds in BEDS.values() for bed in beds]

    played_here = {part.instrument for bed in beds for part in bed.parts} | {instruments.DRUMS}
    drums = {drum.sound for bed in beds for drum in bed.drums}
    assert played_here == set(instruments.zones())
    assert played_here == {path.stem for path in instruments.FOLDER.glob("*.flac")}
    assert drums == {zone.name for zone in instruments.zones()[instruments.DRUMS]}


@pytest.mark.parametrize("name", [name for name in instruments.zones() if name != instruments.DRUMS])
def test_a_note_has_its_pitch(name, tmp_path):
    instrument = instruments.load([name], workdir=tmp_path, should_stop=never)[name]

    key, hertz = (84, 1046.5) if name == "glockenspiel" else (57, 220.0)
    note = instrument.note(key, velocity=0.8, duration_s=1.5)

    assert pitch_error(note[4_000:64_000], hertz) < 0.012


def pitch_error(samples, hertz):
    """How far the strongest partial is from a harmonic of ``hertz``, as a share of it."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 1 << 19))
    strongest = spectrum.argmax() * instruments.RATE / (1 << 19)
    return abs(strongest / hertz / max(1, round(strongest / hertz)) - 1)


def test_notes_begin_and_end_without_clicks(tmp_path):
    piano = instruments.load(["piano"], workdir=tmp_path, should_stop=never)["piano"]

    note = piano.note(60, velocity=1, duration_s=0.4)

    assert abs(note[0]) < 0.001
    assert abs(note[-1]) < 0.001


def test_a_chord_moves_to_the_nearest_inversion():
    first = harmony.voiced(harmony.chord("C").notes, low=55, before=())
    after = harmony.voiced(harmony.chord("Am").notes, low=55, before=first)

    assert sum(min(abs(note - other) for other in first) for note in after) <= 2


@pytest.mark.parametrize(
    ("name", "notes", "bass"),
    [
        ("C/E", {0, 4, 7}, 4),
        ("Bbmaj7", {10, 2, 5, 9}, 10),
        ("C6/9", {2, 4, 7, 9}, 0),
        ("F#m7", {6, 9, 1, 4}, 6),
    ],
)
def test_chords_are_read_from_their_names(name, notes, bass):
    chord = harmony.chord(name)

    assert (set(chord.notes), chord.bass) == (notes, bass)
