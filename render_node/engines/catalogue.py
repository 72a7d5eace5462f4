"""The limits of each model, as data. The meaning of presets is in ``presets.py``."""

from typing import Any

from render_node.contract import FrameTime, Model
from render_node.engines.sources import SOURCES

_HD = 1280 * 704
_HD_720 = 1280 * 720
_FULL_HD = 1920 * 1088
# On one H100 as published, and on a GPU with a third of its speed; motion on two CPU cores.
_MOTION_TIME = FrameTime(p50_s=0.035, p90_s=0.07)
_WAN_5B_TIME = FrameTime(p50_s=1.25, p90_s=4.0)
_A14B_TIME = FrameTime(p50_s=18.0, p90_s=54.0)
_LTX_2_TIME = FrameTime(p50_s=0.6, p90_s=1.8)


def _diffusion(name: str, **facts: Any) -> Model:
    return Model(
        id=name,
        licence=SOURCES[name].licence,
        min_side_px=64,
        max_steps=100,
        needs_gpu=True,
        **facts,
    )


def _a14b(name: str, **facts: Any) -> Model:
    return _diffusion(
        name,
        size_multiple=16,
        max_side_px=1280,
        max_pixels=_HD_720,
        default_size="720x1280",
        sizes=["720x1280", "1280x720", "480x832", "832x480"],
        frame_step=4,
        frame_offset=1,
        min_frames=5,
        max_frames=161,
        default_fps=16,
        max_fps=30,
        min_steps=1,
        frame_time=_A14B_TIME,
        **facts,
    )


def _ltx(name: str, **facts: Any) -> Model:
    return _diffusion(
        name,
        size_multiple=32,
        max_side_px=1920,
        max_pixels=_FULL_HD,
        default_size="704x1280",
        sizes=["704x1280", "1280x704", "512x768", "768x512"],
        frame_step=8,
        frame_offset=1,
        min_frames=9,
        max_frames=481,
        default_fps=24,
        max_fps=60,
        # Its schedule is stretched between the first step and the last, which needs at least two.
        min_steps=2,
        takes_image=True,
        has_sound=True,
        **facts,
    )


_ALL = (
    Model(
        id="motion",
        title="Motion graphics",
        min_side_px=96,
        max_side_px=2160,
        max_frames=9_000,
        frame_time=_MOTION_TIME,
        draws_motion=True,
    ),
    _diffusion(
        "wan2.2-ti2v-5b",
        title="Wan 2.2 5B",
        size_multiple=32,
        max_side_px=1280,
        max_pixels=_HD,
        default_size="704x1280",
        sizes=["704x1280", "1280x704"],
        frame_step=4,
        frame_offset=1,
        min_frames=5,
        max_frames=241,
        default_fps=24,
        max_fps=30,
        min_steps=1,
        frame_time=_WAN_5B_TIME,
        takes_image=True,
    ),
    _a14b("wan2.2-t2v-a14b", title="Wan 2.2 14B"),
    _a14b("wan2.2-i2v-a14b", title="Wan 2.2 14B, from a picture", takes_text=False, takes_image=True),
    _ltx("ltx-2", title="LTX-2", frame_time=_LTX_2_TIME),
    _ltx("ltx-2.3", title="LTX-2.3"),
)
MODELS = {model.id: model for model in _ALL}
