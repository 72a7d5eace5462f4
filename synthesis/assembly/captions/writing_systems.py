"""Properties of writing systems for captions: ends of sentences, missing spaces, and line breaks."""

import re
import unicodedata
from collections.abc import Iterator

from synthesis.assembly import fonts
from synthesis.assembly.fonts import scripts

# Marks that may follow the end of a sentence or clause: closing quotes and brackets.
_CLOSING = "\"'\u2019\u201d\u00bb\u203a)]}\u300d\u300f\uff09\u3011\u3009\u300b"
# Also of Arabic, Hindi, Armenian, Amharic, Burmese, Khmer, Chinese and Japanese.
ENDINGS = tuple(".!?…。؟।॥\u0589።။។\uff01\uff1f\uff0e")
BREAKS = tuple(",;:،、؛፣၊\uff0c\uff1b\uff1a")

# Chinese and Japanese: Han, kana, and their punctuation and full-width forms. Korean has spaces.
UNSPACED = re.compile("[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")
_UNSPACED_LANGUAGES = frozenset({"ja", "zh", "cmn", "yue", "wuu", "hak"})
# Spaces separate phrases in these scripts, not words.
_RARELY_SPACED = frozenset({"Thai", "Laoo", "Khmr", "Mymr"})

# Characters that no line begins with (JIS X 4051, GB/T 15834): closing marks, small kana, prolonged sounds.
_NOT_FIRST = frozenset(
    ",.!?;:)%\u2026\u2019\u201d\u00bb"
    "\u3001\u3002\u3005\u3009\u300b\u300d\u300f\u3011\u3015\u3017\u30fb\u30fc\u301c"
    "\uff01\uff05\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3d\uff5d\uff5e"
    "\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u308e\u3095\u3096"
    "\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7\u30ee\u30f5\u30f6"
)
# Characters that no line ends with: opening brackets and quotes.
_NOT_LAST = frozenset("([{\u00ab\u2018\u201c\u3008\u300a\u300c\u300e\u3010\u3014\u3016\uff08\uff3b\uff5b")

_BEFORE_LETTER = frozenset("เแโใไເແໂໃໄ")
_AFTER_LETTER = frozenset("ะาำๅๆฯະາຳໆຯ")
_SYLLABLE_ENDS = frozenset("ะำๆฯະຳໆຯ")
_STACKING = frozenset("\u1039\u17d2")
_VIRAMA_CLASS = 9
_ASAT = "\u103a"
# In Burmese, a consonant with this sign, or with a tone and this sign, ends a syllable.
_FINAL = (_ASAT, "\u1037\u103a")


def is_unspaced(text: str) -> bool:
    """Whether the text contains characters that are written without spaces between words."""
    return UNSPACED.search(text) is not None


def is_unspaced_language(language: str) -> bool:
    """Whether the language has no spaces, also not around words of other scripts."""
    return scripts.primary_of(language) in _UNSPACED_LANGUAGES


def is_rarely_spaced(text: str) -> bool:
    """Whether the text is of a script whose spaces separate phrases, so that it must break between them."""
    return any(scripts.of_character(character) in _RARELY_SPACED for character in text)


def needs_space(before: str, after: str, *, language: str) -> bool:
    """Whether two words are written with a space between them."""
    left, right = is_unspaced(before[-1:]), is_unspaced(after[:1])
    return not (left or right) if is_unspaced_language(language) else not (left and right)


def ends_sentence(text: str) -> bool:
    return text.rstrip(_CLOSING).endswith(ENDINGS)


def ends_clause(text: str) -> bool:
    return text.rstrip(_CLOSING).endswith(BREAKS)


def may_begin(text: str) -> bool:
    """Whether a line may begin with the text."""
    return text[:1] not in _NOT_FIRST


def may_end(text: str) -> bool:
    """Whether a line may end with the text."""
    return text[-1:] not in _NOT_LAST


def clusters(text: str) -> list[str]:
    """Split into the smallest parts between which a line may break: letters with their marks and vowels,
    stacked consonants, and punctuation with its word.
    """
    found: list[str] = []
    for position, character in enumerate(text):
        if found and _joins(found[-1], character, text[position + 1 : position + 3]):
            found[-1] += character
        else:
            found.append(character)
    return found


def _joins(cluster: str, character: str, following: str) -> bool:
    last = cluster[-1]
    is_mark = unicodedata.category(character)[0] == "M" or character in fonts.INVISIBLE
    if is_mark or character in _AFTER_LETTER or last in _BEFORE_LETTER or last in _STACKING:
        return True
    if unicodedata.combining(last) == _VIRAMA_CLASS and last != _ASAT:
        return True
    is_final = following.startswith(_FINAL)
    return is_final or character in _NOT_FIRST or last in _NOT_LAST


def is_good_break(before: str, after: str) -> bool:
    """Whether a line breaks well between two clusters, judged without a dictionary.

    A syllable of Thai or Lao begins with a vowel that is written first, or ends with certain vowels; a single
    consonant usually ends the syllable before it. A phrase of Japanese seldom continues from hiragana to
    another script.
    """
    if after[0] in _BEFORE_LETTER or before[-1] in _SYLLABLE_ENDS:
        return True
    if is_rarely_spaced(after):
        return len(after) > 1 and len(before) > 1
    return _is_hiragana(before[-1]) and not _is_hiragana(after[0])


def _is_hiragana(character: str) -> bool:
    return "\u3041" <= character <= "\u309f"


def lone_particles(texts: list[str]) -> Iterator[bool]:
    """For each word of a Japanese text, whether it is a single kana that belongs to the word before it."""
    for position, text in enumerate(texts):
        letters = [character for character in text if character.isalnum()]
        yield position > 0 and len(letters) == 1 and _is_hiragana(letters[0])
