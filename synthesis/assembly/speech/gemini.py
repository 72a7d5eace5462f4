"""Gemini speech: Google's voices by the Interactions API, with an API key. Paid.

The API reports no word times; the recording is aligned with espeak-ng's.
"""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from pydantic import BaseModel

from foundation.errors import UpstreamError
from foundation.upstream import UpstreamClient
from foundation.vendors import Access
from synthesis.assembly import wav
from synthesis.assembly.speech import lines, paid, recordings, word_times
from synthesis.assembly.speech.base import Quality, Utterance, Voice
from synthesis.assembly.speech.paid import Refusal
from synthesis.assembly.speech.passages import Passage
from synthesis.assembly.stopping import ShouldStop, StoppedError

SYSTEM = "Gemini speech"
VENDOR = "gemini_speech"
LICENCE = "Terms of the Gemini API"
# The API takes 8,192 tokens; in the languages with the shortest tokens, a character is one.
MOST_CHARACTERS = 8_000
RAW_RATE = 24_000

# Google's names for its voices, with gender and style. Each speaks every language.
VOICES = {
    "Kore": ("female", "firm, confident"),
    "Aoede": ("female", "breezy, easy"),
    "Leda": ("female", "youthful"),
    "Zephyr": ("female", "bright"),
    "Sulafat": ("female", "warm"),
    "Laomedeia": ("female", "upbeat"),
    "Despina": ("female", "smooth"),
    "Achernar": ("female", "soft"),
    "Gacrux": ("female", "mature"),
    "Charon": ("male", "informative, documentary"),
    "Puck": ("male", "upbeat, playful"),
    "Fenrir": ("male", "excitable"),
    "Orus": ("male", "firm"),
    "Algieba": ("male", "smooth"),
    "Iapetus": ("male", "clear"),
    "Enceladus": ("male", "breathy, quiet"),
    "Algenib": ("male", "gravelly"),
    "Achird": ("male", "friendly"),
}
LANGUAGES = frozenset({
    "ar", "bn", "cs", "da", "de", "el", "en", "es", "fi", "fil", "fr", "he", "hi", "hu", "id", "it",
    "ja", "ko", "mr", "nb", "nl", "no", "pl", "pt", "ro", "ru", "sv", "ta", "te", "th", "tr", "uk",
    "vi", "zh",
})  # fmt: skip

_KEYS = "https://aistudio.google.com/apikey"
_KEY = f"Gemini rejected the API key. Your administrator can check GEMINI_API_KEY at {_KEYS}."
_MODEL = "Gemini does not have this speech model. Your administrator can check GEMINI_SPEECH_MODEL."
_ENDINGS = {
    "budget_exceeded": "The budget of the Google project is used up. Your administrator can raise it. Until "
    "then, choose another voice.",
    "incomplete": "Gemini stopped before the recording was finished.",
}
_DECLINED = "Gemini declined to speak this text. Change the text, or choose another voice."
_RETRY_DELAY = re.compile(r"\"retryDelay\":\s*\"(\d+)")


class _Content(BaseModel):
    """A piece of output."""

    type: str = ""
    mime_type: str = ""
    data: str = ""
    sample_rate: int | None = None


class _Step(BaseModel):
    """A step of the interaction."""

    content: list[_Content] | None = None


class _Interaction(BaseModel):
    """The response, as far as it is used."""

    status: str
    model: str = ""
    output_audio: _Content | None = None
    steps: list[_Step] | None = None

    @property
    def sound(self) -> _Content | None:
        """The recording. It is also listed among the steps, and may be only there."""
        listed = [each for step in self.steps or [] for each in step.content or [] if each.type == "audio"]
        found = self.output_audio or next(iter(listed), None)
        return found if found is not None and found.data else None


class GeminiSpeech:
    """The Engine of Gemini's voices. One passage is one request."""

    def voices(self, *, language: str) -> Sequence[Voice]:
        """See Engine. Empty without a key."""
        access = paid.access_to(VENDOR)
        if access is None or language.lower().split("-")[0] not in LANGUAGES:
            return ()
        return [_voice(name, language, access) for name in VOICES]

    def speak(
        self, *, passage: Passage, voice: Voice, rate: float, destination: Path, should_stop: ShouldStop
    ) -> Utterance:
        """See Engine. The pace is changed after recording. Each call is charged."""
        access = paid.access_to(VENDOR)
        line = lines.of(passage)
        if access is None:
            raise UpstreamError(
                "Gemini's voices are not set up: GEMINI_API_KEY is empty. Choose another voice.",
                system=SYSTEM,
            )
        if len(line.text) > MOST_CHARACTERS:
            raise UpstreamError(
                f"Gemini's voices speak at most {MOST_CHARACTERS:,} characters at a time. Split the scene.",
                system=SYSTEM,
            )
        if should_stop():
            raise StoppedError
        interaction = _record(access, text=line.text, variant=voice.variant)
        recordings.write(
            _audio(interaction),
            system=SYSTEM,
            letters=line.letters,
            tempo=rate,
            destination=destination,
            should_stop=should_stop,
        )
        return Utterance(
            voice=f"{interaction.model or settings.GEMINI_SPEECH_MODEL} {voice.variant}",
            sample_rate=wav.sample_rate(destination),
            words=word_times.of_recording(passage=passage, recording=destination, should_stop=should_stop),
        )


def _voice(name: str, language: str, access: Access) -> Voice:
    gender, style = VOICES[name]
    return Voice(
        name=f"gemini:{name}",
        title=name if access.is_live else f"{name} (sandbox)",
        language=language,
        gender=gender,
        style=style if access.is_live else "simulated tones, no words",
        quality=Quality.ONLINE,
        licence=LICENCE,
    )


def _record(access: Access, *, text: str, variant: str) -> _Interaction:
    client = UpstreamClient(
        SYSTEM,
        base_url=access.base_url,
        headers={"x-goog-api-key": access.key},
        timeout_s=paid.TIMEOUT_S,
    )
    return paid.request(
        client,
        "/v1beta/interactions",
        body=_body(text=text, variant=variant),
        answer=_Interaction,
        sentence=_sentence,
        retry_after_s=_retry_after_s,
    )


def _body(*, text: str, variant: str) -> dict[str, Any]:
    _, style = VOICES[variant]
    # The annotation keeps directions out of the text, which is spoken verbatim.
    annotation = {"type": "speech_metadata", "style": f"{style} narrator of a short video"}
    content = {"type": "text", "text": text, "annotations": [annotation]}
    return {
        "model": settings.GEMINI_SPEECH_MODEL,
        "store": False,
        "response_format": {"type": "audio", "mime_type": "audio/wav"},
        "input": [{"type": "user_input", "content": [content]}],
        "generation_config": {"speech_config": [{"voice": variant}]},
    }


def _audio(interaction: _Interaction) -> bytes:
    sound = interaction.sound
    if interaction.status != "completed" or sound is None:
        raise UpstreamError(
            _ENDINGS.get(interaction.status, _DECLINED), system=SYSTEM, interaction_status=interaction.status
        )
    content = paid.decoded(sound.data, system=SYSTEM)
    if sound.mime_type.lower().startswith("audio/l16"):
        return recordings.pcm_to_wav(content, sample_rate=sound.sample_rate or RAW_RATE)
    return content


def _sentence(refusal: Refusal) -> str:
    if refusal.status in {401, 403} or "API_KEY" in refusal.body:
        return _KEY
    if refusal.status == 404:
        return _MODEL
    said = ""
    with suppress(ValueError, KeyError, TypeError):
        said = str(json.loads(refusal.body)["error"]["message"])
    return f"Gemini refused to speak this text: {said}" if said else "Gemini refused to speak this text."


def _retry_after_s(refusal: Refusal) -> int | None:
    found = _RETRY_DELAY.search(refusal.body)
    return int(found[1]) if found else None
