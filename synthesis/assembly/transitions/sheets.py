"""Sheets: pictures with transparency that a transition moves, and the frames that it puts them on."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX
from synthesis.assembly.transitions.materials import NEUTRAL, PALETTES, Palette, Plane, Texture

SIZE = (WIDTH_PX, HEIGHT_PX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The colours of a transition, and whether left and right are exchanged."""

    palette: Palette
    is_mirrored: bool

    @classmethod
    def of(cls, *, theme: str, is_mirrored: bool) -> "Style":
        """The style of a theme; neutral for an unknown one."""
        return cls(palette=PALETTES.get(theme, NEUTRAL), is_mirrored=is_mirrored)

    @property
    def sign(self) -> int:
        return -1 if self.is_mirrored else 1


def share(number: int, count: int) -> float:
    """How much time has passed at a frame: above 0 at the first, and below 1 at the last."""
    return (number + 1) / (count + 1)


def smooth(at: float) -> float:
    """Somewhat slower at both ends. From 0 to 1."""
    return at * (0.45 + at * (1.65 - 1.1 * at))


def blank() -> Image.Image:
    """A transparent frame."""
    return Image.new("RGBA", SIZE)


def put(frame: Image.Image, sheet: Image.Image, x_px: int, y_px: int) -> None:
    """Draw a sheet over a frame, with its top left corner at a place that may be outside."""
    left, top = max(0, -x_px), max(0, -y_px)
    right, bottom = min(sheet.width, WIDTH_PX - x_px), min(sheet.height, HEIGHT_PX - y_px)
    if left < right and top < bottom:
        frame.alpha_composite(sheet, (x_px + left, y_px + top), (left, top, right, bottom))


def lay(frame: Image.Image, picture: Image.Image, x_px: int, y_px: int) -> None:
    """Copy an opaque picture to a frame; what lies outside is left out."""
    frame.paste(picture, (x_px, y_px))


def columns(count: int = WIDTH_PX) -> Plane:
    """The centre of each column."""
    return np.arange(count, dtype=np.float32) + 0.5


def rows(count: int) -> Plane:
    """The centre of each row, as a column of an array."""
    return (np.arange(count, dtype=np.float32) + 0.5)[:, None]


def shadow_before(distance: Plane, *, reach_px: float, strength: float) -> Plane:
    """The darkness beside an edge. ``distance`` is how far a pixel is from it; negative under the sheet."""
    near = np.clip(1 - distance / reach_px, 0, 1)
    return np.asarray(strength * near * near, np.float32)


def sheet(colours: Texture, *, cover: Plane, shadow: Plane | None = None) -> Image.Image:
    """A sheet of these colours where ``cover`` is above 0, with a shadow around. Both are from 0 to 1."""
    alpha = cover if shadow is None else cover + (1 - cover) * shadow
    picture = np.empty((*cover.shape, 4), np.uint8)
    weight = np.where(alpha > 0, cover / np.maximum(alpha, 1e-4), 0)
    picture[..., :3] = np.clip(colours * weight[..., None] + 0.5, 0, 255)
    picture[..., 3] = alpha * 255 + 0.5
    return Image.fromarray(picture)


def jagged(count: int, *, seed: int, step_px: int, height_px: float) -> Plane:
    """The line of a torn edge: its height at each of ``count`` columns, around 0."""
    random = np.random.default_rng(seed)
    line = np.zeros(count, np.float32)
    for each_px, part in ((step_px * 9, 0.62), (step_px * 3, 0.3), (step_px, 0.3)):
        even = np.arange(-each_px, count + 2 * each_px, each_px)
        knots = even + random.uniform(-0.3, 0.3, len(even)) * each_px
        heights = random.uniform(-1, 1, len(knots)) * height_px * part
        line += np.interp(np.arange(count), knots, heights).astype(np.float32)
    return line
