"""The written words of a text.

A word here is the unit that captions highlight: text between spaces; in Japanese a phrase (a content word
with its particles), in Chinese a character.
"""

import json
import re
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from synthesis.assembly import processes

CHILD = Path(__file__).with_name("japanese_child.py")
TIMEOUT_S = 60
LIMITS = processes.Limits(memory_bytes=2 * 1024**3, file_bytes=16 * 1024**2)

SPACED = re.compile(r"\S+")
HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WIDE_MARKS = r"\u3000-\u3004\u3008-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
# Spaces, and what is written without them: kana, Han, and their punctuation and full-width forms.
UNSPACED_OR_SPACE = re.compile(rf"[\s\u3000-\u30ff\uff00-\uffef{HAN}]")
OPENING = r"(\[{\u00ab\u2018\u201c\u3008\u300a\u300c\u300e\u3010\u3014\u3016\uff08\uff3b\uff5b"
# A Han character, or neighbouring characters of another script; apart from them, punctuation.
CHINESE = re.compile(rf"[{HAN}]|[{OPENING}]|[^\s{HAN}{OPENING}{WIDE_MARKS}]+|[{WIDE_MARKS}]")
ONLY_OPENING = re.compile(rf"[{OPENING}]+")
STRAIGHT_QUOTE = '"'

# Parts of speech that attach to the word before them.
LEANING = ("助詞", "助動詞", "記号")
LEANING_KINDS = ("接尾", "非自立")
OPENING_KIND = "括弧開"
PREFIX = "接頭詞"
# Of a phrase that is longer than a line of captions, an auxiliary verb or noun begins another one.
LONGEST_PHRASE = 10
BREAKING_KIND = "非自立"
NUMBER_END = re.compile(r"[0-9\uff10-\uff19][.,\uff0e\uff0c]?$")
# The dictionary does not list all of these as counters.
NUMBER_PARTS = re.compile(
    r"[0-9\uff10-\uff19.,%\uff05\u2103\u5e74\u6708\u65e5\u6642\u5206\u79d2\u5186\u500b\u4eba]+"
)


class Written(NamedTuple):
    """A written word, and its span in the text."""

    text: str
    starts_at: int
    ends_at: int


class _Word(NamedTuple):
    """A Japanese word as it is in the dictionary."""

    surface: str
    part_of_speech: str


def split(*, text: str, language: str) -> tuple[Written, ...]:
    """The words of a text, each with its punctuation. Text without words has none."""
    primary = language.lower().split("-")[0]
    if primary == "ja":
        return tuple(word for word in _phrases(text) if is_spoken(word.text))
    words = CHINESE if primary in {"zh", "yue", "cmn"} else SPACED
    return _merged(text, [match.span() for match in words.finditer(text)])


def is_spoken(text: str) -> bool:
    """Whether any part of the text is spoken."""
    return any(character.isalnum() for character in text)


def _merged(text: str, spans: list[tuple[int, int]]) -> tuple[Written, ...]:
    # Signs that make no sound ("—", "🎉") belong to the word before them; opening brackets and quotes, and
    # signs at the start, to the word after them.
    merged: list[tuple[int, int]] = []
    waiting: int | None = None
    for start, end in spans:
        if is_spoken(text[start:end]):
            merged.append((start if waiting is None else waiting, end))
            waiting = None
        elif waiting is None and merged and not _opens(text, start, end):
            merged[-1] = (merged[-1][0], end)
        elif waiting is None:
            waiting = start
    if waiting is not None and merged:
        merged[-1] = (merged[-1][0], spans[-1][1])
    return tuple(_written(text, start, end) for start, end in merged)


def _written(text: str, start: int, end: int) -> Written:
    return Written(" ".join(text[start:end].split()), start, end)


def _opens(text: str, start: int, end: int) -> bool:
    # A straight quote opens if it follows an even number of them.
    if text[start:end] == STRAIGHT_QUOTE:
        return text.count(STRAIGHT_QUOTE, 0, start) % 2 == 0
    return ONLY_OPENING.fullmatch(text[start:end]) is not None


def _dictionary_words(text: str) -> list[_Word]:
    with tempfile.TemporaryDirectory(prefix="ettametta-voice-") as folder:
        words_file = Path(folder) / "words.json"
        processes.run(
            [sys.executable, "-I", str(CHILD)],
            system="janome",
            timeout_s=TIMEOUT_S,
            should_stop=lambda: False,
            limits=LIMITS,
            stdin=json.dumps({"text": text, "words": str(words_file)}).encode(),
        )
        return [_Word(*word) for word in json.loads(words_file.read_text(encoding="utf-8"))]


def _phrases(text: str) -> list[Written]:
    phrases: list[Written] = []
    position = 0
    follows_prefix = False
    for token in _dictionary_words(text):
        start = text.index(token.surface, position)
        position = start + len(token.surface)
        if phrases and (follows_prefix or _are_joined(text, start) or _belongs(token, phrases[-1].text)):
            phrases[-1] = _written(text, phrases[-1].starts_at, position)
        else:
            phrases.append(_written(text, start, position))
        follows_prefix = token.part_of_speech.startswith(PREFIX)
    return phrases


def _are_joined(text: str, at: int) -> bool:
    """Whether both sides are one word, as in "18g" and "USB-C": in these scripts, spaces separate words."""
    return UNSPACED_OR_SPACE.search(text[at - 1 : at + 1]) is None


def _belongs(token: _Word, phrase: str) -> bool:
    """Whether a word continues the phrase before it."""
    kinds = token.part_of_speech.split(",")
    if kinds[1] == OPENING_KIND:
        return not is_spoken(phrase)
    if kinds[1] == BREAKING_KIND and len(phrase) + len(token.surface) > LONGEST_PHRASE:
        return False
    leans = kinds[0] in LEANING or kinds[1] in LEANING_KINDS
    is_number = NUMBER_END.search(phrase) and NUMBER_PARTS.fullmatch(token.surface)
    return leans or bool(is_number) or not is_spoken(phrase)
