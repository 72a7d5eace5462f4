"""Layout of captions: which words are on screen together, and the position of each.

Each word is measured and placed separately. A word that grows therefore does not move its neighbours or leave
the frame, and words of a right-to-left script are shaped whole and placed in their own order.
"""

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from synthesis.assembly import fonts
from synthesis.assembly.captions import writing_systems
from synthesis.assembly.captions.styles import Style
from synthesis.assembly.fonts import Face
from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX, Word

# Platforms draw buttons over the right eighth and their own text over the bottom fifth.
FREE_WIDTH_PX = round(WIDTH_PX * 0.76)
CENTRE_X_PX = WIDTH_PX // 2
CENTRE_Y_PX = round(HEIGHT_PX * 0.7)
LINE_HEIGHT = 1.16
# The space is a little wider than the face's own, because the active word grows into it.
WIDER_SPACE_SHARE = 0.12
SMALLEST_SHARE = 0.7

MOST_WORDS = 4
MOST_UNSPACED_WORDS = 14
MOST_LINES = 2
LONGEST_PAGE_S = 2.6
PAUSE_S = 0.45
LINGER_S = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A word as rendered: the part that its face covers, and whether a space precedes it."""

    text: str
    starts_s: float
    ends_s: float
    is_spaced: bool
    ends_sentence: bool
    ends_clause: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A piece with the centre of its position, in pixels."""

    piece: Piece
    x_px: float
    y_px: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The words on screen from ``starts_s`` to ``ends_s``, in one face and size."""

    placed: tuple[Placed, ...]
    face: Face
    size_px: float
    starts_s: float
    ends_s: float


def lay_out(*, words: Sequence[Word], until_s: float, language: str, style: Style) -> tuple[Page, ...]:
    """Lay out the words of one shot, which lasts ``until_s``, as pages that do not overlap."""
    text = "".join(word.text for word in words)[:2000]
    face = fonts.face_for(text, language=language)
    rtl = writing_systems.is_right_to_left(text, language=language)
    groups = list(_groups(list(_pieces(words, face=face, style=style)), face=face, style=style))
    pages: list[Page] = []
    for position, group in enumerate(groups):
        following_s = groups[position + 1][0].starts_s if position + 1 < len(groups) else until_s
        ends_s = min(following_s, until_s, group[-1].ends_s + LINGER_S)
        if ends_s > group[0].starts_s:
            pages.append(_page(group, face=face, style=style, ends_s=ends_s, rtl=rtl))
    return tuple(pages)


def _pieces(words: Sequence[Word], *, face: Face, style: Style) -> Iterator[Piece]:
    for word in words:
        text = drawable(word.text, face=face)
        if style.is_upper_case:
            text = text.upper()
        if not text:
            continue
        piece = Piece(
            text=text,
            starts_s=word.starts_s,
            ends_s=word.ends_s,
            is_spaced=not writing_systems.is_unspaced(text),
            ends_sentence=text.endswith(writing_systems.ENDINGS),
            ends_clause=text.endswith(writing_systems.BREAKS),
        )
        yield from _split(piece, face=face, style=style)


def drawable(text: str, *, face: Face) -> str:
    """The part of the text that the face can render, without control characters and emoji (boxes)."""
    kept = (
        character
        for character in unicodedata.normalize("NFC", text)
        if face.covers(character) and unicodedata.category(character) not in {"Cc", "Cs"}
    )
    # Without its emoji, an emoji sequence leaves only joiners.
    return "".join(kept).strip("".join(fonts.INVISIBLE) + " ")


def _split(piece: Piece, *, face: Face, style: Style) -> Iterator[Piece]:
    """Split a word that is too long for a line even in the smallest size, into parts that share its time."""
    limit_px = FREE_WIDTH_PX
    if face.width_px(piece.text, size_px=style.size_px * SMALLEST_SHARE) <= limit_px:
        yield piece
        return
    parts = _fitting_parts(piece.text, face=face, size_px=style.size_px * SMALLEST_SHARE)
    each_s = (piece.ends_s - piece.starts_s) / len(parts)
    for index, part in enumerate(parts):
        is_last = index == len(parts) - 1
        yield replace(
            piece,
            text=part,
            starts_s=piece.starts_s + index * each_s,
            ends_s=piece.starts_s + (index + 1) * each_s,
            ends_sentence=piece.ends_sentence and is_last,
            ends_clause=piece.ends_clause and is_last,
        )


def _fitting_parts(text: str, *, face: Face, size_px: float) -> list[str]:
    parts: list[str] = [""]
    for character in text:
        # A combining mark stays with its base letter.
        is_mark = unicodedata.combining(character) or character in fonts.INVISIBLE
        longer = parts[-1] + character
        if parts[-1] and not is_mark and face.width_px(longer, size_px=size_px) > FREE_WIDTH_PX:
            parts.append(character)
        else:
            parts[-1] = longer
    return parts


def _groups(pieces: list[Piece], *, face: Face, style: Style) -> Iterator[list[Piece]]:
    """Group words for the screen: not across a pause or the end of a clause, and otherwise of about equal
    size.
    """
    for clause in _clauses(pieces):
        most = MOST_WORDS if clause[0].is_spaced else MOST_UNSPACED_WORDS
        count = math.ceil(len(clause) / most)
        portions = _portions(clause, count)
        while count < len(clause) and not all(_fits(portion, face=face, style=style) for portion in portions):
            count += 1
            portions = _portions(clause, count)
        yield from portions


def _clauses(pieces: list[Piece]) -> Iterator[list[Piece]]:
    clause: list[Piece] = []
    for piece in pieces:
        if clause and _parts(clause, piece):
            yield clause
            clause = []
        clause.append(piece)
    if clause:
        yield clause


def _parts(clause: list[Piece], following: Piece) -> bool:
    last = clause[-1]
    is_break = last.ends_sentence or (last.ends_clause and len(clause) > 1)
    return is_break or following.starts_s - last.ends_s > PAUSE_S


def _portions(clause: list[Piece], count: int) -> list[list[Piece]]:
    bounds = [round(index * len(clause) / count) for index in range(count + 1)]
    return [clause[start:end] for start, end in pairwise(bounds)]


def _fits(group: list[Piece], *, face: Face, style: Style) -> bool:
    is_short = group[-1].ends_s - group[0].starts_s <= LONGEST_PAGE_S
    return is_short and len(_lines(group, face=face, size_px=style.size_px)) <= MOST_LINES


def _width_px(line: Sequence[Piece], *, face: Face, size_px: float) -> float:
    space_px = _space_px(face, size_px)
    spaces = sum(piece.is_spaced for piece in line[1:])
    return sum(face.width_px(piece.text, size_px=size_px) for piece in line) + spaces * space_px


def _space_px(face: Face, size_px: float) -> float:
    return face.width_px(" ", size_px=size_px) + WIDER_SPACE_SHARE * size_px


def _lines(pieces: Sequence[Piece], *, face: Face, size_px: float) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        if lines[-1] and _width_px([*lines[-1], piece], face=face, size_px=size_px) > FREE_WIDTH_PX:
            lines.append([])
        lines[-1].append(piece)
    return _balanced(lines, face=face, size_px=size_px)


def _balanced(lines: list[list[Piece]], *, face: Face, size_px: float) -> list[list[Piece]]:
    """Break into two lines of about the same length, as long as both fit."""
    if len(lines) != MOST_LINES:
        return lines
    pieces = [piece for line in lines for piece in line]

    def longest(at: int) -> float:
        return max(_width_px(half, face=face, size_px=size_px) for half in (pieces[:at], pieces[at:]))

    best = min(range(1, len(pieces)), key=longest)
    return [pieces[:best], pieces[best:]]


def _page(group: list[Piece], *, face: Face, style: Style, ends_s: float, rtl: bool) -> Page:
    size_px = float(style.size_px)
    lines = _lines(group, face=face, size_px=size_px)
    widest_px = max(_width_px(line, face=face, size_px=size_px) for line in lines)
    if widest_px > FREE_WIDTH_PX:
        size_px *= FREE_WIDTH_PX / widest_px
    placed: list[Placed] = []
    for index, line in enumerate(lines):
        y_px = CENTRE_Y_PX + (index - (len(lines) - 1) / 2) * size_px * LINE_HEIGHT
        placed += _placed(line, face=face, size_px=size_px, y_px=y_px, rtl=rtl)
    return Page(placed=tuple(placed), face=face, size_px=size_px, starts_s=group[0].starts_s, ends_s=ends_s)


def _placed(line: list[Piece], *, face: Face, size_px: float, y_px: float, rtl: bool) -> Iterator[Placed]:
    x_px = CENTRE_X_PX - _width_px(line, face=face, size_px=size_px) / 2
    order = writing_systems.visual_order([piece.text for piece in line], rtl=rtl)
    for index, piece in enumerate(line[number] for number in order):
        if index and piece.is_spaced:
            x_px += _space_px(face, size_px)
        width_px = face.width_px(piece.text, size_px=size_px)
        yield Placed(piece=piece, x_px=x_px + width_px / 2, y_px=y_px)
        x_px += width_px
