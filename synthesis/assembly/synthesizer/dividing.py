"""Division of one text among parts that resemble consecutive pieces of it."""

from bisect import bisect_right
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import accumulate, pairwise


def divide(text: str, *, parts: Sequence[str]) -> list[str]:
    """Cut ``text`` into one consecutive slice for each part, each as similar to its part as possible.

    Joined, the slices are the text. Used where the whole is read differently than its words alone: phonemes
    of a sentence, in which words fuse, and phonemes of each word.
    """
    joined = "".join(parts)
    matcher = SequenceMatcher(None, text, joined, autojunk=False)
    anchors = [(0, 0)]
    for block in matcher.get_matching_blocks():
        anchors += [(block.a, block.b), (block.a + block.size, block.b + block.size)]
    anchors.append((len(text), len(joined)))
    bounds = [_place(at, anchors) for at in accumulate(map(len, parts), initial=0)]
    bounds[0], bounds[-1] = 0, len(text)
    return [text[start:end] for start, end in pairwise(bounds)]


def _place(at: int, anchors: list[tuple[int, int]]) -> int:
    """The place in the text for a place in the joined parts, by interpolation between equal stretches."""
    index = bisect_right(anchors, at, key=lambda anchor: anchor[1]) - 1
    (before, known), (after, following) = anchors[index], anchors[min(index + 1, len(anchors) - 1)]
    if following <= known:
        return before
    return round(before + (at - known) * (after - before) / (following - known))
