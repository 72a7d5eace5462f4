"""The typefaces captions are set in, under the Open Font License, and which one can write what.

Each is a heavy, rounded cut of its script. Measuring here and drawing in libass use the same files, so what
is measured to fit does fit.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import uharfbuzz

FOLDER = Path(__file__).parent
# Joiners and direction marks have no glyph and still decide how their neighbours are drawn.
INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\u200e\u200f")


@dataclass(frozen=True)
class Face:
    """One font file. ``family`` is the name libass finds it by."""

    family: str
    file: str

    @cached_property
    def _opened(self) -> uharfbuzz.Font:
        """Its size is that of its own design, so that every measure of it is a whole number."""
        return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(FOLDER / self.file)))

    @cached_property
    def _characters(self) -> frozenset[int]:
        return frozenset(self._opened.face.unicodes)

    @cached_property
    def line_share(self) -> float:
        """The em as libass counts it: the whole line, from its highest to its lowest part."""
        parts = (
            uharfbuzz.OTMetricsTag.HORIZONTAL_CLIPPING_ASCENT,
            uharfbuzz.OTMetricsTag.HORIZONTAL_CLIPPING_DESCENT,
        )
        heights = [self._opened.get_metric_position(part) for part in parts]
        return float(sum(heights) / self._opened.face.upem)

    def covers(self, character: str) -> bool:
        """Whether the face can draw the character, or it draws nothing by itself."""
        return ord(character) in self._characters or character in INVISIBLE

    def width_px(self, text: str, *, size_px: float) -> float:
        """How wide ``text`` is at an em of ``size_px``, shaped and kerned."""
        return _width_in_ems(self, text) * size_px


@lru_cache(maxsize=16_384)
def _width_in_ems(face: Face, text: str) -> float:
    font = face._opened
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    # Otherwise the process' locale would choose between forms of letters.
    buffer.language = "und"
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    advance = sum(position.x_advance for position in buffer.glyph_positions or ())
    return float(advance / font.face.upem)


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
