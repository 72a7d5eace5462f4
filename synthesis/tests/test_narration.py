"""Offline speech: sound and word times."""

import json
import subprocess
import sys
import wave
from dataclasses import replace

import pytest

from foundation import errors
from synthesis.assembly import narration, speech
from synthesis.assembly.speech import alignment, espeak, passages
from synthesis.assembly.stopping import StoppedError
from synthesis.assembly.storyboard import SAMPLE_RATE
from synthesis.errors import LanguageNotSpokenError
from synthesis.forms.sound import VoiceForm
from synthesis.studio import languages
from synthesis.tests.takes import take

GREETINGS = {
    **dict.fromkeys(("en", "en-GB"), "Hello there, how are you?"),
    "de": "Guten Tag, wie geht es Ihnen?",
    "es": "Hola, ¿cómo estás?",
    "fr": "Bonjour, comment allez-vous ?",
    "it": "Ciao, come stai?",
    "pt-BR": "Olá, como vai você?",
    "nl": "Goedendag, hoe gaat het?",
    "pl": "Dzień dobry, jak się masz?",
    "tr": "Merhaba, iyi günler!",
    "ar": "مرحبا، كيف حالك؟",
    "ja": "こんにちは、お元気ですか。",
    "hi": "नमस्ते, आप कैसे हैं?",
    "sv": "Hej, hur mår du?",
    "zh": "你好, 你怎么样?",
    "bg": "Здравейте, как сте?",
    "cs": "Dobrý den, jak se máte?",
    "da": "Goddag, hvordan har du det?",
    "fi": "Hyvää päivää, mitä kuuluu?",
    "el": "Γεια σας, τι κάνετε;",
    "he": "שלום, מה שלומך?",
    "hu": "Jó napot, hogy van?",
    "id": "Halo, apa kabar?",
    "ko": "안녕하세요, 잘 지내세요?",
    "no": "God dag, hvordan har du det?",
    "ro": "Bună ziua, ce mai faceți?",
    "ru": "Здравствуйте, как дела?",
    "sk": "Dobrý deň, ako sa máte?",
    "uk": "Добрий день, як справи?",
    "vi": "Xin chào, bạn khỏe không?",
}


# Loads every voice from the command line, and prints those that cannot be loaded.
LOAD = """
import ctypes, sys, espeakng_loader
library = ctypes.cdll.LoadLibrary(espeakng_loader.get_library_path())
library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0)
print(*(name for name in sys.argv[1:] if library.espeak_SetVoiceByName(f"{name}+f3".encode())))
"""


def never():
    return False


def speak(recordings, text, language="en", voice=None, rate=1.0, should_stop=never):
    voice = "espeak:female" if voice is None and language != "ja" else voice or ""
    line = narration.Line(key="scene", text=text, language=language, voice=voice, rate=rate)
    return narration.speak(line=line, recordings=recordings, should_stop=should_stop)


def texts(spoken):
    return [word.text for word in spoken.words]


def test_a_text_becomes_a_recording_with_the_time_of_every_word(tmp_path):
    spoken = speak(tmp_path, "Most people brew coffee wrong.")

    assert texts(spoken) == ["Most", "people", "brew", "coffee", "wrong."]
    assert all(word.starts_s < word.ends_s for word in spoken.words)
    assert [word.starts_s for word in spoken.words] == sorted(word.starts_s for word in spoken.words)
    assert spoken.words[-1].ends_s <= spoken.duration_s + 0.05
    with wave.open(str(spoken.audio)) as sound:
        assert (sound.getframerate(), sound.getnchannels()) == (SAMPLE_RATE, 1)
        assert sound.getnframes() / SAMPLE_RATE == spoken.duration_s


def test_the_same_text_is_spoken_once(tmp_path):
    first = speak(tmp_path, "Once is enough.")
    made_at = first.audio.stat().st_mtime_ns

    again = speak(tmp_path, "Once is enough.")

    assert again == first
    assert again.audio.stat().st_mtime_ns == made_at


def test_the_same_text_sounds_the_same_anywhere(tmp_path):
    one, other = speak(tmp_path / "one", "Twice the same."), speak(tmp_path / "other", "Twice the same.")

    assert one.audio.read_bytes() == other.audio.read_bytes()
    assert one.words == other.words


def test_a_faster_rate_takes_less_time(tmp_path):
    text = "The water should be just off the boil when you pour it."

    assert speak(tmp_path, text, rate=1.5).duration_s < 0.8 * speak(tmp_path, text).duration_s


def test_a_number_spoken_as_several_words_stays_one(tmp_path):
    assert texts(speak(tmp_path, "It is $4.99 today.")) == ["It", "is", "$4.99", "today."]


def test_signs_that_make_no_sound_belong_to_their_neighbours():
    text = "🎉 Stop — wasting *good* beans! 👩‍👩‍👧"
    prepared = passages.prepare(text=text, language="en", pronunciations={})

    assert [token.text for token in prepared.tokens] == ["🎉 Stop —", "wasting", "*good*", "beans! 👩‍👩‍👧"]
    assert "*" not in prepared.spoken
    assert "🎉" not in prepared.spoken


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("ar", "مرحبا بالعالم، هذه قهوة.", ["مرحبا", "بالعالم،", "هذه", "قهوة."]),
        ("ja", "毎朝コーヒーを飲みます。", ["毎朝", "コーヒーを", "飲みます。"]),
        ("zh", "你好世界", ["你", "好", "世", "界"]),
        ("de-AT", "Grüße aus Köln!", ["Grüße", "aus", "Köln!"]),
    ],
)
def test_words_are_those_of_the_language(tmp_path, language, text, words):
    spoken = speak(tmp_path, text, language)

    assert texts(spoken) == words
    assert all(word.starts_s < word.ends_s for word in spoken.words)


@pytest.mark.parametrize("text", ["", "   ", "🎉", "—!?"])
def test_a_text_without_words_is_a_moment_of_silence(tmp_path, text):
    spoken = speak(tmp_path, text)

    assert spoken.words == ()
    assert spoken.duration_s == narration.SILENCE_S


def test_ten_thousand_characters_are_spoken(tmp_path):
    text = "A long story about coffee. " * 371

    spoken = speak(tmp_path, text)

    assert len(spoken.words) == len(text.split())


@pytest.mark.parametrize(
    "text", ["<speak>hi</speak>", "[[fff]] %s \\N {}", "\x00\x07\ud800 hello", "a" * 400]
)
def test_hostile_text_is_only_text(tmp_path, text):
    assert speak(tmp_path, text).duration_s > 0


def test_an_unknown_language_is_refused(tmp_path):
    with pytest.raises(errors.UpstreamError) as refusal:
        speak(tmp_path, "tlhIngan", "xx")

    assert refusal.value.context["system"] == "voice"
    assert narration.voices(language="xx") == ()


@pytest.mark.parametrize("language", languages.OFFERED)
def test_every_voice_of_every_offered_language_speaks(tmp_path, language):
    offered = narration.voices(language=language)

    assert offered
    for voice in offered:
        spoken = speak(tmp_path, GREETINGS[language], language, voice=voice.name)
        assert spoken.words
        assert spoken.duration_s > 0.3


@pytest.mark.parametrize("language", ["xx", "km", "lo", "tl", "so", "yo", "mn", "fo"])
def test_a_language_without_a_voice_is_refused_with_those_that_have_one(language):
    with pytest.raises(LanguageNotSpokenError) as refusal:
        languages.require_voice(language=language)

    assert f"“{language}”" in refusal.value.message
    assert all(name in refusal.value.message for name in languages.OFFERED.values())
    assert refusal.value.errors[0]["field"] == "language"


def test_a_voice_can_be_loaded_for_every_language_that_counts_as_spoken():
    command = [sys.executable, "-c", LOAD, *espeak._known()]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603

    assert loaded.stdout.split() == []
    assert loaded.stderr == ""


def test_stopping_leaves_nothing_behind(tmp_path):
    with pytest.raises(StoppedError):
        speak(tmp_path, "word " * 20_000, should_stop=lambda: True)

    assert not list(tmp_path.glob("narration-*"))


def test_an_interrupted_recording_is_made_again(tmp_path):
    spoken = speak(tmp_path, "Made again.")
    spoken.audio.with_suffix(".json").unlink()

    assert speak(tmp_path, "Made again.") == spoken


def test_notes_are_plain_values(tmp_path):
    spoken = speak(tmp_path, "Plain values.")

    notes = json.loads(spoken.audio.with_suffix(".json").read_text())

    assert notes["voice"] == spoken.voice == "espeak-ng en-us+f3"


def test_the_estimate_is_near_the_recording(tmp_path):
    text = "Grind the beans right before you brew, and weigh them every single time you make a cup."

    estimated_s = narration.estimate_s(text=text, language="en")

    assert abs(estimated_s - speak(tmp_path, text).duration_s) < 0.3 * estimated_s


def test_words_are_found_in_a_slower_voice(tmp_path):
    text = "The quick brown fox jumps over the lazy dog near the river bank."
    recordings = {}
    for voice, rate in (("espeak:female", 1.0), ("espeak:male", 0.8)):
        path = tmp_path / f"{rate}.wav"
        utterance = speech.speak(
            text=text,
            language="en",
            voice=voice,
            rate=rate,
            pronunciations={},
            destination=path,
            should_stop=never,
        )
        recordings[voice] = (path, [word.starts_s for word in utterance.words])

    found = alignment.warp(
        reference=recordings["espeak:female"][0],
        recording=recordings["espeak:male"][0],
        instants_s=recordings["espeak:female"][1],
    )

    misses = sorted(abs(a - b) for a, b in zip(found, recordings["espeak:male"][1], strict=True))
    assert misses[len(misses) // 2] < 0.05
    assert misses[-1] < 0.2


def test_a_language_that_is_not_offered_is_shown_by_its_name(db, video):
    video.language = "pt"

    shown = str(VoiceForm(initial={"language": "pt"}, video=video)["language"])

    assert '<option value="pt" selected>Portuguese</option>' in shown


def test_a_recording_is_heard_instead_of_the_voice_with_the_time_of_every_word(tmp_path):
    text = "Sour means it ran too fast. Grind one step finer."
    recording = take(tmp_path, text=text, extension="flac", filters="atempo=0.8")
    line = narration.Line(key="scene", text=text, language="en", recording=recording)

    heard = narration.speak(line=line, recordings=tmp_path / "mix", should_stop=never)

    assert texts(heard) == text.split()
    assert heard.voice.startswith("recording ")
    assert all(word.starts_s < word.ends_s <= heard.duration_s + 0.05 for word in heard.words)
    with wave.open(str(heard.audio)) as sound:
        assert (sound.getframerate(), sound.getnchannels()) == (SAMPLE_RATE, 1)


def test_another_recording_of_the_same_text_is_another_narration(tmp_path):
    line = narration.Line(key="scene", text="Once is enough.", language="en")
    first, second = (
        narration.speak(
            line=replace(line, recording=take(tmp_path, text="Once is enough.", filters=f"volume={volume}")),
            recordings=tmp_path / "mix",
            should_stop=never,
        )
        for volume in (0.2, 0.4)
    )

    assert first.audio != second.audio


def test_a_recording_without_a_text_is_heard_without_captions(tmp_path):
    line = narration.Line(key="scene", text="", language="en", recording=take(tmp_path))

    heard = narration.speak(line=line, recordings=tmp_path / "mix", should_stop=never)

    assert heard.words == ()
    assert heard.duration_s > 1
