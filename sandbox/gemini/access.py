"""Access to Gemini and its models."""

import re

from starlette.requests import Request

from sandbox.google_errors import GoogleError

MODELS = (
    "gemini-3.8-flash", "gemini-3.7-flash", "gemini-3.6-flash", "gemini-3.5-flash", "gemini-3.5-flash-lite",
    "gemini-3.1-flash-lite", "gemini-3.1-pro-preview", "gemini-3.8-flash-tts", "gemini-3.8-flash-lite-tts",
    "gemini-3.1-flash-tts-preview",
)  # fmt: skip
_RETIRED = re.compile(r"gemini-(?:1|2)\b")


def check_key(request: Request) -> None:
    """Accept any key, except an empty one and the one called invalid."""
    key = request.headers.get("x-goog-api-key") or request.query_params.get("key", "")
    if not key:
        raise GoogleError(
            403, "Method doesn't allow unregistered callers. Please use an API key.", reason="forbidden"
        )
    if key == "invalid":
        raise GoogleError(400, "API key not valid. Please pass a valid API key.", detail="API_KEY_INVALID")


def model_named(name: str) -> str:
    """Return the model's name. Raises GoogleError for a model that was shut down or never existed."""
    if name in MODELS or (name.startswith("gemini-") and not _RETIRED.match(name)):
        return name
    message = f"models/{name} is not found for this API version, or is not supported for generateContent."
    raise GoogleError(404, message, reason="notFound")
