"""How long a text takes to say, estimated from its letters and pauses.

Measured with every packaged voice and with espeak-ng: single sentences are off by up to 15 %, whole videos by
less than 10 % (``python -m loadtests.quality_bench --parts estimates``).
"""

import re
import unicodedata

# Letters a second, without pauses: of the packaged voices where there are any, otherwise of espeak-ng.
_LETTERS_PER_S = {
    "ar": 10.0,
    "de": 17.2,
    "en": 16.0,
    "es": 16.1,
    "fr": 19.0,
    "he": 10.0,
    "hi": 11.4,
    "it": 15.5,
    "ja": 7.9,
    "ko": 5.4,
    "nl": 15.9,
    "pl": 13.9,
    "pt": 15.8,
    "ru": 18.1,
    "sv": 14.9,
    "tr": 13.5,
    "zh": 6.0,
}
_OTHER_LETTERS_PER_S = 15.0
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
# A Chinese character in Japanese is read as about two kana.
_KANA_IN_HAN = 2.0
_PAUSES_S = (
    (re.compile(r"[,،、\uff0c]"), 0.15),
    (re.compile(r"[;:—\uff1a\uff1b]"), 0.3),
    (re.compile(r"[.!?…。।؟\uff01\uff1f]+"), 0.3),
)


def estimate_s(spoken: str, *, language: str) -> float:
    """The seconds that a voice of ordinary pace takes for a text whose figures are written out."""
    primary = language.lower().split("-")[0]
    letters = float(sum(unicodedata.category(character)[0] in "LNM" for character in spoken))
    if primary == "ja":
        letters += (_KANA_IN_HAN - 1) * len(_HAN.findall(spoken))
    pauses_s = sum(len(marks.findall(spoken)) * pause_s for marks, pause_s in _PAUSES_S)
    return letters / _LETTERS_PER_S.get(primary, _OTHER_LETTERS_PER_S) + pauses_s
