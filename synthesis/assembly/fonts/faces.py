"""Font files of captions: the characters that each covers, and the width of text in it.

Each is a heavy cut, rounded where the writing system has one. Measuring here and rendering in libass use the
same files, so text that fits here also fits there.
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
    """One font file. ``family`` is the name libass finds it by.

    ``scale`` makes letters of different faces look equally large: the faces of Indian scripts have smaller
    letters per em than the Latin one. ``leading`` is the distance of lines in ems, which is larger in scripts
    with marks above and below.
    """

    family: str
    file: str
    scale: float = 1.0
    leading: float = 1.16

    @cached_property
    def _opened(self) -> uharfbuzz.Font:
        """Opened at the size of its design, so that all measures are whole numbers."""
        return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(FOLDER / self.file)))

    @cached_property
    def _characters(self) -> frozenset[int]:
        return frozenset(self._opened.face.unicodes)

    @cached_property
    def ascent(self) -> float:
        """The part of a line above the baseline, in ems, as libass measures it."""
        return self._metric(uharfbuzz.OTMetricsTag.HORIZONTAL_CLIPPING_ASCENT)

    @cached_property
    def descent(self) -> float:
        """The part of a line below the baseline, in ems, as libass measures it."""
        return self._metric(uharfbuzz.OTMetricsTag.HORIZONTAL_CLIPPING_DESCENT)

    @property
    def line_share(self) -> float:
        """The line height in ems. libass sizes text by the line height, not by the em."""
        return self.ascent + self.descent

    def _metric(self, part: uharfbuzz.OTMetricsTag) -> float:
        return float(self._opened.get_metric_position(part) / self._opened.face.upem)

    def covers(self, character: str) -> bool:
        """Whether the face can draw the character, or the character is invisible by itself."""
        return ord(character) in self._characters or character in INVISIBLE

    def covers_all(self, text: str) -> bool:
        """Whether the face can draw every character of the text."""
        return all(self.covers(character) for character in text)

    def width_px(self, text: str, *, size_px: float) -> float:
        """The width of ``text``, shaped and kerned. ``size_px`` is an em of the Latin face."""
        return _width_in_ems(self, text) * size_px * self.scale


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
ARABIC = Face("Baloo Bhaijaan 2 ExtraBold", "BalooBhaijaan2-ExtraBold.ttf", 1.1, 1.3)
# Baloo lacks letters of Sindhi, Pashto, Uyghur and Kurdish.
WIDE_ARABIC = Face("IBM Plex Sans Arabic", "IBMPlexSansArabic-Bold.ttf", 1.0, 1.3)
HEBREW = Face("Rubik Black", "Rubik-Black.ttf", 1.08)
DEVANAGARI = Face("Baloo 2 ExtraBold", "Baloo2-ExtraBold.ttf", 1.1, 1.36)
BENGALI = Face("Baloo Da 2 ExtraBold", "BalooDa2-ExtraBold.ttf", 1.1, 1.36)
GUJARATI = Face("Baloo Bhai 2 ExtraBold", "BalooBhai2-ExtraBold.ttf", 1.1, 1.36)
GURMUKHI = Face("Baloo Paaji 2 ExtraBold", "BalooPaaji2-ExtraBold.ttf", 1.1, 1.36)
ODIA = Face("Baloo Bhaina 2 ExtraBold", "BalooBhaina2-ExtraBold.ttf", 1.06, 1.36)
TAMIL = Face("Baloo Thambi 2 ExtraBold", "BalooThambi2-ExtraBold.ttf", 1.06, 1.3)
TELUGU = Face("Baloo Tammudu 2 ExtraBold", "BalooTammudu2-ExtraBold.ttf", 1.0, 1.5)
KANNADA = Face("Baloo Tamma 2 ExtraBold", "BalooTamma2-ExtraBold.ttf", 1.06, 1.42)
MALAYALAM = Face("Baloo Chettan 2 ExtraBold", "BalooChettan2-ExtraBold.ttf", 1.1, 1.3)
SINHALA = Face("Noto Sans Sinhala Black", "NotoSansSinhala-Black.ttf", 1.0, 1.36)
THAI = Face("Mitr", "Mitr-Bold.ttf", 1.12, 1.5)
LAO = Face("Noto Sans Lao Black", "NotoSansLao-Black.ttf", 1.08, 1.5)
KHMER = Face("Noto Sans Khmer Black", "NotoSansKhmer-Black.ttf", 1.0, 1.56)
BURMESE = Face("Noto Sans Myanmar Black", "NotoSansMyanmar-Black.ttf", 1.0, 1.62)
GEORGIAN = Face("Noto Sans Georgian Black", "NotoSansGeorgian-Black.ttf", 0.98)
ARMENIAN = Face("Noto Sans Armenian Black", "NotoSansArmenian-Black.ttf", 1.0)
ETHIOPIC = Face("Noto Sans Ethiopic Black", "NotoSansEthiopic-Black.ttf", 0.96, 1.2)

# Faces of themes, for Latin letters only. A text that one of them lacks a letter of is drawn in LATIN.
ANTON = Face("Anton", "Anton-Regular.ttf")
ARCHIVO_BLACK = Face("Archivo Black", "ArchivoBlack-Regular.ttf")
BRICOLAGE = Face("Bricolage Grotesque ExtraBold", "BricolageGrotesque-ExtraBold.ttf")
CAVEAT_BRUSH = Face("Caveat Brush", "CaveatBrush-Regular.ttf")
LADLE = Face("Ladle One", "LadleOne-Regular.ttf")
SPECIAL_ELITE = Face("Special Elite", "SpecialElite-Regular.ttf")
OF_THEMES = (ANTON, ARCHIVO_BLACK, BRICOLAGE, CAVEAT_BRUSH, LADLE, SPECIAL_ELITE)

# The faces of a script by its ISO 15924 code, the best first. Han and kana are one script here: "Jpan".
BY_SCRIPT = {
    "Latn": (LATIN, JAPANESE),
    "Cyrl": (LATIN, JAPANESE),
    "Grek": (JAPANESE,),
    "Jpan": (JAPANESE, CHINESE),
    "Hans": (CHINESE, JAPANESE),
    "Kore": (KOREAN,),
    "Arab": (ARABIC, WIDE_ARABIC),
    "Hebr": (HEBREW,),
    "Deva": (DEVANAGARI,),
    "Beng": (BENGALI,),
    "Gujr": (GUJARATI,),
    "Guru": (GURMUKHI,),
    "Orya": (ODIA,),
    "Taml": (TAMIL,),
    "Telu": (TELUGU,),
    "Knda": (KANNADA,),
    "Mlym": (MALAYALAM,),
    "Sinh": (SINHALA,),
    "Thai": (THAI,),
    "Laoo": (LAO,),
    "Khmr": (KHMER,),
    "Mymr": (BURMESE,),
    "Geor": (GEORGIAN,),
    "Armn": (ARMENIAN,),
    "Ethi": (ETHIOPIC,),
}
ALL = tuple(dict.fromkeys(face for faces in BY_SCRIPT.values() for face in faces))
