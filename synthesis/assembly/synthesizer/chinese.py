"""Mandarin phonemes: words by jieba, readings by pypinyin, in the alphabet by misaki's table."""

import re
import tempfile
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

from synthesis.assembly.synthesizer import english

_STRETCHES = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|[A-Za-z][A-Za-z'.&+-]*|.", re.DOTALL)
_PUNCTUATION = str.maketrans("、。《》「」『』【】", ",.“”“”“”“”")
# Tone contours, the longer ones first, and the syllabic consonants of "zhi" and "zi".
_TONES = {"˧˩˧": "↓", "˧˥": "↗", "˥˩": "↘", "˥": "→", "ɻ̩": "ɨ", "ɹ̩": "ɨ", "̯": ""}


def read(units: Sequence[str]) -> list[str]:
    """The phonemes of each unit. Readings and tones are those of the whole words."""
    owners = [index for index, unit in enumerate(units) for _ in unit]
    found = [""] * len(units)
    position = 0
    for stretch in _STRETCHES.findall("".join(units)):
        for text, phonemes in _words(stretch):
            found[owners[position]] += phonemes
            position += len(text)
    return [" ".join(each.split()) for each in found]


def _words(stretch: str) -> list[tuple[str, str]]:
    """The characters of a stretch with their phonemes, and a space after each word."""
    if stretch[0].isascii() and stretch[0].isalpha():
        return [(stretch, f" {english.read([stretch])[0]} ")]
    if not stretch[0].isalpha():
        return [(stretch, unicodedata.normalize("NFKC", stretch).translate(_PUNCTUATION))]
    return [each for word in _segmenter().lcut(stretch) for each in _characters(word)]


def _characters(word: str) -> list[tuple[str, str]]:
    from misaki.transcription import pinyin_to_ipa
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
    if len(syllables) != len(word):
        return [(word, "")]
    spoken = [_toned("".join(pinyin_to_ipa(syllable)[0])) for syllable in syllables]
    return [*zip(word[:-1], spoken[:-1], strict=True), (word[-1], f"{spoken[-1]} ")]


def _toned(syllable: str) -> str:
    """A syllable with the tone signs of the alphabet."""
    for written, sign in _TONES.items():
        syllable = syllable.replace(written, sign)
    return syllable


@cache
def _segmenter() -> Any:
    import jieba

    jieba.setLogLevel("WARNING")
    segmenter = jieba.Tokenizer()
    # It caches its dictionary in a file that it loads without checks, by default in a folder of all users.
    with tempfile.TemporaryDirectory() as folder:
        segmenter.tmp_dir = folder
        segmenter.initialize()
    return segmenter
