"""The layout of a comparison: two sides, the better one in the accent colour if the content says which."""

import re

from render_node.contract import MotionItem, MotionSpec
from render_node.engines.motion import layers, rows, typography
from render_node.engines.motion.layers import Bar, Layer, Stamp, Words
from render_node.engines.motion.stage import Stage

_GOOD = re.compile("^\\s*[\u2713\u2714\u2705\u2605\u2b50\U0001f44d\U0001f3c6]+\ufe0f?\\s*")
_BAD = re.compile("^\\s*[\u2717\u2718\u2715\u2716\u274c\u274e\U0001f44e\U0001f6ab]+\ufe0f?\\s*")
# Sides that are better by their names.
_WORSE_AND_BETTER = {
    "myth": "fact",
    "wrong": "right",
    "before": "after",
    "bad": "good",
    "don't": "do",
    "old": "new",
    "then": "now",
}
_FIRST_WORD = re.compile(r"[\w']+")
_WORD = re.compile(r"\w+")


def better_side(spec: MotionSpec) -> int | None:
    """The index of the better of the first two items; None if the content does not say.

    In this order: the side with a mark such as ✓, or opposite one with ✗; the side with the words to
    highlight; the better of a known pair, such as myth and fact.
    """
    sides = spec.items[:2]
    found = (_marked(sides), _accented(sides, spec.accent_words), _named(sides))
    return next((side for side in found if side is not None), None)


def _marked(sides: list[MotionItem]) -> int | None:
    good, bad = (_only([bool(mark.match(side.text)) for side in sides]) for mark in (_GOOD, _BAD))
    if good is not None:
        return good
    return None if bad is None else 1 - bad


def _accented(sides: list[MotionItem], accents: list[str]) -> int | None:
    wanted = {word for accent in accents for word in _words(accent)}
    return _only([not wanted.isdisjoint(_words(f"{side.text} {side.detail}")) for side in sides])


def _named(sides: list[MotionItem]) -> int | None:
    first, second = (_first_word(side.text) for side in sides)
    if _WORSE_AND_BETTER.get(first) == second:
        return 1
    return 0 if _WORSE_AND_BETTER.get(second) == first else None


def _only(is_side: list[bool]) -> int | None:
    return is_side.index(True) if is_side.count(True) == 1 else None


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def _first_word(text: str) -> str:
    found = _FIRST_WORD.search(text.replace("\u2019", "'"))
    return found[0].casefold() if found else ""


def _without_mark(text: str) -> str:
    return _BAD.sub("", _GOOD.sub("", text))


def build(stage: Stage, spec: MotionSpec) -> list[Layer]:
    """Build two cards: beside each other in a wide frame, below each other in a tall one."""
    u = stage.unit
    found, top = rows.heading(stage, spec)
    gap = 36 * u
    wide = stage.width > stage.height
    room = stage.bottom - top
    card_w = (stage.type_width - gap) / 2 if wide else stage.type_width
    card_h = min(room if wide else (room - gap) / 2, 410 * u)
    better = better_side(spec)
    for number, item in enumerate(spec.items[:2]):
        x = stage.left + (card_w + gap) * number if wide else stage.left
        y = top if wide else top + (card_h + gap) * number
        begin = 0.25 + 0.28 * number
        found += _card(stage, x=x, y=y, width=card_w, height=card_h, begin=begin, strong=number == better)
        if better is None:
            found.append(
                _edge(stage, item.text, number=number, x=x, y=y, width=card_w, height=card_h, begin=begin)
            )
        found += _text(
            stage, item, x=x, y=y, width=card_w, height=card_h, begin=begin, strong=number == better
        )
    return found


def _card(
    stage: Stage, *, x: float, y: float, width: float, height: float, begin: float, strong: bool
) -> list[Layer]:
    colour, opacity = (stage.accent, 1.0) if strong else (stage.ink, 0.13)
    mask = layers.rounded(width, height, 34 * stage.unit)
    return [Stamp(mask, x, y, colour, begin, 1.0, opacity=opacity, come_y=90 * stage.unit, drift=stage.drift)]


def _edge(
    stage: Stage, text: str, *, number: int, x: float, y: float, width: float, height: float, begin: float
) -> Layer:
    """A short bar that gives both sides a colour of their own."""
    u = stage.unit
    side = x + width - 29 * u if stage.is_rtl(text) else x + 20 * u
    colour = (stage.accent, stage.second)[number]
    return Bar(
        side,
        y + height * 0.25,
        9 * u,
        height * 0.5,
        colour,
        begin + 0.2,
        0.6,
        upright=True,
        drift=stage.drift,
    )


def _text(
    stage: Stage,
    item: MotionItem,
    *,
    x: float,
    y: float,
    width: float,
    height: float,
    begin: float,
    strong: bool,
) -> list[Layer]:
    u = stage.unit
    inset = 48 * u
    text = typography.headline(
        stage,
        _without_mark(item.text),
        height=height * (0.46 if item.detail else 0.7),
        largest=104,
        width=width - 2 * inset,
    )
    detail = typography.small(stage, item.detail, height=height * 0.34, largest=46, width=width - 2 * inset)
    inner = y + (height - text.height - detail.height - (12 * u if detail.words else 0)) / 2
    colour = stage.on_accent if strong else stage.ink
    found: list[Layer] = [
        Words(text, x + inset, inner, colour, begin + 0.2, 0.06, entrance="rise", drift=stage.drift)
    ]
    if detail.words:
        found.append(
            Words(
                detail,
                x + inset,
                inner + text.height + 12 * u,
                colour,
                begin + 0.4,
                0.03,
                entrance="fade",
                drift=stage.drift,
            )
        )
    return found
