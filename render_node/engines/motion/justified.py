"""Lines that are each as wide as their column."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from render_node.engines.motion import cards
from render_node.engines.motion.lettering import Lettering
from render_node.engines.motion.lettering_styles import Ink, LetterStyle, Manner
from render_node.engines.motion.stage import Stage

# A short line grows at most this much more than the longest.
_MOST = 1.65
_SHARE, _LARGE, _NARROW, _PAIR = 1.5, 0.6, 0.62, 2
# Letters smaller than this are filled, without rims.
_RIMLESS = 56


@dataclass(frozen=True)
class Line:
    """A line of a text, and the size at which it is as wide as the column, with its line height."""

    text: str
    size: float
    height: float


def lines(
    stage: Stage, text: str, *, style: LetterStyle, width: float, height: float, largest: float
) -> list[Line]:
    """Break a text into lines that fill a column of this width and fit into this height."""
    usual = largest / _SHARE
    # One or two lines if they can be large, otherwise more.
    tried = [
        _sized(stage, text, style=style, width=width, share=share, height=usual * 2.1, largest=largest)
        for share in (1.0, _NARROW)
    ]
    pairs = [rows for rows in tried if len(rows) <= _PAIR]
    best = max(pairs, key=lambda rows: min((row.size for row in rows), default=0.0), default=[])
    if not best or min(row.size for row in best) < usual * _LARGE:
        best = _sized(stage, text, style=style, width=width, share=1.0, height=height, largest=largest)
    total = sum(line.height for line in best)
    shrink = min(1.0, height / max(1.0, total))
    return [Line(line.text, line.size * shrink, line.height * shrink) for line in best]


def _sized(
    stage: Stage, text: str, *, style: LetterStyle, width: float, share: float, height: float, largest: float
) -> list[Line]:
    found = stage.set(
        text, style=style, width=width * share, height=height, largest=largest / _SHARE, smallest=30
    )
    step = found.height / max(1, found.lines * found.size_px)
    sizes = [
        (words, min(largest, found.size_px * min(_MOST, width / max(1.0, length))))
        for words, length in _broken(found)
    ]
    return [Line(words, size, size * step) for words, size in sizes]


def _broken(found: Lettering) -> list[tuple[str, float]]:
    """The lines of a set text, with their widths."""
    result: list[tuple[str, float]] = []
    for number in range(found.lines):
        placed = [each for each in found.words if each.line == number]
        text = "".join(("" if each.word.glued else " ") + each.word.text for each in placed)
        result.append(
            (text.strip(), max(each.x + each.width for each in placed) - min(each.x for each in placed))
        )
    return result


def body(
    stage: Stage,
    text: str,
    *,
    style: LetterStyle,
    ink: Ink,
    x: float,
    y: float,
    width: float,
    height: float,
    largest: float,
    accents: Sequence[str] = (),
) -> str:
    """The lines as a drawing, centred in the box with its corner at (x, y)."""
    rows = lines(stage, text, style=style, width=width, height=height, largest=largest)
    down = y + (height - sum(row.height for row in rows)) / 2
    if rows and min(row.size for row in rows) < _RIMLESS:
        style = replace(style, manner=Manner.FLAT)
    parts: list[str] = []
    for row in rows:
        parts.append(
            cards.words(
                stage,
                row.text,
                style=style,
                colour=ink.fill,
                accent=ink.accent,
                accents=accents,
                x=x - width * 0.025,
                y=down,
                width=width * 1.05,
                height=row.height + 1,
                largest=row.size,
                smallest=20,
            )
        )
        down += row.height
    return "".join(parts)
