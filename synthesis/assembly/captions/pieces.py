"""Words of captions as they are drawn: their letters and faces, and parts of words that are too long."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from synthesis.assembly import fonts
from synthesis.assembly.captions import letters, writing_systems
from synthesis.assembly.captions.styles import Style
from synthesis.assembly.fonts import Face, Run
from synthesis.assembly.storyboard import Word

# The width of a line. With the margins of a box it is 888 pixels: platforms draw buttons over the right edge.
FREE_WIDTH_PX = 832
SMALLEST_SHARE = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A word as rendered, and whether a space precedes it on its line. ``face`` is that of a theme."""

    text: str
    language: str
    starts_s: float
    ends_s: float
    is_spaced: bool
    face: Face | None = None

    @property
    def runs(self) -> tuple[Run, ...]:
        return fonts.runs(self.text, language=self.language, lead=self.face)

    @property
    def ends_sentence(self) -> bool:
        return writing_systems.ends_sentence(self.text)

    @property
    def ends_clause(self) -> bool:
        return writing_systems.ends_clause(self.text)

    def width_px(self, *, size_px: float) -> float:
        return width_px(self.text, language=self.language, size_px=size_px, face=self.face)


def width_px(text: str, *, language: str, size_px: float, face: Face | None = None) -> float:
    """The width of text in its faces."""
    return sum(run.width_px(size_px=size_px) for run in fonts.runs(text, language=language, lead=face))


def of(words: Sequence[Word], *, language: str, style: Style) -> list[Piece]:
    """The pieces of a shot's words. Words of which nothing can be drawn have none."""
    found: list[Piece] = []
    for word in words:
        text = letters.drawable(word.text)
        text = letters.upper(text, language=language) if style.is_upper_case else text
        if not text:
            continue
        piece = Piece(
            text=text,
            language=language,
            starts_s=word.starts_s,
            ends_s=word.ends_s,
            is_spaced=False,
            face=style.face,
        )
        is_rest = text != word.text and not any(character.isalnum() for character in text)
        if found and is_rest and not writing_systems.may_begin(text):
            # A full stop whose emoji was left out belongs to the word before.
            found[-1] = _merged(found[-1], piece)
        else:
            found.append(piece)
    return [part for piece in _spaced(_whole(found)) for part in _split(piece, style=style)]


def _merged(piece: Piece, following: Piece, *, between: str = "") -> Piece:
    return replace(piece, text=piece.text + between + following.text, ends_s=following.ends_s)


def _whole(pieces: list[Piece]) -> list[Piece]:
    """Merge what no line may separate: punctuation of texts without spaces, and single kana."""
    lone = list(writing_systems.lone_particles([piece.text for piece in pieces]))
    found: list[Piece] = []
    for piece, is_lone in zip(pieces, lone, strict=True):
        if found and _is_inseparable(found[-1], piece, is_lone=is_lone):
            found[-1] = _merged(found[-1], piece)
        else:
            found.append(piece)
    return found


def _is_inseparable(piece: Piece, following: Piece, *, is_lone: bool) -> bool:
    if writing_systems.needs_space(piece.text, following.text, language=piece.language):
        return False
    may_break = writing_systems.may_end(piece.text) and writing_systems.may_begin(following.text)
    return (is_lone and not piece.ends_sentence) or not may_break


def _spaced(pieces: list[Piece]) -> list[Piece]:
    first = pieces[:1]
    return first + [
        replace(
            piece,
            is_spaced=writing_systems.needs_space(before.text, piece.text, language=piece.language),
        )
        for before, piece in pairwise(pieces)
    ]


def _split(piece: Piece, *, style: Style) -> Iterator[Piece]:
    """Split a word that is too long for a line even in the smallest size, into parts that share its time.

    A phrase of a script without spaces between words is split as soon as it is longer than a line.
    """
    share = 1.0 if writing_systems.is_rarely_spaced(piece.text) else SMALLEST_SHARE
    size_px = style.size_px * share
    if piece.width_px(size_px=size_px) <= FREE_WIDTH_PX:
        yield piece
        return
    starts_s = piece.starts_s
    each_s = (piece.ends_s - piece.starts_s) / len(piece.text)
    for index, text in enumerate(_fitting_parts(piece, size_px=size_px)):
        ends_s = starts_s + each_s * len(text)
        yield replace(
            piece, text=text, starts_s=starts_s, ends_s=ends_s, is_spaced=piece.is_spaced and not index
        )
        starts_s = ends_s


def _fitting_parts(piece: Piece, *, size_px: float) -> list[str]:
    """As few parts as fit, of about the same width, preferably between words or syllables."""
    clusters = writing_systems.clusters(piece.text)

    def width(text: str) -> float:
        return width_px(text, language=piece.language, size_px=size_px, face=piece.face)

    widths = [width(cluster) for cluster in clusters]
    for count in range(math.ceil(sum(widths) / FREE_WIDTH_PX), len(clusters)):
        bounds = _bounds(clusters, widths, count)
        parts = ["".join(clusters[start:end]) for start, end in pairwise(bounds)]
        if all(width(part) <= FREE_WIDTH_PX for part in parts):
            return parts
    return clusters


def _bounds(clusters: Sequence[str], widths: Sequence[float], count: int) -> list[int]:
    """The places to break for ``count`` parts: near equal widths, and good breaks if there are any."""
    edges = [0.0]
    for width in widths:
        edges.append(edges[-1] + width)
    part_px = edges[-1] / count

    def cost(at: int, ideal_px: float) -> float:
        is_good = writing_systems.is_good_break(clusters[at - 1], clusters[at])
        return abs(edges[at] - ideal_px) + (0 if is_good else part_px / 3)

    bounds = [0]
    for number in range(1, count):
        ideal_px = part_px * number
        places = range(bounds[-1] + 1, len(clusters) - (count - number) + 1)
        bounds.append(min(places, key=lambda at: cost(at, ideal_px)))
    return [*bounds, len(clusters)]
