"""The colours of the themes, and the materials that transitions are made of."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

# Red, green and blue from 0 to 255: float32, (height, width, 3).
Texture: TypeAlias = NDArray[np.floating[Any]]
# A number for each pixel: float32, (height, width), or what is broadcast to it.
Plane: TypeAlias = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Four colours of a theme, as RRGGBB: of its ground, its light material, its ink and its accent.

    ``fabric`` is the material of its wipes.
    """

    ground: str
    light: str
    ink: str
    accent: str
    fabric: str = "plane"


PALETTES = {
    "kitchen": Palette(ground="FFC22E", light="FFF2DA", ink="2A120C", accent="E5432D", fabric="gingham"),
    "archive": Palette(ground="EADBBD", light="F3E8D0", ink="1D1814", accent="A32A22", fabric="paper"),
    "riso": Palette(ground="F3EFE4", light="FFD60A", ink="2746D8", accent="FF4F7E", fabric="dots"),
    "ledger": Palette(ground="0E3B2D", light="DCEBDC", ink="0E3B2D", accent="C8F250", fabric="ruled"),
    "studio": Palette(ground="8A88F7", light="FFD2B5", ink="3F3FCF", accent="4A49E0"),
    "voyage": Palette(ground="BFE3E0", light="FFD9A0", ink="0C7A86", accent="FF6B3D", fabric="waves"),
    "gym": Palette(ground="E4FF1A", light="E4FF1A", ink="0C0C0C", accent="FF3B1F", fabric="hazard"),
    "notebook": Palette(ground="FBFAF3", light="FBFAF3", ink="2B59C3", accent="FFE44D", fabric="squares"),
    "bubble": Palette(ground="E9DFFF", light="FFE14D", ink="3D2BFF", accent="FF4F8B"),
    "pixel": Palette(ground="8EE8D6", light="4FC3C9", ink="1B1250", accent="D4116B", fabric="blocks"),
    "felt": Palette(ground="72974C", light="FFF5E1", ink="22402F", accent="C23B4E", fabric="felt"),
    "groove": Palette(ground="FBE9CC", light="FFB93E", ink="7B2A63", accent="FF7F38", fabric="bands"),
}
NEUTRAL = Palette(ground="F2F0EA", light="D9D5CB", ink="1B1D22", accent="F2F0EA")


def rgb(colour: str) -> tuple[int, int, int]:
    """A colour written as RRGGBB."""
    red, green, blue = bytes.fromhex(colour)
    return red, green, blue


def flat(colour: str) -> Plane:
    """A colour as an array of three."""
    return np.array(rgb(colour), np.float32)


def stripes(along: Plane, *, width_px: float) -> Plane:
    """1 in every second stripe, 0 between, with smooth edges. ``along`` is the distance in pixels."""
    inside = np.abs(np.mod(along / width_px, 2) - 1) - 0.5
    return np.asarray(np.clip(inside * width_px + 0.5, 0, 1), np.float32)


def texture(fabric: str, *, palette: Palette, along: Plane, across: Plane) -> Texture:
    """A material. ``along`` and ``across`` are each pixel's distances in the material's own directions."""
    drawn = {
        "gingham": _gingham,
        "hazard": _hazard,
        "squares": _squares,
        "dots": _dots,
        "ruled": _ruled,
        "paper": _paper,
        "blocks": _blocks,
        "felt": _felt,
        "bands": _bands,
    }.get(fabric, _plane)
    return drawn(palette, along, across)


def _mixed(under: Texture | Plane, over: Plane, share: Plane) -> Texture:
    return (under + (over - under) * share[..., None]).astype(np.float32)


def _grain(shape: tuple[int, ...], *, strength: float) -> Plane:
    noise = np.random.default_rng(7).standard_normal(shape, dtype=np.float32)
    return (noise * strength)[..., None]


def _gingham(palette: Palette, along: Plane, across: Plane) -> Texture:
    red = flat(palette.accent)
    cloth = _mixed(flat(palette.light), red, 0.52 * stripes(along, width_px=90))
    cloth = _mixed(cloth, red, 0.52 * stripes(across, width_px=90))
    folds = 1 + 0.035 * np.sin(along / 140) * np.sin(across / 90 + along / 300)
    return cloth * folds[..., None] + _grain(along.shape, strength=2.5)


def _hazard(palette: Palette, along: Plane, across: Plane) -> Texture:
    tape = stripes(along + across, width_px=86)
    return _mixed(flat(palette.light), flat(palette.ink), tape) + _grain(along.shape, strength=7)


def _squares(palette: Palette, along: Plane, across: Plane) -> Texture:
    lines = np.maximum(_lines(along), _lines(across))
    return _mixed(flat(palette.light), flat(palette.ink), 0.22 * lines)


def _lines(along: Plane, *, every_px: float = 54.0) -> Plane:
    return (np.mod(along, every_px) < 2.5).astype(np.float32)


def _ruled(palette: Palette, along: Plane, across: Plane) -> Texture:
    shade = np.clip(across / 900, 0, 0.25).astype(np.float32)
    ground = _mixed(flat(palette.accent), flat(palette.ink), shade * 0.5)
    return _mixed(ground, flat(palette.ink), 0.16 * _lines(across, every_px=60))


def _dots(palette: Palette, along: Plane, across: Plane) -> Texture:
    pitch = 26.0
    turned, rest = (along + across) * 0.7071, (along - across) * 0.7071
    distance = np.hypot(np.mod(turned, pitch) - pitch / 2, np.mod(rest, pitch) - pitch / 2)
    radius = 3 + 9 * np.clip(across / 620, 0, 1)
    inked = np.clip(radius - distance + 0.5, 0, 1).astype(np.float32)
    return _mixed(flat(palette.accent), flat(palette.ink), inked)


def _paper(palette: Palette, along: Plane, across: Plane) -> Texture:
    mottled = 5 * np.sin(along / 61 + np.sin(across / 47)) * np.sin(across / 83)
    return np.asarray(flat(palette.light) + mottled[..., None] + _grain(along.shape, strength=5), np.float32)


def _plane(palette: Palette, along: Plane, across: Plane) -> Texture:
    shade = 1 - 0.10 * np.clip(across / 700, 0, 1)
    return np.asarray(flat(palette.accent) * shade[..., None], np.float32)


def _blocks(palette: Palette, along: Plane, across: Plane) -> Texture:
    """Square cells in two colours, fewer of the second downwards."""
    cell = 20.0
    x, y = np.floor(along / cell), np.floor(across / cell)
    share = np.clip(across / 620, 0, 1)
    order = np.mod(x * 5 + y * 3 + np.mod(x, 2) * np.mod(y, 2) * 4, 8) / 8
    return _mixed(flat(palette.accent), flat(palette.ink), (order < share).astype(np.float32))


def _felt(palette: Palette, along: Plane, across: Plane) -> Texture:
    """Wool with a seam along the edge."""
    wool = flat(palette.accent) + _grain(along.shape, strength=7)
    is_seam = (np.abs(across - 34) < 3.5) & (np.mod(along, 46) < 27)
    return _mixed(wool, flat(palette.light), is_seam.astype(np.float32))


def _bands(palette: Palette, along: Plane, across: Plane) -> Texture:
    """Broad bands of the theme's colours."""
    shades = np.stack([flat(each) for each in (palette.ink, "D7335F", palette.accent, palette.light)])
    number = np.clip(across / 152, 0, len(shades) - 1).astype(np.int64)
    return np.asarray(shades[number], np.float32)
