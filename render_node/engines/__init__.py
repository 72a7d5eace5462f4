"""The supported models. Importing this package loads none of them.

The HTTP process gets all facts about models from here, so that it never imports rendering libraries.
"""

from importlib import import_module

from render_node import errors
from render_node.contract import Model
from render_node.engines import catalogue
from render_node.engines.base import Engine
from render_node.engines.machine import Machine

MODELS = catalogue.MODELS
_FAMILIES = {
    "motion": "motion",
    "wan2.2-ti2v-5b": "wan",
    "wan2.2-t2v-a14b": "wan",
    "wan2.2-i2v-a14b": "wan",
    "ltx-2": "ltx",
    "ltx-2.3": "ltx",
}


def model(name: str, *, offered: tuple[str, ...]) -> Model:
    """Look up a model. Raises ModelUnknownError for a model that is not offered here."""
    if name not in offered or name not in MODELS:
        raise errors.ModelUnknownError(
            f"This node has no model {name!r}. Available models: {', '.join(offered)}.", param="model"
        )
    return MODELS[name]


def build(name: str, *, machine: Machine) -> Engine:
    """Create the engine of a model, without loading it."""
    family = import_module(f"render_node.engines.{_FAMILIES[name]}")
    engine: Engine = family.build(MODELS[name], machine=machine)
    return engine
