"""Poster: the words of the headline, each as wide as the column."""

from render_node.contract import MotionSpec
from render_node.engines.motion import breaking, stretching, tracks
from render_node.engines.motion.stage import BOTTOM, LEFT, RIGHT, TOP, Stage
from render_node.engines.motion.stretching import Stretched

_WIDTH = RIGHT - LEFT
_TOP = TOP + 28.0
_HEIGHT = BOTTOM - _TOP
_GAP, _WIDEST_GAP = 46.0, 62.0
_MOST_WORDS = 4
# A short word may take this share of the height.
_TALLEST = 0.46


def is_served(spec: MotionSpec) -> bool:
    return bool(spec.headline.strip())


def build(stage: Stage) -> None:
    style = stage.theme.headline
    texts = _lines(stage, stage.spec.headline)
    accents = stage.spec.accent_words or ([texts[-1]] if len(texts) > 1 else [])
    lines = _stacked(
        [stretching.line(stage, text, style=style, accents=accents) for text in texts], stage.theme.stretch
    )
    gap = _gap(lines)
    y = _TOP + max(0.0, (_HEIGHT - _total(lines, gap)) * 0.4)
    for number, line in enumerate(lines):
        _put(stage, line, number=number, y=y)
        y += line.height + gap


def _put(stage: Stage, line: Stretched, *, number: int, y: float) -> None:
    start_s = 0.1 + 0.09 * number
    arrives = stage.stands(tracks.slam(start_s) if stage.theme.slams else tracks.slide(start_s, y=70))
    at_s = stage.cue(stage.spec.reaction_s, default_s=1.2)
    moves = [arrives, stage.exit(x=-stage.theme.exit_px)]
    if any(word.is_accent for word in line.words):
        moves.append(tracks.hop(at_s, height=26))
    picture = stretching.picture(stage, line, style=stage.theme.headline, ink=stage.ground.ink)
    stage.put(picture, x=LEFT + line.width / 2, y=y + line.height / 2, track=tracks.together(*moves))


def _stacked(lines: list[Stretched], stretch: float) -> list[Stretched]:
    """All lines as wide as the column; taller letters where there is room, lower ones where there is none."""
    filled = [stretching.filling(line, width=_WIDTH, height=_HEIGHT * _TALLEST, most=1.0) for line in lines]
    room = _HEIGHT - min(_GAP, 0.3 * min(line.height for line in filled)) * (len(filled) - 1)
    total = sum(line.height for line in filled)
    share = room / total
    if share >= 1:
        # The lowest lines grow most, so that lines become alike.
        return [_grown(line, _target(filled, room), stretch) for line in filled]
    return [stretching.filling(line, width=_WIDTH, height=line.height * share, most=1.0) for line in filled]


def _target(lines: list[Stretched], room: float) -> float:
    """The height to which lower lines may grow so that all together fill the room."""
    low, high = 0.0, room
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if sum(max(line.height, middle) for line in lines) <= room else (low, middle)
        )
    return low


def _grown(line: Stretched, target: float, stretch: float) -> Stretched:
    return stretching.scaled(line, across=1.0, down=min(stretch, max(1.0, target / line.height)))


def _gap(lines: list[Stretched]) -> float:
    slack = (_HEIGHT - sum(line.height for line in lines)) / max(1, len(lines) - 1)
    least = min(_GAP, 0.3 * min(line.height for line in lines))
    return max(least, min(_WIDEST_GAP, slack))


def _total(lines: list[Stretched], gap: float) -> float:
    return sum(line.height for line in lines) + gap * (len(lines) - 1)


def _lines(stage: Stage, text: str) -> list[str]:
    """The words, or lines of about equal length."""
    words = text.split()
    if 2 <= len(words) <= _MOST_WORDS and all(len(breaking.clusters(word)) > 2 for word in words):
        return words
    found = stage.set(
        text,
        style=stage.theme.headline,
        width=_WIDTH,
        height=_HEIGHT * 0.8,
        largest=_largest(text),
        smallest=44,
        align="left",
    )
    lines: dict[int, list[str]] = {}
    for placed in found.words:
        lines.setdefault(placed.line, []).append(("" if placed.word.glued else " ") + placed.word.text)
    return ["".join(parts).strip() for parts in lines.values()] or [text.strip()]


def _largest(text: str) -> float:
    """A size at which short texts break into more than one line."""
    return 330.0 if len(text) <= 12 else 250.0
