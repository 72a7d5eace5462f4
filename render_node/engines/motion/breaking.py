"""Where lines of text without spaces may break: Chinese, Japanese, Thai, Lao, Khmer and Burmese."""

import re
import unicodedata

from render_node.engines.motion import phrases

# Closing marks, small kana and prolonged sounds (JIS X 4051), by code point because some look like ASCII.
_NOT_AT_LINE_START = frozenset(
    ",.!?;:)%"
    "\u3001\u3002\uff0c\uff0e\u30fb\uff1a\uff1b\uff1f\uff01\u300d\u300f\uff09\u3011\u3009\u300b\u201d\u2019"
    "\u30fc\u2026\u3005\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087"
    "\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7"
)
_NOT_AT_LINE_END = frozenset("([{\u2018\u201c\u3008\u300a\u300c\u300e\u3010\uff08")
_JOINERS = frozenset("\u200b\u200c\u200d\u2060")
_VIRAMA_CLASS = 9
# Vowels of Thai and Lao that are written before and after their consonant.
_BEFORE_LETTER = frozenset("เแโใไເແໂໃໄ")
_AFTER_LETTER = frozenset("ะาำๅๆฯະາຳໆຯ")
_SYLLABLE_ENDS = frozenset("ะำๆฯະຳໆຯ")
# Signs that stack the next consonant of Burmese and Khmer, and that end a syllable of Burmese.
_STACKING = frozenset("\u1039\u17d2")
_ASAT = "\u103a"
_FINAL = (_ASAT, "\u1037\u103a")
# Thai and Lao; Burmese; Khmer.
_RARELY_SPACED = (("\u0e01", "\u0eff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff"))
_LONGEST_PHRASE = 8
# A phrase of this length still fits into a line.
_LONGEST_WHOLE = 12
# "試してみて|ください", "使って|みて": a verb and the one that makes it polite.
_POLITE = re.compile(
    r"(?<=[てで])(?:ください|みて|いる|います|いません|しま|おき|おいて|ほしい|くれ|もら)|(?<=[\u3041-\u309f])ましょう"
)
_SEAM = re.compile(
    r"(?<=[てで])(?=[おご][\u4e00-\u9fff]|ください)|(?<=[よう]に)(?=し(?:て|ま))|(?<=[\u3041-\u309f])(?=ましょう)"
)
_BESIDE_KATAKANA = re.compile(
    r"(?<=[\u30a1-\u30fc])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[\u30a1-\u30fa])"
)


def parts(token: str, *, language: str = "") -> list[str]:
    """Split text between spaces into the parts that lines may break between: phrases, where they are known.

    ``language`` tells Japanese and the kinds of Chinese apart.
    """
    ends = phrases.ends(token, language=language)
    if ends is None:
        return _joined(clusters(token))
    found = [""]
    place = 0
    for cluster in clusters(token):
        if place in ends and found[-1] and not _is_one_word(found[-1][-1], cluster[0]):
            found.append("")
        found[-1] += cluster
        place += len(cluster)
    return [part for phrase in found for part in _of_phrase(phrase)]


def _of_phrase(phrase: str) -> list[str]:
    """The phrase, or the parts of one that is too long for a line: if possible its words in katakana."""
    if len(phrase) <= _LONGEST_WHOLE:
        return [phrase]
    words = [word for part in _SEAM.split(phrase) for word in _BESIDE_KATAKANA.split(part)]
    return [
        part for word in words for part in (_joined(clusters(word)) if len(word) > _LONGEST_WHOLE else [word])
    ]


def _is_one_word(last: str, first: str) -> bool:
    """Whether two letters belong to one word in katakana, or to one number or its counter."""
    if _is_katakana(last) and _is_katakana(first):
        return True
    return last.isdigit() and (first.isdigit() or _is_wide(first))


def _joined(separate: list[str]) -> list[str]:
    """Clusters, joined where no line may break, judged without a dictionary."""
    is_japanese = any(_is_hiragana(letter) or _is_katakana(letter) for each in separate for letter in each)
    found: list[str] = []
    for cluster in separate:
        if found and not _may_break(found[-1], cluster, is_japanese=is_japanese):
            found[-1] += cluster
        else:
            found.append(cluster)
    return found


def halves(text: str) -> tuple[str, str]:
    """Cut a word that is too wide for a line, near its middle: if possible before a Japanese polite ending.

    Where the word has more than three letters, neither half is a single one.
    """
    several = clusters(text)
    middle = len(several) // 2
    whole = "".join(several)
    seams = [seam.start() for seam in _POLITE.finditer(whole) if 1 < seam.start() < len(whole) - 1]
    if not seams:
        return "".join(several[:middle]), "".join(several[middle:])
    place = min(seams, key=lambda seam: abs(2 * seam - len(whole)))
    return whole[:place], whole[place:]


def is_wide(text: str) -> bool:
    """Whether a text begins with a letter of Chinese or Japanese."""
    return _is_wide(text[:1] or " ")


def clusters(text: str) -> list[str]:
    """Split into letters with their marks and vowels, and punctuation with its letter."""
    found: list[str] = []
    for position, letter in enumerate(text):
        if found and _joins(found[-1], letter, text[position + 1 : position + 3]):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _joins(cluster: str, letter: str, following: str) -> bool:
    last = cluster[-1]
    if unicodedata.category(letter)[0] == "M" or letter in _JOINERS or letter in _AFTER_LETTER:
        return True
    if last in _BEFORE_LETTER or last in _STACKING or last in "\u200d\u2060":
        return True
    stacks = unicodedata.combining(last) == _VIRAMA_CLASS and last != _ASAT
    is_punctuation = letter in _NOT_AT_LINE_START or last in _NOT_AT_LINE_END
    return stacks or is_punctuation or following.startswith(_FINAL)


def _may_break(before: str, after: str, *, is_japanese: bool) -> bool:
    if _is_rarely_spaced(after[0]) and _is_rarely_spaced(before[-1]):
        return _between_syllables(before, after)
    first, last = _plain(after)[:1], _plain(before)[-1:]
    if not (_is_wide(first) or _is_wide(last)):
        return False
    is_over = len(before) >= _LONGEST_PHRASE or unicodedata.category(before[-1])[0] == "P"
    if not is_japanese or is_over:
        return True
    # A phrase of Japanese seldom continues from hiragana to another script, or ends before hiragana. Chinese
    # breaks between all letters.
    return _is_hiragana(last) and not _is_hiragana(first)


def _between_syllables(before: str, after: str) -> bool:
    """Judged without a dictionary: a single consonant usually ends the syllable before it."""
    if after[0] in _BEFORE_LETTER or before[-1] in _SYLLABLE_ENDS:
        return True
    return len(after) > 1 and len(before) > 1


def _plain(text: str) -> str:
    kept = (letter for letter in text if letter not in _NOT_AT_LINE_START | _NOT_AT_LINE_END)
    return "".join(kept) or text


def _is_rarely_spaced(letter: str) -> bool:
    return any(first <= letter <= last for first, last in _RARELY_SPACED)


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in {"W", "F"} and not _is_hangul(letter)


def _is_hangul(letter: str) -> bool:
    return "\uac00" <= letter <= "\ud7a3"


def _is_hiragana(letter: str) -> bool:
    return "\u3041" <= letter <= "\u309f"


def _is_katakana(letter: str) -> bool:
    return "\u30a0" <= letter <= "\u30ff"
