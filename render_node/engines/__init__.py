"""The models this code can draw with. Importing it loads none of them.

What HTTP must know of a model stands here, so that answering never imports what draws.
"""

from importlib import import_module

from render_node import errors
from render_node.contract import Model
from render_node.engines import catalogue
from render_node.engines.base import Engine

MODELS = catalogue.MODELS
_MODULES = {
    "motion": "render_node.engines.motion",
}


def model(name: str, *, offered: tuple[str, ...]) -> Model:
    """Raises ModelUnknownError for a model that is not offered here."""
    if name not in offered or name not in MODELS:
        raise errors.ModelUnknownError(
            f"This node draws with {', '.join(offered)}; it has no model {name!r}.", param="model"
        )
    return MODELS[name]


def load(name: str) -> Engine:
    """Bring a model into this process's memory."""
    engine: Engine = import_module(_MODULES[name]).build()
    engine.load()
    return engine
