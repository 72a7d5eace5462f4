"""How much a node draws side by side."""

from synthesis.models import NodeKind, RenderNode


def workers_of(node: RenderNode) -> int:
    """A render node holds one more than it draws at a time, so that it never idles between two."""
    return max(1, node.slots - 1) if node.kind == NodeKind.RENDER_NODE else max(1, node.slots)
