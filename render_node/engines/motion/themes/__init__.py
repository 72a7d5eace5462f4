"""The themes, by name."""

from importlib import import_module

from render_node.contract import Theme
from render_node.engines.motion.themes.base import Look


def of(theme: Theme) -> Look:
    """The theme of this name."""
    found: Look = import_module(f"{__name__}.{theme.value}").THEME
    return found
