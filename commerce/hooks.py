"""Webhooks from shops, over HTTP."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.access import Change, declares
from commerce import events, platforms
from foundation import intake


class ShopPlatformConverter:
    """A path segment that names a shop platform. Other segments belong to other apps' URLs."""

    regex = "[a-z0-9_]{1,16}"

    def to_python(self, value: str) -> str:
        """Return the name. Raises ValueError for any other text, so that the URL does not match."""
        if value not in platforms.REGISTRY:
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        """Return the name."""
        return value


def body_bytes() -> dict[str, int]:
    """Return the largest body that the path of each platform's webhooks accepts."""
    return {reverse("commerce:hook", args=[name]): platforms.MOST_HOOK_BYTES for name in platforms.REGISTRY}


@csrf_exempt
@intake.unread_body
@require_POST
@declares(Change.REPORT)
def shop_hook(request: HttpRequest, platform: str) -> HttpResponse:
    """Verify, store, respond. A worker applies the event."""
    body = intake.read_whole(request, most_bytes=platforms.MOST_HOOK_BYTES)
    events.receive(platform=platform, body=body, headers=request.headers)
    return HttpResponse(status=200)
