"""Webhooks from render nodes, over HTTP."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.access import Change, declares
from foundation.intake import raw_body
from synthesis.errors import WebhookRefusedError
from synthesis.production import renders
from synthesis.rendering import renderers

MAX_BODY_BYTES = 64 * 1024


@csrf_exempt
@raw_body
@require_POST
@declares(Change.REPORT)
def render_node(request: HttpRequest, node_id: str) -> HttpResponse:
    """Verify, store, respond. A webhook only triggers a poll, so order and duplicates do not matter."""
    if len(request.body) > MAX_BODY_BYTES:
        raise WebhookRefusedError()
    render_id = renderers.receive(renderer_id=node_id, body=request.body, headers=request.headers)
    if render_id is not None:
        renders.enqueue(render_id=render_id)
    return HttpResponse(status=204)
