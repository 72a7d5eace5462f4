"""Default content of a scene, derived from the prompt."""

import re

from render_node.contract import Layout, MotionItem, MotionSpec

# Also the full-width stop, exclamation and question marks, and the Arabic question mark.
_SENTENCE_END = re.compile("(?<=[.!?\u3002\uff01\uff1f\u061f])\\s*")
_QUOTED = re.compile(r"[\"“„«「](.{12,300}?)[\"”“»」]", re.DOTALL)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+(.{2,160})$", re.MULTILINE)
_FIGURE = re.compile(r"[$€£¥]?\d[\d.,]*\s?(?:%|×|x\b|million\b|billion\b|[kKmM]\b)")
_VERSUS = re.compile(r"\bvs\.?\b|\bversus\b", re.IGNORECASE)
_LONGEST_HEADLINE = 140
_FEWEST_SCENES_WITH_OUTRO = 3
_MOST_ITEMS = 6


def complete(spec: MotionSpec | None, *, prompt: str) -> MotionSpec:
    """``spec`` with a layout, and with content to show in it."""
    spec = _from_prompt(prompt) if spec is None else _headlined(spec, prompt=prompt)
    return (
        spec
        if spec.layout and _is_served(spec, spec.layout)
        else spec.model_copy(update={"layout": _layout(spec)})
    )


def _headlined(spec: MotionSpec, *, prompt: str) -> MotionSpec:
    says_something = spec.headline.strip() or spec.figure.strip() or spec.items
    return spec if says_something else spec.model_copy(update={"headline": _sentences(prompt)[0]})


def _sentences(prompt: str) -> tuple[str, str]:
    """Split a text into a headline and the rest."""
    parts = [part for part in _SENTENCE_END.split(" ".join(prompt.split()), maxsplit=1) if part]
    head, rest = parts[0], " ".join(parts[1:])
    if len(head) > _LONGEST_HEADLINE:
        head = head[:_LONGEST_HEADLINE].rsplit(" ", 1)[0] + "…"
    return head, rest[:300]


def _from_prompt(prompt: str) -> MotionSpec:
    bullets = _BULLET.findall(prompt)[:_MOST_ITEMS]
    if len(bullets) > 1:
        head = _sentences(_BULLET.split(prompt)[0] or " ")[0] if _BULLET.split(prompt)[0].strip() else ""
        return MotionSpec(headline=head[:600], items=[MotionItem(text=bullet.strip()) for bullet in bullets])
    quoted = _QUOTED.search(prompt)
    if quoted:
        return MotionSpec(layout=Layout.QUOTE, headline=quoted.group(1))
    figure = _FIGURE.search(prompt)
    head, rest = _sentences(prompt)
    if figure:
        return MotionSpec(figure=figure.group(0).strip(), headline=head, body=rest)
    return MotionSpec(headline=head, body=rest)


def _is_served(spec: MotionSpec, layout: Layout) -> bool:
    """Whether the content is sufficient for the requested layout."""
    if layout in {Layout.LIST, Layout.STEPS}:
        return bool(spec.items)
    if layout is Layout.COMPARE:
        return len(spec.items) > 1
    if layout is Layout.NUMBER:
        return bool(spec.figure.strip())
    return bool(spec.headline.strip())


def _layout(spec: MotionSpec) -> Layout:
    if len(spec.items) == 2 and _VERSUS.search(spec.headline):
        return Layout.COMPARE
    if spec.items:
        return Layout.LIST
    if spec.figure.strip():
        return Layout.NUMBER
    if spec.scene_index == 0 and spec.scene_count > 1:
        return Layout.TITLE
    is_last = spec.scene_index == spec.scene_count - 1
    return Layout.OUTRO if is_last and spec.scene_count >= _FEWEST_SCENES_WITH_OUTRO else Layout.STATEMENT
