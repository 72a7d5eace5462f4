"""The ElevenLabs API: the account's voices, and speech with the time of every character."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import speech_faults, spoken
from sandbox.world import chance

_MODELS = {
    "eleven_multilingual_v2": 10_000,
    "eleven_flash_v2_5": 40_000,
    "eleven_turbo_v2_5": 40_000,
    "eleven_v3": 5_000,
    "eleven_v4": 10_000,
    "eleven_v4_turbo": 10_000,
}
# Models that infer the language from the text.
_TAKES_NO_LANGUAGE = {"eleven_multilingual_v2"}
_FORMAT = "mp3_44100_128"
_SPEEDS = (0.7, 1.2)
_VOICES = (
    ("sandboxVoiceAria00001", "Aria", "female", "expressive", "american"),
    ("sandboxVoiceBruno0002", "Bruno", "male", "confident", "american"),
    ("sandboxVoiceClara0003", "Clara", "female", "calm", "british"),
    ("sandboxVoiceDario0004", "Dario", "male", "warm", "italian"),
)


class ElevenLabsError(Exception):
    """An error in ElevenLabs' format."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.document = {"detail": {"status": code, "message": message}}


async def refuse(_: Request, error: Exception) -> Response:
    """Return Starlette's response to an ElevenLabsError."""
    if not isinstance(error, ElevenLabsError):
        raise error
    return JSONResponse(error.document, status_code=error.status)


async def voices(request: Request) -> Response:
    """List the account's voices."""
    _check_key(request)
    most = int(request.query_params.get("page_size", "10"))
    if not 1 <= most <= 100:
        raise ElevenLabsError(422, "invalid_page_size", "page_size must be 1 to 100.")
    listed = [_voice(*each) for each in _VOICES[:most]]
    return JSONResponse(
        {
            "voices": listed,
            "has_more": most < len(_VOICES),
            "total_count": len(_VOICES),
            "next_page_token": None,
        }
    )


async def speak(request: Request) -> Response:
    """Speak a text, with the time of every character."""
    _check_key(request)
    body = await request.json()
    voice_id = request.path_params["voice_id"]
    text = _checked_text(body)
    if voice_id not in {each[0] for each in _VOICES}:
        raise ElevenLabsError(400, "voice_not_found", f"A voice with voice_id {voice_id} was not found.")
    if request.query_params.get("output_format", _FORMAT) != _FORMAT:
        raise ElevenLabsError(403, "output_format_not_allowed", "Your plan does not include this format.")
    said = await asyncio.to_thread(
        spoken.speak, text, voice=f"{voice_id} {body.get('seed', '')}", pace=_speed(body)
    )
    alignment = {
        "characters": list(text),
        "character_start_times_seconds": [round(at, 3) for at in said.starts_s],
        "character_end_times_seconds": [round(at, 3) for at in said.ends_s],
    }
    document = {
        "audio_base64": await asyncio.to_thread(speech_faults.encoded, request, said.samples, is_mp3=True),
        "alignment": alignment,
        "normalized_alignment": alignment,
    }
    number = chance.generator("request", voice_id, text).getrandbits(64)
    return JSONResponse(document, headers={"request-id": f"sandbox{number:016x}"})


def _check_key(request: Request) -> None:
    key = request.headers.get("xi-api-key", "")
    if not key or key == "invalid":
        raise ElevenLabsError(401, "invalid_api_key", "Invalid API key")


def _checked_text(body: dict[str, Any]) -> str:
    text, model = str(body.get("text", "")), str(body.get("model_id", "eleven_multilingual_v2"))
    if model not in _MODELS:
        raise ElevenLabsError(400, "model_not_found", f"A model with model_id {model} was not found.")
    if body.get("language_code") and model in _TAKES_NO_LANGUAGE:
        raise ElevenLabsError(
            400, "unsupported_language", f"Model {model} does not support the language_code parameter."
        )
    if not text.strip():
        raise ElevenLabsError(400, "input_text_empty", "The text is empty.")
    if len(text) > _MODELS[model]:
        raise ElevenLabsError(
            400,
            "max_character_limit_exceeded",
            f"This request exceeds the limit of {_MODELS[model]} characters.",
        )
    return text


def _speed(body: dict[str, Any]) -> float:
    speed = float((body.get("voice_settings") or {}).get("speed", 1.0))
    if not _SPEEDS[0] <= speed <= _SPEEDS[1]:
        raise ElevenLabsError(400, "invalid_voice_settings", "speed must be 0.7 to 1.2.")
    return speed


def _voice(voice_id: str, name: str, gender: str, descriptive: str, accent: str) -> dict[str, Any]:
    return {
        "voice_id": voice_id,
        "name": f"{name} - {descriptive.title()}",
        "category": "premade",
        "labels": {"gender": gender, "descriptive": descriptive, "accent": accent, "age": "young"},
        "preview_url": None,
        "verified_languages": [],
    }


routes = [
    Route("/elevenlabs/v2/voices", voices, methods=["GET"]),
    Route("/elevenlabs/v1/text-to-speech/{voice_id}/with-timestamps", speak, methods=["POST"]),
]
