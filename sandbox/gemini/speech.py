"""The Interactions API for speech: the recording is in the response."""

import asyncio
import math
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import clock, context, speech_faults, spoken
from sandbox.google_errors import GoogleError
from sandbox.world import chance

_MODELS = ("gemini-3.8-flash-tts", "gemini-3.8-flash-lite-tts")
_MOST_TOKENS = 8192
_VOICES = frozenset({
    "Zephyr", "Puck", "Charon", "Kore", "Fenrir", "Leda", "Orus", "Aoede", "Callirrhoe", "Autonoe",
    "Enceladus", "Iapetus", "Umbriel", "Algieba", "Despina", "Erinome", "Algenib", "Rasalgethi",
    "Laomedeia", "Achernar", "Alnilam", "Schedar", "Gacrux", "Pulcherrima", "Achird", "Zubenelgenubi",
    "Vindemiatrix", "Sadachbia", "Sadaltager", "Sulafat",
})  # fmt: skip


async def create(request: Request, body: dict[str, Any]) -> Response:
    """Speak the text of the input, verbatim."""
    model = str(body.get("model", ""))
    if model not in _MODELS:
        raise GoogleError(404, f"models/{model} is not found for interactions.", reason="notFound")
    if body["response_format"].get("mime_type") not in (None, "audio/wav"):
        raise GoogleError(400, "The sandbox records audio/wav only.")
    text = _text(body)
    voice = _voice(body)
    said = await asyncio.to_thread(spoken.speak, text, voice=voice)
    data = await asyncio.to_thread(speech_faults.encoded, request, said.samples, is_mp3=False)
    sound = {
        "type": "audio",
        "mime_type": "audio/wav",
        "sample_rate": spoken.SAMPLES_PER_S,
        "channels": 1,
        "data": data,
    }
    now = clock.rfc3339(context.now(request))
    number = chance.generator("interaction", text, voice).getrandbits(64)
    document = {
        "id": f"v1_speech{number:016x}",
        "object": "interaction",
        "model": model,
        "status": "completed",
        "created": now,
        "updated": now,
        "output_audio": sound,
        "steps": [],
        "usage": {"total_tokens": _tokens(text) + math.ceil(len(said.samples) / spoken.SAMPLES_PER_S * 25)},
    }
    return JSONResponse(document)


def _text(body: dict[str, Any]) -> str:
    turns = body.get("input")
    if not isinstance(turns, list) or not turns:
        raise GoogleError(400, "input must be a list of turns.")
    parts = [part for turn in turns for part in turn.get("content") or [] if part.get("type") == "text"]
    if any(note.get("type") != "speech_metadata" for part in parts for note in part.get("annotations") or []):
        raise GoogleError(400, "Speech models take annotations of the type speech_metadata only.")
    text = " ".join(str(part.get("text", "")) for part in parts).strip()
    if not text:
        raise GoogleError(400, "input must hold a text.")
    if _tokens(text) > _MOST_TOKENS:
        raise GoogleError(400, f"The input token count exceeds the maximum number of tokens {_MOST_TOKENS}.")
    return text


def _voice(body: dict[str, Any]) -> str:
    speakers = (body.get("generation_config") or {}).get("speech_config")
    voice = speakers[0].get("voice") if isinstance(speakers, list) and len(speakers) == 1 else None
    if voice not in _VOICES:
        raise GoogleError(400, "generation_config.speech_config must name one known voice.")
    return str(voice)


def _tokens(text: str) -> int:
    # Ideographs and kana are about one token each, other scripts four letters.
    wide = sum(ord(character) > 0x2E80 for character in text)
    return wide + math.ceil((len(text) - wide) / 4)
