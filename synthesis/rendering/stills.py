"""Stills of drawn scenes, from a renderer that draws motion graphics."""

import logging
from http import HTTPStatus

from foundation.errors import UpstreamError
from render_node.contract import StillRequest
from synthesis.models import Renderer, RendererStatus
from synthesis.rendering import renderers
from synthesis.rendering.adapters.base import draws_stills
from synthesis.rendering.engines import MOTION

logger = logging.getLogger(__name__)

_REFUSED = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}


def draw(*, request: StillRequest) -> bytes | None:
    """The picture as a JPEG; None if no renderer that draws stills responds.

    Raises UpstreamError if a renderer refuses the request.
    """
    for renderer in _ready():
        client = renderers.client(renderer=renderer)
        if not draws_stills(client):
            continue
        try:
            return client.still(request=request)
        except UpstreamError as error:
            if error.context.get("upstream_status") in _REFUSED:
                raise
            logger.warning("still not drawn", extra={"renderer_id": renderer.pk, "reason": error.message})
    return None


def _ready() -> list[Renderer]:
    """The usable renderers with motion graphics, idle ones first."""
    rows = [renderer for renderer in Renderer.objects.usable() if MOTION in renderer.engines]
    return sorted(rows, key=lambda renderer: renderer.status != RendererStatus.READY)
