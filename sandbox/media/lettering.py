"""Text on images: large, short, and always inside the frame."""

import re
from random import Random

from PIL import Image, ImageFilter

from sandbox.media import shaping

_LATIN, _ARABIC, _JAPANESE = (
    "Inter-ExtraBold.ttf",
    "NotoSansArabic-ExtraBold.ttf",
    "NotoSansJP-Bold-subset.ttf",
)
_ARABIC_LETTERS = re.compile(r"[\u0600-\u06ff]")
_JAPANESE_LETTERS = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_LEANING = re.compile(
    r"(?i)(?:a|an|and|at|because|before|by|every|for|from|in|is|my|of|on|or|the|this|to|with)"
)
_MOST_LINES = 4
_SMALLEST_PX = 8
_LEADING = 1.12
_SHADE = 170
_WHITE = (255, 255, 255)


def write(canvas: Image.Image, words: str, *, accent: tuple[int, int, int], random: Random) -> Image.Image:
    """Draw the words on the image, over a shade that keeps them readable, and the sandbox's mark."""
    text = _drawable(words)
    font_name = _font_name(text)
    width, height = canvas.size
    is_portrait = height > width
    room = (int(width * (0.86 if is_portrait else 0.46)), int(height * (0.34 if is_portrait else 0.72)))
    size, lines = _fit(text, font_name, room)
    left = int(width * 0.07)
    step = int(size * _LEADING)
    top = int(height * 0.09) if is_portrait else (height - step * len(lines)) // 2
    canvas = _shade(canvas, is_portrait=is_portrait)
    accented = random.randrange(len(lines)) if len(lines) > 1 else -1
    bright = _brighten(accent)
    shadow = Image.new("L", canvas.size)
    baseline = top + shaping.ascent_px(font_name, size)
    placed = []
    for place, line in enumerate(lines):
        mask, x, y = shaping.mask(line, font_name, size)
        placed.append((mask, left + x, baseline + place * step + y))
    for mask, x, y in placed:
        shadow.paste(_SHADE, (x, y + round(size * 0.04)), mask)
    canvas.paste((0, 0, 0), (0, 0), shadow.filter(ImageFilter.GaussianBlur(size / 9)))
    for place, (mask, x, y) in enumerate(placed):
        canvas.paste(bright if place == accented else _WHITE, (x, y), mask)
    mark(canvas)
    return canvas


def hook(title: str) -> str:
    """Return the few words of a title that a thumbnail shows."""
    text = re.sub(r"[#|–].*", "", re.sub(r"<[^>]*>", "", title))
    text = re.split(r"[.:(,]", text)[0].strip() or title
    if _JAPANESE_LETTERS.search(text):
        return text[:20]
    words = text.split()
    kept = words[:7]
    # Cut text must not end on a word that needs a following one.
    while len(words) > 7 and len(kept) > 3 and _LEANING.fullmatch(kept[-1]):
        kept.pop()
    return " ".join(kept)


def initial(name: str) -> str:
    """Return the initial of a name."""
    return next((letter.upper() for letter in _drawable(name) if letter.isalnum()), "S")


def write_centred(canvas: Image.Image, letter: str, *, size_px: int) -> None:
    """Draw one letter in the middle of the image."""
    mask, _, _ = shaping.mask(letter, _font_name(letter), size_px)
    width, height = canvas.size
    canvas.paste(_WHITE, ((width - mask.width) // 2, (height - mask.height) // 2), mask)


def _font_name(text: str) -> str:
    if _ARABIC_LETTERS.search(text):
        return _ARABIC
    return _JAPANESE if _JAPANESE_LETTERS.search(text) else _LATIN


def _drawable(words: str) -> str:
    """Remove characters that the font lacks: emoji, and Latin letters among other scripts."""
    if _ARABIC_LETTERS.search(words):
        return " ".join(re.sub(r"[^\u0600-\u06ff ]", " ", words).split())
    if _JAPANESE_LETTERS.search(words):
        return re.sub(r"[^\u3001-\u30ff\u4e00-\u9fff\uff01\uff1f0-9]", "", words)
    return (
        " ".join(re.sub(r"[^\u0020-\u024f\u2013\u2018-\u201d\u2026\u20ac]", "", words).split()) or "Sandbox"
    )


def _fit(text: str, font_name: str, room: tuple[int, int]) -> tuple[int, list[str]]:
    """Return the largest size in which the text fits, and its lines."""
    width, height = room
    largest = max(_SMALLEST_PX + 2, int(min(width * 0.19, height * 0.42)))
    for size in range(largest, _SMALLEST_PX - 1, -1):
        lines = _wrap(text, font_name, size, width)
        fits = all(shaping.width_px(line, font_name, size) <= width for line in lines)
        if fits and len(lines) <= _MOST_LINES and len(lines) * size * _LEADING <= height:
            return size, lines
    return _SMALLEST_PX, _wrap(text, font_name, _SMALLEST_PX, width)[:_MOST_LINES]


def _wrap(text: str, font_name: str, size: int, width: int) -> list[str]:
    separator = "" if _JAPANESE_LETTERS.search(text) else " "
    lines = [""]
    for word in text.split(separator) if separator else text:
        longer = lines[-1] + separator + word if lines[-1] else word
        if shaping.width_px(longer, font_name, size) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _shade(canvas: Image.Image, *, is_portrait: bool) -> Image.Image:
    """Darken the side of the words."""
    ramp = Image.linear_gradient("L")
    ramp = ramp.transpose(Image.Transpose.FLIP_TOP_BOTTOM if is_portrait else Image.Transpose.ROTATE_90)
    if not is_portrait:
        ramp = ramp.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    mask = ramp.resize(canvas.size).point(lambda value: max(0, int((value - 96) * 0.95)))
    return Image.composite(Image.new("RGB", canvas.size), canvas, mask)


def _brighten(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    """Lighten the colour until it is readable on dark."""
    share = 0.45
    red, green, blue = (int(channel + (255 - channel) * share) for channel in colour)
    return red, green, blue


def mark(canvas: Image.Image, *, colour: tuple[int, int, int] = _WHITE) -> None:
    """Write into the image that it comes from the sandbox."""
    width, height = canvas.size
    size = max(_SMALLEST_PX, min(width, height) // 28)
    mask, left, top = shaping.mask("SANDBOX", _LATIN, size)
    x = round((width - shaping.width_px("SANDBOX", _LATIN, size)) / 2) + left
    overlay = Image.new("L", canvas.size)
    overlay.paste(120, (x, round(height * 0.975) + top), mask)
    canvas.paste(colour, (0, 0), overlay)
