"""How much a renderer draws side by side."""

from synthesis.models import Renderer, RendererKind


def workers_of(renderer: Renderer) -> int:
    """A render node holds one more than it draws at a time, so that it never idles between two."""
    return max(1, renderer.slots - 1) if renderer.kind == RendererKind.RENDER_NODE else max(1, renderer.slots)
