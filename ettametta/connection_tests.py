"""An operator's test of a key: a worker sends one cheap request to the service and stores the result."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from foundation import messages
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.upstream import UpstreamClient

TASK = "ettametta.test_connection"
_KEPT_S = 24 * 3600
_TIMEOUT_S = 10.0
# A video that has been public since 2005. Requesting its id costs one unit.
_A_VIDEO = "jNQXAC9IVRw"


@dataclass(frozen=True, slots=True)
class Result:
    """The result of the last test. ``is_ok`` is None until a worker has sent the request."""

    is_ok: bool | None
    words: str
    at: datetime


def request(*, name: str) -> None:
    """Have a worker test the integration with that name."""
    if name in _REQUESTS:
        _keep(name, Result(None, "Testing.", timezone.now()))
        messages.send(TASK, name)


def latest(*, name: str) -> Result | None:
    """Return the last result, kept for a day; None if there is none."""
    kept: dict[str, Any] | None = cache.get(_key(name))
    return Result(**kept) if kept else None


def can_test(*, name: str) -> bool:
    """True if there is a request that shows whether the key works."""
    return name in _REQUESTS


def run(*, name: str) -> Result:
    """Send the request and store its result."""
    try:
        _REQUESTS[name]()
    except UpstreamError as error:
        result = Result(False, _refusal(error), timezone.now())
    else:
        result = Result(True, "The service accepts the key.", timezone.now())
    _keep(name, result)
    return result


def _refusal(error: UpstreamError) -> str:
    status = error.context.get("upstream_status")
    words = {
        400: "The service rejected the request as invalid. Check the key and the URL.",
        401: "The service rejected the key.",
        403: "The key has no permission. Check its permissions, and that the API is enabled.",
        404: "The service has no such model or URL. Check both.",
        429: "The service's rate limit or quota is reached. The key may still be valid.",
    }
    if status not in words and isinstance(error, UpstreamUnavailableError):
        return "The service did not respond, or has an outage. Try again in a minute."
    return words.get(status or 0, f"The service responded with status {status}.")


def _keep(name: str, result: Result) -> None:
    cache.set(_key(name), asdict(result), _KEPT_S)


def _key(name: str) -> str:
    return f"connection-test:{name.replace(' ', '-').lower()}"


def _client(system: str, base_url: str, **headers: str) -> UpstreamClient:
    return UpstreamClient(system, base_url=base_url, headers=headers, timeout_s=_TIMEOUT_S)


def _youtube() -> None:
    query = {"part": "id", "id": _A_VIDEO, "key": settings.YOUTUBE_API_KEY}
    _client("YouTube", settings.YOUTUBE_API_URL).request("GET", "/youtube/v3/videos", params=query)


def _google_client() -> None:
    """Refresh an invalid token. If the client is valid, Google returns ``invalid_grant``."""
    form = {
        "grant_type": "refresh_token",
        "refresh_token": "connection-test",
        "client_id": settings.GOOGLE_OAUTH_CLIENT_ID,
        "client_secret": settings.GOOGLE_OAUTH_CLIENT_SECRET,
    }
    answer = _client("Google", settings.GOOGLE_OAUTH_TOKEN_URL).request(
        "POST", "", data=form, expect=(200, 400)
    )
    if b"invalid_grant" not in answer.content:
        raise UpstreamError("Google rejected the client.", system="Google", upstream_status=401)


def _tiktok() -> None:
    """Refresh an invalid token. TikTok checks the client first, and sends errors with status 200 or 400."""
    form = {
        "grant_type": "refresh_token",
        "refresh_token": "connection-test",
        "client_key": settings.TIKTOK_API_KEY,
        "client_secret": settings.TIKTOK_CLIENT_SECRET,
    }
    answer = _client("TikTok", settings.TIKTOK_API_URL).request(
        "POST", "/v2/oauth/token/", data=form, expect=(200, 400)
    )
    if b"invalid_grant" not in answer.content:
        raise UpstreamError("TikTok rejected the client.", system="TikTok", upstream_status=401)


def _shopify() -> None:
    """Request a token of the installation's own shop, which has installed the app."""
    form = {
        "grant_type": "client_credentials",
        "client_id": settings.SHOPIFY_CLIENT_ID,
        "client_secret": settings.SHOPIFY_CLIENT_SECRET,
    }
    if not settings.SHOPIFY_SHOP_URL:
        raise UpstreamError("Set SHOPIFY_SHOP_URL to test the client with a shop.", system="Shopify")
    base = settings.SHOPIFY_API_BASE.replace("{shop}", settings.SHOPIFY_SHOP_URL)
    _client("Shopify", base).request("POST", "/admin/oauth/access_token", data=form)


def _gemini(model: str) -> None:
    client = _client("Gemini", settings.GEMINI_API_URL, **{"x-goog-api-key": settings.GEMINI_API_KEY})
    client.request("GET", f"/v1beta/models/{model}")


def _elevenlabs() -> None:
    client = _client("ElevenLabs", settings.ELEVENLABS_API_URL, **{"xi-api-key": settings.ELEVENLABS_API_KEY})
    client.request("GET", "/v2/voices", params={"page_size": 1})


def _openai(model: str) -> None:
    client = _client("OpenAI", settings.OPENAI_API_URL, Authorization=f"Bearer {settings.OPENAI_API_KEY}")
    client.request("GET", f"/models/{model}")


def _pexels() -> None:
    client = _client("Pexels", settings.PEXELS_API_URL, Authorization=settings.PEXELS_API_KEY)
    client.request("GET", "/v1/videos/search", params={"query": "coffee", "per_page": 1})


def _stripe() -> None:
    client = _client("Stripe", settings.STRIPE_API_URL, Authorization=f"Bearer {settings.STRIPE_SECRET_KEY}")
    client.request("GET", "/v1/products", params={"limit": 1})


def _render_node() -> None:
    client = _client(
        "The render node", settings.RENDER_NODE_URL, Authorization=f"Bearer {settings.RENDER_NODE_TOKEN}"
    )
    client.request("GET", "/v1/models")


_REQUESTS: dict[str, Callable[[], None]] = {
    "YouTube discovery": _youtube,
    "YouTube publishing": _google_client,
    "TikTok": _tiktok,
    "Shopify": _shopify,
    "Gemini": lambda: _gemini(settings.GEMINI_MODEL),
    "Gemini vision": lambda: _gemini(settings.GEMINI_VISION_MODEL),
    "Gemini speech": lambda: _gemini(settings.GEMINI_SPEECH_MODEL),
    "ElevenLabs": _elevenlabs,
    "Gemini Omni": lambda: _gemini(settings.GEMINI_VIDEO_MODEL),
    "OpenAI": lambda: _openai(settings.OPENAI_MODEL),
    "OpenAI vision": lambda: _openai(settings.OPENAI_VISION_MODEL),
    "Pexels": _pexels,
    "Stripe": _stripe,
    "Render node": _render_node,
}
