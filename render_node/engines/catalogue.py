"""What each model takes and what its presets mean, as data."""

from render_node.contract import Model

_ALL = (
    Model(
        id="motion",
        title="Drawn",
        min_side_px=96,
        max_side_px=2160,
        max_frames=9_000,
        draws_motion=True,
    ),
)
MODELS = {model.id: model for model in _ALL}
