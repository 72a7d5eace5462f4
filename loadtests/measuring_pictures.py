"""Pictures with known lines of text and known numbers of faces, for the benchmark of measuring."""

from dataclasses import dataclass
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFont

from discovery.tests.drawn_videos import face
from loadtests.measuring_material import picture
from sandbox.world import chance
from synthesis.assembly import fonts

SIZE = (540, 960)
FONTS = {
    "Latin": ("Anton-Regular.ttf", "ArchivoBlack-Regular.ttf", "CaveatBrush-Regular.ttf", "Nunito-Black.ttf"),
    "Chinese": ("NotoSansSC-Black.ttf",),
    "Korean": ("Jua-Regular.ttf",),
    "Japanese": ("MPLUSRounded1c-Black.ttf",),
    "Hindi": ("Baloo2-ExtraBold.ttf",),
    "Arabic": ("IBMPlexSansArabic-Bold.ttf",),
    "Thai": ("Mitr-Bold.ttf",),
    "Russian": ("Rubik-Black.ttf",),
}
TEXTS = {
    "Latin": ("You earn $2,400 a month", "Stop rinsing pasta", "WAIT FOR IT", "3:47 PM", "Subscribe"),
    "Chinese": ("你每个月赚多少钱", "不要这样做"),
    "Korean": ("이것만 기억하세요", "하지 마세요"),
    "Japanese": ("これだけは覚えて", "絶対にダメ"),
    "Hindi": ("यह गलती मत करो",),
    "Arabic": ("لا تفعل هذا",),
    "Thai": ("อย่าทำแบบนี้",),
    "Russian": ("Никогда так не делай", "Пять ошибок"),
}
SKINS = ("#f0c8aa", "#e0ac8c", "#c68e6a", "#8d5a3c", "#5c3a28")
FACE_SIDES_PX = (80, 110, 150, 200)


@dataclass(frozen=True, slots=True)
class Known:
    """A picture, and what is true of it: a share, or a number."""

    picture: Image.Image
    truth: float


def with_text(number: int) -> Known:
    """A flat or drawn ground with up to six lines in eight scripts. Every fifth one has none."""
    random = chance.generator("text", number)
    canvas = _ground(random)
    covered = np.zeros(SIZE[::-1], bool)
    boxes: list[tuple[int, int, int, int]] = []
    for _ in range(random.choice([1, 2, 3, 4, 6]) if number % 5 else 0):
        box = _write(canvas, random, boxes)
        if box is not None:
            boxes.append(box)
            covered[box[1] : box[3], box[0] : box[2]] = True
    return Known(canvas, float(covered.mean()))


def with_faces(number: int) -> Known:
    """A drawn ground with up to four faces of different sizes, skins, angles and brightness."""
    random = chance.generator("faces", number)
    canvas, boxes = picture(random, size=SIZE), list[tuple[int, int, int, int]]()
    for _ in range(random.choice([0, 1, 1, 2, 3, 4])):
        side = random.choice(FACE_SIDES_PX)
        drawn = face(side, skin=random.choice(SKINS)).rotate(
            random.uniform(-15, 15), Image.Resampling.BICUBIC, fillcolor="#788ca0"
        )
        place = _free(random, (side, side), boxes)
        if place is not None:
            lit = ImageEnhance.Brightness(drawn).enhance(random.choice([0.5, 0.8, 1.0, 1.2]))
            canvas.paste(lit, place[:2])
            boxes.append(place)
    return Known(canvas, len(boxes))


def _ground(random: Random) -> Image.Image:
    if random.random() < 1 / 3:
        return Image.new("RGB", SIZE, (random.randrange(256), random.randrange(256), random.randrange(256)))
    return picture(random, size=SIZE)


def _write(
    canvas: Image.Image, random: Random, taken: list[tuple[int, int, int, int]]
) -> tuple[int, int, int, int] | None:
    """Write a line where there is room, and return the box of its letters."""
    script = random.choice(["Latin"] * 6 + list(TEXTS))
    text, file = random.choice(TEXTS[script]), random.choice(FONTS[script])
    font = _font(file, random.choice([18, 24, 32, 45, 65, 90]), text)
    pen = ImageDraw.Draw(canvas)
    left, top, right, bottom = (round(value) for value in pen.textbbox((0, 0), text, font=font))
    box = _free(random, (right - left, bottom - top), taken)
    if box is None:
        return None
    is_light = np.asarray(canvas.crop(box)).mean() > 140
    ink, around = ("#0a0a0a", "white") if is_light else ("white", "black")
    style = random.choice(["plain", "outlined", "on a plate"])
    if style == "on a plate":
        pen.rounded_rectangle((box[0] - 8, box[1] - 6, box[2] + 8, box[3] + 6), 6, fill="#141414")
        ink = "#ffe600"
    outline = 3 if style == "outlined" else 0
    pen.text(
        (box[0] - left, box[1] - top), text, font=font, fill=ink, stroke_width=outline, stroke_fill=around
    )
    return box


def _font(file: str, size_px: int, text: str) -> ImageFont.FreeTypeFont:
    """The font in this size, or smaller so that the text fits into the picture."""
    path = str(fonts.FOLDER / file)
    font = ImageFont.truetype(path, size_px)
    room = SIZE[0] - 40
    return (
        font
        if font.getlength(text) <= room
        else ImageFont.truetype(path, int(size_px * room / font.getlength(text)))
    )


def _free(
    random: Random, size: tuple[int, int], taken: list[tuple[int, int, int, int]]
) -> tuple[int, int, int, int] | None:
    """A box of this size that is apart from the others, if one is found."""
    width, height = size
    for _ in range(30):
        x, y = random.randint(10, SIZE[0] - width - 10), random.randint(10, SIZE[1] - height - 10)
        box = (x, y, x + width, y + height)
        if all(
            box[2] + 12 < each[0] or box[0] > each[2] + 12 or box[3] + 12 < each[1] or box[1] > each[3] + 12
            for each in taken
        ):
            return box
    return None
