"""The layouts, by name."""

from importlib import import_module
from typing import Protocol

from render_node.contract import Layout, MotionSpec
from render_node.engines.motion.stage import Stage


class Composition(Protocol):
    """A layout's module."""

    def is_served(self, spec: MotionSpec) -> bool:
        """True if the content is sufficient for the layout."""

    def build(self, stage: Stage) -> None:
        """Add the layers of the scene to the stage."""


def of(layout: Layout) -> Composition:
    """The module of this layout."""
    found: Composition = import_module(f"{__name__}.{layout.value}")
    return found


def served(spec: MotionSpec) -> Layout:
    """The requested layout if the content is sufficient for it, otherwise a simpler one."""
    ladder = (Layout.CHECKLIST, Layout.NUMBER, Layout.HOOK_HERO)
    for layout in (spec.layout, *ladder):
        if layout is not None and of(layout).is_served(spec):
            return layout
    return Layout.TYPE_POSTER
