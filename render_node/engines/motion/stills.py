"""One frame of a drawn scene as a JPEG."""

import io
from pathlib import Path

import numpy as np
from PIL import Image

from render_node.contract import CompleteRequest, StillRequest
from render_node.engines.base import YuvPicture
from render_node.engines.motion import compositor, content, scenes, shelf

_FPS = 30
_QUALITY = 88


def draw(request: StillRequest, *, data_dir: Path) -> bytes:
    """The scene at the requested moment. Sides are rounded down to even numbers.

    Baked objects are kept in ``data_dir``.
    """
    shelf.keep_in(data_dir / "objects")
    whole = CompleteRequest(
        prompt=request.prompt.strip() or "-",
        size=f"{request.width // 2 * 2}x{request.height // 2 * 2}",
        num_frames=max(1, round(request.duration_s * _FPS)),
        fps=_FPS,
        motion=request.motion,
    )
    spec = content.complete(request.motion, prompt=whole.prompt, seed=request.seed)
    stage = scenes.build(whole, seed=request.seed, spec=spec)
    at_s = min(request.at_s, request.duration_s)
    (picture,) = compositor.frames(stage.layers, width=stage.width, height=stage.height, times=[at_s])
    file = io.BytesIO()
    _rgb(picture).save(file, "JPEG", quality=_QUALITY, optimize=True)
    return file.getvalue()


def _rgb(picture: YuvPicture) -> Image.Image:
    """The picture in sRGB. BT.709 in limited range, as in ``colours``."""
    height, width = picture.y.shape
    luma = (picture.y.astype(np.float32) - 16) * (255 / 219)
    blue, red = (
        np.asarray(Image.fromarray(plane).resize((width, height), Image.Resampling.BILINEAR), np.float32)
        - 128
        for plane in (picture.u, picture.v)
    )
    blue, red = blue * (255 / 224), red * (255 / 224)
    rgb = np.stack([luma + 1.5748 * red, luma - 0.1873 * blue - 0.4681 * red, luma + 1.8556 * blue], axis=-1)
    return Image.fromarray(np.clip(rgb + 0.5, 0, 255).astype(np.uint8))
