"""The content of a scene that the request leaves open, derived from its prompt and seed."""

import re

from render_node.contract import MotionItem, MotionSpec, Theme
from render_node.engines.motion import layouts, objects

# Also the full-width stop, exclamation and question marks, and the Arabic question mark.
_SENTENCE_END = re.compile("(?<=[.!?\u3002\uff01\uff1f\u061f])\\s*")
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+(.{2,160})$", re.MULTILINE)
_LONGEST_HEADLINE = 90
_MOST_ITEMS = 6


def complete(spec: MotionSpec | None, *, prompt: str, seed: int) -> MotionSpec:
    """``spec`` with a theme, a layout that its content serves, and something to show."""
    spec = spec or _from_prompt(prompt)
    if not (spec.headline.strip() or spec.figure.strip() or spec.items or spec.sides or spec.places):
        spec = spec.model_copy(update={"headline": _headline(prompt)})
    known = [each for each in spec.objects if objects.exists(each.name)]
    theme = spec.theme or list(Theme)[seed % len(Theme)]
    spec = spec.model_copy(update={"theme": theme, "objects": known})
    return spec.model_copy(update={"layout": layouts.served(spec)})


def _headline(prompt: str) -> str:
    """The first sentence of a text."""
    parts = [part for part in _SENTENCE_END.split(" ".join(prompt.split()), maxsplit=1) if part]
    head = parts[0]
    return head if len(head) <= _LONGEST_HEADLINE else head[:_LONGEST_HEADLINE].rsplit(" ", 1)[0] + "…"


def _from_prompt(prompt: str) -> MotionSpec:
    bullets = _BULLET.findall(prompt)[:_MOST_ITEMS]
    if len(bullets) < 2:
        return MotionSpec(headline=_headline(prompt))
    before = _BULLET.split(prompt)[0].strip()
    items = [MotionItem(label=bullet.strip()) for bullet in bullets]
    return MotionSpec(headline=_headline(before) if before else "", items=items)
