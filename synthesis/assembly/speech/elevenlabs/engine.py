"""The Engine of ElevenLabs' voices. One passage is one request."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from pydantic import BaseModel

from foundation.errors import UpstreamError
from foundation.vendors import Access
from synthesis.assembly import wav
from synthesis.assembly.speech import lines, paid, recordings, word_times
from synthesis.assembly.speech.base import Quality, SpokenWord, Utterance, Voice
from synthesis.assembly.speech.elevenlabs import listing, models, timing
from synthesis.assembly.speech.elevenlabs.listing import SYSTEM, VENDOR, Entry
from synthesis.assembly.speech.elevenlabs.timing import Alignment
from synthesis.assembly.speech.lines import Line
from synthesis.assembly.speech.paid import Refusal
from synthesis.assembly.speech.passages import Passage
from synthesis.assembly.stopping import ShouldStop, StoppedError

LICENCE = "Terms of ElevenLabs; commercial use needs a paid plan"
# MP3, because plans below Pro have no uncompressed sound at this rate.
FORMAT = "mp3_44100_128"
# The paces that the voices take; beyond them, the recording is stretched.
SLOWEST, FASTEST = 0.7, 1.2
GENDERS = frozenset({"female", "male"})
# The recording may end this much before the time of its last character.
TOLERANCE_S = 0.5

_KEY = "ElevenLabs rejected the API key. Your administrator can check ELEVENLABS_API_KEY at https://elevenlabs.io."
_MODEL = "ElevenLabs does not have this model for the account. Your administrator can check ELEVENLABS_MODEL."
_TOO_LONG = "The text is too long for ElevenLabs. Split the scene."
_BY_CODE = {
    "quota_exceeded": "The quota of the ElevenLabs account is used up. Your administrator can raise it for "
    "ELEVENLABS_API_KEY, or choose another voice.",
    "missing_permissions": "The ElevenLabs API key has no permission for text to speech. Your administrator "
    "can change the permissions of ELEVENLABS_API_KEY.",
    "voice_not_found": "The ElevenLabs account does not have this voice any more. Choose another voice.",
    "max_character_limit_exceeded": _TOO_LONG,
    "model_not_found": _MODEL,
    "model_can_not_do_text_to_speech": _MODEL,
}
_BY_STATUS = {401: _KEY, 403: _KEY, 404: _MODEL}


class _Spoken(BaseModel):
    """The response, as far as it is used."""

    audio_base64: str
    alignment: Alignment | None = None


class ElevenLabs:
    """The Engine of an ElevenLabs account's voices."""

    def voices(self, *, language: str) -> Sequence[Voice]:
        """See Engine. Empty without a key, and while the account's voices are not known."""
        access = paid.access_to(VENDOR)
        if access is None or not models.named(settings.ELEVENLABS_MODEL).language(language):
            return ()
        return [_voice(entry, language, access) for entry in listing.known()]

    def speak(
        self, *, passage: Passage, voice: Voice, rate: float, destination: Path, should_stop: ShouldStop
    ) -> Utterance:
        """See Engine. Each call is charged."""
        line = lines.of(passage)
        access = _checked(paid.access_to(VENDOR), line)
        if should_stop():
            raise StoppedError
        pace = min(max(rate, SLOWEST), FASTEST)
        spoken = _record(access, line=line, language=passage.language, variant=voice.variant, pace=pace)
        tempo = rate / pace
        recordings.write(
            paid.decoded(spoken.audio_base64, system=SYSTEM),
            system=SYSTEM,
            letters=line.letters,
            tempo=tempo,
            destination=destination,
            should_stop=should_stop,
        )
        return Utterance(
            voice=f"{settings.ELEVENLABS_MODEL} {voice.variant}",
            sample_rate=wav.sample_rate(destination),
            words=_words(passage, line, spoken, tempo, destination, should_stop),
        )


def _voice(entry: Entry, language: str, access: Access) -> Voice:
    gender = entry.label("gender").lower()
    style = ", ".join(filter(None, (entry.label("descriptive", "description"), entry.label("accent"))))
    name = entry.name.strip()[: listing.LONGEST_TEXT] or entry.voice_id
    return Voice(
        name=f"elevenlabs:{entry.voice_id}",
        title=name if access.is_live else f"{name} (sandbox)",
        language=language,
        gender=gender if gender in GENDERS else "",
        style=style if access.is_live else "simulated tones, no words",
        quality=Quality.ONLINE,
        licence=LICENCE,
    )


def _checked(access: Access | None, line: Line) -> Access:
    if access is None:
        raise UpstreamError(
            "ElevenLabs is not set up: ELEVENLABS_API_KEY is empty. Choose another voice.", system=SYSTEM
        )
    most = models.named(settings.ELEVENLABS_MODEL).most_characters
    if len(line.text) > most:
        raise UpstreamError(f"{_TOO_LONG} It takes at most {most:,} characters.", system=SYSTEM)
    return access


def _record(access: Access, *, line: Line, language: str, variant: str, pace: float) -> _Spoken:
    model = models.named(settings.ELEVENLABS_MODEL)
    body: dict[str, Any] = {
        "text": line.text,
        "model_id": settings.ELEVENLABS_MODEL,
        "seed": int.from_bytes(hashlib.sha256(f"{variant} {line.text}".encode()).digest()[:4], "big"),
    }
    if pace != 1.0:
        body["voice_settings"] = {"speed": round(pace, 3)}
    if model.accepts_language:
        body["language_code"] = model.language(language)
    return paid.request(
        listing.client(access, timeout_s=paid.TIMEOUT_S),
        f"/v1/text-to-speech/{variant}/with-timestamps?output_format={FORMAT}",
        body=body,
        answer=_Spoken,
        sentence=_sentence,
    )


def _words(
    passage: Passage, line: Line, spoken: _Spoken, tempo: float, recording: Path, should_stop: ShouldStop
) -> tuple[SpokenWord, ...]:
    duration_s = wav.duration_s(recording)
    alignment = spoken.alignment
    if alignment is not None and alignment.ends_s / tempo > duration_s + TOLERANCE_S:
        raise UpstreamError("ElevenLabs sent only a part of the recording.", system=SYSTEM)
    found = alignment and timing.words(
        passage=passage, line=line, alignment=alignment, tempo=tempo, duration_s=duration_s
    )
    return found or word_times.of_recording(passage=passage, recording=recording, should_stop=should_stop)


def _sentence(refusal: Refusal) -> str:
    code, said = "", ""
    with suppress(ValueError, AttributeError):
        detail = json.loads(refusal.body).get("detail")
        if isinstance(detail, dict):
            code, said = str(detail.get("status", "")), str(detail.get("message", ""))
    known = _BY_CODE.get(code) or _BY_STATUS.get(refusal.status)
    return known or (f"ElevenLabs refused: {said}" if said else "ElevenLabs refused to speak this text.")
