"""Cuts passages into scenes by how long they take to say, and joins short ones where there are too many."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from synthesis.assembly import sentences
from synthesis.content import TEXTS
from synthesis.studio.scripts.pasting import passages
from synthesis.studio.scripts.pasting.passages import Passage

# Long enough for a thought, short enough for frequent picture changes.
TARGET_S = 7.5
LONGEST_S = 12.0
_SHORTEST_LINE_S = 4.0
# More pieces than this are packed before the slower search for the shortest neighbours.
_MANY = 300
_LONGEST_TEXT = TEXTS["narration"].max_length

# Seconds to say a character. Digits are spoken as words.
_OTHER_S = 0.069
_PACE = (
    (re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"), 0.23),
    (re.compile(r"[\u3040-\u30ff]"), 0.125),
    (re.compile(r"[\uac00-\ud7a3]"), 0.155),
    (re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"), 0.09),
    (re.compile(r"\d"), 0.2),
    # Vowels of Arabic are not written.
    (re.compile(r"[\u0590-\u06ff]"), 0.085),
)
_CLAUSE_END = re.compile(r"[,;:\u2013\u2014\u2026\u060c]\s+|[\u3001\uff0c\uff1b\uff1a]")
_SPACE = re.compile(r"\s+")
# Anywhere, but before no combining mark or joiner, in no number, and not before a sign that ends something.
# In Thai and Lao, a syllable begins with the vowel that stands before its consonant.
_SYLLABLE = re.compile(r"(?<=\S)(?=[\u0e40-\u0e44\u0ec0-\u0ec4])")
_ANYWHERE = re.compile(r"(?<=\S)(?=[^\W\d_])(?<![\u200d\u0e40-\u0e44])")
_MARK = re.compile(
    r"[\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0e30-\u0e3a\u0e45-\u0e4e\u0eb0-\u0ebc\u0ec6\u0ec8-\u0ecd\u102b-\u103e"
    r"\u17b6-\u17d3\u200c\u200d\ufe0f]"
)


class _Length(NamedTuple):
    """The lengths of scenes in seconds."""

    target_s: float
    longest_s: float


def seconds_of(text: str) -> float:
    """About how long it takes to say a text, by its letters."""
    return sum(_seconds_of(character) for character in text)


@lru_cache(maxsize=4096)
def _seconds_of(character: str) -> float:
    if character.isascii() and not character.isdigit():
        return _OTHER_S
    return next((seconds for letters, seconds in _PACE if letters.match(character)), _OTHER_S)


def fit(found: Sequence[Passage], *, most: int, language: str) -> list[Passage]:
    """At most ``most`` passages, each no longer than a scene. Passages that fit stay as they are.

    If there are more, long passages give longer scenes, and then neighbours are joined, the shortest first,
    as long as a scene holds them.
    """
    total = sum(seconds_of(passage.text) for passage in found)
    shares = [TARGET_S, *(total / max(1, most) * slack for slack in (1.0, 1.2, 1.5))]
    parts: list[Passage] = []
    for share in (share for share in shares if share >= TARGET_S):
        length = _Length(share, max(LONGEST_S, share * LONGEST_S / TARGET_S))
        parts = [part for passage in found for part in _divided(passage, length, language=language)]
        if len(parts) <= most:
            break
    return _joined(parts, most=most)


def _divided(passage: Passage, length: _Length, *, language: str) -> list[Passage]:
    if seconds_of(passage.text) <= length.longest_s:
        return [passage]
    if passage.items:
        texts = [passage.lead, *passage.items] if passage.lead else passage.items
        parts = [part for text in texts for part in _cut(Passage(text=text), length, language=language)]
    else:
        parts = _cut(passage, length, language=language)
    first = replace(passage, text=parts[0].text, items=(), lead="", is_ordered=False)
    return [first, *parts[1:]]


def _cut(passage: Passage, length: _Length, *, language: str) -> list[Passage]:
    """Parts of about equal length, verbatim: between lines or sentences, in a long one between clauses."""
    text = passage.text
    if seconds_of(text) <= length.longest_s:
        return [passage]
    spans = _lines_of(passage, length)
    if not spans:
        said = sentences.split(text, language=language)
        places = [(sentence.position, sentence.position + len(sentence.text)) for sentence in said]
        units = [unit for start, end in places for unit in _units(text, start, end, length)]
        spans = _grouped(text, units, length)
    gaps = [None, *(text[end:start] for (_, end), (start, _) in pairwise(spans))]
    return [Passage(text=text[start:end], gap=gap) for (start, end), gap in zip(spans, gaps, strict=True)]


def _lines_of(passage: Passage, length: _Length) -> list[tuple[int, int]]:
    """The lines of a passage as they are if each is long enough for a scene, or grouped; else nothing."""
    lengths = [seconds_of(passage.text[start:end]) for start, end in passage.lines]
    if not lengths or max(lengths) > length.longest_s:
        return []
    if min(lengths) >= _SHORTEST_LINE_S and length.target_s == TARGET_S:
        return list(passage.lines)
    return _grouped(passage.text, passage.lines, length)


def _units(text: str, start: int, end: int, length: _Length) -> list[tuple[int, int]]:
    """A sentence, or its clauses, or the words of a clause, as spans that are no longer than a scene."""
    spans = [(start, end)]
    for places in (_CLAUSE_END, _SPACE, _SYLLABLE, _ANYWHERE):
        spans = [part for span in spans for part in _split_at(text, *span, places, length)]
    return spans


def _split_at(
    text: str, start: int, end: int, places: re.Pattern[str], length: _Length
) -> list[tuple[int, int]]:
    if seconds_of(text[start:end]) <= length.longest_s:
        return [(start, end)]
    spans: list[tuple[int, int]] = []
    for place in places.finditer(text, start + 1, end):
        if start < place.start() and place.end() < end and not _MARK.match(text, place.end()):
            # White space lies between two spans, any other sign in the first.
            spans.append((start, place.start() + len(place[0].rstrip())))
            start = place.end()
    spans.append((start, end))
    return _grouped(text, spans, length) if len(spans) > 1 else spans


def _grouped(text: str, units: Sequence[tuple[int, int]], length: _Length) -> list[tuple[int, int]]:
    """Group neighbouring spans evenly, into the fewest groups that are no longer than a scene."""
    lengths = [seconds_of(text[start:end]) for start, end in units]
    total = sum(lengths)
    count = max(1, round(total / length.target_s))
    while count < len(units):
        groups = _evenly(units, lengths, total / count)
        if all(seconds_of(text[start:end]) <= length.longest_s for start, end in groups):
            return groups
        count += 1
    return list(units)


def _evenly(
    units: Sequence[tuple[int, int]], lengths: Sequence[float], share: float
) -> list[tuple[int, int]]:
    groups: list[tuple[int, int]] = []
    said, group = 0.0, -1
    for (start, end), length in zip(units, lengths, strict=True):
        # A unit belongs to the group in which its middle lies.
        place = int((said + length / 2) / share)
        if place > group:
            groups.append((start, end))
            group = place
        else:
            groups[-1] = (groups[-1][0], end)
        said += length
    return groups


def _joined(parts: list[Passage], *, most: int) -> list[Passage]:
    parts = _packed(parts, most=most)
    lengths = [seconds_of(part.text) for part in parts]
    while len(parts) > most:
        pairs = [
            (lengths[place] + lengths[place + 1], place)
            for place in range(len(parts) - 1)
            if len(parts[place].text) + len(parts[place + 1].text) < _LONGEST_TEXT
        ]
        if not pairs:
            break
        length, place = min(pairs)
        parts[place : place + 2] = [_both(parts[place], parts[place + 1])]
        lengths[place : place + 2] = [length]
    return parts


def _packed(parts: list[Passage], *, most: int) -> list[Passage]:
    """Join very many short parts in one pass."""
    if len(parts) <= max(_MANY, most):
        return list(parts)
    share = sum(seconds_of(part.text) for part in parts) / _MANY
    packed = [parts[0]]
    length = seconds_of(parts[0].text)
    for part in parts[1:]:
        own = seconds_of(part.text)
        is_full = length + own > share or len(packed[-1].text) + len(part.text) >= _LONGEST_TEXT
        packed[-1:] = [packed[-1], part] if is_full else [_both(packed[-1], part)]
        length = own if is_full else length + own
    return packed


def _both(left: Passage, right: Passage) -> Passage:
    # A scene has one kicker; a second one is spoken, so that it is not lost.
    is_spoken = bool(left.kicker and right.kicker)
    said = passages.join(right.kicker, right.text) if is_spoken else right.text
    text = passages.join(left.text, said) if right.gap is None else left.text + right.gap + said
    return Passage(
        text=text, notes=left.notes + right.notes, kicker=left.kicker or right.kicker, gap=left.gap
    )
