"""Detects text in another language than the requested one, by its letters and most common words."""

import re
import unicodedata
from collections import Counter

_FEWEST_LETTERS = 20
_FEWEST_WORDS = 12
# At least this share of a text's letters belongs to the writing system of these languages.
_SHARE = 0.3
_SCRIPTS = {
    **dict.fromkeys(("ar", "fa", "ur", "ug", "sd", "ku"), ("ARABIC",)),
    **dict.fromkeys(("ru", "uk", "bg", "be", "mk", "kk", "ky", "tt", "ba"), ("CYRILLIC",)),
    **dict.fromkeys(("hi", "mr", "ne", "kok"), ("DEVANAGARI",)),
    **dict.fromkeys(("bn", "as"), ("BENGALI",)),
    **dict.fromkeys(("zh", "yue", "cmn"), ("CJK",)),
    **dict.fromkeys(("he", "iw"), ("HEBREW",)),
    **dict.fromkeys(("am", "ti"), ("ETHIOPIC",)),
    "ja": ("HIRAGANA", "KATAKANA", "CJK"),
    "ko": ("HANGUL",),
    "el": ("GREEK",),
    "th": ("THAI",),
    "ta": ("TAMIL",),
    "te": ("TELUGU",),
    "kn": ("KANNADA",),
    "ml": ("MALAYALAM",),
    "gu": ("GUJARATI",),
    "pa": ("GURMUKHI",),
    "or": ("ORIYA",),
    "si": ("SINHALA",),
    "my": ("MYANMAR",),
    "ka": ("GEORGIAN",),
    "hy": ("ARMENIAN",),
}
_KANA = ("HIRAGANA", "KATAKANA")
# Common words of each language that are rare in the others.
_WORDS = {
    "en": "the and of to is that it you for with this are your not but have what they from will how when was",
    "de": "der die das und ist nicht ein eine mit sich auf für den dem auch es wie wird du zu sie aber noch",
    "es": "el los las y es que una con para por del se más lo su pero cómo esto está tu muy porque",
    "fr": "le les des et est que une pour dans pas sur vous il du au ce qui mais plus avec votre cette c'est",
    "it": "il gli che di è una per non con del sono più della come ma questo nel si anche perché tuo",
    "pt": "o os as e é que um uma para não com do da em mais você seu mas isso como ao por sua dos",
    "nl": "de het een en is van dat niet je op met voor zijn te maar ook wat er aan deze wordt nog",
    "pl": "i w nie się na jest że z to do jak ale co czy tak już tylko jego są twój przez dla po",
    "tr": "ve bir bu için ile de da çok ne gibi daha ama olarak değil var sen kadar en sonra her",
    "sv": "och att det är som en på för med inte av ett du den till om så men kan har din när",
    "da": "og at det er som en på for med ikke af et du den til om så men kan har din når",
    "id": "yang dan di itu ini dengan untuk tidak dari dalam akan pada anda bisa kamu ada lebih karena",
    "fi": "ja on ei se että joka mutta kun niin voi tämä ovat sen myös jos kuin sinun olla vain",
    "vi": "và của là có không được một cho với những này các để trong bạn đã thì người khi",
}
_COMMON = {tag: frozenset(words.split()) for tag, words in _WORDS.items()}
# A text counts as another language's if it has this many times as many of that language's common words.
_CLEARLY = 2.0


def matches(*, language: str, text: str) -> bool:
    """False if the text is clearly in another language. A short or doubtful text passes."""
    tag = language.lower().split("-")[0]
    letters = [character for character in text if character.isalpha()]
    if len(letters) < _FEWEST_LETTERS:
        return True
    scripts = Counter(_script(letter) for letter in letters)
    if tag in _SCRIPTS:
        return _is_in_script(tag, scripts, len(letters))
    if scripts["LATIN"] < _SHARE * len(letters):
        # Languages with more than one writing system, such as Serbian, have no entry above.
        return tag not in _COMMON
    return _has_words(tag, text)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ", 1)[0]


def _is_in_script(tag: str, scripts: Counter[str], letters: int) -> bool:
    if sum(scripts[name] for name in _SCRIPTS[tag]) < _SHARE * letters:
        return False
    kana = sum(scripts[name] for name in _KANA)
    if tag == "ja":
        return kana > 0
    return tag not in ("zh", "yue", "cmn") or kana < 0.05 * letters


def _has_words(tag: str, text: str) -> bool:
    words = re.findall(
        r"[^\W\d_]+(?:'[^\W\d_]+)?", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    )
    if len(words) < _FEWEST_WORDS:
        return True
    found = {other: sum(word in common for word in words) for other, common in _COMMON.items()}
    own = found.pop(tag, 0)
    best = max(found.values())
    if tag in _COMMON:
        return best <= _CLEARLY * own or best < 0.1 * len(words)
    # The language has no word list: only a text that is clearly in another language is refused.
    return best < 0.3 * len(words)
