"""The start picture, prepared for a pipeline."""

from pathlib import Path

from PIL import Image, ImageOps

from render_node.engines.base import EngineError


def fitted(path: Path, *, width_px: int, height_px: int) -> Image.Image:
    """Rotate upright, convert to RGB, and crop evenly to cover the size. Raises EngineError."""
    try:
        with Image.open(path) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise EngineError("The start picture cannot be read.") from error
    return ImageOps.fit(upright, (width_px, height_px), method=Image.Resampling.LANCZOS)
