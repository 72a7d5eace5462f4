"""Downloaded Piper voices: speech by a tiny model with Piper's inputs, in the engine's real processes."""

import dataclasses
import json
import subprocess
import sys
import wave

import pytest

from foundation.errors import UpstreamError
from synthesis.assembly import speech
from synthesis.assembly.speech import Quality, espeak
from synthesis.assembly.speech.piper import installed, texts
from synthesis.assembly.stopping import StoppedError
from synthesis.tests.piper_source import RATE, SAMPLES_PER_ID, config, model

TEXT = "Guten Tag. Wie geht es Ihnen, mein Freund?"


def never():
    return False


@pytest.fixture
def install(settings, tmp_path):
    """Put a voice where downloads put it."""
    settings.VOICES_ROOT = tmp_path / "voices"

    def put(name="de_DE-tiny-medium", *, language="de-DE", **fields):
        folder = settings.VOICES_ROOT / name
        folder.mkdir(parents=True)
        speakers = fields.get("speakers", 1)
        (folder / f"{name}.onnx").write_bytes(model(speakers=speakers))
        (folder / f"{name}.onnx.json").write_text(json.dumps(config(**fields)))
        manifest = installed.Manifest(
            name=name,
            title="Tiny",
            language=language,
            gender="male",
            licence="CC BY 4.0",
            credit="Voice: Tiny (Piper), https://example.org",
            source="somewhere",
            revision="1",
        )
        installed.write(folder, manifest)
        return f"piper:{name}"

    return put


def say(voice, folder, text=TEXT, *, language="de", rate=1.0, should_stop=never):
    return speech.speak(
        text=text,
        language=language,
        voice=voice,
        rate=rate,
        pronunciations={},
        destination=folder / "spoken.wav",
        should_stop=should_stop,
    )


def frames(folder):
    with wave.open(str(folder / "spoken.wav"), "rb") as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (RATE, 1, 2)
        return sound.getnframes()


def test_a_downloaded_voice_is_natural_and_the_default(install):
    name = install()

    found = speech.voices(language="de")

    assert [voice.name for voice in found] == [name]
    assert (found[0].quality, found[0].title, found[0].licence) == (Quality.NATURAL, "Tiny", "CC BY 4.0")
    assert found[0].credit
    assert speech.find(name="", language="de-AT") == dataclasses.replace(found[0], language="de-AT")
    assert all(voice.engine != "piper" for voice in speech.voices(language="sv"))


def test_a_voice_of_the_same_region_comes_first(install):
    install("pt_PT-one-medium", language="pt-PT")
    install("pt_BR-two-medium", language="pt-BR")

    first = next(voice for voice in speech.voices(language="pt-BR") if voice.engine == "piper")

    assert first.name == "piper:pt_BR-two-medium"


def test_a_text_becomes_a_recording_with_the_time_of_every_word(install, tmp_path):
    utterance = say(install(), tmp_path)

    assert [word.text for word in utterance.words] == TEXT.split()
    assert all(word.starts_s < word.ends_s for word in utterance.words)
    assert utterance.sample_rate == RATE
    assert utterance.words[-1].ends_s <= frames(tmp_path) / RATE
    assert utterance.voice == "piper de_DE-tiny-medium"


def test_the_same_text_sounds_the_same(install, tmp_path):
    name = install()
    (tmp_path / "again").mkdir()

    say(name, tmp_path)
    say(name, tmp_path / "again")

    assert (tmp_path / "spoken.wav").read_bytes() == (tmp_path / "again" / "spoken.wav").read_bytes()


def test_each_phoneme_is_one_number_between_padding(install, tmp_path):
    name = install(voice="de")

    say(name, tmp_path, "Tag.")

    phonemes = transcribed(tmp_path, "de", ["Tag"])[0] + "."
    known = config()["phoneme_id_map"]
    numbers = 3 + 2 * sum(phoneme in known for phoneme in phonemes)
    assert frames(tmp_path) == numbers * SAMPLES_PER_ID


def test_a_faster_rate_takes_less_time(install, tmp_path):
    name = install()
    say(name, tmp_path)
    usual = frames(tmp_path)

    say(name, tmp_path, rate=1.25)

    assert frames(tmp_path) == pytest.approx(usual / 1.25, rel=0.01)


def test_a_model_with_several_speakers_gets_the_first(install, tmp_path):
    assert say(install(speakers=3), tmp_path).words


def test_a_model_of_letters_needs_no_transcription(install, tmp_path):
    assert say(
        install("uk_UA-tiny-medium", language="uk-UA", phoneme_type="text"), tmp_path, language="uk"
    ).words


def test_a_model_with_another_transcription_is_refused(install, tmp_path):
    with pytest.raises(UpstreamError, match="transcription"):
        say(install(phoneme_type="pinyin"), tmp_path)


def test_a_damaged_voice_is_refused(install, tmp_path):
    name = install()
    installed.model_of("de_DE-tiny-medium").with_suffix(".onnx.json").write_text("{}")

    with pytest.raises(UpstreamError, match="damaged"):
        say(name, tmp_path)


def test_a_damaged_model_fails_without_harm_to_this_process(install, tmp_path):
    name = install()
    installed.model_of("de_DE-tiny-medium").write_bytes(b"not a model")

    with pytest.raises(UpstreamError, match="exit status"):
        say(name, tmp_path)


def test_a_folder_without_a_whole_voice_is_not_offered(install, settings):
    install()
    installed.model_of("de_DE-tiny-medium").unlink()
    (settings.VOICES_ROOT / "de_DE-half-medium").mkdir()
    (settings.VOICES_ROOT / "de_DE-half-medium" / installed.MANIFEST).write_text("{")

    assert all(voice.engine != "piper" for voice in speech.voices(language="de"))


def test_stopping_ends_its_processes(install, tmp_path):
    with pytest.raises(StoppedError):
        say(install(), tmp_path, "Wort " * 2000, should_stop=lambda: True)

    assert not list(tmp_path.glob(".piper-*"))


def transcribed(folder, voice, lines):
    target = folder / "phonemes.json"
    request = {"voice": voice, "texts": lines, "phonemes": str(target)}
    command = [sys.executable, "-I", str(espeak.CHILD)]
    done = subprocess.run(command, input=json.dumps(request).encode(), capture_output=True, timeout=60)  # noqa: S603 - ours
    assert done.returncode == 0, done.stderr
    return json.loads(target.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("voice", "text", "sounds"),
    [
        ("de", "Guten Tag", "ɡˈuːtən tˈɑːk"),  # noqa: RUF001 - phonemes
        ("en-us", "hello, world", "həlˈoʊ wˈɜːld"),  # noqa: RUF001 - phonemes
        ("fr", "bonjour", "bɔ̃ʒˈuʁ"),  # noqa: RUF001 - phonemes
    ],
)
def test_text_is_transcribed_clause_by_clause(tmp_path, voice, text, sounds):
    assert transcribed(tmp_path, voice, [text, "", "…"])[0] == sounds


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Ja. Nein!", [("Ja", "."), ("Nein", "!")]),
        ("Node.js, 3.5 und so", [("Node.js", ","), ("3.5 und so", ".")]),
        ("“Wirklich?” fragte er…", [("“Wirklich", "?"), ("fragte er", ".")]),
        ("你好，世界。", [("你好", ","), ("世界", ".")]),  # noqa: RUF001 - Chinese
        ("Erste Zeile\nZweite", [("Erste Zeile", "."), ("Zweite", ".")]),
        ("— … !!!", []),
    ],
)
def test_clauses_keep_their_marks(text, clauses):
    assert texts.clauses(text) == clauses


def test_sentences_are_joined_from_clauses_and_stay_short():
    joined = texts.sentences(["ja", "", "(en)nˈaɪn(de)", "x" * 230, "ɛndə"], [",", ".", ".", ",", "?"])  # noqa: RUF001 - phonemes

    assert joined == ["ja, nˈaɪn.", "x" * 230 + ",", "ɛndə?"]  # noqa: RUF001 - phonemes
