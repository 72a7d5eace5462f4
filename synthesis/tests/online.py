"""Requests to the speech vendors, for tests."""

import requests
from django.core.cache import cache
from django.utils import timezone

from synthesis.assembly import speech
from synthesis.assembly.speech import paid
from synthesis.assembly.speech.elevenlabs import listing

TEXT = "Most people brew coffee wrong. The water should be just off the boil."
PATHS = {"gemini": "/v1beta/interactions", "elevenlabs": "/text-to-speech/"}
VARIANTS = {"gemini": "Kore", "elevenlabs": "sandboxVoiceAria00001"}


def never():
    return False


def offered(engine, language="en"):
    return [voice for voice in speech.voices(language=language) if voice.engine == engine]


def say(engine, folder, text=TEXT, *, language="en", rate=1.0, voice="", should_stop=never):
    return speech.speak(
        text=text,
        language=language,
        voice=voice or f"{engine}:{VARIANTS[engine]}",
        rate=rate,
        pronunciations={},
        destination=folder / "spoken.wav",
        should_stop=should_stop,
    )


def calls(sandbox_url, path):
    answer = requests.get(
        f"{sandbox_url}/_sandbox/requests", params={"path": path, "method": "POST"}, timeout=5
    )
    return answer.json()["count"]


def answer_to(sandbox_url, engine, *, text="This is quite a long text. " * 10):
    """The vendor's answer to this text."""
    if engine == "gemini":
        body = {
            "model": "gemini-3.8-flash-tts",
            "response_format": {"type": "audio"},
            "input": [{"type": "user_input", "content": [{"type": "text", "text": text}]}],
            "generation_config": {"speech_config": [{"voice": "Kore"}]},
        }
        address, headers = f"{sandbox_url}/v1beta/interactions", {"x-goog-api-key": "k"}
    else:
        body = {"text": text}
        address = f"{sandbox_url}/elevenlabs/v1/text-to-speech/{VARIANTS[engine]}/with-timestamps"
        headers = {"xi-api-key": "k"}
    return requests.post(address, json=body, headers=headers, timeout=20).json()


def keep_voices(entries, *, at=None):
    """Put a list into the cache, as if it had been fetched."""
    at = at or timezone.now()
    access = paid.access_to(listing.VENDOR)
    assert access is not None
    cache.set(listing._key(access), {"at": at.timestamp(), "voices": entries}, 600)
