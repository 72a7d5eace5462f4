"""The typefaces of captions, under the Open Font License, and the characters that each covers.

Each is a heavy, rounded cut for its writing system. Measuring here and rendering in libass use the same
files, so text that fits here also fits there.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import uharfbuzz

FOLDER = Path(__file__).parent
# Joiners and direction marks have no glyph, and affect how their neighbours are drawn.
INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\u200e\u200f")


@dataclass(frozen=True)
class Face:
    """One font file. ``family`` is the name libass finds it by."""

    family: str
    file: str

    @cached_property
    def _opened(self) -> uharfbuzz.Font:
        """Opened at the size of its design, so that all measures are whole numbers."""
        return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(FOLDER / self.file)))

    @cached_property
    def _characters(self) -> frozenset[int]:
        return frozenset(self._opened.face.unicodes)

    @cached_property
    def line_share(self) -> float:
        """The line height in ems. libass sizes text by the line height, not by the em."""
        parts = (
            uharfbuzz.OTMetricsTag.HORIZONTAL_CLIPPING_ASCENT,
            uharfbuzz.OTMetricsTag.HORIZONTAL_CLIPPING_DESCENT,
        )
        heights = [self._opened.get_metric_position(part) for part in parts]
        return float(sum(heights) / self._opened.face.upem)

    def covers(self, character: str) -> bool:
        """Whether the face can draw the character, or the character is invisible by itself."""
        return ord(character) in self._characters or character in INVISIBLE

    def width_px(self, text: str, *, size_px: float) -> float:
        """The width of ``text`` at an em of ``size_px``, shaped and kerned."""
        return _width_in_ems(self, text) * size_px


@lru_cache(maxsize=16_384)
def _width_in_ems(face: Face, text: str) -> float:
    font = face._opened
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    # Otherwise the locale of the process would select between variants of letters.
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

# The first face that covers most of a text is used.
FACES = (LATIN, ARABIC, HEBREW, JAPANESE, CHINESE, KOREAN, DEVANAGARI)
# Chinese and Japanese draw the same Han characters differently.
FIRST_CHOICE = {"zh": CHINESE, "yue": CHINESE, "cmn": CHINESE, "ja": JAPANESE, "ko": KOREAN}


@lru_cache(maxsize=4096)
def face_for(text: str, *, language: str) -> Face:
    """The face that covers most of the text's letters."""
    preferred = FIRST_CHOICE.get(language.lower().split("-")[0])
    letters = [character for character in text if character.isalnum()]
    faces: tuple[Face, ...] = FACES
    if preferred is not None and any(not letter.isascii() for letter in letters):
        faces = (preferred, *FACES)
    return max(faces, key=lambda face: sum(face.covers(letter) for letter in letters))
