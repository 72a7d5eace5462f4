"""Word times in recordings whose voices do not report them. espeak-ng's own times are the truth."""

import wave
from itertools import pairwise

import numpy as np
import pytest

from synthesis.assembly import speech
from synthesis.assembly.speech import alignment, passages, word_times
from synthesis.assembly.speech.espeak import Espeak
from synthesis.assembly.speech.passages import Passage
from synthesis.assembly.stopping import StoppedError

RATE = 22_050
SENTENCES = (
    "Most people brew coffee wrong.",
    "The water should be just off the boil when you pour it.",
    "Grind right before you brew!",
    "Then wait thirty seconds, and pour slowly in circles.",
)


def never():
    return False


def prepared(text, language="en"):
    return passages.prepare(text=text, language=language, pronunciations={})


def written(path, samples):
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes((np.clip(samples, -1, 1) * 32767).astype(np.int16).tobytes())
    return path


def recorded(folder, *, sentences=SENTENCES, language="en", rate=0.85, pause_s=0.6, noise=0.0):
    """Another voice at another pace, with pauses: the recording, and when each word starts."""
    espeak = Espeak()
    pieces, starts_s, at_s = [np.zeros(RATE // 3)], [], 1 / 3
    for sentence in sentences:
        spoken = espeak.speak(
            passage=prepared(sentence, language),
            voice=espeak.voices(language=language)[1],
            rate=rate,
            destination=folder / "sentence.wav",
            should_stop=never,
        )
        with wave.open(str(folder / "sentence.wav"), "rb") as sound:
            samples = np.frombuffer(sound.readframes(sound.getnframes()), np.int16) / 32768
        starts_s += [at_s + word.starts_s for word in spoken.words]
        pieces += [samples, np.zeros(round(pause_s * RATE))]
        at_s += len(samples) / RATE + pause_s
    whole = np.concatenate(pieces)
    whole += noise * np.random.default_rng(1).normal(size=len(whole))
    return written(folder / "recording.wav", whole), starts_s


def found_in(recording, text, language="en"):
    return word_times.of_recording(passage=prepared(text, language), recording=recording, should_stop=never)


def misses_s(words, starts_s):
    return sorted(abs(word.starts_s - at_s) for word, at_s in zip(words, starts_s, strict=True))


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"pause_s": 0.0},
        {"pause_s": 1.5, "noise": 0.003},
        {"rate": 1.3},
        {"rate": 0.7, "pause_s": 0.25},
    ],
)
def test_words_are_found_in_another_voice_at_another_pace(tmp_path, how):
    recording, starts_s = recorded(tmp_path, **how)

    misses = misses_s(found_in(recording, " ".join(SENTENCES)), starts_s)

    assert misses[len(misses) // 2] < 0.02
    assert misses[len(misses) * 9 // 10] < 0.06
    assert misses[-1] < 0.2


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("de", ("Die meisten Menschen kochen Kaffee falsch.", "Das Wasser soll nicht mehr kochen.")),
        ("zh", ("早上喝咖啡很好。", "水不要太热。")),
        ("hi", ("ज़्यादातर लोग कॉफ़ी गलत बनाते हैं।", "पानी उबलता हुआ नहीं होना चाहिए।")),
    ],
)
def test_words_are_found_in_other_languages(tmp_path, language, sentences):
    recording, starts_s = recorded(tmp_path, sentences=sentences, language=language)

    misses = misses_s(found_in(recording, " ".join(sentences), language), starts_s)

    assert misses[len(misses) // 2] < 0.04
    assert misses[-1] < 0.25


def test_japanese_words_are_found_with_the_help_of_a_natural_voice(tmp_path):
    text = "毎朝コーヒーを飲みます。水は熱すぎてはいけません。"
    spoken = speech.speak(
        text=text,
        language="ja",
        voice="kokoro:jm_kumo",
        rate=0.9,
        pronunciations={},
        destination=tmp_path / "recording.wav",
        should_stop=never,
    )

    misses = misses_s(
        found_in(tmp_path / "recording.wav", text, "ja"), [word.starts_s for word in spoken.words]
    )

    assert misses[len(misses) // 2] < 0.06
    assert misses[-1] < 0.4


def test_a_word_before_a_pause_ends_when_the_pause_starts(tmp_path):
    recording, _ = recorded(tmp_path, pause_s=1.0)

    words = found_in(recording, " ".join(SENTENCES))

    by_text = {word.text: index for index, word in enumerate(words)}
    wrong = words[by_text["wrong."]]
    following = words[by_text["wrong."] + 1]
    assert following.starts_s - wrong.ends_s > 0.8
    assert all(word.starts_s < word.ends_s for word in words)
    assert all(a.ends_s <= b.starts_s + 1e-9 for a, b in pairwise(words))


def test_words_of_a_language_that_espeak_does_not_speak_share_the_time_by_their_letters(tmp_path):
    recording, starts_s = recorded(tmp_path)
    known = prepared(" ".join(SENTENCES))
    unknown = Passage(text=known.text, language="tlh", spoken=known.spoken, tokens=known.tokens)

    words = word_times.of_recording(passage=unknown, recording=recording, should_stop=never)

    misses = misses_s(words, starts_s)
    assert misses[len(misses) // 2] < 0.12
    assert misses[-1] < 0.5


def test_a_recording_of_minutes_takes_little_memory_and_stays_exact(tmp_path):
    recording, starts_s = recorded(tmp_path, sentences=SENTENCES * 4)

    misses = misses_s(found_in(recording, " ".join(SENTENCES * 4)), starts_s)

    assert alignment.MOST_FRAMES**2 * 8 < 100 * 1024**2
    assert misses[len(misses) // 2] < 0.03
    assert misses[-1] < 0.3


@pytest.mark.parametrize(
    "samples", [np.zeros(RATE), np.zeros(10), np.random.default_rng(2).normal(size=RATE)]
)
def test_a_recording_without_the_words_still_gets_times_in_order(tmp_path, samples):
    recording = written(tmp_path / "recording.wav", samples)

    words = found_in(recording, "One two three. Four five six.")

    assert len(words) == 6
    assert all(a.ends_s <= b.starts_s + 1e-9 for a, b in pairwise(words))
    assert words[-1].ends_s <= len(samples) / RATE + 1e-3


def test_a_text_without_words_has_no_times(tmp_path):
    assert found_in(written(tmp_path / "recording.wav", np.zeros(RATE)), "…") == ()


def test_stopping_ends_the_alignment(tmp_path):
    recording, _ = recorded(tmp_path)

    with pytest.raises(StoppedError):
        word_times.of_recording(
            passage=prepared(" ".join(SENTENCES)), recording=recording, should_stop=lambda: True
        )
