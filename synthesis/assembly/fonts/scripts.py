"""Scripts, by their ISO 15924 codes: of characters, and of languages."""

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import chain

# Blocks in order: first and last code point, script. Han and kana are one script, as Japanese mixes them.
_BLOCKS = (
    (0x0041, 0x024F, "Latn"),
    (0x0250, 0x02AF, "Latn"),
    (0x0370, 0x03FF, "Grek"),
    (0x0400, 0x052F, "Cyrl"),
    (0x0530, 0x058F, "Armn"),
    (0x0590, 0x05FF, "Hebr"),
    (0x0600, 0x06FF, "Arab"),
    (0x0700, 0x074F, "Syrc"),
    (0x0750, 0x077F, "Arab"),
    (0x0780, 0x07BF, "Thaa"),
    (0x08A0, 0x08FF, "Arab"),
    (0x0900, 0x097F, "Deva"),
    (0x0980, 0x09FF, "Beng"),
    (0x0A00, 0x0A7F, "Guru"),
    (0x0A80, 0x0AFF, "Gujr"),
    (0x0B00, 0x0B7F, "Orya"),
    (0x0B80, 0x0BFF, "Taml"),
    (0x0C00, 0x0C7F, "Telu"),
    (0x0C80, 0x0CFF, "Knda"),
    (0x0D00, 0x0D7F, "Mlym"),
    (0x0D80, 0x0DFF, "Sinh"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x0E80, 0x0EFF, "Laoo"),
    (0x0F00, 0x0FFF, "Tibt"),
    (0x1000, 0x109F, "Mymr"),
    (0x10A0, 0x10FF, "Geor"),
    (0x1100, 0x11FF, "Kore"),
    (0x1200, 0x139F, "Ethi"),
    (0x13A0, 0x13FF, "Cher"),
    (0x1780, 0x17FF, "Khmr"),
    (0x1C90, 0x1CBF, "Geor"),
    (0x1E00, 0x1EFF, "Latn"),
    (0x1F00, 0x1FFF, "Grek"),
    (0x2C60, 0x2C7F, "Latn"),
    (0x3005, 0x3007, "Jpan"),
    (0x3040, 0x30FF, "Jpan"),
    (0x3130, 0x318F, "Kore"),
    (0x31F0, 0x31FF, "Jpan"),
    (0x3400, 0x9FFF, "Jpan"),
    (0xA640, 0xA69F, "Cyrl"),
    (0xA720, 0xA7FF, "Latn"),
    (0xAC00, 0xD7A3, "Kore"),
    (0xF900, 0xFAFF, "Jpan"),
    (0xFB00, 0xFB06, "Latn"),
    (0xFB13, 0xFB17, "Armn"),
    (0xFB1D, 0xFB4F, "Hebr"),
    (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFF, "Arab"),
    (0xFF66, 0xFF9F, "Jpan"),
    (0x10450, 0x1047F, "Shaw"),
    (0x20000, 0x323AF, "Jpan"),
)
_FIRSTS = [first for first, _, _ in _BLOCKS]

# Languages of other scripts than Latin.
_LANGUAGES = {
    "Cyrl": "ba be bg ce cv kk ky mk mn nog os ru sah sr tg tt uk",
    "Grek": "el grc",
    "Arab": "ar arz ckb fa ks ps sd ug ur",
    "Hebr": "he iw yi",
    "Deva": "bho hi kok mai mr ne sa",
    "Beng": "as bn bpy",
    "Guru": "pa",
    "Gujr": "gu",
    "Orya": "or",
    "Taml": "ta",
    "Telu": "te",
    "Knda": "kn",
    "Mlym": "ml",
    "Sinh": "si",
    "Thai": "th",
    "Laoo": "lo",
    "Khmr": "km",
    "Mymr": "my shn",
    "Geor": "ka",
    "Armn": "hy hyw",
    "Ethi": "am ti",
    "Jpan": "ja",
    "Hans": "cmn hak wuu yue zh",
    "Kore": "ko",
    "Tibt": "bo dz",
    "Thaa": "dv",
    "Nkoo": "nqo",
    "Cher": "chr",
    "Cans": "iu",
    "Tfng": "zgh",
}
_SCRIPTS = {language: script for script, listed in _LANGUAGES.items() for language in listed.split()}
_SAME_FACES = {"Hant": "Hans", "Hani": "Hans", "Hira": "Jpan", "Kana": "Jpan", "Hang": "Kore", "Aran": "Arab"}
RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Nkoo", "Syrc", "Thaa"})
# Tags that name no language, and one language that is written in Latin and in Arabic letters.
_UNSTATED = frozenset({"", "mis", "mul", "und", "zxx", "xx", "ku"})

# Letters that a text of the script cannot do without. Han characters are too many to list: these are common.
_LETTERS = {
    "Arab": "ءآأؤإئابةتثجحخدذرزسشصضطظعغ",
    "Latn": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "Jpan": "日本語国人年大十二本中長出三時行見月後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百"
    "アイウエオンあいうえおんゃゅょっー",
    "Hans": "的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生",
    "Kore": "가나다라마바사아자차카타파하습니다있는것을이에요",
}
_LETTER_RANGES = {
    "Cyrl": (0x0410, 0x044F),
    "Grek": (0x0386, 0x03CE),
    "Armn": (0x0531, 0x0586),
    "Hebr": (0x05D0, 0x05EA),
    "Arab": (0x0641, 0x064A),
    "Deva": (0x0905, 0x094D),
    "Beng": (0x0985, 0x09CD),
    "Guru": (0x0A05, 0x0A4D),
    "Gujr": (0x0A85, 0x0ACD),
    "Orya": (0x0B05, 0x0B4D),
    "Taml": (0x0B85, 0x0BCD),
    "Telu": (0x0C05, 0x0C39),
    "Knda": (0x0C85, 0x0CCD),
    "Mlym": (0x0D05, 0x0D39),
    "Sinh": (0x0D85, 0x0DCA),
    "Thai": (0x0E01, 0x0E4D),
    "Laoo": (0x0E81, 0x0ECD),
    "Khmr": (0x1780, 0x17D2),
    "Mymr": (0x1000, 0x103F),
    "Geor": (0x10D0, 0x10F0),
    "Ethi": (0x1200, 0x1357),
}
# The further letters of languages that a face of their script may lack.
_FURTHER = {
    "az": "əğışçöüİ",
    "ba": "ғҙҡңөҫүһә",
    "ckb": "پچژگڕڵێۆەڤ",
    "cv": "ӑӗҫӳ",
    "fa": "پچژگکی",
    "grc": "ἀἐὀὑὡᾳῇῶΐ",
    "ha": "ɓɗƙ",
    "kaa": "ǵńóúıá",
    "kk": "әғқңөұүһі",
    "ks": "ٲٳۄؠ",
    "ps": "ټډړږښڼګېۍ",
    "sd": "ٻڀٺٽٿڄڃڇڌڍڏڙڦڪڱڳڻ",
    "shn": "ၵၶၷၸၹၺၻၼၽၾၿႀႁႂႃႄႅႆႇႈ",
    "tg": "ғӣқӯҳҷ",
    "tt": "әөүҗңһ",
    "ug": "ېۆۇۈۋەڭ",
    "uk": "ґєії",
    "ur": "ٹڈڑںھہے",
    "vi": "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    "yo": "ẹọṣ\u0300\u0301",
    "yue": "嘅啲咗唔喺佢哋",
}


@lru_cache(maxsize=8192)
def of_character(character: str) -> str:
    """The script of a letter; empty for characters that any script uses, such as digits and punctuation."""
    code = ord(character)
    at = bisect_right(_FIRSTS, code) - 1
    if at < 0 or code > _BLOCKS[at][1]:
        return ""
    script = _BLOCKS[at][2]
    return script if unicodedata.category(character)[0] in "LM" or script == "Jpan" else ""


def primary_of(language: str) -> str:
    """The first part of a language tag: ``pt`` of ``pt-BR``."""
    return language.lower().replace("_", "-").split("-")[0]


def of_language(language: str) -> str:
    """The script of a language: by its tag (``sr-Latn``), or the usual one. Unknown languages are Latin."""
    parts = language.replace("_", "-").split("-")
    stated = next((part.title() for part in parts[1:] if len(part) == 4 and part.isalpha()), "")
    script = stated or _SCRIPTS.get(primary_of(language), "Latn")
    return _SAME_FACES.get(script, script)


def states_direction(language: str) -> bool:
    """Whether the language tag says in which direction its lines run."""
    return primary_of(language) not in _UNSTATED


def letters_of(language: str) -> str:
    """The letters that a face needs for the language. Empty for a script that this table does not know."""
    script = of_language(language)
    first, last = _LETTER_RANGES.get(script, (0, -1))
    codes = (chr(code) for code in range(first, last + 1))
    ranged = (letter for letter in codes if unicodedata.category(letter)[0] in "LM")
    is_usual = _SCRIPTS.get(primary_of(language), "Latn") == script
    further = _FURTHER.get(primary_of(language), "") if is_usual else ""
    return "".join(chain(_LETTERS.get(script, ""), ranged, further))
