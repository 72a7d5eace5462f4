"""Fonts: coverage, and the choice of a font for each part of a word."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from render_node.engines.motion import breaking, directions, shaping
from render_node.engines.motion.directions import Run, is_rtl, visual_order
from render_node.engines.motion.shaping import Piece

SANS = "InterDisplay-ExtraBold.ttf"
TEXT = "Inter-SemiBold.ttf"
GROTESQUE = "BricolageGrotesque-ExtraBold.ttf"
JAPANESE = "NotoSansJP-ExtraBold.ttf"
CHINESE = "NotoSansSC-Black.ttf"
# The fallback fonts, in this order. The number is the height of their lines relative to Latin.
_FALLBACKS = {
    SANS: 1.0,
    "IBMPlexSansArabic-Bold.ttf": 1.18,
    JAPANESE: 1.0,
    CHINESE: 1.0,
    "Jua-Regular.ttf": 1.0,
    "Rubik-Black.ttf": 1.0,
    "Baloo2-ExtraBold.ttf": 1.16,
    "BalooDa2-ExtraBold.ttf": 1.16,
    "BalooPaaji2-ExtraBold.ttf": 1.16,
    "BalooBhai2-ExtraBold.ttf": 1.16,
    "BalooBhaina2-ExtraBold.ttf": 1.16,
    "BalooThambi2-ExtraBold.ttf": 1.12,
    "BalooTammudu2-ExtraBold.ttf": 1.3,
    "BalooTamma2-ExtraBold.ttf": 1.24,
    "BalooChettan2-ExtraBold.ttf": 1.12,
    "NotoSansSinhala-Black.ttf": 1.16,
    "Mitr-Bold.ttf": 1.3,
    "NotoSansLao-Black.ttf": 1.3,
    "NotoSansKhmer-Black.ttf": 1.34,
    "NotoSansMyanmar-Black.ttf": 1.38,
    "NotoSansGeorgian-Black.ttf": 1.0,
    "NotoSansArmenian-Black.ttf": 1.0,
    "NotoSansEthiopic-Black.ttf": 1.04,
}

# Fonts like those of the themes, for languages whose letters these lack: Latin first, then Cyrillic.
_ROUND = ("Baloo2-ExtraBold.ttf", "Nunito-Black.ttf")
_HEAVY = ("Rubik-Black.ttf", GROTESQUE)
_SERIF = ("Fraunces-SoftBlack.ttf",)
_TYPED = ("SpaceMono-Bold.ttf",)
_ALIKE = {
    "Anton-Regular.ttf": _HEAVY,
    "ArchivoBlack-Regular.ttf": _HEAVY,
    "BricolageGrotesque-ExtraBold.ttf": _HEAVY,
    "CaveatBrush-Regular.ttf": _ROUND,
    "DynaPuff-Bold.ttf": _ROUND,
    "EttamettaBlock-Regular.ttf": _HEAVY,
    "EttamettaDeco-Regular.ttf": _HEAVY,
    "EttamettaFat-Regular.ttf": _HEAVY,
    "EttamettaLabel-Regular.ttf": _TYPED,
    "EttamettaPixel-Regular.ttf": _TYPED,
    "EttamettaPoster-Regular.ttf": _HEAVY,
    "Rubik-Black.ttf": _HEAVY,
    "Shrikhand-Regular.ttf": _SERIF,
    "SpecialElite-Regular.ttf": _TYPED,
}
_ALPHABETIC = frozenset({"LATIN", "CYRILLIC", "GREEK"})
# Letters of languages, besides those of Western Europe: all texts of a video get the same font.
_LETTERS_OF = {
    "az": "çəğıöşüİ",
    "bs": "čćđšž",
    "cs": "čďěňřšťůž",
    "et": "õšž",
    "hr": "čćđšž",
    "hu": "őű",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "pl": "ąćęłńśźż",
    "ro": "ăâîșț",
    "sk": "čďľĺňŕšťž",
    "sl": "čšž",
    "sq": "çë",
    "tr": "çğıöşüİ",
    "vi": "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
}

# Zero-width joiner and non-joiner.
_JOINERS = frozenset("\u200c\u200d")
# Stands for characters that are left out, until the spaces before them are.
_LEFT_OUT = "\ue000"
_SPACE_BEFORE_LEFT_OUT = re.compile(rf"\s*{_LEFT_OUT}+(?:\s+(?=[.,…]))?")
_CJK = ("CJK", "HIRAGANA", "KATAKANA")


@dataclass(frozen=True)
class Word:
    """The unit that is placed and animated: its pieces from left to right.

    ``glued`` attaches it to the word before, as in Japanese. ``rtl`` is the direction of the whole text, and
    ``han`` the font of its Chinese characters.
    """

    text: str
    pieces: tuple[Piece, ...]
    glued: bool
    rtl: bool
    han: str

    @property
    def line_height(self) -> float:
        """The height of its lines relative to Latin: more for scripts with marks above and below."""
        return max((_FALLBACKS.get(piece.font, 1.0) for piece in self.pieces), default=1.0)


def face(text: str, *, font: str, language: str = "") -> str:
    """The font for a whole text: ``font``, or one like it if it lacks letters of the text or its language.

    Only alphabets count: Latin, Cyrillic and Greek. Other scripts have fonts of their own within the text.
    """
    letters = {letter for letter in text if _script_of(letter) in _ALPHABETIC}
    if any(_script_of(letter) == "LATIN" for letter in letters):
        letters |= set(_LETTERS_OF.get(language.lower().split("-")[0], ""))
    names = (font, *_ALIKE.get(font, ()), *_FALLBACKS)
    return next((name for name in names if all(_has(name, letter) for letter in letters)), font)


def _has(font: str, letter: str) -> bool:
    return letter.isspace() or shaping.has(font, letter)


def readable(text: str, *, font: str) -> str:
    """``text`` without characters that no font here covers: emoji, and marks that only join them."""
    kept = "".join(
        letter if _is_readable(letter, font) else _LEFT_OUT for letter in unicodedata.normalize("NFC", text)
    )
    kept = _SPACE_BEFORE_LEFT_OUT.sub("", _without_loose_joiners(kept))
    return " ".join(kept.split())


def _is_readable(letter: str, font: str) -> bool:
    return letter.isspace() or _goes_along(letter) or _font_for(letter, font) is not None


def _without_loose_joiners(text: str) -> str:
    """Remove joiners without neighbours, which remain of an emoji. Others affect the letters next to them."""
    return "".join(
        letter
        for before, letter, after in zip(f" {text}", text, f"{text[1:]} ", strict=False)
        if letter not in _JOINERS or (_is_letter(before) and _is_letter(after))
    )


def _is_letter(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LM"


def _font_for(letters: str, font: str, han: str = JAPANESE) -> str | None:
    """The first font that has all of the letters. ``han`` comes before the other font of these characters."""
    fallbacks = [name for name in _FALLBACKS if name not in {JAPANESE, CHINESE}]
    names = (font, *fallbacks[:2], han, JAPANESE, CHINESE, *fallbacks[2:])
    return next((name for name in names if all(_has(name, letter) for letter in letters)), None)


def word_of(text: str, *, font: str, glued: bool, rtl: bool, han: str = JAPANESE) -> Word:
    """``text`` as a word, each script in a font that has it. ``rtl`` is the direction of the whole text."""
    pieces: list[Piece] = []
    for run in directions.runs(text):
        found = _pieces_of(run, font, han)
        pieces += reversed(found) if run.is_rtl else found
    return Word(text, tuple(pieces), glued=glued, rtl=rtl, han=han)


def _pieces_of(run: Run, font: str, han: str) -> list[Piece]:
    """In reading order. A mark stays with its base letter."""
    pieces: list[Piece] = []
    for part in _by_script(run.text):
        letters = "".join(letter for letter in part if letter.isalpha() and not _goes_along(letter))
        shared = _font_for(letters, font, han) if letters else None
        for letter in part:
            found = None if _goes_along(letter) else _font_for(letter, shared or font, han)
            if pieces and (found is None or found == pieces[-1].font):
                pieces[-1] = replace(pieces[-1], text=pieces[-1].text + letter)
            else:
                pieces.append(Piece(letter, found or font, is_rtl=run.is_rtl))
    return pieces


def _by_script(text: str) -> Iterator[str]:
    """Parts of one script. Characters of no script belong to the part before them, or to the first."""
    script, part = "", ""
    for letter in text:
        own = _script_of(letter)
        if own and script and own != script:
            yield part
            part = ""
        script = own or script
        part += letter
    if part:
        yield part


def _script_of(letter: str) -> str:
    """The first word of the letter's name, which is its script; empty for signs and marks."""
    if not letter.isalpha() or _goes_along(letter):
        return ""
    script = unicodedata.name(letter, "").split(" ")[0].split("-")[0]
    return "CJK" if script in _CJK else script


def _goes_along(letter: str) -> bool:
    return letter in _JOINERS or unicodedata.category(letter)[0] == "M"


def han_font(text: str, *, language: str) -> str:
    """The font of Chinese characters, which Chinese and Japanese write differently."""
    primary = language.lower().split("-")[0]
    if primary == "ja" or any(_script_of(letter) == "CJK" and letter < "\u3100" for letter in text):
        return JAPANESE
    han = "".join(letter for letter in text if _script_of(letter) == "CJK")
    return CHINESE if primary in {"zh", "yue", "cmn"} or _font_for(han, CHINESE) == CHINESE else JAPANESE


def words_of(text: str, *, font: str, language: str = "") -> list[Word]:
    """Split at spaces, and between letters in writing systems without spaces."""
    rtl, han = is_rtl(text, language=language), han_font(text, language=language)
    return [
        word_of(part, font=font, glued=number > 0, rtl=rtl, han=han)
        for token in text.split()
        for number, part in enumerate(breaking.parts(token, language=language))
    ]


def in_order(line: Sequence[Word]) -> list[Word]:
    """The words of a line from left to right."""
    if not line:
        return []
    between = ["" if word.glued else " " for word in line]
    order = visual_order([word.text for word in line], rtl=line[0].rtl, between=between)
    return [line[number] for number in order]


def warm_up() -> None:
    """Open the fonts once, so that the first scene does not wait for them."""
    for font in (SANS, TEXT, GROTESQUE, *_FALLBACKS):
        shaping.has(font, "a")
