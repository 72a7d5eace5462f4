"""Typesetting: size, line breaks, and the position of each word."""

from dataclasses import dataclass
from itertools import pairwise

from render_node.engines.motion import breaking, capitals, fonts, shaping
from render_node.engines.motion.fonts import Word
from render_node.engines.motion.shaping import Piece

_ELLIPSIS = "…"
_CUT_BELOW = 0.4
# A phrase of Chinese or Japanese of so many letters is made smaller before it is split.
_CUT_PHRASE_BELOW, _LONGEST_PHRASE = 0.3, 12


@dataclass(frozen=True)
class Placed:
    """A word at its position: the start of its baseline, relative to the text's box."""

    word: Word
    x: float
    baseline: float
    line: int
    width: float


@dataclass(frozen=True)
class Lettering:
    """Text that is set into a box; no part of it is outside."""

    words: tuple[Placed, ...]
    width: float
    height: float
    size_px: int
    lines: int


@dataclass(frozen=True)
class Block:
    """Where a set text stands, and the bottom of its last line."""

    left: float
    top: float
    right: float
    bottom: float
    size: float


def width_of(word: Word, size_px: int, tracking: float = 0.0) -> float:
    return shaping.width_px(word.pieces, size_px, tracking)


def _space(font: str, size_px: int, tracking: float) -> float:
    return shaping.width_px([Piece(" ", font, is_rtl=False)], size_px) + 2 * tracking * size_px


def _lines(words: list[Word], *, font: str, size_px: int, width: float, tracking: float) -> list[list[Word]]:
    lines: list[list[Word]] = []
    room = 0.0
    for word in words:
        length = width_of(word, size_px, tracking)
        gap = 0.0 if word.glued else _space(font, size_px, tracking)
        if lines and length + gap <= room:
            lines[-1].append(word)
            room -= length + gap
        else:
            lines.append([word])
            room = width - length
    return lines


def _balanced(
    words: list[Word], *, font: str, size_px: int, width: float, tracking: float
) -> list[list[Word]]:
    """As few lines as fit, of lengths as even as possible."""
    best = _lines(words, font=font, size_px=size_px, width=width, tracking=tracking)
    low, high = width * 0.5, width
    for _ in range(7):
        middle = (low + high) / 2
        tried = _lines(words, font=font, size_px=size_px, width=middle, tracking=tracking)
        widest = max(width_of(word, size_px, tracking) for word in words)
        if len(tried) > len(best) or widest > middle:
            low = middle
        else:
            best, high = tried, middle
    return best


def _broken(
    words: list[Word], *, font: str, size_px: int, width: float, tracking: float, keeps_phrases: bool = False
) -> list[Word]:
    """Split words wider than the box into parts that fit."""
    result: list[Word] = []
    for word in words:
        is_kept = keeps_phrases and len(word.text) <= _LONGEST_PHRASE and breaking.is_wide(word.text)
        is_one = len(breaking.clusters(word.text)) == 1
        if is_kept or is_one or width_of(word, size_px, tracking) <= width:
            result.append(word)
            continue
        first, second = breaking.halves(word.text)
        halves = [
            fonts.word_of(half, font=font, glued=glued, rtl=word.rtl, han=word.han)
            for half, glued in ((first, word.glued), (second, True))
        ]
        result += _broken(halves, font=font, size_px=size_px, width=width, tracking=tracking)
    return result


def fit(
    text: str,
    *,
    font: str,
    width: float,
    height: float,
    largest_px: float,
    smallest_px: float,
    leading: float = 1.06,
    align: str = "start",
    tracking: float = 0.0,
    upper: bool = False,
    language: str = "",
    most_lines: int = 0,
) -> Lettering:
    """Set ``text`` as large as the box allows; text that does not fit ends in an ellipsis.

    Where ``font`` lacks letters of the text or of its language, the whole text gets a font like it.

    ``most_lines`` is a limit unless it is 0; text that is still too long at the smallest size takes more.
    ``align`` is start (left, or right for right-to-left text), centre or left. ``language`` is the tag of the
    text's language; if it is empty, the direction follows from the letters.
    """
    text = fonts.readable(capitals.of(text, language=language) if upper else text, font=font)
    font = fonts.face(text, font=font, language=language)
    words = fonts.words_of(text, font=font, language=language)
    if not words:
        return Lettering((), 0, 0, int(smallest_px), 0)
    leading *= max(word.line_height for word in words)
    low, high = max(8, int(smallest_px)), max(8, int(largest_px))
    size_px = low
    while low <= high:
        middle = (low + high) // 2
        # One very long word must not make all others tiny: below a certain size it is split instead.
        tried = words
        if middle <= largest_px * _CUT_BELOW:
            tried = _broken(
                words,
                font=font,
                size_px=middle,
                width=width,
                tracking=tracking,
                keeps_phrases=middle > largest_px * _CUT_PHRASE_BELOW,
            )
        room = min(height, most_lines * middle * leading + 1) if most_lines else height
        if _fits(
            tried, font=font, size_px=middle, width=width, height=room, leading=leading, tracking=tracking
        ):
            size_px, low = middle, middle + 1
        else:
            high = middle - 1
    words = _broken(words, font=font, size_px=size_px, width=width, tracking=tracking)
    lines = _balanced(words, font=font, size_px=size_px, width=width, tracking=tracking)
    room = max(1, int(height // (size_px * leading)))
    if len(lines) > room:
        lines = _cut(lines[:room], font=font, size_px=size_px, width=width, tracking=tracking)
    return _place(
        lines, font=font, size_px=size_px, width=width, leading=leading, align=align, tracking=tracking
    )


def _fits(
    words: list[Word],
    *,
    font: str,
    size_px: int,
    width: float,
    height: float,
    leading: float,
    tracking: float,
) -> bool:
    if max(width_of(word, size_px, tracking) for word in words) > width:
        return False
    lines = _lines(words, font=font, size_px=size_px, width=width, tracking=tracking)
    return len(lines) * size_px * leading <= height


def _cut(
    lines: list[list[Word]], *, font: str, size_px: int, width: float, tracking: float
) -> list[list[Word]]:
    last = lines[-1]
    while last:
        text = last[-1].text.rstrip(",.;:、。") + _ELLIPSIS
        ending = fonts.word_of(text, font=font, glued=last[-1].glued, rtl=last[-1].rtl, han=last[-1].han)
        if len(_lines([*last[:-1], ending], font=font, size_px=size_px, width=width, tracking=tracking)) == 1:
            return [*lines[:-1], [*last[:-1], ending]]
        last = last[:-1]
    return lines[:-1]


def _place(
    lines: list[list[Word]],
    *,
    font: str,
    size_px: int,
    width: float,
    leading: float,
    align: str,
    tracking: float,
) -> Lettering:
    # Marks above the letters need room on the first line, too.
    tallest = max((word.line_height for line in lines for word in line), default=1.0)
    ascent = size_px * (0.80 + (tallest - 1) / 2)
    step = size_px * leading
    rtl = any(word.rtl for line in lines for word in line)
    placed: list[Placed] = []
    widest = 0.0
    for number, line in enumerate(lines):
        ordered = fonts.in_order(line)
        lengths = [width_of(word, size_px, tracking) for word in ordered]
        gaps = _gaps(ordered, line, space=_space(font, size_px, tracking))
        total = sum(lengths) + sum(gaps)
        widest = max(widest, total)
        places = {"left": 0.0, "centre": (width - total) / 2, "right": width - total}
        x = places["right" if rtl else "left"] if align == "start" else places[align]
        baseline = number * step + ascent
        for word, length, gap in zip(ordered, lengths, gaps, strict=True):
            x += gap
            placed.append(
                Placed(
                    word=word,
                    x=x,
                    baseline=baseline,
                    line=number,
                    width=length,
                )
            )
            x += length
    # Words appear in reading order, whichever the direction of the line.
    order = {id(word): i for i, word in enumerate(word for line in lines for word in line)}
    placed.sort(key=lambda item: order[id(item.word)])
    return Lettering(tuple(placed), widest, len(lines) * step, size_px, len(lines))


def _gaps(ordered: list[Word], line: list[Word], *, space: float) -> list[float]:
    """The space before each word from left to right: none between glued words."""
    position = {id(word): number for number, word in enumerate(line)}
    gaps = [0.0]
    for left, right in pairwise(ordered):
        first, second = sorted((left, right), key=lambda word: position[id(word)])
        adjacent = position[id(second)] - position[id(first)] == 1
        gaps.append(0.0 if second.glued and adjacent else space)
    return gaps
