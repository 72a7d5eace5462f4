"""Gemini's and ElevenLabs' voices over HTTP: against the sandbox, and with a key against the vendors."""

import dataclasses
import os
import wave
from datetime import timedelta

import numpy as np
import pytest
import requests
from django.http import HttpResponse
from django.utils import timezone

from foundation.bulkhead import BulkheadMiddleware
from foundation.errors import UpstreamError
from foundation.vendors import Mode
from sandbox import spoken
from sandbox.tests.conftest import put_faults
from synthesis.assembly import narration, speech
from synthesis.assembly.narration import Line
from synthesis.assembly.speech import Quality, lines, passages
from synthesis.assembly.speech.elevenlabs import models, timing
from synthesis.assembly.stopping import StoppedError
from synthesis.studio import languages
from synthesis.tasks import refresh_voices
from synthesis.tests.online import PATHS, TEXT, VARIANTS, calls, keep_voices, offered, say

VENDORS = {"gemini": "gemini_speech", "elevenlabs": "elevenlabs"}


@pytest.fixture(params=sorted(PATHS))
def engine(request):
    return request.param


@pytest.fixture
def keys(settings, sandbox_url):
    """Both vendors are live, at the sandbox's address."""
    settings.GEMINI_API_KEY = settings.ELEVENLABS_API_KEY = "test-key"
    settings.GEMINI_API_URL = sandbox_url
    settings.ELEVENLABS_API_URL = f"{sandbox_url}/elevenlabs"
    return settings


def duration_s(path):
    with wave.open(str(path), "rb") as sound:
        return sound.getnframes() / sound.getframerate()


class TestChoosing:
    def test_without_a_key_there_are_no_online_voices(self, settings):
        settings.GEMINI_API_KEY = settings.ELEVENLABS_API_KEY = ""

        assert all(voice.quality is not Quality.ONLINE for voice in speech.voices(language="en"))

    @pytest.mark.parametrize("language", ["en", "de", "ja"])
    def test_online_voices_come_last_and_are_never_the_default(self, keys, language):
        found = speech.voices(language=language)

        online = [voice.quality is Quality.ONLINE for voice in found]
        assert online == sorted(online)
        assert any(online)
        assert not online[0]
        assert speech.find(name="", language=language) == found[0]

    @pytest.mark.parametrize("language", languages.OFFERED)
    def test_each_offered_language_is_spoken_by_one_of_them(self, keys, language):
        found = offered("gemini", language) or offered("elevenlabs", language)

        assert len(found) >= 4
        assert {voice.language for voice in found} == {language}
        assert {voice.gender for voice in found} == {"female", "male"}
        assert all(voice.style and voice.licence and "sandbox" not in voice.title for voice in found)

    def test_a_language_that_a_vendor_does_not_speak_has_none_of_its_voices(self, keys, engine):
        assert offered(engine, "tlh") == []

    def test_simulated_voices_are_labelled(self, settings, sandbox_url, engine):
        settings.SANDBOX_URL = sandbox_url
        settings.GEMINI_API_KEY = settings.ELEVENLABS_API_KEY = ""
        name = VENDORS[engine]
        simulated = dataclasses.replace(settings.VENDORS[name], stand_in=Mode.SANDBOX)
        settings.VENDORS = {**settings.VENDORS, name: simulated}

        found = offered(engine)

        assert found
        assert all(voice.title.endswith("(sandbox)") for voice in found)
        assert all("simulated" in voice.style for voice in found)

    def test_a_voice_without_its_key_is_refused(self, settings, engine, tmp_path):
        settings.GEMINI_API_KEY = settings.ELEVENLABS_API_KEY = ""

        with pytest.raises(UpstreamError, match="not available"):
            say(engine, tmp_path)

    def test_a_language_with_online_voices_only_has_no_default(self, keys, tmp_path):
        assert {voice.quality for voice in speech.voices(language="fil")} == {Quality.ONLINE}
        assert speech.find(name="", language="fil") is None


class TestSpeaking:
    def test_a_text_becomes_a_recording_with_the_time_of_every_word(
        self, keys, engine, sandbox_url, tmp_path
    ):
        utterance = say(engine, tmp_path)

        with wave.open(str(tmp_path / "spoken.wav"), "rb") as sound:
            assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
            assert sound.getframerate() == utterance.sample_rate
        assert [word.text for word in utterance.words] == TEXT.split()
        assert all(word.starts_s < word.ends_s for word in utterance.words)
        assert utterance.words[-1].ends_s <= duration_s(tmp_path / "spoken.wav") + 0.01
        assert VARIANTS[engine] in utterance.voice

    def test_it_costs_one_request(self, keys, engine, sandbox_url, tmp_path):
        before = calls(sandbox_url, PATHS[engine])

        say(engine, tmp_path)

        assert calls(sandbox_url, PATHS[engine]) == before + 1

    def test_a_recording_that_is_kept_is_not_paid_again(self, keys, engine, sandbox_url, tmp_path):
        line = Line(key="one", text=TEXT, language="en", voice=f"{engine}:{VARIANTS[engine]}")

        first, again = (
            narration.speak(line=line, recordings=tmp_path, should_stop=lambda: False) for _ in range(2)
        )

        assert first == again
        assert [word.text for word in first.words] == TEXT.split()
        assert calls(sandbox_url, PATHS[engine]) == 1

    def test_the_same_text_sounds_the_same(self, keys, engine, tmp_path):
        (tmp_path / "again").mkdir()
        first, again = say(engine, tmp_path), say(engine, tmp_path / "again")

        assert first == again
        assert (tmp_path / "spoken.wav").read_bytes() == (tmp_path / "again" / "spoken.wav").read_bytes()

    @pytest.mark.parametrize("rate", [0.6, 1.15, 1.8])
    def test_the_pace_is_kept(self, keys, engine, tmp_path, rate):
        say(engine, tmp_path)
        usual_s = duration_s(tmp_path / "spoken.wav")

        words = say(engine, tmp_path, rate=rate).words

        assert abs(duration_s(tmp_path / "spoken.wav") - usual_s / rate) < 0.1 * usual_s
        assert words[-1].ends_s <= duration_s(tmp_path / "spoken.wav") + 0.01
        assert words[-1].ends_s > 0.8 * duration_s(tmp_path / "spoken.wav")

    @pytest.mark.parametrize(
        ("language", "text"), [("de", "Grüße aus Köln! Bis bald."), ("ja", "毎朝、コーヒーを飲みます。")]
    )
    def test_other_languages_have_word_times_too(self, keys, engine, tmp_path, language, text):
        utterance = say(engine, tmp_path, text, language=language)

        assert "".join(word.text for word in utterance.words) == text.replace(" ", "")
        assert all(word.starts_s < word.ends_s for word in utterance.words)

    @pytest.mark.parametrize(
        ("language", "text", "line"),
        [
            ("ja", "毎朝🎉コーヒーを飲みます。Pythonも好き。", "毎朝コーヒーを飲みます。Pythonも好き。"),
            ("zh", "早上 喝咖啡。", "早上喝咖啡。"),
            ("en", "Brew  it 🎉 slowly.", "Brew  it slowly."),
        ],
    )
    def test_a_line_has_the_spaces_of_its_script(self, language, text, line):
        passage = passages.prepare(text=text, language=language, pronunciations={})

        sent = lines.of(passage)

        assert sent.text == line
        words = ["".join(filter(str.isalnum, token.text)) for token in passage.tokens]
        assert ["".join(filter(str.isalnum, sent.text[slice(*span)])) for span in sent.spans] == words

    def test_a_stopped_render_makes_no_request(self, keys, engine, sandbox_url, tmp_path):
        with pytest.raises(StoppedError):
            say(engine, tmp_path, should_stop=lambda: True)

        assert calls(sandbox_url, PATHS[engine]) == 0


class TestWordTimes:
    def test_gemini_words_are_near_the_sounds(self, keys, tmp_path):
        words = say("gemini", tmp_path).words

        truth = spoken.speak(TEXT, voice="Kore")
        misses = sorted(abs(word.starts_s - truth.starts_s[word.position]) for word in words)
        # The sandbox hums; between two human voices the median is a tenth of this.
        assert misses[len(misses) // 2] < 0.15
        second = next(word for word in words if word.text == "The")
        assert abs(second.starts_s - truth.starts_s[second.position]) < 0.05

    def test_elevenlabs_words_have_the_times_of_their_characters(self, keys, tmp_path):
        words = say("elevenlabs", tmp_path).words

        truth = spoken.speak(TEXT, voice="any")
        assert [word.starts_s for word in words] == pytest.approx(
            [truth.starts_s[word.position] for word in words], abs=0.03
        )
        wrong = next(word for word in words if word.text == "wrong.")
        assert wrong.ends_s == pytest.approx(truth.ends_s[TEXT.index("wrong.") + 4], abs=0.03)

    def test_elevenlabs_times_are_the_sounds_of_the_decoded_recording(self, keys, tmp_path):
        words = say("elevenlabs", tmp_path).words

        with wave.open(str(tmp_path / "spoken.wav"), "rb") as sound:
            rate = sound.getframerate()
            samples = np.frombuffer(sound.readframes(sound.getnframes()), np.int16) / 32768
        for word in words:
            middle = samples[round(word.starts_s * rate) : round(word.ends_s * rate)]
            assert np.abs(middle).max() > 0.05
        gap = samples[round((words[4].ends_s + 0.06) * rate) : round((words[5].starts_s - 0.06) * rate)]
        assert np.abs(gap).max() < 0.02

    @pytest.mark.parametrize(
        "heard",
        ["Most people brew coffee WRONG the water should be just off the boil", f"<break/> {TEXT} [laughs]"],
    )
    def test_elevenlabs_may_have_changed_the_text(self, heard):
        passage = passages.prepare(text=TEXT, language="en", pronunciations={})
        alignment = timing.Alignment(
            characters=list(heard),
            character_start_times_seconds=[0.05 * index for index in range(len(heard))],
            character_end_times_seconds=[0.05 * (index + 1) for index in range(len(heard))],
        )

        words = timing.words(
            passage=passage, line=lines.of(passage), alignment=alignment, tempo=1.0, duration_s=60
        )

        assert words is not None
        expected = [
            0.05 * heard.lower().index(text) for text in ("most", "people", "brew", "coffee", "wrong")
        ]
        assert [word.starts_s for word in words[:5]] == pytest.approx(expected, abs=0.001)
        assert [word.starts_s for word in words] == sorted(word.starts_s for word in words)

    def test_times_of_another_text_are_not_used(self):
        passage = passages.prepare(text=TEXT, language="en", pronunciations={})
        alignment = timing.Alignment(
            characters=list("123"),
            character_start_times_seconds=[0, 1, 2],
            character_end_times_seconds=[1, 2, 3],
        )

        found = timing.words(
            passage=passage, line=lines.of(passage), alignment=alignment, tempo=1.0, duration_s=3
        )

        assert found is None

    def test_without_times_elevenlabs_recordings_are_aligned(self, keys, sandbox_url, tmp_path):
        edit = {"path": ["alignment"], "value": None}
        put_faults(sandbox_url, {"kind": "rewrite", "match": {"path": PATHS["elevenlabs"]}, "edits": [edit]})

        words = say("elevenlabs", tmp_path).words

        assert [word.text for word in words] == TEXT.split()
        assert [word.starts_s for word in words] == sorted(word.starts_s for word in words)


class TestAccountVoices:
    @pytest.fixture(autouse=True)
    def _keys(self, keys):
        """Both keys are set."""

    def lists(self, sandbox_url):
        answer = requests.get(f"{sandbox_url}/_sandbox/requests", params={"path": "/v2/voices"}, timeout=5)
        return answer.json()["count"]

    def test_the_list_is_fetched_once(self, sandbox_url):
        assert offered("elevenlabs") == offered("elevenlabs", "en")
        assert offered("elevenlabs")[0].title == "Aria - Expressive"
        assert self.lists(sandbox_url) == 1

    def test_a_failing_list_breaks_nothing_and_is_not_repeated(self, sandbox_url):
        put_faults(
            sandbox_url, {"kind": "status", "status": 500, "match": {"path": "/v2/voices"}, "times": None}
        )

        assert [offered("elevenlabs"), offered("elevenlabs")] == [[], []]
        assert speech.voices(language="en")
        assert self.lists(sandbox_url) == 1

    def test_an_outage_keeps_the_last_list(self, sandbox_url):
        entries = [{"voice_id": "old", "name": "Old", "labels": None}]
        keep_voices(entries, at=timezone.now() - timedelta(days=3))
        put_faults(sandbox_url, {"kind": "status", "status": 500, "match": {"path": "/v2/voices"}})

        assert [voice.title for voice in offered("elevenlabs")] == ["Old"]

    def test_an_old_list_is_replaced(self, sandbox_url):
        keep_voices([{"voice_id": "old", "name": "Old"}], at=timezone.now() - timedelta(hours=2))

        assert "Old" not in [voice.title for voice in offered("elevenlabs")]

    def test_a_page_does_not_wait_for_elevenlabs(self, sandbox_url, rf):
        found = []

        def shown(_):
            found.extend(offered("elevenlabs"))
            return HttpResponse()

        page = BulkheadMiddleware(shown)

        page(rf.get("/"))
        assert (found, self.lists(sandbox_url)) == ([], 0)

        refresh_voices()
        page(rf.get("/"))
        assert len(found) == 4

    def test_a_voice_with_a_strange_id_is_left_out(self, sandbox_url):
        edit = {"path": ["voices", 0, "voice_id"], "value": "../../v1/user"}
        put_faults(sandbox_url, {"kind": "rewrite", "match": {"path": "/v2/voices"}, "edits": [edit]})

        assert len(offered("elevenlabs")) == 3

    def test_the_language_is_sent_to_models_that_take_it(self, settings, tmp_path):
        settings.ELEVENLABS_MODEL = "eleven_flash_v2_5"

        assert say("elevenlabs", tmp_path, "Xin chào.", language="vi").words
        assert offered("elevenlabs", "vi")

    @pytest.mark.parametrize(
        ("name", "tag", "code"),
        [
            ("eleven_multilingual_v2", "pt-BR", "pt"),
            ("eleven_multilingual_v2", "vi", ""),
            ("eleven_flash_v2_5", "nb", "no"),
            ("eleven_v4", "ka", "ka"),
        ],
    )
    def test_models_speak_different_languages(self, name, tag, code):
        assert models.named(name).language(tag) == code


@pytest.mark.skipif(not os.environ.get("GEMINI_API_KEY"), reason="GEMINI_API_KEY is not set")
def test_gemini_itself_speaks(settings, tmp_path):
    settings.GEMINI_API_KEY = os.environ["GEMINI_API_KEY"]

    assert [word.text for word in say("gemini", tmp_path).words] == TEXT.split()


@pytest.mark.skipif(not os.environ.get("ELEVENLABS_API_KEY"), reason="ELEVENLABS_API_KEY is not set")
def test_elevenlabs_itself_speaks(settings, tmp_path):
    settings.ELEVENLABS_API_KEY = os.environ["ELEVENLABS_API_KEY"]
    voice = offered("elevenlabs")[0].name

    assert [word.text for word in say("elevenlabs", tmp_path, voice=voice).words] == TEXT.split()
