"""Draws one image: light, a subject, and a few words, in a niche's colours."""

import colorsys
import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from sandbox.media import lettering
from sandbox.media.subjects import SUBJECTS, Shape
from sandbox.world import chance

Colour = tuple[int, int, int]
_SHARPER = 2  # Drawn larger and scaled down, for smooth edges.


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What to draw. The same values give the same image in any size."""

    seed: str
    subject: str
    palette: Sequence[str]
    words: str


def draw(picture: Picture, *, width: int, height: int) -> Image.Image:
    """Draw the image in RGB."""
    random = chance.generator("picture", picture.seed)
    turn = random.uniform(-0.05, 0.05)
    colours = [_colour(text, turn) for text in picture.palette]
    canvas = _light(random, colours, width, height)
    canvas = _bokeh(canvas, random, colours)
    canvas = _surface(canvas, colours)
    canvas = _place_subject(canvas, picture, random, colours)
    canvas = _finish(canvas, random)
    return lettering.write(canvas, picture.words, accent=colours[2], random=random)


def background(picture: Picture, *, side: int) -> Image.Image:
    """Draw a square of the image's background light."""
    random = chance.generator("picture", picture.seed)
    turn = random.uniform(-0.12, 0.12)
    colours = [_colour(text, turn) for text in picture.palette]
    middle = Image.new("RGB", (side, side), colours[1])
    return Image.blend(_light(random, colours, side, side), middle, 0.45)


def studio(shapes: Sequence[Shape], *, palette: Sequence[str], seed: str, side: int) -> Image.Image:
    """Draw an object on a sheet of paper, in a square: light from above, and a soft shadow."""
    random = chance.generator("studio", seed)
    colours = [_colour(text, 0) for text in palette]
    y, x = np.mgrid[0:1:48j, 0:1:48j]
    paper = np.array(colours[3], float) * 0.55 + 255 * 0.45
    light = 1.02 - 0.22 * ((x - 0.36) ** 2 + (y - 0.30) ** 2) - 0.05 * np.exp(-((y - 0.80) ** 2) / 0.006)
    small = Image.fromarray(np.clip(paper * light[..., None], 0, 255).astype(np.uint8))
    canvas = small.resize((side, side), Image.Resampling.BICUBIC)
    size = int(side * 0.72)
    drawn = _lit(_shapes(shapes, size, colours), random)
    from_left, _, from_right, bottom = drawn.getbbox() or (0, 0, size, size)
    left, top = (side - size) // 2, int(side * 0.80) - bottom
    shadow = Image.new("L", canvas.size)
    box = (
        left + from_left,
        top + bottom - 0.07 * size,
        left + from_right + 0.04 * size,
        top + bottom + 0.05 * size,
    )
    ImageDraw.Draw(shadow).ellipse(box, fill=105)
    dark = tuple(channel // 2 for channel in colours[0])
    canvas.paste(dark, (0, 0), shadow.filter(ImageFilter.GaussianBlur(side / 42)))
    canvas.paste(drawn, (left, top), drawn)
    lettering.mark(canvas, colour=colours[0])
    return canvas


def _colour(text: str, turn: float) -> Colour:
    """Shift the colour's hue a little, so that images differ."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(int(text[at : at + 2], 16) / 255 for at in (1, 3, 5)))
    red, green, blue = colorsys.hls_to_rgb((hue + turn) % 1, lightness, saturation)
    return round(255 * red), round(255 * green), round(255 * blue)


def _light(random: Random, colours: Sequence[Colour], width: int, height: int) -> Image.Image:
    """A soft gradient, computed small and enlarged."""
    columns, rows = max(8, width // 10), max(8, height // 10)
    x, y = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, height / width, rows))
    dark, middle = np.array(colours[0], float), np.array(colours[1], float)
    down = np.clip(y / (height / width), 0, 1)[..., None]
    field = dark * (0.55 + 0.45 * (1 - down)) * (1 - 0.75 * (1 - down)) + middle * 0.75 * (1 - down)
    for weight, tone in ((0.8, 2), (0.5, 1), (0.45, 3), (0.4, 2)):
        centre_x, centre_y = random.uniform(0, 1), random.uniform(0, 0.75) * height / width
        size = random.uniform(0.18, 0.5)
        glow = weight * np.exp(-((x - centre_x) ** 2 + (y - centre_y) ** 2) / size**2)[..., None]
        field = field * (1 - glow) + np.array(colours[tone], float) * glow
    small = Image.fromarray(np.clip(field, 0, 255).astype(np.uint8))
    return small.resize((width, height), Image.Resampling.BICUBIC)


def _bokeh(canvas: Image.Image, random: Random, colours: Sequence[Colour]) -> Image.Image:
    """Out-of-focus lights behind the subject, drawn small since they are soft."""
    width, height = (max(1, side // 3) for side in canvas.size)
    lights = Image.new("RGB", (width, height))
    for _ in range(random.randint(10, 20)):
        radius = random.uniform(0.02, 0.085) * max(width, height)
        x, y = random.uniform(0, width), random.uniform(0, 0.68 * height)
        share = random.uniform(0.08, 0.34)
        tone = tuple(int(channel * share) for channel in random.choice(colours[2:]))
        spot = Image.new("RGB", lights.size)
        ImageDraw.Draw(spot).ellipse((x - radius, y - radius, x + radius, y + radius), fill=tone)
        lights = ImageChops.add(lights, spot)
    lights = lights.filter(ImageFilter.GaussianBlur(max(width, height) / 170))
    return ImageChops.screen(canvas, lights.resize(canvas.size, Image.Resampling.BICUBIC))


def _surface(canvas: Image.Image, colours: Sequence[Colour]) -> Image.Image:
    """The table under the subject, with a faint reflection of the room."""
    width, height = canvas.size
    edge = int(height * 0.70)
    mirrored = canvas.crop((0, edge - (height - edge), width, edge)).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    mirrored = mirrored.filter(ImageFilter.GaussianBlur(width / 28))
    dark = Image.new("RGB", mirrored.size, tuple(channel // 3 for channel in colours[0]))
    table = Image.blend(mirrored, dark, 0.62)
    mask = Image.new("L", canvas.size)
    ImageDraw.Draw(mask).rectangle((0, edge, width, height), fill=255)
    whole = canvas.copy()
    whole.paste(table, (0, edge))
    return Image.composite(whole, canvas, mask.filter(ImageFilter.GaussianBlur(height / 240)))


def _place_subject(
    canvas: Image.Image, picture: Picture, random: Random, colours: Sequence[Colour]
) -> Image.Image:
    width, height = canvas.size
    is_portrait = height > width
    side = int((0.86 * width if is_portrait else 0.8 * height) * random.uniform(0.78, 1.1))
    drawn = _shapes(SUBJECTS[picture.subject], side, colours)
    # A mirrored chart would show a fall.
    if random.random() < 0.4 and picture.subject != "chart":
        drawn = drawn.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    subject = _lit(drawn, random).rotate(random.uniform(-6, 6), Image.Resampling.BICUBIC)
    centre_x = 0.5 + random.uniform(-0.06, 0.06) if is_portrait else random.uniform(0.75, 0.79)
    x = int(width * centre_x - side / 2)
    y = int(height * (0.80 if is_portrait else 0.88) - side * 0.93)
    _cast_shadow(canvas, x, y, side)
    canvas.paste(subject, (x, y), subject)
    return canvas


def _cast_shadow(canvas: Image.Image, x: int, y: int, side: int) -> None:
    shadow = Image.new("L", canvas.size)
    box = (x + 0.08 * side, y + 0.86 * side, x + 0.98 * side, y + 1.02 * side)
    ImageDraw.Draw(shadow).ellipse(box, fill=190)
    canvas.paste((0, 0, 0), (0, 0), shadow.filter(ImageFilter.GaussianBlur(side / 18)))


def _shapes(shapes: Sequence[Shape], side: int, colours: Sequence[Colour]) -> Image.Image:
    large = side * _SHARPER
    layer = Image.new("RGBA", (large, large))
    draw = ImageDraw.Draw(layer)
    shadow = tuple(channel // 2 for channel in colours[0])
    tones = [*colours, shadow]
    for kind, numbers, tone in shapes:
        _shape(draw, kind, [number * large for number in numbers], numbers, tuple(tones[tone]))
    return layer.resize((side, side), Image.Resampling.LANCZOS)


def _shape(
    draw: ImageDraw.ImageDraw, kind: str, scaled: list[float], numbers: Sequence[float], fill: tuple[int, ...]
) -> None:
    if kind == "ellipse":
        draw.ellipse(scaled, fill=fill)
    elif kind == "round":
        draw.rounded_rectangle(scaled[:4], radius=scaled[4], fill=fill)
    elif kind == "ring":
        draw.ellipse(scaled[:4], outline=fill, width=int(scaled[4]))
    elif kind == "poly":
        draw.polygon(scaled, fill=fill)
    elif kind == "line":
        draw.line(scaled[:-1], fill=fill, width=max(1, int(scaled[-1])), joint="curve")
    else:
        scale = scaled[0] / numbers[0]
        draw.polygon(_leaf(*numbers, scale=scale), fill=fill)


def _leaf(
    x: float, y: float, angle: float, length: float, width: float, *, scale: float
) -> list[tuple[float, float]]:
    """The outline of a leaf that grows from (x, y): wide in the middle, pointed at its end."""
    along, turn = np.linspace(0, 1, 24), math.radians(angle)
    half = width / 2 * np.sin(math.pi * along**0.8)
    outline = [(a, h) for a, h in zip(along * length, half, strict=True)]
    outline += [(a, -h) for a, h in reversed(outline)]
    return [
        (
            scale * (x + a * math.cos(turn) - h * math.sin(turn)),
            scale * (y + a * math.sin(turn) + h * math.cos(turn)),
        )
        for a, h in outline
    ]


def _lit(layer: Image.Image, random: Random) -> Image.Image:
    """Light from one upper side, shade on the other, and a bright rim between them."""
    side = layer.width
    from_left = random.random() < 0.7
    x, y = np.meshgrid(np.linspace(0, 1, side), np.linspace(0, 1, side))
    distance = (x if from_left else 1 - x) * 0.7 + y * 0.6
    pixels = np.asarray(layer, dtype=float)
    pixels[..., :3] *= (1.22 - 0.62 * distance)[..., None]
    alpha = layer.getchannel("A")
    step = max(1, side // 130)
    shifted = ImageChops.offset(alpha, step if from_left else -step, step)
    rim = np.asarray(
        ImageChops.subtract(alpha, shifted).filter(ImageFilter.GaussianBlur(step / 2)), dtype=float
    )
    pixels[..., :3] += 0.34 * rim[..., None]
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _finish(canvas: Image.Image, random: Random) -> Image.Image:
    """Darken the corners, and add grain against banding."""
    width, height = canvas.size
    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    corners: NDArray[np.float64] = 1 - 0.34 * np.clip(x**2 + y**2 - 0.35, 0, 1.2)
    grain = np.random.default_rng(random.getrandbits(32)).normal(0, 3.2, (height, width))
    pixels = np.asarray(canvas, dtype=float) * corners[..., None] + grain[..., None]
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
