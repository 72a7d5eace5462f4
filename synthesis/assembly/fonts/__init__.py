"""The typefaces captions are set in, under the Open Font License, and which one can write what.

Each is a heavy, rounded cut of its script. Measuring here and drawing in libass use the same files, so what
is measured to fit does fit.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageFont

FOLDER = Path(__file__).parent
MEASURED_PX = 100
# Joiners and direction marks have no glyph and still decide how their neighbours are drawn.
INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\u200e\u200f")


@dataclass(frozen=True)
class Face:
    """One font file. ``family`` is the name libass finds it by."""

    family: str
    file: str

    @cached_property
    def _characters(self) -> frozenset[int]:
        with TTFont(FOLDER / self.file, lazy=True) as font:
            return frozenset(font.getBestCmap())

    @cached_property
    def _drawn(self) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(FOLDER / self.file, MEASURED_PX)

    @cached_property
    def line_share(self) -> float:
        """The em as libass counts it: the whole line, from its highest to its lowest part."""
        with TTFont(FOLDER / self.file, lazy=True) as font:
            return float((font["OS/2"].usWinAscent + font["OS/2"].usWinDescent) / font["head"].unitsPerEm)

    def covers(self, character: str) -> bool:
        """Whether the face can draw the character, or it draws nothing by itself."""
        return ord(character) in self._characters or character in INVISIBLE

    def width_px(self, text: str, *, size_px: float) -> float:
        """How wide ``text`` is at an em of ``size_px``, shaped and kerned."""
        return float(self._drawn.getlength(text)) * size_px / MEASURED_PX


LATIN = Face("Nunito Black", "Nunito-Black.ttf")
JAPANESE = Face("Rounded Mplus 1c Black", "MPLUSRounded1c-Black.ttf")
CHINESE = Face("Noto Sans SC Black", "NotoSansSC-Black.ttf")
KOREAN = Face("Jua", "Jua-Regular.ttf")
ARABIC = Face("Baloo Bhaijaan 2 ExtraBold", "BalooBhaijaan2-ExtraBold.ttf")
HEBREW = Face("Rubik Black", "Rubik-Black.ttf")
DEVANAGARI = Face("Baloo 2 ExtraBold", "Baloo2-ExtraBold.ttf")

# The first that writes most of a text is taken.
FACES = (LATIN, ARABIC, HEBREW, JAPANESE, CHINESE, KOREAN, DEVANAGARI)
# Han characters look different in Chinese and in Japanese.
FIRST_CHOICE = {"zh": CHINESE, "yue": CHINESE, "cmn": CHINESE, "ja": JAPANESE, "ko": KOREAN}


@lru_cache(maxsize=4096)
def face_for(text: str, *, language: str) -> Face:
    """The face that can draw most of the text's letters."""
    preferred = FIRST_CHOICE.get(language.lower().split("-")[0])
    letters = [character for character in text if character.isalnum()]
    faces: tuple[Face, ...] = FACES
    if preferred is not None and any(not letter.isascii() for letter in letters):
        faces = (preferred, *FACES)
    return max(faces, key=lambda face: sum(face.covers(letter) for letter in letters))
