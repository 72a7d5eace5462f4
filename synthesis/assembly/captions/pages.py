"""Layout of captions: which words are on screen together, and the position of each.

Each word is measured and placed separately. A word that grows therefore does not move its neighbours or leave
the frame, and words of a right-to-left script are shaped whole and placed in their own order.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from synthesis.assembly import fonts, sentences
from synthesis.assembly.captions import directions, pieces
from synthesis.assembly.captions.pieces import FREE_WIDTH_PX, Piece
from synthesis.assembly.captions.styles import Style
from synthesis.assembly.fonts import Face, Run
from synthesis.assembly.storyboard import Word

# The middle of what platforms leave free: they draw buttons over the right, and text over the bottom fifth.
CENTRE_X_PX = 516
BASELINE_Y_PX = 1390
# The centre of a line above its baseline, in ems: half the height of capitals. All faces share it.
BASELINE = 0.36
MOST_UNSPACED_WORDS = 14
MOST_LINES = 2
LONGEST_PAGE_S = 2.6
PAUSE_S = 0.45
LINGER_S = 0.3
# Words up to this length rather lead on. The strains count as the square of a difference in words.
SMALL_WORD = 3
SMALL_WORD_STRAIN = 1.0
MEASURE_STRAIN = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A piece, or a part of it that stands apart, with the centre of its position in pixels.

    ``stands_apart`` is False if another word touches it.
    """

    piece: Piece
    runs: tuple[Run, ...]
    x_px: float
    y_px: float
    width_px: float
    is_rtl: bool
    stands_apart: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The box of a line, by its centre."""

    x_px: float
    y_px: float
    width_px: float
    height_px: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The words on screen from ``starts_s`` to ``ends_s``, in one size. ``face`` has most of the letters.

    ``leading`` is the distance of lines in ems.
    """

    placed: tuple[Placed, ...]
    lines: tuple[Line, ...]
    face: Face
    size_px: float
    leading: float
    starts_s: float
    ends_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What all pages of a shot share."""

    face: Face
    style: Style
    rtl: bool


def lay_out(*, words: Sequence[Word], until_s: float, language: str, style: Style) -> tuple[Page, ...]:
    """Lay out the words of one shot, which lasts ``until_s``, as pages that do not overlap."""
    text = "".join(word.text for word in words)[:2000]
    setting = _Setting(
        face=style.face or fonts.face_for(text, language=language),
        style=style,
        rtl=directions.is_right_to_left(text, language=language),
    )
    groups = list(_groups(pieces.of(words, language=language, style=style), setting=setting))
    pages: list[Page] = []
    for position, group in enumerate(groups):
        following_s = groups[position + 1][0].starts_s if position + 1 < len(groups) else until_s
        ends_s = min(following_s, until_s, group[-1].ends_s + LINGER_S)
        if ends_s > group[0].starts_s:
            pages.append(_page(group, setting=setting, ends_s=ends_s))
    return tuple(pages)


def _groups(found: list[Piece], *, setting: _Setting) -> Iterator[list[Piece]]:
    """Group words for the screen: not across a pause or the end of a clause, and otherwise of about equal
    size.
    """
    for clause in _clauses(found):
        most = setting.style.most_words
        if most > 1 and not _has_spaces(clause):
            most = MOST_UNSPACED_WORDS
        count = math.ceil(len(clause) / most)
        portions = _portions(clause, count, most=most)
        while count < len(clause) and not all(_fits(portion, setting=setting) for portion in portions):
            count += 1
            portions = _portions(clause, count, most=most)
        yield from portions


def _clauses(found: list[Piece]) -> Iterator[list[Piece]]:
    clause: list[Piece] = []
    for piece in found:
        if clause and _parts(clause, piece):
            yield clause
            clause = []
        clause.append(piece)
    if clause:
        yield clause


def _parts(clause: list[Piece], following: Piece) -> bool:
    last = clause[-1]
    is_end = last.ends_sentence and sentences.is_end(
        last.text, following.text, language=last.language, begins=len(clause) == 1
    )
    is_break = is_end or (last.ends_clause and len(clause) > 1)
    return is_break or following.starts_s - last.ends_s > PAUSE_S


def _has_spaces(clause: list[Piece]) -> bool:
    return len(clause) == 1 or any(piece.is_spaced for piece in clause[1:])


def _portions(clause: list[Piece], count: int, *, most: int) -> list[list[Piece]]:
    """``count`` portions of about as many words each, or as many letters each in texts without spaces."""
    if _has_spaces(clause):
        bounds = _bounds_by_words(clause, count, most=most)
    else:
        bounds = _bounds_by_letters([len(piece.text) for piece in clause], count)
    return [clause[start:end] for start, end in pairwise(bounds)]


def _bounds_by_words(clause: list[Piece], count: int, *, most: int) -> list[int]:
    """The bounds of ``count`` portions of about equal size that end where a reader would pause."""
    usual = len(clause) / count
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [0])}
    for _ in range(count):
        found: dict[int, tuple[float, list[int]]] = {}
        for start, (cost, bounds) in best.items():
            for end in range(start + 1, min(start + most, len(clause)) + 1):
                total = cost + (end - start - usual) ** 2 + _strain(clause, end)
                if end not in found or total <= found[end][0]:
                    found[end] = (total, [*bounds, end])
        best = found
    return best[len(clause)][1]


def _strain(clause: list[Piece], at: int) -> float:
    """How much a page that ends before a word leaves open: a figure without its unit, or a short word such as
    "the", which belongs to the next one.
    """
    if at == len(clause):
        return 0.0
    last, following = clause[at - 1].text, clause[at].text
    if last[-1].isdigit() and following[0].isalpha():
        return MEASURE_STRAIN
    # Words of scripts without small letters are shorter.
    longest = SMALL_WORD if last.islower() else SMALL_WORD - 1
    is_small = last.isalpha() and len(last) <= longest and last == last.lower()
    return SMALL_WORD_STRAIN if is_small else 0.0


def _bounds_by_letters(lengths: Sequence[int], count: int) -> list[int]:
    edges = [sum(lengths[:index]) for index in range(len(lengths) + 1)]
    bounds = [0]
    for number in range(1, count):
        places = range(bounds[-1] + 1, len(lengths) - (count - number) + 1)
        ideal = edges[-1] * number / count
        bounds.append(min(places, key=lambda at: abs(edges[at] - ideal)))
    return [*bounds, len(lengths)]


def _fits(group: list[Piece], *, setting: _Setting) -> bool:
    is_short = group[-1].ends_s - group[0].starts_s <= LONGEST_PAGE_S
    # Three words or more stand on one line; two long ones may stand on two, rather than alone.
    most = 1 if len(group) > MOST_LINES and _has_spaces(group) else MOST_LINES
    return is_short and len(_lines(group, setting=setting, size_px=setting.style.size_px)) <= most


def _width_px(line: Sequence[Piece], *, setting: _Setting, size_px: float) -> float:
    spaces = sum(piece.is_spaced for piece in line[1:])
    letters_px = sum(piece.width_px(size_px=size_px) for piece in line)
    return letters_px + spaces * _space_px(setting, size_px)


def _space_px(setting: _Setting, size_px: float) -> float:
    return setting.face.width_px(" ", size_px=size_px) + setting.style.wider_space * size_px


def _lines(found: Sequence[Piece], *, setting: _Setting, size_px: float) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for piece in found:
        if lines[-1] and _width_px([*lines[-1], piece], setting=setting, size_px=size_px) > FREE_WIDTH_PX:
            lines.append([])
        lines[-1].append(piece)
    return _balanced(lines, setting=setting, size_px=size_px)


def _balanced(lines: list[list[Piece]], *, setting: _Setting, size_px: float) -> list[list[Piece]]:
    """Break into two lines of about the same length, as long as both fit."""
    if len(lines) != MOST_LINES:
        return lines
    found = [piece for line in lines for piece in line]

    def longest(at: int) -> float:
        return max(_width_px(half, setting=setting, size_px=size_px) for half in (found[:at], found[at:]))

    best = min(range(1, len(found)), key=longest)
    return [found[:best], found[best:]]


def _page(group: list[Piece], *, setting: _Setting, ends_s: float) -> Page:
    size_px = float(setting.style.size_px)
    lines = _lines(group, setting=setting, size_px=size_px)
    widest_px = max(_width_px(line, setting=setting, size_px=size_px) for line in lines)
    if widest_px > FREE_WIDTH_PX:
        size_px *= FREE_WIDTH_PX / widest_px
    leading = max(run.face.leading for piece in group for run in piece.runs)
    boxes: list[Line] = []
    placed: list[Placed] = []
    for index, line in enumerate(lines):
        box = Line(
            x_px=CENTRE_X_PX,
            y_px=BASELINE_Y_PX - BASELINE * size_px + (index - (len(lines) - 1) / 2) * size_px * leading,
            width_px=_width_px(line, setting=setting, size_px=size_px),
            height_px=size_px * leading,
        )
        boxes.append(box)
        placed += _placed(line, box=box, setting=setting, size_px=size_px)
    return Page(
        placed=tuple(placed),
        lines=tuple(boxes),
        face=setting.face,
        size_px=size_px,
        leading=leading,
        starts_s=group[0].starts_s,
        ends_s=ends_s,
    )


def _placed(line: list[Piece], *, box: Line, setting: _Setting, size_px: float) -> Iterator[Placed]:
    x_px = box.x_px - box.width_px / 2
    parts = directions.in_order(
        [piece.text for piece in line], spaced=[piece.is_spaced for piece in line], rtl=setting.rtl
    )
    for number, part in enumerate(parts):
        if part.word is None:
            x_px += _space_px(setting, size_px)
            continue
        piece = line[part.word]
        runs = fonts.runs(part.text, language=piece.language, lead=piece.face)
        width_px = sum(run.width_px(size_px=size_px) for run in runs)
        beside = (*parts[max(0, number - 1) : number], *parts[number + 1 : number + 2])
        yield Placed(
            piece=piece,
            runs=runs,
            x_px=x_px + width_px / 2,
            y_px=box.y_px,
            width_px=width_px,
            is_rtl=part.is_rtl,
            stands_apart=all(neighbour.word is None for neighbour in beside),
        )
        x_px += width_px
