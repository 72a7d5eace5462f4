"""The speech APIs' stand-ins: their protocols, and recordings whose words have known times."""

import base64
import io
import wave
from typing import Any

import av
import numpy as np
import pytest
import requests
from google import genai
from google.genai import types

from sandbox import spoken
from sandbox.tests.conftest import put_faults

TEXT = "Brew it slowly. Then wait."
VOICE = "sandboxVoiceAria00001"
SPEAK = f"/elevenlabs/v1/text-to-speech/{VOICE}/with-timestamps"


def elevenlabs(url, path=SPEAK, key="test-key", **body):
    return requests.post(
        f"{url}{path}?output_format=mp3_44100_128",
        json={"text": TEXT, "model_id": "eleven_multilingual_v2", **body},
        headers={"xi-api-key": key},
        timeout=20,
    )


def gemini(url, key="test-key", voice="Kore", text=TEXT, **fields):
    note = {"type": "speech_metadata", "style": "warm narrator"}
    content = {"type": "text", "text": text, "annotations": [note]}
    body = {
        "model": "gemini-3.8-flash-tts",
        "store": False,
        "response_format": {"type": "audio", "mime_type": "audio/wav"},
        "input": [{"type": "user_input", "content": [content]}],
        "generation_config": {"speech_config": [{"voice": voice}]},
        **fields,
    }
    return requests.post(f"{url}/v1beta/interactions", json=body, headers={"x-goog-api-key": key}, timeout=20)


def decoded(mp3):
    with av.open(io.BytesIO(mp3), "r") as container:
        frames = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    return np.concatenate(frames)


def test_words_sound_when_the_times_say_so_and_pauses_are_silent():
    said = spoken.speak(TEXT, voice="any")

    def loudest(first, last):
        at = slice(*(round(seconds * spoken.SAMPLES_PER_S) for seconds in (first, last)))
        return np.abs(said.samples[at]).max()

    for word in TEXT.split():
        first = TEXT.index(word)
        last = first + len(word.strip(".")) - 1
        assert loudest(said.starts_s[first], said.ends_s[last]) > 0.05
    stop = TEXT.index(".")
    assert loudest(said.starts_s[stop], said.ends_s[stop]) == 0
    assert said.starts_s == sorted(said.starts_s)
    assert len(said.starts_s) == len(said.ends_s) == len(TEXT)


def test_a_faster_pace_takes_less_time():
    usual, fast = (spoken.speak(TEXT, voice="any", pace=pace) for pace in (1.0, 1.2))

    assert fast.ends_s[-1] == pytest.approx(0.1 + (usual.ends_s[-1] - 0.1) / 1.2, abs=0.01)


def test_elevenlabs_sends_an_mp3_and_the_time_of_every_character(sandbox_url):
    answer = elevenlabs(sandbox_url).json()

    samples = decoded(base64.b64decode(answer["audio_base64"]))
    alignment = answer["alignment"]
    assert "".join(alignment["characters"]) == TEXT
    assert len(samples) / 44_100 == pytest.approx(alignment["character_end_times_seconds"][-1], abs=0.1)
    assert np.abs(samples).max() > 0.3


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"key": "invalid"}, 401, "invalid_api_key"),
        ({"key": ""}, 401, "invalid_api_key"),
        ({"text": "x" * 10_001}, 400, "max_character_limit_exceeded"),
        ({"text": " "}, 400, "input_text_empty"),
        ({"model_id": "eleven_v99"}, 400, "model_not_found"),
        ({"language_code": "en"}, 400, "unsupported_language"),
        ({"voice_settings": {"speed": 2.0}}, 400, "invalid_voice_settings"),
        ({"path": SPEAK.replace(VOICE, "nobody")}, 400, "voice_not_found"),
    ],
)
def test_elevenlabs_refuses_in_its_own_format(sandbox_url, body, status, code):
    answer = elevenlabs(sandbox_url, **body)

    assert (answer.status_code, answer.json()["detail"]["status"]) == (status, code)


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ({"kind": "quotaExceeded"}, 401, "quota_exceeded"),
        ({"kind": "status", "status": 429}, 429, "too_many_concurrent_requests"),
        ({"kind": "status", "status": 401}, 401, "invalid_api_key"),
    ],
)
def test_faults_at_elevenlabs_are_in_its_format_too(sandbox_url, fault, status, code):
    put_faults(sandbox_url, fault)

    answer = elevenlabs(sandbox_url)

    assert (answer.status_code, answer.json()["detail"]["status"]) == (status, code)


def test_elevenlabs_lists_the_voices_of_the_account(sandbox_url):
    answer = requests.get(
        f"{sandbox_url}/elevenlabs/v2/voices?page_size=3", headers={"xi-api-key": "k"}, timeout=5
    ).json()

    assert [voice["labels"]["gender"] for voice in answer["voices"]] == ["female", "male", "female"]
    assert answer["has_more"] is True


def test_gemini_sends_a_wav_file(sandbox_url):
    answer = gemini(sandbox_url).json()

    assert answer["status"] == "completed"
    assert answer["output_audio"]["mime_type"] == "audio/wav"
    with wave.open(io.BytesIO(base64.b64decode(answer["output_audio"]["data"])), "rb") as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (24_000, 1, 2)
        assert 1 < sound.getnframes() / 24_000 < 6


def test_googles_own_client_reads_the_same_response(sandbox_url):
    options = types.HttpOptions(base_url=sandbox_url, api_version="v1beta")
    client = genai.Client(api_key="test-key", http_options=options)

    answer: Any = client.interactions.create(
        model="gemini-3.8-flash-tts",
        store=False,
        response_format={"type": "audio", "mime_type": "audio/wav"},
        input=[
            {
                "type": "user_input",
                "content": [
                    {
                        "type": "text",
                        "text": TEXT,
                        "annotations": [{"type": "speech_metadata", "style": "warm narrator"}],
                    }
                ],
            }
        ],
        generation_config={"speech_config": [{"voice": "Kore"}]},
    )

    assert base64.b64decode(answer.output_audio.data)[:4] == b"RIFF"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"key": "invalid"}, 400),
        ({"key": ""}, 403),
        ({"voice": "Nobody"}, 400),
        ({"text": ""}, 400),
        ({"text": "word " * 7000}, 400),
        ({"model": "gemini-2.5-flash-preview-tts"}, 404),
        ({"response_format": {"type": "audio", "mime_type": "audio/ogg"}}, 400),
    ],
)
def test_gemini_refuses_what_it_does_not_speak(sandbox_url, body, status):
    assert gemini(sandbox_url, **body).status_code == status


def test_a_silent_recording_is_silent(sandbox_url):
    put_faults(sandbox_url, {"kind": "silent_audio"})

    assert np.abs(decoded(base64.b64decode(elevenlabs(sandbox_url).json()["audio_base64"]))).max() == 0


@pytest.mark.parametrize("speak", [elevenlabs, gemini])
def test_a_truncated_recording_cannot_be_decoded(sandbox_url, speak):
    put_faults(sandbox_url, {"kind": "truncated_audio"})

    answer = speak(sandbox_url).json()

    text = answer.get("audio_base64") or answer["output_audio"]["data"]
    with pytest.raises(ValueError, match="base64"):
        base64.b64decode(text, validate=True)


@pytest.mark.parametrize("speak", [elevenlabs, gemini])
def test_a_wrong_recording_is_a_web_page(sandbox_url, speak):
    put_faults(sandbox_url, {"kind": "wrong_audio"})

    answer = speak(sandbox_url).json()

    assert base64.b64decode(answer.get("audio_base64") or answer["output_audio"]["data"])[:9] == b"<!doctype"
