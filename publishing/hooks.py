"""Webhooks from platforms, over HTTP."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.access import Change, declares
from foundation.intake import raw_body
from publishing import prompts
from publishing.errors import WebhookRefusedError

MAX_BODY_BYTES = 64 * 1024


@csrf_exempt
@raw_body
@require_POST
@declares(Change.REPORT)
def platform_hook(request: HttpRequest, platform: str) -> HttpResponse:
    """Verify, queue, respond. A webhook only prompts a look, so order and duplicates do not matter."""
    if len(request.body) > MAX_BODY_BYTES:
        raise WebhookRefusedError
    prompts.receive(platform=platform, body=request.body, headers=request.headers)
    return HttpResponse(status=200)
