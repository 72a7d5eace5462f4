"""The picture that a video starts from, as a pipeline takes it."""

from pathlib import Path

from PIL import Image, ImageOps

from render_node.engines.base import EngineError


def fitted(path: Path, *, width_px: int, height_px: int) -> Image.Image:
    """Upright, RGB, and covering the size: what stands out is cut off evenly. Raises EngineError."""
    try:
        with Image.open(path) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise EngineError("The picture to start from cannot be read.") from error
    return ImageOps.fit(upright, (width_px, height_px), method=Image.Resampling.LANCZOS)
