"""Words that fill a box: letters as wide as the column, made taller or lower within bounds."""

import re
from dataclasses import dataclass, replace

from PIL import Image

from render_node.engines.motion import lettering_styles
from render_node.engines.motion.accenting import flags
from render_node.engines.motion.lettering_styles import Glyphs, Ink, LetterStyle
from render_node.engines.motion.stage import Stage

_SET_PX = 200.0
_POINT = re.compile(r"(-?\d+\.\d+) (-?\d+\.\d+)")
_LEAST_STRETCH = 0.82


@dataclass(frozen=True)
class Stretched:
    """A line of letters with its ink's corner at (0, 0), and the size of its ink."""

    words: list[Glyphs]
    width: float
    height: float
    size: float


def line(stage: Stage, text: str, *, style: LetterStyle, accents: list[str] | None = None) -> Stretched:
    """A text on one line, at an arbitrary size."""
    found = stage.set(text, style=style, width=1e6, height=_SET_PX * 3, largest=_SET_PX, smallest=_SET_PX)
    marked = flags(found, accents or [])
    words = [glyphs for row in stage.lines(found, style=style, accents=marked) for glyphs in row]
    boxes = [_box(glyphs) for glyphs in words if glyphs.outline]
    if not boxes:
        return Stretched([], 1.0, 1.0, _SET_PX)
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    moved = [replace(glyphs, x=glyphs.x - left, baseline=glyphs.baseline - top) for glyphs in words]
    return Stretched(moved, max(1.0, right - left), max(1.0, bottom - top), _SET_PX)


def _box(word: Glyphs) -> tuple[float, float, float, float]:
    points = [(float(x), float(y)) for x, y in _POINT.findall(word.outline)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs) + word.x, min(ys) + word.baseline, max(xs) + word.x, max(ys) + word.baseline


def scaled(text: Stretched, *, across: float, down: float) -> Stretched:
    """The line with its letters scaled."""

    def outline(data: str) -> str:
        return _POINT.sub(lambda at: f"{float(at[1]) * across:.2f} {float(at[2]) * down:.2f}", data)

    words = [
        replace(
            word,
            outline=outline(word.outline),
            x=word.x * across,
            baseline=word.baseline * down,
            width=word.width * across,
        )
        for word in text.words
    ]
    return Stretched(words, text.width * across, text.height * down, text.size * min(across, down))


def filling(text: Stretched, *, width: float, height: float, most: float) -> Stretched:
    """The line as wide as the box, and as near to its height as the letters may be stretched.

    ``most`` is how much taller than drawn letters may become; faces that bear more also become lower. A line
    that is too high is narrower than the box.
    """
    across = width / text.width
    least = min(_LEAST_STRETCH, 1.2 / most)
    down = min(max(height / text.height, across * least), across * most)
    if text.height * down > height:
        down = height / text.height
        across = min(across, down / least)
    return scaled(text, across=across, down=down)


def picture(stage: Stage, text: Stretched, *, style: LetterStyle, ink: Ink) -> Image.Image:
    """The line in RGBA, with the style's margin around its ink."""
    return lettering_styles.drawn(
        text.words,
        style=style,
        size=text.size,
        ink=ink,
        x=0,
        y=0,
        width=text.width,
        height=text.height,
        scale=stage.unit,
    )
