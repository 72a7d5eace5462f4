"""Headlines in lines by their meaning: divided where the accent begins, or where a sentence ends."""

import re
from collections.abc import Sequence
from itertools import pairwise

from render_node.engines.motion import accenting, tracks
from render_node.engines.motion.lettering import Block, Lettering
from render_node.engines.motion.lettering_styles import Ink, LetterStyle
from render_node.engines.motion.stage import LEFT, RIGHT, Stage
from render_node.engines.motion.tracks import Track

_WIDTH = RIGHT - LEFT
# Lines by meaning may cost this share of the size.
_LEAST = 0.8
_SENTENCES = re.compile("(?<=[.!?\u2026\u3002\uff01\uff1f\u061f])\\s*")
_MOST_SENTENCES = 4
_MEASURED_PX = 100


def headline(stage: Stage, *, y: float, height: float, largest: float, grows: float = 1.0) -> Block:
    """The headline; its accent words are on their own line where this leaves the letters about as large.

    ``grows`` is how much larger than the rest the accent may be.
    """
    style = stage.theme.headline
    found = stage.set(
        stage.spec.headline, style=style, width=_WIDTH, height=height, largest=largest, smallest=56
    )
    parts = _parts(stage, found)
    sizes = [one_line(stage, part, style=style, width=_WIDTH, largest=largest) for part in parts]
    size = min([*sizes, height / 2 / style.leading])
    if len(parts) != 2 or size < found.size_px * _LEAST:
        return stage.headline(y=y, height=height, largest=largest)
    sizes = [size if not _is_accent(stage, part) else _grown(stage, part, size * grows) for part in parts]
    return lines(stage, parts, sizes=sizes, style=style, ink=stage.ground.ink, x=LEFT, y=y, width=_WIDTH)


def sentences(
    stage: Stage, *, style: LetterStyle, width: float, height: float, largest: float
) -> tuple[list[str], float]:
    """The sentences of the headline, and the size at which each fits on a line; none if that is too small."""
    parts = [part for part in _SENTENCES.split(stage.spec.headline.strip()) if part]
    if not 2 <= len(parts) <= _MOST_SENTENCES:
        return [], 0.0
    found = stage.set(stage.spec.headline, style=style, width=width, height=height, largest=largest)
    size = min(one_line(stage, part, style=style, width=width, largest=largest) for part in parts)
    size = min(size, height / len(parts) / style.leading)
    return (parts, size) if size >= found.size_px * _LEAST else ([], 0.0)


def lines(
    stage: Stage,
    parts: Sequence[str],
    *,
    sizes: Sequence[float],
    style: LetterStyle,
    ink: Ink,
    x: float,
    y: float,
    width: float,
    leaves: Track | None = None,
) -> Block:
    """Each part on its own line, at its size; each arrives on its own."""
    leaves = leaves or stage.exit(x=-stage.theme.exit_px)
    blocks: list[Block] = []
    for number, (part, size) in enumerate(zip(parts, sizes, strict=True)):
        start_s = 0.1 + 0.08 * number
        arrives = stage.stands(tracks.slam(start_s) if stage.theme.slams else tracks.slide(start_s, y=46))
        blocks.append(
            stage.text(
                part,
                style=style,
                ink=ink,
                x=x,
                y=blocks[-1].bottom if blocks else y,
                width=width,
                height=size * 1.45 * style.leading,
                largest=size,
                smallest=min(size, 40),
                align=stage.theme.align,
                accents=stage.spec.accent_words,
                track=tracks.together(arrives, leaves),
            )
        )
    left, right = min(block.left for block in blocks), max(block.right for block in blocks)
    return Block(left, y, right, blocks[-1].bottom, max(sizes))


def _parts(stage: Stage, found: Lettering) -> list[str]:
    """The headline divided where the accent begins or ends, if it does so once."""
    flags = accenting.flags(found, stage.spec.accent_words)
    changes = [number + 1 for number, (one, other) in enumerate(pairwise(flags)) if one != other]
    if len(changes) != 1:
        return []
    words = [("" if placed.word.glued else " ") + placed.word.text for placed in found.words]
    return ["".join(words[: changes[0]]).strip(), "".join(words[changes[0] :]).strip()]


def _is_accent(stage: Stage, part: str) -> bool:
    found = stage.set(part, style=stage.theme.headline, width=_WIDTH, height=200, largest=60)
    return all(accenting.flags(found, stage.spec.accent_words))


def one_line(stage: Stage, text: str, *, style: LetterStyle, width: float, largest: float) -> float:
    """The size at which a part fits on one line."""
    found = stage.set(text, style=style, width=1e6, height=1e6, largest=_MEASURED_PX, smallest=_MEASURED_PX)
    return min(largest, 0.995 * width * _MEASURED_PX / max(found.width, 1.0))


def _grown(stage: Stage, part: str, largest: float) -> float:
    return one_line(stage, part, style=stage.theme.headline, width=_WIDTH, largest=largest)
